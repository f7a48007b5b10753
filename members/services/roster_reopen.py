"""Taking back the exits that a roster has registered: each as on the member's page, where that may still be done.

Whose exit cannot be taken back is named with the reason and stays; the others are members again, with the seats,
offices and posts that had ended with the mandate.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from core.matters.lifecycle import Refused
from core.models import Event
from core.people.actors import Actor
from members.models import Member
from members.services import editing, steps

LATER = "登记离任之后又有别的登记，离任仍然有效"


@dataclass
class Reopened:
    """``names`` are those whose exit is taken back, ``left`` (name, why) whose exit stays; ``told`` are sentences on
    what did not come back with somebody."""

    names: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def take_back(registered: Iterable[Event], actor: Actor) -> Reopened:
    """Undo these exits. Within the transaction of whoever takes the roster back."""
    done = Reopened()
    for event in registered:
        member = Member.objects.filter(pk=event.object_id).first()
        if member is None:
            continue
        newest = steps.last_undoable(member, actor.today)
        if newest is None or newest.pk != event.pk:
            done.left.append((member.name, LATER))
            continue
        try:
            with transaction.atomic():
                said = editing.undo(member, None, event.pk, actor=actor)
        except Refused as refused:
            done.left.append((member.name, f"离任没有撤销，{refused.sentence.rstrip('。')}"))
            continue
        done.names.append(member.name)
        done.told += [f"{member.name}：{said}"] if said else []
    return done


def rehearsed(registered: Iterable[Event], actor: Actor) -> Reopened:
    """What ``take_back`` would do; nothing of it stays."""
    with transaction.atomic():
        done = take_back(registered, actor)
        transaction.set_rollback(True)
    return done
