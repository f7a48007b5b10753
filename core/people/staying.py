"""Staying signed in on one's own phone (保持登录), where the committee's rule allows it: members read for days without
signing in again, and type the password once more before whatever binds them.

Only for whoever is a member and nothing else here. A sign-in that by the ordinary rules would have ended (idle, or
eight hours old) goes on for reading and for drafts; the password makes it an ordinary one again.
"""

import re
import time

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from core import rulebook
from core.matters import events
from core.models import Role, User
from core.people.actors import Actor
from core.people.posts import posts_of

DAY = 24 * 60 * 60
#: In a session: until when it stays, when the password was last typed, and whether it is to be typed again.
UNTIL, PROVEN, TO_PROVE = "stays_until", "proven_at", "to_prove"
#: What is handed in without it: reading, the own look of pages, texts that are still drafts, and leaving.
BINDS_NOBODY = {
    "core:prove", "core:unsent", "core:logout", "core:end_everywhere", "core:type_size", "core:notices_read",
}  # fmt: skip
DRAFTS = re.compile(r"[:-](new|write|autosave|check)$")
OVER = "保持登录的期限已到，请重新登录。"


def days() -> int:
    """For how many days the rule in force lets members stay signed in; 0 where it does not."""
    try:
        return rulebook.value("account.stay_days")
    except rulebook.UnknownRule:
        return 0


def may_stay(user: User) -> bool:
    """Whether this person is a member here and nothing else, by the posts of today."""
    return {post.role for post in posts_of(user)} == {Role.MEMBER}


def begin(request: HttpRequest, user: User) -> bool:
    """The sign-in that has just begun stays; returns False, and changes nothing, where it may not."""
    lasts = days() * DAY
    if not lasts or not may_stay(user):
        return False
    now = time.time()
    request.session[UNTIL], request.session[PROVEN] = now + lasts, now
    request.session.set_expiry(lasts)
    return True


def stays(user: User, session: SessionBase) -> bool:
    """Whether this sign-in stays: the person is in the post of a member now, and the rule is still in force."""
    post = user.post_in_use
    return UNTIL in session and post is not None and post.role == Role.MEMBER and days() > 0


def ended(session: SessionBase, now: float, idle: bool) -> str:
    """The sentence why a sign-in that stays has ended, or nothing; ``idle``: nobody was here for as long as ordinary
    sign-ins may idle."""
    if now > session[UNTIL]:
        return OVER
    if not session.get(TO_PROVE) and (idle or now - session[PROVEN] > settings.SESSION_COOKIE_AGE):
        session[TO_PROVE] = True
    return ""


def must_prove(request: HttpRequest) -> bool:
    """Whether what is being handed in binds, and the password is to be typed first."""
    if request.method in ("GET", "HEAD", "OPTIONS") or not request.session.get(TO_PROVE):
        return False
    match = request.resolver_match
    name = match.view_name if match else ""
    return name not in BINDS_NOBODY and not DRAFTS.search(name)


def prove(request: HttpRequest, user: User) -> None:
    """The password was right: from now on as after an ordinary sign-in."""
    request.session.pop(TO_PROVE, None)
    request.session[PROVEN] = time.time()
    events.record(user, actor=Actor.of(user, request=request), key="sign_in", label="输入密码确认本人")
