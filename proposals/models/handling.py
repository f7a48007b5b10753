"""The work of each unit (承办件): signing for, talking to the proposer, drafting, countersigning, replying."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from core.matters import owed
from core.matters.countersigning import CountersignWord
from core.matters.extensions import ExtensionRequest
from core.matters.grades import Meaning
from core.matters.unit_work import Talk, UnitReply, UnitWork
from core.models import Organisation
from proposals.models.proposal import Proposal
from proposals.querysets import AssignmentQuerySet, ReplyQuerySet
from proposals.states import DONE, EXTENDABLE, GONE, AssignmentState


class Assignment(UnitWork):
    """One unit's work on one proposal in one round. A reassigned or repeated work is a new row."""

    gone, done, signed_off = GONE, DONE, (AssignmentState.CHECKING, AssignmentState.CHECKED)

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="assignments", verbose_name="提案")
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assignments", verbose_name="单位")
    state = models.CharField("状态", max_length=20, choices=AssignmentState.choices, default=AssignmentState.SENT)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    continues = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="continued_by")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "承办件"
        verbose_name_plural = "承办件"
        ordering = ["round", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "unit", "round"],
                condition=~Q(state__in=GONE) & Q(continues=None),
                name="unit_works_once_per_round",
            )
        ]
        indexes = [
            models.Index(fields=["unit", "state", "-id"]),
            models.Index(fields=["proposal", "round"]),
            models.Index(fields=["channel", "state", "-id"]),
            models.Index(fields=["state", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.unit}（{self.get_role_display()}）"

    def get_absolute_url(self) -> str:
        return f"/proposals/assignments/{self.pk}/"

    @property
    def matter(self) -> Proposal:
        return self.proposal


class OwedAnswer(owed.OwedAnswer):
    """What a unit owes to the proposers of one proposal merged into the one that it works on."""

    work = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="owed", verbose_name="承办件")
    merged = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="answers_owed", verbose_name="并案的提案"
    )

    class Meta(owed.OwedAnswer.Meta):
        verbose_name = "并案答复"
        verbose_name_plural = "并案答复"
        constraints = [
            models.UniqueConstraint(
                fields=["work", "merged"], condition=Q(ended_at=None), name="one_owed_answer_per_merged_proposal"
            )
        ]


class Reply(UnitReply):
    """The reply (答复函) of one answering unit in one round, with its grade."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="reply")
    letter = models.CharField("办理结果", max_length=4)
    label = models.CharField("结果说法", max_length=40)
    meaning = models.CharField("结果含义", max_length=12, choices=Meaning.choices)
    unit_letter = models.CharField("单位自评结果", max_length=4, blank=True)
    grade_reason = models.CharField("改等理由", max_length=300, blank=True)

    history = HistoricalRecords(history_change_reason_field=models.CharField(max_length=100, null=True))

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = "答复"
        verbose_name_plural = "答复"

    def __str__(self) -> str:
        return f"{self.assignment.unit}的答复"


class Countersign(CountersignWord):
    """A joint unit's word on the lead unit's draft (会签)."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="countersigns")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="countersigns")

    class Meta(CountersignWord.Meta):
        verbose_name = "会签"
        verbose_name_plural = "会签"
        constraints = [
            models.UniqueConstraint(fields=["reply", "assignment", "draft_number"], name="one_countersign_per_draft")
        ]


class Extension(ExtensionRequest):
    """A request for more time to reply (延期): asked with a reason before the limit, decided by the channel office."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="extensions")

    class Meta(ExtensionRequest.Meta):
        verbose_name = "延期申请"
        verbose_name_plural = "延期申请"
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(state="asked"), name="one_open_extension_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment.unit}的延期申请"

    @property
    def words(self) -> str:
        """How it stands: a request never answered lapses when the reply goes out or the work goes elsewhere."""
        if self.is_open and self.assignment.state not in EXTENDABLE:
            return "未及答复"
        return self.get_state_display()


class ContactRecord(Talk):
    """A talk with the proposer. No reply goes up without one."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="contacts")

    class Meta(Talk.Meta):
        verbose_name = "沟通记录"
        verbose_name_plural = "沟通记录"


class FollowUp(models.Model):
    """What became of a matter that was planned or in progress when it was answered (跟踪办理)."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="follow_ups")
    unit = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField("进展")
    letter = models.CharField("跟踪结果", max_length=4)
    label = models.CharField("结果说法", max_length=40)
    meaning = models.CharField("结果含义", max_length=12, choices=Meaning.choices)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "跟踪办理"
        verbose_name_plural = "跟踪办理"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.letter} {self.label}"
