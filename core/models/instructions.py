"""What became of a leader's written instruction (批示): who follows it, until when, and what was done."""

from datetime import date

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from core.models.events import Event


class Instruction(models.Model):
    """One follower's part of an instruction. Its words are those of the ``event``, by which it was written, or entered
    from paper: then ``leader_name`` and ``given_on`` are those of the paper, and ``leader`` its writer's account."""

    class Follower(models.TextChoices):
        """Named by what it is to the matter, so that whoever takes the matter over follows the instruction too."""

        OFFICE = "office", "主管机构"
        CHANNEL = "channel", "督查室"
        UNIT = "unit", "承办单位"

    class State(models.TextChoices):
        OPEN = "open", "待落实"
        REPORTED = "reported", "已登记落实情况"
        DONE = "done", "已办结"
        WITHDRAWN = "withdrawn", "已撤回"

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="instructions", verbose_name="批示")
    root_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    root_id = models.PositiveBigIntegerField()
    root = GenericForeignKey("root_type", "root_id")
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="作批示的领导"
    )
    leader_name = models.CharField("领导姓名", max_length=60, blank=True)
    given_on = models.DateField("批示日期", null=True)
    follower = models.CharField("由谁落实", max_length=8, choices=Follower.choices)
    due_on = models.DateField("落实期限", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField("落实情况", blank=True)
    answered_by = models.CharField("登记人", max_length=60, blank=True)
    answered_at = models.DateTimeField("登记时间", null=True, blank=True)
    accounts = models.JSONField("历次落实情况", default=list, blank=True)

    class Meta:
        verbose_name = "批示的落实"
        verbose_name_plural = "批示的落实"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["event", "follower"], name="one_part_per_follower")]
        indexes = [models.Index(fields=["root_type", "root_id"])]

    def __str__(self) -> str:
        return self.words[:30]

    @property
    def matter(self):
        """On whose page it stands."""
        return self.root

    @property
    def words(self) -> str:
        return str(self.event.facts.get("instruction", ""))

    @property
    def by(self) -> str:
        """Who wrote it."""
        return self.leader_name or self.event.actor_name

    @property
    def day(self) -> date:
        """When it was written."""
        return self.given_on or timezone.localdate(self.event.at)

    @property
    def is_open(self) -> bool:
        """Something is still to be done, or to be told of it."""
        return self.state in (self.State.OPEN, self.State.REPORTED)
