"""Kinds of matters with a lifecycle: list, detail, acts, timeline, papers. All kinds behave alike."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import ListedViewSet
from core.matters import events, once, turns
from core.matters.api_fields import facts_from, seen_revision
from core.matters.engine import check, perform
from core.matters.kinds import MatterKind
from core.matters.lifecycle import AlreadyDone, UnknownAct, lifecycle_of
from core.matters.list_views import table_of
from core.matters.nearest import nearest_date
from core.matters.of_others import known_of_others
from core.matters.pages import MatterPage, page_of
from core.matters.serializers import EventSerializer
from core.models import Event
from core.models.generic import aimed_at, matter_of


class MatterViewSet(ListedViewSet):
    """One kind of matter, as its ``MatterApi`` declares it; ``viewset_of`` makes the class.

    A kind that can do more subclasses this and names the subclass in its ``MatterApi``.
    """

    matter_kind: MatterKind
    page: MatterPage | None = None

    def get_queryset(self) -> QuerySet:
        """What the person may see, and nothing else."""
        return self.matter_kind.visible_to(self.person)

    def fetch(self, pk: int) -> Any:
        """The object as the engine wants it: fresh, visible to this person; Http404 for strangers."""
        found = self.get_queryset().filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def fetch_whole(self, pk: int) -> Any:
        """The object with everything its detail shows, in a fixed number of statements; Http404 for strangers.

        Remembers in ``page`` what of it this person may read.
        """
        found = self.matter_kind.fetch_whole(self.person, pk)
        self.page = page_of(found, self.actor)
        return found

    def get_object(self) -> Any:
        return self.fetch_whole(int(self.kwargs["pk"]))

    def get_serializer_context(self) -> dict[str, Any]:
        context = super().get_serializer_context()
        return context if self.page is None else context | {"page": self.page}

    # ---- lists ----

    def rows(self, queryset: QuerySet) -> QuerySet:
        """What a row of the page's list shows, with the nearest date of this person's concern."""
        rows: Any = queryset.for_list() if hasattr(queryset, "for_list") else queryset
        dates = nearest_date(self.matter_kind.model, self.person, others=known_of_others(self.person))
        return rows.as_read_by(self.person).annotate(**dates)

    def page_context(self, rows: Sequence[Any]) -> dict[str, Any]:
        if self.action == "list":
            turns.attach(rows)
        return {}

    def search(self, rows: QuerySet, query: str) -> QuerySet:
        """Words are looked for in the matters, which are what the index knows."""
        return table_of(self.matter_kind).containing(rows, query, self.person)

    # ---- one matter ----

    def described(self, obj: Any) -> dict[str, Any]:
        """The detail of an object that ``fetch_whole`` gave."""
        return self.get_serializer_class()(obj, context=self.get_serializer_context()).data

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.described(self.get_object()))

    @action(detail=True, methods=["post"], url_path=r"do/(?P<key>[a-z][a-z0-9_]*)", url_name="do")
    def do(self, request: Request, key: str, **kwargs: Any) -> Response:
        """Perform one row of the lifecycle; the order of refusals is who, state and guards, shape, values."""
        obj, actor = self.fetch(int(self.kwargs["pk"])), self.actor
        row = lifecycle_of(obj).row(key)
        if row.system:
            raise UnknownAct("没有这个操作。")
        seen = seen_revision(request.data)
        nonce = once.nonce_of_request(request.headers, request.data, seen if row.repeatable else None)
        try:
            if once.done_by(obj, key, actor, nonce) is None:
                check(obj, key, actor)
            perform(obj, key, actor, seen=seen, nonce=nonce, **facts_from(request.data, row, obj, actor))
        except AlreadyDone as error:
            if not (error.repeated and error.same):
                raise
        return Response(self.after_act(obj))

    def after_act(self, obj: Any) -> dict[str, Any]:
        """The object as it now is; only its state where the act took it out of this person's sight."""
        try:
            return self.described(self.fetch_whole(obj.pk))
        except Http404:
            stand = {"id": obj.pk, "state": obj.state, "state_label": obj.get_state_display(), "revision": obj.revision}
            return stand | {"available": [], "clocks": []}

    @extend_schema(responses={200: EventSerializer(many=True)}, summary="经过", filters=False)
    @action(detail=True, methods=["get"], filter_backends=[])
    def timeline(self, request: Request, **kwargs: Any) -> Response:
        """Its events, newest first, as far as this person may read them."""
        obj = self.fetch_whole(int(self.kwargs["pk"]))
        matter = matter_of(obj)
        rows = events.timeline(matter, self.person)
        if self.page is not None and (withheld := self.page.withheld(rows)):
            rows = rows.exclude(pk__in=withheld)
        if matter != obj:
            rows = rows.filter(**aimed_at(obj))
        keys = self.paginate_queryset(rows) or []
        return self.page_of(keys, Event.objects.select_related("organisation"), EventSerializer)
