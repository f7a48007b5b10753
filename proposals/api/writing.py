"""Texts of drafts as clients send them."""

from rest_framework import serializers

from core import rulebook
from core.matters.draft_api import ChangeSerializer, SuggestsUnits, Text
from core.matters.writing import TEXT_STORED
from core.models import Organisation
from members.models import Member
from proposals.forms import TITLE_STORED


class ProposalDraft(SuggestsUnits):
    """What may be written of a draft. Fields left out stay as they are."""

    title = Text(max_length=TITLE_STORED, help_text="案由")
    situation = Text(max_length=TEXT_STORED, help_text="情况与问题")
    analysis = Text(max_length=TEXT_STORED, help_text="分析")
    suggestion = Text(max_length=TEXT_STORED, help_text="建议")
    category = Text(max_length=30, help_text="类别代码，见规则 proposal.categories")
    publish_consent = serializers.BooleanField(required=False, allow_null=True, help_text="是否同意公开")
    publish_reason = Text(max_length=200, help_text="不同意公开的理由")

    def validate_category(self, code: str) -> str:
        if code and code not in dict(rulebook.options("proposal.categories")):
            raise serializers.ValidationError(f"没有“{code}”这个类别，请用规则 proposal.categories 中的代码。")
        return code


class NewDraftSerializer(ProposalDraft):
    """A new draft. Staff say for whom; members and bodies write for themselves."""

    for_whom = ("member", "organisation", "received_on")

    member = serializers.PrimaryKeyRelatedField(
        queryset=Member.objects.all(), required=False, allow_null=True, help_text="工作人员代为录入时：第一提案人"
    )
    organisation = serializers.PrimaryKeyRelatedField(
        queryset=Organisation.objects.all(),
        required=False,
        allow_null=True,
        help_text="工作人员代为录入时：集体提案单位",
    )
    received_on = serializers.DateField(
        required=False, allow_null=True, help_text="工作人员代为录入时：收到纸质件的日期，不填为今天"
    )


class ChangedDraftSerializer(ProposalDraft, ChangeSerializer):
    """A change of a draft, on top of the version that the client has read."""
