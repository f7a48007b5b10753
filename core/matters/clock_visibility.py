"""Who sees which clocks (期限), in the post in use: one rule, for pages, lists, interface, board, calendar and feed.

Which of a matter's clocks somebody may read, of those who may open it, is said in the tables of clock kinds
(``SeenBy``) and in the table of posts; ``readable`` is that rule as one condition. ``clocks_for`` is what board,
calendar and feed start from: of the readable clocks those that this person follows. Nothing is asked per row.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self, cast

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from core.clock import clocks
from core.matters import deadlines
from core.matters.deadlines import SeenBy, clock_kinds
from core.matters.of_others import owed_to_others
from core.matters.querysets import MatterQuerySet
from core.models import Clock, Post, Timed, User
from core.models.roles import POSTS, PostType, posts_that
from core.people.per_post import per_post_and_key

NOBODY = Q(pk__in=[])
#: Running duties; a right that lapses makes nobody late.
RUNNING = Q(stopped_at__isnull=True, lapses=False)
#: Who opens the supervision board; heads of units see their own unit's part of it.
WATCHERS = posts_that(board=True)


def readable(user: User) -> Q:
    """Of the clocks of a matter that this person may open: which he or she may read.

    The committee's offices and its leaders read all but what is kept at a desk (``ClockKind.desk``). Everybody reads
    what concerns everybody, and the own dates; offices and units what they owe each other, and the office that urges
    the proposers when their time is over.
    """
    post = _post(user)
    if post is None:
        return NOBODY
    what = POSTS[post.role]
    kept = [kind.key for kind in clock_kinds() if kind.is_kept_from(post.role)]
    if what.office:
        return ~Q(kind__in=kept) | held_by(user) if kept else Q()
    levels = _levels(what)
    return Q(kind__in=[one.key for one in clock_kinds() if one.seen_by in levels and one.key not in kept]) | held_by(
        user
    )


def held_by(user: User) -> Q:
    """The person's own dates in the post in use: a unit's or an office's are its body's, a proposer's the person's."""
    post = _post(user)
    if post is None:
        return NOBODY
    body = Q(holder_org=post.organisation_id) if post.organisation_id else NOBODY
    return body if _is_handling(POSTS[post.role]) else body | Q(holder_user=user)


def seen_clocks(user: User) -> QuerySet[Clock]:
    """Every clock, running or stopped, that this person may read; on a page of one matter, what stands there."""
    return Clock.objects.filter(_opened(user), readable(user))


@dataclass(frozen=True)
class MatterClocks:
    """Every clock of one matter and of what is on its page, running ones first, soonest first; guards ask them all."""

    every: list[Clock]
    seen: frozenset[int]

    @classmethod
    def of(cls, matter: models.Model, user: User) -> Self:
        """Read them for somebody who may open the matter; one statement."""
        rows = _of_matter(user, matter.pk, type(matter))
        return cls(rows, frozenset(row.pk for row in rows if row.shown))

    @property
    def readable(self) -> list[Clock]:
        """Those that this person may read."""
        return [row for row in self.every if row.pk in self.seen]

    def put_on(self, things: Iterable[Timed]) -> None:
        """Each thing keeps those that speak of it, whoever may read them, where its guards ask (``page_clocks``)."""
        for thing in things:
            kind = ContentType.objects.get_for_model(thing).pk
            thing.page_clocks = [row for row in self.every if (row.content_type_id, row.object_id) == (kind, thing.pk)]

    def about(self, thing: models.Model) -> list[Clock]:
        """Those of them that speak of this very thing."""
        kind = ContentType.objects.get_for_model(thing).pk
        return [row for row in self.readable if (row.content_type_id, row.object_id) == (kind, thing.pk)]


@per_post_and_key
def _of_matter(user: User, key: int, model: type[models.Model]) -> QuerySet[Clock]:
    rule = readable(user)
    shown = Case(When(rule, then=Value(True)), default=Value(False)) if rule else Value(True)
    return clocks.clocks_of(model(pk=key)).annotate(shown=shown)


def clocks_for(user: User, others: Q | None = None) -> QuerySet[Clock]:
    """Of the clocks that this person may read, running or stopped, those that he or she follows in the post in use.

    The committee's offices and leaders: all. Supervision offices: what they watch or hold, and the time of those whom
    they may urge. Units: their own. Others: those of matters they have a part in, but what is owed to ``others``
    (``known_of_others``, where that serves).
    What hangs on a matter of no table is followed by nobody, a kind of clock of no table by the offices alone.
    """
    post = _post(user)
    if post is None:
        return Clock.objects.none()
    what = POSTS[post.role]
    if what.office:
        return seen_clocks(user)
    if what.watches:
        watched = Q(watched_by=post.organisation_id) if post.organisation_id else NOBODY
        urged = Q(kind__in=[kind.key for kind in clock_kinds(seen_by=SeenBy.OWNER)])
        return Clock.objects.filter(_opened(user), readable(user), held_by(user) | watched | urged)
    if what.unit:
        return Clock.objects.filter(_opened(user), held_by(user))
    own = Clock.objects.filter(_of_party(user), readable(user))
    others = owed_to_others(user) if others is None else others
    return own.exclude(others) if others else own


def duties_for(user: User) -> QuerySet[Clock]:
    """Of ``clocks_for``, the running duties."""
    return clocks_for(user).filter(RUNNING)


def own_clocks(user: User) -> QuerySet[Clock]:
    """Of ``clocks_for``, those that this person has to meet; for leaders, those of marked matters (重点)."""
    post, rows = _post(user), clocks_for(user)
    if post is None or has_only_own(post.role):
        return rows
    what = POSTS[post.role]
    if what.leads:
        among_offices = [kind.key for kind in clock_kinds(seen_by=SeenBy.OFFICES)]
        return rows.filter(Q(holder_user=user) | (_of_marked() & ~Q(kind__in=among_offices)))
    if what.watches:
        return rows.filter(Q(holder_user=user) | Q(holder_role=post.role) | held_by(user))
    return rows.filter(Q(holder_user=user) | Q(holder_role__in=_of_one_office(what)))


def has_only_own(role: str) -> bool:
    """Whether everything that this post follows is its own, so that “我的” would say nothing."""
    return not (POSTS[role].office or POSTS[role].watches)


# ---- what the rule is made of ----


def _post(user: User) -> Post | None:
    return user.post_in_use if user.is_authenticated else None


def _is_handling(what: PostType) -> bool:
    """Whether the post works for a unit, or for the office that watches over units."""
    return what.unit or what.watches


def _levels(what: PostType) -> set[SeenBy]:
    """Whose dates the post reads besides its own."""
    levels = {SeenBy.EVERYONE}
    if _is_handling(what):
        levels.add(SeenBy.OFFICES)
    if what.watches:
        levels.add(SeenBy.OWNER)
    return levels


def _opened(user: User) -> Q:
    """On a matter that this person may open; asked clock by clock, which is quick where few of all matters are open.

    Where few are closed, those are named.
    """
    found, whole = NOBODY, []
    for kind, matters in _matters():
        hidden, visible = matters.hidden_from(user), matters.visible_to(user)
        if visible.query.is_empty():
            continue
        if hidden is not None:
            found |= Q(root_type=kind) & ~Q(root_id__in=_keys(hidden))
        elif visible.query.where:
            found |= Q(Exists(visible.filter(pk=OuterRef("root_id"))), root_type=kind)
        else:  # all of them: nothing is to be asked
            whole.append(kind)
    return found | Q(root_type__in=whole)


def _of_party(user: User) -> Q:
    """On a matter that this person has a part in. Those are few: their keys are asked once, not in every statement."""
    found, whole, parts = NOBODY, [], []
    for kind, matters in _matters():
        own = matters.party_to(user)
        if own.query.is_empty():
            continue
        if own.query.where:
            parts.append(own.order_by().annotate(of_kind=Value(kind.pk)).values_list("of_kind", "pk"))
        else:  # all of them: nothing is to be asked
            whole.append(kind)
    keys = defaultdict(list)
    if parts:
        for kind_key, pk in parts[0].union(*parts[1:], all=True):
            keys[kind_key].append(pk)
    for kind_key, matters_of_kind in keys.items():
        found |= Q(root_type=kind_key, root_id__in=matters_of_kind)
    return found | Q(root_type__in=whole)


def _of_marked() -> Q:
    found = NOBODY
    for kind, matters in _matters():
        found |= Q(root_type=kind, root_id__in=_keys(matters.marked()))
    return found


def _of_one_office(what: PostType) -> tuple[str, ...]:
    """The posts that share their work: those of one chief."""
    return posts_that(chief=what.chief) if what.chief else (what.role,)


def _matters() -> Iterator[tuple[ContentType, MatterQuerySet]]:
    """Every kind of matter that clocks hang on, with all of its rows."""
    for label in deadlines.roots():
        model = apps.get_model(label)
        yield ContentType.objects.get_for_model(model), cast(MatterQuerySet, model._default_manager.all())


def _keys(matters: QuerySet) -> QuerySet:
    return matters.order_by().values("pk")
