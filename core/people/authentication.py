"""Who asks, and in which post: a token or the browser's session, and the post chosen by ``X-Post``."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from drf_spectacular.authentication import SessionScheme
from rest_framework import authentication
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission

from core.compiled import MARK_OF_TEXT, per_day
from core.models import Post, User
from core.people.digests import kept
from core.people.posts import posts_of
from core.text import number_of

POST_HEADER = "X-Post"
NOT_YOUR_POST = "您没有这个岗位，或者它已经到期。可用的岗位见 /api/v1/me/。"
PASSWORD_FIRST = "您还没有修改初始密码。请先登录网页修改密码，再使用接口。"  # noqa: S105 - a sentence


def use_post(request, user: User) -> None:
    """Wear the post of the header for this request; without one the person's current post stays.

    Raises PermissionDenied where the post is not the person's own or not valid today.
    """
    wanted = request.headers.get(POST_HEADER, "").strip()
    if not wanted:
        return
    key = number_of(wanted)
    post = posts_of(user).filter(pk=key).first() if key is not None else None
    if post is None:
        raise PermissionDenied(NOT_YOUR_POST)
    user.post_in_use = post


@per_day(MARK_OF_TEXT)
def _tokens(today: date, key: str) -> QuerySet[Token]:
    """Tokens by what is kept of them, with the person and whether its chosen post is held ``today``."""
    held = Post.objects.valid_on(today).filter(pk=OuterRef("user__current_post"))
    rows = Token.objects.select_related("user__current_post__organisation").annotate(post_held=Exists(held))
    return rows.filter(key=key)


class TokenAuthentication(authentication.TokenAuthentication):
    """``Authorization: Token …``; a token given before the last change of password is no longer valid."""

    def authenticate(self, request):
        found = super().authenticate(request)
        if found:
            use_post(request, found[0])
        return found

    def authenticate_credentials(self, key):
        token = next(iter(_tokens(timezone.localdate(), kept(key))), None)
        if token is None or not token.user.is_active:
            raise AuthenticationFailed("令牌无效或账号已停用，请重新取得令牌。")
        changed = token.user.password_changed_at
        if changed and token.created < changed:
            raise AuthenticationFailed("密码已经修改，原来的令牌不再有效，请重新取得令牌。")
        token.user.current_post_held = vars(token)["post_held"]
        return token.user, token


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's own session, with the cross-site check."""

    def authenticate(self, request):
        found = super().authenticate(request)
        if found:
            use_post(request, found[0])
        return found

    def enforce_csrf(self, request):
        try:
            super().enforce_csrf(request)
        except PermissionDenied:
            raise PermissionDenied("请求缺少防伪标记（X-CSRFToken），请刷新页面后重试。") from None


class SignedIn(BasePermission):
    """Anybody signed in who has changed the one-time password; what they see follows from the querysets."""

    def has_permission(self, request, view) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        if request.user.must_change_password:
            raise PermissionDenied(PASSWORD_FIRST)
        return True


class OwnSessionScheme(SessionScheme):
    """Names the session for the schema."""

    target_class = "core.people.authentication.SessionAuthentication"
    priority = 0
