"""Acts on sessions (次), of the running term and of one that is prepared."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from core.chinese import long_date, numeral
from core.committee import identity
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.matters.numbering import begin_after
from core.models import NumberSeries
from core.people.actors import Actor
from members.models import Session, Term
from members.services.mandates import KEEPERS

FACTS = ("number", "opens_on", "closes_on", "proposals_from", "proposal_cutoff", "numbered_on_paper")
#: Series of numbers that begin anew with each session; the line that gives them registers its own.
_series: list[str] = []


def numbered_by_session(key: str) -> None:
    """The series ``key`` has the session's key as its scope and goes on after what was numbered on paper."""
    if key not in _series:
        _series.append(key)


def with_given_numbers(rows: QuerySet[Session]) -> QuerySet[Session]:
    """Each with ``has_given_numbers``: one was given in the system, and those on paper are settled."""
    given = NumberSeries.objects.filter(
        key__in=_series, scope=Cast(OuterRef("pk"), CharField()), last__gt=OuterRef("numbered_on_paper")
    )
    return rows.annotate(has_given_numbers=Exists(given))


def _go_on_after(session: Session, last: int, was: int = 0) -> None:
    """Numbers go on where paper left off. Raises Refused once one has been given here."""
    for key in _series if last != was else ():
        if not begin_after(key, str(session.pk), last, was=was):
            raise Refused(f"{session}的提案已经在系统中编号，纸质编号到第几号不能再改。")


def session_name(session: Session) -> str:
    """As papers write it: 政协江岭区第十五届委员会第五次会议."""
    term, number = numeral(session.term.number), numeral(session.number)
    return f"政协{identity.current().region}第{term}届委员会第{number}次会议"


def _check(actor: Actor) -> None:
    if not actor.is_in(*KEEPERS):
        raise Forbidden("届次由办公室工作人员或系统管理员设置。")


def objections(term: Term, facts: dict, *, but: Session | None = None) -> dict[str, str]:
    """What speaks against a session of ``term`` with these facts: a sentence by the name of the field.

    A session lies within its term, after the session before it and before the one after it, as its number says. Of a
    session that is there (``but``) only what is to be changed is judged.
    """
    found: dict[str, str] = {}
    opens, begin, cutoff = facts["opens_on"], facts.get("proposals_from"), facts["proposal_cutoff"]
    if opens < term.starts_on:
        found["opens_on"] = f"{term}自{long_date(term.starts_on)}起，会议不能早于这一天开幕。"
    elif term.last_day and facts["closes_on"] > term.last_day:
        found["closes_on"] = f"{term}到{long_date(term.last_day)}结束，会议须在此前闭幕。"
    if begin and timezone.localdate(begin) < term.starts_on:
        found["proposals_from"] = f"{term}委员自{long_date(term.starts_on)}起履职，此前不能征集本届提案。"
    if _day(cutoff) < (_day(begin) if begin else opens):
        found["proposal_cutoff"] = "截止时间须在开始征集（没有填写的，为开幕）之后。"
    others = term.sessions.exclude(pk=but.pk) if but else term.sessions.all()
    for other in others:
        if other.number < facts["number"] and other.closes_on >= opens:
            found.setdefault("opens_on", f"{other}到{long_date(other.closes_on)}才闭幕，请核对次序和日期。")
        if other.number > facts["number"] and other.opens_on <= facts["closes_on"]:
            found.setdefault("closes_on", f"{other}于{long_date(other.opens_on)}已经开幕，请核对次序和日期。")
    if but is None or but.number != facts["number"]:
        return found
    return {name: sentence for name, sentence in found.items() if getattr(but, name) != facts.get(name)}


def fingerprint(session: Session) -> str:
    """What a form showed of the session, in short; differs as soon as somebody changes it."""
    shown = (getattr(session, name) or "" for name in FACTS)
    return "|".join(str(timezone.localtime(one) if isinstance(one, datetime) else one) for one in shown)


def _day(moment: datetime):
    return timezone.localdate(moment)


def _refuse_odd(term: Term, facts: dict, but: Session | None = None) -> None:
    found = objections(term, facts, but=but)
    if found:
        raise Refused("".join(found.values()))


@transaction.atomic
def add_session(*, actor: Actor, term: Term, **facts) -> Session:
    """A numbered session of the term; the term may be one that is prepared. Raises Refused where it does not fit."""
    _check(actor)
    term = Term.objects.select_for_update().get(pk=term.pk)
    _refuse_odd(term, facts)
    try:
        with transaction.atomic():
            made = Session.objects.create(term=term, **facts)
    except IntegrityError:
        raise Refused(f"{term}第{numeral(facts['number'])}次会议已经建立。") from None
    paper = facts.get("numbered_on_paper") or 0
    _go_on_after(made, paper)
    told = f"，纸质提案已编到第{paper}号，系统从第{paper + 1}号编起" if paper else ""
    events.record(made, actor=actor, key="add_session", label="建立会议", text=f"建立{made}{told}")
    return made


@transaction.atomic
def change_session(*, actor: Actor, session: Session, seen: str, **facts) -> None:
    """New days or a new cut-off; what was already submitted keeps how it was counted.

    ``seen`` is the ``fingerprint`` of what the form showed; Refused where somebody has changed it meanwhile.
    """
    _check(actor)
    session = Session.objects.select_for_update().select_related("term").get(pk=session.pk)
    if seen != fingerprint(session):
        raise Refused("这次会议刚被别人改过，没有保存您的改动。请重新打开，看过新的内容以后再改。")
    changed = {name: value for name, value in facts.items() if getattr(session, name) != value}
    if not changed:
        return
    _refuse_odd(session.term, facts, session)
    text = ""
    if "numbered_on_paper" in changed:
        paper, was = changed["numbered_on_paper"], session.numbered_on_paper
        _go_on_after(session, paper, was)
        text = f"纸质提案编到第几号：{was or '没有'} → {paper or '没有'}，系统从第{paper + 1}号编起"
    try:
        with transaction.atomic():
            Session.objects.filter(pk=session.pk).update(**changed)
    except IntegrityError:
        raise Refused(f"第{numeral(facts['number'])}次会议已经建立。") from None
    values = {name: str(value) for name, value in changed.items()}
    events.record(session, actor=actor, key="change_session", label="修改会议", facts=values, text=text)


@transaction.atomic
def remove_session(*, actor: Actor, session: Session) -> None:
    """A session that was prepared for a term to come is taken away again; Refused once the term has begun."""
    _check(actor)
    if not session.term.is_upcoming:
        raise Refused(f"{session.term}已经开始，会议不能再撤下。")
    text = f"撤下{session}"
    events.record(session.term, actor=actor, key="remove_session", label="撤下会议", text=text)
    Session.objects.filter(pk=session.pk).delete()
