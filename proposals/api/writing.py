"""Texts of drafts as clients send them."""

from typing import Any

from rest_framework import serializers

from core import rulebook
from core.matters.draft_api import ChangeSerializer, DraftSerializer, Text
from core.matters.fields import handling_units
from core.matters.writing import TEXT_STORED
from core.models import Organisation
from members.models import Member
from proposals.forms import TITLE_STORED


class ProposalDraft(DraftSerializer):
    """What may be written of a draft. Fields left out stay as they are."""

    title = Text(max_length=TITLE_STORED, help_text="案由")
    situation = Text(max_length=TEXT_STORED, help_text="情况与问题")
    analysis = Text(max_length=TEXT_STORED, help_text="分析")
    suggestion = Text(max_length=TEXT_STORED, help_text="建议")
    category = Text(max_length=30, help_text="类别代码，见规则 proposal.categories")
    publish_consent = serializers.BooleanField(required=False, allow_null=True, help_text="是否同意公开")
    publish_reason = Text(max_length=200, help_text="不同意公开的理由")
    suggested_lead = serializers.PrimaryKeyRelatedField(
        queryset=Organisation.objects.all(), required=False, allow_null=True, help_text="建议主办单位"
    )
    suggested_joints = serializers.PrimaryKeyRelatedField(
        queryset=Organisation.objects.all(), many=True, required=False, help_text="建议会办单位"
    )

    def validate_category(self, code: str) -> str:
        if code and code not in dict(rulebook.options("proposal.categories")):
            raise serializers.ValidationError(f"没有“{code}”这个类别，请用规则 proposal.categories 中的代码。")
        return code

    def validate_suggested_lead(self, unit):
        return self._handling(unit) if unit else None

    def validate_suggested_joints(self, units):
        return [self._handling(unit) for unit in units]

    @staticmethod
    def _handling(unit: Organisation) -> Organisation:
        if not handling_units(None, None).filter(pk=unit.pk).exists():
            raise serializers.ValidationError(f"“{unit}”不是在用的承办单位，请另选。")
        return unit

    @property
    def texts(self) -> dict[str, Any]:
        """The columns sent, and the units suggested."""
        sent = super().texts
        for name in ("lead", "joints"):
            if f"suggested_{name}" in sent:
                sent[name] = sent.pop(f"suggested_{name}")
        return sent


class NewDraftSerializer(ProposalDraft):
    """A new draft. Staff say for whom; members and bodies write for themselves."""

    for_whom = ("member", "organisation")

    member = serializers.PrimaryKeyRelatedField(
        queryset=Member.objects.all(), required=False, allow_null=True, help_text="工作人员代为录入时：第一提案人"
    )
    organisation = serializers.PrimaryKeyRelatedField(
        queryset=Organisation.objects.all(),
        required=False,
        allow_null=True,
        help_text="工作人员代为录入时：集体提案单位",
    )


class ChangedDraftSerializer(ProposalDraft, ChangeSerializer):
    """A change of a draft, on top of the version that the client has read."""
