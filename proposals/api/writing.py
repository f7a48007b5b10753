"""Texts of drafts as clients send them."""

from rest_framework import serializers

from core import rulebook
from core.matters.fields import handling_units
from core.matters.writing import TEXT_STORED
from core.models import Organisation
from members.models import Member
from proposals.forms import TITLE_STORED


class Text(serializers.CharField):
    """Plain or pasted text, cleaned as on the page; nothing is compulsory before submitting."""

    def __init__(self, **more):
        super().__init__(**{"required": False, "allow_blank": True, "trim_whitespace": False, **more})


class DraftSerializer(serializers.Serializer):
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

    def to_internal_value(self, data):
        """Unknown names are refused, lest a misspelt one be silently lost."""
        given = super().to_internal_value(data)
        unknown = sorted(set(data) - set(self.fields) - {"csrfmiddlewaretoken"})
        if unknown:
            raise serializers.ValidationError({name: ["没有这一栏。"] for name in unknown})
        return given

    @property
    def texts(self) -> dict:
        """What ``drafts.save`` takes: the columns sent, and the units suggested."""
        sent = dict(self.validated_data)
        for name in ("lead", "joints"):
            if f"suggested_{name}" in sent:
                sent[name] = sent.pop(f"suggested_{name}")
        return sent


class NewDraftSerializer(DraftSerializer):
    """A new draft. Staff say for whom; members and bodies write for themselves."""

    member = serializers.PrimaryKeyRelatedField(
        queryset=Member.objects.all(), required=False, allow_null=True, help_text="工作人员代为录入时：第一提案人"
    )
    organisation = serializers.PrimaryKeyRelatedField(
        queryset=Organisation.objects.all(),
        required=False,
        allow_null=True,
        help_text="工作人员代为录入时：集体提案单位",
    )

    @property
    def chosen(self) -> dict:
        """For whom it is written, where that was said."""
        return {name: self.validated_data[name] for name in ("member", "organisation") if name in self.validated_data}


class ChangedDraftSerializer(DraftSerializer):
    """A change of a draft, on top of the version that the client has read."""

    text_version = serializers.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, help_text="读取时的 text_version；文稿已在别处改过则答复409"
    )
    autosave = serializers.BooleanField(required=False, default=False, help_text="真：只存文字，不另留一稿")


class FileSerializer(serializers.Serializer):
    """One file, as multipart/form-data."""

    file = serializers.FileField(error_messages={"required": "请选择文件。", "empty": "文件是空的，请检查后重新选择。"})
