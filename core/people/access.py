"""Every view declares who may open it; a promise test fails on one that does not.

``@roles(...)`` names posts, ``@signed_in`` asks for a sign-in only, ``@public`` lets everybody in. What a person sees
inside is decided by ``visible_to``, never here.
"""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied


def public(view):
    """Open to everybody."""
    view.access = "public"
    return view


def signed_in(view):
    """Open to whoever has signed in, in whatever post."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    checked.access = "signed_in"
    return checked


def roles(*allowed: str):
    """Open in these posts; others are told that their post may not (403)."""
    names = frozenset(str(role) for role in allowed)

    def declare(view):
        @wraps(view)
        def checked(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            hat = request.user.post_in_use
            if hat is None or hat.role not in names:
                raise PermissionDenied("您当前的岗位不能打开这个页面。如果您有多个岗位，请先切换岗位。")
            return view(request, *args, **kwargs)

        checked.access = names
        return checked

    return declare
