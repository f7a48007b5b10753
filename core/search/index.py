"""Full-text search (检索): one interface over SQLite FTS5 and PostgreSQL GIN, on text cut into tokens beforehand.

Chinese is cut into overlapping pairs of characters, which finds any part of a word without a dictionary; Latin words
and numbers stay whole and are found by their beginning. All parts of a query must occur. Services call ``index``
whenever the text of an object changed; nothing is indexed by signals.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from core.models import SearchEntry

# What core/migrations/0003_search.py makes: a table that SQLite's triggers keep in step, a function of PostgreSQL.
FTS = "core_search_fts"
HITS = "core_search_hits"
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PIECES = re.compile(f"([{_HAN}]+)|([a-z0-9\u00df-\u024f\u0370-\u052f]+)")
_OBJECT_BITS = 40
OBJECT_MASK = (1 << _OBJECT_BITS) - 1
TEXT_LIMIT = 100_000
WORD_LIMIT = 40
QUERY_LIMIT = 24
BATCH = 1000


def tokens(text: str) -> list[str]:
    """What is indexed of ``text``, each token once, in order of appearance.

    A run of characters gives its overlapping pairs and its last character, so that every character begins a token.
    """
    found: dict[str, None] = {}
    for run, word in pieces(text[:TEXT_LIMIT]):
        if run:
            found.update(dict.fromkeys(map("".join, pairwise(run))))
            found[run[-1]] = None
        else:
            found[word[:WORD_LIMIT]] = None
    return list(found)


def tokens_with_repeats(text: str) -> list[str]:
    """Pairs and words of a text as often as they stand in it; of a run of one character that character."""
    found: list[str] = []
    for run, word in pieces(text[:TEXT_LIMIT]):
        if len(run) > 1:
            found += map("".join, pairwise(run))
        else:
            found.append(run or word[:WORD_LIMIT])
    return found


def query_tokens(query: str) -> list[tuple[str, bool]]:
    """What a query asks for: ``(token, is_prefix)``. Single characters, Latin words and numbers match by prefix."""
    asked: dict[tuple[str, bool], None] = {}
    for run, word in pieces(query):
        if len(run) > 1:
            asked.update(dict.fromkeys((first + second, False) for first, second in pairwise(run)))
        else:
            asked[(run or word[:WORD_LIMIT], True)] = None
    return list(asked)[:QUERY_LIMIT]


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """The runs of characters and the words of a text, in its order, each in a pair with nothing for the other."""
    return ((match[1] or "", match[2] or "") for match in _PIECES.finditer(folded(text)))


def folded(text: str) -> str:
    """The text as it is compared: letters of one case and width."""
    return unicodedata.normalize("NFKC", text).casefold()


# ---- writing ----


def index(obj: Any, text: str | None = None) -> None:
    """Put ``obj`` into the index or replace its entry, in the caller's transaction."""
    index_many([(obj, obj.search_text() if text is None else text)])


def index_many(pairs: Iterable[tuple[Model, str]]) -> int:
    """The same for many objects in few statements; returns how many entries were written."""
    return _write([_entry(obj, text) for obj, text in pairs])


def index_texts(kind: ContentType, texts: Mapping[int, str]) -> int:
    """The same for texts that stand in no row, under keys of a type; returns how many entries were written."""
    return _write([_entry_of(kind, key, text) for key, text in texts.items()])


def settle() -> None:
    """Put what was written lately where it is found quickest; without it PostgreSQL does so by and by."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list('core_search_gin')")


def _entry(obj: Model, text: str) -> SearchEntry:
    return _entry_of(ContentType.objects.get_for_model(obj), obj.pk, text)


def _entry_of(kind: ContentType, key: int, text: str) -> SearchEntry:
    return SearchEntry(id=_key(kind.pk, key), content_type=kind, object_id=key, tokens=" ".join(tokens(text)))


def _write(entries: list[SearchEntry]) -> int:
    SearchEntry.objects.bulk_create(
        entries, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=["tokens"]
    )
    return len(entries)


def remove(obj: Model) -> None:
    """Take ``obj`` out of the index."""
    SearchEntry.objects.filter(id=_key(ContentType.objects.get_for_model(obj).pk, obj.pk)).delete()


def searchable_models() -> list[type[Model]]:
    """Models that say what to search in them, by a method ``search_text``."""
    return [model for model in apps.get_models() if hasattr(model, "search_text")]


def ensure_indexed() -> None:
    """After ``migrate``: index every kind that has rows and no entry at all, as one whose rows a migration has made."""
    for model in searchable_models():
        kind = ContentType.objects.get_for_model(model)
        if model._base_manager.exists() and not SearchEntry.objects.filter(content_type=kind).exists():
            rebuild(model)


def rebuild(model: type[Model]) -> int:
    """Index every object of ``model`` again, in transactions of their own so that people can go on working.

    Reads ``objects.with_search_text()`` where the manager has it. What is right already is not written; entries of
    objects that are gone are removed. Returns how many objects were read.
    """
    rows = model._default_manager.all()
    rows = rows.with_search_text() if hasattr(rows, "with_search_text") else rows
    rows, last, count = rows.order_by("pk"), 0, 0
    while True:
        with transaction.atomic():
            _prepare_for_many()
            batch = list(rows.filter(pk__gt=last).select_for_update(of=("self",))[:BATCH])
            _write(_changed(batch))
        count += len(batch)
        if len(batch) < BATCH:
            break
        last = batch[-1].pk
    kind = ContentType.objects.get_for_model(model)
    gone = SearchEntry.objects.filter(content_type=kind).exclude(object_id__in=model._base_manager.values("pk"))
    gone.delete()
    return count


def _changed(batch: list[Any]) -> list[SearchEntry]:
    """Entries of objects in the order of their ids, without those that are right already."""
    entries = [_entry(obj, obj.search_text()) for obj in batch]
    if not entries:
        return []
    stored = SearchEntry.objects.filter(id__range=(entries[0].id, entries[-1].id))
    known = dict(stored.values_list("id", "tokens"))
    return [entry for entry in entries if known.get(entry.id) != entry.tokens]


def _prepare_for_many() -> None:
    """Let PostgreSQL collect many entries before it sorts them into the index; until the end of the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '64MB'; SET LOCAL gin_pending_list_limit = '64MB'")


# ---- reading ----


def matching_ids(model: type[Model], query: str):
    """The ids of objects of ``model`` that contain all of ``query``, as a subquery for ``filter(pk__in=…)``.

    A query without a letter, digit or character finds nothing.
    """
    asked = query_tokens(query)
    if not asked:
        return model._default_manager.none().values("pk")
    kind = ContentType.objects.get_for_model(model)
    if connection.vendor == "sqlite":
        sql = f"SELECT rowid & {OBJECT_MASK} FROM {FTS} WHERE {FTS} MATCH %s AND rowid BETWEEN %s AND %s"  # noqa: S608
        return RawSQL(sql, _sqlite_params(kind.pk, asked))  # noqa: S611 - values are parameters
    return RawSQL(f"SELECT {HITS}(%s::tsquery)", [_tsquery(kind.pk, asked)])  # noqa: S611 - values are parameters


def narrow(rows: QuerySet, query: str, newest_first: bool = False) -> QuerySet:
    """``rows`` that contain all of ``query``; a blank query changes nothing.

    ``newest_first`` orders by descending primary key. On SQLite the index itself then delivers the ids in that order,
    so that the first page of a word found in every text costs no more than that of a rare one.
    """
    if not query.strip():
        return rows.order_by("-pk") if newest_first else rows
    asked = query_tokens(query)
    if not (newest_first and asked and connection.vendor == "sqlite"):
        found = rows.filter(pk__in=matching_ids(rows.model, query))
        return found.order_by("-pk") if newest_first else found
    kind = ContentType.objects.get_for_model(rows.model)
    meta = rows.model._meta
    table, pk = meta.db_table, meta.pk.column
    return rows.extra(  # noqa: S610 - the ORM cannot join a virtual table; all values are parameters
        tables=[FTS],
        where=[
            f"{FTS} MATCH %s",
            f"{FTS}.rowid BETWEEN %s AND %s",
            f'"{table}"."{pk}" = ({FTS}.rowid & {OBJECT_MASK})',
        ],
        params=_sqlite_params(kind.pk, asked),
        order_by=[f"-{FTS}.rowid"],
    )


def key_range(kind_id: int) -> tuple[int, int]:
    """The first and the last id that entries of a type may have."""
    return _key(kind_id, 0), _key(kind_id, OBJECT_MASK)


def _key(kind_id: int, object_id: int) -> int:
    return kind_id << _OBJECT_BITS | object_id


def _sqlite_params(kind_id: int, asked: list[tuple[str, bool]]) -> list:
    match = " ".join(f'"{token}"*' if prefix else f'"{token}"' for token, prefix in asked)
    return [match, *key_range(kind_id)]


def _tsquery(kind_id: int, asked: list[tuple[str, bool]]) -> str:
    words = [f"'{token}':*" if prefix else f"'{token}'" for token, prefix in asked]
    return " & ".join([f"'#{kind_id}'", *words])
