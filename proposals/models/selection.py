"""Choosing the key proposals of a session (重点提案遴选): a task of the whole session with a limit of its own."""

from django.conf import settings
from django.db import models

from core.matters.querysets import MatterQuerySet
from core.models import User
from core.models.roles import POSTS


class KeySelectionQuerySet(MatterQuerySet):
    def visible_to(self, user: User) -> "KeySelectionQuerySet":
        """The committee's offices and its leaders follow the selection."""
        post = user.post_in_use if user.is_authenticated else None
        return self if post is not None and POSTS[post.role].office else self.none()

    def for_naming(self) -> "KeySelectionQuerySet":
        """With what ``matter_name`` reads."""
        return self.select_related("session__term")


class KeySelection(models.Model):
    """The selection of one session: open until the committee says that it is finished."""

    session = models.OneToOneField("members.Session", on_delete=models.PROTECT, related_name="key_selection")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField("说明", max_length=300, blank=True)

    objects = KeySelectionQuerySet.as_manager()

    class Meta:
        verbose_name = "重点提案遴选"
        verbose_name_plural = "重点提案遴选"

    def __str__(self) -> str:
        return f"{self.session}重点提案遴选"

    def get_absolute_url(self) -> str:
        return f"/proposals/sessions/{self.session_id}/key/"

    @property
    def matter_name(self) -> str:
        return str(self)
