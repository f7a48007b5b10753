"""A name under a text (署名): what every line whose texts members sign keeps of it."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models

from core.models import Organisation, Remembers, User

#: The values of ``position``; their words are the line's.
FIRST, COSIGNER, COLLECTIVE = "first", "cosigner", "collective"


class Signature(Remembers):
    """One signer's answer: asked when, given or not, under which version of the text.

    The line adds its links to the matter, to ``member`` and to ``organisation`` (exactly one of the two is there),
    and ``position``, with a property ``matter``.
    """

    class State(models.TextChoices):
        INVITED = "invited", "待答复"
        AGREED = "agreed", "已署名"
        DECLINED = "declined", "未同意"
        LAPSED = "lapsed", "未答复"

    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.INVITED)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    invited_at = models.DateTimeField("邀请时间", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    text_version = models.PositiveIntegerField("所签文稿版本", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    remark = models.CharField("意见", max_length=200, blank=True)

    member: Any
    organisation: Any
    position: Any

    class Meta:
        abstract = True
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return str(self.member or self.organisation)

    @property
    def body(self) -> Organisation | None:
        """Whose clerks sign and judge today: the body's, or those of the one it was merged into."""
        return self.organisation.present if self.organisation else None


def accounts(signed: Iterable[Any]) -> list[User]:
    """Of the members among them, those who can be told."""
    return [row.member.user for row in signed if row.member and row.member.user]


def leading_signature(matter: Any) -> Any:
    """The signature of the first proposer or of the collective body, once given; costs nothing where rows are read."""
    leading = [row for row in matter.signatories.all() if row.position != COSIGNER]
    given = (row for row in leading if row.state == Signature.State.AGREED)
    return min(given, key=lambda row: (row.order, row.pk), default=None)
