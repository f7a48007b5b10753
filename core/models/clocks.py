"""Deadlines (期限): stored dates that explain themselves. Lateness is computed from them, never stored."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models.generic import AboutMatter


class Clock(AboutMatter):
    """A due day with its start, its rule and the sentence that says how it came about.

    ``due`` is the last day on which the act is in time (until 24:00). A clock without ``stopped_at`` is running.
    The rule in force when the clock started stays with it (``rule`` and ``rule_value``). ``watched_by`` is the office
    that supervises the holder; ``anchor`` the clock whose due day this one counts from and moves with;
    ``void``: it stopped because what it was for fell away (taken back, given back, begun anew), and was neither met nor
    missed; ``next_reminder`` the next day on which somebody is to be reminded (empty = nobody any more).
    """

    kind = models.CharField("期限", max_length=40)
    label = models.CharField("名称", max_length=40)
    round = models.PositiveSmallIntegerField("轮次", default=1)
    started_on = models.DateField("起算日")
    nominal = models.DateField("届满日")
    due = models.DateField("截止日")
    provisional = models.BooleanField("暂定", default=False)
    lapses = models.BooleanField(
        "权利期限", default=False, help_text="过期即失效的权利（如申请退办），没有行使不算逾期"
    )
    explanation = models.TextField("算法说明")
    rule = models.ForeignKey("core.Rule", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rule_value = models.JSONField("规则取值", default=dict, blank=True)
    holder_role = models.CharField("责任岗位", max_length=20, blank=True)
    holder_org = models.ForeignKey(
        "core.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    holder_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    watched_by = models.ForeignKey(
        "core.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="督查单位"
    )
    anchor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="hanging", verbose_name="随此期限变动"
    )
    next_reminder = models.DateField("下次提醒日", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    stopped_at = models.DateTimeField("停止时间", null=True, blank=True)
    stop_reason = models.CharField("停止原因", max_length=60, blank=True)
    void = models.BooleanField("未办而止", default=False)

    class Meta:
        verbose_name = "期限"
        verbose_name_plural = "期限"
        ordering = ["due", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "kind"],
                condition=Q(stopped_at__isnull=True),
                name="one_running_clock_per_kind",
            )
        ]
        indexes = [
            models.Index(fields=["root_type", "root_id"]),
            models.Index(fields=["content_type", "object_id", "stopped_at", "due"]),
            models.Index(fields=["due", "id"], condition=Q(stopped_at__isnull=True), name="running_clocks_by_due"),
            models.Index(
                fields=["root_type", "root_id", "due", "kind", "lapses"],
                condition=Q(stopped_at__isnull=True),
                name="running_clocks_of_matter",
            ),
            models.Index(fields=["next_reminder"], condition=Q(stopped_at__isnull=True), name="clocks_to_remind_of"),
            models.Index(
                fields=["watched_by", "due"], condition=Q(stopped_at__isnull=True), name="running_clocks_watched"
            ),
            models.Index(
                fields=["holder_org", "due"], condition=Q(stopped_at__isnull=True), name="running_clocks_held"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.due}"


class Timed(models.Model):
    """Base of things on which clocks run. ``page_clocks``: all of them, where a page has read them for its guards."""

    page_clocks: list[Clock] | None = None

    class Meta:
        abstract = True
