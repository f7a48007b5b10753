"""From chosen dates to the acts of urging: which things they mean, and which dates an act does not fit.

The acts are the rows of the lifecycles that say of which kinds of clock they speak (``Transition.urges``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from core.matters import kinds
from core.matters.clock_rows import NamedClock, works_behind
from core.matters.deadlines import clock_kind, clock_kinds
from core.matters.kinds import MatterKind
from core.matters.lifecycle import Transition
from core.models import Clock
from core.models.roles import posts_that

#: To whom the acts are offered; whom they may be done to is asked of each.
URGERS = posts_that(urges=True)


@dataclass(frozen=True)
class Urging:
    """One act of urging: a row of the lifecycle of ``kind``; ``key`` names it in addresses."""

    key: str
    kind: MatterKind
    row: Transition

    @property
    def label(self) -> str:
        return self.row.label

    @property
    def url(self) -> str:
        return reverse("workbench:board_urge", args=[self.key])

    @property
    def fits(self) -> str:
        """Which dates it speaks of."""
        return f"只对{''.join(f'“{clock_kind(key).label}”' for key in self.row.urges)}的期限"

    def target_of(self, clock: Clock, behind: Mapping[int, tuple[int, int]]) -> int | None:
        """The key of what this act urges because of this date: the thing, the work that owes it (``behind``), or the
        matter; None where it does not fit."""
        if clock.kind not in self.row.urges:
            return None
        kind, key = behind.get(clock.pk, (clock.content_type_id, clock.object_id))
        if kind == self.kind.content_type.pk:
            return key
        return clock.root_id if clock.root_type_id == self.kind.content_type.pk else None


def urgings() -> dict[str, Urging]:
    """Every act of urging by its key, in the order of the process; a key used before is prefixed with the model."""
    order = {kind.key: place for place, kind in enumerate(clock_kinds())}
    rows = [(kind, row) for kind in kinds.every() for row in kind.lifecycle.rows if row.urges]
    found: dict[str, Urging] = {}
    for kind, row in sorted(rows, key=lambda one: min(order[key] for key in one[1].urges)):
        key = row.key if row.key not in found else f"{kind.model._meta.model_name}-{row.key}"
        found[key] = Urging(key, kind, row)
    return found


def split(urging: Urging, rows: Iterable[NamedClock]) -> tuple[list[int], list[NamedClock]]:
    """The keys to urge, each once, and the dates to which the act does not apply."""
    targets: list[int] = []
    left_out: list[NamedClock] = []
    rows = list(rows)
    behind = works_behind(row.clock for row in rows)
    for row in rows:
        target = urging.target_of(row.clock, behind)
        if target is None:
            left_out.append(row)
        elif target not in targets:
            targets.append(target)
    return targets, left_out


def sentence_about(urging: Urging, left_out: list[NamedClock], most: int = 5) -> str:
    """Which chosen dates do not go on, by name."""
    names = "、".join(f"{row.matter_name}的“{row.clock.label}”" for row in left_out[:most])
    more = f"等{len(left_out)}条" if len(left_out) > most else ""
    return f"{names}{more}不适用“{urging.label}”（{urging.fits}），没有带入。"
