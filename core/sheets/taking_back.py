"""Taking an import back as a whole, on the day it was confirmed and once: what is the same for every kind of sheet.

A kind that can do this (``SheetKind.takes_back``) keeps in ``summary["written"]`` what it wrote, and takes that back as
far as nothing has happened to it since; whatever that is not true of stays and is named.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.matters import events
from core.matters.lifecycle import Refused
from core.models.sheets import KeptSheet
from core.people.actors import Actor
from core.sheets.kinds import SheetKind

TOO_LATE = "只能在导入当天撤销整份表，而且只能撤销一次。请分别更正。"
SINCE = "之后又有改动"


@dataclass
class TakenBack:
    """``removed`` are new rows that went again, ``restored`` changed ones that are as they were; ``left`` are the names
    of those that stay, each with the reason, and ``told`` sentences on what else was done."""

    removed: int = 0
    restored: int = 0
    left: list[tuple[str, str]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def is_anything(self) -> bool:
        return bool(self.removed or self.restored or self.told)


def may_be_taken_back(kind: SheetKind, kept: KeptSheet, today: date) -> bool:
    """Whether it was confirmed today by a version that keeps what it wrote, and was not taken back."""
    if kept.state != KeptSheet.State.APPLIED or kept.applied_at is None:
        return False
    fresh = timezone.localdate(kept.applied_at) == today
    return fresh and kind.takes_back and "written" in kept.summary and "undone" not in kept.summary


def outlook(kind: SheetKind, kept: KeptSheet, actor: Actor) -> TakenBack:
    """What taking it back would do now: done, and given up again."""
    with transaction.atomic():
        done = kind.take_back(kept, actor)
        transaction.set_rollback(True)
    return done


@transaction.atomic
def take_back(kind: SheetKind, kept: KeptSheet, actor: Actor) -> TakenBack:
    """Do it. Forbidden for whoever may not bring such sheets in; Refused where the day is over, or it was done."""
    kind.check(actor)
    kind.lock(kept)
    kept = kind.model._default_manager.select_for_update().get(pk=kept.pk)
    if not may_be_taken_back(kind, kept, actor.today):
        raise Refused(TOO_LATE)
    done: TakenBack = kind.take_back(kept, actor)
    kept.summary |= {"undone": asdict(done) | {"by": actor.name, "at": actor.at.isoformat()}}
    kept.save(update_fields=["summary"])
    text = f"撤销导入“{kept.name}”：{in_words(asdict(done))}"
    events.record(kept, actor=actor, key="undo_import", label="撤销导入", text=text, facts=asdict(done))
    return done


def in_words(undone: dict[str, Any]) -> str:
    """What was done, for the event, the message and the list of uploads."""
    left = f"，{len(undone['left'])} 项没有撤销" if undone["left"] else ""
    return f"去掉新增 {undone['removed']} 项，恢复原状 {undone['restored']} 项{left}"
