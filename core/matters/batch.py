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
from core.matters.act_forms import form_for
from core.matters.engine import check, not_theirs, perform
from core.matters.fields import ActField
from core.matters.kinds import MatterKind
from core.matters.lifecycle import LIFECYCLES, ActError, AlreadyDone, InvalidFacts, Refused, Stale, Transition
from core.matters.naming import brief_of, number_of
from core.matters.overtaken import meanwhile
from core.matters.readers import read_by
from core.models import JobRun, Notice, User
from core.models.generic import matter_of
from core.people.actors import Actor

AT_ONCE = 30
MOST = 2000
JOB = "core.tasks.act_on_many"
AS_EACH = "留空则各件用自己原有的"
NONE_OWN = "没有，须选定或填写"
LONGEST_OWN = 60


@dataclass
class Outcome:
    """What is to become, or became, of one row; ``own`` are the values that it gets where a field is left empty.

    ``before`` says when this person had done the very same to it already, ``wrong`` which fields were not taken.
    """

    obj: Any
    refused: str = ""
    before: str = ""
    wrong: frozenset[str] = frozenset()
    own: Sequence[tuple[str, str]] = ()

    @property
    def number(self) -> str:
        return number_of(matter_of(self.obj))

    @property
    def part(self) -> str:
        """How the row is called beside its matter, where it is a part of one."""
        return "" if matter_of(self.obj) is self.obj else brief_of(self.obj)


def batch_form(chosen: Sequence[Any], row: Transition, actor: Actor, data=None) -> forms.Form:
    """What one act on many asks for: a field that has a value of each row's own begins empty, and may be left so.

    Rows are asked for alike; what is asked of the first of them to which the act can be done is asked of all.
    """
    first = next((obj for obj in chosen if not refusal_at_a_glance(obj, row, actor)), chosen[0])
    form = form_for(row.fields_for(first, actor), first, actor, data, read_by(row.audience, first))
    for fact in row.fields_for(first, actor):
        field = form.fields[fact.name]
        if fact.initial is not None:
            field.required, field.initial, field.help_text = False, None, AS_EACH
            _offer_none(field, fact.options(first, actor))
    return form


def _offer_none(field: forms.Field, options: list[tuple[str, str]]) -> None:
    """Of a list to choose from nothing is chosen: a browser would take the first line for an answer."""
    if isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        return
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = AS_EACH
    elif isinstance(field, forms.ChoiceField):
        field.choices = [("", AS_EACH), *options]


def own_values(chosen: Sequence[Any], row: Transition, actor: Actor) -> list[list[tuple[str, str]]]:
    """For each row the values of its own, ``(label, words)``, that it gets where the field is left empty.

    One statement for each field that names rows, however many are chosen.
    """
    found: list[list[tuple[str, str]]] = [[] for _ in chosen]
    asked = [{fact.name: fact for fact in row.fields_for(obj, actor) if fact.initial is not None} for obj in chosen]
    for name in dict.fromkeys(name for facts in asked for name in facts):
        having = [(number, facts[name]) for number, facts in enumerate(asked) if name in facts]
        values = [fact.filled_with(chosen[number], actor) for number, fact in having]
        words = _words_of(having[0][1], values, chosen[having[0][0]], actor)
        for (number, fact), value in zip(having, values, strict=True):
            if told := words(value) or (NONE_OWN if fact.required else ""):
                found[number].append((fact.label, told[:LONGEST_OWN]))
    return found


def _words_of(fact: ActField, values: list[Any], obj: Any, actor: Actor) -> Callable[[Any], str]:
    """How values of this field read."""
    if fact.among is not None:
        keys = {getattr(one, "pk", one) for value in values for one in _each(value)}
        rows = fact.rows(obj, actor).model._default_manager.in_bulk(keys) if keys else {}
        return lambda value: "、".join(
            str(rows[key]) for one in _each(value) if (key := getattr(one, "pk", one)) in rows
        )
    labels = dict(fact.options(obj, actor))
    return lambda value: "、".join(str(labels.get(one, one)) for one in _each(value))


def _each(value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, list | tuple | set) else [value]


def filled_in(form: forms.Form) -> dict[str, Any]:
    """What was filled in once for all, as a job can keep it: keys of rows, dates as text."""
    return {name: _plain(value) for name, value in form.cleaned_data.items()} if form.is_bound else {}


def act_on_each(
    chosen: Sequence[Any], row: Transition, actor: Actor, given: dict[str, Any], seen: dict[int, int], nonce: str = ""
) -> list[Outcome]:
    """Perform ``row`` on each while the person waits; one refusal does not stop the others."""
    return one_by_one(chosen, row, actor, lambda obj: perform_one(obj, row, actor, given, seen.get(obj.pk), nonce))


def one_by_one(chosen: Sequence[Any], row: Transition, actor: Actor, do: Callable[[Any], Any]) -> list[Outcome]:
    """``do`` (the act ``row``) to each of the chosen, read anew, and what became of each; each receiver is told once of
    all of them. What somebody else has done meanwhile is told by name."""
    outcomes = []
    with told_once(where_told(kinds.of(chosen[0]))):
        for shown in chosen:
            obj = type(shown)._default_manager.get(pk=shown.pk)
            try:
                with one_of_many():
                    do(obj)
            except AlreadyDone as error:
                outcomes.append(Outcome(obj, before=error.sentence) if error.same else Outcome(obj, error.sentence))
            except InvalidFacts as error:
                outcomes.append(Outcome(obj, error.sentence, wrong=frozenset(error.errors)))
            except Stale as error:
                outcomes.append(Outcome(obj, meanwhile(obj, row, actor) or error.sentence))
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
    nonce: str = "",
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
        "nonce": nonce,
    }
    return jobs.start(JOB, f"批量{row.label}（{len(ids)}件）", params, user, total=len(ids))


def act_of(job: JobRun) -> Transition:
    """The row of the life-cycle that a job performs."""
    return LIFECYCLES[job.params["model"]].row(job.params["act"])


def perform_one(
    obj: Any, row: Transition, actor: Actor, given: dict[str, Any], seen: int | None, nonce: str = ""
) -> None:
    """Perform ``row`` on one object with what was filled in for all, and its own values where that was left empty."""
    if row.actor_may(actor, obj) and (objection := not_with_others(obj, row, actor)):
        raise Refused(objection)
    facts = {fact.name: _value_for(fact, given, obj, actor) for fact in row.fields_for(obj, actor)}
    perform(obj, row.key, actor, seen=seen, nonce=nonce, **facts)


def not_with_others(obj: Any, row: Transition, actor: Actor) -> str:
    """Why the act is to be done to this row by itself, not together with others; empty where it may be."""
    return next((sentence for guard in row.batch_guards if (sentence := guard(obj, actor))), "")


def refusal(obj: Any, row: Transition, actor: Actor) -> str:
    """Why the act cannot be done to this row now; empty where it can."""
    try:
        check(obj, row.key, actor)
    except ActError as error:
        return error.sentence
    return not_with_others(obj, row, actor)


def refusal_at_a_glance(obj: Any, row: Transition, actor: Actor) -> str:
    """The same by person and state alone, for lists too long to ask every guard."""
    if not row.actor_may(actor, obj):
        return not_theirs(row).sentence
    if obj.state in row.source:
        return not_with_others(obj, row, actor)
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
