"""Which term and session it is, and preparing the next term. Sessions are kept in ``members.services.sessions``."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.chinese import long_date
from core.compiled import per_day
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import Post, Role
from core.people.actors import Actor
from members.models import Mandate, OfficeHeld, RosterImport, Seat, Session, Term
from members.services import exits, going_on, leaver_posts, made_bodies
from members.services.mandates import KEEPERS

#: A change of term nearer than this is no one person's to bring about.
NEAR = timedelta(days=30)


class NoSession(LookupError):
    """No session takes proposals; ``sentence`` says who has to do what."""

    def __init__(self, term: Term | None = None):
        self.sentence = (
            f"{term}还没有建立会议，暂时不能提交提案。请办公室工作人员在“届次”中建立{term}第一次会议。"
            if term
            else "还没有设置届次。请办公室工作人员或系统管理员先在“届次”中建立本届和本次会议。"
        )
        super().__init__(self.sentence)


def current_term(on: date | None = None) -> Term | None:
    """本届 on ``on`` (default today)."""
    return Term.objects.current(on)


def upcoming_term() -> Term | None:
    """The term prepared for a day yet to come, None where there is none."""
    return Term.objects.upcoming().first()


def current_session(on: date | None = None) -> Session:
    """The session whose proposals are being taken on ``on`` (default today): the newest one that takes proposals yet.

    A session takes proposals from ``proposals_from`` (else its opening) until the next session of its term begins to;
    the first session of a term from the first day of the term. Raises NoSession.
    """
    on = on or timezone.localdate()
    newest = None
    for session in _sessions_of_term(on):
        begins = timezone.localdate(session.proposals_from) if session.proposals_from else session.opens_on
        if newest is None or begins <= on:
            newest = session
    if newest is None:
        raise NoSession(current_term(on))
    return newest


@per_day()
def _sessions_of_term(on: date) -> QuerySet[Session]:
    """Sessions of the term of that day, the oldest first."""
    return Session.objects.of_current_term(on).select_related("term").order_by("opens_on")


def seat_is_over(day: date) -> Q:
    """Posts (岗位) as 委员 whose holder's seat went with an earlier term and who has none in the term of ``day``.

    A seat that ended within its term took the post with it when that was recorded.
    """
    own = Mandate.objects.filter(member__user=OuterRef("user"))
    running = own.filter(term__in=Term.objects.current_only(day))
    return ~Q(Exists(running)) & Q(Exists(own.begun(day).filter(ends_on__isnull=True)))


def check(actor: Actor) -> None:
    """Raises Forbidden for whoever does not keep terms."""
    if actor.user is not None and not actor.is_in(*KEEPERS):
        raise Forbidden("届次由办公室工作人员或系统管理员设置。")


def locked() -> list[Term]:
    """All terms, held until the end of the transaction: two people preparing at once come one after the other."""
    return list(Term.objects.select_for_update().order_by("starts_on", "number"))


@transaction.atomic
def start_term(*, number: int, starts_on: date, actor: Actor) -> Term:
    """Set up a term that is in force from ``starts_on``. The first of all may have begun long ago.

    A further one is prepared for a day to come, not nearer than ``NEAR``, and changes nothing before that day. Raises
    Refused for one that exists, a wrong number, a day that has come, or where another is being prepared.
    """
    check(actor)
    rows = locked()
    if any(row.number == number for row in rows):
        raise Refused("这一届已经建立，请刷新后再看。")
    coming = next((row for row in rows if row.starts_on > actor.today), None)
    if rows and coming:
        raise Refused(f"{coming}正在准备（自{long_date(coming.starts_on)}起），同一时间只能准备一届。")
    if rows:
        running = rows[-1]
        if number != running.number + 1:
            raise Refused(f"本届是{running}，下一届应填{running.number + 1}。")
        _check_day(starts_on, running, actor)
        if starts_on < actor.today + NEAR:
            near = long_date(actor.today + NEAR)
            raise Refused(
                f"换届之日离今天不到{NEAR.days}天，不能由一人定下。请先填{near}或以后的日子开始准备，"
                "再用“改换届之日”提前，由另一人确认。"
            )
    try:
        with transaction.atomic():
            term = Term.objects.create(number=number, starts_on=starts_on)
    except IntegrityError:
        raise Refused("这一届已经建立，请刷新后再看。") from None
    if rows:
        exits.fit(rows[-1], actor)
    label = "准备新一届" if rows else "建立届次"
    events.record(term, actor=actor, key="start_term", label=label, text=f"建立{term}，自{long_date(starts_on)}起")
    return term


def _check_day(starts_on: date, running: Term, actor: Actor) -> None:
    if starts_on <= actor.today:
        raise Refused(f"新一届须从今天以后的日子开始，{running}在此之前照常履职。请填写换届之日。")
    last = Session.objects.filter(term=running, closes_on__gte=starts_on).order_by("-closes_on").first()
    if last:
        raise Refused(f"{last}到{long_date(last.closes_on)}才闭幕，新一届须在其后开始。")


@transaction.atomic
def move_term(
    *, actor: Actor, term: Term, starts_on: date, seen: date, reason: str, paper: str = "", confirmed: bool = False
) -> None:
    """Another first day, while the old one has not come. Mandates, seats and offices that begin with it go along.

    ``seen`` is the day that was shown; raises Refused where somebody has moved it meanwhile, the day has come, or a
    session of the term would begin before it. Posts given for that day in advance go along. ``paper`` is the decision
    that it rests on; a day that ``needs_second`` is moved by ``day_moves``, which has it ``confirmed``.
    """
    check(actor)
    if not reason.strip():
        raise Refused("请写明为什么改换届之日。")
    term, running = _coming(term, actor)
    if term.starts_on != seen:
        raise Refused(f"{term}的开始日期刚被改为{long_date(term.starts_on)}，请看过以后再改。")
    if starts_on == term.starts_on:
        return
    if not confirmed and needs_second(term, starts_on, actor.today):
        raise Refused(f"{term}提前到{long_date(starts_on)}，须由另一人确认后才生效，请提请确认。")
    if running:
        _check_day(starts_on, running, actor)
    elif starts_on <= actor.today:
        raise Refused("请填写今天以后的日子。")
    early = Session.objects.filter(term=term, opens_on__lt=starts_on).order_by("opens_on").first()
    if early:
        raise Refused(f"{early}于{long_date(early.opens_on)}开幕，不能早于{term}开始。请先修改会议的日期。")
    before = term.starts_on
    Term.objects.filter(pk=term.pk).update(starts_on=starts_on)
    Mandate.objects.filter(term=term, starts_on=before).update(starts_on=starts_on)
    for model in (Seat, OfficeHeld):
        model.objects.filter(mandate__term=term, starts_on=before).update(starts_on=starts_on)
    going_on.move(term, before, starts_on)
    newcomers = Post.objects.filter(role=Role.MEMBER, valid_from=before, user__member__mandates__term=term)
    Post.objects.filter(pk__in=list(newcomers.values_list("pk", flat=True))).update(valid_from=starts_on)
    term.starts_on = starts_on
    leaver_posts.move(term, actor)
    if running:
        exits.fit(running, actor)
    text = f"{term}的开始日期由{long_date(before)}改为{long_date(starts_on)}" + (f"（依据：{paper}）" if paper else "")
    events.record(term, actor=actor, key="move_term", label="改换届之日", text=text[:400], reason=reason.strip()[:200])


def needs_second(term: Term, day: date, today: date) -> bool:
    """Whether moving the prepared term to ``day`` needs a second person: an earlier day that is near, or whose list
    nobody has confirmed yet."""
    return day < term.starts_on and (day < today + NEAR or term.confirmed_at is None)


@transaction.atomic
def give_up_term(*, actor: Actor, term: Term) -> None:
    """The term is no longer prepared. Raises Refused once its day has come or while something hangs on it."""
    check(actor)
    term, running = _coming(term, actor)
    hanging = [
        (Mandate.objects.filter(term=term).count(), "名委员在新名单里"),
        (Session.objects.filter(term=term).count(), "次会议已经建立"),
        (RosterImport.objects.filter(term=term, state=RosterImport.State.PREVIEW).count(), "份名册等待确认"),
    ]
    said = "、".join(f"{count}{what}" for count, what in hanging if count)
    if said:
        raise Refused(f"{term}还有{said}，请先撤下，再放弃这一届。")
    text = f"不再准备{term}（原定自{long_date(term.starts_on)}起）"
    events.record(term, actor=actor, key="give_up_term", label="放弃准备", text=text)
    leaver_posts.take_back(term, actor)
    rosters = RosterImport.objects.filter(term=term)
    made_bodies.forget(rosters, actor)
    rosters.delete()
    Term.objects.filter(pk=term.pk).delete()
    if running:
        exits.fit(running, actor)


def _coming(term: Term, actor: Actor) -> tuple[Term, Term | None]:
    """The term as it is now, held, and the running one; Refused once its day has come."""
    rows = locked()
    held = next((row for row in rows if row.pk == term.pk), None)
    if held is None:
        raise Refused("这一届刚被别人放弃准备，请刷新后再看。")
    if held.starts_on <= actor.today:
        raise Refused(f"{held}已于{long_date(held.starts_on)}开始，不能再改。")
    return held, next((row for row in reversed(rows) if row.starts_on <= actor.today), None)
