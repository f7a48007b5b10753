"""The rules of a pack as an example sees them: by the name of what is due, by class, by starting event."""

from dataclasses import dataclass
from datetime import date

from core import rulebook
from core.models import Rule
from core.rulebook.formats import vocabulary
from core.rulebook.formats.plans import FilePlan

#: A rule for some other class of matter, where the example names no class: only if nothing else is there.
STRANGE = 100
BUILT_IN_STARTS = ("assigned", "received", "assignment_meeting")


@dataclass(frozen=True)
class Offer:
    """One chain of the rule book that the file fills: ``part`` and ``of`` say what it is to another one."""

    what: str
    rule_id: str
    key: str
    applies_to: str
    matter_class: str
    part: str
    of: str
    starts: tuple[str, ...]

    def on(self, day: date) -> Rule | None:
        """The version in force on ``day``; None before the first one."""
        return rulebook.rule_or_none(self.key, day, self.applies_to)


def offers_of(plan: FilePlan) -> list[Offer]:
    """The chains which the file's rows fill, in the file's order."""
    found: dict[tuple, Offer] = {}
    for row in plan.rows:
        if row.part == "conventions":
            continue
        named = vocabulary.stem(row.source_id, row.source_class)
        place = (row.key, row.applies_to, named, row.source_class)
        starts = found[place].starts if place in found else ()
        own = _starts(row.value)
        found[place] = Offer(
            named, row.source_id, row.key, row.applies_to, row.source_class, row.part, row.part_of,
            tuple(dict.fromkeys((*starts, *own))),
        )  # fmt: skip
    return list(found.values())


def starts_of(value) -> tuple[str, ...]:
    """The events from which a period may run; a period that names none runs from the assignment."""
    return _starts(value)


def _starts(value) -> tuple[str, ...]:
    if not isinstance(value, dict):
        return ()
    return (value["from"],) if value.get("from") else BUILT_IN_STARTS


def fit(rule_class: str, given: tuple[str, ...]) -> int | None:
    """How well a rule for ``rule_class`` fits a matter of the classes ``given``; None where it does not.

    Two words of one kind (time, body, role, state, proposer, level) that differ exclude each other; words that agree
    count for the rule, words of which nothing is said against it, so that the rule for all comes before one for a
    special class. Of whom it is and how much it weighs is never taken for granted: a rule for such a class is only for
    those that are said to be of it.
    """
    have = {word for name in given for word in _kinds(name)}
    special = {known.kind for known in vocabulary.words().classes.values()}
    have |= {(kind, wider) for kind, code in have if kind in special for wider in _wider(code)}
    score = 0
    wanted = _kinds(rule_class)
    for kind in {kind for kind, _ in wanted}:
        words = {word for of_kind, word in wanted if of_kind == kind}
        known = {word for of_kind, word in have if of_kind == kind}
        if kind == "body" and have and not known:
            known = {"cppcc"}
        if words & known:
            score += 10 * len(words & known)
        elif known or (kind in ("other", *special) and have):
            return None
        else:
            strange = kind in ("other", *special) or words & vocabulary.OTHER_BODIES
            score -= STRANGE if strange else len(words)
    return score


def _wider(code: str) -> list[str]:
    """The classes of which this one is a part: what is said of 集体提案 is said of 界别提案."""
    return vocabulary.words().classes[code].within.split()


def _kinds(matter_class: str) -> set[tuple[str, str]]:
    """The words of a class, each with its kind."""
    every = vocabulary.words().every
    return {vocabulary.kind_of(word) for word in vocabulary.words_of(matter_class) if word not in every}
