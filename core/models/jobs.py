"""Long pieces of work (后台任务) as rows whose progress a page shows."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class JobRun(models.Model):
    """One run of a long piece of work. ``result`` is a stored file name under MEDIA_ROOT, served through permission."""

    class State(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"
        CANCELLED = "cancelled", "已取消"

    kind = models.CharField("任务", max_length=60)
    label = models.CharField("名称", max_length=120)
    params = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.QUEUED)
    total = models.PositiveIntegerField("总数", default=0)
    done = models.PositiveIntegerField("已做", default=0)
    message = models.CharField("说明", max_length=400, blank=True)
    result = models.FileField("结果", upload_to="jobs/", blank=True, max_length=200)
    result_name = models.CharField("文件名", max_length=160, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField("提交时间", default=timezone.now)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    heartbeat_at = models.DateTimeField("最近进展", null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        ordering = ["-id"]
        indexes = [models.Index(fields=["created_by", "-id"]), models.Index(fields=["state"])]

    def __str__(self) -> str:
        return self.label


class JobStep(models.Model):
    """One row of a job over many (core/jobs/bulk_jobs.py), written in its act's transaction: it is done at most once.

    ``refused`` is the sentence why the row was left as it was; ``told`` lists who was told, so that a job taken up
    again goes on telling each person once.
    """

    job = models.ForeignKey(JobRun, on_delete=models.CASCADE, related_name="steps")
    key = models.PositiveBigIntegerField("对象")
    label = models.CharField("名称", max_length=200)
    url = models.CharField("打开", max_length=200, blank=True)
    refused = models.CharField("未办原因", max_length=400, blank=True)
    told = models.JSONField("已通知", default=list, blank=True)

    class Meta:
        verbose_name = "任务明细"
        verbose_name_plural = "任务明细"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["job", "key"], name="one_step_per_row")]

    def __str__(self) -> str:
        return self.label
