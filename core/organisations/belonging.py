"""Who belongs to a body besides those who hold a post in it: floors above tell (members of a sector or a group)."""

from collections.abc import Callable
from dataclasses import dataclass

from core.models import Organisation, User


@dataclass(frozen=True)
class Person:
    """One who belongs: name, what for, and the page that opens."""

    name: str
    what: str = ""
    url: str = ""


@dataclass(frozen=True)
class People:
    """Those of one sort: heading, how many, the first of them, and the list of all where there is one."""

    label: str
    count: int
    first: tuple[Person, ...] = ()
    url: str = ""


Tells = Callable[[Organisation, User], People | None]
_tellers: dict[str, Tells] = {}


def register(key: str, tells: Tells) -> None:
    """``tells(body, user)`` says who belongs to a body, as far as this person may know; None: it has nobody of ours."""
    _tellers[key] = tells


def people_of(body: Organisation, user: User) -> list[People]:
    """Everybody who belongs to the body, sort by sort."""
    found = (tells(body, user) for tells in _tellers.values())
    return [people for people in found if people is not None and people.count]
