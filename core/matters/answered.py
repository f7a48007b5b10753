"""Whom a unit's letter answers, where others were merged into the matter that it works on (并案): reading only.

``core.matters.owed`` keeps what is owed to them, ``letter_to`` asks at delivery.
"""

from collections.abc import Iterable
from typing import Any

from core.matters.naming import number_of
from core.models.generic import matter_of


def rows_of(work: Any) -> list[Any]:
    """Every answer owed or given by the work that counts; costs nothing where they are fetched."""
    return [row for row in work.owed.all() if row.ended_at is None] if hasattr(work, "owed") else []


def open_rows(work: Any) -> list[Any]:
    """Those not answered yet."""
    return [row for row in rows_of(work) if row.is_open]


def answered_by(work: Any) -> list[Any]:
    """The matters whose people the work's letter answers or is to answer, its own first; what was merged is known."""
    matter, rows = matter_of(work), rows_of(work)
    merged = {one.pk: one for one in matter.merged.all()} if rows else {}
    beside = [merged[row.merged_id] for row in rows if row.merged_id in merged]
    return [matter, *beside] if work.answers_own else beside


def answered_in(matter: Any, number: int = 0) -> list[Any]:
    """The matters whose people a round of handling (the present one) answers, its own first: everybody's, as long as
    no unit has it."""
    number = number or matter.round
    works = [one for one in matter.assignments.all() if one.round == number and one.answers]
    found = {one.pk for work in works if work.state not in work.gone for one in answered_by(work)}
    return [one for one in (matter, *matter.merged.all()) if not works or one.pk in found]


def to_be_answered(work: Any) -> list[Any]:
    """Whom the unit is to answer that gets a work now: those whom the one did in whose place it comes, or whom the
    others of its round do."""
    former, matter = work.replaces, matter_of(work)
    if former is None or not former.answers:
        return answered_in(matter)
    return [matter] * former.answers_own + [row.merged for row in open_rows(former)]


def still_to_be_answered(matter: Any) -> set[int]:
    """The keys of the matters whose people wait for a letter of the present round."""
    works = [one for one in matter.assignments.all() if one.round == matter.round and one.answers and one.is_open]
    return {one.pk for work in works for one in answered_by(work)}


def only_for(matter: Any, answered: Iterable[Any]) -> str:
    """“只答复收0091的提案者”, where others stand behind the matter whom it does not answer; else nothing."""
    keys = {one.pk for one in answered}
    every = [matter, *matter.merged.all()]
    if keys >= {one.pk for one in every}:
        return ""
    return f"只答复{'、'.join(number_of(one) for one in every if one.pk in keys)}的提案者"


def first_answered(work: Any) -> Any:
    """Those whom the text itself speaks to: the matter's own, or the first of those left to a letter of their own."""
    return next(iter(answered_by(work)), None) or matter_of(work)


def continues(work: Any) -> bool:
    """Whether the work answers only those whom an earlier letter of the unit left out, in the same round."""
    return getattr(work, "continues_id", None) is not None
