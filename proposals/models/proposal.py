"""The matter itself: text, proposers, review."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import rulebook
from core.chinese import numeral
from core.matters.clock_visibility import MatterClocks
from core.matters.grades import Meaning
from core.matters.suggesting import Suggestion, wished
from core.matters.writing import WrittenMatter
from core.models import Organisation, Timed
from members.models import Member, Session, Signature
from members.models.signing import COLLECTIVE, COSIGNER, FIRST
from proposals.querysets import ProposalQuerySet
from proposals.states import ProposalState


class Proposal(WrittenMatter, Timed):
    """提案: one matter, in three parts (情况、分析、建议), with its proposers.

    Where it was read for a page, ``all_clocks`` are those of everything in the matter, ``opens`` says of one merged
    into it, ``opens_main`` of the one that it is merged into, whether it is open to the person as well.
    """

    all_clocks: MatterClocks | None = None
    opens = opens_main = False
    NUMBERS = "proposal.number"  # the series of 案号: one for each session, whatever the class of the proposal

    class Timing(models.TextChoices):
        SESSION = "session", "大会提案"
        INTERIM = "interim", "平时提案"

    class ProposerKind(models.TextChoices):
        INDIVIDUAL = "individual", "委员个人"
        JOINT = "joint", "委员联名"
        PARTY = "party", "党派"
        PEOPLES_ORGANISATION = "peoples_organisation", "人民团体"
        SECTOR = "sector", "界别"
        SPECIAL_COMMITTEE = "special_committee", "专委会"
        MEMBER_GROUP = "member_group", "委员小组"

    class PassedOnAs(models.TextChoices):
        OPINION = "opinion", "社情民意"
        LETTER = "letter", "一般来信"
        REFERENCE = "reference", "参考案"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="proposals", verbose_name="届次")
    timing = models.CharField("大会或平时", max_length=10, choices=Timing.choices, default=Timing.INTERIM)
    proposer_kind = models.CharField(
        "提案者类别", max_length=24, choices=ProposerKind.choices, default=ProposerKind.INDIVIDUAL
    )
    title = models.CharField("案由", max_length=200, blank=True)
    situation = models.TextField("情况与问题", blank=True)
    analysis = models.TextField("分析", blank=True)
    suggestion = models.TextField("建议", blank=True)
    category = models.CharField("类别", max_length=30, blank=True)
    publish_consent = models.BooleanField("是否同意公开", null=True, blank=True)
    publish_reason = models.CharField("不同意公开的理由", max_length=200, blank=True)

    state = models.CharField("状态", max_length=20, choices=ProposalState.choices, default=ProposalState.DRAFT)
    revision = models.PositiveIntegerField(default=0, editable=False)
    on_behalf = models.BooleanField("代为录入", default=False)

    receipt_number = models.PositiveIntegerField("收件号", null=True, blank=True)
    number = models.PositiveIntegerField("案号", null=True, blank=True)
    received_on = models.DateField("收到日期", null=True, blank=True, help_text="代为录入的纸质件收到的那天")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    filed_at = models.DateTimeField("立案时间", null=True, blank=True)
    listed_at = models.DateTimeField("立案目录公布时间", null=True, blank=True)
    assigned_at = models.DateTimeField("交办时间", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    channel = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="交办渠道"
    )
    is_key = models.BooleanField("重点提案", default=False)
    round = models.PositiveSmallIntegerField("办理轮次", default=1)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", verbose_name="并入"
    )
    passed_on_as = models.CharField("转送为", max_length=10, choices=PassedOnAs.choices, blank=True)
    nonfiling_ground = models.CharField("不予立案依据", max_length=40, blank=True)

    result_letter = models.CharField("办理结果", max_length=4, blank=True)
    result_label = models.CharField("结果说法", max_length=40, blank=True)
    result_meaning = models.CharField("结果含义", max_length=12, choices=Meaning.choices, blank=True)
    follow_letter = models.CharField("跟踪结果", max_length=4, blank=True)
    follow_label = models.CharField("跟踪结果说法", max_length=40, blank=True)
    follow_meaning = models.CharField("跟踪结果含义", max_length=12, choices=Meaning.choices, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "提案"
        verbose_name_plural = "提案"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "number"], condition=Q(number__isnull=False), name="proposal_number_once_per_session"
            ),
            models.UniqueConstraint(
                fields=["session", "receipt_number"],
                condition=Q(receipt_number__isnull=False),
                name="receipt_number_once_per_session",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"]),
            models.Index(fields=["session", "-id"]),
            models.Index(fields=["session", "state"]),
            models.Index(fields=["session", "number"]),
            models.Index(fields=["-submitted_at", "-id"]),
            models.Index(fields=["channel", "state"]),
            models.Index(fields=["author"]),
            # Pages of the list and their count without touching the long texts, which lie before the state in a row.
            models.Index(
                fields=["-id", "state", "author", "publish_consent", "submitted_at"], name="proposals_newest_first"
            ),
        ]

    def __str__(self) -> str:
        return self.title or "（未写案由）"

    @property
    def kept_title(self) -> str:
        return self.title

    @kept_title.setter
    def kept_title(self, value: str | None) -> None:
        """What ``as_read_by`` lets a list show; such a row is read, never saved."""
        self.title = value or self.title

    def get_absolute_url(self) -> str:
        return f"/proposals/{self.pk}/"

    @property
    def matter(self) -> "Proposal":
        return self

    @property
    def category_label(self) -> str:
        """The category as the committee's rules name it."""
        return rulebook.label_of("proposal.categories", self.category) if self.category else ""

    @property
    def rule_classes(self) -> tuple[str, ...]:
        """For which classes rules may speak of it by themselves; where several do, the first of them goes before."""
        level = "key" if self.is_key else "ordinary"
        return (level, *CLASSES_OF_PROPOSER[self.ProposerKind(self.proposer_kind)], self.timing)

    @property
    def matter_name(self) -> str:
        """第0025号《关于…》, or the title alone before there is a number."""
        return f"{self.case_number}《{self.title}》" if self.case_number else f"《{self.title}》"

    @property
    def case_number(self) -> str:
        """第0025号 once filed; 收0131 after receipt; else nothing."""
        if self.number:
            return f"第{self.number:04d}号"
        return f"收{self.receipt_number:04d}" if self.receipt_number else ""

    @property
    def official_number(self) -> str:
        """As papers cite it: 十五届五次会议第0025号提案."""
        if not self.number:
            return ""
        session = self.session
        return f"{numeral(session.term.number)}届{numeral(session.number)}次会议{self.case_number}提案"

    @property
    def text_hash(self) -> str:
        """SHA-256 of title and parts, printed on the receipt so that a later change shows."""
        joined = "\n".join((self.title, self.situation, self.analysis, self.suggestion))
        return hashlib.sha256(joined.encode()).hexdigest()

    @property
    def signed_names(self) -> str:
        """Whoever has signed it: “沈岚、周正”."""
        return "、".join(one.name for one in self.signatories.all() if one.state == "agreed")

    def search_text(self) -> str:
        """What full-text search reads; drafts are indexed too, for those who may see them."""
        return "\n".join((self.case_number, self.title, self.situation, self.analysis, self.suggestion))

    @property
    def wished_units(self) -> list["SuggestedUnit"]:
        """The units that the proposers suggest; what the first review suggests is for the offices."""
        return wished(self)

    @property
    def is_collective(self) -> bool:
        return self.proposer_kind not in {self.ProposerKind.INDIVIDUAL, self.ProposerKind.JOINT}

    @property
    def body_length(self) -> int:
        """Characters of the three parts without white space."""
        return sum(len("".join(part.split())) for part in (self.situation, self.analysis, self.suggestion))


#: The codes of rulebook.yaml, the narrowest class first. Stored: never renamed.
CLASSES_OF_PROPOSER = {
    Proposal.ProposerKind.INDIVIDUAL: ("individual", "by_members"),
    Proposal.ProposerKind.JOINT: ("cosigned", "by_members"),
    Proposal.ProposerKind.PARTY: ("party", "party_or_organisation", "collective"),
    Proposal.ProposerKind.PEOPLES_ORGANISATION: ("peoples_organisation", "party_or_organisation", "collective"),
    Proposal.ProposerKind.SECTOR: ("sector", "collective"),
    Proposal.ProposerKind.SPECIAL_COMMITTEE: ("special_committee", "collective"),
    Proposal.ProposerKind.MEMBER_GROUP: ("member_group", "collective"),
}

KIND_OF_BODY = {
    Organisation.Kind.PARTY: Proposal.ProposerKind.PARTY,
    Organisation.Kind.PEOPLES_ORGANISATION: Proposal.ProposerKind.PEOPLES_ORGANISATION,
    Organisation.Kind.SECTOR: Proposal.ProposerKind.SECTOR,
    Organisation.Kind.SPECIAL_COMMITTEE: Proposal.ProposerKind.SPECIAL_COMMITTEE,
    Organisation.Kind.MEMBER_GROUP: Proposal.ProposerKind.MEMBER_GROUP,
    Organisation.Kind.LIAISON_OFFICE: Proposal.ProposerKind.MEMBER_GROUP,
}


class SuggestedUnit(Suggestion):
    """A unit that the proposer, or the first review, suggests (建议承办单位); the office decides."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="suggested_units")

    class Meta(Suggestion.Meta):
        constraints = [
            models.UniqueConstraint(fields=["proposal", "unit", "by_review"], name="unit_suggested_once_each")
        ]


class Signatory(Signature):
    """A proposer: first (第一提案人), co-signer (联名人) or collective body. Each is answered and each judges."""

    class Position(models.TextChoices):
        FIRST = FIRST, "第一提案人"
        COSIGNER = COSIGNER, "联名人"
        COLLECTIVE = COLLECTIVE, "集体提案者"

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="signatories")
    member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="signatures", verbose_name="委员"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="signatures", verbose_name="单位"
    )
    position = models.CharField("署名方式", max_length=12, choices=Position.choices)

    class Meta(Signature.Meta):
        verbose_name = "提案者"
        verbose_name_plural = "提案者"
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "member"], condition=Q(member__isnull=False), name="member_signs_once"
            ),
            models.UniqueConstraint(
                fields=["proposal", "organisation"], condition=Q(organisation__isnull=False), name="body_signs_once"
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False, organisation__isnull=True)
                | Q(member__isnull=True, organisation__isnull=False),
                name="signatory_is_member_or_body",
            ),
        ]
        indexes = [models.Index(fields=["member", "state"]), models.Index(fields=["organisation", "state"])]

    @property
    def matter(self) -> Proposal:
        """On whose page the signature and its clock stand."""
        return self.proposal


class ReviewOpinion(models.Model):
    """One step of the review (审查意见): a recommendation or the decision, with ground and words."""

    class Step(models.TextChoices):
        RECOMMENDATION = "recommendation", "初审意见"
        DECISION = "decision", "审定意见"

    class Outcome(models.TextChoices):
        FILE = "file", "立案"
        NOT_FILE = "not_file", "不予立案"
        MERGE = "merge", "并案"
        PASS_ON = "pass_on", "转送"
        RETURN = "return", "退回修改"

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="reviews")
    step = models.CharField("步骤", max_length=16, choices=Step.choices)
    outcome = models.CharField("意见", max_length=10, choices=Outcome.choices)
    ground = models.CharField("依据", max_length=40, blank=True)
    text = models.TextField("说明", blank=True)
    category = models.CharField("类别", max_length=30, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "审查意见"
        verbose_name_plural = "审查意见"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_step_display()}：{self.get_outcome_display()}"
