"""Open turns (轮到谁): whom each matter waits for at this moment. Kept by the engine, never written by anybody else."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models

from core.models.generic import AboutMatter


class OpenTurn(AboutMatter):
    """One person, or the people of one post, waited for by one thing: for which act, since when.

    Held by whoever has the post ``role`` (in ``organisation`` where one is given, by ``user`` alone where one is
    given). A row without role is waited for by nobody who can sign in (a member without an account). ``who`` and
    ``what`` are the words of the sentence; ``number``, ``title``, ``context`` and ``mark`` are what a to-do list shows
    of the matter, so that a home costs the same however many kinds of matter there are.
    """

    key = models.CharField("动作", max_length=60)
    what = models.CharField("办什么", max_length=60)
    who = models.CharField("轮到谁", max_length=120)
    role = models.CharField("岗位", max_length=20, blank=True)
    organisation = models.ForeignKey(
        "core.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    holder = models.CharField("责任人", max_length=80, editable=False)
    place = models.PositiveSmallIntegerField("顺序", default=0)
    since = models.DateTimeField("自")
    verb = models.CharField("按钮", max_length=60)
    url = models.CharField("地址", max_length=200)
    number = models.CharField("编号", max_length=40, blank=True)
    title = models.CharField("事由", max_length=200, blank=True)
    context = models.CharField("情况", max_length=200, blank=True)
    mark = models.CharField("标记", max_length=20, blank=True)

    class Meta:
        verbose_name = "轮到谁"
        verbose_name_plural = "轮到谁"
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "holder"], name="one_turn_per_holder")
        ]
        indexes = [
            models.Index(fields=["root_type", "root_id"]),
            models.Index(fields=["user"]),
            models.Index(fields=["role", "organisation", "content_type", "object_id"], name="turns_of_a_post"),
        ]

    @property
    def page(self) -> str:
        """The address of the thing that waits; costs no statement."""
        return ContentType.objects.get_for_id(self.content_type_id).model_class()(pk=self.object_id).get_absolute_url()

    def __str__(self) -> str:
        return f"{self.who}：{self.what}"
