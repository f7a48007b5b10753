"""What somebody else did meanwhile with a matter that was to be acted on: who, and what (已被田文静退回重定渠道)."""

from typing import Any

from django.db.models import Subquery

from core.matters import events
from core.matters.lifecycle import TAKEN, Transition, lifecycle_of
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
    return f"已被{who}{last.label}，{_not_done(row, last)}"


def taken(obj: Any, row: Transition, actor: Actor) -> str:
    """The sentence for whoever acts on a thing as it was before: “该件已被田文静改办，没有签收，请刷新后再看。”

    Nobody is named to those who do not read who it was. One statement.
    """
    moving = [one.key for one in lifecycle_of(obj).rows if not one.repeatable]
    every = Event.objects.filter(**aimed_at(obj), key__in=moving).order_by("-pk")
    last = Event.objects.filter(pk=Subquery(every.values("pk")[:1]))
    found = events.readable(last, actor.user).first() if actor.user is not None else None
    if found is None or actor.user is None:
        return TAKEN
    if found.actor_id == actor.user.pk:
        return f"该件您刚办理过“{found.label}”，已有变动，没有{row.label}，请刷新后再看。"
    who = found.actor_name if found.actor_id else "系统"
    return f"该件已被{who}{found.label}，{_not_done(row, found)}，请刷新后再看。"


def _not_done(row: Transition, instead: Event) -> str:
    return "没有再办" if instead.label == row.label else f"没有{row.label}"


def meanwhile(obj: Any, row: Transition, actor: Actor) -> str:
    """The same as a sentence of its own: “该件已被田文静退回重定渠道，没有交办。”"""
    words = overtaken(obj, row, actor)
    return f"该件{words}。" if words else ""
