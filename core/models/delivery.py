"""The outbox (发件箱): what is to leave the site by e-mail or gateway, written in the transaction of its notice."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Channel(models.TextChoices):
    """Ways out of the site; the notice itself is the way inside it."""

    MAIL = "mail", "邮件"
    GATEWAY = "gateway", "短信或企业微信"


class Delivery(models.Model):
    """One notice on one channel. ``key`` goes with every attempt, so that the receiver can tell a repetition."""

    class State(models.TextChoices):
        HELD = "held", "待放行"
        WAITING = "waiting", "待发送"
        SENDING = "sending", "发送中"
        SENT = "sent", "已送达"
        DEAD = "dead", "未送达"
        DROPPED = "dropped", "不再发送"

    notice = models.ForeignKey("core.Notice", on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)
    key = models.UUIDField("送达编号", default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    not_before = models.DateTimeField("不早于", default=timezone.now)
    lease_until = models.DateTimeField("占用至", null=True, blank=True)
    last_error = models.CharField("最近一次失败", max_length=300, blank=True)
    created_at = models.DateTimeField("时间", default=timezone.now)
    sent_at = models.DateTimeField("送达时间", null=True, blank=True)
    resent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "对外送达"
        verbose_name_plural = "对外送达"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="one_delivery_per_notice_and_channel")
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"], condition=Q(state__in=("waiting", "sending")), name="deliveries_to_send"
            ),
            models.Index(fields=["state", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.get_state_display()}"


class MessageTemplate(models.Model):
    """The office's own wording of what goes out; where there is no row, the wording that came with the site holds."""

    kind = models.CharField("类别", max_length=8)
    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)
    subject = models.CharField("主题", max_length=120, blank=True)
    body = models.TextField("正文", max_length=2000)
    updated_at = models.DateTimeField("修改时间", auto_now=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "消息模板"
        verbose_name_plural = "消息模板"
        constraints = [models.UniqueConstraint(fields=["kind", "channel"], name="one_template_per_kind_and_channel")]

    def __str__(self) -> str:
        return f"{self.kind} {self.get_channel_display()}"
