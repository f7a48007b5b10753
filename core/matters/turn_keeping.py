"""Keeping ``OpenTurn``: the rows follow from the transitions, within the transaction of every act.

Whatever else changes what a matter waits for (a draft renamed, an account given to a member) says so with ``refresh``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.compiled import KEY, Compiled, kept
from core.matters import kinds, notice_closing, turns
from core.matters.kinds import MatterKind
from core.matters.lifecycle import lifecycle_of
from core.matters.reading import Whole
from core.models import OpenTurn, Organisation
from core.models.generic import about

KEPT = ("key", "what", "who", "place", "verb", "url", "number", "title", "context", "mark")
BATCH = 200
#: As many states as all kinds may have.
KEPT_STATES = 512

#: Matters touched by the acts that are going on, by label and key; one outermost act keeps the turns of all.
_touched: ContextVar[dict[tuple[str, int], tuple[Any, datetime]] | None] = ContextVar("touched_matters", default=None)


@contextmanager
def after_acts() -> Iterator[Callable[[Any, datetime], None]]:
    """Within it, ``changed(obj, at)`` notes a matter; the outermost block, ending well, keeps the turns of all."""
    outer = _touched.get()
    touched: dict[tuple[str, int], tuple[Any, datetime]] = {} if outer is None else outer

    def changed(obj, at: datetime) -> None:
        matter = getattr(obj, "matter", obj)
        touched[matter._meta.label, matter.pk] = matter, at

    if outer is not None:
        yield changed
        return
    token = _touched.set(touched)
    try:
        yield changed
        for matter, at in list(touched.values()):
            refresh(matter, at)
    finally:
        _touched.reset(token)


def refresh(matter, at: datetime | None = None) -> None:
    """Write what this matter and its parts wait for; new turns are since ``at`` (default now), what stays stays."""
    kind = kinds.kind_of(matter)
    if kind is None:
        return
    with transaction.atomic(savepoint=False):
        # Two acts on parts of one matter keep its turns one after the other.
        state = _held(kind.label).of(matter.pk)[0]
        stored = turns.kept_of(matter)
        ended = state in kind.lifecycle.ends
        wanted = [] if ended else list(_rows(kind, _whole(kind.label, state).get(matter.pk), at or timezone.now()))
        _write(stored, wanted)
        if at is not None:
            notice_closing.follow(matter, stored, wanted, at)
    matter.__dict__.pop("open_turns", None)


@kept(turns.KINDS)
def _held(label: str) -> Compiled[Any]:
    """The state of one matter, which nobody else acts on until the transaction ends."""
    rows = kinds.of(label).model._base_manager.select_for_update(of=("self",))
    return Compiled(lambda key: rows.filter(pk=key).values_list("state", flat=True), KEY)


@kept(KEPT_STATES)
def _whole(label: str, state: str) -> Whole:
    return Whole(kinds.of(label).for_turns({state}))


def refresh_unreachable() -> None:
    """Look again at matters that wait for people who could not sign in; to be called when accounts were given."""
    rows = OpenTurn.objects.filter(role="").order_by().values_list("root_type", "root_id").distinct()
    for root_type, root_id in list(rows):
        model = ContentType.objects.get_for_id(root_type).model_class()
        matter = model._base_manager.filter(pk=root_id).first() if model else None
        if matter is not None:
            refresh(matter)


def renamed(body: Organisation, changes: Iterable[Mapping[str, Any]]) -> None:
    """The words of every turn that tells a body by its name; a fixed number of statements for some hundred matters."""
    former = {one["before"] for one in changes if one["field"] in ("name", "short_name") and one["before"]}
    if not former:
        return
    told = Q(organisation=body)
    for name in former:
        told |= Q(who__contains=name) | Q(what__contains=name) | Q(context__contains=name)
    rows = OpenTurn.objects.filter(told).order_by().values_list("root_type", "root_id").distinct()
    keys: dict[int, list[int]] = {}
    for root_type, root_id in rows:
        keys.setdefault(root_type, []).append(root_id)
    for kind in kinds.matters() if keys else ():
        found = sorted(keys.get(kind.content_type.pk, ()))
        for start in range(0, len(found), BATCH):
            _rebuild_some(kind, found[start : start + BATCH])


def ensure_kept() -> None:
    """After a migration: a database from before the rows were kept gets them."""
    if not OpenTurn.objects.exists():
        rebuild()


def rebuild(models: Iterable[str] = ()) -> int:
    """Compute every matter's turns anew (of ``models``, by label; default all); returns how many matters were wrong.

    What is right already is neither written nor locked, so that people can go on working; a matter that somebody is
    acting on is left to that act, which keeps its turns itself.
    """
    wrong = 0
    for kind in kinds.matters():
        if models and kind.label not in models:
            continue
        keys = list(kind.open_matters().order_by("pk").values_list("pk", flat=True))
        wrong += _drop_ended(kind)
        for start in range(0, len(keys), BATCH):
            wrong += _rebuild_some(kind, keys[start : start + BATCH])
    return wrong


def _rebuild_some(kind: MatterKind, keys: list[int]) -> int:
    """Look first, and lock only what seems wrong: nearly always nothing is."""
    suspects = [pk for pk, stored, wanted in _stored_and_wanted(kind, keys) if any(_differences(stored, wanted))]
    if not suspects:
        return 0
    with transaction.atomic():
        free = kind.model._base_manager.select_for_update(of=("self",), skip_locked=True).filter(pk__in=suspects)
        locked = list(free.order_by("pk").values_list("pk", flat=True))
        found = list(_stored_and_wanted(kind, locked))
        wrong = sum(any(_differences(stored, wanted)) for _, stored, wanted in found)
        _write([row for _, stored, _ in found for row in stored], [row for *_, wanted in found for row in wanted])
        return wrong


def _stored_and_wanted(kind: MatterKind, keys: list[int]) -> Iterator[tuple[int, list[OpenTurn], list[OpenTurn]]]:
    """For each of these matters its key, the rows that stand and the rows that ought to."""
    stored: dict[int, list[OpenTurn]] = {}
    for row in OpenTurn.objects.filter(root_type=kind.content_type, root_id__in=keys):
        stored.setdefault(row.root_id, []).append(row)
    now = timezone.now()
    for matter in kind.for_turns().filter(pk__in=keys):
        yield matter.pk, stored.get(matter.pk, []), list(_rows(kind, matter, now))


def _drop_ended(kind: MatterKind) -> int:
    """Rows of matters that wait for nobody any more; asked in one statement, lest one that begins meanwhile be lost."""
    rows = OpenTurn.objects.filter(root_type=kind.content_type).order_by()
    ended = rows.exclude(root_id__in=kind.open_matters().order_by().values("pk"))
    number = ended.values("root_id").distinct().count()
    if number:
        ended.delete()
    return number


def expected(matter) -> list[OpenTurn]:
    """The rows that ought to stand for this matter; unsaved. ``matter`` comes from its kind's ``for_turns()``."""
    return list(_rows(kinds.of(matter), matter, timezone.now()))


def _rows(kind: MatterKind, matter: Any, now: datetime) -> Iterator[OpenTurn]:
    """Whom the matter and its parts wait for; one that has ended waits for nobody, whatever its parts left undone."""
    if matter.state in kind.lifecycle.ends:
        return
    for number, thing in enumerate(kind.things_of(matter)):
        kind_of_thing = kinds.of(thing)
        for place, row, holder, what in turns.computed(thing, lifecycle_of(thing).rows):
            todo = kind_of_thing.todo_of(thing, row)
            yield OpenTurn(
                **about(thing, matter),
                key=row.key,
                what=what[:60],
                who=holder.who[:120],
                role=holder.role,
                organisation_id=holder.organisation_id,
                user_id=holder.user_id,
                holder=holder.key,
                place=min(number, 300) * 100 + place,  # the matter first, then its parts in their order
                since=now,
                verb=todo.verb[:60],
                url=todo.url,
                number=(holder.number or todo.number)[:40],
                title=(holder.title or todo.title)[:200],
                context=todo.context[:200],
                mark=todo.mark[:20],
            )


def _write(stored: list[OpenTurn], wanted: list[OpenTurn]) -> bool:
    """Make the stored rows those that are wanted; who is waited for as before keeps the row. True: changed."""
    gone, changed, new = _differences(stored, wanted)
    if gone:
        OpenTurn.objects.filter(pk__in=[row.pk for row in gone]).delete()
    if changed:
        before = {row.pk: row for row in stored}
        differ = {
            name for row in changed for name in (*KEPT, "since") if getattr(before[row.pk], name) != getattr(row, name)
        }
        OpenTurn.objects.bulk_update(changed, sorted(differ))
    if new:
        OpenTurn.objects.bulk_create(new, ignore_conflicts=True)
    return bool(gone or changed or new)


def _differences(
    stored: list[OpenTurn], wanted: list[OpenTurn]
) -> tuple[list[OpenTurn], list[OpenTurn], list[OpenTurn]]:
    """Rows to be deleted, to be changed and to be made."""
    known = {(row.content_type_id, row.object_id, row.holder): row for row in stored}
    new, changed = [], []
    for row in wanted:
        old = known.pop((row.content_type_id, row.object_id, row.holder), None)
        if old is None:
            new.append(row)
        elif any(getattr(old, name) != getattr(row, name) for name in KEPT):
            row.pk, row.since = old.pk, row.since if old.key != row.key else old.since
            changed.append(row)
    return list(known.values()), changed, new
