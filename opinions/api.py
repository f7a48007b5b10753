"""Forwarded texts for other systems."""

from rest_framework import serializers

from core.matters.api_kind import MatterApi
from core.matters.serializers import MatterRowSerializer, MatterSerializer
from opinions.models import ForwardedText
from opinions.permissions import reads_handling
from opinions.states import ForwardedState, Way

FIELDS = [
    "id", "number", "title", "way", "way_label", "people", "state", "state_label", "revision", "received_at",
    "handled_at", "signed_at", "source", "turn", "url",
]  # fmt: skip


class ForwardedTextRow(MatterRowSerializer, serializers.ModelSerializer):
    """One row of the list."""

    way_label = serializers.CharField(source="get_way_display")
    source = serializers.IntegerField(source="source_id", help_text="来源提案的编号")

    class Meta:
        model = ForwardedText
        fields = [*FIELDS, "due"]


class ForwardedTextDetail(MatterSerializer, serializers.ModelSerializer):
    """转送件, with its text and what was done with it."""

    way_label = serializers.CharField(source="get_way_display")
    source = serializers.IntegerField(source="source_id", help_text="来源提案的编号")

    class Meta:
        model = ForwardedText
        fields = [*FIELDS, "text", "handled", "note", "available", "clocks", "attachments", "documents"]

    def to_representation(self, text):
        """What was done with it, for those who may read that."""
        shown = super().to_representation(text)
        return shown if reads_handling(self.context["page"].actor, text) else shown | {"handled": ""}


FORWARDED_API = MatterApi(
    path="forwarded-texts",
    row=ForwardedTextRow,
    detail=ForwardedTextDetail,
    orderings={"received_at": ("received_at", "pk")},
    enums={"ForwardedState": ForwardedState, "ForwardedWay": Way},
)
