"""What stood in the digests (提醒): one row per clock, step and person, so that nothing is said twice."""

from django.conf import settings
from django.db import models


class Reminder(models.Model):
    """One clock in one person's digest (晨报) of ``day``: a step of the ladder, or what is late or near between steps.

    ``step`` is in calendar days from the due day (-7: a week before, 1: the day after): the step's, else the day's.
    ``due`` is the due day of that moment: an extended clock begins its steps anew.
    """

    class Level(models.TextChoices):
        HOLDER = "holder", "责任人"
        HEAD = "head", "责任单位负责人"
        OFFICE = "office", "督查部门"
        LEADER = "leader", "领导"

    clock = models.ForeignKey("core.Clock", on_delete=models.CASCADE, related_name="reminders")
    due = models.DateField("截止日")
    step = models.SmallIntegerField("提醒步骤")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders")
    level = models.CharField("提醒层级", max_length=8, choices=Level.choices)
    day = models.DateField("晨报日期")

    class Meta:
        verbose_name = "提醒"
        verbose_name_plural = "提醒"
        ordering = ["-day", "due", "id"]
        constraints = [
            models.UniqueConstraint(fields=["clock", "due", "step", "person"], name="one_reminder_per_step_and_person")
        ]
        indexes = [models.Index(fields=["person", "day"])]

    def __str__(self) -> str:
        return f"{self.day} {self.step:+d}"


class ReminderScan(models.Model):
    """A day whose digests are written; a second scan of the same day finds it and does nothing."""

    day = models.DateField("日期", unique=True)
    scanned_at = models.DateTimeField("时间", auto_now_add=True)
    clocks = models.PositiveIntegerField("期限数", default=0)
    people = models.PositiveIntegerField("人数", default=0)

    class Meta:
        verbose_name = "提醒扫描"
        verbose_name_plural = "提醒扫描"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}"
