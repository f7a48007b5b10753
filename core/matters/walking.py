"""Going through a list matter by matter (逐件办理): the next of the list one came from, and how many of it are left.

The list goes along as its own address with its conditions, in links (``along``) and in forms. A list without conditions
is looked through, not worked through, and does not go along. After an act that finishes the thing for that list one
goes on to the next of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast
from urllib.parse import urlencode

from django.db.models import Model
from django.http import QueryDict
from django.urls import reverse

from core.frame.addresses import fixed_address
from core.matters import kinds
from core.matters.filters import ticked
from core.matters.kinds import MatterKind
from core.models import User
from core.models.generic import matter_of

PARAM, DONE = "list", "done"
LONGEST = 2000
MOST = 500
TO_DO = "turn=1&sort=due"


def along(list_url: str, **more: Any) -> str:
    """What is added to an address so that the list goes along; nothing where there is none."""
    return f"?{urlencode({PARAM: list_url, **more})}" if list_url else ""


def to_do(model: type[Model] | None) -> str:
    """The same for what waits for this person, the soonest first; nothing for what has no list."""
    kind = kinds.kind_of(model) if model is not None else None
    return _to_do(fixed_address(kind.name_of_url())) if kind is not None and kind.table is not None else ""


@cache
def _to_do(address: str) -> str:
    """Worked out once: a home names it with everything that waits."""
    return along(f"{address}?{TO_DO}")


def of_ticked(list_url: str, keys: Sequence[int]) -> str:
    """The list of those of the ticked rows that wait for this person, the soonest first."""
    return f"{list_url}?{urlencode({'only': ticked(keys), 'sort': 'due', 'turn': 1})}"


@dataclass(frozen=True)
class Way:
    """A list that goes along: its address, what it is called, and the keys in its order, ``MOST`` and one at most."""

    kind: MatterKind
    url: str
    title: str
    keys: Sequence[int]

    @classmethod
    def asked(cls, user: User, wanted: str) -> "Way | None":
        """The list at the address ``wanted``, as this person may see it; None where it is none that goes along."""
        path, _, query = wanted.partition("?")
        kind = next(
            (one for one in kinds.every() if one.table is not None and reverse(one.name_of_url()) == path), None
        )
        post = user.post_in_use
        if kind is None or kind.table is None or post is None or post.role not in kind.readers or len(query) > LONGEST:
            return None
        table = kind.table(queryset=kind.visible_to(user), user=user, params=QueryDict(query), path=path)
        if not table.query:
            return None
        title = next((tab.label for tab in table.tabs if tab.current), "") or table.title
        keys = list(table.found.values_list("pk", flat=True)[: MOST + 1])
        return cls(kind, f"{path}?{table.query}", title, keys)

    def key_of(self, thing: Any) -> int | None:
        """The key under which the list has this thing, or the matter of which it is a part."""
        for one in (thing, matter_of(thing)):
            if kinds.of(one) is self.kind:
                return cast(int, one.pk)
        return None

    def after(self, key: int | None) -> list[int]:
        """The others in the order in which they come next, round to the first again."""
        at = self.keys.index(key) if key in self.keys else -1
        return [one for one in (*self.keys[at + 1 :], *self.keys[: max(at, 0)]) if one != key]


@dataclass(frozen=True)
class Walk:
    """What a page says of the way: ``here`` whether the thing still is in the list, ``left`` how many others are,
    ``over`` that it is the last and the next one the first again, ``done`` the page of the one done just before."""

    list_url: str
    title: str
    here: bool
    left: int
    next_url: str
    done: str = ""
    over: bool = False

    @property
    def along(self) -> str:
        return along(self.list_url)

    @property
    def left_words(self) -> str:
        return f"{MOST} 件以上" if self.left >= MOST else f"{self.left} 件"


def walk(user: User, thing: Any, asked: Mapping[str, Any]) -> Walk | None:
    """The way on which this thing was opened; None where no list goes along."""
    wanted = str(asked.get(PARAM, ""))
    way = Way.asked(user, wanted) if wanted else None
    key = way.key_of(thing) if way is not None else None
    if way is None or key is None:
        return None
    others = way.after(key)
    next_url = f"{way.kind.address_of(others[0])}{along(way.url)}" if others else ""
    before = str(asked.get(DONE, ""))
    done = way.kind.address_of(int(before)) if before.isascii() and before.isdecimal() and len(before) < 18 else ""
    over = bool(others) and key == way.keys[-1]
    return Walk(way.url, way.title, key in way.keys, len(others), next_url, done, over)


def onward(user: User, thing: Any, before: Way) -> tuple[str, int] | None:
    """Where one goes on after an act that finished ``thing`` for the list, and how many of it are left.

    ``before`` is the way as it was; None where the thing still is in the list, or nothing is left of it.
    """
    now, key = Way.asked(user, before.url), before.key_of(thing)
    if now is None or key is None or key in now.keys:
        return None
    left = set(now.keys)
    follows = next((one for one in before.after(key) if one in left), None) or next(iter(now.keys), None)
    if follows is None:
        return None
    return f"{now.kind.address_of(follows)}{along(now.url, **{DONE: key})}", len(now.keys)
