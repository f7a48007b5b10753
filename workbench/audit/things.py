"""What the acts on record were about: named by kind, one statement for each kind of thing, however many rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from core.identifiers import typed_username
from core.lists import taken_out
from core.matters import kinds
from core.matters.finding import number_in
from core.matters.naming import name_of, number_of
from core.models import Event, Organisation, User
from core.organisations.finding import best
from core.text import as_one_word
from members.models import Member

GONE = "（已不在）"
Pair = tuple[int, int]


@dataclass(frozen=True)
class Thing:
    """``kind`` in the office's words, its name, and ``about``: the value of the condition that lists all that was done
    to it. Its own page is open to neither post that reads the record."""

    kind: str
    name: str
    about: str = ""


def things_of(rows: Iterable[Event]) -> list[Thing]:
    """What each row is about, in their order; a part of something is named by that with its own kind."""
    rows = list(rows)
    named = _named({(row.root_type_id, row.root_id) for row in rows if row.key not in taken_out.KEYS})
    return [_thing(row, named) for row in rows]


def _thing(row: Event, named: dict[Pair, str]) -> Thing:
    if row.key in taken_out.KEYS:
        return Thing("名单" if row.key == taken_out.EXPORT else "文书", str(row.facts.get("list", "")))
    pair = (row.root_type_id, row.root_id)
    return Thing(_kind(row.content_type_id), named.get(pair, GONE), f"{pair[0]}-{pair[1]}")


def _named(pairs: set[Pair]) -> dict[Pair, str]:
    by_type: dict[int, set[int]] = defaultdict(set)
    for kind, pk in pairs:
        by_type[kind].add(pk)
    return {
        (kind, row.pk): _name(row)
        for kind, keys in by_type.items()
        if (model := model_of(kind)) is not None
        for row in _rows(model).filter(pk__in=keys)
    }


def _rows(model: Any) -> QuerySet:
    """With what names read: a manager that says so, else what a row cannot be without."""
    manager = model._base_manager if not hasattr(model._default_manager, "for_naming") else model._default_manager
    return manager.for_naming() if hasattr(manager, "for_naming") else manager.select_related()


def _name(row: Any) -> str:
    """A matter goes by its number: whoever reads the record has no business with its title."""
    if kinds.kind_of(row) is not None:
        return number_of(row) or "未编号"
    return f"{row.full_name}（{row.username}）" if isinstance(row, User) else name_of(row)


def _kind(content_type: int) -> str:
    model = model_of(content_type)
    kind = kinds.kind_of(model) if model else None
    return kind.title if kind else str(model._meta.verbose_name) if model else ""


def model_of(content_type: int) -> Any:
    return ContentType.objects.get_for_id(content_type).model_class()


# ---- by words ----


def meant(words: str) -> Q:
    """The condition on acts about what the words mean: an account, a member or a body by name, a matter by number.

    The things are found first, a fixed number of statements and all of them, so that the record is read by its
    indexes and nobody is missing from what looks like everything.
    """
    one = as_one_word(words)
    people = User.objects.filter(Q(full_name__icontains=one) | Q(username_key=typed_username(words)))
    found: list[tuple[type, QuerySet]] = [
        (User, people),
        (Member, Member.objects.filter(name__icontains=one)),
        (Organisation, best(words)),
    ]
    for kind in kinds.matters():
        number = number_in(words, kind.search.signs) if kind.search else None
        if kind.search and number is not None:
            numbered = Q(*[(column, number) for column in kind.search.numbers], _connector=Q.OR)
            found.append((kind.model, kind.model._default_manager.filter(numbered)))
    asked = Q(pk__in=())
    for model, rows in found:
        keys = list(rows.order_by().values_list("pk", flat=True))
        if keys:
            asked |= Q(root_type=ContentType.objects.get_for_model(model), root_id__in=keys)
    return asked


def of(about: str) -> Q | None:
    """The condition on acts about one thing or a part of it, by its ``Thing.about``; None where that is none."""
    kind, _, pk = about.partition("-")
    if not (kind.isdecimal() and pk.isdecimal() and len(about) < 30):
        return None
    return Q(root_type=int(kind), root_id=int(pk)) | Q(content_type=int(kind), object_id=int(pk))
