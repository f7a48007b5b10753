"""Texts that are written over days, for other systems: begun, saved, with files, as on the page."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.db import transaction
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.parsers import VisibleMultiPartParser
from core.api.schema import REFUSALS
from core.api.serializers import AttachmentSerializer
from core.matters import drafts, once
from core.matters.api import MatterViewSet
from core.matters.fields import handling_units
from core.matters.kinds import MatterKind
from core.matters.pages import page_of
from core.matters.version_views import shown_to
from core.models import Organisation


class Text(serializers.CharField):
    """Plain or pasted text, cleaned as on the page; nothing is compulsory before it is handed in."""

    def __init__(self, **more: Any):
        super().__init__(**{"required": False, "allow_blank": True, "trim_whitespace": False, **more})


class DraftSerializer(serializers.Serializer):
    """What may be written of a draft; a line declares its fields. Fields left out stay as they are.

    ``for_whom`` names the fields by which somebody who writes on behalf of others says for whom.
    """

    for_whom: ClassVar[tuple[str, ...]] = ()

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Unknown names are refused, lest a misspelt one be silently lost."""
        given = super().to_internal_value(data)
        unknown = sorted(set(data) - set(self.fields) - {"csrfmiddlewaretoken"})
        if unknown:
            raise serializers.ValidationError({name: ["没有这一栏。"] for name in unknown})
        return given

    @property
    def texts(self) -> dict[str, Any]:
        """What ``drafts.save`` takes."""
        left_out = {*self.for_whom, "text_version", "autosave"}
        return {name: value for name, value in self.validated_data.items() if name not in left_out}

    @property
    def chosen(self) -> dict[str, Any]:
        """What ``drafts.start`` takes: for whom it is written, where that was said."""
        return {name: self.validated_data[name] for name in self.for_whom if name in self.validated_data}


class SuggestsUnits(DraftSerializer):
    """Of a line whose writers suggest units (``core.matters.suggesting``): the lead and the joint ones."""

    suggested_lead = serializers.PrimaryKeyRelatedField(
        queryset=Organisation.objects.all(), required=False, allow_null=True, help_text="建议主办单位"
    )
    suggested_joints = serializers.PrimaryKeyRelatedField(
        queryset=Organisation.objects.all(), many=True, required=False, help_text="建议会办单位"
    )

    def validate_suggested_lead(self, unit: Organisation | None) -> Organisation | None:
        """A body that handles matters today, or none."""
        return self._handling(unit) if unit else None

    def validate_suggested_joints(self, units: list[Organisation]) -> list[Organisation]:
        """Each a body that handles matters today."""
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


class ChangeSerializer(serializers.Serializer):
    """Added to a ``DraftSerializer``: a change, on top of the version that the client has read."""

    text_version = serializers.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, help_text="读取时的 text_version；文稿已在别处改过则答复409"
    )
    autosave = serializers.BooleanField(required=False, default=False, help_text="真：只存文字，不另留一稿")


class FileSerializer(serializers.Serializer):
    """One file, as multipart/form-data."""

    file = serializers.FileField(error_messages={"required": "请选择文件。", "empty": "文件是空的，请检查后重新选择。"})


class VersionSerializer(serializers.Serializer):
    """One version of a text (一稿)."""

    number = serializers.IntegerField(source="version.number", help_text="第几稿")
    at = serializers.DateTimeField(source="version.at", help_text="保存时间")
    by = serializers.CharField(source="version.by", help_text="保存的人")
    handed_in = serializers.DateTimeField(
        source="version.handed_in", allow_null=True, help_text="提交时间；空：没有提交"
    )
    texts = serializers.DictField(source="version.texts", child=serializers.CharField(), help_text="栏目名和文字")


class DraftViewSet(MatterViewSet):
    """A kind with a text that is written over days."""

    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def create(self, request: Request) -> Response:
        """A draft with what was sent; whole or not at all. Under one Idempotency-Key one draft."""
        given = _given(self.matter_kind, "new_draft", request)
        nonce = once.nonce_of_request(request.headers, request.data, None)
        with transaction.atomic():
            matter = drafts.start_once(self.matter_kind, self.actor, nonce, **given.chosen)
            drafts.save(matter, self.actor, given.texts)
        return Response(self.described(self.fetch_whole(matter.pk)), status=201)

    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Save a draft, as the page's 保存 does."""
        matter, actor = self.fetch(int(self.kwargs["pk"])), self.actor
        drafts.check_editable(matter, actor)
        given = _given(self.matter_kind, "changed_draft", request)
        seen, autosave = given.validated_data.get("text_version"), given.validated_data["autosave"]
        drafts.save(matter, actor, given.texts, seen=seen, keep=not autosave)
        return Response(self.described(self.fetch_whole(matter.pk)))

    @extend_schema(methods=["get"], responses={200: AttachmentSerializer(many=True)}, summary="附件", filters=False)
    @extend_schema(
        methods=["post"],
        request={"multipart/form-data": FileSerializer},
        responses={201: AttachmentSerializer, **REFUSALS},
        summary="上传附件",
        description="文稿可以修改时，由撰写的人上传；核对内容与扩展名。",
        filters=False,
    )
    @action(detail=True, methods=["get", "post"], parser_classes=[VisibleMultiPartParser], pagination_class=None)
    def attachments(self, request: Request, **kwargs: Any) -> Response:
        """The files this person may see; or one more."""
        if request.method == "GET":
            files = page_of(self.get_object(), self.actor).files
            return Response(AttachmentSerializer(files, many=True).data)
        matter, actor = self.fetch(int(self.kwargs["pk"])), self.actor
        drafts.check_editable(matter, actor)
        given = FileSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        attachment = drafts.attach(matter, given.validated_data["file"], actor)
        return Response(AttachmentSerializer(attachment).data, status=201)

    @extend_schema(
        responses={200: VersionSerializer(many=True), **REFUSALS},
        summary="各稿",
        description="由新到旧。撰写的人看保存过的每一稿，经办的工作人员看提交过的各稿；其他人得到空表。",
        filters=False,
    )
    @action(detail=True, methods=["get"], pagination_class=None)
    def versions(self, request: Request, **kwargs: Any) -> Response:
        """The versions of the text that this person may read."""
        return Response(VersionSerializer(shown_to(page_of(self.get_object(), self.actor)), many=True).data)

    @extend_schema(request=None, responses={204: None, **REFUSALS}, summary="移除附件")
    @action(
        detail=True, methods=["delete"], url_path=r"attachments/(?P<file>[0-9]{1,18})", url_name="remove-attachment"
    )
    def remove_attachment(self, request: Request, file: str, **kwargs: Any) -> Response:
        """Take one file off the draft."""
        matter, actor = self.fetch(int(self.kwargs["pk"])), self.actor
        if drafts.detach(matter, int(file), actor) is None:
            raise Http404
        return Response(status=204)


def _given(kind: MatterKind, which: str, request: Request) -> Any:
    """What was sent, checked for shape; raises ValidationError."""
    given = getattr(kind.api, which)(data=request.data)
    given.is_valid(raise_exception=True)
    return given


def drafts_schema(kind: MatterKind) -> Mapping[str, Callable]:
    """Describes beginning and saving a draft of this kind; nothing where it has none."""
    declared = kind.api
    if declared is None or declared.new_draft is None:
        return {}
    return {
        "create": extend_schema(
            request=declared.new_draft,
            responses={201: declared.detail, **REFUSALS},
            summary=f"起草{kind.title}",
            description="得到一份草稿。",
        ),
        "partial_update": extend_schema(
            request=declared.changed_draft, responses={200: declared.detail, **REFUSALS}, summary="保存文稿"
        ),
    }
