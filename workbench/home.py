"""What each post's home shows, gathered in a number of queries that does not grow with the work."""

from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session as WebSession
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from core.chinese import long_date, weekday
from core.clock import calendar
from core.clock.reminders.digest import todays_title
from core.clock.reminders.people import unheard
from core.delivery import outbox
from core.matters.events import readable
from core.models import Event, EventSeal, JobRun, Post, Role, User
from members.models import Mandate, Seat
from members.services.terms import NoSession, current_session
from proposals.models import Proposal
from workbench import figures
from workbench.todo import todo_list

UNIT_ROLES = {Role.UNIT_CLERK, Role.UNIT_HEAD}
ADMIN_ROLES = {Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR}


def for_user(user, today: date) -> dict:
    """Context of the home page for the post in use."""
    hat = user.post_in_use
    if hat is None:
        return {"template": "workbench/home_no_post.html"}
    if hat.role in ADMIN_ROLES:
        return {"template": f"workbench/home_{hat.role}.html", **ADMIN_HOMES[hat.role](today)}
    session = None if hat.role in UNIT_ROLES else _session(today)
    day = f"{long_date(today)} {weekday(today)}"
    context = {
        "session": session,
        "day": day,
        "today": today,
        "todo": todo_list(user, today),
        "digest_title": todays_title(user),
    }
    if hat.role == Role.MEMBER:
        context["template"] = "workbench/home_member.html"
        context["figures"] = figures.of_member(user, session) if session else []
        context["mandate"] = _mandate(user)
    elif hat.role in UNIT_ROLES:
        context["template"] = "workbench/home_office.html"
        context["figures"] = figures.of_unit(user, today)
    else:
        context["template"] = "workbench/home_office.html"
        context["figures"] = figures.of_session(user, session, today) if session else []
    if hat.role == Role.LEADER:
        context |= {"template": "workbench/home_leader.html", **_leader(user, session, today)}
    elif hat.role != Role.MEMBER:
        context["happened"] = _happened(user)
    if hat.role == Role.OFFICE_CLERK:
        context["undelivered"] = outbox.undelivered()
    return context


def _session(today: date):
    try:
        return current_session(today)
    except NoSession:
        return None


def _mandate(user):
    """The member's newest mandate with sector and present seats, for the line under the name."""
    seats = Prefetch("seats", Seat.objects.filter(ends_on=None).select_related("organisation"))
    rows = Mandate.objects.filter(member__user=user).select_related("sector").prefetch_related(seats)
    return rows.order_by("-starts_on", "-id").first()


def _happened(user, most: int = 8):
    """The newest acts on proposals this person may see."""
    rows = readable(Event.objects.filter(root_type=ContentType.objects.get_for_model(Proposal)), user)
    # Row by row from the newest act on: a list of everything visible costs more, the more there is.
    visible = Proposal.objects.visible_to(user).filter(pk=OuterRef("root_id"))
    return rows.filter(Exists(visible)).order_by("-at", "-id")[:most]


def _leader(user, session, today: date) -> dict:
    """Stages with their late ones, key proposals, and what is late, all opening the matter."""
    rows = Proposal.objects.visible_to(user).filter(session=session, receipt_number__isnull=False)
    overdue = figures.late_roots(user).filter(due__lt=today).values("root_id")
    late = Q(pk__in=overdue)
    by_state = {
        row["state"]: (row["n"], row["late"])
        for row in rows.order_by().values("state").annotate(n=Count("pk"), late=Count("pk", filter=late))
    }
    stages = []
    for label, states in STAGES:
        number = sum(by_state.get(s, (0, 0))[0] for s in states)
        stages.append({"label": label, "number": number, "late": sum(by_state.get(s, (0, 0))[1] for s in states),
                       "url": figures.stage_url(session, states)})  # fmt: skip
    top = max((stage["number"] for stage in stages), default=0) or 1
    for stage in stages:
        stage["width"] = round(100 * stage["number"] / top)
    brief = rows.defer("situation", "analysis", "suggestion").select_related("session__term")
    return {
        "stages": stages,
        "key_proposals": brief.filter(is_key=True).order_by("-id")[:8],
        "late_proposals": brief.filter(late).order_by("-id")[:8],
    }


STAGES = (
    ("审查", ("submitted", "returned", "recommended")),
    ("交办", ("filed", "assigning")),
    ("办理", ("handling", "rehandling")),
    ("评价", ("evaluating",)),
    ("跟踪", ("following",)),
    ("办结", ("closed",)),
)


def _sysadmin(today: date) -> dict:
    """Accounts without a first sign-in, people without a post, calendar years not yet entered, jobs that stopped,
    deadlines that nobody is reminded of, messages that did not arrive."""
    accounts = User.objects.filter(is_active=True).aggregate(
        everyone=Count("pk"),
        never=Count("pk", filter=Q(last_login=None)),
        changing=Count("pk", filter=Q(must_change_password=True)),
    )
    known = calendar.current()  # kept per process, no statement of its own
    wanted = [today.year, today.year + 1] if today.month >= 10 else [today.year]
    return {
        "accounts": accounts,
        "without_post": User.objects.filter(is_active=True, posts=None)[:20],
        "unheard": unheard(today)[:12],
        "undelivered": outbox.undelivered(),
        "missing_years": [year for year in wanted if not known.covers(year)],
        "jobs": JobRun.objects.filter(state__in=("failed", "running", "queued"))[:10],
        "never_signed_in": User.objects.filter(is_active=True, last_login=None).order_by("id")[:12],
    }


def _secadmin(today: date) -> dict:
    """Who is locked out, who is signed in, and which posts end soon."""
    from axes.models import AccessAttempt  # read here only

    soon = Post.objects.filter(valid_to__gte=today).select_related("user", "organisation").order_by("valid_to")
    several = User.objects.annotate(n=Count("posts")).filter(n__gt=1).order_by("full_name")
    return {
        "locked": AccessAttempt.objects.order_by("-attempt_time")[:30],
        "signed_in": WebSession.objects.filter(expire_date__gt=timezone.now()).count(),
        "ending": soon[:12],
        "several_posts": several.prefetch_related("posts__organisation")[:12],
    }


def _auditor(today: date) -> dict:
    """The newest acts of everybody, and how far they are sealed."""
    return {
        "events": Event.objects.select_related("organisation").order_by("-at", "-id")[:30],
        "unsealed": Event.objects.filter(seal=None).count(),
        "last_seal": EventSeal.objects.order_by("-number").first(),
    }


ADMIN_HOMES = {Role.SYSADMIN: _sysadmin, Role.SECADMIN: _secadmin, Role.AUDITOR: _auditor}
