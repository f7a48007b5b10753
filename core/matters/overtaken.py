"""What somebody else did meanwhile with a matter that was to be acted on: who, and what (已被田文静退回重定渠道)."""

from typing import Any

from core.matters import events
from core.matters.lifecycle import Transition, lifecycle_of
from core.models import Event
from core.models.generic import aimed_at
from core.people.actors import Actor


def overtaken(obj: Any, row: Transition, actor: Actor) -> str:
    """“已被田文静退回重定渠道，没有交办”; empty where the thing still is where the act begins, or where this person
    does not read who brought it away. One statement, none in the first case."""
    if obj.state in row.source or actor.user is None:
        return ""
    moving = [one.key for one in lifecycle_of(obj).rows if not one.repeatable]
    rows = Event.objects.filter(**aimed_at(obj), key__in=moving, to_state=obj.state).exclude(from_state=obj.state)
    last = events.readable(rows, actor.user).order_by("-pk").first()
    if last is None or last.actor_id == actor.user.pk:
        return ""
    who = last.actor_name if last.actor_id else "系统"
    return f"已被{who}{last.label}，没有{row.label}"


def meanwhile(obj: Any, row: Transition, actor: Actor) -> str:
    """The same as a sentence of its own: “该件已被田文静退回重定渠道，没有交办。”"""
    words = overtaken(obj, row, actor)
    return f"该件{words}。" if words else ""
