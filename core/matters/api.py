"""Kinds of matters with a lifecycle: list, detail, acts, timeline, papers. Every app's matters behave alike."""

from collections.abc import Callable

from django.db.models import Model, QuerySet
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api.schema import REFUSALS
from core.api.views import ListedViewSet
from core.matters import events
from core.matters.api_fields import facts_from, seen_revision
from core.matters.engine import check, perform
from core.matters.lifecycle import LIFECYCLES, UnknownAct, lifecycle_of
from core.matters.serializers import EventSerializer
from core.models import Event
from core.models.generic import aimed_at

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


class MatterViewSet(ListedViewSet):
    """Subclasses name ``model``, the serializers, filters and orderings, and say how a whole matter is fetched."""

    model: type[Model]

    def get_queryset(self) -> QuerySet:
        """What the person may see, and nothing else."""
        return self.model.objects.visible_to(self.request.user)

    def fetch(self, pk: int) -> Model:
        """The object as the engine wants it: fresh, visible to this person; Http404 for strangers."""
        found = self.get_queryset().filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def fetch_whole(self, pk: int) -> Model:
        """The object with everything its detail shows, in a fixed number of statements; Http404 for strangers."""
        raise NotImplementedError

    def get_object(self) -> Model:
        return self.fetch_whole(int(self.kwargs["pk"]))

    def described(self, obj: Model) -> dict:
        """The detail of an object that ``fetch_whole`` gave."""
        return self.get_serializer_class()(obj, context=self.get_serializer_context()).data

    def retrieve(self, request, *args, **kwargs) -> Response:
        return Response(self.described(self.get_object()))

    @action(detail=True, methods=["post"], url_path=r"do/(?P<key>[a-z][a-z0-9_]*)", url_name="do")
    def do(self, request, key: str, **kwargs) -> Response:
        """Perform one row of the lifecycle; the order of refusals is who, state and guards, shape, values."""
        obj, actor = self.fetch(int(self.kwargs["pk"])), self.actor
        row = lifecycle_of(obj).row(key)
        if row.system:
            raise UnknownAct("没有这个操作。")
        check(obj, key, actor)
        perform(obj, key, actor, seen=seen_revision(request.data), **facts_from(request.data, row, obj, actor))
        return Response(self.after_act(obj))

    def after_act(self, obj: Model) -> dict:
        """The object as it now is; only its state where the act took it out of this person's sight."""
        try:
            return self.described(self.fetch_whole(obj.pk))
        except Http404:
            stand = {"id": obj.pk, "state": obj.state, "state_label": obj.get_state_display(), "revision": obj.revision}
            return stand | {"available": [], "clocks": []}

    @extend_schema(responses={200: EventSerializer(many=True)}, summary="经过", filters=False)
    @action(detail=True, methods=["get"], filter_backends=[])
    def timeline(self, request, **kwargs) -> Response:
        """Its events, newest first, as far as this person may read them."""
        obj = self.fetch(int(self.kwargs["pk"]))
        rows = events.timeline(obj.matter, request.user)
        if obj.matter != obj:
            rows = rows.filter(**aimed_at(obj))
        keys = self.paginate_queryset(rows)
        return self.page_of(keys, Event.objects.select_related("organisation"), EventSerializer)


def acts_schema(model: type[Model], detail) -> Callable:
    """Describes a viewset's acts from the rows of the model's lifecycle; ``detail`` is what they answer."""
    rows = [row for row in LIFECYCLES[model._meta.label].rows if not row.system]
    words = "、".join(f"`{row.key}` {row.label}" for row in rows)
    do = extend_schema(
        summary="办理一个操作",
        description=f"与页面上的按钮是同一件事。此时能办哪些、要填什么，见该件的 available。全部操作：{words}。",
        request=ACT_BODY,
        parameters=[OpenApiParameter("key", OpenApiTypes.STR, OpenApiParameter.PATH, enum=[row.key for row in rows])],
        responses={200: detail, **REFUSALS},
    )
    return extend_schema_view(do=do)


PAPER_ANSWERS = {
    (200, "application/pdf"): OpenApiTypes.BINARY,
    (200, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"): OpenApiTypes.BINARY,
    **{status: REFUSALS[status] for status in (403, 404, 409)},
}


def papers_schema(kinds: dict[str, str]) -> Callable:
    """Describes a viewset's method ``document(request, kind, extension)``; ``kinds`` maps keys to labels."""
    words = "、".join(f"{key} {label}" for key, label in kinds.items())
    return extend_schema(
        summary="文书",
        description=f"PDF 或 Word。kind：{words}",
        parameters=[
            OpenApiParameter("kind", OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(kinds)),
            OpenApiParameter("extension", OpenApiTypes.STR, OpenApiParameter.PATH, enum=["pdf", "docx"]),
        ],
        responses=PAPER_ANSWERS,
    )
