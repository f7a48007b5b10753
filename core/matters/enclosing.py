"""Files enclosed with what a unit writes: with a talk, a joint opinion, a reply (附件、照片).

They belong to the row that they came with (``Attachment.target``) and are read by whoever reads that on the matter's
page (``MatterPage.files_about``), by nobody else (``core.matters.enclosed``). The act's own event names them.
"""

from typing import Any

from django.db.models import QuerySet

from core.files.attachments import UploadRefused, add_attachment, remove_attachment
from core.matters.fields import ActField, files, many
from core.matters.lifecycle import Act, Refused
from core.models import Attachment
from core.models.generic import aimed_at, matter_of
from core.people.actors import Actor

AT_MOST = 20
FILES = files("files", "附件", help="照片、签到表、会议记录等，可以一次选多个")


def enclose(act: Act, thing: Any) -> None:
    """The files of the act stay with ``thing``, those named in ``without`` are taken off it."""
    for file in act.facts.get("without") or ():
        remove_attachment(attachment=file, actor=act.actor, told=False)
    for upload in act.facts.get("files") or ():
        try:
            add_attachment(
                target=thing, root=matter_of(act.obj), upload=upload, actor=act.actor, at_most=AT_MOST, told=False
            )
        except UploadRefused as error:
            raise Refused(str(error)) from error


def of_reply(work: Any, _actor: Actor | None = None) -> QuerySet[Attachment]:
    """The files enclosed with the draft."""
    reply = getattr(work, "reply", None)
    found = Attachment.objects.filter(removed_at__isnull=True)
    return found.filter(**aimed_at(reply)) if reply is not None else found.none()


def files_of(thing: Any) -> list[str]:
    """The names of the files enclosed with something written, in their order."""
    found = Attachment.objects.filter(**aimed_at(thing), removed_at__isnull=True)
    return list(found.order_by("pk").values_list("name", flat=True))


def with_reply(work: Any) -> tuple[ActField, ...]:
    """What a draft asks: further files, and which of those enclosed are taken off."""
    has_files = hasattr(work, "reply") and getattr(matter_of(work), "has_files", True)
    return (FILES, *((WITHOUT,) if has_files and of_reply(work).exists() else ()))


WITHOUT = many("without", "去掉已有的附件", of_reply, required=False, ticked=True)
