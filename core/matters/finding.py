"""Finding matters by their number or by words: of their text, which the index knows, and by the names of those who
stand behind them. Lists, search box and interface ask the same.

Names are asked of the rows that keep them, at the moment of the search: whoever is renamed, signs or takes a signature
back is found by what is true now.
"""

from django.db.models import Q, QuerySet

from core import search
from core.matters.kinds import MatterKind
from core.text import as_one_word

LONGEST_NUMBER = 6


def number_in(words: str, signs: str) -> int | None:
    """The number that the words are, with or without the signs around it: 12, 第0012号; None where they are words."""
    digits = words.strip().strip(signs).strip()
    return int(digits) if digits.isdecimal() and len(digits) <= LONGEST_NUMBER else None


def signed_with(kind: MatterKind, words: str) -> str:
    """The sign before a number that says which of a matter's numbers is meant (收0052, 第0052号); empty for others."""
    if kind.search is None or number_in(words, kind.search.signs) is None:
        return ""
    return next((sign for sign in kind.search.signed if words.strip().startswith(sign)), "")


def with_number(kind: MatterKind, words: str) -> Q | None:
    """The condition on the number that these words are; None where they are words, or the kind has no numbers."""
    number = number_in(words, kind.search.signs) if kind.search else None
    if kind.search is None or number is None or not kind.search.numbers:
        return None
    found = Q()
    sign = signed_with(kind, words)
    for column in (kind.search.signed[sign],) if sign else kind.search.numbers:
        found |= Q(**{column: number})
    return found


def with_names(kind: MatterKind, words: str) -> Q | None:
    """The condition that every word stands in a matter's text or in the name of somebody behind it.

    A name typed with a blank in it (王 芳) is one name. None where no word names anybody (one statement asks that), so
    that the text alone decides.
    """
    whole = as_one_word(words)
    named = dict(kind.search.people([whole, *words.split()])) if kind.search and kind.search.people else {}
    if whole not in words.split() and whole in named:
        return Q(pk__in=named[whole]) | Q(pk__in=search.matching_ids(kind.model, words))
    if not named:
        return None
    plain = " ".join(word for word in words.split() if word not in named)
    found = Q(pk__in=search.matching_ids(kind.model, plain)) if plain else Q()
    for word, matters in named.items():
        found &= Q(pk__in=search.matching_ids(kind.model, word)) | Q(pk__in=matters)
    return found


def containing(rows: QuerySet, words: str, kind: MatterKind, part_of: str = "", newest_first: bool = False) -> QuerySet:
    """Those of ``rows`` (matters of this kind, or parts of them) with this number, or that contain all of the words."""
    named = with_number(kind, words)
    if named is None:
        named = with_names(kind, words)
    if named is None and not part_of:
        return search.narrow(rows, words, newest_first=newest_first)
    if not part_of:
        found = rows.filter(named)
    elif named is None:
        found = rows.filter(**{f"{part_of}__in": search.matching_ids(kind.model, words)})
    else:
        matters = kind.model._default_manager.filter(named).order_by().values("pk")
        found = rows.filter(**{f"{part_of}__in": matters})
    return found.order_by("-pk") if newest_first else found
