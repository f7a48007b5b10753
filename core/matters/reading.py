"""Reading matters: whole ones in a fixed number of statements, and how their dates stand."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Exists, Model, OuterRef, Prefetch, QuerySet, prefetch_related_objects
from django.http import Http404
from django.utils import timezone

from core.clock import clocks
from core.compiled import DAYS, KEY, Compiled, kept
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


class Hanging:
    """Rows that hang on one matter, whose SQL is worked out once a day: ``build(key)`` asks by the key of the matter.

    They are put where ``owner.<name>.all()`` finds them without a statement, as prefetching does; it works the same SQL
    out anew for each matter, which takes longer than asking.
    """

    def __init__(self, name: str, build: Callable[[int], QuerySet[Any]]):
        self._name = name
        self._compiled = kept(DAYS)(lambda _day: Compiled(build, KEY))

    def fetch(self, key: int, owners: Iterable[Any], can_be: bool = True) -> None:
        """Fetch them for these owners, parts of the matter of this key or itself; none where there can be none."""
        owners = list(owners)
        if owners:
            hang(owners, self._name, self._compiled(timezone.localdate()).of(key) if can_be else ())


def hang(owners: Iterable[Any], name: str, rows: Iterable[Any]) -> None:
    """Each owner's ``<name>.all()`` answers those of the rows that are its own, in their order; each row knows its
    owner. Rows of others are left out."""
    by_key = {owner.pk: owner for owner in owners}
    if not by_key:
        return
    relation = next(iter(by_key.values()))._meta.get_field(name)
    asked: Any = type(relation.related_model._default_manager.all())
    known = _known(asked)(relation.related_model)
    known.rows = [row for row in rows if getattr(row, relation.field.attname) in by_key]
    prefetch_related_objects(list(by_key.values()), Prefetch(name, known))


class _Known(QuerySet):
    """Rows that are read already: for ``Prefetch``, which asks for those of some owners and then for each one's own."""

    rows: list[Any] | None = None

    def using(self, alias: str | None) -> Self:
        return super().using(alias) if self.rows is None else self

    def filter(self, *args: Any, **kwargs: Any) -> Self:
        return super().filter(*args, **kwargs) if self.rows is None or not args else self

    def __iter__(self) -> Iterator[Any]:
        return super().__iter__() if self.rows is None else iter(self.rows)

    def __len__(self) -> int:
        return super().__len__() if self.rows is None else len(self.rows)


@cache
def _known(asked: Any) -> type[_Known]:
    """With what the model's own queryset can do."""
    return type("Known", (_Known, asked), {})


class Whole:
    """One row by its key, with what its queryset fetches along (``prefetch_related``); the SQL of each statement is
    worked out once a day. What does not lead back by foreign keys is fetched as Django does.
    """

    def __init__(self, rows: QuerySet[Any]):
        self._rows = rows
        self._one = kept(DAYS)(lambda _day: Compiled(lambda key: rows.prefetch_related(None).filter(pk=key), KEY))
        self._around: list[tuple[str, str, Hanging | None]] | None
        try:
            self._around = list(_around(rows))
        except (AttributeError, FieldDoesNotExist):
            self._around = None

    def get(self, key: int) -> Any:
        """The row; raises DoesNotExist of its model where there is none."""
        if self._around is None:
            return self._rows.get(pk=key)
        found = self._one(timezone.localdate()).of(key)
        if not found:
            raise self._rows.model.DoesNotExist
        at: dict[str, list[Any]] = {"": found}
        for above, name, hanging in self._around:
            owners = at[above]
            if hanging is None:
                hang(owners, name, ())
            else:
                hanging.fetch(key, owners)
            at[f"{above}{name}__"] = [row for owner in owners for row in getattr(owner, name).all()]
        return found[0]


def _around(rows: Any) -> Iterator[tuple[str, str, Hanging | None]]:
    """What is fetched along: below what, by which name, and how; raises where it is not a chain that leads back."""
    models, back = {"": rows.model}, {"": ""}
    for lookup in rows._prefetch_related_lookups:
        asked = lookup if isinstance(lookup, Prefetch) else Prefetch(lookup)
        above, name = asked.prefetch_through.rpartition("__")[::2]
        above = f"{above}__" if above else ""
        if above not in models or asked.to_attr:
            raise FieldDoesNotExist
        relation = models[above]._meta.get_field(name)
        way, model = relation.field.name + back[above], relation.related_model
        if not relation.one_to_many or relation.get_accessor_name() != name:
            raise FieldDoesNotExist
        wanted = model._default_manager.all() if asked.queryset is None else asked.queryset
        models[f"{above}{name}__"], back[f"{above}{name}__"] = model, f"__{way}"
        yield above, name, None if isinstance(wanted, Nothing) else Hanging(name, _by(wanted, way))


def _by(rows: QuerySet[Any], way: str) -> Callable[[int], QuerySet[Any]]:
    return lambda key: rows.filter(**{way: key})


def only(rows: list[Any]) -> Any:
    """The one row that was asked for; Http404 where there is none."""
    if not rows:
        raise Http404
    return rows[0]


def with_deferred(rows: Iterable[Any], names: Sequence[str]) -> None:
    """Read what was left in the table of these rows of one model; at most one statement."""
    missing = {row.pk: row for row in rows if set(names) & row.get_deferred_fields()}
    if not missing:
        return
    model = type(next(iter(missing.values())))
    for pk, *values in model._base_manager.filter(pk__in=missing).values_list("pk", *names):
        for name, value in zip(names, values, strict=True):
            setattr(missing[pk], name, value)


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
