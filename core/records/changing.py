"""Changing a record of master data, and taking a change back within the day.

A change is one event whose facts hold for every field what it was and what it became, as stored and in words; the
history of a record is therefore its events, sealed like all others, and no table beside them.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from core.chinese import in_one
from core.matters import events
from core.matters.lifecycle import Refused
from core.models import Event
from core.models.generic import aimed_at
from core.models.records import KeptRecord
from core.people.actors import Actor

UNDO = "undo_change"

Follow = Callable[[Any, list[dict[str, Any]]], None]
_follow: dict[type, list[Follow]] = {}
EMPTY = "（空）"


def follow(model: type, does: Follow) -> None:
    """What hangs on records of this model: ``does`` is given every record changed, and the changes, in the same act."""
    if does not in _follow.setdefault(model, []):
        _follow[model].append(does)


class Stale(Refused):
    """Somebody changed the record after it was opened; ``revision`` is the present one, ``event`` that change."""

    def __init__(self, record: KeptRecord, event: Event | None):
        self.revision, self.event = record.revision, event
        who = f"{event.actor_name}在{timezone.localtime(event.at):%H:%M}" if event else "有人在您打开之后"
        what = f"（{_labels(event)}）" if event and _changes(event) else ""
        super().__init__(f"{who}改过“{record}”{what}，您填写的内容都还在。请看过现在的情况，确认无误后再提交一次。")


@transaction.atomic
def change(
    record: KeptRecord, values: Mapping[str, Any], *, actor: Actor, reason: str, seen: int | None, key: str = "change",
    label: str = "修改", **more: Any,
) -> Event | None:  # fmt: skip
    """Give the fields these values; returns the event, None where nothing differs.

    ``seen`` is the revision that the person was looking at (None: an act that names its own conditions). ``more``
    are further fields of the event. Raises Stale where somebody else was quicker, Refused where a constraint of the
    model objects. The caller has asked who may do this. ``record`` itself takes the new values.
    """
    present = _locked(record)
    if seen is not None and seen != present.revision:
        raise Stale(present, _last_change(present))
    changes = _differences(present, values)
    if not changes:
        return None
    for name in (one["field"] for one in changes):
        setattr(present, name, values[name])
    present.revision += 1
    try:
        present.clean()
        present.validate_constraints()
    except ValidationError as error:
        raise Refused(in_one(error.messages)) from None
    names = [one["field"] for one in changes]
    _save(present, [*names, "revision", *_stamps(present)])
    for does in _follow.get(type(present), ()):
        does(present, changes)
    for name in (*names, "revision"):
        setattr(record, name, getattr(present, name))
    text = more.pop("text", "") or _said(changes)
    held = {"changes": changes} | more.pop("facts", {})
    return events.record(present, actor=actor, key=key, label=label, reason=reason, text=text, facts=held, **more)


def _save(present: KeptRecord, fields: list[str]) -> None:
    """Raises Refused where another record that was written at this moment stands against a constraint."""
    try:
        with transaction.atomic():
            present.save(update_fields=fields)
    except IntegrityError:
        try:
            present.validate_constraints()  # which names the constraint, now that the other record can be seen
        except ValidationError as error:
            raise Refused(in_one(error.messages)) from None
        raise Refused("同时有人登记了相抵触的内容，没有保存。请刷新后再看。") from None


def last_undoable(record: KeptRecord, today: date | None = None) -> Event | None:
    """The newest change of the record, where it was made today and nothing of it has changed since.

    An act that wrote several rows (``rows`` among its facts) is taken back by whoever wrote it, as a whole.
    """
    event = _last_change(record)
    if event is None or event.key == UNDO or timezone.localdate(event.at) != (today or timezone.localdate()):
        return None
    return event if _stands(record, event) else None


def undoable(record: KeptRecord, today: date | None = None) -> list[Event]:
    """The changes of today, newest first, whose fields nothing has touched since."""
    day, found = today or timezone.localdate(), []
    touched: set[str] = set()
    rows = Event.objects.filter(**aimed_at(record), facts__has_key="changes", at__gte=_midnight(day))
    for event in rows.order_by("-id"):
        fields = {one["field"] for one in _changes(event)}
        if event.key != UNDO and _stands(record, event) and not fields & touched:
            found.append(event)
        touched |= fields
    return found


def _stands(record: KeptRecord, event: Event) -> bool:
    """Whether the event changed fields of this record alone, and they are still as it left them."""
    changes = [] if "rows" in event.facts else _changes(event)
    return bool(changes) and all(_stored(record, one["field"]) == one["after"] for one in changes)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def undo(record: KeptRecord, event_id: int, *, actor: Actor, older: bool = False) -> Event:
    """Take back the newest change of today, with ``older`` any of ``undoable``.

    Raises Refused where it is none of these by now, or the day is over.
    """
    with transaction.atomic():
        present = _locked(record)
        offered = undoable(present, actor.today) if older else [last_undoable(present, actor.today)]
        event = next((one for one in offered if one is not None and one.pk == event_id), None)
        if event is None:
            raise Refused("只能撤销当天最近的一次修改；之后又有人改过，或者已经过了当天。请直接修改为正确的内容。")
        before = {one["field"]: _value(present, one["field"], one["before"]) for one in _changes(event)}
        text = f"撤销{event.actor_name}对{_labels(event)}的修改"
        made = change(
            record, before, actor=actor, reason="", seen=None, key=UNDO, label="撤销修改", text=text,
            facts={"undoes": event.pk}, root=event.root, audience=event.audience,
        )  # fmt: skip
    return cast(Event, made)  # the values differ: last_undoable has compared them


# ---- what a change is made of ----


def _locked(record: KeptRecord) -> Any:
    return type(record)._base_manager.select_for_update().get(pk=record.pk)


def _last_change(record: KeptRecord) -> Event | None:
    rows = Event.objects.filter(**aimed_at(record), facts__has_key="changes")
    return rows.order_by("-id").first()


def _changes(event: Event) -> list[dict[str, Any]]:
    """Those that ``change`` describes; what other acts tell in their own words (old, new) names no field of ours."""
    return [one for one in event.facts.get("changes", []) if "after" in one]


def _labels(event: Event) -> str:
    return "、".join(one["label"] for one in _changes(event))


def _said(changes: list[dict[str, Any]]) -> str:
    """One change in full; of several the names, for what they were and became stands below."""
    if len(changes) == 1:
        return f"修改{changes[0]['label']}：{changes[0]['was']} → {changes[0]['is']}"
    return f"修改{'、'.join(one['label'] for one in changes)}"


def _differences(record: KeptRecord, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = []
    for name, value in values.items():
        before, was = _stored(record, name), in_words(record, name)
        held = getattr(record, name)
        setattr(record, name, value)
        after, now = _stored(record, name), in_words(record, name)
        setattr(record, name, held)
        if before != after:
            label = str(_field(record, name).verbose_name)
            found.append({"field": name, "label": label, "before": before, "after": after, "was": was, "is": now})
    return found


def _field(record: KeptRecord, name: str) -> models.Field:
    return cast(models.Field, record._meta.get_field(name))


def _stored(record: KeptRecord, name: str) -> Any:
    """The value as an event can hold it."""
    field = _field(record, name)
    value = field.value_from_object(record)
    if value is None or isinstance(field, models.JSONField) or isinstance(value, bool | int):
        return value
    return field.value_to_string(record)


def _value(record: KeptRecord, name: str, stored: Any) -> Any:
    """What ``_stored`` wrote, as the field takes it."""
    field = _field(record, name)
    if isinstance(field, models.ForeignKey):
        model: Any = field.related_model
        return model._base_manager.get(pk=stored) if stored is not None else None
    return stored if stored is None or isinstance(field, models.JSONField) else field.to_python(stored)


def in_words(record: KeptRecord, name: str) -> str:
    """The value as a person reads it."""
    field, value = _field(record, name), getattr(record, name)
    if field.choices:
        value = getattr(record, f"get_{name}_display")()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, list):
        value = "、".join(str(one) for one in value)
    return str(value) if value not in (None, "") else EMPTY


def _stamps(record: KeptRecord) -> list[str]:
    """Fields that keep the moment of the last change by themselves."""
    return [field.name for field in record._meta.concrete_fields if getattr(field, "auto_now", False)]
