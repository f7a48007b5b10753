"""What a proposal looks like in JSON. Who sees what inside is decided by ``proposals.page``."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.serializers import OrganisationBrief
from core.matters.serializers import MatterRowSerializer, MatterSerializer
from core.matters.work_serializers import OwedField
from proposals.api.work_serializers import ProposalBrief, WorkBrief, WorkSerializer
from proposals.documents import access
from proposals.models import (
    Evaluation,
    FollowUp,
    Proposal,
    ReviewOpinion,
    Signatory,
    SuggestedUnit,
)
from proposals.page import ProposalPage


class NamedSession(serializers.Serializer):
    id = serializers.IntegerField()
    label = serializers.CharField(source="__str__")  # type: ignore[assignment]  # a field of that name
    term = serializers.IntegerField(source="term.number")
    number = serializers.IntegerField()


class CommonFields(serializers.ModelSerializer):
    """What a list's row and the detail of a proposal share."""

    case_number = serializers.CharField(help_text="第0025号；收件未立案为收0131")
    session = NamedSession()
    timing_label = serializers.CharField(source="get_timing_display")
    proposer_kind_label = serializers.CharField(source="get_proposer_kind_display")
    category_label = serializers.CharField(read_only=True)
    channel = OrganisationBrief(allow_null=True)

    class Meta:
        model = Proposal
        fields = [
            "id", "case_number", "title", "state", "state_label", "revision", "session", "timing", "timing_label",
            "proposer_kind", "proposer_kind_label", "category", "category_label", "channel", "is_key", "on_behalf",
            "received_on", "round", "receipt_number", "number", "submitted_at", "filed_at", "listed_at",
            "assigned_at", "answered_at", "closed_at", "result_letter", "result_label", "result_meaning",
            "follow_letter", "follow_label", "follow_meaning", "url",
        ]  # fmt: skip


class ProposalRow(CommonFields, MatterRowSerializer):
    """One row of the list."""

    first_proposer = serializers.CharField(source="first_name", allow_null=True)
    cosigners = serializers.IntegerField(help_text="已署名的联名人数")
    units = WorkBrief(source="working_assignments", many=True)

    class Meta(CommonFields.Meta):
        fields = [*CommonFields.Meta.fields, "first_proposer", "cosigners", "units", "turn", "due"]


class SignatorySerializer(serializers.ModelSerializer):
    """A proposer. Telephone numbers are for the office, those who handle the matter, and the proposers.

    Of whoever has left none is given.
    """

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
        if not self.context["page"].shows_phone_of(signatory) or getattr(signatory, "left_as", ""):
            return ""
        if signatory.member is not None:
            return signatory.member.phone
        return signatory.organisation.contact_phone if signatory.organisation else ""

    def get_remark(self, signatory: Signatory) -> str:
        page = self.context["page"]
        return signatory.remark if page.is_inside or page.is_party else ""


class SuggestedUnitSerializer(serializers.ModelSerializer):
    unit = OrganisationBrief()

    class Meta:
        model = SuggestedUnit
        fields = ["unit", "is_lead"]


class EvaluationSerializer(serializers.ModelSerializer):
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
            "answered_at", "paper_dated",
        ]  # fmt: skip


class ReviewSerializer(serializers.ModelSerializer):
    """审查意见."""

    step_label = serializers.CharField(source="get_step_display")
    outcome_label = serializers.CharField(source="get_outcome_display")
    by = serializers.CharField(source="by.full_name", default="")

    class Meta:
        model = ReviewOpinion
        fields = ["step", "step_label", "outcome", "outcome_label", "ground", "text", "category", "by", "at"]


class FollowUpSerializer(serializers.ModelSerializer):
    """跟踪办理."""

    unit = OrganisationBrief(allow_null=True)

    class Meta:
        model = FollowUp
        fields = ["text", "letter", "label", "meaning", "unit", "recorded_at"]


class ProposalDetail(CommonFields, MatterSerializer):
    """提案. Reads what ``proposals.reading`` fetched, as far as the person's ``page`` of it go."""

    official_number = serializers.CharField()
    author = serializers.CharField(help_text="录入人")
    signatories = serializers.SerializerMethodField()
    suggested_units = SuggestedUnitSerializer(many=True, source="wished_units")
    assignments = serializers.SerializerMethodField()
    evaluations = serializers.SerializerMethodField(help_text="委员只见自己的评价")
    reviews = serializers.SerializerMethodField(help_text="审查意见，仅政协机关可见")
    follow_ups = FollowUpSerializer(many=True)
    merged = serializers.SerializerMethodField(help_text="并入本件的提案，仅可见的")
    merged_into = serializers.SerializerMethodField(help_text="并入哪一件，可见的")
    answers_owed = serializers.SerializerMethodField(help_text="并案的：各单位对本件提案者的答复")

    class Meta(CommonFields.Meta):
        fields = [
            *CommonFields.Meta.fields, "official_number", "situation", "analysis", "suggestion", "publish_consent",
            "publish_reason", "text_version", "saved_at", "author", "passed_on_as", "nonfiling_ground", "signatories",
            "suggested_units", "assignments", "evaluations", "reviews", "follow_ups", "merged", "merged_into",
            "answers_owed", "turn", "attachments", "documents", "available", "clocks",
        ]  # fmt: skip

    @property
    def page(self) -> ProposalPage:
        return self.context["page"]

    @extend_schema_field(SignatorySerializer(many=True))
    def get_signatories(self, proposal: Proposal) -> Any:
        shown = [*self.page.leading, *self.page.cosigners]
        return SignatorySerializer(shown, many=True, context=self.context).data

    @extend_schema_field(WorkSerializer(many=True))
    def get_assignments(self, proposal: Proposal) -> Any:
        works = sorted((line.work for line in self.page.lines), key=lambda work: (work.round, work.pk))
        return WorkSerializer(works, many=True, context=self.context).data

    @extend_schema_field(EvaluationSerializer(many=True))
    def get_evaluations(self, proposal: Proposal) -> Any:
        rows = [row for one in reversed(self.page.rounds) for row in one.judgements]
        return EvaluationSerializer(rows, many=True).data

    @extend_schema_field(ProposalBrief(many=True))
    def get_merged(self, proposal: Proposal) -> Any:
        return ProposalBrief([one for one in proposal.merged.all() if one.opens], many=True).data

    @extend_schema_field(ProposalBrief(allow_null=True))
    def get_merged_into(self, proposal: Proposal) -> Any:
        return ProposalBrief(proposal.merged_into).data if proposal.opens_main else None

    @extend_schema_field(OwedField(many=True))
    def get_answers_owed(self, proposal: Proposal) -> Any:
        return OwedField(self.page.answers_owed, many=True).data

    @extend_schema_field(ReviewSerializer(many=True))
    def get_reviews(self, proposal: Proposal) -> Any:
        if not access.is_office(self.context["actor"]):
            return []
        return ReviewSerializer(proposal.reviews.select_related("by"), many=True).data

    def to_representation(self, proposal: Proposal) -> Any:
        """Why the proposer would not have it published is for the office and the proposers."""
        shown = super().to_representation(proposal)
        if not (self.page.is_inside or self.page.is_party):
            shown["publish_reason"] = ""
        return shown
