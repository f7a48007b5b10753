"""Every statement that writes the state of a registered kind of matter is seen, and must come from the engine.

The watch sits on the database connections of the tests, so that it does not matter by which name or way it is written:
``update``, ``save``, ``create``, ``bulk_update``, raw SQL. Tests may write states themselves, to prepare things, and a
migration may carry them over.
"""

import re
import sys
from pathlib import Path
from types import FrameType

from django.db import connection
from django.db.backends.signals import connection_created

from core.matters import kinds

ROOT = str(Path(__file__).resolve().parents[2]) + "/"
ENGINE = (f"{ROOT}core/matters/engine.py", "_move")
#: Invented matters are written whole, as they would stand after years.
INVENTED = "demo/bulk/"
#: Wide inserts are written for whoever asks for them.
TOOLS = (__file__, f"{ROOT}core/bulk.py")
UPDATE = re.compile(r'\s*UPDATE\s+"?(\w+)"?\s+SET\s+(.*?)(?:\sWHERE\s|$)', re.IGNORECASE | re.DOTALL)
INSERT = re.compile(r'\s*(?:INSERT|REPLACE)\s[^(]*?INTO\s+"?(\w+)"?\s*\(([^)]*)\)', re.IGNORECASE | re.DOTALL)
SETS_STATE = re.compile(r'(?:^|,)\s*"?state"?\s*=', re.IGNORECASE)


class StateWritten(AssertionError):
    """A state was written outside the engine."""


def tables() -> dict[str, kinds.MatterKind]:
    return {kind.model._meta.db_table: kind for kind in kinds.every()}


def watch(execute, sql, params, many, context):
    """An execute wrapper (django.db.backends): raises StateWritten instead of, or after, the statement."""
    head = sql.lstrip()[:7].upper()
    if head.startswith("UPDATE"):
        return _update(execute, sql, params, many, context)
    if head.startswith(("INSERT", "REPLACE")):
        _insert(sql, params, many)
    return execute(sql, params, many, context)


def _update(execute, sql, params, many, context):
    found = UPDATE.match(sql)
    kind = tables().get(found[1]) if found else None
    if kind is None or not SETS_STATE.search(found[2]) or _is_allowed():
        return execute(sql, params, many, context)
    before = dict(kind.model._base_manager.values_list("pk", "state"))
    done = execute(sql, params, many, context)
    after = dict(kind.model._base_manager.values_list("pk", "state"))
    if before != after:
        raise StateWritten(f"{kind.label}: a state was changed outside the engine, at {_writer()}")
    return done


def _insert(sql, params, many) -> None:
    found = INSERT.match(sql)
    kind = tables().get(found[1]) if found else None
    if kind is None:
        return
    columns = [name.strip().strip('"') for name in found[2].split(",")]
    if "state" not in columns or _is_allowed() or _writer().startswith(INVENTED):
        return
    place = columns.index("state")
    rows = params if many else [params]
    states = {str(row[at]) for row in rows for at in range(place, len(row or ()), len(columns))}
    if not states or states - {str(kind.lifecycle.initial)}:
        raise StateWritten(f"{kind.label}: a matter begins as {kind.lifecycle.initial}, not {states}, at {_writer()}")


def _is_allowed() -> bool:
    frame = _ours()
    return (
        frame is None
        or _where(frame)[0].startswith("tests/")
        or "/migrations/" in _where(frame)[0]
        or (frame.f_code.co_filename, frame.f_code.co_name) == ENGINE
    )


def _writer() -> str:
    frame = _ours()
    return f"{_where(frame)[0]}:{_where(frame)[1]}" if frame else "?"


def _where(frame: FrameType) -> tuple[str, int]:
    return frame.f_code.co_filename.removeprefix(ROOT), frame.f_lineno


def _ours() -> FrameType | None:
    """The nearest frame of the project itself, this module and the tools apart."""
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(ROOT) and "/.venv/" not in name and name not in TOOLS:
            return frame
        frame = frame.f_back
    return None


def install() -> None:
    """On every connection that is open or will be."""
    connection_created.connect(_on_connection, dispatch_uid="watch-states")
    _on_connection(connection=connection)


def _on_connection(connection, **_) -> None:
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch)
