"""What each post's home shows, gathered in a number of queries that does not grow with the work."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session as WebSession
from django.core.cache import cache
from django.db.models import Case, Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from core.backup import condition
from core.chinese import long_date, weekday
from core.clock import calendar
from core.clock.reminders.digest import todays_words
from core.clock.reminders.people import unheard
from core.compiled import MARK, per_day
from core.delivery import outbox
from core.matters import figures, instruction_desk, kinds, lines
from core.matters.events import readable
from core.matters.figures import Asked
from core.matters.kinds import MatterKind
from core.matters.turns import waiting_elsewhere
from core.models import Event, EventSeal, GrantRequest, JobRun, Post, Role, User
from core.models.roles import POSTS
from core.people import alone, leaving, locking, separation, vacancies
from core.people.per_post import per_post
from members.models import Mandate, Seat, Session, Term
from members.services import accounts as accounts_of_members
from members.services import contact_changes, exit_notice, leaver_posts, other_posts, turning
from members.services.suspensions import is_suspended, standing
from members.services.terms import NoSession, current_session
from workbench.todo import todo_list

HAPPENED = 8
FAILURES = 30
IDLE = 200
SEVERAL = 12
KEPT = 60
"""For how many seconds the number of those who are signed in is kept: it tells how many, not who."""


def for_user(user: User, today: date) -> dict[str, Any]:
    """Context of the home page for the post in use."""
    in_use = user.post_in_use
    if in_use is None:
        return {"template": "workbench/home_no_post.html", "left": leaving.how_left(user, today)}
    role, post = in_use.role, POSTS[in_use.role]
    if post.admin:
        return {"template": f"workbench/home_{role}.html", **ADMIN_HOMES[Role(role)](today)}
    asked = Asked(user, today, None if post.unit else _session(today))
    context = {
        "template": "workbench/home_office.html",
        "session": asked.session,
        "day": f"{long_date(today)} {weekday(today)}",
        "today": today,
        "todo": todo_list(user, today),
        "elsewhere": waiting_elsewhere(user),
        "digest_words": todays_words(user),
        "cards": figures.cards(_figure_sets(role), asked),
    }
    if role == Role.MEMBER:
        mandate = _mandate(user, today)
        suspended = standing(mandate) if is_suspended(user) else ""
        ways = (entry for kind in kinds.every() for entry in kind.home.entries if role in entry.posts)
        context |= {"mandate": mandate, "suspended": suspended, "entries": [] if suspended else list(ways)}
        context["leaving"] = exit_notice.ahead(mandate, today) if mandate else ""
        return context | {"template": "workbench/home_member.html"}
    if role == Role.LEADER:
        return context | {"template": "workbench/home_leader.html", **_leader(asked)}
    context |= {"happened": happened(user), "instructed": instruction_desk.desk(user, today)}
    if role == Role.OFFICE_CLERK:
        context["contact_changes"] = contact_changes.waiting().count()
        context["vacancies"] = vacancies.vacancies(today)
        columns = {"dead": outbox.undelivered_column(), "held": outbox.held_column()}
        terms: list[Any] = list(Term.objects.annotate(**columns))  # in one statement
        context["undelivered"] = terms[0].dead if terms else outbox.undelivered()
        context["held"] = terms[0].held if terms else outbox.held()
        context |= _turn(terms, today)
    return context


def _turn(terms: list[Term], today: date) -> dict[str, Any]:
    """What is to be said around a change of term, of all ``terms``; one statement where all is settled."""
    return {"turn": turning.turn(terms, today), "leavers": leaver_posts.unsettled(terms, today)}


def _figure_sets(role: str) -> list[figures.FigureSet]:
    return [one for kind in kinds.every() for one in kind.home.figures if role in one.posts]


def _session(today: date) -> Session | None:
    try:
        return current_session(today)
    except NoSession:
        return None


def _mandate(user: User, today: date) -> Any:
    """The member's newest mandate with sector, present seats and suspension, for the lines under the name; or None."""
    found = _newest_mandate(today, user.pk)
    if not found:
        return None
    found[0].present_seats = _present_seats(today, found[0].pk)
    return found[0]


@per_day(MARK)
def _newest_mandate(today: date, user: int) -> QuerySet[Mandate]:
    rows = Mandate.objects.begun(today).filter(member__user=user).select_related("sector", "term")
    return rows.with_suspension(today).with_last_day().order_by("-starts_on", "-id")[:1]


@per_day(MARK)
def _present_seats(today: date, mandate: int) -> QuerySet[Seat]:
    return Seat.objects.valid_on(today).filter(mandate=mandate).select_related("organisation")


@dataclass(frozen=True)
class Happened:
    """One act of somebody, and the matter it was done to: its number, its title and its page."""

    event: Event
    matter: lines.Line


def happened(user: User, most: int = HAPPENED) -> list[Happened]:
    """The newest acts on matters of every kind, as far as this person may see them; one statement."""
    matters = _matters()
    return [
        Happened(event, lines.name_of(matters[event.root_type_id].model(pk=event.root_id, **event.matter_said)))
        for event in (_newest_acts(user, timezone.localdate(), most) if matters else [])
    ]


def _matters() -> dict[int, MatterKind]:
    return {kind.content_type.pk: kind for kind in kinds.matters()}


@per_post
def _newest_acts(user: User, today: date, most: int) -> QuerySet[Event]:
    matters = _matters()
    # Row by row from the newest act on: a list of everything visible costs more, the more there is.
    visible = reduce(
        or_,
        (
            Q(Exists(kind.visible_to(user).filter(pk=OuterRef("root_id"))), root_type=type_id)
            for type_id, kind in matters.items()
        ),
    )
    named = Case(*(When(root_type=type_id, then=_named(kind, user)) for type_id, kind in matters.items()))
    return readable(Event.objects.filter(visible), user).annotate(matter_said=named).order_by("-at", "-id")[:most]


def _named(kind: MatterKind, user: User) -> Subquery:
    rows = kind.model._default_manager.filter(pk=OuterRef("root_id")).order_by()
    return Subquery(lines.said(kind, rows, user).values("said"))


def _leader(asked: Asked) -> dict[str, Any]:
    """Stages with their late ones and the declared short lists, of every kind, all opening the matter."""
    matters = kinds.matters()
    return {
        "stages": figures.bars((kind.home.stages for kind in matters if kind.home.stages), asked),
        "lists": lines.newest(((kind, one) for kind in matters for one in kind.home.lists), asked),
        "titles": "、".join(kind.title for kind in matters if kind.home.stages),
    }


def _sysadmin(today: date) -> dict:
    """Accounts without a first sign-in, people without a post, calendar years not yet entered, jobs that stopped,
    deadlines that nobody is reminded of, messages that did not arrive."""
    beside = condition.columns()  # read in the same statement
    active = User.objects.filter(is_active=True).annotate(dead=outbox.undelivered_column(), **beside)
    accounts = active.aggregate(
        everyone=Count("pk"),
        never=Count("pk", filter=Q(last_login=None)),
        changing=Count("pk", filter=Q(must_change_password=True)),
        undelivered=Max("dead"),
        **{f"{name}_": Max(name) for name in beside},
    )
    idle, locked_out = _idle(today), _locked_out(today)
    known = calendar.current()  # kept per process, no statement of its own
    wanted = [today.year, today.year + 1] if today.month >= 10 else [today.year]
    return {
        "accounts": accounts,
        "warnings": condition.warnings({name: accounts[f"{name}_"] for name in beside}, timezone.now()),
        "to_be_closed": [account for account in idle if account.had_one and not account.holds][:12],
        "without_post": [account for account in idle if not account.had_one][:20],
        "unheard": unheard(today)[:12],
        "stopped_members": [account for account in locked_out if not account.is_active][:12],
        "vacancies": vacancies.vacancies(today),
        **_turn(list(Term.objects.all()), today),
        "unended": [(account, Role(account.holds).label) for account in idle if account.holds],
        "undelivered": accounts["undelivered"] or 0,
        "missing_years": [year for year in wanted if not known.covers(year)],
        "jobs": JobRun.objects.filter(state__in=("failed", "running", "queued"))[:10],
        "never_signed_in": [account for account in locked_out if account.is_active][:12],
    }


@per_day()
def _idle(today: date) -> QuerySet[User]:
    """Accounts of three kinds, in one statement: those to be closed, those without a post, those with posts to end."""
    return leaving.without_post(today, other_posts.unended(today))[:IDLE]


@per_day()
def _locked_out(today: date) -> QuerySet[User]:
    """Who has never signed in, and members whose account takes no sign-in, in one statement."""
    stopped = Q(pk__in=accounts_of_members.stopped(today).order_by().values("pk"))
    return User.objects.filter(Q(is_active=True, last_login=None) | stopped).order_by("is_active", "id")[:IDLE]


def _secadmin(today: date) -> dict:
    """Who is locked out, who is signed in, and which posts end soon, or should have ended, or nobody holds."""
    ends = _ending(today)
    soon = sorted((post for post in ends if post.valid_to), key=lambda post: post.valid_to)
    waiting = GrantRequest.objects.waiting(today).select_related("user", "organisation", "asked_by").order_by("id")
    done = alone.single_handed()
    return {
        "failures": _failures(),
        "alone": alone.lately(done),
        "of_heads": alone.named(done),
        "alone_days": alone.DAYS,
        "signed_in": cache.get_or_set("signed_in", _signed_in, KEPT),
        "ending": soon[:12],
        "waiting": list(waiting),
        "leavers": leaver_posts.unsettled(Term.objects.all(), today),
        "unended": [(post.user, post.get_role_display()) for post in ends if post.left],
        "vacancies": vacancies.vacancies(today),
        "violations": separation.violations(today),
        "several_posts": _several_posts(today),
    }


@per_day()
def _ending(today: date) -> QuerySet[Post]:
    """Posts that end, and those that should have ended (``left``), in one statement."""
    left = other_posts.unended(today)
    both = Post.objects.filter(Q(valid_to__gte=today) | Q(pk__in=left.values("pk")))
    both = both.annotate(left=Exists(left.filter(pk=OuterRef("pk"))))
    return both.select_related("user", "organisation").order_by("-left", "valid_to", "pk")[:IDLE]


def _signed_in() -> int:
    return WebSession.objects.filter(expire_date__gt=timezone.now()).count()


def _several_posts(today: date) -> list[tuple[User, list[Post]]]:
    """Who holds more posts than one, with these; one statement."""
    found: dict[User, list[Post]] = {}
    for post in _posts_beside_others(today):
        found.setdefault(post.user, []).append(post)
    return list(found.items())


@per_day()
def _posts_beside_others(today: date) -> QuerySet[Post]:
    held = Post.objects.not_over(today)
    several = User.objects.filter(posts__in=held.values("pk")).annotate(n=Count("posts")).filter(n__gt=1)
    rows = held.filter(user__in=several.order_by("full_name", "pk").values("pk")[:SEVERAL])
    return rows.select_related("user", "organisation").order_by("user__full_name", "user", "pk")


def _failures() -> list[tuple[AccessAttempt, datetime | None]]:
    """The newest failures to sign in; at the first of each user name that is locked, until when."""
    rows = list(AccessAttempt.objects.order_by("-attempt_time")[:IDLE])
    until = locking.ends(rows)
    return [(row, until.pop(row.username or "", None)) for row in rows[:FAILURES]]


def _auditor(today: date) -> dict:
    """The newest acts of everybody, and how far they are sealed."""
    return {
        "events": Event.objects.select_related("organisation").order_by("-at", "-id")[:30],
        "unsealed": Event.objects.filter(seal=None).count(),
        "last_seal": EventSeal.objects.order_by("-number").first(),
    }


ADMIN_HOMES = {Role.SYSADMIN: _sysadmin, Role.SECADMIN: _secadmin, Role.AUDITOR: _auditor}
