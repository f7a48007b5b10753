"""Acts on terms and sessions."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction

from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.people.actors import Actor
from members.models import Session, Term
from members.services.mandates import KEEPERS


def _check(actor: Actor) -> None:
    if not actor.is_in(*KEEPERS):
        raise Forbidden("届次由办公室工作人员或系统管理员设置。")


@transaction.atomic
def begin_term(*, actor: Actor, number: int, starts_on: date) -> Term:
    """A new term, from now on the current one; the one before ends the day before. Raises Refused for a wrong order."""
    _check(actor)
    before = Term.objects.select_for_update().filter(is_current=True).first()
    if Term.objects.filter(number=number).exists():
        raise Refused("这一届已经建立。")
    if before and starts_on <= before.starts_on:
        raise Refused(f"新一届的开始日期须晚于{before}。")
    if before:
        Term.objects.filter(pk=before.pk).update(
            is_current=False, ends_on=before.ends_on or starts_on - timedelta(days=1)
        )
    term = Term.objects.create(number=number, starts_on=starts_on, is_current=True)
    events.record(term, actor=actor, key="begin_term", label="建立届次", text=f"建立{term}，自{starts_on}起")
    return term


@transaction.atomic
def add_session(*, actor: Actor, term: Term, **facts) -> Session:
    """A numbered session of the term."""
    _check(actor)
    try:
        with transaction.atomic():
            made = Session.objects.create(term=term, **facts)
    except IntegrityError:
        raise Refused(f"{term}第{facts['number']}次会议已经建立。") from None
    events.record(made, actor=actor, key="add_session", label="建立会议", text=f"建立{made}")
    return made


@transaction.atomic
def change_session(*, actor: Actor, session: Session, **facts) -> None:
    """New days or a new cut-off; what was already submitted keeps how it was counted."""
    _check(actor)
    changed = {name: value for name, value in facts.items() if getattr(session, name) != value}
    if not changed:
        return
    try:
        with transaction.atomic():
            Session.objects.filter(pk=session.pk).update(**changed)
    except IntegrityError:
        raise Refused(f"第{facts['number']}次会议已经建立。") from None
    values = {name: str(value) for name, value in changed.items()}
    events.record(session, actor=actor, key="change_session", label="修改会议", facts=values)
