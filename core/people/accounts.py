"""Acts on accounts: signing in and out, choosing a password, giving a new one-time password."""

import time
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher, make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, QuerySet
from django.utils import timezone

from core import rulebook
from core.delivery.notices import announce
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import CalendarFeed, Event, GrantRequest, Role, User
from core.people import former_passwords, locking, separation
from core.people.actors import Actor
from core.people.digests import kept
from core.people.one_time import one_time_password

WRONG = (
    f"用户名或密码不对，请重新输入。连续输错{settings.AXES_FAILURE_LIMIT}次，须等1分钟再试，"
    f"再错等得更久，最长{locking.LONGEST}分钟。"
)
# A random password of 70 bits needs no slow hash.
ONE_TIME_ITERATIONS = 1_000
GIVEN = ["password", "must_change_password", "password_given_at", "password_given_by"]
#: In the place of a session's print: no session of the account goes on, an older one that was superseded neither.
ENDED = "ended"
SEEN, SINCE, IDLE = "seen_at", "signed_in_at", "idle_seconds"
#: In a session: the password has served too long, and is changed before anything else.
TOO_OLD = "password_too_old"


def sign_in(request, user: User) -> None:
    """Begin a session; an older one of the same account ends (its next request is told)."""
    login(request, user, backend="core.backends.PostBackend")
    begin_counting(request.session, time.time())
    if former_passwords.is_too_old(user):
        request.session[TOO_OLD] = True
    _now_here(request, user)
    events.record(user, actor=Actor.of(user, request=request), key="sign_in", label="登录")


def begin_counting(session, now: float) -> None:
    """Note when the session began and how long it may idle; the rule of this moment holds for all of it."""
    try:
        idle = 60 * rulebook.value("account.idle_minutes")
    except rulebook.UnknownRule:
        idle = settings.SESSION_IDLE_SECONDS
    session[SEEN], session[SINCE], session[IDLE] = now, now, idle


def sign_out(request, *, because: str = "") -> None:
    """End the session and leave the event; ``because`` is the sentence of a sign-in that was ended by the program."""
    user = request.user
    if user.is_authenticated:
        label = "自动退出" if because else "退出登录"
        events.record(user, actor=Actor.of(user, request=request), key="sign_out", label=label, text=because)
        User.objects.filter(pk=user.pk, session_key=_print_of(request.session)).update(session_key=ENDED)
    logout(request)


@transaction.atomic
def choose_password(request, password: str) -> None:
    """The person's own password; every other session and token, and the calendar's address, of the account end."""
    user = request.user
    former_passwords.remember(user)
    user.set_password(password)
    user.must_change_password = False
    user.password_changed_at = timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    _end_keys([user])
    request.session.pop(TOO_OLD, None)
    update_session_auth_hash(request, user)  # a new session key; sessions under the old password no longer hold
    _now_here(request, user)
    events.record(user, actor=Actor.of(user, request=request), key="change_password", label="修改密码")


def ends_besides(user: User) -> str:
    """What ends besides the sign-ins when the password is changed, in words; empty for most people, who have neither.

    One statement.
    """
    token, feed = _tokens([user.pk]), CalendarFeed.objects.filter(user=user, revoked_at=None)
    has = User.objects.filter(pk=user.pk).values_list(Exists(token), Exists(feed)).get()
    words = ("给其他程序使用的接口令牌", "日历订阅地址")
    ended = [word for word, there in zip(words, has, strict=True) if there]
    return f"{'、'.join(ended)}一并作废，需要时重新生成。" if ended else ""


@transaction.atomic
def end_everywhere(request) -> None:
    """End this sign-in, and every token and the calendar's address of the account."""
    user = request.user
    _end_keys([user])
    events.record(user, actor=Actor.of(user, request=request), key="end_everywhere", label="结束全部登录")
    User.objects.filter(pk=user.pk).update(session_key=ENDED)
    logout(request)


def _now_here(request, user: User) -> None:
    if not request.session.session_key:
        request.session.save()
    user.session_key = _print_of(request.session)
    User.objects.filter(pk=user.pk).update(session_key=user.session_key)


def _print_of(session) -> str:
    """What is kept of a session's key: enough to know it again, not to take the session over."""
    return kept(session.session_key or "")


def is_elsewhere(user: User, session) -> bool:
    """Whether the account has signed in somewhere else since this session began, or was signed out everywhere."""
    return bool(user.session_key and session.session_key) and user.session_key != _print_of(session)


@transaction.atomic
def reset_password(*, user: User, actor: Actor, second: GrantRequest | None = None) -> str:
    """A new one-time password, returned once and stored only as a hash; sign-ins and whatever else lets in end.

    Raises Forbidden, and Refused for whoever holds a post with power where no other administrator has confirmed it.
    """
    if second is None and not actor.is_in(Role.SYSADMIN):
        raise Forbidden("一次性密码由系统管理员发放。")
    if second is None and separation.is_guarded(user, actor.today):
        raise Refused(f"{user}任有（或正提请任）有管理或决定权的岗位，重发密码须由安全管理员确认，请提请确认。")
    if not user.is_active:
        raise Refused(f"{user}的账号已停用，请先恢复账号。")
    password = give_password(user, actor)
    user.save(update_fields=GIVEN)
    begin_anew([user])
    together = f"（{second.asked_by}提请，{actor.name}确认并转交）" if second else ""
    told = f"给{user}（{user.username}）重发{together}"
    event = events.record(user, actor=actor, key="reset_password", label="重发一次性密码", text=told)
    tell_owner(user, actor, event, f"{actor.name}重发了您的一次性密码")
    return password


def tell_owner(user: User, actor: Actor, event: Event, title: str) -> None:
    """Tell the person what somebody else did to the account; who has never signed in learns it with the password."""
    if user.last_login is not None and actor.user != user:
        body = "不是您要办的，请与安全管理员联系。"
        announce([user], title, event=event, target=user, url="/accounts/me/", body=body)


def give_password(user: User, actor: Actor) -> str:
    """A one-time password on the account, and who gave it; whoever calls saves the fields ``GIVEN``."""
    password = one_time_password()
    user.password, user.must_change_password = hashed(password), True
    user.password_given_at, user.password_given_by = actor.at, actor.user
    return password


def new_passwords(users: Iterable[User], actor: Actor) -> dict[int, str]:
    """A one-time password for each of these accounts, by its key, stored as hashes; sign-ins end. No events."""
    people = list(users)
    passwords = {user.pk: give_password(user, actor) for user in people}
    User.objects.bulk_update(people, GIVEN, batch_size=200)
    begin_anew(people)
    return passwords


def hashed(password: str) -> str:
    """The hash of a one-time password: many are made at once, and the first sign-in hashes anew."""
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), iterations=ONE_TIME_ITERATIONS)
    return make_password(password)


def begin_anew(users: Iterable[User]) -> None:
    """With a new one-time password: what was let in under the old one ends, and wrong guesses of it are forgiven."""
    people = list(users)
    end_sign_ins(people)
    locking.forgive(people)


def end_sign_ins(users: Iterable[User]) -> None:
    """Every sign-in, token and calendar address of these accounts ends at once, for good."""
    people = list(users)
    User.objects.filter(pk__in=[user.pk for user in people]).update(session_key=ENDED)
    for user in people:
        user.session_key = ENDED
    _end_keys(people)


def _tokens(people: list[int]) -> QuerySet:
    from rest_framework.authtoken.models import Token  # the API's table, touched only here

    return Token.objects.filter(user__in=people)


def _end_keys(users: Iterable[User]) -> None:
    """What lets programs in without a password: tokens of the interface, addresses of calendars."""
    people = [user.pk for user in users]
    _tokens(people).delete()
    CalendarFeed.objects.filter(user__in=people, revoked_at=None).update(revoked_at=timezone.now())


def open_sessions() -> int:
    """How many sign-ins are valid now."""
    return Session.objects.filter(expire_date__gt=timezone.now()).count()
