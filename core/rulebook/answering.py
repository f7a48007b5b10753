"""Which of several rules answered for a matter, and why: said with every date that is counted by it.

A regulation's rule that could not be held when its file was loaded is kept with the regulation (``left_out``), so that
no other rule answers in its place unnoticed.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from core.models import Regulation, Rule
from core.rulebook import reading
from core.rulebook.classes import as_classes, candidates


@dataclass(frozen=True)
class LeftOut:
    """A rule of a file that was refused: where it stood, what it was to decide, for which class, from when, and why."""

    line: int
    source_id: str
    key: str
    applies_to: str
    sentence: str
    effective_from: str = ""
    source_class: str = ""

    def __str__(self) -> str:
        where = f"第{self.line}行" if self.line else ""
        named = self.source_id or self.key
        known = reading.find_key(self.key)
        label = f"“{known.label}”" if known and not known.is_local else ""
        of_class = f"（{reading.class_label(self.applies_to)}）" if self.applies_to else ""
        return f"{where}{named}{label}{of_class}：{self.sentence}"


def keep_left_out(regulation: Regulation, left_out: Iterable[LeftOut], entered: Iterable[tuple[str, str]]) -> None:
    """Remember with the document what of its file was refused; what has been ``entered`` since is refused no more."""
    there = set(entered)
    rows = {(row["key"], row["applies_to"], row["source_id"]): row for row in regulation.left_out}
    rows |= {(one.key, one.applies_to, one.source_id): asdict(one) for one in left_out}
    kept = [row for (key, applies_to, _), row in rows.items() if (key, applies_to) not in there]
    if kept != regulation.left_out:
        regulation.left_out = kept
        regulation.save(update_fields=["left_out"])
        reading.forget()


def left_out_of(regulation: Regulation) -> list[LeftOut]:
    """What of this document's file was refused when it was loaded."""
    return [LeftOut(**row) for row in regulation.left_out]


def left_out_for(key: str) -> list[tuple[Regulation, LeftOut]]:
    """What regulations say about this key and could not be held."""
    return [
        (regulation, one) for regulation in reading.regulations() for one in left_out_of(regulation) if one.key == key
    ]


def why(found: Rule, classes: str | Iterable[str], on: date) -> str:
    """Why this rule answers for a matter of ``classes``: the class it is for, what it goes before, what was refused.

    Empty where it is the rule for every class and nothing else was to be considered.
    """
    order = [*candidates(as_classes(classes)), ""]
    said = []
    rank = order.index(found.applies_to) if found.applies_to in order else len(order)
    if found.applies_to:
        behind = [
            code for code in order[rank + 1 : -1]
            if (other := reading.rule_or_none(found.key, on, code)) is not None and other.applies_to == code
        ]  # fmt: skip
        before = f"，先于“{'”“'.join(map(reading.class_label, behind))}”的规定" if behind else ""
        said.append(f"适用“{reading.class_label(found.applies_to)}”的规定{before}")
    for regulation, one in left_out_for(found.key):
        began = one.effective_from <= on.isoformat()
        if began and one.applies_to in order and order.index(one.applies_to) <= rank:
            whom = f"对“{reading.class_label(one.applies_to)}”" if one.applies_to else ""
            now = f"“{reading.class_label(found.applies_to)}”" if found.applies_to else "一般"
            said.append(
                f"《{regulation.title}》{whom}的规定导入时未能收录（{one.sentence.rstrip('。')}），暂按{now}的规定计算"
            )
    return "；".join(said)


def explained(found: Rule | None, classes: str | Iterable[str], on: date) -> dict[str, Any]:
    """The same as a clock keeps it beside its rule."""
    said = why(found, classes, on) if found is not None else ""
    return {"why": said} if said else {}
