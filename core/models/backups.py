"""What became of each backup (备份): when, how large, and whether it was read back and found whole."""

from django.db import models
from django.utils import timezone


class Backup(models.Model):
    """One attempt. ``name`` is the file in the folder of backups; ``message`` says why it failed."""

    class State(models.TextChoices):
        RUNNING = "running", "进行中"
        GOOD = "good", "已核验"
        FAILED = "failed", "未成功"

    begun_at = models.DateTimeField("开始时间", default=timezone.now)
    ended_at = models.DateTimeField("完成时间", null=True, blank=True)
    state = models.CharField("结果", max_length=8, choices=State.choices, default=State.RUNNING)
    name = models.CharField("文件", max_length=200)
    size = models.PositiveBigIntegerField("大小", default=0)
    rows = models.PositiveBigIntegerField("行数", default=0)
    files = models.PositiveBigIntegerField("附件数", default=0)
    sha256 = models.CharField("摘要", max_length=64, blank=True)
    message = models.CharField("说明", max_length=400, blank=True)
    gone = models.BooleanField("已清理", default=False)

    class Meta:
        verbose_name = "备份"
        verbose_name_plural = "备份"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
