"""Texts that may be about the same matter, best first, on the index of the search.

Of a text that is asked about, the tokens that few others have choose the candidates: the index delivers who holds them.
The candidates are read and ranked by BM25 over title and body. A ranking knows nothing of who may see what: it is given
the rows in which it may look.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from core.search.counting import counts
from core.search.index import FTS, HITS, OBJECT_MASK, folded, key_range, pieces, tokens_with_repeats

#: A token is telling where at most this share of the texts, or so many of them, have it.
SHARE, FEW = 0.1, 20
#: Fewer texts than these say little of what is rare: two of the same matter would make its words common ones.
MANY = 200
RAREST, ALWAYS, MOST_HOLDERS = 24, 8, 6000
OF_BODY = 40
CANDIDATES = 50
#: So many times as many are first chosen without asking whether they may be looked into.
AT_ONCE = 6
K1, B = 1.2, 0.3
MOST_WORDS, LONGEST_WORD = 5, 20
#: What titles and sentences begin and end with, whatever they are about.
BEGINNINGS = ("关于", "进一步", "建议", "请求", "的", "了", "和", "与", "在", "对", "于", "为", "等", "把", "被", "将")
ENDINGS = ("的提案", "提案", "的建议", "建议", "的", "了", "和", "与", "在", "对", "于", "为", "等", "把", "被", "将")


@dataclass(frozen=True)
class Text:
    """A title and what stands below it; either may be empty."""

    title: str
    body: str = ""


@dataclass(frozen=True)
class Question:
    """A text that is asked about, as the ranking reads it: tokens with their weights."""

    text: Text
    kind: ContentType
    title: dict[str, float]
    body: dict[str, float]
    telling: set[str]
    holders: dict[str, int]

    @property
    def asked(self) -> dict[str, float]:
        return self.body | self.title

    @property
    def rarest(self) -> list[tuple[str, float]]:
        """The tokens by which candidates are chosen: no more of them than the index quickly says the holders of."""
        found = sorted(self.asked.items(), key=lambda one: -one[1])
        found = ([one for one in found if one[0] in self.telling] or found)[:RAREST]
        read = list(accumulate(self.holders.get(token, 1) for token, _ in found))
        return [one for place, one in enumerate(found) if place < ALWAYS or read[place] <= MOST_HOLDERS]


@dataclass(frozen=True)
class Alike:
    """A text that was found: how well it fits, and how much of what is telling it holds (0 to 1)."""

    key: int
    score: float
    share: float
    asked: Question = field(repr=False)
    text: str = field(repr=False)

    @property
    def words(self) -> list[str]:
        """The longest stretches that both texts have around telling tokens: of the title in its order, else of the
        body."""
        asked = self.asked
        title = _stretches(_pieces(asked.text.title), [t for t in asked.title if t in asked.telling], self.text)
        return title or _stretches(_pieces(asked.text.body), asked.body, self.text)


def question(kind: ContentType, text: Text) -> Question:
    """Weigh the tokens of a text by how few others of its type have them; one statement."""
    title, body = Counter(tokens_with_repeats(text.title)), Counter(tokens_with_repeats(text.body))
    total, known = counts(kind, {*title, *body})
    weights = {token: _weight(total, known.get(token, 1)) for token in (*title, *body)}
    telling = {token for token in weights if known.get(token, 1) <= max(FEW, SHARE * total)}
    # What no other text has yet can say nothing; of a body there is enough else.
    by_weight = sorted(
        (token for token in body if token in telling),
        key=lambda token: (token not in known, -weights[token] * body[token]),
    )
    return Question(
        text=text,
        kind=kind,
        title={token: weights[token] for token in title},
        body={token: weights[token] for token in by_weight[:OF_BODY]},
        telling=telling,
        holders=known,
    )


def _weight(total: int, holding: int) -> float:
    total = max(total, holding, MANY)
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5))


# ---- choosing candidates ----


def candidates(asked: Question, within: QuerySet | None = None, most: int = CANDIDATES) -> list[int]:
    """The keys of those that hold most of the rarest tokens, among the rows ``within``.

    One statement without ``within``, else two; three for whoever may look into few of the rows that were found: to ask
    of each token's holders whether they are among many thousand rows costs more than all the rest.
    """
    if not asked.rarest:
        return []
    if within is None:
        return _holding(asked, most)
    every = _holding(asked, most * AT_ONCE)
    inside = set(within.filter(pk__in=every).order_by().values_list("pk", flat=True))
    found = [key for key in every if key in inside][:most]
    return found if len(found) == most or len(every) < most * AT_ONCE else _holding(asked, most, within)


def _holding(asked: Question, most: int, within: QuerySet | None = None) -> list[int]:
    try:
        inside, values = within.order_by().values("pk").query.sql_with_params() if within is not None else ("", ())
    except EmptyResultSet:
        return []
    where = f"WHERE pk IN ({inside})" if inside else ""
    hits, params = _hits(asked.kind.pk, asked.rarest)
    sql = f"SELECT pk FROM ({hits}) AS hits {where} GROUP BY pk ORDER BY sum(weight) DESC, pk DESC LIMIT %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *values, most])
        return [pk for (pk,) in cursor.fetchall()]


def _hits(kind_id: int, rarest: Iterable[tuple[str, float]]) -> tuple[str, list[Any]]:
    """Who holds which of the tokens, a row for each, with the token's weight."""
    params: list[Any] = []
    if connection.vendor == "sqlite":
        first, last = key_range(kind_id)
        one = (
            f"SELECT rowid & {OBJECT_MASK} AS pk, CAST(%s AS REAL) AS weight FROM {FTS} "  # noqa: S608
            f"WHERE {FTS} MATCH %s AND rowid BETWEEN %s AND %s"
        )
        for token, weight in rarest:
            params += [weight, f'"{token}"', first, last]
        return " UNION ALL ".join([one] * (len(params) // 4)), params
    for token, weight in rarest:
        params += [f"'#{kind_id}' & '{token}'", weight]
    values = ", ".join(["(%s::tsquery, %s::float)"] * (len(params) // 2))
    return f"SELECT {HITS}(asked) AS pk, weight FROM (VALUES {values}) AS tokens(asked, weight)", params  # noqa: S608


# ---- ranking ----


def rank(asked: Question, texts: Mapping[int, Text]) -> list[Alike]:
    """These texts, best first (BM25 over title and body); of equals the newest first."""
    plain = {key: folded(f"{text.title} {text.body}") for key, text in texts.items()}
    usual = sum(map(len, plain.values())) / len(plain) if plain else 1
    found = []
    for key, text in plain.items():
        damped = K1 * (1 - B + B * len(text) / usual)
        score, held = 0.0, set()
        for token, weight in asked.asked.items():
            if times := text.count(token):
                score += weight * times * (K1 + 1) / (times + damped)
                held.add(token)
        found.append((score, key, held, text))
    found.sort(key=lambda one: (-one[0], -one[1]))
    return [Alike(key, score, _share(asked, held), asked, text) for score, key, held, text in found]


def _share(asked: Question, held: set[str]) -> float:
    """How much of what is telling is held: of the title, or of title and body together where that is more."""
    return max(_part(asked.title, asked, held), _part(asked.asked, asked, held))


def _part(weights: Mapping[str, float], asked: Question, held: set[str]) -> float:
    telling = {token: weight for token, weight in weights.items() if token in asked.telling}
    whole = sum(telling.values())
    return sum(weight for token, weight in telling.items() if token in held) / whole if whole else 0.0


def _stretches(text: str, around: Iterable[str], other: str) -> list[str]:
    found: list[str] = []
    for token in around:
        at = text.find(token)
        if at < 0 or token not in other or any(token in word for word in found):
            continue
        word = _trimmed(_grown(text, at, at + len(token), other))
        if len(word) > 1 and not any(word in one for one in found):
            found.append(word)
        if len(found) == MOST_WORDS:
            break
    return found


def _grown(text: str, start: int, end: int, other: str) -> str:
    while end - start < LONGEST_WORD and start and text[start - 1] != " " and text[start - 1 : end] in other:
        start -= 1
    while end - start < LONGEST_WORD and end < len(text) and text[end] != " " and text[start : end + 1] in other:
        end += 1
    return text[start:end]


def _trimmed(word: str) -> str:
    while begins := next((one for one in BEGINNINGS if word.startswith(one)), ""):
        word = word.removeprefix(begins)
    while ends := next((one for one in ENDINGS if word.endswith(one)), ""):
        word = word.removesuffix(ends)
    return word


def _pieces(text: str) -> str:
    """What the index reads of a text, a blank wherever something else stands between."""
    return " ".join(run or word for run, word in pieces(text))


# ---- rows of a model ----


def similar_in(rows: QuerySet, text: Text, columns: Sequence[str]) -> list[Alike]:
    """Those of ``rows`` that are most alike, best first; ``columns`` are title and then body. Four statements, or
    five."""
    asked = question(ContentType.objects.get_for_model(rows.model), text)
    keys = candidates(asked, rows)
    if not keys:
        return []
    texts = rows.model._default_manager.filter(pk__in=keys).values_list("pk", *columns)
    return rank(asked, {pk: Text(title, "\n".join(body)) for pk, title, *body in texts})
