"""What an example gives: days of events, classes of the matter, several units one after the other, extensions asked."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from core.rulebook.formats import vocabulary
from core.rulebook.formats.nodes import Item

Moment = date | datetime

CLASSES = ("class", "classes", "role", "body", "timing", "category", "proposer", "proposer_kind", "level")
UNIT_FIRST = re.compile(r"unit_?([a-z]|\d)_(\w+)")
UNIT_LAST = re.compile(r"(\w+)_(?:by_|to_)?unit_?([a-z]|\d)")
UNIT_ONLY = re.compile(r"unit_?([a-z]|\d)")
EXTENSION = re.compile(
    r"(?:(?P<nth>first|second|third|\d(?:st|nd|rd)?)_)?(?:(?P<of>[a-z_]+?)_)?extension(?:_?(?P<number>\d))?"
    r"(?:_(?P<later>first|second|third))?(?:_(?P<verb>[a-z_]+))?"
)
NUMBERS = {"first": 1, "second": 2, "third": 3, "1st": 1, "2nd": 2, "3rd": 3}
ASKED = {"", "requested", "request", "asked", "applied", "applied_for", "requested_on", "asked_on", "sought"}
APPROVED = {"approved", "approval", "granted", "agreed", "consented", "approved_on", "permitted"}
REFUSED = {"refused", "denied", "rejected", "declined", "not_approved"}
UNTIL = {"asked_until", "until", "requested_until", "wanted_until", "to", "asked_to", "requested_to", "wish", "wished"}


@dataclass
class Asked:
    """One extension asked for: when, whether and when approved, until when it was wished."""

    on: Moment | None = None
    approved: bool = False
    approved_on: Moment | None = None
    refused: bool = False
    until: date | None = None


@dataclass
class Scope:
    """The events of one unit (``name`` A, B …), or those of the matter (no name). ``earlier``: the unit before it."""

    name: str = ""
    days: dict[str, Moment] = field(default_factory=dict)
    asked: dict[str, dict[int, Asked]] = field(default_factory=dict)
    earlier: "Scope | None" = None

    def done(self, what: str, start: str) -> Moment | None:
        """When the act was done for which ``what`` is the period; ``start`` began the period and is not the act."""
        words = vocabulary.words()
        names = list(words.acts.get(words.same.get(what, what), ()))
        last = what.rpartition("_")[2]
        names += [what, f"{what}ed", f"{what}d", f"{what}_done", f"{what}_sent", f"{what}_given", f"{what}_made"]
        names += [f"{what}_completed", f"{what}_on", f"{what}_held", f"{last}ed", f"{last}d", "done", "acted", "act"]
        return next((self.days[name] for name in names if name in self.days and name != start), None)


@dataclass
class Given:
    """An example's input, read."""

    classes: tuple[str, ...] = ()
    loads: str = ""
    year: int | None = None
    scopes: list[Scope] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)


def day_of(moment: Moment) -> date:
    """The day of an act; an act at a time of day belongs to that day until 24:00."""
    return moment.date() if isinstance(moment, datetime) else moment


def read_given(item: Item) -> Given:
    """The input of one example; what is no date, class or event is left out, a date that does not exist is named."""
    given = Given()
    scopes = {"": Scope()}
    for name, part in item.value.items():
        if name in CLASSES:
            given.classes += tuple(part.text().split("、"))
        elif name in ("load_rule", "load"):
            given.loads = part.text()
        elif name == "year":
            given.year = part.value if isinstance(part.value, int) else None
        else:
            _read(name, part, scopes, given)
    ordered = [scope for name, scope in sorted(scopes.items()) if not name or scope.days or scope.asked]
    for before, scope in pairwise(ordered[1:]):
        scope.earlier = before
    if len(ordered) > 1:
        ordered[-1].days = ordered[0].days | ordered[-1].days
    given.scopes = ordered
    return given


def _read(name: str, part: Item, scopes: dict[str, Scope], given: Given) -> None:
    unit = ""
    if match := UNIT_FIRST.fullmatch(name):
        unit, name = match.groups()
    elif match := UNIT_LAST.fullmatch(name):
        name, unit = match.groups()
    elif match := UNIT_ONLY.fullmatch(name):
        unit, name = match[1], ""
    scope = scopes.setdefault(unit.upper(), Scope(unit.upper()))
    if isinstance(part.value, dict) and not name:
        for inner, item in part.value.items():
            _one(inner, item, scope, given)
        return
    _one(name, part, scope, given)


def _one(name: str, part: Item, scope: Scope, given: Given) -> None:
    if name == "extensions" and isinstance(part.value, list):
        for number, item in enumerate(part.value, start=1):
            _extension("", "", number, item, scope, given)
        return
    match = EXTENSION.fullmatch(name)
    if match and (match["verb"] or "") in {*ASKED, *APPROVED, *REFUSED, *UNTIL}:
        counted = match["nth"] or match["number"] or match["later"] or "1"
        number = NUMBERS.get(counted) or int(counted)
        _extension(match["of"] or "", match["verb"] or "", number, part, scope, given)
        return
    moment = _moment(name, part, given)
    if moment is not None:
        scope.days[name] = moment


def _extension(of: str, verb: str, number: int, part: Item, scope: Scope, given: Given) -> None:
    asked = scope.asked.setdefault(of, {}).setdefault(number, Asked())
    if isinstance(part.value, dict):
        for inner, item in part.value.items():
            _extension(of, inner, number, item, scope, given)
        return
    moment = _moment(verb or "extension", part, given) if not isinstance(part.value, bool) else None
    if verb in UNTIL:
        asked.until = day_of(moment) if moment else None
    elif verb in REFUSED:
        asked.refused = part.value is not False
    elif verb in APPROVED:
        asked.approved, asked.refused = part.value is not False, part.value is False
        asked.approved_on = moment
    elif verb in ASKED:
        asked.on = moment


def _moment(name: str, part: Item, given: Given) -> Moment | None:
    """The day, or day and time, that is written; None for anything else."""
    text = part.value.strip() if isinstance(part.value, str) else ""
    match = re.fullmatch(r"(\d{4}-\d{1,2}-\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::\d{2})?)?", text)
    if not match:
        return None
    try:
        day = date(*(int(number) for number in match[1].split("-")))
    except ValueError:
        given.unreadable.append((name, f"日期“{match[1]}”不存在。"))
        return None
    if match[2] is None or int(match[2]) == 24:  # 24:00 ends the day, it does not begin the next one
        return day
    return datetime.combine(day, time()) + timedelta(hours=int(match[2]), minutes=int(match[3]))
