"""Which act a form that was handed in, or a request of the interface with a key, has led to (一份表单只办一次)."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models


class DoneOnce(models.Model):
    """One form of one person on one thing: the same form handed in again is the same act."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    act = models.CharField("事项", max_length=60)
    nonce = models.CharField("表单", max_length=80)
    event = models.ForeignKey("core.Event", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = "已办的表单"
        verbose_name_plural = "已办的表单"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "content_type", "object_id", "act", "nonce"], name="one_act_of_one_form"
            )
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.at:%Y-%m-%d %H:%M}"
