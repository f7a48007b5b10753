"""Whom a unit's letter answers, where others were merged into the matter that it works on (并案): reading only.

``core.matters.owed`` keeps what is owed to them, ``letter_to`` asks at delivery.
"""

from typing import Any

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
    return beside if continues(work) else [matter, *beside]


def first_answered(work: Any) -> Any:
    """Those whom the text itself speaks to: the matter's own, or the first of those left to a letter of their own."""
    return next(iter(answered_by(work)), None) or matter_of(work)


def continues(work: Any) -> bool:
    """Whether the work answers only those whom an earlier letter of the unit left out."""
    return getattr(work, "continues_id", None) is not None
