"""Result letters (办理结果 A、B、C …): how a unit grades what it answers, in the committee's own letters and words.

Letters and labels differ from place to place and change with the rules; each has one of a few meanings, by which
figures count and by which several units' results are compared. A row that is graded keeps all three: ``letter``,
``label``, ``meaning``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from core import rulebook
from core.people.actors import Actor


class Meaning(models.TextChoices):
    """What a result letter stands for, the most favourable first."""

    SOLVED = "solved", "已解决或采纳"
    IN_PROGRESS = "in_progress", "正在解决"
    PLANNED = "planned", "列入计划"
    NOT_NOW = "not_now", "暂不能解决"
    REFERENCE = "reference", "留作参考"


@dataclass(frozen=True)
class Grades:
    """The letters that the rule ``rule`` lists, each ``{letter, label, meaning}``, as in force on a day."""

    rule: str

    def choices(self, _obj: Any, actor: Actor) -> list[tuple[str, str]]:
        """For a field of an act: “A 已解决”."""
        return [(row["letter"], self._words(row)) for row in rulebook.value(self.rule, actor.today)]

    def row(self, letter: str, day: date) -> Mapping[str, str]:
        """What the letter says on that day."""
        return {row["letter"]: row for row in rulebook.value(self.rule, day)}[letter]

    def words(self, letter: str, day: date) -> str:
        """“A 已解决”."""
        return self._words(self.row(letter, day))

    def put(self, thing: Any, letter: str, day: date, prefix: str = "") -> list[str]:
        """Grade a thing, without saving; returns the columns written, which may begin alike (``follow_``)."""
        row = self.row(letter, day)
        for name in ("letter", "label", "meaning"):
            setattr(thing, f"{prefix}{name}", row[name])
        return [f"{prefix}{name}" for name in ("letter", "label", "meaning")]

    @staticmethod
    def _words(row: Mapping[str, str]) -> str:
        return f"{row['letter']} {row['label']}"


def least_favourable(graded: Iterable[Any]) -> Any:
    """Of several graded rows the one that stands for all: the least favourable, by meaning."""
    return max(graded, key=lambda one: Meaning.values.index(one.meaning))
