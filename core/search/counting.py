"""In how many texts of a type each token stands: what tells a rare word from one that every text has.

The counts steer a ranking and need not be of this moment: they are made anew every night and when the index is rebuilt.
While there are few texts, and each new one changes what is rare, whoever asks makes them anew.
"""

from collections.abc import Collection

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from core.models import SearchEntry, TokenCount
from core.search.index import FTS, key_range

#: Up to so many texts the counts follow by themselves once there are half as many again.
FEW = 1000
_TERMS = "core_search_terms"
_COUNTED = {
    # A look at the index itself, made for this connection; nothing is stored by it.
    "sqlite": f"SELECT %s, term, count(*) FROM temp.{_TERMS} WHERE doc BETWEEN %s AND %s",  # noqa: S608
    "postgresql": """SELECT %s, term, count(*) FROM (SELECT unnest(string_to_array(tokens, ' ')) AS term
        FROM core_searchentry WHERE id BETWEEN %s AND %s) AS every WHERE term <> ''""",
}


def count(kind: ContentType) -> int:
    """Count anew for texts of this type; returns how many there are."""
    with transaction.atomic():
        ContentType.objects.select_for_update().get(pk=kind.pk)  # one at a time
        total = SearchEntry.objects.filter(content_type=kind).count()
        TokenCount.objects.filter(content_type=kind).delete()
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(
                    f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{_TERMS} USING fts5vocab('main', '{FTS}', 'instance')"
                )
            cursor.execute(
                f"INSERT INTO {TokenCount._meta.db_table} (content_type_id, token, entries) "
                f"{_COUNTED[connection.vendor]} GROUP BY term HAVING count(*) > 1",
                [kind.pk, *key_range(kind.pk)],
            )
        TokenCount.objects.create(content_type=kind, token="", entries=total)
    return total


def counts(kind: ContentType, tokens: Collection[str]) -> tuple[int, dict[str, int]]:
    """How many texts there are, and in how many of them each of the tokens stands, where that is more than one."""
    known = _read(kind, tokens)
    if known.get("", 0) <= FEW and _has_grown(kind, known.get("", 0)):
        count(kind)
        known = _read(kind, tokens)
    return known.pop("", 0), known


def _has_grown(kind: ContentType, before: int) -> bool:
    """Whether there are half as many again, and still few."""
    return 3 * before < 2 * SearchEntry.objects.filter(content_type=kind).count() <= 2 * FEW


def _read(kind: ContentType, tokens: Collection[str]) -> dict[str, int]:
    rows = TokenCount.objects.filter(content_type=kind, token__in=["", *tokens])
    return dict(rows.values_list("token", "entries"))
