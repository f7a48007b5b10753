"""Rows of tables in a form that no database owns, so that a backup of SQLite fills PostgreSQL and the other way round.

A row is a JSON list of its columns: moments and days in ISO 8601, decimals as text, bytes in base64. The digest of a
table is taken over its rows in the order of their keys, with the keys inside JSON columns sorted, since PostgreSQL does
not keep their order.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.db import connections, models, transaction
from django.db.models.functions import Collate
from django.utils.dateparse import parse_duration
from django.utils.duration import duration_iso_string

SNAPSHOT = "backup-snapshot"
COPY = ".backup-"
#: Who was signed in when: a restored site begins without open sign-ins, and no backup opens one.
LEFT_OUT = frozenset({"django_session"})
PIECE = 4 * 1024 * 1024
ROWS_AT_ONCE = 500
PARAMETERS = 30_000


def models_of(apps) -> list[type[models.Model]]:
    """Every table that is backed up, by name; ``apps`` is the site's registry or that of an earlier state."""
    found = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in LEFT_OUT
    }
    return [found[name] for name in sorted(found)]


def fields_of(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]


def columns_of(model: type[models.Model]) -> list[str]:
    return [field.column for field in fields_of(model)]


@contextmanager
def snapshot(using: str, folder: Path) -> Iterator[str]:
    """Another name of the database, under which nothing changes meanwhile; writers are not held up.

    SQLite is copied into a file in ``folder`` by its own backup; PostgreSQL reads as of one moment.
    """
    connection = connections[using]
    if connection.in_atomic_block:  # the caller's transaction is as good
        yield using
        return
    if connection.vendor != "sqlite":
        with transaction.atomic(using=using):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield using
        return
    import sqlite3

    with TemporaryDirectory(prefix=COPY, dir=folder) as place:
        copy = Path(place) / "copy.sqlite3"
        connection.ensure_connection()
        target = sqlite3.connect(copy)
        try:
            connection.connection.backup(target)
        finally:
            target.close()
        connections.databases[SNAPSHOT] = connection.settings_dict | {"NAME": str(copy)}
        try:
            yield SNAPSHOT
        finally:
            connections[SNAPSHOT].close()
            del connections[SNAPSHOT]
            del connections.databases[SNAPSHOT]


@dataclass
class Table:
    """What the manifest says of one table, counted while its rows pass."""

    rows: int = 0
    pieces: int = 0
    digest: Any = None

    def take(self, line: bytes) -> None:
        self.rows += 1
        self.digest.update(line)

    def as_dict(self, model: type[models.Model]) -> dict[str, Any]:
        return {"columns": columns_of(model), "rows": self.rows, "sha256": self.digest.hexdigest()}


def dump(model: type[models.Model], using: str, out: Callable[[str, bytes], None] | None = None) -> dict[str, Any]:
    """Give ``out`` the table's rows in pieces of some megabytes; returns what the manifest says of the table."""
    table, name = Table(digest=hashlib.sha256()), model._meta.db_table
    piece: list[bytes] = []
    held = 0

    def leave() -> None:
        nonlocal held
        if out is not None and piece:
            out(f"tables/{name}/{table.pieces:06}.jsonl", b"".join(piece))
            table.pieces += 1
        piece.clear()
        held = 0

    mixed = any(isinstance(field, models.JSONField) for field in fields_of(model))
    for row in _rows(model, using):
        values = [_portable(value) for value in row]
        line = _line(values)
        table.take(_line(values, sort=True) if mixed else line)
        if out is not None:
            piece.append(line)
            held += len(line)
            if held >= PIECE:
                leave()
    leave()
    return table.as_dict(model)


def _rows(model: type[models.Model], using: str) -> Iterator[tuple[Any, ...]]:
    key = model._meta.pk
    order: Any = key.attname
    if key.get_internal_type() in ("CharField", "TextField"):  # each database sorts words in its own way
        order = Collate(key.attname, "C" if connections[using].vendor == "postgresql" else "BINARY")
    rows = model._base_manager.using(using).order_by(order)
    return rows.values_list(*(field.attname for field in fields_of(model))).iterator(chunk_size=2000)


def _line(values: list[Any], *, sort: bool = False) -> bytes:
    return json.dumps(values, ensure_ascii=False, sort_keys=sort, separators=(",", ":")).encode() + b"\n"


def _portable(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value


_READ: dict[str, Callable[[Any], Any]] = {
    "DateTimeField": datetime.fromisoformat,
    "DateField": date.fromisoformat,
    "TimeField": time.fromisoformat,
    "DurationField": parse_duration,
    "DecimalField": Decimal,
    "UUIDField": UUID,
    "BinaryField": base64.b64decode,
}


class Loader:
    """Puts rows of one table into the database, many in one statement."""

    def __init__(self, model: type[models.Model], columns: list[str], using: str):
        self.connection = connections[using]
        known = {field.column: field for field in fields_of(model)}
        if set(columns) != set(known):
            raise KeyError(model._meta.db_table)
        self.fields = [known[column] for column in columns]
        self.readers = [_READ.get(field.get_internal_type()) for field in self.fields]
        quote = self.connection.ops.quote_name
        names = ", ".join(quote(column) for column in columns)
        self.into = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES "  # noqa: S608 - names of our own tables
        self.places = f"({', '.join(['%s'] * len(columns))})"
        self.at_once = max(1, min(ROWS_AT_ONCE, PARAMETERS // len(columns)))

    def load(self, lines: Iterable[bytes]) -> None:
        waiting: list[list[Any]] = []
        for line in lines:
            waiting.append(self._values(json.loads(line)))
            if len(waiting) >= self.at_once:
                self._write(waiting)
                waiting = []
        if waiting:
            self._write(waiting)

    def _values(self, row: list[Any]) -> list[Any]:
        if len(row) != len(self.fields):
            raise ValueError("a row of another length")
        return [
            field.get_db_prep_save(read(value) if read and value is not None else value, self.connection)
            for field, read, value in zip(self.fields, self.readers, row, strict=True)
        ]

    def _write(self, rows: list[list[Any]]) -> None:
        with self.connection.cursor() as cursor:
            values = [value for row in rows for value in row]
            cursor.execute(self.into + ", ".join([self.places] * len(rows)), values)


# ---- the next numbers ----


def sequences(using: str, tables: list[type[models.Model]]) -> dict[str, int]:
    """The last number that each table has given out: a number is never given again, deleted rows' included."""
    connection = connections[using]
    numbered = [model for model in tables if isinstance(model._meta.pk, models.AutoField)]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            known = dict(cursor.fetchall())
            return {m._meta.db_table: known[m._meta.db_table] for m in numbered if known.get(m._meta.db_table)}
        found = {}
        for model in numbered:
            cursor.execute(
                "SELECT pg_get_serial_sequence(%s, %s)",
                [connection.ops.quote_name(model._meta.db_table), model._meta.pk.column],
            )
            name = cursor.fetchone()[0]
            if name:
                cursor.execute(f"SELECT last_value, is_called FROM {name}")  # noqa: S608 - PostgreSQL's own answer
                last, called = cursor.fetchone()
                if called:
                    found[model._meta.db_table] = last
        return found


def set_sequences(using: str, tables: list[type[models.Model]], last: dict[str, int]) -> None:
    """Go on counting behind ``last`` and behind every row that is there."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for model in tables:
            key = model._meta.pk
            if not isinstance(key, models.AutoField):
                continue
            name = model._meta.db_table
            top = model._base_manager.using(using).aggregate(top=models.Max(key.attname))["top"] or 0
            top = max(top, last.get(name, 0))
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, top])
            else:
                quoted = connection.ops.quote_name(name)
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)", [quoted, key.column, max(top, 1), top > 0]
                )
