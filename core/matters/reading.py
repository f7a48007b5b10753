"""Reading matters: whole ones in a fixed number of statements, and how their dates stand."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Model, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from core.clock import clocks
from core.models import Attachment, Clock


class Nothing(QuerySet):
    """No rows, under whatever conditions: where Django would word even an empty statement, nothing is worked out."""

    def filter(self, *_args: Any, **_kwargs: Any) -> Self:
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0


def if_any(name: str, rows: QuerySet[Model], can_be: bool) -> Prefetch:
    """What ``<name>.all()`` answers: ``rows``, or where there can be none in this state none, without a statement."""
    return Prefetch(name, rows if can_be else Nothing(rows.model).none())


def has_files(model: type[Model]) -> Exists:
    """Whether files hang on the matter, asked within its own statement; named ``has_files``, the page heeds it."""
    kind = ContentType.objects.get_for_model(model)
    return Exists(Attachment.objects.filter(root_type=kind, root_id=OuterRef("pk"), removed_at__isnull=True))


def is_over(clock: Clock) -> bool:
    """Stopped by an act, or a right that lapsed unused."""
    return clock.stopped_at is not None or (clock.lapses and clock.due < timezone.localdate())


def next_light(row: Any) -> clocks.Light | None:
    """The light of the nearest date of a list's row (``next_due``, ``next_label``, ``next_kind``); None: nothing runs.

    The words name the date: “答复 还剩3天”.
    """
    if row.next_due is None:
        return None
    light = clocks.light(Clock(due=row.next_due, kind=row.next_kind))
    return replace(light, words=f"{row.next_label} {light.words}")
