"""Whoever typed wrong passwords waits: whether and until when, who ends it, what the person reads.

The counting is axes' (``zhengxie/lockout.py``), by the user name as it is compared and not as it was typed; how long is
``core.people.guesses``.
"""

import ipaddress
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.shortcuts import render
from django.utils import timezone

from core.identifiers import typed_username
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import Event, Post, Role, User
from core.models.generic import aimed_at
from core.people import devices, guesses
from core.people.actors import Actor, system_actor
from core.people.posts import whom_strangers_call

LONGEST = guesses.LONGEST.seconds // 60
LIFTED_BY_OTHERS = (Role.SYSADMIN, Role.AUDITOR)


def counted_name(request, credentials: dict | None = None) -> str | None:
    """The name by which axes counts (``AXES_USERNAME_CALLABLE``): all spellings of one user name are one."""
    typed = (credentials or getattr(request, "data", request.POST)).get("username")
    return typed_username(typed) if typed else typed


def counted_address(request) -> str | None:
    """The address by which axes counts (``AXES_CLIENT_IP_CALLABLE``): of IPv6 the network one customer is given."""
    told = request.META.get("REMOTE_ADDR")
    try:
        address = ipaddress.ip_address(told or "")
    except ValueError:
        return told
    if address.version == 4:
        return told
    return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False).network_address)


def locked(names: Iterable[str] | None = None) -> dict[str, datetime]:
    """With which user names somebody waits, by key, and until when; all of them, or of ``names``. One statement."""
    rows = AccessAttempt.objects.filter(attempt_time__gt=timezone.now() - guesses.DAY).order_by("-attempt_time")
    return ends(rows if names is None else rows.filter(username__in=[typed_username(name) for name in names]))


def ends(attempts: Iterable[AccessAttempt]) -> dict[str, datetime]:
    """Of failures to sign in: with which user names somebody waits because of them, by key, and until when at most."""
    now, places, strangers = timezone.now(), defaultdict(list), defaultdict(list)
    by_name: Counter[str] = Counter()
    for one in attempts:
        if one.username and one.attempt_time > now - guesses.DAY:
            at_device = one.user_agent.startswith(devices.MARKED)
            place = one.user_agent if at_device else one.ip_address
            places[one.username, place].append((one.failures_since_start, one.attempt_time))
            by_name[one.username] += one.failures_since_start if one.attempt_time > now - guesses.HOUR else 0
            if not at_device:
                strangers[one.username].append((one.failures_since_start, one.attempt_time))
    shut = {name: guesses.shut(guesses.Strangers.of(rows), guesses.Strangers()) for name, rows in strangers.items()}
    until: dict[str, datetime] = {}
    for (name, _place), rows in places.items():
        end = guesses.Found.of(rows, by_name=by_name[name], shut_until=shut.get(name)).waits_until(now)
        if end:
            until[name] = max(end, until.get(name, end))
    return until


def locked_until(username: str) -> datetime | None:
    """Until when somebody waits with this user name, wherever; None where nobody does."""
    return next(iter(locked([username]).values()), None)


def forgive(users: Iterable[User]) -> int:
    """The wrong passwords of these accounts count no longer; returns how many rows there were."""
    return AccessAttempt.objects.filter(username__in=[typed_username(user.username) for user in users]).delete()[0]


def may_lift(actor: Actor, user: User) -> bool:
    """The security administrator, never for the own account; for a security administrator's the other two as well."""
    if actor.user == user:
        return False
    if actor.is_in(Role.SECADMIN):
        return True
    return actor.is_in(*LIFTED_BY_OTHERS) and _keeps_security(user, actor)


def _keeps_security(user: User, actor: Actor) -> bool:
    return Post.objects.valid_as(Role.SECADMIN, actor.today).filter(user=user).exists()


def locked_for(actor: Actor) -> list[tuple[User, datetime]]:
    """The accounts with which somebody waits, and until when, as far as this administrator may end it."""
    until = locked()
    people = User.objects.filter(username_key__in=until).order_by("pk") if until else []
    return [(user, until[user.username_key]) for user in people if may_lift(actor, user)]


def lift(*, actor: Actor, username: str) -> str:
    """Lift the lock of a user name, and say so. Raises Forbidden for the wrong person, Refused where there is none."""
    user = User.objects.filter(username_key=typed_username(username)).first()
    if not (may_lift(actor, user) if user else actor.is_in(Role.SECADMIN)):
        raise Forbidden("账号的锁定由安全管理员解除；安全管理员本人的账号由系统管理员或审计员解除。")
    if not forgive([user or User(username=username)]):
        raise Refused(f"账号 {username} 没有被锁定。")
    text = f"解除账号 {user.username if user else username} 的锁定"
    events.record(user or actor.user, actor=actor, key="unlock", label="解除锁定", text=text)
    return f"已{text}。"


def _found(request, username: str | None) -> guesses.Found:
    return AxesProxyHandler.get_implementation().found(request, {"username": username})


def note_lock(sender, request, username, **_more) -> None:
    """One event when the waiting begins; axes speaks again at every further try, which is none."""
    failures = getattr(request, "axes_failures_since_start", None)
    user = User.objects.filter(username_key=username).first() if failures and username else None
    found = _found(request, username) if user else None
    if user and found and found.is_shut(request.axes_attempt_time):
        _note_shut(user)
        return
    until = found.waits_until(request.axes_attempt_time) if found else None
    if user and found and until and found.failures in (found.limit, settings.AXES_FAILURE_LIMIT):
        text = f"连续输错{found.failures}次密码，来自 {request.axes_ip_address} 的登录锁定到{_clock(until)}，再错则更久"
        events.record(user, actor=system_actor(), key="account_locked", label="账号锁定", text=text)


def _note_shut(user: User) -> None:
    """Once a day: whoever tries on is not heard, and says nothing new."""
    since = timezone.now() - guesses.DAY
    if not Event.objects.filter(**aimed_at(user), key="account_shut", at__gt=since).exists():
        text = f"一天内从各处输错{settings.AXES_NAME_CEILING}次以上密码，没有登录过的设备{LONGEST}分钟只能试一次"
        events.record(user, actor=system_actor(), key="account_shut", label="账号锁定", text=text)


def forgive_here(request, user: User) -> None:
    """The right password was typed: what failed before it in the same place counts no longer."""
    AxesProxyHandler.get_implementation().reset_user_attempts(request, {"username": user.username})


def tries_left(request) -> str:
    """How many tries are left before one has to wait, in a sentence."""
    failures = getattr(request, "axes_failures_since_start", None) or 0
    left = max(settings.AXES_FAILURE_LIMIT - failures, 0)
    return f"还可以试{left}次，都不对，须等1分钟再试，再错等得更久。"


def told_wrong(request) -> str:
    """What whoever could not sign in reads; tries are counted for every name, so that the count tells of no account."""
    slip = "密码条上的一次性密码不分大小写，横线、空格可以不输；自己设的密码须与设定时完全一样。"
    who = whom_strangers_call(Role.SYSADMIN)
    return f"用户名或密码不对，请核对后重新输入。{tries_left(request)}{slip}仍登录不了的，请与{who}联系。"


def told(request, username: str) -> tuple[str, str]:
    """What whoever has to wait reads: how long, and who helps; the same for every name, whoever has it or not."""
    found = _found(request, username)
    until = found.waits_until(request.axes_attempt_time) or request.axes_attempt_time
    if found.is_shut(request.axes_attempt_time):
        how_long = (
            f"今天输错密码的次数太多，没有登录过的设备暂停登录到{_clock(until)}，到时可以再试一次。"
            "在您登录过的电脑、手机上，现在就可以用正确的密码登录。"
        )
    else:
        how_long = (
            f"这个用户名在这里的登录锁定到{_clock(until)}，到时可以再试；再输错，等的时间加倍，最长{LONGEST}分钟。"
            "在您登录过的电脑、手机上，或换一处网络，现在就可以用正确的密码登录。"
        )
    others = "或".join(whom_strangers_call(role) for role in LIFTED_BY_OTHERS)
    who = f"如急用，请与{whom_strangers_call(Role.SECADMIN)}联系，由其核对身份后解除锁定；"
    return how_long, f"{who}安全管理员本人的账号，请与{others}联系。忘记密码的，重发的一次性密码即时可用。"


def locked_page(request, _response=None, credentials: dict | None = None):
    """In place of whatever page let somebody try once too often (``AXES_LOCKOUT_CALLABLE``)."""
    how_long, who = told(request, counted_name(request, credentials) or "")
    context = {"how_long": how_long, "who": who}
    return render(request, "accounts/locked.html", context, status=429)


def _clock(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{local:%H:%M}" if local.date() == timezone.localdate() else f"{local.month}月{local.day}日{local:%H:%M}"
