"""What a person reads in the morning (晨报): what stood in the digest of one day as groups, as things stand now."""

from collections import Counter, defaultdict
from copy import copy
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone

from core.clock import calendar as calendar_service
from core.clock import clocks
from core.clock.reminders.standing import MOST
from core.clock.reminders.titles import (
    GROUPS,
    LATE,
    LATER,
    ORDER,
    SOON,
    TODAY,
    URGE,
    dedupe_key,
    group_of,
    grouped,
    words_of,
)
from core.matters.naming import Place, places
from core.models import Clock, Notice, Reminder, Role, User
from core.people.posts import posts_of

ICONS = {
    LATE: "bi-exclamation-octagon-fill",
    TODAY: "bi-hourglass-split",
    SOON: "bi-calendar3",
    LATER: "bi-calendar3",
    URGE: "bi-megaphone",
}
TITLES = dict(GROUPS)


@dataclass(frozen=True)
class Line:
    """One clock: the matter, what is to be done by when, whose it is, and how it stands now.

    ``due`` is the day that was spoken of; ``moved`` says that it has been changed since. ``still``: it was late on the
    working day before, too. ``seen_as`` is the post in which the matter can be opened, empty where the one in use will
    do.
    """

    clock: Clock
    due: date
    light: clocks.Light
    place: Place
    seen_as: str = ""
    still: bool = False

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def url(self) -> str:
        """The matter's address; empty where the post in use cannot open it."""
        return "" if self.seen_as else self.place.url

    @property
    def what(self) -> str:
        return self.clock.label

    @property
    def whose(self) -> str:
        clock = self.clock
        if clock.holder_org:
            return clock.holder_org.brief
        return str(clock.holder_user or dict(Role.choices).get(clock.holder_role, ""))

    @property
    def done(self) -> bool:
        return self.clock.stopped_at is not None

    @property
    def moved(self) -> bool:
        return self.clock.due != self.due

    @property
    def explanation(self) -> str:
        return self.clock.explanation

    @property
    def source(self) -> str:
        """The document that sets the period; empty where none does."""
        return self.clock.rule.source if self.clock.rule else ""

    def __str__(self) -> str:
        whose = f"（{self.whose}）" if self.whose else ""
        now = f"已办，{self.clock.stop_reason or self.light.words}" if self.done else self.light.words
        card = f"，{self.light.card_label}" if self.light.level == "late" and self.light.card else ""
        return f"{self.name} {self.what}{whose}：{now}{card}，截止{self.clock.due:%Y-%m-%d}"


@dataclass
class Group:
    """Lines under one heading, soonest first, those of one matter together."""

    key: str
    lines: list[Line] = field(default_factory=list)

    @property
    def title(self) -> str:
        return f"{TITLES[self.key]} {self.number}件"

    @property
    def number(self) -> int:
        """How many matters they are about."""
        return _matters(self.lines)

    @property
    def new(self) -> list[Line]:
        """What was not late on the working day before."""
        return [line for line in self.lines if not line.still]

    @property
    def still(self) -> list[Line]:
        return [line for line in self.lines if line.still]

    @property
    def number_still(self) -> int:
        return _matters(self.still)

    @property
    def number_done(self) -> int:
        """Of these matters, those on which nothing of it is open by now: the home's line leaves them out."""
        return self.number - _matters([line for line in self.lines if not line.done])

    @property
    def label(self) -> str:
        return TITLES[self.key]

    @property
    def icon(self) -> str:
        return ICONS[self.key]


@dataclass
class Digest:
    """One person's day; ``hidden`` reminders are of matters that the person may no longer see. ``full``: so many
    that of what is late perhaps only the longest overdue stand here."""

    groups: list[Group]
    hidden: int = 0
    full: bool = False

    @property
    def lines(self) -> list[Line]:
        return [line for group in self.groups for line in group.lines]


def digest_of(user: User, day: date) -> list[Group]:
    """The groups of this person's digest of ``day``, empty ones left out; see ``read``."""
    return read(user, day).groups


def read(user: User, day: date) -> Digest:
    """This person's digest of ``day``: matters that the person may see in any of the posts held.

    The number of statements depends on the kinds of matter and the posts held, never on the number of lines.
    """
    related = ("clock__rule__regulation", "clock__holder_org", "clock__holder_user")
    reminders = list(Reminder.objects.filter(person=user, day=day).select_related(*related).order_by("due", "clock_id"))
    rows = [reminder.clock for reminder in reminders]
    seen = _seen(user, rows)
    before = _working_day_before(day)
    found, hidden = [], 0
    for reminder, place in zip(reminders, places(rows), strict=True):
        clock = reminder.clock
        seen_as = seen.get((clock.root_type_id, clock.root_id))
        if seen_as is None:
            hidden += 1
            continue
        line = Line(clock, reminder.due, clocks.light(clock), place, seen_as, still=reminder.due < before)
        found.append((group_of(reminder.due, reminder.level, day), line))
    # A matter stands once among what waits for the person, with all of its dates, and once among what is to be urged.
    group_of_matter = grouped((key, _root(line.clock)) for key, line in found)
    groups = {key: Group(key) for key in ORDER}
    soonest: dict[tuple, int] = {}
    for key, line in found:
        group = groups[group_of_matter[key == URGE, _root(line.clock)]]
        soonest.setdefault((group.key, _root(line.clock)), len(soonest))
        group.lines.append(line)
    for group in groups.values():  # a matter's dates stand together
        group.lines.sort(key=lambda line, key=group.key: soonest[key, _root(line.clock)])  # type: ignore[misc]
    return Digest([group for group in groups.values() if group.lines], hidden, len(reminders) >= MOST)


def _root(clock: Clock) -> tuple[int, int]:
    return clock.root_type_id, clock.root_id


def _matters(lines: list[Line]) -> int:
    return len({_root(line.clock) for line in lines})


def _working_day_before(day: date) -> date:
    """The last day before ``day`` on which people worked."""
    known = calendar_service.current()
    before = day - timedelta(days=1)
    while not known.is_workday(before):
        before -= timedelta(days=1)
    return before


def digests_of(user: User) -> QuerySet[Notice]:
    """Notices of this person's digests, newest first."""
    return user.notices.filter(kind=Notice.Kind.DIGEST).order_by("-created_at", "-id")


def todays_words(user: User) -> str:
    """What of today's digest is open now, and how much of it is done (“已逾期2件，今天到期1件；已办1件”).

    Empty where there was nothing to tell. One statement where there is a digest, none for a person read with the
    sign-in who has none.
    """
    today = timezone.localdate()
    if hasattr(user, "digest_title"):
        title = user.digest_title
    else:
        title = user.notices.filter(dedupe_key=dedupe_key(today)).values_list("title", flat=True).first()
    if not title:
        return ""
    columns = ("due", "level", "clock__stopped_at", "clock__root_type_id", "clock__root_id")
    rows = list(Reminder.objects.filter(person=user, day=today).order_by("due").values_list(*columns)[: MOST + 1])
    if len(rows) > MOST:  # too many to be looked through for one line
        return title.partition("：")[2]
    dated = [(group_of(due, level, today), stopped is None, matter) for due, level, stopped, *matter in rows]
    still = grouped((group, tuple(matter)) for group, is_open, matter in dated if is_open)
    done = len(grouped((group, tuple(matter)) for group, _, matter in dated)) - len(still)
    said = [words_of(Counter(still.values()))] if still else []
    return "；".join([*said, *([f"已办{done}件"] if done else [])])


def _seen(user: User, rows: list[Clock]) -> dict[tuple[int, int], str]:
    """Which matters the person may see: by kind and key, with the post that it takes (empty: the one in use)."""
    by_type = defaultdict(set)
    for clock in rows:
        by_type[clock.root_type_id].add(clock.root_id)
    in_use = user.post_in_use
    others = [post for post in posts_of(user) if in_use is None or post.pk != in_use.pk] if rows else []
    found: dict[tuple[int, int], str] = {}
    for kind, keys in by_type.items():
        manager = ContentType.objects.get_for_id(kind).model_class()._default_manager
        if not hasattr(manager, "visible_to"):  # the directory and the like, open to everybody who signs in
            found |= {(kind, key): "" for key in keys}
            continue
        for post in filter(None, (in_use, *others)):
            person = copy(user)
            person.post_in_use = post
            visible = manager.visible_to(person).filter(pk__in=keys).values_list("pk", flat=True)
            label = "" if in_use is not None and post.pk == in_use.pk else post.label
            found = {(kind, key): label for key in visible} | found
    return found
