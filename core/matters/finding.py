"""Finding matters by their number or by words: of their text, which the index knows, by the names of those who stand
behind them, by the numbers of letters that the person reads, and by the instructions on them (批示) that the person
reads. Lists, search box and interface ask the same, but that only the search box looks for an instruction's own words:
a list is asked in a fixed number of statements.

Names are asked of the rows that keep them, at the moment of the search: whoever is renamed, signs or takes a signature
back is found by what is true now.
"""

from functools import reduce
from operator import and_, or_

from django.db.models import Q, QuerySet

from core import search
from core.document_numbers import as_searched
from core.matters import instructions
from core.matters.kinds import MatterKind
from core.models import Instruction, User
from core.text import as_one_word

LONGEST_NUMBER = 6
#: Words that mean every instruction, whatever it says.
INSTRUCTION = ("批示", "领导批示")


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


def with_letters(kind: MatterKind, words: str, user: User) -> Q | None:
    """The condition that a letter on the matter which this person reads bears this 发文字号, or begins so; None where
    the words are none, or no such letter bears it (one statement asks that)."""
    bearing = letters_bearing(kind, words, user)
    if bearing is None or kind.search is None or not bearing.exists():
        return None
    return Q(pk__in=bearing.order_by().values(kind.search.replied))


def letters_bearing(kind: MatterKind, words: str, user: User) -> QuerySet | None:
    """Those letters; None where the words are no 发文字号, or there are no letters on the kind."""
    number = as_searched(words)
    if not number or kind.search is None or kind.search.replies is None:
        return None
    rows = kind.search.replies(user)
    return rows.filter(pk__in=search.matching_ids(rows.model, number), document_number__contains=number)


def with_instructions(kind: MatterKind, words: str, user: User) -> Q | None:
    """The condition that the words are those of an instruction on the matter which this person reads, or the name of
    whoever wrote it; beside “批示”, which means them all, words of the text count too. None where this person reads
    none, or where there is none without that word (one statement asks that)."""
    bearing = instructions_saying(kind, words, user)
    if bearing is None:
        return None
    if not _means_all(words):
        return Q(pk__in=_matters(bearing)) if bearing.exists() else None
    found = Q(pk__in=_matters(bearing))
    for word in _besides(words):
        found &= Q(pk__in=search.matching_ids(kind.model, word)) | Q(pk__in=_matters(_saying(bearing, [word])))
    return found


def instructions_saying(kind: MatterKind, words: str, user: User) -> QuerySet[Instruction] | None:
    """Those instructions; all of them where “批示” is among the words. None where the person reads none."""
    rows = instructions.readable(user, kind) if kind.instructions_office else None
    if rows is None or rows.query.is_empty():
        return None
    return rows if _means_all(words) else _saying(rows, words.split())


def _means_all(words: str) -> bool:
    return any(word in INSTRUCTION for word in words.split())


def _besides(words: str) -> list[str]:
    return [word for word in words.split() if word not in INSTRUCTION]


def _matters(rows: QuerySet[Instruction]) -> QuerySet:
    return rows.order_by().values("root_id")


def _saying(rows: QuerySet[Instruction], words: list[str]) -> QuerySet[Instruction]:
    said = [
        Q(event__facts__instruction__icontains=word) | Q(leader_name__icontains=word)
        | Q(leader_name="", event__actor_name__icontains=word)
        for word in words
    ]  # fmt: skip
    return rows.filter(reduce(and_, said, Q()))


def condition(kind: MatterKind, words: str, user: User, *, quoting: bool = False) -> Q | None:
    """What a search box's words mean to this person: a number, else words of the text, names, numbers of letters, the
    word 批示, and where whole instructions are looked through (``quoting``) their words; None where the text alone
    decides."""
    number = with_number(kind, words)
    if number is not None:
        return number
    named = with_names(kind, words)
    said = with_instructions(kind, words, user) if quoting or _means_all(words) else None
    others = [one for one in (with_letters(kind, words, user), said) if one is not None]
    if not others:
        return named
    return reduce(or_, others, Q(pk__in=search.matching_ids(kind.model, words)) if named is None else named)


def containing(
    rows: QuerySet, words: str, kind: MatterKind, user: User, part_of: str = "", newest_first: bool = False
) -> QuerySet:
    """Those of ``rows`` (matters of this kind, or parts of them) that the words mean to this person."""
    named = condition(kind, words, user)
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
