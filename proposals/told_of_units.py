"""Proposers read once which unit answers them from now on when theirs was merged or closed, and when that is undone."""

from typing import Any

from core.delivery.notices import announce, close_of
from core.matters.unit_work import ANSWERING
from core.models import Event, Organisation
from core.models.generic import aimed_at
from core.organisations.moving import HANDED_ON
from core.people.actors import Actor
from proposals.effects.telling import named, signatory_users
from proposals.models import Assignment, UnitRole

MOVES = (HANDED_ON, "unite", "part")


def tell(
    moved: list[int], united: list[dict[str, Any]], body: Organisation, successor: Organisation
) -> list[list[int]]:
    """Of the works moved, and the body's own that ended in others; returns (work, event) for ``tell_undone``."""
    ended = Assignment.objects.filter(pk__in=[one["work"] for one in united], unit=body)
    told = []
    for work in _answering([*moved, *ended.values_list("pk", flat=True)]):
        told.append([work.pk, _announce(work, f"由{body}变为{successor}").pk])
    return told


def tell_undone(told: list[list[int]], body: Organisation, actor: Actor) -> None:
    """What they were told holds no more."""
    close_of([event for _, event in told], actor.at)
    for work in _answering([pk for pk, _ in told]):
        _announce(work, f"仍为{body}，此前的变更已撤销")


def _answering(keys: list[int]) -> list[Assignment]:
    rows = Assignment.objects.filter(pk__in=keys, role__in=ANSWERING).select_related("proposal__session__term")
    return list(rows.order_by("pk"))


def _announce(work: Assignment, words: str) -> Event:
    part = "分办" if work.role == UnitRole.SEPARATE else "主办"
    event = Event.objects.filter(**aimed_at(work), key__in=MOVES).latest("pk")
    proposal = work.proposal
    title = f"{named(proposal)}的{part}单位{words}"
    announce(signatory_users(proposal), title, event=event, target=proposal, url=proposal.get_absolute_url())
    return event
