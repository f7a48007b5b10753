"""How a matter begins (收到、起草、转来): its first event, its place in the search index, whom it waits for.

An act is done to a matter that is there. Whoever makes the row (of a draft, of what came in, of another line's text)
says so here, and from then on it is told, found and waited for like any other.
"""

from typing import Any

from django.db import transaction

from core import search
from core.matters import events, turn_keeping
from core.models import Event
from core.people.actors import Actor


def begin(matter: Any, actor: Actor, *, key: str, label: str, text: str = "") -> Event:
    """Begin the matter just stored, in the transaction that stored it; returns its first event.

    ``key`` and ``label`` name the beginning as a row's do an act, ``text`` words it. The turns are kept at once, or
    with those of the act within which it begins, when that ends: clocks, notices and whatever else belongs to the
    beginning may follow this call. Raises TransactionManagementError outside a transaction, in which a matter without
    a beginning could be left behind.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a matter begins in the transaction that stores its row")
    with turn_keeping.after_acts() as changed:
        changed(matter, actor.at)
        event = events.record(matter, actor=actor, key=key, label=label, to_state=matter.state, text=text)
        if hasattr(matter, "search_text"):
            search.index(matter)
    return event
