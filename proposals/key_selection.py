"""Choosing the key proposals of a session (遴选重点提案)."""

from datetime import date

from django.db import transaction

from core.clock import clocks
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import Role
from core.people.actors import Actor, system_actor
from core.text import clean_line
from members.models import Session
from proposals import deadlines
from proposals.models import KeySelection, Proposal


def open_key_selections(today: date, actor: Actor | None = None) -> list[KeySelection]:
    """Begin 遴选重点提案 of the session that closed last before ``today``, unless it has begun; returns what began.

    Where its time had run out before anybody looked (the site was set up later in the year) nothing begins. ``actor``
    is the program at the moment of the day's work.
    """
    closed = Session.objects.of_current_term(today).filter(closes_on__lt=today).select_related("term")
    session = closed.order_by("-closes_on").first()
    if session is None or deadlines.key_selection_due(session) < today:
        return []
    with transaction.atomic():
        selection, new = KeySelection.objects.get_or_create(session=session)
        if not new:
            return []
        deadlines.start_key_selection(selection)
        events.record(selection, actor=actor or system_actor(), key="start_selection", label="开始遴选重点提案")
    return [selection]


def may_finish_selection(actor: Actor) -> bool:
    """提案委主任."""
    return actor.is_in(Role.PROPOSAL_CHAIR)


@transaction.atomic
def finish_key_selection(*, actor: Actor, selection: KeySelection, note: str = "") -> KeySelection:
    """完成遴选: the session's key proposals are chosen; the clock stops.

    Raises Forbidden for others than the chair, Refused while no proposal of the session is marked or once finished.
    """
    if not may_finish_selection(actor):
        raise Forbidden("只有提案委主任可以完成遴选。")
    held = KeySelection.objects.select_for_update().get(pk=selection.pk)
    if held.finished_at:
        raise Refused("这次遴选已经完成。")
    chosen = Proposal.objects.filter(session=held.session_id, is_key=True).count()
    if not chosen:
        raise Refused("本次会议还没有列为重点提案的件。请先在提案页面“列为重点提案”，再完成遴选。")
    note = clean_line(note)[:300]
    held.finished_at, held.finished_by, held.note = actor.at, actor.user, note
    held.save(update_fields=["finished_at", "finished_by", "note"])
    text = f"完成重点提案遴选，共{chosen}件"
    events.record(held, actor=actor, key="finish_selection", label="完成遴选", text=text, facts={"note": note})
    clocks.stop_clock(held, "key_select", actor.at, "完成遴选")
    return held
