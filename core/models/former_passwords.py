"""Passwords that somebody had before, as hashes: so that the same one is not taken again."""

from django.conf import settings
from django.db import models


class FormerPassword(models.Model):
    """One password of one's own that was replaced."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    password = models.CharField(max_length=128)
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "用过的密码"
        verbose_name_plural = "用过的密码"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.user_id}"
