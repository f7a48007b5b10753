"""来信来访: a letter of a member to the office, who answers for it, and the answer."""

from django.conf import settings
from django.db import models

from tests.pretended_line.letters.querysets import LetterQuerySet
from tests.pretended_line.letters.states import LetterState


class Letter(models.Model):
    """来信."""

    title = models.CharField("标题", max_length=200)
    body = models.TextField("内容")
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="来信人"
    )
    number = models.PositiveIntegerField("编号", null=True, blank=True)
    state = models.CharField("状态", max_length=20, choices=LetterState.choices, default=LetterState.RECEIVED)
    revision = models.PositiveIntegerField(default=0, editable=False)
    answer = models.TextField("答复", blank=True)
    received_at = models.DateTimeField("收到时间")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "来信"
        verbose_name_plural = "来信"
        indexes = [models.Index(fields=["state", "-id"]), models.Index(fields=["writer", "-id"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/letters/{self.pk}/"

    @property
    def case_number(self) -> str:
        return f"信{self.number:04d}" if self.number else ""

    @property
    def matter_name(self) -> str:
        return f"{self.case_number}《{self.title}》"

    def search_text(self) -> str:
        return "\n".join((self.case_number, self.title, self.body))
