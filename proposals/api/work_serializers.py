"""What a unit's work looks like in JSON. Who sees what inside is decided by ``proposals.page``."""

from rest_framework import serializers

from core.matters.serializers import ExtensionFields, MatterSerializer, TalkFields
from core.matters.work_serializers import CountersignFields, ReplyFields, WorkBriefFields, WorkFields, WorkRowFields
from proposals.models import Assignment, ContactRecord, Countersign, Extension, Proposal, Reply


class ProposalBrief(serializers.ModelSerializer):
    """A proposal as other things name it."""

    state_label = serializers.CharField(source="get_state_display")

    class Meta:
        model = Proposal
        fields = ["id", "case_number", "title", "state", "state_label"]


class WorkBrief(WorkBriefFields):
    """A unit's work as a list's row names it."""

    class Meta(WorkBriefFields.Meta):
        model = Assignment


class ContactSerializer(TalkFields):
    """沟通记录."""

    class Meta(TalkFields.Meta):
        model = ContactRecord


class CountersignSerializer(CountersignFields):
    """会签: a joint unit's word on one draft."""

    class Meta(CountersignFields.Meta):
        model = Countersign


class ExtensionSerializer(ExtensionFields):
    """延期申请: asked for when and why, what became of it."""

    class Meta(ExtensionFields.Meta):
        model = Extension


class ReplySerializer(ReplyFields):
    """答复. Before delivery it is a draft between the units and their channel."""

    is_public = serializers.BooleanField(source="is_open", help_text="答复公开；提案者不同意公开的，总是不公开")

    class Meta(ReplyFields.Meta):
        model = Reply


class WorkSerializer(WorkFields):
    """One unit's work, as far as this person may read it; asks for the person's ``page`` of the matter."""

    return_grounds = "proposal.return_grounds"

    contacts = ContactSerializer(many=True, source="line.contacts", read_only=True, help_text="与提案者的沟通")
    reply = ReplySerializer(
        source="line.reply", allow_null=True, read_only=True, help_text="送达前限本单位、会签单位，签发后加审核单位"
    )
    countersigns = CountersignSerializer(
        many=True, source="line.countersigns", read_only=True, help_text="本单位应会签或已会签的各稿"
    )
    extensions = ExtensionSerializer(
        many=True, source="line.extensions", read_only=True, help_text="延期申请；提案者只见已同意的"
    )

    class Meta(WorkFields.Meta):
        model = Assignment


class AssignmentRow(WorkRowFields):
    """One row of the list of units' works."""

    proposal = ProposalBrief()
    first_proposer = serializers.CharField(source="first_name", allow_null=True)

    class Meta(WorkRowFields.Meta):
        model = Assignment
        fields = [*WorkRowFields.Meta.fields, "proposal", "first_proposer"]


class AssignmentDetail(WorkSerializer, MatterSerializer):
    """承办件, with the proposal it belongs to."""

    proposal = ProposalBrief()

    class Meta(WorkSerializer.Meta):
        fields = [*WorkSerializer.Meta.fields, "proposal", "attachments", "url", "available", "clocks"]
