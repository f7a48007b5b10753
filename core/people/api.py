"""Signing in for programs, and who one is."""

from django.contrib.auth import authenticate
from django.db import transaction
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, AuthenticationFailed, PermissionDenied
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.schema import PROBLEM, REFUSALS
from core.api.serializers import PostSerializer
from core.delivery.notices import unread_count
from core.matters import events
from core.models import User
from core.people import locking, tokens
from core.people.accounts import WRONG
from core.people.actors import Actor
from core.people.authentication import NOT_YOUR_POST, PASSWORD_FIRST, SignedIn
from core.people.posts import change_post, posts_of


class Locked(APIException):
    """Too many wrong passwords."""

    status_code = 429
    default_code = "locked"


class Credentials(serializers.Serializer):
    username = serializers.CharField(max_length=150, error_messages={"required": "请填写用户名。"})
    password = serializers.CharField(max_length=200, trim_whitespace=False, error_messages={"required": "请填写密码。"})


class TokenSerializer(serializers.Serializer):
    token = serializers.CharField()


class TokenView(APIView):
    """A token for one account; wrong passwords count towards the same lock as on the page."""

    authentication_classes = []
    permission_classes = [AllowAny]
    access = "public"

    @extend_schema(
        request=Credentials,
        responses={
            200: TokenSerializer,
            400: REFUSALS[400],
            401: OpenApiResponse(PROBLEM, "用户名或密码不对"),
            403: OpenApiResponse(PROBLEM, "还没有修改初始密码"),
            429: OpenApiResponse(PROBLEM, "输错次数过多，须等候再试，或请求过于频繁"),
        },
        auth=[],
        summary="取得令牌",
        description="之后在请求头中带上 Authorization: Token 令牌。修改密码后原令牌作废。",
        tags=["token"],
    )
    def post(self, request) -> Response:
        given = Credentials(data=request.data)
        given.is_valid(raise_exception=True)
        user = self._person(request._request, **given.validated_data)
        if user.must_change_password:
            raise PermissionDenied(PASSWORD_FIRST)
        return Response({"token": self._token(user, request)}, headers={"Cache-Control": "no-store"})

    def _person(self, request, username: str, password: str) -> User:
        """The account, if the password is right and it is not locked."""
        user = authenticate(request, username=username, password=password)
        if user is not None:
            # What signing in on the page does, without the browser session that axes' own receiver would begin.
            locking.forgive_here(request, user)
            return user
        locked, request.axes_locked_out = getattr(request, "axes_locked_out", False), False  # axes would send a page
        if locked:
            raise Locked("".join(locking.told(request, username)))
        raise AuthenticationFailed(WRONG)

    @staticmethod
    @transaction.atomic
    def _token(user: User, request) -> str:
        """The account's token, a new one where the password was changed since; the giving is on record."""
        token = tokens.give(user)
        actor = Actor.of(user, request=request)
        events.record(user, actor=actor, key="token", label="取得接口令牌", audience="office")
        return token

    def get_authenticate_header(self, request) -> str:
        return 'Token realm="api"'


class UserSerializer(serializers.ModelSerializer):
    """The person's own account."""

    class Meta:
        model = User
        fields = ["id", "username", "full_name", "phone", "email", "large_type"]


class MeSerializer(serializers.Serializer):
    """Who one is, in which post, and which other posts one may choose."""

    user = UserSerializer()
    hat = PostSerializer(allow_null=True, help_text="本次请求所用的岗位")
    posts = PostSerializer(many=True)
    unread = serializers.IntegerField(help_text="未读通知数")


class HatChoice(serializers.Serializer):
    post = serializers.IntegerField(min_value=1, max_value=2**63 - 1, error_messages={"required": "请填写岗位编号。"})


def _me(user: User) -> dict:
    posts = list(posts_of(user))
    return MeSerializer({"user": user, "hat": user.post_in_use, "posts": posts, "unread": unread_count(user)}).data


class MeView(APIView):
    """Who is asking."""

    permission_classes = [SignedIn]

    @extend_schema(responses=MeSerializer, summary="本人与岗位", tags=["me"])
    def get(self, request) -> Response:
        return Response(_me(request.user))


class PostInUseView(APIView):
    """Changing the post in use for good; ``X-Post`` does it for one request."""

    permission_classes = [SignedIn]

    @extend_schema(
        request=HatChoice,
        responses={200: MeSerializer, 400: REFUSALS[400], 403: REFUSALS[403]},
        summary="换岗位",
        tags=["me"],
    )
    def post(self, request) -> Response:
        given = HatChoice(data=request.data)
        given.is_valid(raise_exception=True)
        if change_post(request.user, given.validated_data["post"]) is None:
            raise PermissionDenied(NOT_YOUR_POST)
        return Response(_me(request.user))
