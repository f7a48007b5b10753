"""Whose turn it is (轮到谁): said once, on the transition that is waited for; kept as rows, read everywhere.

A transition's ``waits_for`` names the holders and the words. ``refresh`` writes what follows into ``OpenTurn`` in the
act's own transaction; pages, lists, to-do lists, the interface and the reminders read those rows and nothing else.
``rebuild`` computes everything anew, and a test holds the rows against the transitions for every kind and state.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.chinese import some_of
from core.compiled import KEY, MARK, SECOND, Compiled, kept, per_day
from core.models import OpenTurn, Organisation, Post, Role, User
from core.models.roles import posts_that
from core.people.actors import Actor

SHOWN = 3
#: As many kinds of matters as there may be.
KINDS = 64


@dataclass(frozen=True)
class Holder:
    """Who is waited for: the people of a post (of one body), or one person in one post. No role: nobody can sign in.

    ``number`` and ``title`` are how the to-do names the matter to those who know it as another one, merged into it.
    """

    who: str
    role: str = ""
    organisation_id: int | None = None
    user_id: int | None = None
    number: str = ""
    title: str = ""

    @property
    def key(self) -> str:
        return f"{self.role}|{self.organisation_id or ''}|{self.user_id or ''}" if self.role else f"?{self.who}"[:80]


Holders = Callable[[Any], Iterable[Holder]]


@dataclass(frozen=True)
class WaitsFor:
    """Whom a transition is waited for, for what, and when: in ``states`` (default: all it starts from), ``when`` true.

    ``what`` is what the sentence says (“轮到区住建局：签收”); a function of the object where the words depend on it.
    ``asks`` is how a member's home words it where that is not the act's own label (“邀您联名”), beside ``icon``.
    ``at_leisure``: without a date it waits for nobody but the person's own pleasure (a draft), and is no to-do at home;
    ``pressing`` are the words (``what``) by which it is one all the same (everybody has answered).
    """

    holders: Holders
    what: str | Callable[[Any], str]
    when: Callable[[Any], bool] | None = None
    states: tuple[str, ...] = ()
    asks: str = ""
    icon: str = "bi-file-earmark-text"
    at_leisure: bool = False
    pressing: tuple[str, ...] = ()

    def applies(self, obj) -> bool:
        """Whether the object as it stands waits for this."""
        return (not self.states or obj.state in self.states) and (self.when is None or self.when(obj))

    def words(self, obj) -> str:
        return self.what(obj) if callable(self.what) else self.what


# ---- holders that every line of business knows ----


def post(role: Role) -> Holders:
    """The people of a post of the committee, whichever body they belong to."""
    return lambda _obj: (Holder(role.label, role),)


def of_body(body: Organisation, *roles: str) -> list[Holder]:
    """The people of these posts in one body; by default those who act for it."""
    return [Holder(body.brief, role, body.pk) for role in roles or posts_that(acts_for_body=True)]


def of_person(name: str, user_id: int | None, *roles: str) -> list[Holder]:
    """One person, by account; a person without one is named and cannot be asked on the site."""
    if user_id is None:
        return [Holder(name)]
    return [Holder(name, role, user_id=user_id) for role in roles or (Role.MEMBER,)]


# ---- what a person reads ----


@dataclass(frozen=True)
class Turn:
    """Who is waited for, and for what. ``who`` is empty once the matter has ended; ``is_me`` for the person asking."""

    who: str
    what: str
    is_me: bool = False

    @property
    def sentence(self) -> str:
        """“轮到您：签收”, “轮到区住建局：签收”, or how it ended."""
        if not self.who:
            return f"{self.what}。"
        return f"轮到{'您' if self.is_me else self.who}：{self.what}"


def is_held_by(row: OpenTurn, actor: Actor | None) -> bool:
    """Whether ``row`` waits for this person in the post in use."""
    if actor is None or not row.role or row.role != actor.role:
        return False
    if row.user_id is not None:
        return actor.user is not None and row.user_id == actor.user.pk
    return row.organisation_id is None or row.organisation_id == actor.organisation_id


def sentences(rows: Iterable[OpenTurn], actor: Actor | None, otherwise: str) -> list[Turn]:
    """The turns that ``rows`` are, the asking person's own first, people who are waited for alike in one.

    Never empty: where nobody is waited for, ``otherwise`` says how the matter stands.
    """
    rows = list(rows)
    mine: list[Turn] = []
    ours = {(row.object_id, row.key, row.organisation_id) for row in rows if is_held_by(row, actor)}
    others: dict[tuple[int, str, str], list[str]] = {}
    for row in rows:
        if is_held_by(row, actor):
            mine.append(Turn(row.who, row.what, is_me=True))
            continue
        if row.organisation_id and (row.object_id, row.key, row.organisation_id) in ours:
            continue  # the own body, waited for in another of its posts
        alike = others.setdefault((row.content_type_id, row.key, row.what), [])
        if row.who not in alike:
            alike.append(row.who)
    turns = mine + [Turn(some_of(who, SHOWN, "方"), what) for (*_, what), who in others.items()]
    return list(dict.fromkeys(turns)) or [Turn("", otherwise)]


def turns_of(matter) -> list[OpenTurn]:
    """Everybody whom the matter and its parts wait for, in the order of the tables; one statement, remembered on it."""
    if not hasattr(matter, "open_turns"):
        matter.open_turns = kept_of(matter)
    return matter.open_turns


def kept_of(matter) -> list[OpenTurn]:
    """The same as they stand now; one statement."""
    return _rooted_in(ContentType.objects.get_for_model(matter).pk).of(matter.pk)


@kept(KINDS)
def _rooted_in(kind: int) -> Compiled[OpenTurn]:
    return Compiled(lambda key: OpenTurn.objects.filter(root_type=kind, root_id=key), KEY)


def attach(things: Iterable[Any]) -> None:
    """Remember the open turns on the matter of each of these (one kind of them); one statement."""
    things = list(things)
    if not things:
        return
    matters = [getattr(thing, "matter", thing) for thing in things]
    found: dict[int, list[OpenTurn]] = {matter.pk: [] for matter in matters}
    root_type = ContentType.objects.get_for_model(matters[0])
    for row in OpenTurn.objects.filter(root_type=root_type, root_id__in=list(found)):
        found[row.root_id].append(row)
    for matter in matters:
        matter.open_turns = found[matter.pk]


def attach_to_several(matters: Iterable[Any]) -> None:
    """The same for matters of whatever kinds; one statement."""
    by_type: dict[int, dict[int, list[Any]]] = {}
    for matter in matters:
        matter.open_turns = []
        kind = ContentType.objects.get_for_model(matter).pk
        by_type.setdefault(kind, {}).setdefault(matter.pk, []).append(matter)
    if not by_type:
        return
    asked = reduce(or_, (Q(root_type=kind, root_id__in=list(found)) for kind, found in by_type.items()))
    for row in OpenTurn.objects.filter(asked):
        for matter in by_type[row.root_type_id][row.root_id]:
            matter.open_turns.append(row)


def held_by(user: User) -> QuerySet[OpenTurn]:
    """Every open turn of this person in the post in use."""
    in_use = user.post_in_use if user.is_authenticated else None
    if in_use is None:
        return OpenTurn.objects.none()
    body = Q(organisation=None)
    if in_use.organisation_id:
        body |= Q(organisation=in_use.organisation_id)
    return OpenTurn.objects.filter(body, Q(user=None) | Q(user=user), role=in_use.role)


def held_elsewhere(rows: Iterable[OpenTurn], user: User | None) -> list[Post]:
    """This person's other posts that one of these turns waits for; one statement, for holders of several posts only."""
    rows, in_use = list(rows), user.post_in_use if user is not None else None
    if user is None or in_use is None or not rows or getattr(user, "posts_held", None) == 1:
        return []
    own = [row for row in rows if row.user_id in (None, user.pk)]
    return [
        post
        for post in user.valid_posts().exclude(pk=in_use.pk)
        if any(row.role == post.role and row.organisation_id in (None, post.organisation_id) for row in own)
    ]


def waiting_elsewhere(user: User) -> list[Post]:
    """This person's other posts in which something waits, each with how much (``waiting``).

    One statement; none for whoever the sign-in has told to hold a single post.
    """
    in_use = user.post_in_use
    if in_use is None or getattr(user, "posts_held", None) == 1:
        return []
    return [post for post in _posts_with_turns(timezone.localdate(), user.pk, in_use.pk) if post.waiting]


@per_day(MARK, SECOND)
def _posts_with_turns(today: date, user: int, in_use: int) -> Any:
    body = Q(organisation=None) | Q(organisation=OuterRef("organisation"))
    own = OpenTurn.objects.filter(body, Q(user=None) | Q(user=user), role=OuterRef("role")).order_by()
    number = own.annotate(all=Value(1)).values("all").annotate(number=Count("pk")).values("number")
    held = Post.objects.valid_on(today).filter(user=user).exclude(pk=in_use)
    return held.annotate(waiting=Coalesce(Subquery(number), 0)).select_related("organisation").order_by("id")


def waiting_for(user: User, model: type[models.Model], *, parts: bool = True) -> Q:
    """The condition on rows of ``model`` that wait for this person; with ``parts`` where one of their parts does."""
    kind = ContentType.objects.get_for_model(model)
    held = held_by(user).order_by()
    if parts:
        return Q(pk__in=held.filter(root_type=kind).values("root_id"))
    return Q(pk__in=held.filter(content_type=kind).values("object_id"))


# ---- keeping the rows ----


@dataclass(frozen=True)
class Todo:
    """How a to-do list names a thing; ``verb`` and ``url`` only where not the act's own label and page are meant."""

    number: str = ""
    title: str = ""
    context: str = ""
    mark: str = ""
    verb: str = ""
    url: str = ""


def computed(obj, transitions: Iterable[Any]) -> Iterator[tuple[int, Any, Holder, str]]:
    """``(place, transition, holder, what)`` of everything the object waits for; each holder once, for the first act."""
    seen: set[str] = set()
    for place, row in enumerate(transitions):
        waits = row.waits_for
        if waits is None or obj.state not in row.source or not waits.applies(obj):
            continue
        for holder in waits.holders(obj):
            if holder.key not in seen:
                seen.add(holder.key)
                yield place, row, holder, waits.words(obj)
