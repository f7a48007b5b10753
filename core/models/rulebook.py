"""Local rules as data (制度库): every number that one committee sets differently has a date and a source."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.chinese import long_date


class Regulation(models.Model):
    """A document that sets rules: title, who adopted it, since when."""

    title = models.CharField("文件名称", max_length=200)
    adopted_by = models.CharField("通过机构", max_length=120, blank=True)
    adopted_on = models.DateField("通过日期", null=True, blank=True)
    effective_from = models.DateField("施行日期", null=True, blank=True)
    is_default = models.BooleanField("系统默认", default=False)
    code = models.CharField("文件代号", max_length=60, blank=True, help_text="导入文件里的 id")
    place = models.CharField("地区", max_length=60, blank=True)
    note = models.TextField("说明", blank=True, help_text="来源、缺失部分、歧义")
    left_out = models.JSONField("未收录", default=list, blank=True, help_text="导入时不能收录的条款及原因")

    class Meta:
        verbose_name = "制度文件"
        verbose_name_plural = "制度文件"
        constraints = [models.UniqueConstraint(fields=["title", "adopted_on"], name="one_regulation_per_adoption")]

    def __str__(self) -> str:
        return self.title


class Rule(models.Model):
    """One value of one key from a day on, for one class of matter (empty = every class).

    A version ends the day before the next one of the same key and class begins; ``effective_to`` is an end that the
    regulation itself names. A version whose day has not come is pending.
    """

    key = models.CharField("项目", max_length=60)
    value = models.JSONField("取值")
    applies_to = models.CharField("适用于", max_length=40, blank=True)
    effective_from = models.DateField("自")
    effective_to = models.DateField("至", null=True, blank=True)
    regulation = models.ForeignKey(Regulation, on_delete=models.PROTECT, related_name="rules", verbose_name="依据")
    article = models.CharField("条款", max_length=120, blank=True)
    article_text = models.TextField("条文", blank=True, help_text="录入单位抄录的制度原文")
    note = models.CharField("说明", max_length=300, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField("录入时间", auto_now_add=True, null=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True, help_text="仅推荐设置：本委员会确认照此办理")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    confirmed_basis = models.CharField("由谁确认", max_length=120, blank=True, help_text="在什么会上定的")

    class Meta:
        verbose_name = "规则"
        verbose_name_plural = "规则"
        ordering = ["key", "applies_to", "-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["key", "applies_to", "effective_from"], name="one_rule_per_key_and_day"),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="rule_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} 自{self.effective_from}"

    @property
    def source(self) -> str:
        """How the rule is cited under a date or a point: the document, or who confirmed the recommended value when."""
        if self.regulation.is_default and self.confirmed_at:
            day = long_date(timezone.localdate(self.confirmed_at))
            return f"系统推荐设置，经{self.confirmed_basis.removeprefix('经') or '本委员会'}确认（{day}）"
        return f"《{self.regulation.title}》{self.article}"
