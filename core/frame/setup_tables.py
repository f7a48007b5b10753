"""Lists of the settings pages: accounts."""

import django_filters
from django.utils import timezone

from core.lists import Column, Table, TableFilterSet, subject, tag
from core.models import Post, Role, User
from core.people import leaving


class AccountFilters(TableFilterSet):
    role = django_filters.ChoiceFilter(label="岗位", choices=Role.choices, method="holds")
    is_active = django_filters.BooleanFilter(label="在用")
    never = django_filters.BooleanFilter(label="从未登录", field_name="last_login", lookup_expr="isnull")
    name = django_filters.CharFilter(label="姓名或用户名", method="named")
    over = django_filters.BooleanFilter(label="建议停用（岗位都已结束）", method="all_over")

    class Meta:
        model = User
        fields = ()

    def holds(self, rows, _name, value):
        return rows.filter(pk__in=Post.objects.filter(role=value).values("user"))

    def all_over(self, rows, _name, value):
        over = leaving.to_be_closed(timezone.localdate()).values("pk")
        return rows.filter(pk__in=over) if value else rows.exclude(pk__in=over)

    def named(self, rows, _name, value):
        return rows.filter(full_name__icontains=value) | rows.filter(username__icontains=value)


def _account(user):
    tags = [] if user.is_active else [tag("停用")]
    if user.is_active and user.leaves_on:
        tags.append(tag(f"{user.leaves_on:%m-%d}离任"))
    if user.is_active and user.must_change_password:
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
