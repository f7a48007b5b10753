"""Lists of the settings pages: accounts."""

import django_filters

from core.lists import Column, Table, TableFilterSet, subject, tag
from core.models import Post, Role, User


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
