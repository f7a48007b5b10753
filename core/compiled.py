"""Queries whose SQL is worked out once and asked again and again.

Django works SQL out anew at every call; of a query with many conditions that takes several times as long as asking.
"""

from collections.abc import Callable
from copy import copy
from datetime import date
from functools import lru_cache, update_wrapper
from itertools import count
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)

#: Stands for a key while the SQL is worked out; no row has it.
MARK = -2_000_000_011
MARK_OF_TEXT = "\x1a" * 20
#: Stands for a second key, beside the first.
SECOND = MARK - 2
#: Stands for the key of a row that may hang on matters of many kinds, where keys are positive.
KEY = 2**62 + 11

#: The caches in which compiled queries are kept, as long as anybody may ask them.
_caches: WeakSet[Any] = WeakSet()


def forget() -> None:
    """Work everything out anew when it is asked for next: what ``build`` may read beside keys, such as the kinds of
    matters and of clocks, has changed."""
    for cached in list(_caches):
        cached.cache_clear()


def kept(maxsize: int | None) -> Callable[[Callable[..., Any]], Any]:
    """``lru_cache`` that ``forget`` empties."""

    def decorate(make: Callable[..., Any]) -> Any:
        cached = lru_cache(maxsize=maxsize)(make)
        _caches.add(cached)
        return cached

    return decorate


#: Beyond it no row has a key, and a database may refuse to be asked.
LARGEST_KEY = 2**63 - 1

#: Days for which SQL is kept: today's, and its neighbours' around midnight.
DAYS = 4


class Compiled(Generic[M]):
    """``build(key)`` for any key, worked out once; what else ``build`` reads is of that moment.

    Keys are whole numbers, or texts with ``MARK_OF_TEXT`` as their mark; with several marks as many keys. Prefetching
    is none of it. The same rows come as from ``list(build(key))``, in one statement.

    With the setting COMPILED_CHECKED (in tests) each query has, the first time and each so many times, the SQL worked
    out anew too, and AssertionError says that the two differ: ``build`` has read something that is neither a key nor
    always the same.
    """

    def __init__(self, build: Callable[..., QuerySet[M]], *marks: int | str):
        self._build, self._marks = build, marks or (MARK,)
        self._rows = build(*self._marks)
        self._compiler = self._rows.query.get_compiler(self._rows.db)
        self._sql, self._params = _worked_out(self._compiler)
        self._asked = count()

    def of(self, *keys: int | str, plainly: Callable[[], QuerySet[M]] | None = None) -> list[M]:
        """The rows for this key, or these keys; ``plainly`` builds what it is checked against where ``build`` with
        these keys is not all of it. A number that no key can be finds nothing."""
        if any(isinstance(key, int) and abs(key) > LARGEST_KEY for key in keys):
            return []
        params = self._params_for(keys, plainly)
        if not self._sql:
            return []
        compiler = copy(self._compiler)
        vars(compiler).update(
            connection=connections[self._rows.db], as_sql=lambda *_args, **_options: (self._sql, params)
        )
        rows = self._rows.all()
        vars(rows.query)["get_compiler"] = lambda *_args, **_options: compiler
        return list(rows)

    def among(self, *keys: int | str, plainly: Callable[[], QuerySet[M]] | None = None) -> RawSQL | None:
        """The same as the right side of ``pk__in`` of another query, where ``build`` gives one column; None where it
        can have no rows. Keys are such as rows have."""
        params = self._params_for(keys, plainly)
        return RawSQL(self._sql, params) if self._sql else None  # noqa: S611 - Django's own SQL, with its own parameters

    def _params_for(self, keys: tuple[int | str, ...], plainly: Callable[[], QuerySet[M]] | None) -> tuple[Any, ...]:
        found = dict(zip(self._marks, keys, strict=True))
        params = tuple(found.get(one, one) if isinstance(one, (int, str)) else one for one in self._params)
        if settings.COMPILED_CHECKED and next(self._asked) % settings.COMPILED_CHECKED == 0:
            rows = plainly() if plainly else self._build(*keys)
            anew = _worked_out(rows.query.get_compiler(self._rows.db))
            if anew != (self._sql, params):
                raise AssertionError(f"worked out once: {self._sql} {params}; anew: {anew}")
        return params


def _worked_out(compiler: SQLCompiler) -> tuple[str, tuple[Any, ...]]:
    """No SQL for what can have no rows."""
    try:
        return compiler.as_sql()
    except EmptyResultSet:
        return "", ()


def per_day(*marks: int | str) -> Callable[[Callable[..., QuerySet[Any]]], Callable[..., list[Any]]]:
    """Decorator: ``build(day, *keys)`` is worked out once a day, for a key where each of ``marks`` stands; without any
    there are no keys. What is called then gives the rows as a list."""

    def decorate(build: Callable[..., QuerySet[Any]]) -> Callable[..., list[Any]]:
        @kept(DAYS)
        def compiled(day: date) -> Compiled[Any]:
            # Without keys nothing is put in: the mark stands nowhere.
            return Compiled(lambda *keys: build(day, *keys[: len(marks)]), *marks)

        def rows(day: date, *keys: int | str) -> list[Any]:
            return compiled(day).of(*(keys if marks else (MARK,)))

        return update_wrapper(rows, build)

    return decorate
