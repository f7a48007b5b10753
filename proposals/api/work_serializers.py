"""What a unit's work looks like in JSON. Who sees what inside is decided by ``proposals.page``."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core import rulebook
from core.api.serializers import OrganisationBrief
from core.matters.serializers import ExtensionFields, MatterRowSerializer, MatterSerializer, TalkFields, TurnField
from proposals.models import Assignment, ContactRecord, Countersign, Extension, Proposal, Reply
from proposals.page import WorkLine


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


class ContactSerializer(TalkFields):
    """沟通记录."""

    class Meta(TalkFields.Meta):
        model = ContactRecord


class CountersignSerializer(serializers.ModelSerializer):
    """会签: a joint unit's word on one draft."""

    unit = OrganisationBrief()
    state_label = serializers.CharField(source="words")

    class Meta:
        model = Countersign
        fields = ["unit", "draft_number", "state", "state_label", "by_silence", "comment", "answered_at"]


class ExtensionSerializer(ExtensionFields):
    """延期申请: asked for when and why, what became of it."""

    class Meta(ExtensionFields.Meta):
        model = Extension


class ReplySerializer(serializers.ModelSerializer):
    """答复. Before delivery it is a draft between the units and their channel."""

    meaning_label = serializers.CharField(source="get_meaning_display")
    is_public = serializers.BooleanField(source="is_open", help_text="答复公开；提案者不同意公开的，总是不公开")

    class Meta:
        model = Reply
        fields = [
            "text", "letter", "label", "meaning", "meaning_label", "unit_letter", "grade_reason", "is_public",
            "draft_number", "contact_name", "contact_phone", "document_number", "signed_at", "checked_at",
            "delivered_at",
        ]  # fmt: skip

    def to_representation(self, reply: Reply) -> Any:
        """What passed between the unit and its checkers stays there."""
        shown = super().to_representation(reply)
        if not self.context.get("inside"):
            shown |= {"unit_letter": "", "grade_reason": ""}
        return shown


class OwedField(serializers.Serializer):
    """One answer owed to the proposers of a merged proposal."""

    unit = serializers.CharField()
    number = serializers.CharField(help_text="并案的提案")
    due = serializers.DateField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class WorkSerializer(serializers.ModelSerializer, TurnField):
    """One unit's work, as far as this person may read it; asks for the person's ``page`` of the matter."""

    unit = OrganisationBrief()
    channel = OrganisationBrief()
    role_label = serializers.CharField(source="get_role_display")
    state_label = serializers.CharField(source="get_state_display")
    contacts = serializers.SerializerMethodField(help_text="与提案者的沟通")
    reply = serializers.SerializerMethodField(help_text="送达前仅承办单位、交办督查机关和政协可见")
    opinion = serializers.SerializerMethodField(help_text="会办意见，不给提案者")
    countersigns = serializers.SerializerMethodField(help_text="本单位应会签或已会签的各稿")
    return_request = serializers.SerializerMethodField(help_text="退办申请")
    extensions = serializers.SerializerMethodField(help_text="延期申请；提案者只见已同意的")
    replaces = serializers.IntegerField(source="replaces_id", allow_null=True, help_text="由哪一件改办而来")
    continues = serializers.IntegerField(
        source="continues_id", allow_null=True, help_text="另行答复哪一件没有一并答复的并案提案者"
    )
    owed = serializers.SerializerMethodField(help_text="对并案提案者的答复，各有期限")

    class Meta:
        model = Assignment
        fields = [
            "id", "unit", "channel", "role", "role_label", "round", "state", "state_label", "revision", "turn",
            "assigned_at", "signed_at", "delivered_at", "promised_on", "handler_name", "handler_phone", "contacts",
            "reply", "opinion", "countersigns", "return_request", "extensions", "replaces", "continues", "owed",
        ]  # fmt: skip

    def _line(self, work: Assignment) -> WorkLine:
        return self.context["page"].line_of(work)

    @extend_schema_field(ContactSerializer(many=True))
    def get_contacts(self, work: Assignment) -> Any:
        return ContactSerializer(self._line(work).contacts, many=True).data

    @extend_schema_field(ReplySerializer(allow_null=True))
    def get_reply(self, work: Assignment) -> Any:
        line = self._line(work)
        return ReplySerializer(work.reply, context={"inside": line.shows_inside}).data if line.shows_reply else None

    def get_opinion(self, work: Assignment) -> str:
        return self._line(work).opinion

    @extend_schema_field(CountersignSerializer(many=True))
    def get_countersigns(self, work: Assignment) -> Any:
        return CountersignSerializer(work.countersigns.all(), many=True).data if self._line(work).shows_inside else []

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

    @extend_schema_field(ExtensionSerializer(many=True))
    def get_extensions(self, work: Assignment) -> Any:
        return ExtensionSerializer(self._line(work).extensions, many=True).data

    @extend_schema_field(OwedField(many=True))
    def get_owed(self, work: Assignment) -> Any:
        return OwedField(self._line(work).owed, many=True).data

    def to_representation(self, work: Assignment) -> Any:
        """Who works on it in the unit is for those it concerns."""
        shown = super().to_representation(work)
        if not self._line(work).shows_contacts:
            shown |= {"handler_name": "", "handler_phone": ""}
        return shown


class AssignmentRow(serializers.ModelSerializer, MatterRowSerializer):
    """One row of the list of units' works."""

    proposal = ProposalBrief()
    unit = OrganisationBrief()
    channel = OrganisationBrief()
    role_label = serializers.CharField(source="get_role_display")
    first_proposer = serializers.CharField(source="first_name", allow_null=True)

    class Meta:
        model = Assignment
        fields = [
            "id", "proposal", "unit", "channel", "role", "role_label", "round", "state", "state_label", "revision",
            "assigned_at", "signed_at", "delivered_at", "promised_on", "first_proposer", "turn", "due", "url",
        ]  # fmt: skip


class AssignmentDetail(WorkSerializer, MatterSerializer):
    """承办件, with the proposal it belongs to."""

    proposal = ProposalBrief()

    class Meta(WorkSerializer.Meta):
        fields = [*WorkSerializer.Meta.fields, "proposal", "attachments", "url", "available", "clocks"]
