"""Hats: which post a person acts in, and which ones the person may switch to."""

from datetime import date

from django.utils import timezone

from core.models.accounts import Post, User
from core.models.roles import Role


def posts_of(user: User):
    """Posts valid today, oldest first, with their organisations."""
    return user.valid_posts()


def users_in(role: str, organisation=None):
    """People who hold ``role`` today (in ``organisation`` where one is given) and may sign in."""
    posts = Post.objects.valid_as(role, timezone.localdate())
    if organisation is not None:
        posts = posts.filter(organisation=organisation)
    return User.objects.filter(pk__in=posts.values("user"), is_active=True)


def whom_to_call(role: str, most: int = 2) -> str:
    """Who holds ``role`` today, with the telephone where one is known: “系统管理员陈敏（电话0571-88880000）”."""
    label = Role(role).label
    people = users_in(role).order_by("pk").values_list("full_name", "phone")[:most]
    told = [f"{name.removeprefix(label)}{f'（电话{phone}）' if phone else ''}" for name, phone in people]
    return label + "、".join(one for one in told if one)


def people_at(organisation):
    """Whoever holds a post in this body today and may sign in."""
    posts = Post.objects.valid_on(timezone.localdate()).filter(organisation=organisation)
    return User.objects.filter(pk__in=posts.values("user"), is_active=True).order_by("pk")


def first_day(user: User) -> date | None:
    """The day from which this person may work here, where that is yet to come; None where a post is held already."""
    today = timezone.localdate()
    if user.valid_posts().exists():
        return None
    days = user.posts.filter(valid_from__gt=today).order_by("valid_from").values_list("valid_from", flat=True)
    return days.first()


def change_post(user: User, post_id: int) -> Post | None:
    """Make one of the person's valid posts the post in use from now on; None (nothing changed) if it is not theirs."""
    post = posts_of(user).filter(pk=post_id).first()
    if post is None:
        return None
    User.objects.filter(pk=user.pk).update(current_post=post)
    user.current_post = user.post_in_use = post
    return post
