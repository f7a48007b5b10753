"""What one act sets off, seen from outside: events, people told, clocks, rows and columns; tables say what it must."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps

from core.matters import kinds
from core.models import Clock, Event, Notice
from tests.builders.cast import MONDAY

#: Columns that count or date what happened and say nothing of it.
SILENT = {"revision", "updated_at"}


@dataclass(frozen=True)
class Does:
    """One act and what must follow, whole: an effect that is missing is found, and so is one too many.

    ``events`` are the keys written (``forwardedtext.recalled``: on a thing of another kind than the act's), ``tells``
    the people (names of the cast) who get a notice, ``starts``, ``stops`` and ``moves`` kinds of clock (``reply*3``:
    three of them) that begin, end and become due on another day; ``changes`` columns (``proposal.number``), new rows
    (``+reply``) and rows that went (``-countersign``) of the line's tables.
    ``by`` empty: the program does it.
    """

    key: str
    stage: str
    by: str
    facts: dict[str, Any] | Callable[[Any, Any], dict[str, Any]] = field(default_factory=dict)
    events: str = ""
    tells: str = ""
    starts: str = ""
    stops: str = ""
    moves: str = ""
    changes: str = ""
    day: Any = MONDAY

    def facts_for(self, cast, obj) -> dict[str, Any]:
        return self.facts(cast, obj) if callable(self.facts) else self.facts

    def events_of(self, label: str) -> set[str]:
        """``{"proposal.pass_on", "forwardedtext.received"}``, of an act on a thing of this kind."""
        own = label.partition(".")[2].lower()
        return {key if "." in key else f"{own}.{key}" for key in (self.events or self.key).split()}

    def expected(self, label: str) -> dict[str, list[str]]:
        return {
            "events": sorted(self.events_of(label)),
            "tells": sorted(self.tells.split()),
            "starts": sorted(self.starts.split()),
            "stops": sorted(self.stops.split()),
            "moves": sorted(self.moves.split()),
            "changes": sorted(self.changes.split()),
        }


class Watch:
    """What is there before an act; ``seen`` afterwards says what came, went and changed."""

    def __init__(self, names: dict[int, str]):
        self._names = names
        self._last_event = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
        self._last_notice = Notice.objects.order_by("-id").values_list("id", flat=True).first() or 0
        self._clocks, self._rows = self._running(), self._tables()

    def seen(self) -> dict[str, list[str]]:
        told = Notice.objects.filter(pk__gt=self._last_notice).values_list("recipient", flat=True)
        now = self._running()
        return {
            "events": sorted({f"{event.content_type.model}.{event.key}" for event in self.events()}),
            "tells": sorted({self._names.get(pk, str(pk)) for pk in told}),
            "starts": counted(kind for pk, (kind, _) in now.items() if pk not in self._clocks),
            "stops": counted(kind for pk, (kind, _) in self._clocks.items() if pk not in now),
            "moves": counted(kind for pk, (kind, due) in now.items() if self._clocks.get(pk, (kind, due))[1] != due),
            "changes": sorted(self._changes()),
        }

    def events(self) -> list[Event]:
        """What was written since, in the order in which it happened."""
        return list(Event.objects.filter(pk__gt=self._last_event).select_related("content_type").order_by("id"))

    def _changes(self) -> set[str]:
        found = set()
        for name, after in self._tables().items():
            before = self._rows[name]
            found |= {f"+{name}"} if after.keys() - before.keys() else set()
            found |= {f"-{name}"} if before.keys() - after.keys() else set()
            for pk in after.keys() & before.keys():
                found |= {f"{name}.{column}" for column, value in after[pk].items() if before[pk][column] != value}
        return {one for one in found if one.partition(".")[2] not in SILENT}

    def _running(self) -> dict[int, tuple[str, date]]:
        rows = Clock.objects.filter(stopped_at=None).values_list("pk", "kind", "due")
        return {pk: (kind, due) for pk, kind, due in rows}

    def _tables(self) -> dict[str, dict[int, dict[str, Any]]]:
        lines = {kind.model._meta.app_label for kind in kinds.every()}
        models = [m for m in apps.get_models() if m._meta.app_label in lines and not hasattr(m, "history_object")]
        return {m._meta.model_name: {row[m._meta.pk.attname]: row for row in m.objects.values()} for m in models}


def counted(kinds) -> list[str]:
    """``["reply*2", "sign"]``."""
    return sorted(kind if number == 1 else f"{kind}*{number}" for kind, number in Counter(kinds).items())
