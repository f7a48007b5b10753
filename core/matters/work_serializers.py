"""What a unit's work looks like in JSON: what every line that hands matters to units shows of it.

A line names its models and adds what of a work is made of them (``source="line.…"``). Who sees what inside is said by
the ``WorkLine`` of the person's page of the matter.
"""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core import rulebook
from core.api.serializers import OrganisationBrief
from core.matters.serializers import MatterRowSerializer, TurnField


class WorkBriefFields(serializers.ModelSerializer):
    """A unit's work as a list's row names it; the line names its model."""

    unit = OrganisationBrief()
    role_label = serializers.CharField(source="get_role_display")
    state_label = serializers.CharField(source="get_state_display")

    class Meta:
        fields = ["id", "unit", "role", "role_label", "round", "state", "state_label"]


class CountersignFields(serializers.ModelSerializer):
    """会签: a joint unit's word on one draft; the line names its model."""

    unit = OrganisationBrief()
    state_label = serializers.CharField(source="words")

    class Meta:
        fields = ["unit", "draft_number", "state", "state_label", "by_silence", "comment", "answered_at"]


class ReplyFields(serializers.ModelSerializer):
    """答复. Before delivery it is a draft between the units and their channel. The line names its model."""

    meaning_label = serializers.CharField(source="get_meaning_display")

    class Meta:
        fields = [
            "text", "letter", "label", "meaning", "meaning_label", "unit_letter", "grade_reason", "is_public",
            "draft_number", "contact_name", "contact_phone", "document_number", "signed_at", "checked_at",
            "delivered_at",
        ]  # fmt: skip


class OwedField(serializers.Serializer):
    """One answer owed to those whom a merged matter is from."""

    unit = serializers.CharField()
    number = serializers.CharField(help_text="并案的那一件")
    due = serializers.DateField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class WorkFields(serializers.ModelSerializer, TurnField):
    """One unit's work, as far as this person may read it; asks for the person's ``page`` of the matter.

    The line names its model, the rule of its ``return_grounds``, and adds the fields ``contacts``, ``reply``,
    ``countersigns`` and ``extensions``, each of its own rows as the work's line shows them.
    """

    return_grounds: str

    unit = OrganisationBrief()
    channel = OrganisationBrief()
    role_label = serializers.CharField(source="get_role_display")
    state_label = serializers.CharField(source="get_state_display")
    opinion = serializers.CharField(source="line.opinion", read_only=True, help_text="会办意见，只在内部")
    return_request = serializers.SerializerMethodField(help_text="退办申请")
    replaces = serializers.IntegerField(source="replaces_id", allow_null=True, help_text="由哪一件改办而来")
    continues = serializers.IntegerField(
        source="continues_id", allow_null=True, help_text="另行答复哪一件没有一并答复的人"
    )
    answers_own = serializers.BooleanField(help_text="答复本件的提案者；否：只答复并入本件的")
    owed = OwedField(many=True, source="line.owed", read_only=True, help_text="并案的各件的答复，各有期限")

    class Meta:
        fields = [
            "id", "unit", "channel", "role", "role_label", "round", "state", "state_label", "revision", "turn",
            "assigned_at", "signed_at", "delivered_at", "promised_on", "handler_name", "handler_phone", "contacts",
            "reply", "opinion", "countersigns", "return_request", "extensions", "replaces", "continues",
            "answers_own", "owed",
        ]  # fmt: skip

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
    def get_return_request(self, work: Any) -> dict | None:
        if not work.return_ground or not work.line.shows_inside:
            return None
        return {
            "ground": work.return_ground,
            "ground_label": rulebook.label_of(self.return_grounds, work.return_ground),
            "reason": work.return_reason,
            "suggests": str(work.return_suggests or ""),
        }

    def to_representation(self, work: Any) -> Any:
        """Who works on it in the unit is for those it concerns; what passed between unit and checkers stays there."""
        work.line = self.context["page"].line_of(work)
        shown = super().to_representation(work)
        if not work.line.shows_contacts:
            shown |= {"handler_name": "", "handler_phone": ""}
        if shown["reply"] and not work.line.shows_inside:
            shown["reply"] |= {"unit_letter": "", "grade_reason": ""}
        return shown


class WorkRowFields(serializers.ModelSerializer, MatterRowSerializer):
    """One row of the list of units' works; the line names its model and adds the matter and whom it is from."""

    unit = OrganisationBrief()
    channel = OrganisationBrief()
    role_label = serializers.CharField(source="get_role_display")

    class Meta:
        fields = [
            "id", "unit", "channel", "role", "role_label", "round", "state", "state_label", "revision",
            "assigned_at", "signed_at", "delivered_at", "promised_on", "turn", "due", "url",
        ]  # fmt: skip
