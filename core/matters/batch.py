"""One act on many rows: the same ``perform`` for each, in a transaction of its own; each receiver is told once.

A few rows are done while the person waits; more become a job (``core.matters.tasks``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType

from core import jobs
from core.delivery.notices import one_of_many, told_once
from core.matters import kinds
from core.matters.engine import check, not_theirs, perform
from core.matters.fields import ActField, form_for
from core.matters.kinds import MatterKind
from core.matters.lifecycle import LIFECYCLES, ActError, Refused, Transition
from core.matters.naming import brief_of, number_of
from core.matters.readers import read_by
from core.models import JobRun, Notice, User
from core.models.generic import matter_of
from core.people.actors import Actor

AT_ONCE = 30
MOST = 2000
JOB = "core.tasks.act_on_many"
AS_EACH = "留空则各件用自己原有的"


@dataclass
class Outcome:
    """What became of one row."""

    obj: Any
    refused: str = ""

    @property
    def number(self) -> str:
        return number_of(matter_of(self.obj))

    @property
    def part(self) -> str:
        """How the row is called beside its matter, where it is a part of one."""
        return "" if matter_of(self.obj) is self.obj else brief_of(self.obj)


def batch_form(first: Any, row: Transition, actor: Actor, data=None) -> forms.Form:
    """What one act on many asks for: a field that has a value of each row's own may be left empty."""
    form = form_for(row.fields_for(first, actor), first, actor, data, read_by(row.audience, first))
    for fact in row.fields_for(first, actor):
        field = form.fields[fact.name]
        if fact.initial is not None:
            field.required, field.initial, field.help_text = False, None, AS_EACH
            if isinstance(field, forms.ModelChoiceField) and field.empty_label is not None:
                field.empty_label = AS_EACH
    return form


def filled_in(form: forms.Form) -> dict[str, Any]:
    """What was filled in once for all, as a job can keep it: keys of rows, dates as text."""
    return {name: _plain(value) for name, value in form.cleaned_data.items()} if form.is_bound else {}


def act_on_each(
    chosen: Sequence[Any], row: Transition, actor: Actor, given: dict[str, Any], seen: dict[int, int]
) -> list[Outcome]:
    """Perform ``row`` on each while the person waits; one refusal does not stop the others."""
    outcomes = []
    with told_once(where_told(kinds.of(chosen[0]))):
        for shown in chosen:
            obj = type(shown)._default_manager.get(pk=shown.pk)
            try:
                with one_of_many():
                    perform_one(obj, row, actor, given, seen.get(obj.pk))
            except ActError as error:
                outcomes.append(Outcome(obj, error.sentence))
            else:
                outcomes.append(Outcome(obj))
    return outcomes


def where_told(kind: MatterKind) -> Callable[[Notice], str]:
    """Where a notice about several acts on things of ``kind`` leads: to the list of what it speaks of itself."""

    def place(notice: Notice) -> str:
        model = ContentType.objects.get_for_id(notice.content_type_id).model_class()
        return ((kinds.kind_of(model) if model else None) or kind).list_url

    return place


def start_job(
    chosen: Sequence[Any],
    row: Transition,
    actor: Actor,
    given: dict[str, Any],
    seen: dict[int, int],
    *,
    back: str,
    user: User,
) -> JobRun:
    """The same for many rows, by the worker, in the post now in use."""
    ids = [obj.pk for obj in chosen]
    params = {
        "model": chosen[0]._meta.label,
        "act": row.key,
        "ids": ids,
        "seen": {str(pk): revision for pk, revision in seen.items() if pk in set(ids)},
        "given": given,
        "back": back,
        "ip": actor.ip,
    }
    return jobs.start(JOB, f"批量{row.label}（{len(ids)}件）", params, user, total=len(ids))


def act_of(job: JobRun) -> Transition:
    """The row of the life-cycle that a job performs."""
    return LIFECYCLES[job.params["model"]].row(job.params["act"])


def perform_one(obj: Any, row: Transition, actor: Actor, given: dict[str, Any], seen: int | None) -> None:
    """Perform ``row`` on one object with what was filled in for all, and its own values where that was left empty."""
    facts = {fact.name: _value_for(fact, given, obj, actor) for fact in row.fields_for(obj, actor)}
    perform(obj, row.key, actor, seen=seen, **facts)


def refusal(obj: Any, key: str, actor: Actor) -> str:
    """Why the act cannot be done to this row now; empty where it can."""
    try:
        check(obj, key, actor)
    except ActError as error:
        return error.sentence
    return ""


def refusal_at_a_glance(obj: Any, row: Transition, actor: Actor) -> str:
    """The same by person and state alone, for lists too long to ask every guard."""
    if not row.actor_may(actor, obj):
        return not_theirs(row).sentence
    if obj.state in row.source:
        return ""
    return Refused(f"该件现为“{obj.get_state_display()}”，不能“{row.label}”。").sentence


def _plain(value: Any) -> Any:
    if hasattr(value, "model"):
        return [one.pk for one in value]
    if hasattr(value, "pk"):
        return value.pk
    return value.isoformat() if hasattr(value, "isoformat") else value


def _value_for(fact: ActField, given: dict[str, Any], obj: Any, actor: Actor) -> Any:
    value = given.get(fact.name)
    empty = value is None or value == "" or (hasattr(value, "__len__") and len(value) == 0)
    if empty and fact.initial is not None:
        value = fact.initial(obj, actor)
    return _plain(value)
