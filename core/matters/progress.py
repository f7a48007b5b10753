"""How far a matter has come (进程): the steps it has made, the one it is at, and those before it, with their days.

A line of business declares the steps of its kind; the kit draws them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.chinese import short_date
from core.models import Event

Moment = Callable[[Any, Sequence[Event]], datetime | None]


@dataclass(frozen=True)
class Step:
    """One step of the usual way: in these ``states`` a matter is at it; ``made`` is when it was done.

    ``made`` names a date-and-time field of the matter, or asks the matter and its events (newest first).
    """

    label: str
    states: tuple[str, ...]
    made: str | Moment = ""

    def moment(self, matter: Any, events: Sequence[Event]) -> datetime | None:
        if callable(self.made):
            return self.made(matter, events)
        return getattr(matter, self.made) if self.made else None


@dataclass(frozen=True)
class Progress:
    """The steps of a kind. ``endings`` words the states that leave the usual way; ``running`` ones of them go on still.

    ``note`` says what stands below the step at which the matter is (without words: its state); ``not_in`` are states in
    which no progress is shown yet.
    """

    steps: tuple[Step, ...]
    endings: dict[str, str] = field(default_factory=dict)
    running: tuple[str, ...] = ()
    note: Callable[[Any], str] | None = None
    not_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """One step as it is drawn: ``state`` is done, now or todo; ``small`` its day or what is expected."""

    label: str
    state: str
    small: str = ""


def by_event(*keys: str, otherwise: str = "") -> Moment:
    """``Step(made=...)``: the newest event with one of these keys; without one, the field ``otherwise``."""

    def moment(matter: Any, events: Sequence[Event]) -> datetime | None:
        at = next((event.at for event in events if event.key in keys), None)
        return at or (getattr(matter, otherwise) if otherwise else None)

    return moment


def shown_steps(progress: Progress, matter: Any, events: Sequence[Event], reads: str = "") -> list[Shown]:
    """Steps in order; ``events`` newest first. A matter that left the usual way ends with how it left.

    ``reads`` is how the matter's state reads, where that is not its name.
    """
    if matter.state in progress.not_in:
        return []
    days = {step.label: short_date(at) for step in progress.steps if (at := step.moment(matter, events))}
    if matter.state in progress.endings:
        made = [Shown(step.label, "done", days[step.label]) for step in progress.steps if step.label in days]
        state = "now" if matter.state in progress.running else "done"
        return [*made, Shown(reads or progress.endings[matter.state], state, _day_of_last_change(events))]
    here = next((i for i, step in enumerate(progress.steps) if matter.state in step.states), len(progress.steps))
    made = [Shown(step.label, "done", days.get(step.label, "")) for step in progress.steps[:here]]
    now = [Shown(step.label, "now", _note(progress, matter, reads)) for step in progress.steps[here : here + 1]]
    return [*made, *now, *(Shown(step.label, "todo") for step in progress.steps[here + 1 :])]


def _note(progress: Progress, matter: Any, reads: str) -> str:
    return (progress.note(matter) if progress.note else "") or reads or matter.get_state_display()


def _day_of_last_change(events: Sequence[Event]) -> str:
    changed = next((e.at for e in events if e.to_state and e.to_state != e.from_state), None)
    return short_date(changed) if changed else ""
