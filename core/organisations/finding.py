"""Finding bodies by whatever they are called, in every search box and every picker alike.

By any part of a name, a short name, another spelling or a former name; and as people shorten names, by characters of
the name in their order (住建局, 县委编办). Pickers know the initials of the pinyin as well.
"""

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Case, Q, QuerySet, When
from django.forms.models import ModelChoiceIteratorValue

from core.chinese import some_of
from core.models import Organisation, OrganisationName
from core.organisations.names import spellings
from core.pinyin import initials
from core.text import as_one_word

LONGEST_SHORTENED = 12
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
_OF_A_REGION = re.compile(r"[\u3400-\u9fff]{2,4}?(?P<rest>[省市区县].{2,})")


def called(words: str) -> Q:
    """The condition on bodies that are, or were, called so in some part of a name, or are shortened so."""
    return literally(words) | _shortened(as_one_word(words))


def literally(words: str) -> Q:
    """The same without what is shortened."""
    words = as_one_word(words)
    named = OrganisationName.objects.filter(name__icontains=words)
    return Q(name__icontains=words) | Q(short_name__icontains=words) | Q(pk__in=named.values("organisation"))


def _shortened(words: str) -> Q:
    """Names that hold these characters in this order; with a region in front, also those that do not name it."""
    if not _HAN.fullmatch(words) or len(words) > LONGEST_SHORTENED:
        return Q(pk__in=())
    region = _OF_A_REGION.fullmatch(words)
    found = Q()
    for one in (words, region["rest"]) if region else (words,):
        found |= Q(name__regex=".*".join(one))
    return found


def best(words: str, rows: QuerySet[Organisation] | None = None) -> QuerySet[Organisation]:
    """Of ``rows`` (all bodies) those that the words mean: called exactly so first, shortened so last."""
    rows = Organisation.objects.all() if rows is None else rows
    exactly = Q(name=as_one_word(words)) | Q(short_name=as_one_word(words))
    nearest = Case(When(exactly, then=0), When(literally(words), then=1), default=2)
    return rows.filter(called(words)).order_by(nearest, "-is_active", "order", "id")


# ---- names that are typed ----

_BETWEEN = re.compile(r"[、，,；;\n]+")


class Called:
    """Which of these bodies typed names mean, for many names at once: called so, or alone in being shortened so."""

    def __init__(self, bodies: Iterable[Organisation]):
        self.bodies = {body.pk: body for body in bodies}
        self._names: dict[int, set[str]] = {
            pk: {as_one_word(name) for name in (body.name, body.short_name, *spellings().get(pk, ())) if name}
            for pk, body in self.bodies.items()
        }

    def is_whole(self, typed: str) -> bool:
        """Whether every name in the line is one that a body has, and none a part of one."""
        return all(as_one_word(words) in self._every for words in self._apart(typed))

    def several(self, typed: str) -> list[Organisation]:
        """The bodies that a line of names means; raises ValueError with the sentence that says which is not known."""
        return list(dict.fromkeys(self.one(words) for words in self._apart(typed)))

    def one(self, typed: str) -> Organisation:
        """The body that one name means; raises ValueError likewise."""
        words = as_one_word(typed)
        found = self._of(lambda name: name == words) or self._of(lambda name: words in name)
        if not found and _HAN.fullmatch(words) and len(words) <= LONGEST_SHORTENED:
            shortened = re.compile(".*".join(words))
            found = self._of(lambda name: shortened.search(name) is not None)
        if not found:
            raise ValueError(f"没有叫“{typed}”的单位，请从候选里选。")
        if len(found) > 1:
            raise ValueError(f"“{typed}”可以是{some_of([body.brief for body in found], 3, '家')}，请写全。")
        return found[0]

    @cached_property
    def _every(self) -> set[str]:
        return set().union(*self._names.values()) if self._names else set()

    def _apart(self, typed: str) -> list[str]:
        """Each of the names in a line: blanks are between two, unless one is written with them (区 住建局)."""
        found: list[str] = []
        for words in _BETWEEN.split(typed.strip()):
            found += [words.strip()] if as_one_word(words) in self._every else words.split()
        return [words for words in found if words]

    def _of(self, means: Callable[[str], bool]) -> list[Organisation]:
        return [self.bodies[pk] for pk, names in self._names.items() if any(map(means, names))]


# ---- in pickers ----


def shown(body: Organisation) -> str:
    """简称 全称: how a picker names a body; one known to have nobody to handle a matter says so."""
    short = body.short_name
    named = f"{short} {body.name}" if short and short != body.name else body.name
    lacking = "和".join(posts_lacking(body))
    return f"{named}（还没有{lacking}）" if lacking else named


def posts_lacking(body: Organisation) -> list[str]:
    """Of whoever signs for what a unit is handed (``has_handler``), and signs its reply off (``has_head``), those that
    the body is known to lack."""
    posts = (("has_handler", "经办人"), ("has_head", "负责人"))
    return [label for name, label in posts if not getattr(body, name, True)]


def choice(body: Organisation) -> tuple[Any, str]:
    """The pair of a picker for one body, where the same rows serve several fields."""
    return ModelChoiceIteratorValue(body.pk, body), shown(body)


def words_for(body: Organisation) -> str:
    """What a picker finds a body by besides what it shows."""
    names = [body.short_name, body.name]
    return " ".join([*spellings().get(body.pk, ()), *dict.fromkeys(filter(None, map(initials, names)))])


class _Findable(forms.Select):
    """A choice of bodies that the script turns into a picker; each option carries what it is found by."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()):
        super().__init__({"data-pick": "", **(attrs or {})}, choices)

    def create_option(self, name: str, value: Any, *rest: Any, **more: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *rest, **more)
        body = getattr(value, "instance", None)
        if isinstance(body, Organisation):
            option["attrs"]["data-names"] = words_for(body)
        return option


class _FindableMany(_Findable, forms.SelectMultiple):
    """Several of them."""


class BodyField(forms.ModelChoiceField):
    """One body, found in the picker by whatever it is called."""

    widget = _Findable

    def label_from_instance(self, obj: Any) -> str:
        return shown(obj)


class BodiesField(forms.ModelMultipleChoiceField):
    """Several bodies, found likewise."""

    widget = _FindableMany

    def label_from_instance(self, obj: Any) -> str:
        return shown(obj)
