"""``q`` and ``ordering`` of lists, beside the filters that each list declares."""

from django import forms
from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend

from core import search
from core.lists.filters import parameter_names

#: What every list takes beside its conditions.
EVERY_LIST = {"q", "ordering", "page", "page_size", "format"}


class WholeFilter(filters.NumberFilter):
    """A key or another whole number, no larger than a database keeps."""

    field_class = forms.IntegerField

    def __init__(self, *args, **more):
        super().__init__(*args, **{"min_value": 0, "max_value": 2**63 - 1, **more})


class KnownConditions(filters.DjangoFilterBackend):
    """The conditions that a list declares; a name that none of them has is refused: it would have left every row."""

    def get_filterset(self, request, queryset: QuerySet, view):
        filterset = super().get_filterset(request, queryset, view)
        if view.action == "list":
            known = EVERY_LIST | (parameter_names(filterset.form) if filterset else set())
            unknown = {name: [f"不认识的筛选条件“{name}”。"] for name in request.query_params if name not in known}
            if unknown:
                raise ValidationError(unknown)
        return filterset


class SearchBackend(BaseFilterBackend):
    """``q``: full text through the index; lists that have no index say how in ``search(rows, q)``."""

    def filter_queryset(self, request, queryset: QuerySet, view) -> QuerySet:
        query = request.query_params.get("q", "").strip()[:200]
        if not query:
            return queryset
        own = getattr(view, "search", None)
        return own(queryset, query) if own else search.narrow(queryset, query)

    def get_schema_operation_parameters(self, view) -> list[dict]:
        return [
            {
                "name": "q",
                "in": OpenApiParameter.QUERY,
                "required": False,
                "description": "检索词，多个词以空格分开，须全部出现。",
                "schema": {"type": "string"},
            }
        ]


class OrderingBackend(BaseFilterBackend):
    """``ordering=name`` or ``-name`` among ``view.orderings`` (name → fields); the key makes every order total."""

    def filter_queryset(self, request, queryset: QuerySet, view) -> QuerySet:
        asked = request.query_params.get("ordering", "").strip() or view.default_ordering
        fields = []
        for part in asked.split(","):
            name, sign = part.lstrip("-"), "-" if part.startswith("-") else ""
            if name not in view.orderings:
                raise ValidationError({"ordering": [f"不能按“{name}”排序，可用：{'、'.join(view.orderings)}。"]})
            fields += [_signed(field, sign) for field in view.orderings[name]]
        if fields[-1].lstrip("-") not in ("pk", "id"):
            fields.append("-pk" if fields[-1].startswith("-") else "pk")
        return queryset.order_by(*fields)

    def get_schema_operation_parameters(self, view) -> list[dict]:
        names = [signed for name in view.orderings for signed in (name, f"-{name}")]
        return [
            {
                "name": "ordering",
                "in": OpenApiParameter.QUERY,
                "required": False,
                "description": f"排序，前加减号为倒序，默认 {view.default_ordering}。可用：{'、'.join(names)}",
                "schema": {"type": "string"},
            }
        ]


def _signed(field: str, sign: str) -> str:
    return field[1:] if sign and field.startswith("-") else f"{sign}{field}"
