"""People who sign in, and the posts (岗位) that say in which role they act. One sign-in, several posts."""

from collections.abc import Callable
from datetime import date

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.compiled import MARK, per_day
from core.identifiers import username_key
from core.models.roles import Role


class UsernameKeyField(models.CharField):
    """The key of the user name, worked out whenever a row is written, in bulk too. Nobody sets it."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = username_key(getattr(model_instance, "username", ""))
        setattr(model_instance, self.attname, key)
        return key

    def deconstruct(self):
        """For migrations a plain column of text."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class User(AbstractUser):
    """A person who signs in. What the person may do follows from the post in use, never from flags here."""

    class Choice(models.TextChoices):
        """What a person wants to get outside the site on one channel."""

        ALL = "all", "全部通知"
        IMPORTANT = "important", "只收晨报和催办"
        NONE = "none", "不收"

    username_key = UsernameKeyField(
        max_length=300, unique=True, editable=False, error_messages={"unique": "与已有的用户名只差大小写或全角半角。"}
    )
    full_name = models.CharField("姓名", max_length=40)
    phone = models.CharField("手机", max_length=20, blank=True)
    must_change_password = models.BooleanField("首次登录须改密", default=False)
    password_changed_at = models.DateTimeField("改密时间", null=True, blank=True)
    password_given_at = models.DateTimeField("上次发放一次性密码", null=True, blank=True, editable=False)
    password_given_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    current_post = models.ForeignKey(
        "core.Post", verbose_name="当前岗位", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    large_type = models.BooleanField("大字显示", null=True, blank=True, help_text="空=委员默认大字，其他岗位默认标准")
    mail_choice = models.CharField("邮件", max_length=10, choices=Choice.choices, default=Choice.ALL)
    gateway_choice = models.CharField("短信或企业微信", max_length=10, choices=Choice.choices, default=Choice.ALL)
    session_key = models.CharField(max_length=40, blank=True, editable=False)  # of the key a hash
    leaves_on = models.DateField("离任日", null=True, blank=True, help_text="最后一天；次日起账号停用")
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def post_in_use(self) -> "Post | None":
        """The post in use: chosen by the person, else the first valid one. Cached on the object."""
        if not hasattr(self, "_post_in_use"):
            self._post_in_use = self._chosen_post() or self._first_post()
        return self._post_in_use

    @post_in_use.setter
    def post_in_use(self, post: "Post | None") -> None:
        self._post_in_use = post

    def valid_posts(self) -> "PostQuerySet":
        """Posts held today, oldest first, with their organisations."""
        return self.posts.valid_on(timezone.localdate()).select_related("organisation").order_by("id")

    def held_posts(self) -> "list[Post]":
        """The same as a list; the SQL is worked out once a day."""
        return _posts_held(timezone.localdate(), self.pk) if self.pk else []

    def _chosen_post(self) -> "Post | None":
        chosen, today = self.current_post if self.current_post_id else None, timezone.localdate()
        if chosen is None or not (chosen.valid_from or today) <= today <= (chosen.valid_to or today):
            return None
        if chosen.role in _over:
            held = self.__dict__.get("current_post_held")  # read together with the person by the sign-in
            if held is None:
                held = Post.objects.valid_on(today).filter(pk=chosen.pk).exists()
            return chosen if held else None
        return chosen

    def _first_post(self) -> "Post | None":
        return next(iter(self.held_posts()), None)


class PostQuerySet(models.QuerySet):
    def valid_on(self, day: date) -> "PostQuerySet":
        """Posts held on ``day``; ``valid_from`` and ``valid_to`` both count, and what else ends a post by the day."""
        rows = self._dated(day)
        for role, over in _over.items():
            rows = rows.exclude(Q(over(day), role=role))
        return rows

    def valid_as(self, role: str, day: date) -> "PostQuerySet":
        """Posts of ``role`` held on ``day``: the same, without asking what ends posts of other roles."""
        rows = self._dated(day).filter(role=role)
        return rows.exclude(_over[role](day)) if role in _over else rows

    def plain_on(self, day: date) -> "PostQuerySet":
        """Those held on ``day`` that nothing but their own dates ends: a member's are none of them."""
        return self._dated(day).exclude(role__in=_over)

    def _dated(self, day: date) -> "PostQuerySet":
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )

    def not_over(self, day: date) -> "PostQuerySet":
        """Posts held on ``day`` and those that begin later."""
        rows = self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        for role, over in _over.items():
            rows = rows.exclude(Q(valid_from__isnull=True) | Q(valid_from__lte=day), over(day), role=role)
        return rows


@per_day(MARK)
def _posts_held(today: date, user: int) -> PostQuerySet:
    """By person, the posts that it holds today, the first one first."""
    return Post.objects.valid_on(today).filter(user=user).select_related("organisation").order_by("id")


#: What an app above knows to end posts of a role without anybody writing it down, such as the end of a member's term.
_over: dict[str, Callable[[date], Q]] = {}


def also_ends(role: str, over: Callable[[date], Q]) -> None:
    """Posts of ``role`` that answer to ``over(day)`` are not held on that day; registered in ``AppConfig.ready``."""
    _over[role] = over


class Post(models.Model):
    """A role that a person holds in an organisation, from a day to a day (both included; empty = open)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="posts", verbose_name="账号")
    role = models.CharField("岗位", max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(
        "core.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="posts", verbose_name="单位"
    )
    title = models.CharField("职务", max_length=60, blank=True)
    valid_from = models.DateField("自", null=True, blank=True)
    valid_to = models.DateField("至", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位"
        verbose_name_plural = "岗位"
        indexes = [models.Index(fields=["role", "organisation"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
                name="post_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """How the post is shown: role, and the organisation where there is one."""
        org = f" · {self.organisation.brief}" if self.organisation else ""
        return f"{self.get_role_display()}{org}"

    @property
    def full_label(self) -> str:
        """The same with the organisation's full name, for where bodies that share a short name must not be mixed up."""
        org = f" · {self.organisation.name}" if self.organisation else ""
        return f"{self.get_role_display()}{org}"

    def dated(self, today: date) -> str:
        """The label, with the day on which it begins where that is to come, and the last day where there is one."""
        since = f"自{self.valid_from:%Y-%m-%d}" if self.valid_from and self.valid_from > today else ""
        until = f"至{self.valid_to:%Y-%m-%d}" if self.valid_to else ""
        return f"{self.label}（{since}{until}）" if since or until else self.label
