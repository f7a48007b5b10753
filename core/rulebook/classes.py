"""Classes of matter (适用于): a matter is of several at once, and a rule is for all, for one, or for several together.

Pure. A class of several is kept as its codes in alphabetical order, joined by ``+``: ``sector+session``.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

JOINT = "+"


def joined(codes: Iterable[str]) -> str:
    """One class made of several; empty (every class) where there is none."""
    return JOINT.join(sorted(set(codes)))


def parts(applies_to: str) -> list[str]:
    """The single classes of which this one is made."""
    return applies_to.split(JOINT) if applies_to else []


@lru_cache(maxsize=512)
def candidates(classes: tuple[str, ...]) -> tuple[str, ...]:
    """The classes under which a rule may be kept for a matter of ``classes``, the one that goes before others first.

    The more a rule says of the matter, the sooner it holds; among those that say as much, the order of ``classes``.
    """
    given = tuple(dict.fromkeys(one for one in classes if one))
    sizes = range(len(given), 0, -1)
    return tuple(dict.fromkeys(joined(some) for size in sizes for some in combinations(given, size)))


def as_classes(applies_to: str | Iterable[str]) -> tuple[str, ...]:
    """One class, or several, as several."""
    return (applies_to,) if isinstance(applies_to, str) else tuple(applies_to)
