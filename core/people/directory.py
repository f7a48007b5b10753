"""Acts of the system administrator: accounts and posts."""

from django.db import IntegrityError, transaction

from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import Organisation, Post, Role, User
from core.models.roles import posts_that
from core.people.accounts import one_time_password
from core.people.actors import Actor

ADMIN_TRIO = set(posts_that(admin=True))
NEEDS_BODY = posts_that(needs_body=True)


def _check(actor: Actor) -> None:
    if not actor.is_in(Role.SYSADMIN):
        raise Forbidden("账号和岗位由系统管理员维护。")


@transaction.atomic
def create_account(*, actor: Actor, username: str, full_name: str, phone: str = "") -> tuple[User, str]:
    """An account with a one-time password, which is returned once. Raises Refused where the name is taken."""
    _check(actor)
    password = one_time_password()
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                username, password=password, full_name=full_name, phone=phone, must_change_password=True
            )
    except IntegrityError:
        raise Refused(f"用户名“{username}”已有人使用，请换一个。") from None
    events.record(user, actor=actor, key="create_account", label="开通账号", text=f"为{full_name}开通账号{username}")
    return user, password


@transaction.atomic
def give_post(*, actor: Actor, user: User, role: str, organisation: Organisation | None, **dates) -> Post:
    """A post for a person. One person holds at most one of the three administrators' posts (三员分立)."""
    _check(actor)
    held = set(user.posts.valid_on(actor.today).values_list("role", flat=True))
    if role in ADMIN_TRIO and held & (ADMIN_TRIO - {role}):
        raise Refused("系统管理员、安全管理员、审计员须由不同的人担任。")
    if user.posts.valid_on(actor.today).filter(role=role, organisation=organisation).exists():
        raise Refused(f"{user}已经有这个岗位。")
    if role in NEEDS_BODY and organisation is None:
        raise Refused("这个岗位须选择所在单位。")
    post = Post.objects.create(user=user, role=role, organisation=organisation, **dates)
    if user.current_post_id is None:
        User.objects.filter(pk=user.pk).update(current_post=post)
    events.record(user, actor=actor, key="give_post", label="设置岗位", text=f"{user}任{post.label}")
    return post


@transaction.atomic
def end_post(*, actor: Actor, post: Post) -> None:
    """The post ends today; what was done in it stays."""
    _check(actor)
    if not Post.objects.filter(pk=post.pk, valid_to__isnull=True).update(valid_to=actor.today):
        raise Refused("这个岗位已经结束。")
    User.objects.filter(current_post=post).update(current_post=None)
    events.record(post.user, actor=actor, key="end_post", label="结束岗位", text=f"{post.user}不再任{post.label}")
