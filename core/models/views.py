"""Saved views (常用视图) of lists: a named set of filters and an order."""

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """A query string kept under a name, for one person or (``shared``) for everybody who sees the list."""

    list_key = models.CharField("列表", max_length=60)
    name = models.CharField("名称", max_length=40)
    query = models.CharField("条件", max_length=1000)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    shared = models.BooleanField("共享", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "常用视图"
        verbose_name_plural = "常用视图"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["list_key", "owner", "name"], name="one_saved_view_per_name")]

    def __str__(self) -> str:
        return self.name


class ListLook(models.Model):
    """How one person looks at one list: which columns (none: those of the list itself), and how close the rows."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    list_key = models.CharField("列表", max_length=60)
    columns = models.JSONField("列", default=list, blank=True)
    compact = models.BooleanField("紧凑", default=False)

    class Meta:
        verbose_name = "列表的列和行距"
        verbose_name_plural = "列表的列和行距"
        constraints = [models.UniqueConstraint(fields=["user", "list_key"], name="one_look_of_each_list")]

    def __str__(self) -> str:
        return self.list_key
