"""Lists of the settings pages: organisations and accounts."""

import django_filters

from core.lists import Column, Table, TableFilterSet, subject, tag
from core.matters import kinds
from core.models import Organisation, Post, Role, User


class OrganisationFilters(TableFilterSet):
    kind = django_filters.ChoiceFilter(label="类别", choices=Organisation.Kind.choices)
    branch = django_filters.ChoiceFilter(label="系统", choices=Organisation.Branch.choices)
    is_active = django_filters.BooleanFilter(label="在用")

    class Meta:
        model = Organisation
        fields = ()


def _matters_of(body: Organisation) -> str:
    """The list of what a unit handles; other bodies have none."""
    return kinds.of_unit_url(body) if body.kind == Organisation.Kind.UNIT else "#main"


class OrganisationTable(Table):
    key = "organisations"
    title = "组织机构"
    model = Organisation
    filterset = OrganisationFilters
    order = ("order", "pk")
    searchable = False
    columns = (
        Column("name", "名称", html=lambda o: subject(o.name, _matters_of(o), o.brief if o.short_name else "")),
        Column("kind", "类别", value="get_kind_display", sort="kind"),
        Column("branch", "系统", value="get_branch_display", sort="branch"),
        Column("supervised_by", "交办渠道", value=lambda o: str(o.supervised_by or "")),
        Column("contact_name", "联系人"),
        Column("contact_phone", "联系电话"),
        Column("is_active", "在用"),
    )

    def list_queryset(self):
        return Organisation.objects.select_related("supervised_by")


class AccountFilters(TableFilterSet):
    role = django_filters.ChoiceFilter(label="岗位", choices=Role.choices, method="holds")
    is_active = django_filters.BooleanFilter(label="在用")
    never = django_filters.BooleanFilter(label="从未登录", field_name="last_login", lookup_expr="isnull")
    name = django_filters.CharFilter(label="姓名或用户名", method="named")

    class Meta:
        model = User
        fields = ()

    def holds(self, rows, _name, value):
        return rows.filter(pk__in=Post.objects.filter(role=value).values("user"))

    def named(self, rows, _name, value):
        return rows.filter(full_name__icontains=value) | rows.filter(username__icontains=value)


def _account(user):
    tags = [] if user.is_active else [tag("停用")]
    if user.must_change_password:
        tags.append(tag("待改初始密码"))
    return subject(user.full_name, f"/settings/accounts/{user.pk}/", user.username, tuple(tags))


class AccountTable(Table):
    key = "accounts"
    title = "账号"
    model = User
    filterset = AccountFilters
    order = ("pk",)
    searchable = False
    columns = (
        Column("full_name", "姓名", html=_account, export=lambda u: u.full_name),
        Column("posts", "岗位", value=lambda u: "；".join(p.label for p in u.posts.all() if p.valid_to is None)),
        Column("phone", "手机"),
        Column("last_login", "上次登录", sort="last_login"),
    )

    def list_queryset(self):
        return User.objects.prefetch_related("posts__organisation")
