"""Lists of the settings pages: accounts."""

from collections.abc import Callable

import django_filters
from django.db.models import Prefetch
from django.utils import timezone

from core.lists import Column, Table, TableFilterSet, subject, tag
from core.lists.columns import as_text
from core.models import Post, Role, User
from core.people import leaving
from core.text import as_one_word


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
        return rows.filter(pk__in=Post.objects.not_over(timezone.localdate()).filter(role=value).values("user"))

    def all_over(self, rows, _name, value):
        over = leaving.to_be_closed(timezone.localdate()).values("pk")
        return rows.filter(pk__in=over) if value else rows.exclude(pk__in=over)

    def named(self, rows, _name, value):
        name = as_one_word(value)
        return rows.filter(full_name__icontains=name) | rows.filter(username__icontains=name)


def _account(user):
    tags = [] if user.is_active else [tag("停用")]
    if user.is_active and user.leaves_on:
        tags.append(tag(f"{user.leaves_on:%Y-%m-%d}离任"))
    if user.is_active and user.must_change_password:
        tags.append(tag("待改初始密码"))
    return subject(user.full_name, f"/settings/accounts/{user.pk}/", user.username, tuple(tags))


def _of_posts(what: Callable[[Post], str]) -> Callable[[User], str]:
    """One thing of each post that is not over, in the order of the posts."""
    return lambda user: "；".join(what(post) for post in user.posts.all())


def _may_sign_in(user: User) -> str:
    today = timezone.localdate()
    if not user.is_active or (user.leaves_on and user.leaves_on < today):
        return "否"
    begins = [post.valid_from for post in user.posts.all()]
    later = [day for day in begins if day and day > today]
    return f"自{min(later):%Y-%m-%d}" if later and len(later) == len(begins) else "是"


class AccountTable(Table):
    key = "accounts"
    title = "账号"
    asks_purpose = True
    model = User
    filterset = AccountFilters
    order = ("pk",)
    searchable = False
    columns = (
        Column("full_name", "姓名", html=_account, export=lambda u: u.full_name),
        Column("username", "用户名", shown=False),
        Column(
            "posts",
            "岗位",
            value=_of_posts(lambda p: p.dated(timezone.localdate())),
            export=_of_posts(lambda p: p.get_role_display()),
        ),
        Column("body", "单位", value=_of_posts(lambda p: p.organisation.name if p.organisation else "—"), shown=False),
        Column("since", "自", value=_of_posts(lambda p: as_text(p.valid_from) or "—"), shown=False),
        Column("until", "至", value=_of_posts(lambda p: as_text(p.valid_to) or "长期"), shown=False),
        Column("phone", "手机"),
        Column("last_login", "上次登录", sort="last_login"),
        Column("signs_in", "是否可登录", value=_may_sign_in, shown=False),
    )

    def list_queryset(self):
        posts = Post.objects.not_over(timezone.localdate()).select_related("organisation").order_by("id")
        return User.objects.prefetch_related(Prefetch("posts", posts))
