"""Which term and session it is."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from core.matters import events
from core.matters.lifecycle import Refused
from core.people.actors import Actor
from members.models import Session, Term


class NoSession(LookupError):
    """No session is set up yet; the sentence says who does it."""

    sentence = "还没有设置届次。请系统管理员先在“届次”中建立本届和本次会议。"


def current_term() -> Term | None:
    """The term marked 本届."""
    return Term.objects.filter(is_current=True).first()


@transaction.atomic
def start_term(*, number: int, starts_on: date, actor: Actor) -> Term:
    """Set up a term; it is the current one if no other is. Raises Refused where the number exists."""
    if Term.objects.filter(number=number).exists():
        raise Refused("这一届已经建立，请刷新后再试。")
    current = not Term.objects.filter(is_current=True).exists()
    term = Term.objects.create(number=number, starts_on=starts_on, is_current=current)
    events.record(term, actor=actor, key="start_term", label="建立届次", text=f"建立{term}，自{starts_on}起")
    return term


def current_session(on=None) -> Session:
    """The session whose proposals are being taken on ``on`` (default today): the newest one that takes proposals yet.

    A session takes proposals from ``proposals_from`` (else its opening) until the next session begins to.
    Raises NoSession.
    """
    on = on or timezone.localdate()
    newest = None
    for session in Session.objects.filter(term__is_current=True).select_related("term").order_by("opens_on"):
        begins = timezone.localdate(session.proposals_from) if session.proposals_from else session.opens_on
        if newest is None or begins <= on:
            newest = session
    if newest is None:
        raise NoSession(NoSession.sentence)
    return newest
