"""Files that belong to a matter (附件): content checked, stored under random names, served through permission."""

import secrets

from django.conf import settings
from django.db import models

from core.models.generic import AboutMatter


def random_path(instance: "Attachment", filename: str) -> str:
    """A name that tells nothing and cannot be guessed; the extension is the checked one."""
    token = secrets.token_hex(16)
    return f"attachments/{token[:2]}/{token}.{instance.extension}"


class Attachment(AboutMatter):
    """One file. ``mime``, ``extension`` and ``sha256`` come from the content, not from the client."""

    file = models.FileField("文件", upload_to=random_path, max_length=200)
    name = models.CharField("文件名", max_length=160)
    extension = models.CharField("类型", max_length=8)
    mime = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField("大小")
    sha256 = models.CharField(max_length=64)
    category = models.CharField("用途", max_length=40, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering = ["id"]
        indexes = [models.Index(fields=["root_type", "root_id"]), models.Index(fields=["content_type", "object_id"])]

    def __str__(self) -> str:
        return self.name
