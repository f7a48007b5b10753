"""What somebody has typed into the form of an act and not handed in yet (未提交的填写)."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models


class KeptForm(models.Model):
    """The fields of one act's form on one thing, as this person left them; read by nobody else."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    act = models.CharField("事项", max_length=60)
    fields = models.JSONField("填写的内容", default=dict)
    seen = models.PositiveIntegerField("填写时的版本")
    saved_at = models.DateTimeField("保存时间", db_index=True)

    class Meta:
        verbose_name = "未提交的填写"
        verbose_name_plural = "未提交的填写"
        constraints = [
            models.UniqueConstraint(fields=["user", "content_type", "object_id", "act"], name="one_kept_form_per_act")
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.saved_at:%Y-%m-%d %H:%M}"
