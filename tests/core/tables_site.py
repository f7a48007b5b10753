"""A list of organisations as a site of its own: what the tests of core.lists drive."""

import django_filters
from django.urls import path

from core.lists import (
    BatchAction,
    Column,
    FixedView,
    Link,
    Table,
    TableFilterSet,
    TableView,
    cached_choices,
    subject,
    tag,
)
from core.models import Organisation


def parents():
    return [(row.pk, row.name) for row in Organisation.objects.filter(children__isnull=False).distinct()]


class OrganisationFilters(TableFilterSet):
    branch = django_filters.ChoiceFilter(label="系统", choices=Organisation.Branch.choices)
    kinds = django_filters.MultipleChoiceFilter(label="类别", field_name="kind", choices=Organisation.Kind.choices)
    active = django_filters.BooleanFilter(label="在用", field_name="is_active")
    parent = django_filters.ChoiceFilter(label="上级", choices=cached_choices("test-parents", parents))
    under = django_filters.ModelChoiceFilter(
        label="归口", field_name="parent", queryset=Organisation.objects.exclude(name__startswith="密")
    )
    place = django_filters.RangeFilter(label="排序", field_name="order")
    since = django_filters.DateFromToRangeFilter(label="建档", field_name="names__valid_to")


class OrganisationTable(Table):
    key = "test.organisations"
    title = "承办单位"
    model = Organisation
    filterset = OrganisationFilters
    columns = (
        Column("name", "名称", html=lambda row: subject(row.name, f"/x/{row.pk}", row.address, (tag("重点", "key"),))),
        Column("order", "排序", sort="order", numeric=True),
        Column("kind", "类别", value="get_kind_display", sort=("kind", "-order")),
        Column("parent", "上级", value="parent.name", export=lambda row: row.parent.name if row.parent else "无"),
        Column("is_active", "在用", export=False),
    )
    views = (FixedView("政府系统", "branch=government"),)
    empty = "还没有承办单位，请先登记。"
    empty_link = Link("登记单位", "/new")

    def actions(self):
        return [BatchAction("停用", "/stop/", primary=True)]

    def list_queryset(self):
        return Organisation.objects.select_related("parent")


class OrganisationList(TableView):
    table_class = OrganisationTable
    template_name = "components/table/_table.html"

    def queryset_for(self, user):
        return Organisation.objects.exclude(name__startswith="密")


urlpatterns = [path("list/", OrganisationList.as_view()), path("accounts/login/", OrganisationList.as_view())]
