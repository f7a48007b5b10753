"""Every view declares who may open it; a promise test fails on one that does not.

``@roles(...)`` names posts, ``@signed_in`` asks for a sign-in only, ``@public`` lets everybody in. What a person sees
inside is decided by ``visible_to``, never here.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from core.chinese import some_of
from core.models import Post, Role, User

NAMED = 6
View = Callable[..., HttpResponseBase]


class WrongPost(PermissionDenied):
    """The page is for other posts than the one in use; says which."""

    def __init__(self, allowed: frozenset[str]):
        self.allowed = allowed
        labels = [role.label for role in Role if role in allowed]
        super().__init__(f"您当前的岗位不能打开这个页面。能打开的岗位：{some_of(labels, NAMED, '种岗位')}。")


class OtherPost(PermissionDenied):
    """What is asked for belongs to another of the person's own posts than the one in use; says which."""

    def __init__(self, post: Post):
        self.post = post
        super().__init__(f"这是您任“{post.label}”时提交的，请切换到该岗位后再打开。")


class SignedInRequest(HttpRequest):
    """The request of a view that nobody reaches without having signed in."""

    user: User


def declared(view: Any, access: str | frozenset[str]) -> Any:
    """``view`` with what it says about who may open it."""
    view.access = access
    return view


def public(view: View) -> View:
    """Open to everybody."""
    return declared(view, "public")


def signed_in(view: View) -> View:
    """Open to whoever has signed in, in whatever post."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return declared(checked, "signed_in")


def roles(*allowed: str, hidden: bool = False) -> Callable[[View], View]:
    """Open in these posts; others are told that their post may not (403), or where ``hidden`` nothing at all (404)."""
    names = frozenset(str(role) for role in allowed)

    def declare(view: View) -> View:
        @wraps(view)
        def checked(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            post = request.user.post_in_use
            if post is None or post.role not in names:
                if hidden:
                    raise Http404
                raise WrongPost(names)
            return view(request, *args, **kwargs)

        return declared(checked, names)

    return declare
