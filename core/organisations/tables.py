"""The list of bodies, under a tab for each sort, and its sheet in the columns that an import reads."""

import django_filters
from django.db.models import Q, QuerySet

from core.lists import Column, FixedView, Link, Table, TableFilterSet, subject, tag
from core.models import Organisation
from core.organisations.finding import called
from core.organisations.services import KEEPERS, Spelling

Kind = Organisation.Kind
#: The tabs, and what the button of each says.
TABS = (
    (Kind.UNIT, "承办单位", "增加承办单位"),
    (Kind.SUPERVISION_OFFICE, "督查室", "增加督查室"),
    (Kind.CPPCC_OFFICE, "政协机关", "增加机关部门"),
    (Kind.SPECIAL_COMMITTEE, "专委会", "增加专委会"),
    (Kind.SECTOR, "界别", "增加界别"),
    (Kind.PARTY, "党派", "增加党派"),
    (Kind.PEOPLES_ORGANISATION, "人民团体", "增加人民团体"),
    (Kind.MEMBER_GROUP, "委员小组", "增加委员小组"),
    (Kind.LIAISON_OFFICE, "联络办", "增加联络办"),
)
IN_ONE_STEP: dict[str, tuple[Link, ...]] = {
    Kind.UNIT: (
        Link("交办渠道", "/settings/organisations/channels/"),
        Link("发文代字", "/settings/organisations/words/"),
    ),
    Kind.SECTOR: (Link("从常见界别勾选", "/settings/organisations/sectors/"),),
}
ADD = {kind.value: words for kind, _, words in TABS}


class OrganisationFilters(TableFilterSet):
    kind = django_filters.ChoiceFilter(label="类别", choices=Organisation.Kind.choices, method="of_kind")
    branch = django_filters.ChoiceFilter(label="系统", choices=Organisation.Branch.choices)
    is_active = django_filters.BooleanFilter(label="在用")
    channel = django_filters.ChoiceFilter(label="交办渠道", choices=(("none", "没有写明"),), method="of_channel")

    class Meta:
        model = Organisation
        fields = ()

    def of_kind(self, rows: QuerySet, _name: str, kind: str) -> QuerySet:
        """Among the handling units stand also those of another kind that handle as well."""
        return rows & Organisation.objects.handling() if kind == Kind.UNIT else rows.filter(kind=kind)

    def of_channel(self, rows: QuerySet, _name: str, _given: str) -> QuerySet:
        """Bodies to which no supervision office hands matters."""
        return rows.filter(supervised_by=None)


def _names(body: Organisation, *kinds: str) -> list[str]:
    return [row.name for row in body.names.all() if row.kind in kinds]


def _subject(body: Organisation) -> str:
    short = body.short_name if body.short_name != body.name else ""
    said = [short, *(f"原{name}" for name in _names(body, Spelling.FORMER))]
    if body.succeeded_by_id:
        said.append(f"已并入{body.succeeded_by}")
    tags = [tag("也承办")] if body.also_handles and body.kind != Kind.UNIT else []
    tags += [] if body.is_active else [tag("停用")]
    return subject(body.name, body.get_absolute_url(), " · ".join(filter(None, said)), tuple(tags))


class OrganisationTable(Table):
    key = "organisations"
    title = "组织机构"
    model = Organisation
    filterset = OrganisationFilters
    order = ("order", "pk")
    search_hint = "名称、简称、曾用名、别称、联系人"
    views = tuple(FixedView(label, f"kind={kind.value}") for kind, label, _ in TABS)
    empty = "没有找到。"
    columns: tuple[Column, ...] = (
        Column("name", "名称", html=_subject),
        Column("kind", "类别", value="get_kind_display", sort="kind"),
        Column("branch", "系统", value="get_branch_display", sort="branch"),
        Column("supervised_by", "交办渠道", value=lambda o: str(o.supervised_by or "")),
        Column("contact_name", "联系人"),
        Column("contact_phone", "联系电话"),
        Column("is_active", "在用"),
    )

    def list_queryset(self) -> QuerySet:
        return Organisation.objects.select_related("supervised_by", "parent", "succeeded_by").prefetch_related("names")

    def with_words(self, rows: QuerySet, newest_first: bool) -> QuerySet:
        """By any part of a name, the contact's too: bodies are few and stand in no index."""
        return rows.filter(called(self.q) | Q(contact_name__icontains=self.q))

    @property
    def kind_shown(self) -> str:
        """The kind whose tab is open; empty for all."""
        asked = self.params.get("kind", "")
        return asked if asked in ADD else ""

    @property
    def may_keep(self) -> bool:
        post = self.user.post_in_use
        return post is not None and post.role in KEEPERS

    @property
    def in_one_step(self) -> tuple[Link, ...]:
        """The ways to keep several bodies of the tab in one step."""
        return IN_ONE_STEP.get(self.kind_shown, ())

    @property
    def add_link(self) -> Link:
        """The way to a new one, in the words of the tab."""
        kind = self.kind_shown
        return Link(ADD.get(kind, "增加单位或机构"), f"/settings/organisations/new/?kind={kind}", primary=True)


class OrganisationSheet(OrganisationTable):
    """The same bodies in the columns by which they are imported: what was exported comes back unchanged."""

    sheet_comes_back = True
    columns = (
        Column("name", "单位名称"),
        Column("short_name", "简称"),
        Column("kind", "类别", value="get_kind_display"),
        Column("branch", "系统", value="get_branch_display"),
        Column("parent", "上级", value=lambda o: str(o.parent or "")),
        Column("supervised_by", "交办督查渠道", value=lambda o: str(o.supervised_by or "")),
        Column("contact_name", "联系人"),
        Column("contact_phone", "联系电话"),
        Column("head_name", "分管领导"),
        Column("head_phone", "分管领导电话"),
        Column("address", "地址"),
        Column("document_word", "发文代字"),
        Column("handles", "是否承办", value=lambda o: "是" if o.handles else ""),
        Column("names", "其他写法", value=lambda o: "、".join(_names(o, Spelling.ALIAS))),
        Column("former", "曾用名", value=lambda o: "、".join(_names(o, Spelling.FORMER))),
        Column("is_active", "在用"),
    )
