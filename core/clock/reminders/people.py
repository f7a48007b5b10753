"""Whom a step speaks to: from the posts held on a day, read in one statement, never clock by clock.

holder: the person named on the clock, else whoever holds the fitting post in the body whose time it is, else everybody
in that role. head: the chief of that post, in a unit its head. office: the supervision office that watches the unit;
where none does, the post that hears last. leader: every leader. Whoever holds several posts counts once.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q

from core.models import Clock, Organisation, Post, Reminder, Role
from core.models.roles import POSTS, post_serving, posts_that

Level = Reminder.Level
HEARS_LAST = posts_that(hears_last=True)[0]
#: The post by which a body handles what it is handed.
HANDLER = post_serving(Organisation.Kind.UNIT)
#: Members are told of what is theirs by name only, never because they are members.
NEVER_AS_A_ROLE = (Role.MEMBER, Role.SECADMIN, Role.AUDITOR)
NOBODY: tuple[int, ...] = ()


class Whose(NamedTuple):
    """Whose time it is: what a clock says of its holder and watcher, as keys."""

    org: int | None
    user: int | None
    role: str
    watched_by: int | None
    lapses: bool


class Directory:
    """Posts of people with working accounts that are valid on ``day``; one statement."""

    def __init__(self, day: date) -> None:
        self._in_body: dict[tuple[int, str], list[int]] = {}
        self._in_role: dict[str, list[int]] = {}
        self._kinds: dict[int, str] = {}
        self._also_handling: set[int] = set()
        posts = Post.objects.valid_on(day).filter(user__is_active=True).exclude(role__in=NEVER_AS_A_ROLE)
        columns = ("user_id", "role", "organisation_id", "organisation__kind", "organisation__also_handles")
        rows = posts.order_by("user_id").values_list(*columns)
        for user, role, body, kind, also_handles in rows:
            self._in_role.setdefault(role, []).append(user)
            if body is not None:
                self._in_body.setdefault((body, role), []).append(user)
                self._kinds[body] = kind
                if also_handles:
                    self._also_handling.add(body)

    def people(self, level: str, whose: Whose) -> Iterable[int]:
        """Keys of the people of one level for one holder."""
        if level == Level.HOLDER:
            return self.holders(whose)
        if level == Level.HEAD:
            return self._heads(whose)
        if level == Level.OFFICE:
            return self._office(whose)
        return self._in_role.get(Role.LEADER, NOBODY)

    def of_body(self, org: int) -> Iterable[int]:
        """Keys of the people whose post works for this body, and of those who handle matters in one that does both."""
        posts = [post_serving(self._kinds.get(org))]
        if org in self._also_handling:
            posts.insert(0, HANDLER)
        return [user for post in dict.fromkeys(posts) for user in self._in_body.get((org, post), NOBODY)]

    def holders(self, whose: Whose) -> Iterable[int]:
        """Keys of the people whose time it is."""
        if whose.user is not None:
            return (whose.user,)
        if whose.org is not None:
            return self._in_body.get((whose.org, whose.role), NOBODY) if whose.role else self.of_body(whose.org)
        return self._in_role.get(whose.role, NOBODY)

    def in_post(self, role: str, org: int | None, user: int | None) -> Iterable[int]:
        """Keys of the people of a post (of one body), or the one person named."""
        if user is not None:
            return (user,)
        return self._in_role.get(role, NOBODY) if org is None else self._in_body.get((org, role), NOBODY)

    def told(self, steps: Iterable[tuple[int, str]], whose: Whose) -> tuple[tuple[int, int, str], ...]:
        """Who is told at these steps (day, level): tuples (day of the step, person, level), each person once.

        Where nobody holds the clock its step goes to the head at once, and where there is none to the office; a right
        that lapses is nobody else's business.
        """
        found: dict[int, tuple[int, int, str]] = {}
        for day, level in steps:
            people = self.people(level, whose)
            if level == Level.HOLDER and not people and not whose.lapses:
                level = Level.HEAD if self.people(Level.HEAD, whose) else Level.OFFICE
                people = self.people(level, whose)
            for person in people:
                found.setdefault(person, (day, person, str(level)))
        return tuple(found.values())

    def instead_of(self, whose: Whose) -> str:
        """Who gets the reminders of a holder that is nobody, in words; empty where nobody does."""
        chief = self._chief(whose)
        if chief is not None and self._heads(whose):
            return POSTS[chief].brief
        if self._watching(whose):
            return POSTS[Role.SUPERVISOR].brief
        return POSTS[HEARS_LAST].brief if self._office(whose) else ""

    def _heads(self, whose: Whose) -> Iterable[int]:
        chief = self._chief(whose)
        if chief is None:
            return NOBODY
        if POSTS[chief].unit:
            return NOBODY if whose.org is None else self._in_body.get((whose.org, chief), NOBODY)
        return self._in_role.get(chief, NOBODY)

    def _chief(self, whose: Whose) -> Role | None:
        """The post that hears of what this holder leaves undone."""
        post = whose.role
        if not post and whose.org is not None:
            post = HANDLER if whose.org in self._also_handling else post_serving(self._kinds.get(whose.org))
        return POSTS[post].chief if post else None

    def _office(self, whose: Whose) -> Iterable[int]:
        return self._watching(whose) or self._in_role.get(HEARS_LAST, NOBODY)

    def _watching(self, whose: Whose) -> Iterable[int]:
        """Nobody watches over themselves: what a supervision office owes is told to the post that hears last."""
        if whose.watched_by is None or whose.watched_by == whose.org:
            return NOBODY
        return self._in_body.get((whose.watched_by, Role.SUPERVISOR), NOBODY)


class Unheard(NamedTuple):
    """Running clocks that nobody is reminded of: whose they are, how many, and who gets their reminders instead."""

    whose: str
    clocks: int
    instead: str


def unheard(day: date) -> list[Unheard]:
    """Holders of running duties for whom no account with a fitting post exists, most clocks first; two statements."""
    columns = ("holder_org", "holder_role", "watched_by")
    duties = Clock.objects.filter(stopped_at__isnull=True, lapses=False, next_reminder__isnull=False)
    nobodys = Q(holder_user=None) | Q(holder_user__is_active=False)
    directory, found = Directory(day), []
    rows = duties.filter(nobodys).order_by().values("holder_org__name", "holder_user__full_name", *columns)
    for row in rows.annotate(n=Count("pk")):
        whose = Whose(row["holder_org"], None, row["holder_role"], row["watched_by"], False)
        if directory.holders(whose):
            continue
        role = dict(Role.choices).get(row["holder_role"], "")
        name = row["holder_user__full_name"] or row["holder_org__name"] or role or "没有写明责任人"
        found.append(Unheard(name, row["n"], directory.instead_of(whose)))
    return sorted(found, key=lambda row: (-row.clocks, row.whose))
