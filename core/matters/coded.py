"""What fields of acts (``core.matters.fields``) offer or begin with, where that is said in one word: the lists of the
rule book, as in force on the day of the act, and values that stand there already."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from core import rulebook
from core.matters.fields import ActField, Choices


def coded(key: str) -> Choices:
    """Choices of a coded list of the rule book."""
    return lambda _obj, actor: rulebook.options(key, actor.today)


def coded_words(key: str) -> Choices:
    """The same, kept in their words."""
    return lambda _obj, actor: [(label, label) for _code, label in rulebook.options(key, actor.today)]


def filled(field: ActField, value: Any) -> ActField:
    """The field with this value in it to begin with."""
    return replace(field, initial=given(value))


def given(value: Any) -> Callable[[Any, Any], Any]:
    """This value, whatever the thing and whoever asks."""
    return lambda _obj, _actor: value
