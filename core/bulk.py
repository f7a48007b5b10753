"""Writing many rows in few statements."""

import sqlite3
from collections.abc import Iterable
from contextlib import contextmanager
from itertools import chain, islice
from operator import attrgetter
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

Model = TypeVar("Model", bound=models.Model)
VALUES_AT_ONCE = 30_000
# Values of these kinds go to the database as they are; the others are prepared by their field.
_AS_THEY_ARE = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)


@contextmanager
def wide_statements():
    """Let bulk writes use as many values in one statement as the database really takes.

    Django counts on 999 for every SQLite, a limit of libraries older than 2020; today's take tens of thousands.
    """
    if connection.vendor != "sqlite":
        yield
        return
    features, before = connection.features, connection.features.max_query_params
    features.max_query_params = _most_values()
    try:
        yield
    finally:
        features.max_query_params = before


def create(model: type[Model], objects: Iterable[Model]) -> list[Model]:
    """Insert unsaved ``objects`` of one plain model and give them their keys, as ``bulk_create`` does, only faster.

    Django prepares each value by itself, which costs more than the database's own work once rows number thousands.
    No signals are sent, and rows that conflict raise IntegrityError.
    """
    objects = list(objects)
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    into = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES "  # noqa: S608 - names of our own models
    returning = f" RETURNING {quote(model._meta.pk.column)}"
    one = f"({', '.join(['%s'] * len(fields))})"
    size = max(1, min(_most_values(), VALUES_AT_ONCE) // len(fields))
    remaining = iter(objects)
    while batch := list(islice(remaining, size)):
        values = list(chain.from_iterable(_rows(batch, fields)))
        with connection.cursor() as cursor:
            cursor.execute(into + ", ".join([one] * len(batch)) + returning, values)
            for obj, (key,) in zip(batch, cursor.fetchall(), strict=True):
                obj.pk = key
                obj._state.adding, obj._state.db = False, connection.alias
    return objects


def _rows(batch: list[models.Model], fields: list[models.Field]) -> Iterable[list]:
    read = attrgetter(*(field.attname for field in fields))
    automatic = [field for field in fields if _sets_itself(field)]
    database = connections[DEFAULT_DB_ALIAS]  # asked thousands of times: without the proxy around it
    special = [(place, f) for place, f in enumerate(fields) if not isinstance(f, _AS_THEY_ARE)]
    for obj in batch:
        for field in automatic:
            field.pre_save(obj, add=True)
        row = list(read(obj))
        for place, field in special:
            row[place] = field.get_db_prep_save(row[place], database)
        yield row


def _sets_itself(field: models.Field) -> bool:
    """Whether the value is worked out when the row is written: the time of writing, a key of another field."""
    if isinstance(field, models.DateField | models.TimeField):
        return field.auto_now or field.auto_now_add
    return type(field).pre_save is not models.Field.pre_save


def _most_values() -> int:
    """How many values one statement may carry on this connection."""
    if connection.vendor != "sqlite":
        return 65_000
    connection.ensure_connection()
    return connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
