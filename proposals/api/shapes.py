"""What a proposal and a unit's work look like in JSON. Who sees what inside is decided by ``proposals.views.parts``."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core import rulebook
from core.api.serializers import AttachmentShape, DueShape, MatterShape, OrganisationBrief
from proposals.documents import access
from proposals.models import (
    Assignment,
    ContactRecord,
    Countersign,
    Evaluation,
    FollowUp,
    Proposal,
    Reply,
    ReviewOpinion,
    Signatory,
    SuggestedUnit,
)
from proposals.reading import next_light
from proposals.turns import turn_of_work, whose_turn


class NamedSession(serializers.Serializer):
    id = serializers.IntegerField()
    label = serializers.CharField(source="__str__")
    term = serializers.IntegerField(source="term.number")
    number = serializers.IntegerField()


class ProposalBrief(serializers.ModelSerializer):
    """A proposal as other things name it."""

    state_label = serializers.CharField(source="get_state_display")

    class Meta:
        model = Proposal
        fields = ["id", "case_number", "title", "state", "state_label"]


class WorkBrief(serializers.ModelSerializer):
    """A unit's work as a list's row names it."""

    unit = OrganisationBrief()
    role_label = serializers.CharField(source="get_role_display")
    state_label = serializers.CharField(source="get_state_display")

    class Meta:
        model = Assignment
        fields = ["id", "unit", "role", "role_label", "round", "state", "state_label"]


class TurnShape(serializers.Serializer):
    """Whose turn it is."""

    who = serializers.CharField(allow_blank=True)
    what = serializers.CharField()
    is_me = serializers.BooleanField()
    sentence = serializers.CharField()


def _due(row) -> dict | None:
    light = next_light(row)
    if light is None:
        return None
    return {"label": row.next_label, "due": row.next_due, "light": light.level, "words": light.words}


class CommonFields(serializers.ModelSerializer):
    """What a list's row and the detail of a proposal share."""

    case_number = serializers.CharField(help_text="第0025号；收件未立案为收0131")
    session = NamedSession()
    timing_label = serializers.CharField(source="get_timing_display")
    proposer_kind_label = serializers.CharField(source="get_proposer_kind_display")
    category_label = serializers.SerializerMethodField()
    channel = OrganisationBrief(allow_null=True)
    state_label = serializers.CharField(source="get_state_display")
    url = serializers.CharField(source="get_absolute_url", help_text="页面地址")

    class Meta:
        model = Proposal
        fields = [
            "id", "case_number", "title", "state", "state_label", "revision", "session", "timing", "timing_label",
            "proposer_kind", "proposer_kind_label", "category", "category_label", "channel", "is_key", "on_behalf",
            "round", "receipt_number", "number", "submitted_at", "filed_at", "assigned_at", "answered_at", "closed_at",
            "result_letter", "result_label", "result_meaning", "follow_letter", "follow_label", "follow_meaning", "url",
        ]  # fmt: skip

    def get_category_label(self, proposal: Proposal) -> str:
        return rulebook.label_of("proposal.categories", proposal.category) if proposal.category else ""


class ProposalRow(CommonFields):
    """One row of the list."""

    first_proposer = serializers.CharField(source="first_name", allow_null=True)
    cosigners = serializers.IntegerField(help_text="已署名的联名人数")
    units = WorkBrief(source="working_assignments", many=True)
    turn = serializers.SerializerMethodField()
    due = serializers.SerializerMethodField()

    class Meta(CommonFields.Meta):
        fields = [*CommonFields.Meta.fields, "first_proposer", "cosigners", "units", "turn", "due"]

    @extend_schema_field(TurnShape)
    def get_turn(self, proposal: Proposal) -> dict:
        return TurnShape(whose_turn(proposal, self.context["actor"])).data

    @extend_schema_field(DueShape(allow_null=True))
    def get_due(self, proposal: Proposal) -> dict | None:
        return _due(proposal)


class SignatoryShape(serializers.ModelSerializer):
    """A proposer. Telephone numbers are for the office, those who handle the matter, and the proposers."""

    name = serializers.CharField()
    member = serializers.IntegerField(source="member_id", allow_null=True)
    organisation = serializers.IntegerField(source="organisation_id", allow_null=True)
    sector = serializers.CharField(allow_null=True)
    position_label = serializers.CharField(source="get_position_display")
    state_label = serializers.CharField(source="get_state_display")
    phone = serializers.SerializerMethodField()
    remark = serializers.SerializerMethodField()

    class Meta:
        model = Signatory
        fields = [
            "id", "name", "member", "organisation", "sector", "position", "position_label", "state", "state_label",
            "answered_at", "text_version", "phone", "remark",
        ]  # fmt: skip

    def get_phone(self, signatory: Signatory) -> str:
        if not self.context["parts"].shows_contact_data:
            return ""
        return signatory.member.phone if signatory.member_id else signatory.organisation.contact_phone

    def get_remark(self, signatory: Signatory) -> str:
        parts = self.context["parts"]
        return signatory.remark if parts.is_inside or parts.is_party else ""


class SuggestedUnitShape(serializers.ModelSerializer):
    unit = OrganisationBrief()

    class Meta:
        model = SuggestedUnit
        fields = ["unit", "is_lead"]


class ContactShape(serializers.ModelSerializer):
    """沟通记录."""

    class Meta:
        model = ContactRecord
        fields = ["id", "mode", "mode_label", "face_to_face", "held_on", "with_whom", "unit_people", "content"]


class CountersignShape(serializers.ModelSerializer):
    """会签: a joint unit's word on one draft."""

    unit = OrganisationBrief(source="assignment.unit")
    state_label = serializers.CharField(source="get_state_display")

    class Meta:
        model = Countersign
        fields = ["unit", "draft_number", "state", "state_label", "comment", "answered_at"]


class ReplyShape(serializers.ModelSerializer):
    """答复. Before delivery it is a draft between the units and their channel."""

    meaning_label = serializers.CharField(source="get_meaning_display")

    class Meta:
        model = Reply
        fields = [
            "text", "letter", "label", "meaning", "meaning_label", "unit_letter", "grade_reason", "is_public",
            "draft_number", "contact_name", "contact_phone", "document_number", "signed_at", "checked_at",
            "delivered_at",
        ]  # fmt: skip

    def to_representation(self, reply):
        """What passed between the unit and its checkers stays there."""
        shown = super().to_representation(reply)
        if not self.context.get("inside"):
            shown |= {"unit_letter": "", "grade_reason": ""}
        return shown


class WorkShape(serializers.ModelSerializer):
    """One unit's work, as far as this person may read it; asks for the person's ``parts`` of the matter."""

    unit = OrganisationBrief()
    channel = OrganisationBrief()
    role_label = serializers.CharField(source="get_role_display")
    state_label = serializers.CharField(source="get_state_display")
    turn = serializers.SerializerMethodField()
    contacts = serializers.SerializerMethodField(help_text="与提案者的沟通")
    reply = serializers.SerializerMethodField(help_text="送达前仅承办单位、交办督查机关和政协可见")
    opinion = serializers.SerializerMethodField(help_text="会办意见，不给提案者")
    countersigns = serializers.SerializerMethodField(help_text="本单位应会签或已会签的各稿")
    return_request = serializers.SerializerMethodField(help_text="退办申请")
    replaces = serializers.IntegerField(source="replaces_id", allow_null=True, help_text="由哪一件改办而来")

    class Meta:
        model = Assignment
        fields = [
            "id", "unit", "channel", "role", "role_label", "round", "state", "state_label", "revision", "turn",
            "assigned_at", "signed_at", "delivered_at", "promised_on", "handler_name", "handler_phone", "contacts",
            "reply", "opinion", "countersigns", "return_request", "replaces",
        ]  # fmt: skip

    def _line(self, work: Assignment):
        return self.context["parts"].line_of(work)

    @extend_schema_field(TurnShape)
    def get_turn(self, work: Assignment) -> dict:
        return TurnShape(turn_of_work(work, self.context["actor"])).data

    @extend_schema_field(ContactShape(many=True))
    def get_contacts(self, work: Assignment) -> list:
        return ContactShape(work.contacts.all(), many=True).data if self._line(work).shows_contacts else []

    @extend_schema_field(ReplyShape(allow_null=True))
    def get_reply(self, work: Assignment) -> dict | None:
        line = self._line(work)
        return ReplyShape(work.reply, context={"inside": line.shows_inside}).data if line.shows_reply else None

    def get_opinion(self, work: Assignment) -> str:
        return work.opinion if self._line(work).shows_inside else ""

    @extend_schema_field(CountersignShape(many=True))
    def get_countersigns(self, work: Assignment) -> list:
        return CountersignShape(work.countersigns.all(), many=True).data if self._line(work).shows_inside else []

    @extend_schema_field(
        {
            "type": "object",
            "nullable": True,
            "properties": {
                "ground": {"type": "string"},
                "ground_label": {"type": "string"},
                "reason": {"type": "string"},
                "suggests": {"type": "string"},
            },
        }
    )
    def get_return_request(self, work: Assignment) -> dict | None:
        if not work.return_ground or not self._line(work).shows_inside:
            return None
        return {
            "ground": work.return_ground,
            "ground_label": rulebook.label_of("proposal.return_grounds", work.return_ground),
            "reason": work.return_reason,
            "suggests": str(work.return_suggests or ""),
        }

    def to_representation(self, work):
        """Who works on it in the unit is for those it concerns."""
        shown = super().to_representation(work)
        if not self._line(work).shows_contacts:
            shown |= {"handler_name": "", "handler_phone": ""}
        return shown


class EvaluationShape(serializers.ModelSerializer):
    """One signatory's judgement."""

    signatory = serializers.IntegerField(source="signatory_id")
    name = serializers.CharField(source="signatory.name")
    state_label = serializers.CharField(source="get_state_display")
    result_label = serializers.CharField(source="get_result_display")
    answers = serializers.JSONField()

    class Meta:
        model = Evaluation
        fields = [
            "id", "round", "signatory", "name", "state", "state_label", "result", "result_label", "answers", "comment",
            "answered_at",
        ]  # fmt: skip


class ReviewShape(serializers.ModelSerializer):
    """审查意见."""

    step_label = serializers.CharField(source="get_step_display")
    outcome_label = serializers.CharField(source="get_outcome_display")
    by = serializers.CharField(source="by.full_name", default="")

    class Meta:
        model = ReviewOpinion
        fields = ["step", "step_label", "outcome", "outcome_label", "ground", "text", "category", "by", "at"]


class FollowUpShape(serializers.ModelSerializer):
    """跟踪办理."""

    unit = OrganisationBrief(allow_null=True)

    class Meta:
        model = FollowUp
        fields = ["text", "letter", "label", "meaning", "unit", "recorded_at"]


class PaperOffer(serializers.Serializer):
    """A paper that this person may have now."""

    key = serializers.CharField()
    label = serializers.CharField()
    pdf = serializers.CharField()
    docx = serializers.CharField()


class ProposalDetail(CommonFields, MatterShape):
    """提案. Reads what ``proposals.reading`` fetched, as far as the person's ``parts`` of it go."""

    official_number = serializers.CharField()
    author = serializers.CharField(help_text="录入人")
    signatories = serializers.SerializerMethodField()
    suggested_units = SuggestedUnitShape(many=True)
    assignments = serializers.SerializerMethodField()
    evaluations = serializers.SerializerMethodField(help_text="委员只见自己的评价")
    reviews = serializers.SerializerMethodField(help_text="审查意见，仅政协机关可见")
    follow_ups = FollowUpShape(many=True)
    merged = ProposalBrief(many=True, help_text="并入本件的提案")
    merged_into = ProposalBrief(allow_null=True)
    turn = serializers.SerializerMethodField()
    attachments = serializers.SerializerMethodField()
    documents = serializers.SerializerMethodField(help_text="现在可以取得的文书")

    class Meta(CommonFields.Meta):
        fields = [
            *CommonFields.Meta.fields, "official_number", "situation", "analysis", "suggestion", "publish_consent",
            "publish_reason", "text_version", "saved_at", "author", "passed_on_as", "nonfiling_ground", "signatories",
            "suggested_units", "assignments", "evaluations", "reviews", "follow_ups", "merged", "merged_into", "turn",
            "attachments", "documents", "available", "clocks",
        ]  # fmt: skip

    @property
    def parts(self):
        return self.context["parts"]

    @extend_schema_field(SignatoryShape(many=True))
    def get_signatories(self, proposal: Proposal) -> list:
        shown = [*self.parts.leading, *self.parts.cosigners]
        return SignatoryShape(shown, many=True, context=self.context).data

    @extend_schema_field(WorkShape(many=True))
    def get_assignments(self, proposal: Proposal) -> list:
        works = sorted((line.work for line in self.parts.lines), key=lambda work: (work.round, work.pk))
        return WorkShape(works, many=True, context=self.context).data

    @extend_schema_field(EvaluationShape(many=True))
    def get_evaluations(self, proposal: Proposal) -> list:
        rows = [row for one in reversed(self.parts.rounds) for row in one.judgements]
        return EvaluationShape(rows, many=True).data

    @extend_schema_field(ReviewShape(many=True))
    def get_reviews(self, proposal: Proposal) -> list:
        if not access.is_office(self.context["actor"]):
            return []
        return ReviewShape(proposal.reviews.select_related("by"), many=True).data

    @extend_schema_field(TurnShape)
    def get_turn(self, proposal: Proposal) -> dict:
        return TurnShape(whose_turn(proposal, self.context["actor"])).data

    @extend_schema_field(AttachmentShape(many=True))
    def get_attachments(self, proposal: Proposal) -> list:
        return AttachmentShape(self.parts.files, many=True).data

    @extend_schema_field(PaperOffer(many=True))
    def get_documents(self, proposal: Proposal) -> list:
        return [paper | {form: f"/api/v1{paper[form]}" for form in ("pdf", "docx")} for paper in self.parts.papers]

    def to_representation(self, proposal):
        """Why the proposer would not have it published is for the office and the proposers."""
        shown = super().to_representation(proposal)
        if not (self.parts.is_inside or self.parts.is_party):
            shown["publish_reason"] = ""
        return shown


class AssignmentRow(serializers.ModelSerializer):
    """One row of the list of units' works."""

    proposal = ProposalBrief()
    unit = OrganisationBrief()
    channel = OrganisationBrief()
    role_label = serializers.CharField(source="get_role_display")
    state_label = serializers.CharField(source="get_state_display")
    first_proposer = serializers.CharField(source="first_name", allow_null=True)
    turn = serializers.SerializerMethodField()
    due = serializers.SerializerMethodField()
    url = serializers.CharField(source="get_absolute_url", help_text="页面地址")

    class Meta:
        model = Assignment
        fields = [
            "id", "proposal", "unit", "channel", "role", "role_label", "round", "state", "state_label", "revision",
            "assigned_at", "signed_at", "delivered_at", "promised_on", "first_proposer", "turn", "due", "url",
        ]  # fmt: skip

    @extend_schema_field(TurnShape)
    def get_turn(self, work: Assignment) -> dict:
        return TurnShape(turn_of_work(work, self.context["actor"])).data

    @extend_schema_field(DueShape(allow_null=True))
    def get_due(self, work: Assignment) -> dict | None:
        return _due(work)


class AssignmentDetail(WorkShape, MatterShape):
    """承办件, with the proposal it belongs to."""

    proposal = ProposalBrief()
    attachments = serializers.SerializerMethodField()
    url = serializers.CharField(source="get_absolute_url", help_text="页面地址")

    class Meta(WorkShape.Meta):
        fields = [*WorkShape.Meta.fields, "proposal", "attachments", "url", "available", "clocks"]

    @extend_schema_field(AttachmentShape(many=True))
    def get_attachments(self, work: Assignment) -> list:
        own = [file for file in self.context["parts"].files if file.object_id == work.pk and not file.is_of_proposal]
        return AttachmentShape(own, many=True).data
