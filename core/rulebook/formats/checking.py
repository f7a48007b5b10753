"""Holding the whole rule book against what it may hold (制度库核对)."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from core import rulebook
from core.chinese import long_date
from core.models import Rule
from core.rulebook.answering import left_out_of
from core.rulebook.formats import chains, values


@dataclass(frozen=True)
class Note:
    """One thing found: of which key and class, and the sentence."""

    key: str
    applies_to: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.key}{f'（{rulebook.class_label(self.applies_to)}）' if self.applies_to else ''}：{self.sentence}"

    def as_json(self) -> dict:
        return {"key": self.key, "applies_to": self.applies_to, "sentence": self.sentence}


@dataclass
class Report:
    """``faults`` want a person's hand; ``warnings`` only want to be known; ``pending`` versions have not begun."""

    count: int = 0
    faults: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    pending: list[Note] = field(default_factory=list)

    def as_json(self) -> dict:
        lists = {name: [note.as_json() for note in getattr(self, name)] for name in ("faults", "warnings", "pending")}
        return {"rules": self.count, **lists}


def check_catalogue() -> list[Note]:
    """What is wrong with the keys and the recommended values of the rulebook files, without a look at the table."""
    found = []
    for key in rulebook.catalogue().values():
        for applies_to, value in {"": key.default, **key.variants}.items():
            found += [Note(key.key, applies_to, sentence) for sentence in values.objections(key, value)]
            if applies_to and applies_to not in key.classes:
                found.append(Note(key.key, applies_to, "推荐值写给了这个项目没有的类别。"))
    return found


def check_table(on: date | None = None) -> Report:
    """What is wrong with the rules as they stand on ``on`` (default today), what is noteworthy, what is pending."""
    on = on or timezone.localdate()
    rules = list(Rule.objects.select_related("regulation"))
    report = Report(count=len(rules))
    chained = rulebook.chained(rules)
    for regulation, one in ((rule.regulation, row) for rule in rules for row in left_out_of(rule.regulation)):
        note = Note(one.key, one.applies_to, f"《{regulation.title}》有条款导入时未能收录（{one}）")
        if note not in report.warnings:
            report.warnings.append(note)
    for (key, applies_to), newest_first in sorted(chained.items()):
        known = rulebook.find_key(key)
        if known is None:
            report.faults.append(Note(key, applies_to, "没有这个项目，请核对项目名称。"))
            continue
        chain = newest_first[::-1]
        _check_chain(report, known, applies_to, chain, on)
    for key in rulebook.catalogue():
        begun = [rule for rule in chained.get((key, ""), []) if rule.effective_from <= on]
        if not begun:
            report.faults.append(Note(key, "", "没有现行的取值，请录入。"))
    return report


def _check_chain(report: Report, known: rulebook.Key, applies_to: str, chain: list[Rule], on: date) -> None:
    for rule in chain:
        report.faults += [
            Note(known.key, applies_to, f"自{long_date(rule.effective_from)}起的一版，{sentence}")
            for sentence in values.objections(known, rule.value)
        ]
        if rule.effective_from > on:
            words = f"自{long_date(rule.effective_from)}起为{rulebook.words(rule)}，依据{rule.source}"
            report.pending.append(Note(known.key, applies_to, words))
    ours = [rulebook.span(rule) for rule in chain if not rule.regulation.is_default]
    report.faults += [Note(known.key, applies_to, sentence) for sentence in chains.faults(ours)]
    for span, standing in zip(ours, chains.standings(ours, on), strict=True):
        if standing.state != "expired":
            continue
        ended = f"自{long_date(span.start)}起的一版施行至{long_date(span.to)}，已经期满"
        if applies_to:
            note = Note(known.key, applies_to, f"{ended}，现按全部类别的规定办。")
            report.warnings.append(note)
        else:
            report.faults.append(Note(known.key, "", f"{ended}，没有新的规定，仍按它计算。请录入新的版本。"))
    if applies_to and applies_to not in known.classes and not known.is_local:
        report.warnings.append(Note(known.key, applies_to, "系统没有这个类别，按原样保存，不用于计时。"))
