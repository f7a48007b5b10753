"""Files that belong to a matter (附件): content checked, stored under random names, served through permission."""

import secrets
from typing import Any

from django.conf import settings
from django.db import models

from core.models.generic import AboutMatter


class PrivateFileField(models.FileField):
    """A file under a name that tells nothing and cannot be guessed; its extension is the one that was checked.

    Migrations see an ordinary file field: where files are put is no part of the database.
    """

    def generate_filename(self, instance: Any, filename: str) -> str:
        token = secrets.token_hex(16)
        return super().generate_filename(instance, f"attachments/{token[:2]}/{token}.{instance.extension}")

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.FileField", args, kwargs


class Attachment(AboutMatter):
    """One file. ``mime``, ``extension`` and ``sha256`` come from the content, not from the client."""

    file = PrivateFileField("文件", max_length=200)
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
