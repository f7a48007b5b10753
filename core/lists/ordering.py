"""The order of a list by one of its columns: rows without a value come last, whichever way it runs."""

from collections.abc import Iterable

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, F, Field, Model, TextField, Value
from django.db.models.expressions import OrderBy
from django.db.models.functions import NullIf


def by(model: type[Model], names: Iterable[str], *, down: bool) -> list[OrderBy]:
    """The order by these fields (``-name``: the other way round), or all of them turned round.

    Databases do not agree on where nothing stands, and an office looks for what is there: a list by due dates begins
    with a date in both directions.
    """
    return [_one(model, name.removeprefix("-"), name.startswith("-") != down) for name in names]


def _one(model: type[Model], name: str, down: bool) -> OrderBy:
    value: F | NullIf = F(name)
    fields = _fields(model, name)
    if fields and isinstance(fields[-1], CharField | TextField) and fields[-1].blank:
        value = NullIf(value, Value(""))
    elif fields and not any(field.null for field in fields):
        return value.desc() if down else value.asc()  # an index of the field gives this order
    return value.desc(nulls_last=True) if down else value.asc(nulls_last=True)


def _fields(model: type[Model], path: str) -> list[Field]:
    """The fields along a path, all of them columns; nothing where it is an annotation or goes another way."""
    found: list[Field] = []
    here: type[Model] | None = model
    for name in path.split("__"):
        try:
            field = here._meta.get_field(name) if here else None
        except FieldDoesNotExist:
            return []
        if not isinstance(field, Field):
            return []
        found.append(field)
        here = field.related_model if isinstance(field.related_model, type) else None
    return found
