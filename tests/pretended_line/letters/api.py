from rest_framework import serializers

from core.matters.api_kind import MatterApi
from core.matters.serializers import MatterRowSerializer, MatterSerializer
from tests.pretended_line.letters.models import Letter
from tests.pretended_line.letters.states import LetterState

FIELDS = ["id", "case_number", "title", "state", "state_label", "revision", "received_at", "answered_at", "turn"]


class LetterRow(MatterRowSerializer, serializers.ModelSerializer):
    """A letter in the list."""

    case_number = serializers.CharField(help_text="信0001")

    class Meta:
        model = Letter
        fields = [*FIELDS, "due"]


class LetterDetail(MatterSerializer, serializers.ModelSerializer):
    """A letter with its text."""

    case_number = serializers.CharField(help_text="信0001")

    class Meta:
        model = Letter
        fields = [*FIELDS, "body", "answer", "available", "clocks", "attachments", "documents"]


LETTERS_API = MatterApi(
    path="letters", row=LetterRow, detail=LetterDetail, orderings={"number": ("number", "pk")},
    enums={"LetterState": LetterState},
)  # fmt: skip
