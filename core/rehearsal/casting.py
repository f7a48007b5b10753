"""Who acts in a rehearsal: whoever really holds a post; where nobody does yet, a made-up person, in the copy only.

Nothing here runs outside the copy.
"""

from collections.abc import Callable

from django.db.models import F
from django.utils import timezone

from core.matters.lifecycle import Refused
from core.models import Organisation, Post, Role, User
from core.models.roles import POSTS
from core.rehearsal.script import Script

Kind = Organisation.Kind
_finders: dict[str, Callable[[], Post]] = {}


def register(role: str, find: Callable[[], Post]) -> None:
    """``find`` gives somebody for a post of which a floor above knows more; it may raise Refused."""
    _finders[role] = find


def prepare(script: Script) -> tuple[dict, list[str]]:
    """What the stages have to know of people and bodies (keys only), and in sentences who acts."""
    posts = {role: find() for role, find in _finders.items() if role in script.cast}
    unit = channel = None
    if any(POSTS[role].unit for role in script.cast):
        unit, channel = _unit_and_channel()
    for role, word in script.cast.items():
        if role not in posts:
            home = unit if POSTS[role].unit else channel if POSTS[role].watches else _named(word)
            posts[role] = _post(role, home, held_there=POSTS[role].needs_body)
    memory = {
        "posts": {role: posts[role].pk for role in script.cast},
        "unit": unit.pk if unit else None,
        "channel": channel.pk if channel else None,
    }
    return memory, [_sentence(posts[role]) for role in script.cast]


def made_up(name: str) -> User:
    """Nobody real, and nobody who signs in."""
    number = User.objects.count()
    return User.objects.create(username=f"rehearsal{number}", full_name=f"试办人员（{name}）"[:40], password="!")  # noqa: S106


def _unit_and_channel() -> tuple[Organisation, Organisation]:
    units = Organisation.objects.handling().filter(is_active=True)
    unit = units.order_by(F("supervised_by").asc(nulls_last=True), "order", "pk").first()
    if unit is None:
        raise Refused("还没有承办单位，请先在“单位和机关”里登记至少一家。")
    channel = unit.supervised_by or Organisation.objects.filter(kind=Kind.SUPERVISION_OFFICE, is_active=True).first()
    if channel is None:
        channel = Organisation.objects.create(name="督查室（试办）", kind=Kind.SUPERVISION_OFFICE)
    if unit.supervised_by_id is None:
        Organisation.objects.filter(pk=unit.pk).update(supervised_by=channel)
    return unit, channel


def _named(word: str) -> Organisation | None:
    """The special committee with this word in its name."""
    return Organisation.objects.filter(kind=Kind.SPECIAL_COMMITTEE, name__contains=word).first() if word else None


def _post(role: str, home: Organisation | None, *, held_there: bool) -> Post:
    held = Post.objects.valid_as(role, timezone.localdate()).filter(user__is_active=True)
    if held_there:
        held = held.filter(organisation=home)
    found = held.select_related("user", "organisation").order_by("pk").first()
    return found or Post.objects.create(user=made_up(Role(role).label), role=role, organisation=home)


def _sentence(post: Post) -> str:
    body = f"（{post.organisation.brief}）" if post.organisation else ""
    return f"{post.get_role_display()}：{post.user.full_name}{body}"
