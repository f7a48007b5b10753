"""What became of a leader's written instruction (批示): who follows it, until when, and what was done."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from core.models.events import Event


class Instruction(models.Model):
    """One follower's part of an instruction. Its words, who wrote them and when are those of the ``event``."""

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
    follower = models.CharField("由谁落实", max_length=8, choices=Follower.choices)
    due_on = models.DateField("落实期限", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField("落实情况", blank=True)
    answered_by = models.CharField("登记人", max_length=60, blank=True)
    answered_at = models.DateTimeField("登记时间", null=True, blank=True)

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
    def is_open(self) -> bool:
        """Something is still to be done, or to be told of it."""
        return self.state in (self.State.OPEN, self.State.REPORTED)
