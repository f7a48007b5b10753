"""The steps of the first days (开办向导), as the apps register them; core itself names no line of business.

A step is looked at anew each time: what is there, what lacks, why it matters. Nothing is ticked and kept.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.models import Role, User
from core.models.roles import posts_that

#: Whom the guide is for.
READERS = posts_that(guided=True)
DONE, USABLE, LACKING, NOT_BEGUN = "done", "usable", "lacking", "not_begun"


@dataclass(frozen=True)
class Asked:
    """Who looks (None: nobody has signed in), on which day; ``memo`` is what one step read and another needs."""

    user: User | None
    today: date
    memo: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Way:
    """A link in the words of what lacks, for the posts to which its page opens."""

    label: str
    url: str
    opens: frozenset[str]


@dataclass(frozen=True)
class Found:
    """How a step stands: ``tag`` in few words (能用，缺4家经办人), ``now`` what is there, ``lacks`` what is missing.

    ``button`` says what its press leads to, ``do`` what is to be done, for the page's head; ``first`` where everything
    else waits for it. ``url`` is where the button leads, where that is not the step's own page, and ``opens`` the posts
    to which it opens. ``ways`` are more links, each to what one part of ``lacks`` asks for.
    """

    state: str
    tag: str
    now: str = ""
    lacks: str = ""
    button: str = "查看"
    do: str = ""
    minutes: int = 0
    url: str = ""
    first: bool = False
    opens: frozenset[str] = frozenset()
    ways: tuple[Way, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether work may go on although something may be added later."""
        return self.state in (DONE, USABLE)


@dataclass(frozen=True)
class Step:
    """One step: ``look`` finds how it stands, ``why`` it matters, ``who`` does it (posts, and in words).

    ``opens``: the posts to which its page opens. ``is_there``: whether this committee has the step at all.
    ``needed``: nothing can be filed before it is done. ``opens_site``: before it is usable there is nothing to sign in
    for but for those who set up, and the sign-in page says so. ``after``: keys of steps without which it cannot begin.
    """

    key: str
    title: str
    order: int
    look: Callable[[Asked], Found]
    url: Callable[[], str]
    why: str
    who: str
    posts: frozenset[str]
    needed: bool = True
    opens_site: bool = False
    after: tuple[str, ...] = ()
    stages: Callable[[], Iterable[str]] = tuple
    opens: frozenset[str] = frozenset({Role.SYSADMIN, Role.OFFICE_CLERK})
    is_there: Callable[[], bool] = lambda: True


@dataclass(frozen=True)
class Ability:
    """Something an office can do as soon as the steps ``needs`` are usable; ``meanwhile``: what it rests on until then,
    where it goes on without them. ``counted`` says for how many of how many that is so, in words; for none it is not.
    """

    label: str
    needs: tuple[str, ...]
    order: int = 100
    meanwhile: str = ""
    counted: Callable[[Asked], tuple[int, int, str]] | None = None


@dataclass
class _Registry:
    steps: dict[str, Step] = field(default_factory=dict)
    abilities: dict[str, Ability] = field(default_factory=dict)


_registry = _Registry()


def register(*steps: Step) -> None:
    """Add steps; the same key registered again replaces the first."""
    _registry.steps |= {step.key: step for step in steps}


def register_ability(*abilities: Ability) -> None:
    """Add what becomes possible; the same label registered again replaces the first."""
    _registry.abilities |= {one.label: one for one in abilities}


def every() -> list[Step]:
    """All steps in the order in which an office goes."""
    return sorted((step for step in _registry.steps.values() if step.is_there()), key=lambda step: step.order)


def abilities() -> list[Ability]:
    return sorted(_registry.abilities.values(), key=lambda one: one.order)


def some(names: Iterable[str], most: int = 4, counted: str = "家", number: int | None = None) -> str:
    """“区供销社、区林业局、区残联、区消防大队等9家”: the first few by name and how many there are."""
    names = list(names)
    total = len(names) if number is None else number
    return "、".join(names[:most]) + (f"等{total}{counted}" if total > min(most, len(names)) else "")
