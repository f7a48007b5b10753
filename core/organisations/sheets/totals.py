"""Whether a sheet has as many bodies as its totals and the headings of its groups say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.organisations.sheets.left import HEADING, UNREAD, Left
from core.sheets.counts import counted_behind, counted_in
from core.sheets.reading import SheetRow


@dataclass(frozen=True)
class Spot:
    """One line, where it stands: in which sheet, in which block of it, in which row."""

    sheet: str
    block: int
    index: int
    line: SheetRow | Left

    @property
    def counts(self) -> bool:
        return not isinstance(self.line, Left)


def miscounted(spots: Sequence[Spot]) -> list[str]:
    """What is told otherwise than it was read, in words; a total may be of its group, block or sheet, or of all."""
    found = []
    for at, spot in enumerate(spots):
        if not isinstance(spot.line, Left):
            continue
        said, read = None, list[int]()
        if spot.line.sort == UNREAD:
            said, read = counted_in(spot.line.text.split(" · ")), _above(spots, at)
        elif spot.line.sort == HEADING and spot.line.why == "分组标题":
            said, read = counted_behind(spot.line.text), _below(spots, at)
        if said is not None and said not in read:
            found.append(f"{spot.line.place}写“{spot.line.text}”，读到 {read[0]} 家，请核对有没有漏行或重行。")
    return found


def _above(spots: Sequence[Spot], at: int) -> list[int]:
    """How many bodies stand above the line, however far it may reach; what is the likeliest first."""
    here = spots[at]
    since = next((i for i in reversed(range(at)) if _bounds(spots[i].line)), -1)
    return [
        _number(spots, lambda one: one.sheet == here.sheet),
        _number(spots, lambda one: one.sheet == here.sheet and one.index < here.index),
        _number(spots, lambda one: (one.sheet, one.block) == (here.sheet, here.block) and one.index < here.index),
        _number(spots[since + 1 : at], lambda one: True),
        _number(spots, lambda one: True),
    ]


def _below(spots: Sequence[Spot], at: int) -> list[int]:
    """How many bodies stand below the heading: to the next one, to the next one that counts, or to the row of the next
    one in whatever block."""
    here, read = spots[at], list[int]()
    rows = [spot for spot in spots if spot.sheet == here.sheet]
    for counted in (False, True):
        headings = [i for i in range(at + 1, len(spots)) if _is_heading(spots[i], counted)]
        end = next(iter(headings), len(spots))
        read.append(_number(spots[at:end], lambda one: one.sheet == here.sheet))
        until = min((spots[i].index for i in headings if spots[i].sheet == here.sheet), default=1 << 30)
        read.append(sum(spot.counts and here.index < spot.index < until for spot in rows))
    return read


def _is_heading(spot: Spot, counted: bool) -> bool:
    line = spot.line
    if not isinstance(line, Left) or line.sort != HEADING or line.why != "分组标题":
        return False
    return not counted or counted_behind(line.text) is not None


def _bounds(line: SheetRow | Left) -> bool:
    if not isinstance(line, Left):
        return False
    return line.why == "分组标题" or (line.sort == UNREAD and counted_in(line.text.split(" · ")) is not None)


def _number(spots: Sequence[Spot], fits: Callable[[Spot], bool]) -> int:
    return sum(spot.counts and fits(spot) for spot in spots)
