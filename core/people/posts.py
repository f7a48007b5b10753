"""Hats: which post a person acts in, and which ones the person may switch to."""

from datetime import date

from django.utils import timezone

from core.identifiers import is_mistyped_mobile, mobiles_in, phone_number
from core.models.accounts import Post, User
from core.models.organisations import Organisation
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


def whom_strangers_call(role: str, most: int = 2) -> str:
    """The same for pages that anybody may open: no mobile number, which is a person's own.

    Who has no other number is reached by the telephone of the office (政协机关), where the directory has one.
    """
    label = Role(role).label
    people = users_in(role).order_by("pk").values_list("full_name", "phone")[:most]
    shown = [(name.removeprefix(label), _of_an_office(phone)) for name, phone in people]
    told = label + "、".join(f"{name}{f'（电话{phone}）' if phone else ''}" for name, phone in shown if name or phone)
    if any(phone for _, phone in shown):
        return told
    office = Organisation.objects.filter(kind=Organisation.Kind.CPPCC_OFFICE, is_active=True).exclude(contact_phone="")
    phones = filter(None, map(_of_an_office, office.order_by("pk").values_list("contact_phone", flat=True)))
    found = next(iter(phones), "")
    return f"{told}（政协机关电话{found}）" if found else told


def _of_an_office(phones: str) -> str:
    """Of telephone numbers those that are no mobile's, nor a mistyped mobile's."""
    numbers = phone_number(phones).split("、")
    return "、".join(one for one in numbers if one and not mobiles_in(one) and not is_mistyped_mobile(one))


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
