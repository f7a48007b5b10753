"""How a person looks at a list: which of its columns are shown, and how close its rows stand (列和行距)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.core.cache import cache

from core.lists.columns import Column
from core.models import ListLook, User

REMEMBER_SECONDS = 600


@dataclass(frozen=True)
class Look:
    """``columns`` are the keys of those chosen; none: those that the list itself shows."""

    columns: tuple[str, ...] = ()
    compact: bool = False


@dataclass(frozen=True)
class Choice:
    """One column that may be chosen. One that is ``fixed`` is always there."""

    key: str
    label: str
    shown: bool
    fixed: bool


def look_of(list_key: str, user: User) -> Look:
    """As this person keeps it; read once and remembered until it changes."""
    found = cache.get(_cache_key(list_key, user))
    if found is None:
        row = ListLook.objects.filter(list_key=list_key, user=user).values_list("columns", "compact").first()
        found = Look(tuple(row[0]), row[1]) if row else Look()
        cache.set(_cache_key(list_key, user), found, REMEMBER_SECONDS)
    return found


def shown(columns: Sequence[Column], chosen: Look) -> list[Column]:
    """Of the columns of a list those it shows by itself, or those chosen, which do not give way where it is narrow; the
    one that grows is always there."""
    asked = set(chosen.columns) & {column.key for column in columns}
    if not asked:
        return [column for column in columns if column.shown]
    return [replace(column, first=True) for column in columns if column.grows or column.key in asked]


def choices(columns: Sequence[Column], now: Sequence[Column]) -> list[Choice]:
    """Every column in its order, and whether it is shown ``now``."""
    keys = {column.key for column in now}
    return [Choice(one.key, one.label, one.key in keys, one.grows) for one in columns]


def chosen_of(columns: Sequence[Column], asked: Collection[str]) -> list[str]:
    """What is to be kept of the keys asked for: nothing where they are the list's own, so that new ones appear."""
    found = [one.key for one in columns if one.key in asked and not one.grows]
    return [] if found == [one.key for one in columns if one.shown and not one.grows] else found


def keep(list_key: str, user: User, *, columns: Collection[str], compact: bool) -> None:
    """Keep it for this person; the list's own look is not kept."""
    if columns or compact:
        kept = {"columns": list(columns), "compact": compact}
        ListLook.objects.update_or_create(list_key=list_key, user=user, defaults=kept)
    else:
        ListLook.objects.filter(list_key=list_key, user=user).delete()
    cache.delete(_cache_key(list_key, user))


def _cache_key(list_key: str, user: User) -> str:
    return f"list-look:{user.pk}:{list_key}"
