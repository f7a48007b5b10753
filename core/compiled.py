"""Queries whose SQL is worked out once and asked again and again.

Django works SQL out anew at every call; of a query with many conditions that takes several times as long as asking.
"""

from collections.abc import Callable
from copy import copy
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)

#: Stands for the key while the SQL is worked out; no row has it.
MARK = -2_000_000_011
MARK_OF_TEXT = "\x1a" * 20


class Compiled(Generic[M]):
    """``build(key)`` for any key, worked out once; what else ``build`` reads is of that moment.

    Keys are whole numbers, or texts with ``mark=MARK_OF_TEXT``. Prefetching is none of it. The same rows come as from
    ``list(build(key))``, in one statement.
    """

    def __init__(self, build: Callable[[Any], QuerySet[M]], mark: int | str = MARK):
        self._rows, self._mark = build(mark), mark
        self._compiler = self._rows.query.get_compiler(self._rows.db)
        self._sql, self._params = self._compiler.as_sql()

    def of(self, key: int | str) -> list[M]:
        """The rows for ``key``."""
        params = tuple(key if one == self._mark else one for one in self._params)
        compiler = copy(self._compiler)
        vars(compiler).update(
            connection=connections[self._rows.db], as_sql=lambda *_args, **_options: (self._sql, params)
        )
        rows = self._rows.all()
        vars(rows.query)["get_compiler"] = lambda *_args, **_options: compiler
        return list(rows)
