"""A body ends: merged into another one, or out of use. Its open work goes on elsewhere, its past stays with it."""

from datetime import date, timedelta
from typing import Any, cast

from django.db import transaction
from django.utils import timezone

from core.chinese import long_date, some_of
from core.delivery.notices import announce, close_of
from core.matters import events
from core.matters.lifecycle import Refused
from core.models import Event, Organisation, OrganisationName, User
from core.organisations import handing_on, names
from core.organisations.services import RENAME, Spelling, check
from core.people import following
from core.people.actors import Actor
from core.people.posts import people_at
from core.records import change, last_undoable, undo, undoable

MERGE, CLOSE = "merge", "close"
UNDONE = {
    MERGE: "“{body}”的合并已撤销，工作仍由“{body}”办理",
    CLOSE: "“{body}”的停用已撤销，工作仍由“{body}”办理",
    RENAME: "更名已撤销，本单位仍称“{body}”",
}


class StillOpen(Refused):
    """The body has open work and nobody was named to take it over; ``waiting`` is that work."""

    def __init__(self, body: Organisation, waiting: list[handing_on.Waiting]):
        self.waiting = waiting
        told = "、".join(str(row) for row in waiting)
        super().__init__(f"“{body}”还有{told}。请选择接手的单位一并移交，或逐件改办之后再停用。")


class NotCarried(Refused):
    """Something has to be settled by hand before the body can end; ``things`` names each."""

    def __init__(self, body: Organisation, things: list[handing_on.Thing]):
        self.things = things
        told = some_of([str(one) for one in things], handing_on.SHOWN, "项")
        super().__init__(f"“{body}”有不能随单位移交的事项，请先办结：{told}。")


@transaction.atomic
def merge(
    body: Organisation, into: Organisation, *, actor: Actor, reason: str, seen: int | None, day: date | None = None,
    move_people: bool = True,
) -> Event:  # fmt: skip
    """``body`` ends and is succeeded by ``into``: open work, bodies below and names go over, closed work stays.

    ``move_people``: whoever holds a post in it holds the same in ``into`` (else the posts end). Raises Refused; while
    posts with power are held in it, ``following.PowerStands``.
    """
    check(actor)
    day = day or actor.today
    body, into = _locked(body, into)
    _refuse_unfit(body, into, actor.today, day)
    if body.kind != into.kind:
        raise Refused(f"“{into}”是{into.get_kind_display()}，“{body}”是{body.get_kind_display()}，只能并入同类单位。")
    if body.also_handles and not into.handles:
        raise Refused(f"“{body}”也是承办单位，“{into}”不是。请先在“{into}”的资料中勾选“也是承办单位”，再合并。")
    people = list(people_at(body))
    facts = _hand_over(body, into, actor, move_people=move_people)
    facts |= {"names": _names_to(body, into, day), "day": day.isoformat()}
    facts |= {"raised": into.parent_id == body.pk, "below": _bodies_to(body, into, actor)}
    since = f"自{long_date(day)}起"
    taken = events.record(
        into, actor=actor, key="take_over", label="接收合并", reason=reason, text=f"{since}“{body}”并入本单位"
    )
    _announce(people, body, into, f"{since}“{body}”并入“{into}”", taken)
    text, facts["told"] = f"{since}并入“{into}”", taken.pk
    return _end(body, into, actor, reason, seen, key=MERGE, label="合并", text=text, facts=facts, succeeded_by=into)


@transaction.atomic
def close(
    body: Organisation, *, actor: Actor, reason: str, seen: int | None, to: Organisation | None = None,
    move_people: bool = False,
) -> Event:  # fmt: skip
    """``body`` is out of use; its open work goes to ``to``. Raises StillOpen where there is some and no ``to``."""
    check(actor)
    if to is not None:
        body, to = _locked(body, to)
        _refuse_unfit(body, to, actor.today, actor.today)
        people = list(people_at(body))
        facts = _hand_over(body, to, actor, move_people=move_people)
    else:
        (body,) = _locked(body)
        if not body.is_active:
            raise Refused(f"“{body}”已经停用。")
        if waiting := handing_on.waiting_of(body):
            raise StillOpen(body, waiting)
        people = list(people_at(body))
        facts = {"posts": following.follow(body, None, actor)}
    supervised = body.supervises.filter(is_active=True).count()
    if supervised:
        raise Refused(f"还有 {supervised} 家单位经“{body}”交办，请先改定它们的交办督查渠道，或改用“合并”。")
    text, what = f"停用“{body}”", f"“{body}”自{long_date(actor.today)}起停用"
    if to is None:
        made = _end(body, to, actor, reason, seen, key=CLOSE, label="停用", text=text, facts=facts)
        _announce(people, body, to, what, made)
        return made
    words = f"“{body}”停用，未办结的工作移交本单位"
    taken = events.record(to, actor=actor, key="take_over", label="接收移交", reason=reason, text=words)
    _announce(people, body, to, what, taken)
    text, facts["told"] = f"{text}，未办结的工作移交“{to}”", taken.pk
    return _end(body, to, actor, reason, seen, key=CLOSE, label="停用", text=text, facts=facts)


def to_take_back(body: Organisation, today: date) -> list[Event]:
    """The newest change of today; and a change of name of today while nothing has touched the names since."""
    newest = last_undoable(body, today)
    names = [one for one in undoable(body, today) if one.key == RENAME] if body.is_active else []
    found = [newest] if newest is not None else []
    return found + [one for one in names if newest is None or one.pk != newest.pk]


@transaction.atomic
def take_back(body: Organisation, event_id: int, *, actor: Actor) -> Event:
    """Undo one of ``to_take_back``, with all that it has moved. Raises Refused where work has gone on since."""
    check(actor)
    event = next((one for one in to_take_back(body, actor.today) if one.pk == event_id), None)
    older = event is not None and event.key == RENAME
    made = undo(body, event_id, actor=actor, older=older)  # refuses what is none of today's
    facts = cast(Event, event).facts
    told = close_of([event_id, facts.get("told") or event_id], actor.at)
    if kept := [pk for key in ("former", "short") if (pk := facts.get(key))]:
        OrganisationName.objects.filter(pk__in=kept).delete()
        transaction.on_commit(names.forget)
    if facts.get("to"):
        _take_work_back(body, cast(Event, event), actor)
    words = UNDONE.get(cast(Event, event).key)
    what = {MERGE: "合并", CLOSE: "停用"}.get(cast(Event, event).key, "变动")
    following.back(facts.get("posts"), actor=actor, why=f"“{body}”的{what}已撤销")
    if told and words:
        announce(told, words.format(body=body), event=made, target=body, url=body.get_absolute_url())
    return made


# ---- steps ----


def _announce(people: list[User], body: Organisation, to: Organisation | None, what: str, event: Event) -> None:
    """Whoever works in the receiving body, and whoever worked in the one that ends, reads once what becomes of it."""
    goes_on = f"{what}，没有办结的工作由“{to}”继续办理" if to else what
    there = list(people_at(to)) if to else []
    going_on = set(body.posts.exclude(valid_to__lte=timezone.localdate(event.at)).values_list("user", flat=True))
    left = [one for one in people if one not in there and one.pk not in going_on]
    url = (to or body).get_absolute_url()
    announce(left, f"{goes_on}；您在“{body}”的岗位已即时结束", event=event, target=body, url=url)
    announce([*there, *(one for one in people if one not in left)], goes_on, event=event, target=to or body, url=url)


def _locked(*bodies: Organisation) -> list[Organisation]:
    """The rows as they are now, held until the act is done; in one order, lest two merges wait in a ring."""
    keys = [body.pk for body in bodies]
    rows = {row.pk: row for row in Organisation.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    return [rows[key] for key in keys]


def _refuse_unfit(body: Organisation, to: Organisation, today: date, day: date) -> None:
    if body.pk == to.pk:
        raise Refused("不能选择本单位，请选择另一家。")
    if objection := names.objection_to(day, body, today):
        raise Refused(objection)
    if not body.is_active:
        raise Refused(f"“{body}”已经停用或并入其他单位，请刷新后再看。")
    if not to.is_active:
        raise Refused(f"“{to}”已经停用，请选择在用的单位。")
    if objections := [row.objection for row in handing_on.shared_by(body, to) if row.objection]:
        raise Refused("".join(objections[: handing_on.SHOWN]))


def _hand_over(body: Organisation, to: Organisation, actor: Actor, *, move_people: bool) -> dict[str, Any]:
    if stuck := handing_on.not_carried(body):
        raise NotCarried(body, stuck)
    handed = handing_on.hand_on(body, to, actor, with_people=move_people)
    if left := handing_on.left_with(body):
        raise NotCarried(body, left)
    return {"to": to.pk, "handed": handed, "posts": following.follow(body, to if move_people else None, actor)}


def _end(body: Organisation, to: Organisation | None, actor: Actor, reason: str, seen: int | None, **more) -> Event:
    values = {"is_active": False}
    if "succeeded_by" in more:
        values["succeeded_by"] = more.pop("succeeded_by")
    made = change(body, values, actor=actor, reason=reason, seen=seen, **more)
    return cast(Event, made)  # it was active


def _names_to(body: Organisation, into: Organisation, day: date) -> list[int]:
    """The names of the body find its successor from now on."""
    there = {into.name, into.short_name, *into.names.values_list("name", flat=True)}
    old = dict.fromkeys([body.name, body.short_name, *body.names.order_by("pk").values_list("name", flat=True)])
    until = day - timedelta(days=1)
    made = [
        OrganisationName.objects.create(organisation=into, name=name, kind=Spelling.MERGED, valid_to=until)
        for name in old
        if name and name not in there
    ]
    transaction.on_commit(names.forget)
    return [row.pk for row in made]


def _bodies_to(body: Organisation, into: Organisation, actor: Actor) -> dict[str, list[int]]:
    """Bodies below it, and those it supervises, are its successor's."""
    moved: dict[str, list[int]] = {}
    for field, rows in (("parent", body.children), ("supervised_by", body.supervises)):
        moved[field] = []
        for one in rows.filter(is_active=True).exclude(pk=into.pk):
            change(one, {field: into}, actor=actor, reason=f"{body}并入{into}", seen=None)
            moved[field].append(one.pk)
    if into.parent_id == body.pk:
        change(into, {"parent": body.parent}, actor=actor, reason=f"{body}并入{into}", seen=None)
    return moved


def _take_work_back(body: Organisation, event: Event, actor: Actor) -> None:
    facts = event.facts
    if acted := handing_on.acted_since(facts["handed"], facts["to"], event):
        told = some_of(acted, handing_on.SHOWN, "件")
        raise Refused(
            f"移交之后，{told}又有办理，不能整体撤销。请在“{body}”的页面“恢复使用”，"
            "再由交办单位把要还给它办理的逐件改办。"
        )
    to = Organisation.objects.get(pk=facts["to"])
    handing_on.hand_back(facts["handed"], body, to, actor)
    OrganisationName.objects.filter(pk__in=facts.get("names", ())).delete()
    transaction.on_commit(names.forget)
    for field, keys in facts.get("below", {}).items():
        for one in Organisation.objects.filter(**{"pk__in": keys, field: to}):
            change(one, {field: body}, actor=actor, reason=f"撤销{body}的合并", seen=None)
    if facts.get("raised") and to.parent_id == body.parent_id:
        change(to, {"parent": body}, actor=actor, reason=f"撤销{body}的合并", seen=None)
    events.record(to, actor=actor, key="undo_take_over", label="撤销", text=f"撤销“{body}”向本单位的移交")


__all__ = ["CLOSE", "MERGE", "RENAME", "NotCarried", "StillOpen", "close", "merge", "take_back", "to_take_back"]
