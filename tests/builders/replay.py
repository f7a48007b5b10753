"""What a builder wrote is written again, instead of being done again.

Many tests begin with the same acts on the same rows. From rows that are known (those that tests share, and on them
nothing but what such builders wrote), the same builder with the same arguments writes the same; so every process does
it once and afterwards repeats its statements. Only on SQLite, where a rollback takes the numbers of rows back as well;
and not in tests that change the program while it runs.
"""

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import wraps
from types import SimpleNamespace
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from core.clock import calendar

#: Fixtures with which the program is another one.
CHANGES_THE_PROGRAM = frozenset({"monkeypatch", "settings", "mocker"})

Step = tuple[Any, ...]


@dataclass
class Known:
    """How the rows of the running test came about; ``changes`` tells whether anything else was written since."""

    steps: tuple[Step, ...] = ()
    changes: int = -1


@dataclass
class Recording:
    """The statements of one builder, what it left to be done after the commit, and what it gave back."""

    statements: list[tuple[str, Any, bool]] = field(default_factory=list)
    afterwards: list[Any] = field(default_factory=list)
    gave: bytes = b""


_kept: dict[tuple[Step, ...], Recording] = {}
_running: list[Recording] = []
_known = Known()


def begin(shared: set[str], fixtures: set[str]) -> None:
    """A test begins on these shared rows, with nothing of its own written."""
    allowed = connection.vendor == "sqlite" and not CHANGES_THE_PROGRAM & fixtures
    _known.steps, _known.changes = (tuple(sorted(shared)),), _changes() if allowed else -1


def end() -> None:
    """Nothing is known of the rows of the test that comes, until it begins."""
    _known.changes = -1


def forget() -> None:
    """The shared rows go: others like them may be numbered otherwise."""
    _kept.clear()
    end()


def replayed(build: Callable) -> Callable:
    """A builder that writes rows and gives back rows or nothing; with arguments of other kinds it does it anew."""

    @wraps(build)
    def built(*args, **options):
        if _known.changes != _changes():
            return build(*args, **options)
        try:
            said = _key(args), _key(sorted(options.items()))
        except TypeError:
            return build(*args, **options)
        steps = (*_known.steps, (build.__module__, build.__name__, timezone.localdate(), said))
        if steps in _kept:
            found = pickle.loads(_again(_kept[steps]))  # noqa: S301 - our own, of this process
        else:
            with _recorded() as recording:
                found = build(*args, **options)
            recording.gave = pickle.dumps(found)
            _kept[steps] = recording
        _known.steps, _known.changes = steps, _changes()
        return found

    return built


def _changes() -> int:
    """How many rows this connection has written so far; undone ones count."""
    return getattr(connection.connection, "total_changes", -2)


def _key(value: Any) -> Any:
    """What tells arguments apart. Raises TypeError for what is not known to be told apart."""
    if isinstance(value, Model):
        return value._meta.label, value.pk
    if isinstance(value, SimpleNamespace):
        return _key(vars(value))
    if isinstance(value, dict):
        return _key(list(value.items()))
    if isinstance(value, (list, tuple)):
        return tuple(map(_key, value))
    if value is None or isinstance(value, (str, int, float, Decimal, date)):
        return type(value), value
    raise TypeError(type(value))


@contextmanager
def _recorded() -> Iterator[Recording]:
    recording = Recording()
    waiting = len(connection.run_on_commit)

    def note(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if sql.lstrip()[:6].upper() != "SELECT":
            recording.statements.append((sql, params, many))
        return result

    _running.append(recording)
    try:
        with connection.execute_wrapper(note):
            yield recording
    finally:
        _running.pop()
    recording.afterwards = [func for _, func, _ in connection.run_on_commit[waiting:]]


def _again(recording: Recording) -> bytes:
    wrappers, connection.execute_wrappers = connection.execute_wrappers, []
    try:
        with connection.cursor() as cursor:
            for sql, params, many in recording.statements:
                (cursor.executemany if many else cursor.execute)(sql, params)
                if cursor.description:
                    cursor.fetchall()
    finally:
        connection.execute_wrappers = wrappers
    for outer in _running:
        outer.statements.extend(recording.statements)
    for func in recording.afterwards:
        transaction.on_commit(func)
    calendar.current()  # acts leave the rules and the calendar in the memory of the process
    return recording.gave
