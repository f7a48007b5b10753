"""What goes over when a body is merged or ends: open works, matters on their way through it, signatures still needed.

Works that are done, matters that are closed and what was said in them stay with the body that did it. What both bodies
have a part in becomes one first (``uniting``).
"""

from typing import Any

from django.db.models import QuerySet

from core.matters.signing_again import SigningAgain
from core.models import Organisation
from core.organisations import moving
from core.organisations.handing_on import Desk, Handed
from core.organisations.moving import BodyColumn
from core.people.actors import Actor
from proposals import told_of_units, uniting
from proposals.lifecycle import ASSIGNMENT, PROPOSAL
from proposals.models import Assignment, Reply
from proposals.states import DONE
from proposals.still_open import open_proposals, open_signatures, open_works

SIGNING_AGAIN = SigningAgain(Assignment, ASSIGNMENT, matter="proposal")
COLUMNS = (
    BodyColumn(
        "works", "unit", "承办单位", "件没有办结的承办件", open_works, "proposal", own=True,
        told=lambda work: f"（{work.get_role_display()}）",
    ),
    BodyColumn("work_channels", "channel", "交办单位", "件经其交办、没有办结的提案", open_works, "proposal"),
    BodyColumn("channels", "channel", "交办单位", "件经其交办、没有办结的提案", open_proposals),
    BodyColumn(
        "signatures", "organisation", "提案者", "件以其名义提出、没有办结的提案", open_signatures, "proposal",
        beside=lambda row: row.proposal.merged_into,
    ),
)  # fmt: skip


def hand_on(body: Organisation, successor: Organisation, actor: Actor) -> Handed:
    """One work and one voice where there were two; then everything that is open."""
    united, matters = uniting.unite(body, successor, actor)
    handed = moving.hand_on(COLUMNS, body, successor, actor)
    signed = SIGNING_AGAIN.ask(handed.notes["works"], body, successor, actor)
    told = told_of_units.tell(handed.notes["works"], united["works"], body, successor)
    notes = handed.notes | {"united": united, "signed_again": signed, "told": told}
    whole = moving.refreshed(matters, actor)
    return Handed(notes, handed.matters + whole, handed.rows, whole)


def hand_back(notes: Any, body: Organisation, successor: Organisation, actor: Actor) -> None:
    """The same rows are the body's again; what had become one stands as before."""
    moving.hand_back(COLUMNS, notes, body, successor, actor)
    for rows, one in _handled(notes):
        for row in notes.get("handlers", {}).get(one, ()):
            rows.filter(pk=row["pk"]).update(**{name: row[name] for name in HANDLED[one]})
    SIGNING_AGAIN.restore(notes.get("signed_again", []), body, actor)
    if "united" in notes:
        moving.refreshed(uniting.part(notes["united"], body, actor), actor)
    told_of_units.tell_undone(notes.get("told", []), body, actor)


HANDLED = {"works": ("handler_name", "handler_phone"), "replies": ("contact_name", "contact_phone")}


def _handled(notes: Any) -> list[tuple[QuerySet, str]]:
    """Works that are still to be done and their replies, each with its key in ``HANDLED``."""
    works = Assignment.objects.filter(pk__in=notes["works"]).exclude(state__in=DONE)
    return [(works, "works"), (Reply.objects.filter(assignment__in=works.values("pk")), "replies")]


def without_people(notes: Any) -> Any:
    """Nobody of the successor has said yet who handles the works that are still to be done."""
    handlers = {}
    for rows, one in _handled(notes):
        handlers[one] = list(rows.values("pk", *HANDLED[one]))
        rows.update(**dict.fromkeys(HANDLED[one], ""))
    return notes | {"handlers": handlers}


DESK = Desk(
    "proposals", lambda body: moving.waiting(COLUMNS, body), hand_on, hand_back, uniting.shared, (PROPOSAL.model,),
    without_people,
)  # fmt: skip
