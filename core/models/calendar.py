"""Legal holidays and make-up working days (法定节假日与调休), an editable table."""

from django.db import models


class CalendarDay(models.Model):
    """A day that differs from the ordinary week. A year without any row counts as not yet announced."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", "放假"
        WORKDAY = "workday", "调休上班"

    date = models.DateField("日期", unique=True)
    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    name = models.CharField("名称", max_length=40)
    source = models.CharField("来源", max_length=120, blank=True)

    class Meta:
        verbose_name = "节假日与调休"
        verbose_name_plural = "节假日与调休"
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()}"
