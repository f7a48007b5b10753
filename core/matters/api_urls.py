"""Addresses of matters in the interface: every registered kind that says how it stands there (``MatterKind.api``)."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer

from core.api.routers import Router
from core.api.schema import REFUSALS
from core.matters import kinds
from core.matters.api import MatterViewSet
from core.matters.draft_api import DraftViewSet, drafts_schema
from core.matters.filters import api_filters
from core.matters.kinds import MatterKind
from core.matters.list_views import table_of
from core.matters.papers import PaperKind, paper_file

ACT_BODY = {
    "application/json": {
        "type": "object",
        "additionalProperties": True,
        "properties": {
            "revision": {"type": "integer", "description": "读取该件时的 revision；填了而该件已变动，则答复409"}
        },
        "description": "该操作要求填写的各栏，名称见该件 available 中的 fields。",
    }
}
PAPER_ANSWERS: dict[Any, Any] = {
    (200, "application/pdf"): OpenApiTypes.BINARY,
    (200, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"): OpenApiTypes.BINARY,
    **{status: REFUSALS[status] for status in (403, 404, 409)},
}


def viewset_of(kind: MatterKind) -> type[MatterViewSet]:
    """The viewset of a kind that stands in the interface (``MatterKind.api``), described from its tables."""
    declared = kind.api
    if declared is None:
        raise TypeError(f"{kind.label} does not stand in the interface")
    base = declared.viewset or (DraftViewSet if declared.new_draft else MatterViewSet)
    papers = kind.matter.papers
    members = {
        "__doc__": f"{kind.title}.",
        "__module__": base.__module__,
        "matter_kind": kind,
        "model": kind.model,
        "queryset": kind.model._default_manager.none(),
        "serializer_class": declared.detail,
        "list_serializer_class": declared.row,
        "filterset_class": api_filters(table_of(kind).conditions),
        "orderings": {"id": ("pk",), **declared.orderings, "state": ("state", "pk")},
    }
    if papers:
        members["document"] = _document(papers)
    made = type(f"{kind.model.__name__}ViewSet", (base,), members)
    schemas = {"do": _acts_schema(kind, declared.detail), **drafts_schema(kind)}
    return extend_schema_view(**schemas)(made)


def register_all(router: Router) -> None:
    """Give every registered kind that stands in the interface its addresses."""
    for kind in kinds.every():
        if kind.api is not None:
            router.register(kind.api.path, viewset_of(kind))


def _acts_schema(kind: MatterKind, detail: type[BaseSerializer]) -> Callable:
    """Describes the acts from the rows of the lifecycle; ``detail`` is what they answer."""
    rows = [row for row in kind.lifecycle.rows if not row.system]
    words = "、".join(f"`{row.key}` {row.label}" for row in rows)
    return extend_schema(
        summary="办理一个操作",
        description=f"与页面上的按钮是同一件事。此时能办哪些、要填什么，见该件的 available。全部操作：{words}。",
        request=ACT_BODY,
        parameters=[OpenApiParameter("key", OpenApiTypes.STR, OpenApiParameter.PATH, enum=[row.key for row in rows])],
        responses={200: detail, **REFUSALS},
    )


def _document(papers: Sequence[PaperKind]) -> Callable[..., HttpResponse]:
    """The method of a viewset that answers with one of these papers, described."""

    def document(view: MatterViewSet, request: Request, kind: str, extension: str, **kwargs: Any) -> HttpResponse:
        thing = view.matter_kind.fetch_whole(view.person, int(view.kwargs["pk"]))
        return paper_file(papers, thing, kind, extension, view.actor)

    words = "、".join(f"{paper.key} {paper.label}" for paper in papers)
    described = extend_schema(
        summary="文书",
        description=f"PDF 或 Word。kind：{words}",
        parameters=[
            OpenApiParameter("kind", OpenApiTypes.STR, OpenApiParameter.PATH, enum=[paper.key for paper in papers]),
            OpenApiParameter("extension", OpenApiTypes.STR, OpenApiParameter.PATH, enum=["pdf", "docx"]),
        ],
        responses=PAPER_ANSWERS,
    )
    return described(document)
