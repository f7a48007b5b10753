"""What every page's frame shows: the post in use, the others, unread notices, navigation, size of type."""

from django.utils.functional import SimpleLazyObject

from core.committee import identity, steps
from core.delivery.notices import unread_count
from core.frame import nav
from core.matters import kinds
from core.matters.homes import Tab
from core.models import Role

NAMED = 3  # kinds of matter that the search box has room to name


def frame(request) -> dict:
    """Lazy, so that a page without a frame (a partial, an answer to a script) costs nothing."""
    user = getattr(request, "user", None)
    committee = identity.current()
    base = {"committee_name": committee.name, "here": committee.here}
    if user is None or not user.is_authenticated:
        return base | {"bare": True, "post_in_use": None, "is_member": False, "large_type": False}
    post = user.post_in_use
    is_member = post is not None and post.role == Role.MEMBER
    large = user.large_type if user.large_type is not None else is_member
    return base | {
        "bare": user.must_change_password,  # every way would lead back to the page that asks for a password
        "post_in_use": post,
        "guide_open": committee.is_beginning and post is not None and post.role in steps.READERS,
        "is_member": is_member,
        "large_type": large,
        "other_posts": SimpleLazyObject(lambda: _others(user, post)),
        "unread_count": _unread(user),
        "nav": SimpleLazyObject(lambda: nav.for_role(post.role if post else "", request.path)),
        "member_tabs": SimpleLazyObject(lambda: _tabs(request.path)),
        "searched": SimpleLazyObject(lambda: _searched(post.role if post else "")),
    }


def _tabs(path: str) -> list[tuple[Tab, bool]]:
    """The tabs of kinds of matter, each with whether the page is one of its own."""
    tabs = [kind.home.tab for kind in kinds.every() if kind.home.tab]
    return [(tab, path.startswith(tab.path)) for tab in tabs]


def _searched(role: str) -> str:
    """What the search box looks through for people in this post, in its own words."""
    titles = [kind.title for kind in kinds.searched_by(role)]
    return "、".join((*titles[:NAMED], "委员", "单位", "案号"))


def _others(user, in_use) -> list:
    """The posts one might switch to; no look where the only one is in use."""
    if in_use is not None and getattr(user, "posts_held", None) == 1:
        return []
    return [post for post in user.held_posts() if in_use is None or post.pk != in_use.pk]


def _unread(user):
    """Read with the person where the sign-in's own backend did; else counted when a page shows it."""
    if hasattr(user, "unread_notices"):
        return user.unread_notices or 0
    return SimpleLazyObject(lambda: unread_count(user))
