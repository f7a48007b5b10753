"""Another day for a change of term: what it will do is shown first, and a nearer day needs a second person.

Whoever brings the day near ends the term for everybody on it. So a day within ``NEAR``, and any earlier day while the
list is not confirmed, is asked for by one and in force when another has confirmed it. Who confirms keeps terms, too,
and one of the two is of the office: the day is decided by the committee, whose paper and list the office has in hand.
The security administrator, who knows accounts alone, could not judge it and is told. What waits is kept as events on
the term, as are the choices on its list.

The first day of a term that has begun is corrected the same way, and never by one person: mandates, suspensions and
what was handed on hang on it (``term_days``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from core.chinese import long_date
from core.delivery.notices import announce, close_of
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import Event, Role, User
from core.models.generic import aimed_at
from core.people.actors import Actor
from core.people.posts import users_in
from members.models import Mandate, Term
from members.readers import KEEPERS
from members.services import term_days, terms
from members.services.comparing import term_before

NEAR = terms.NEAR
DAYS = timedelta(days=7)
ASKED, REFUSED, WITHDRAWN = "ask_term_day", "refuse_term_day", "withdraw_term_day"
#: What a request no longer waits after.
SETTLED = (REFUSED, WITHDRAWN, "move_term", term_days.KEY)


@dataclass(frozen=True)
class Asked:
    """A day that waits to be confirmed: ``seen`` is the day it was moved from, ``event`` the asking."""

    term: Term
    event: Event
    day: date
    seen: date
    paper: str

    @property
    def what(self) -> str:
        if self.corrects:
            return f"开始日期由{long_date(self.seen)}更正为{long_date(self.day)}"
        return f"换届之日由{long_date(self.seen)}改为{long_date(self.day)}"

    @property
    def corrects(self) -> bool:
        """Whether the term had begun when it was asked: its first day is put right, not moved."""
        return bool(self.event.facts.get("corrects"))

    @property
    def by_office(self) -> bool:
        return self.event.post is not None and self.event.post.role == Role.OFFICE_CLERK


def waiting(term: Term, today: date) -> Asked | None:
    """The day that is asked for and may still be confirmed on ``today``; one statement."""
    return next(iter(waiting_of([term], today)), None)


def waiting_of(several: Iterable[Term], today: date) -> list[Asked]:
    """The same of several terms, one for each at most; one statement."""
    by_key = {term.pk: term for term in several}
    kind = ContentType.objects.get_for_model(Term)
    rows = Event.objects.filter(content_type=kind, object_id__in=by_key, key__in=(ASKED, *SETTLED))
    newest = {event.object_id: event for event in rows.select_related("post", "actor").order_by("pk")}
    found = [_asked(by_key[pk], event, today) for pk, event in newest.items()]
    return [one for one in found if one]


def _asked(term: Term, event: Event, today: date) -> Asked | None:
    if event.key != ASKED or timezone.localdate(event.at) + DAYS < today:
        return None
    facts = event.facts
    day, seen = date.fromisoformat(facts["day"]), date.fromisoformat(facts["seen"])
    asked = Asked(term, event, day, seen, facts["paper"])
    return asked if seen == term.starts_on and asked.corrects == has_begun(term, today) else None


def has_begun(term: Term, today: date) -> bool:
    """Whether its first day is corrected, not moved."""
    return term.starts_on <= today


def needs_second(term: Term, day: date, today: date) -> bool:
    """Whether this day is in force only when another has confirmed it: of a term that has begun, always."""
    return has_begun(term, today) or terms.needs_second(term, day, today)


def consequences(term: Term, day: date, actor: Actor) -> list[str]:
    """What the new day does, a sentence each, to be looked at beforehand."""
    today = actor.today
    if has_begun(term, today):
        return term_days.consequences(term, day, actor)
    found = [f"{term}自{long_date(day)}起，距今天{(day - today).days}天（原定{long_date(term.starts_on)}）。"]
    running, eve = term_before(term), day - timedelta(days=1)
    if running:
        ending = Mandate.objects.valid_on(min(eve, term.starts_on - timedelta(days=1))).filter(term=running).count()
        found.append(f"{running}到{long_date(eve)}为止，{ending}名委员的任职在这一天届满，不在新名单上的不再是委员。")
    listed = Mandate.objects.filter(term=term).count()
    if term.confirmed_at:
        found.append(f"{term}的名单已经确认，共{listed}人，自这一天起履职。")
    else:
        found.append(f"{term}的名单还没有确认，现有{listed}人；到这一天不论是否确认都会启用。")
    first = term.sessions.order_by("opens_on").first()
    if first is None:
        found.append(f"{term}还没有建立会议：不建立第一次会议，自这一天起委员不能提交提案。")
    elif first.opens_on > day:
        found.append(f"{first}{long_date(first.opens_on)}才开幕，比换届之日晚{(first.opens_on - day).days}天。")
    return found


def rehearse(*, actor: Actor, term: Term, starts_on: date, seen: date, reason: str, paper: str) -> None:
    """Raises what the move itself would, but for the second person; nothing of it stays."""
    with transaction.atomic():
        held = Term.objects.get(pk=term.pk)
        _do(actor=actor, term=held, starts_on=starts_on, seen=seen, reason=reason, paper=paper)
        transaction.set_rollback(True)


def _do(*, actor: Actor, term: Term, starts_on: date, seen: date, reason: str, paper: str) -> None:
    """The day itself, of a term to come or of one that has begun, confirmed."""
    does = term_days.correct_first_day if has_begun(term, actor.today) else terms.move_term
    does(actor=actor, term=term, starts_on=starts_on, seen=seen, reason=reason, paper=paper, confirmed=True)


@transaction.atomic
def move_or_ask(*, actor: Actor, term: Term, starts_on: date, seen: date, reason: str, paper: str) -> Asked | None:
    """Move the day (None), or ask another person for it where it ``needs_second``. Raises as the move would."""
    rehearse(actor=actor, term=term, starts_on=starts_on, seen=seen, reason=reason, paper=paper)
    terms.locked()
    term.refresh_from_db()
    if waiting(term, actor.today):
        raise Refused(f"已有人提请改{_called(term, actor)}，正等待确认。请先确认、不予确认，或由提请人撤回。")
    if not needs_second(term, starts_on, actor.today):
        terms.move_term(actor=actor, term=term, starts_on=starts_on, seen=seen, reason=reason, paper=paper)
        _tell(term, actor, f"{actor.name}把{term}的开始日期由{long_date(seen)}改为{long_date(starts_on)}", reason)
        return None
    corrects = has_begun(term, actor.today)
    becomes = f"{'更正' if corrects else '改'}为{long_date(starts_on)}"
    text = f"提请把{term}的开始日期由{long_date(seen)}{becomes}（依据：{paper}），待确认"
    kept = {"day": starts_on.isoformat(), "seen": seen.isoformat(), "paper": paper, "corrects": corrects}
    label = f"提请改{_called(term, actor)}"
    events.record(term, actor=actor, key=ASKED, label=label, text=text, reason=reason, facts=kept)
    asked = waiting(term, actor.today)
    if asked is None:
        raise Refused("没有提请成功，请刷新后再看。")
    sure = [one for one in confirmers(asked) if one != actor.user]
    said = f"待您确认：{term}{asked.what}（{actor.name}提请）"
    announce(sure, said, event=asked.event, target=term, url=_page(term), body=reason)
    announce(users_in(Role.SECADMIN), said.removeprefix("待您确认："), event=asked.event, target=term, url="/")
    return asked


def confirmers(asked: Asked) -> list[User]:
    """Who may confirm: another of the office, and where the office asked the system administrator as well."""
    roles = (Role.OFFICE_CLERK, Role.SYSADMIN) if asked.by_office else (Role.OFFICE_CLERK,)
    people = {user.pk: user for role in roles for user in users_in(role)}
    return [user for pk, user in sorted(people.items()) if pk != asked.event.actor_id]


def objection_to(actor: Actor, asked: Asked) -> str:
    """Why this person may not decide on it; empty where they may."""
    if actor.user is not None and actor.user.pk == asked.event.actor_id:
        return "自己提请的，须由另一人确认。"
    if not asked.by_office and not actor.is_in(Role.OFFICE_CLERK):
        return "系统管理员提请的，由办公室工作人员确认。"
    return "" if actor.is_in(Role.OFFICE_CLERK, Role.SYSADMIN) else "换届之日由办公室工作人员或系统管理员确认。"


@transaction.atomic
def confirm(*, actor: Actor, term: Term, event_id: int) -> Asked:
    """The day is moved as it was asked for. Forbidden for the wrong person, Refused where it waits no longer."""
    asked = _held(actor, term, event_id)
    if problem := objection_to(actor, asked):
        raise Forbidden(problem)
    by = f"{asked.event.reason}（{asked.event.actor_name}提请，{actor.name}确认）"
    _do(actor=actor, term=term, starts_on=asked.day, seen=asked.seen, reason=by[:200], paper=asked.paper)
    close_of([asked.event.pk], actor.at)
    said = f"已确认：{term}{asked.what}（{asked.event.actor_name}提请，{actor.name}确认）"
    _tell(term, actor, said, asked.event.reason)
    return asked


@transaction.atomic
def refuse(*, actor: Actor, term: Term, event_id: int, reason: str) -> None:
    """The day stays; whoever asked takes it back, anybody else who may decide says why."""
    asked = _held(actor, term, event_id)
    own = actor.user is not None and actor.user.pk == asked.event.actor_id
    if not own and (problem := objection_to(actor, asked)):
        raise Forbidden(problem)
    if not own and not reason.strip():
        raise Refused("请写明不予确认的理由，提请人据此改正。")
    key, label = (WITHDRAWN, "撤回") if own else (REFUSED, "不予确认")
    text = f"{label}：{term}{asked.what}"
    close_of([asked.event.pk], actor.at)
    event = events.record(term, actor=actor, key=key, label=label, text=text, reason=reason.strip()[:200])
    if asked.event.actor and not own:
        announce([asked.event.actor], text, event=event, target=term, url=_page(term), body=reason.strip()[:200])


def _held(actor: Actor, term: Term, event_id: int) -> Asked:
    terms.check(actor)
    terms.locked()
    term.refresh_from_db()
    asked = waiting(term, actor.today)
    if asked is None or asked.event.pk != event_id:
        raise Refused("这项提请已经处理过或已逾期，没有再作改动。请刷新后再看。")
    return asked


def _tell(term: Term, actor: Actor, said: str, reason: str) -> None:
    """The office and the administrators learn of every move, near or far."""
    event = Event.objects.filter(**aimed_at(term), key__in=("move_term", term_days.KEY)).latest("pk")
    keepers = [user for role in KEEPERS for user in users_in(role)]
    announce(keepers, said, event=event, target=term, url="/members/terms/", body=reason)
    announce(users_in(Role.SECADMIN), said, event=event, target=term, url="/", body=reason)


def _called(term: Term, actor: Actor) -> str:
    return "开始日期" if has_begun(term, actor.today) else "换届之日"


def _page(term: Term) -> str:
    return f"/members/terms/{term.pk}/day/"
