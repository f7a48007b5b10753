"""What a regulation's file would change: rows to enter, rows already there, warnings, faults. Nothing is written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from core import rulebook
from core.chinese import long_date
from core.models import Rule
from core.rulebook.answering import LeftOut
from core.rulebook.formats import chains
from core.rulebook.formats.faults import Fault, Faults
from core.rulebook.formats.nodes import Item, line_in

ARTICLE_MAX, NOTE_MAX, CLASS_MAX = 120, 300, 40


@dataclass(frozen=True)
class RegulationFacts:
    """The document that a file sets down."""

    title: str = ""
    adopted_by: str = ""
    adopted_on: date | None = None
    effective_from: date | None = None
    place: str = ""
    code: str = ""
    note: str = ""


@dataclass(frozen=True)
class Draft:
    """One rule as the file has it, read but not yet held against the rule book. ``at`` is where its value stands.

    ``source_id``, ``source_class`` are the names in an imported file, in which one rule may be a ``part`` (extension,
    extension_max, cap) ``part_of`` another. ``document``: it rests on another document than the rest of the file.
    """

    key: str
    value: Any
    effective_from: date
    line: int
    at: Item | None = None
    applies_to: str = ""
    effective_to: date | None = None
    article: str = ""
    article_text: str = ""
    note: str = ""
    source_id: str = ""
    source_class: str = ""
    foreign_class: bool = False
    part: str = ""
    part_of: str = ""
    document: RegulationFacts | None = None


@dataclass(frozen=True)
class PlanRow:
    """One version that the file enters (``new``) or that is there already (``unchanged``)."""

    key: str
    label: str
    applies_to: str
    class_label: str
    value: Any
    words: str
    before: str
    effective_from: date
    effective_to: date | None
    article: str
    article_text: str
    note: str
    line: int
    status: Literal["new", "unchanged"]
    source_id: str = ""
    source_class: str = ""
    part: str = ""
    part_of: str = ""
    document: RegulationFacts | None = None

    def as_json(self) -> dict:
        return {
            "line": self.line, "key": self.key, "label": self.label, "applies_to": self.applies_to,
            "value": self.value, "words": self.words, "effective_from": self.effective_from.isoformat(),
            "effective_to": self.effective_to.isoformat() if self.effective_to else None, "status": self.status,
        }  # fmt: skip


@dataclass(frozen=True)
class FilePlan:
    """A file held against the rule book: ``rows`` are sound, ``faults`` say what is not and where."""

    kind: str
    regulation: RegulationFacts
    rows: tuple[PlanRow, ...] = ()
    warnings: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def new(self) -> list[PlanRow]:
        return [row for row in self.rows if row.status == "new"]

    @property
    def unchanged(self) -> list[PlanRow]:
        return [row for row in self.rows if row.status == "unchanged"]


@dataclass
class Reading:
    """What one of the two readers found in a file."""

    kind: str
    regulation: RegulationFacts = RegulationFacts()
    drafts: list[Draft] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def planned(reading: Reading) -> FilePlan:
    """The file's rules held against each other and the table as it is now; a faulty row hinders no other one."""
    keys = {draft.key for draft in reading.drafts}
    chained = rulebook.chained(Rule.objects.filter(key__in=keys).select_related("regulation"))
    entered: dict[tuple[str, str], list[chains.Span]] = {
        place: [rulebook.span(rule) for rule in rules if not rule.regulation.is_default]
        for place, rules in chained.items()
    }
    rows, faults, warnings = [], list(reading.faults), list(reading.warnings)
    left_out = list(reading.left_out)
    for draft in sorted(reading.drafts, key=lambda draft: draft.effective_from):
        there = entered.setdefault((draft.key, draft.applies_to), [])
        coming = coming_after(draft, reading.drafts)
        wrong = [*_value_faults(draft), *_chain_faults(draft, there, chained, coming)]
        if wrong:
            faults += wrong
            left_out.append(_left_out(draft, wrong))
            continue
        new = chains.Span(draft.effective_from, draft.effective_to, draft.value)
        unchanged = any(chains.same(span, new) for span in there)
        if not unchanged:
            there.append(new)
            warnings += _unmoved_classes(draft, chained)
        rows.append(_row(draft, "unchanged" if unchanged else "new"))
    rows.sort(key=lambda row: row.line)
    faults.sort(key=lambda fault: fault.line)
    return FilePlan(reading.kind, reading.regulation, tuple(rows), tuple(warnings), tuple(faults), tuple(left_out))


def _left_out(draft: Draft, wrong: list[Fault]) -> LeftOut:
    sentence = "".join(fault.sentence for fault in wrong)
    starts = draft.effective_from.isoformat()
    return LeftOut(draft.line, draft.source_id, draft.key, draft.applies_to, sentence, starts, draft.source_class)


def _value_faults(draft: Draft) -> list[Fault]:
    applies_to = "" if draft.foreign_class else draft.applies_to
    sentences = rulebook.check_value(draft.key, draft.value, applies_to)
    found = [Fault(_line(draft, sentence), named(draft), sentence) for sentence in sentences]
    for text, most, name in (
        (draft.article, ARTICLE_MAX, "条款article"),
        (draft.note, NOTE_MAX, "说明note"),
        (draft.applies_to, CLASS_MAX, "类别applies_to"),
    ):
        if len(text) > most:
            found.append(Fault(draft.line, named(draft), f"{name}不能超过{most}字，现有{len(text)}字。"))
    return found


def _line(draft: Draft, sentence: str) -> int:
    return line_in(draft.at, sentence) if draft.at is not None else draft.line


def coming_after(row: "Draft | PlanRow", rows: "Iterable[Draft | PlanRow]") -> list[date]:
    """The days on which the file's other versions of the same key and class begin: a file is looked at as a whole."""
    place = (row.key, row.applies_to)
    return [other.effective_from for other in rows if (other.key, other.applies_to) == place and other is not row]


def _chain_faults(draft: Draft, there: Iterable[chains.Span], chained: dict, coming: list[date]) -> list[Fault]:
    new = chains.Span(draft.effective_from, draft.effective_to, draft.value)
    sentences = chains.objections(chains.until_next(there, new, coming), new) or recommended_day(
        chained.get((draft.key, draft.applies_to), []), draft.effective_from
    )
    return [Fault(draft.line, named(draft), sentence) for sentence in sentences]


def named(draft: Draft) -> str:
    """The key, and the rule's own id where the file has one: final_date（deadline.final_date）."""
    return f"{draft.source_id}（{draft.key}）" if draft.source_id else draft.key


def _unmoved_classes(draft: Draft, chained: dict) -> list[str]:
    """Classes for which a regulation already has a value of its own, which a value for every class does not move."""
    if draft.applies_to:
        return []
    classes = [
        rulebook.class_label(applies_to)
        for (key, applies_to), rules in chained.items()
        if key == draft.key and applies_to and any(not rule.regulation.is_default for rule in rules)
    ]
    if not classes:
        return []
    return [f"第{draft.line}行 {named(draft)}：{'、'.join(classes)}另有规定，这一条不改变它们。"]


def recommended_day(rules: Iterable[Rule], day: date) -> list[str]:
    """The objection to entering a version for the very day on which a recommended setting stands."""
    if any(rule.regulation.is_default and rule.effective_from == day for rule in rules):
        return [f"{long_date(day)}是系统推荐设置的起始日，请写制度实际的施行日期。"]
    return []


def _row(draft: Draft, status) -> PlanRow:
    known = rulebook.find_key(draft.key)
    former = rulebook.rule_or_none(draft.key, draft.effective_from, draft.applies_to)
    return PlanRow(
        key=draft.key,
        label=known.label,
        applies_to=draft.applies_to,
        class_label=rulebook.class_label(draft.applies_to),
        value=draft.value,
        words=rulebook.value_words(draft.key, draft.value),
        before=rulebook.words(former) if former else "",
        effective_from=draft.effective_from,
        effective_to=draft.effective_to,
        article=draft.article,
        article_text=draft.article_text,
        note=draft.note,
        line=draft.line,
        status=status,
        source_id=draft.source_id,
        source_class=draft.source_class,
        part=draft.part,
        part_of=draft.part_of,
        document=draft.document,
    )


__all__ = ["Draft", "Fault", "Faults", "FilePlan", "PlanRow", "Reading", "RegulationFacts", "planned"]
