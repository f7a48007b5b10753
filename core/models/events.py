"""One row for every act (经过). Rows are never changed or deleted; seals chain them so that tampering shows."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from core import event_marks
from core.models.generic import AboutMatter


class EventQuerySet(models.QuerySet):
    """Rows written in one go bear the program's mark as well."""

    def bulk_create(self, objs: Any, *args: Any, **more: Any) -> Any:
        objs = list(objs)
        for event in objs:
            event.mark = event_marks.mark_of(event)
        return super().bulk_create(objs, *args, **more)


class Event(AboutMatter):
    """Who, in which post, did what, to what, from which state to which, why, when and from where."""

    class Audience(models.TextChoices):
        ALL = "all", "所有能看到该件的人"
        OFFICE = "office", "政协与督查机关内部"
        UNIT = "unit", "承办单位与督查机关内部"
        DESK = "desk", "当事人和主管委室"

    at = models.DateTimeField("时间", default=timezone.now)
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="人"
    )
    actor_name = models.CharField("姓名", max_length=60)
    post = models.ForeignKey("core.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    post_label = models.CharField("岗位", max_length=120, blank=True)
    organisation = models.ForeignKey(
        "core.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    key = models.CharField("动作", max_length=60)
    label = models.CharField("动作名称", max_length=60)
    from_state = models.CharField("原状态", max_length=40, blank=True)
    to_state = models.CharField("新状态", max_length=40, blank=True)
    text = models.CharField("说明", max_length=400, blank=True)
    reason = models.TextField("理由", blank=True)
    facts = models.JSONField("内容", default=dict, blank=True)
    audience = models.CharField("可见范围", max_length=8, choices=Audience.choices, default=Audience.ALL)
    ip = models.GenericIPAddressField("来源地址", null=True, blank=True)
    seal = models.ForeignKey("core.EventSeal", null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    #: Says that the program wrote the row (core/event_marks.py); NULL in rows that are older than marks.
    mark = models.CharField(max_length=48, null=True, editable=False)  # noqa: DJ001

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "经过"
        verbose_name_plural = "经过"
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["root_type", "root_id", "at"]),
            models.Index(fields=["content_type", "object_id"]),
            models.Index(fields=["actor", "-at"]),
            models.Index(fields=["-at", "-id"]),
            models.Index(fields=["id"], condition=models.Q(seal__isnull=True), name="event_not_yet_sealed"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.label}"

    def save(self, *args: Any, **more: Any) -> None:
        if self._state.adding:
            self.mark = event_marks.mark_of(self)
        super().save(*args, **more)


class EventSeal(models.Model):
    """Seals a small batch of events; ``digest`` covers the previous seal's digest and every event of the batch."""

    number = models.PositiveBigIntegerField("序号", unique=True)
    previous = models.CharField("前一封签", max_length=64)
    digest = models.CharField("封签", max_length=64)
    algorithm = models.CharField("算法", max_length=10)
    count = models.PositiveIntegerField("件数")
    created_at = models.DateTimeField("时间", auto_now_add=True)
    #: All rows sealed up to here, and the signature with the key outside the database; NULL in seals older than that.
    total = models.PositiveBigIntegerField("累计件数", null=True)
    mac = models.CharField("签名", max_length=64, null=True)  # noqa: DJ001
    key = models.CharField("密钥", max_length=16, null=True)  # noqa: DJ001

    class Meta:
        verbose_name = "封签"
        verbose_name_plural = "封签"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"第{self.number}号封签"
