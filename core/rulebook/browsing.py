"""The rule book as pages show it: which version stands on a day, how two versions differ, what was entered when."""

import difflib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core import rulebook
from core.clock import clocks
from core.clock.workdays import PeriodError
from core.models import Rule
from core.rulebook.forms.words import CONVENTIONS, said

STATES = {"in_force": "现行", "pending": "待施行", "past": "已失效"}


@dataclass(frozen=True)
class Line:
    """One version in a list: how it stands on the day asked about."""

    key: rulebook.Key
    version: Any
    words: str
    matter_class: str
    state: str
    following: date | None = None

    @property
    def rule(self) -> Rule:
        return self.version.rule

    @property
    def is_recommended(self) -> bool:
        return self.rule.regulation.is_default

    @property
    def is_confirmed(self) -> bool:
        """Whether the committee has said that it wants the recommended value."""
        return self.is_recommended and self.rule.confirmed_at is not None

    @property
    def basis(self) -> str:
        """On what it rests, in the words of every page: 依据《…》第几条, or who has confirmed the recommended value."""
        if self.is_recommended:
            return self.rule.source if self.is_confirmed else "系统推荐，尚未由本委员会制度确定，待确认"
        return f"依据{self.rule.source}"

    @property
    def cited(self) -> str:
        """The same in a column that is headed 依据."""
        return self.rule.source if self.is_confirmed or not self.is_recommended else "系统推荐"

    @property
    def state_label(self) -> str:
        if self.version.state == "expired" and self.state == "in_force":
            return "到期未续，仍沿用"
        return STATES[self.state]

    @property
    def since_ever(self) -> bool:
        """Whether it stands since the beginning of the rule book: no day worth naming."""
        return self.version.starts <= rulebook.SINCE_EVER

    @property
    def may_withdraw(self) -> bool:
        return self.state == "pending"

    def mentions(self, wanted: str) -> bool:
        """Whether every word of ``wanted`` occurs in what the line says."""
        rule = self.rule
        said = " ".join(
            (
                self.key.label, self.key.key, self.key.note, rule.regulation.title, rule.article, rule.article_text,
                rule.confirmed_basis, rule.note, self.words, self.matter_class,
            )
        ).lower()  # fmt: skip
        return all(word in said for word in wanted.lower().split())


def keys() -> list[rulebook.Key]:
    """Every key that pages show: those of the catalogue, then the deadlines of local regulations."""
    local = Rule.objects.filter(key__startswith=rulebook.LOCAL).values_list("key", flat=True).distinct()
    return [*rulebook.catalogue().values(), *(rulebook.find_key(name) for name in sorted(local))]


def lines_of(key: rulebook.Key, on: date) -> list[Line]:
    """Every version of ``key``, class by class, newest first."""
    found = []
    for matter_class in ("", *rulebook.classes_of(key.key)):
        versions = rulebook.versions_of(key.key, matter_class, on)
        following = min((v.starts for v in versions if v.state == "pending"), default=None)
        label = rulebook.class_label(matter_class) if matter_class else ""
        for version in reversed(versions):
            state = _state(key, version, matter_class, on)
            after = following if state == "in_force" else None
            found.append(Line(key, version, rulebook.words(version.rule), label, state, after))
    return found


def _state(key: rulebook.Key, version: rulebook.Version, matter_class: str, on: date) -> str:
    """in_force, pending or past: what the program uses on ``on`` is in force, whatever its named end says."""
    if version.state in ("pending", "past"):
        return version.state
    return "in_force" if rulebook.rule(key.key, on, matter_class).pk == version.rule.pk else "past"


def every_line(on: date) -> list[Line]:
    """Every version of every key; the rules are read at once, so the number of statements does not grow."""
    return [line for key in keys() for line in lines_of(key, on)]


@dataclass(frozen=True)
class Trial:
    """What one version makes of a starting day."""

    line: Line
    due: date | None
    explanation: str


def try_period(key: rulebook.Key, rule: Rule, start: date) -> tuple[date | None, str]:
    """The due day of a period from ``start`` with its explanation, or None with the sentence why there is none."""
    try:
        found = clocks.due_date(start, rule=rule, start_label=key.since or "起算")
    except PeriodError as error:
        return None, str(error)
    return found.due, found.explanation


def trials(lines: list[Line], start: date) -> list[Trial]:
    return [Trial(line, *try_period(line.key, line.rule, start)) for line in lines]


@dataclass(frozen=True)
class Sample:
    """What one of two rules makes of the first day of the new one."""

    label: str
    due: date | None
    explanation: str


def old_and_new(key: rulebook.Key, old: Rule | None, new: Rule, start: date) -> list[Sample]:
    """The due day of a period that begins on ``start`` by the former rule and by the new one; nothing for others."""
    if key.type != "period":
        return []
    pairs = [("原规则", old), ("新规则", new)] if old else [("新规则", new)]
    return [Sample(label, *try_period(key, rule, start)) for label, rule in pairs]


def used_codes(key: rulebook.Key) -> dict[str, str]:
    """Every code that any version of a list ever had, with its latest name."""
    found: dict[str, str] = {}
    for matter_class in ("", *rulebook.classes_of(key.key)):
        for version in rulebook.versions_of(key.key, matter_class):  # the oldest first
            value = version.rule.value
            for row in value if isinstance(value, list) else ():
                code = row.get("code") or row.get("key") if isinstance(row, dict) else None
                if code:
                    found[code] = row.get("label", "")
    return found


@dataclass(frozen=True)
class Bundle:
    """The lines of one key as a list shows them: the first (the value for every class, where there is one) in full,
    the others folded."""

    key: rulebook.Key
    lines: list[Line]

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def others(self) -> list[Line]:
        return self.lines[1:]

    @property
    def exceptions(self) -> list[tuple[str, str]]:
        """The other values in words, each with the classes that have it: 3 — 审查、交办."""
        found: dict[str, list[str]] = {}
        for line in self.others:
            found.setdefault(line.words, []).append(line.matter_class)
        return [(words, "、".join(classes)) for words, classes in found.items()]


def bundled(lines: Iterable[Line]) -> list[Bundle]:
    """``lines`` by key, in the order in which they come."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.key.key, []).append(line)
    return [Bundle(rows[0].key, rows) for rows in found.values()]


# Two versions side by side ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One thing that differs: ``how`` is added, removed or changed."""

    how: str
    name: str
    old: str = ""
    new: str = ""

    @property
    def label(self) -> str:
        return {"added": "新增", "removed": "删去", "changed": "改动", "moved": "移动"}[self.how]


@dataclass(frozen=True)
class Piece:
    """A stretch of text: kept, or gone, or new."""

    kind: str
    text: str


@dataclass
class Comparison:
    """What differs between two values."""

    changes: list[Change] = field(default_factory=list)
    text: list[Piece] = field(default_factory=list)


def compare(key: rulebook.Key, old: Rule, new: Rule) -> Comparison:
    """What differs between the values of two versions of ``key``, and between the texts of their articles."""
    changes = changes_between(key, old.value, new.value, rulebook.words(old), rulebook.words(new))
    return Comparison(changes, word_diff(old.article_text, new.article_text))


def changes_between(key: rulebook.Key, old: Any, new: Any, old_words: str, new_words: str) -> list[Change]:
    """Line by line for lists, question by question for conventions, else the two values in words."""
    if old == new:
        return []
    if key.type == "conventions":
        return _changed_conventions(old, new)
    if isinstance(old, list) and isinstance(new, list):
        return _changed_lines(key, old, new)
    return [Change("changed", key.label, old_words, new_words)]


def _changed_conventions(old: dict, new: dict) -> list[Change]:
    return [
        Change("changed", f"{row.number} {row.question}", row.words(old.get(row.name)), row.words(new.get(row.name)))
        for row in CONVENTIONS
        if old.get(row.name) != new.get(row.name)
    ]


def _changed_lines(key: rulebook.Key, old: list, new: list) -> list[Change]:
    before, after = ({_identity(row): row for row in rows} for rows in (old, new))
    found = [Change("removed", said(key, before[name])) for name in before if name not in after]
    for name, row in after.items():
        if name not in before:
            found.append(Change("added", said(key, row)))
        elif row != before[name]:
            found.append(Change("changed", name, said(key, before[name]), said(key, row)))
    common = [[name for name in rows if name in before and name in after] for rows in (before, after)]
    if common[0] != common[1]:
        found.append(Change("moved", "各项的次序"))
    return found


def _identity(row: Any) -> str:
    """What makes a line the same line in two versions: its code; a line without one is the same or another."""
    if not isinstance(row, dict):
        return str(row)
    return str(next((row[part] for part in ("code", "letter", "key") if part in row), row))


def word_diff(old: str, new: str) -> list[Piece]:
    """The two texts as one, cut where they differ: every Chinese character, number and Latin word stands for itself."""
    if not old and not new:
        return []
    first, second = (re.findall(r"\d+|[A-Za-z]+|\s+|.", text, re.S) for text in (old, new))
    gone, new, found = "", "", []

    def settle() -> None:
        nonlocal gone, new
        found.extend(Piece(kind, text) for kind, text in (("gone", gone), ("new", new)) if text)
        gone, new = "", ""

    for tag, a, b, c, d in difflib.SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        old_part, new_part = "".join(first[a:b]), "".join(second[c:d])
        lonely = (gone or new) and len(old_part) == 1 and d < len(second) and b < len(first)
        if tag == "equal" and not lonely:
            settle()
            found.append(Piece("same", old_part))
        else:  # a single character left between two changes reads worse than one change
            gone, new = gone + old_part, new + new_part
    settle()
    return found


def sides(pieces: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """The same cut for two columns: what stood in the old text, what stands in the new one."""
    return [p for p in pieces if p.kind != "new"], [p for p in pieces if p.kind != "gone"]


def counts_by_state(lines: list[Line]) -> dict[str, int]:
    """How many lines stand in each state, none included."""
    counted = Counter(line.state for line in lines)
    return {state: counted[state] for state in STATES}
