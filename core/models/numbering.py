"""Number series (编号): no gaps, no repeats; a number that was given and is no longer used is declared."""

from django.contrib.contenttypes.models import ContentType
from django.db import models


class NumberSeries(models.Model):
    """The last number given in one series and scope, e.g. proposals of the fifth session."""

    key = models.CharField("系列", max_length=40)
    scope = models.CharField("范围", max_length=40)
    last = models.PositiveIntegerField("最近编号", default=0)

    class Meta:
        verbose_name = "编号系列"
        verbose_name_plural = "编号系列"
        constraints = [models.UniqueConstraint(fields=["key", "scope"], name="one_series_per_scope")]

    def __str__(self) -> str:
        return f"{self.key} {self.scope}: {self.last}"


class NumberGap(models.Model):
    """A number that was given and then cancelled, with the reason.

    One that is kept for a matter (``content_type``, ``object_id``) is given to that matter again and to no other.
    """

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="gaps")
    number = models.PositiveIntegerField("编号")
    reason = models.CharField("原因", max_length=200)
    content_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    declared_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "空号"
        verbose_name_plural = "空号"
        constraints = [models.UniqueConstraint(fields=["series", "number"], name="gap_declared_once")]

    def __str__(self) -> str:
        return f"{self.series.key} {self.number}"
