"""The feed's text: one all-day entry per running clock, as RFC 5545 has it.

Only running clocks are in it. A subscribed calendar takes over the whole file at each reading, so that a date that was
met or taken back disappears by being left out; a cancelled entry would stay on some phones, struck through.
"""

import copy
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Q
from icalendar import Alarm, Calendar, Event

from core.committee import identity
from core.matters.clock_rows import NamedClock, named
from core.matters.clock_visibility import own_clocks
from core.models import Clock, User
from core.models import Event as Act
from core.people.posts import posts_of
from workbench.board.words import explained

MOST = 1000
REFRESHED = timedelta(hours=2)
#: An entry of a whole day begins at midnight: 15 hours earlier is 9 o'clock of the day before.
REMINDED = timedelta(hours=-15)


def clocks_of(user: User) -> list[NamedClock]:
    """The person's own running clocks in every valid post, soonest first."""
    found: dict[int, NamedClock] = {}
    for post in posts_of(user):
        wearer = copy.copy(user)
        wearer.post_in_use = post
        rows = own_clocks(wearer).filter(stopped_at__isnull=True).select_related("rule__regulation", "holder_org")
        for row in named(rows.order_by("due", "id")[:MOST], wearer):
            found.setdefault(row.clock.pk, row)
    return sorted(found.values(), key=lambda row: (row.clock.due, row.clock.pk))[:MOST]


def feed_text(user: User, *, site: str) -> bytes:
    """The calendar file; ``site`` is the address of this site, without a slash at its end."""
    rows = clocks_of(user)
    changed = _last_acts(row.clock for row in rows)
    made = Calendar()
    made.add("prodid", f"-//{identity.current().name}//协商履职平台//ZH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("x-wr-calname", f"{identity.current().name}期限")
    made.add("x-wr-timezone", settings.TIME_ZONE)
    made.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT2H")
    for row in rows:
        clock = row.clock
        at = max(clock.created_at, changed.get((clock.content_type_id, clock.object_id), clock.created_at))
        made.add_component(_entry(row, at, site))
    return made.to_ical()


def uid_of(clock: Clock) -> str:
    """The same for a clock as long as it runs, and another one at every other committee."""
    committee = uuid.uuid5(uuid.NAMESPACE_DNS, settings.COMMITTEE_FULL_NAME).hex  # stays when the committee is renamed
    return f"clock-{clock.pk}@{committee}"


def _entry(row: NamedClock, changed: datetime, site: str) -> Event:
    clock = row.clock
    words = f"{clock.label}截止" if clock.lapses else f"截止：{clock.label}"
    entry = Event()
    entry.add("uid", uid_of(clock))
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("sequence", len(clock.rule_value.get("extensions", [])))
    entry.add("dtstart", clock.due)
    entry.add("dtend", clock.due + timedelta(days=1))
    entry.add("summary", f"{words} · {row.matter_name}{'（暂定）' if clock.provisional else ''}")
    entry.add("description", _described(clock))
    entry.add("url", f"{site}{row.url}")
    entry.add("transp", "TRANSPARENT")
    entry.add("class", "PRIVATE")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"明天截止：{clock.label} · {row.matter_name}")
    alarm.add("trigger", REMINDED)
    entry.add_component(alarm)
    return entry


def _described(clock: Clock) -> str:
    unit = f"{clock.holder_org}\n" if clock.holder_org_id else ""
    return f"{unit}{explained(clock)}"


def _last_acts(rows: Iterable[Clock]) -> dict[tuple[int, int], datetime]:
    """When something last happened to each thing that a clock is about, in one statement.

    A clock that was extended or recounted carries no time of its own; the act that moved it does.
    """
    wanted: dict[int, set[int]] = {}
    for row in rows:
        wanted.setdefault(row.content_type_id, set()).add(row.object_id)
    about = Q()
    for kind, pks in wanted.items():
        about |= Q(content_type=ContentType.objects.get_for_id(kind), object_id__in=pks)
    acts = Act.objects.filter(about) if wanted else Act.objects.none()
    last = acts.order_by().values("content_type", "object_id").annotate(last=Max("recorded_at"))
    return {(row["content_type"], row["object_id"]): row["last"] for row in last}
