"""The papers by which a member came, was suspended or left (决定、通知): files, for the office and that member."""

from enum import StrEnum

from django.core.files import File
from django.db import models

from core.files.attachments import add_attachment, remove_attachment
from core.matters.lifecycle import Forbidden
from core.models import Attachment
from core.models.generic import rooted_in
from core.people.actors import Actor
from members.models import Member
from members.readers import KEEPERS

MOST = 10


class Of(StrEnum):
    """What a paper is of: stored as its category."""

    GAINED = "gained"
    EXIT = "exit"
    SUSPENDED = "suspended"
    RESUMED = "resumed"


def of_member(member: Member) -> list[Attachment]:
    """Every paper of this member that has not been removed, in one statement. The caller has asked who reads."""
    return list(Attachment.objects.filter(**rooted_in(member), category__in=list(Of), removed_at=None))


def keep(*, row: models.Model, member: Member, upload: File, category: str, actor: Actor) -> Attachment:
    """Keep a paper of ``row`` (a mandate or a suspension of ``member``). Raises Forbidden, UploadRefused."""
    _check(actor)
    return add_attachment(target=row, root=member, upload=upload, category=category, actor=actor, at_most=MOST)


def remove(*, paper: Attachment, actor: Actor) -> None:
    """Take a wrong file off again; it stays for the record."""
    _check(actor)
    remove_attachment(attachment=paper, actor=actor)


def _check(actor: Actor) -> None:
    if not actor.is_in(*KEEPERS):
        raise Forbidden("名册由办公室工作人员或系统管理员维护。")
