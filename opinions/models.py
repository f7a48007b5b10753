"""Texts that were not filed as what they were sent in for, and became something else (转送件)."""

from django.conf import settings
from django.db import models

from opinions.querysets import ForwardedTextQuerySet
from opinions.states import CAME_BACK, ForwardedState, Way


class ForwardedText(models.Model):
    """转送件: the text, what it became, how it was handled and who signed that; what it came from stays beside it."""

    source = models.ForeignKey(
        "proposals.Proposal", on_delete=models.PROTECT, related_name="forwarded_texts", verbose_name="来源"
    )
    number = models.CharField("来源编号", max_length=40, blank=True)
    way = models.CharField("转为", max_length=10, choices=Way.choices)
    title = models.CharField("题目", max_length=200)
    text = models.TextField("内容")
    people = models.CharField("反映人", max_length=200, blank=True)
    state = models.CharField("状态", max_length=20, choices=ForwardedState.choices, default=ForwardedState.RECEIVED)
    revision = models.PositiveIntegerField(default=0, editable=False)
    received_at = models.DateTimeField("转来时间")
    handled = models.TextField("如何处理", blank=True)
    handled_at = models.DateTimeField("处理时间", null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField("签发说明", blank=True)
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ForwardedTextQuerySet.as_manager()

    class Meta:
        verbose_name = "转送件"
        verbose_name_plural = "转送件"
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "-id"]), models.Index(fields=["way", "state", "-id"])]
        constraints = [
            # One that came back may be passed on again; of one text nothing stands at two desks at once.
            models.UniqueConstraint(
                fields=["source"], condition=~models.Q(state__in=CAME_BACK), name="opinions_one_text_of_a_source"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/opinions/forwarded/{self.pk}/"

    @property
    def rule_classes(self) -> tuple[str, ...]:
        """The classes of what it was sent in as, by which its time may have a rule of its own."""
        return getattr(self.source, "rule_classes", ())

    @property
    def case_number(self) -> str:
        """收0131: the number that it had where it came from."""
        return self.number

    @property
    def matter_name(self) -> str:
        """收0131《关于…》: by the number that it had where it came from."""
        return f"{self.number}《{self.title}》"

    def get_state_display(self) -> str:  # type: ignore[no-redef]
        """Where it is, in the words of page, list, to-do and interface; what came back to be changed says so."""
        again = self.state == ForwardedState.RECEIVED and bool(self.handled)
        return "处理情况待修改" if again else str(ForwardedState(self.state).label)

    def search_text(self) -> str:
        """What full-text search reads: not how it was handled, before that is signed and may be read by its writers."""
        handled = self.handled if self.state == ForwardedState.SIGNED else ""
        return "\n".join((self.number, self.title, self.text, handled))
