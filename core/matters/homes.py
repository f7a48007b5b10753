"""What a kind of matter puts on people's homes (首页、工作台): figures, stages, short lists, and ways in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.matters.figures import Asked, FigureSet, Stages
from core.models import User


@dataclass(frozen=True)
class Entry:
    """A way in under “我要”, for ``posts``: what the button says and which page it opens."""

    label: str
    page: str
    posts: frozenset[str]
    primary: bool = False
    icon: str = ""

    @property
    def url(self) -> str:
        return reverse(self.page)


@dataclass(frozen=True)
class Tab:
    """A place of its own in the tab bar of members' phones; ``query`` are the conditions its list opens with."""

    label: str
    page: str
    icon: str
    query: str = ""

    @property
    def path(self) -> str:
        """Where everything that belongs to the tab begins."""
        return reverse(self.page)

    @property
    def url(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


@dataclass(frozen=True)
class ShortList:
    """The newest matters of some sort, on the homes of leaders, or with ``late_first`` those that are late for longest:
    ``rows`` are they, ``query`` shows all of them; ``told`` says of each in words why it stands there."""

    title: str
    rows: Callable[[Asked], QuerySet]
    page: str
    query: str
    empty: str
    most: int = 8
    late_first: bool = False
    told: Callable[[User, Sequence[Any]], dict[int, str]] | None = None

    @property
    def url(self) -> str:
        return f"{reverse(self.page)}?{self.query}"


@dataclass(frozen=True)
class HomeParts:
    """Everything that one kind shows on homes; what is not declared is not shown."""

    figures: tuple[FigureSet, ...] = ()
    stages: Stages | None = None
    lists: tuple[ShortList, ...] = ()
    entries: tuple[Entry, ...] = ()
    tab: Tab | None = None
