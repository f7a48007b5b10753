"""Workbooks of rules on their way into the rule book."""

from django.db import models

from core.models.sheets import KeptSheet


class RuleSheet(KeptSheet):
    """An uploaded workbook of rules; ``content`` is what stands in it, in words."""

    CONTENT = ("content",)

    content = models.JSONField("内容", default=dict, blank=True)

    class Meta(KeptSheet.Meta):
        verbose_name = verbose_name_plural = "制度录入表"
