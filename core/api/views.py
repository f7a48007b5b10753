"""What every viewset of the interface shares: who may, how lists are read, which facts serializers get."""

from collections.abc import Sequence
from typing import Any, cast

from django.db.models import QuerySet
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core.api.filters import KnownConditions, OrderingBackend, SearchBackend
from core.models import User
from core.people.actors import Actor


class ApiViewSet(GenericViewSet):
    """A viewset whose ``get_queryset`` starts from what the person may see."""

    lookup_value_regex = r"[0-9]{1,18}"

    @property
    def person(self) -> User:
        """Who asks; nobody comes here without having signed in."""
        return cast(User, self.request.user)

    @property
    def actor(self) -> Actor:
        """The person in the post of this request."""
        return Actor.of(self.person, request=self.request)

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        if self.request is not None and self.request.user.is_authenticated:
            context["actor"] = self.actor
        return context

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class ListedViewSet(ApiViewSet):
    """A list of one kind of thing: ``q``, filters, ``ordering``, pages whose keys are read before their rows.

    ``orderings`` maps public names to fields; ``list_serializer_class`` shows a row; ``rows(queryset)`` fetches what a
    row shows, in a fixed number of statements.
    """

    filter_backends = [KnownConditions, SearchBackend, OrderingBackend]
    list_serializer_class = None
    orderings: dict[str, tuple[str, ...]] = {"id": ("pk",)}
    default_ordering = "-id"

    def get_serializer_class(self):
        if self.action == "list" and self.list_serializer_class is not None:
            return self.list_serializer_class
        return super().get_serializer_class()

    def rows(self, queryset: QuerySet) -> QuerySet:
        """``queryset`` with everything a row shows."""
        return queryset

    def list(self, request, *args, **kwargs) -> Response:
        found = self.filter_queryset(self.get_queryset())
        keys, rows = self.paginate_queryset(found), found.model._default_manager.all()
        return self.page_of(keys, self.rows(rows) if keys else rows)

    def page_of(self, keys: Sequence[int] | None, rows: QuerySet, serializer_class=None) -> Response:
        """The rows of one page in the order of ``keys``."""
        found = {row.pk: row for row in rows.filter(pk__in=keys)} if keys else {}
        context = self.get_serializer_context() | self.page_context(list(found.values()))
        serializer_class = serializer_class or self.get_serializer_class()
        shown = serializer_class([found[key] for key in keys or () if key in found], many=True, context=context)
        return self.get_paginated_response(shown.data)

    def page_context(self, rows: Sequence) -> dict:
        """What serializers of this page's rows need beside them, read in a fixed number of statements."""
        return {}

    def retrieve(self, request, *args, **kwargs) -> Response:
        return Response(self.get_serializer(self.get_object()).data)
