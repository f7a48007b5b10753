"""Who may do what from where, at the engine: every kind, person, state and act against the hand-written tables."""

import pytest
from django.apps import apps

from core.matters.engine import available, check, perform
from core.matters.lifecycle import LIFECYCLES, Forbidden, Refused, lifecycle_of
from core.models import Clock, Delivery, Event, Notice, OpenTurn
from core.people.actors import system_actor
from tests.builders.cast import at, fresh, who
from tests.promises import tables
from tests.promises.grid import PEOPLE

pytestmark = pytest.mark.django_db
LEAVES = (Event, Notice, Delivery, Clock, OpenTurn)


def traces() -> dict[str, list]:
    """What acts leave behind, and which revision and state every thing has."""
    found = {model.__name__: list(model.objects.order_by("pk").values_list()) for model in LEAVES}
    for lifecycle in LIFECYCLES.values():
        things = apps.get_model(lifecycle.model).objects.order_by("pk")
        found[lifecycle.model] = list(things.values_list("pk", "state", "revision"))
    return found


@pytest.mark.parametrize("name", tables.MAY)
def test_everybody_is_offered_what_the_table_says_and_nothing_else(cast, stages, name):
    grid = tables.MAY[name]
    obj = grid.prepare(cast, stages)
    before = traces()
    wrong = []
    for state in LIFECYCLES[grid.label].states.values:
        type(obj).objects.filter(pk=obj.pk).update(state=state)
        thing = fresh(obj)
        for person in PEOPLE:
            actor = who(getattr(cast, person))
            offered = {one.key for one in available(thing, actor)}
            listed = {row.key for row in grid.rows if state in row.states.split() and person in row.by.split()}
            wrong += [f"{state}: {person} is offered {key}" for key in sorted(offered - listed)]
            wrong += [f"{state}: {person} is not offered {key}" for key in sorted(listed - offered)]
    assert wrong == []
    type(obj).objects.filter(pk=obj.pk).update(state=obj.state)
    assert traces() == before


@pytest.mark.parametrize("name", tables.MAY)
def test_the_wrong_person_is_forbidden_and_the_wrong_state_is_refused(cast, stages, name):
    """Each person tries each act once from where it may be done and once from where it may not."""
    grid = tables.MAY[name]
    obj = grid.prepare(cast, stages)
    before = traces()
    wrong = []
    for row in grid.rows:
        states = LIFECYCLES[grid.label].states.values
        inside, outside = row.states.split()[0], next(s for s in states if s not in row.states.split())
        for state, asked in ((inside, PEOPLE), (outside, [*row.by.split(), "auditor", "lu"])):
            type(obj).objects.filter(pk=obj.pk).update(state=state)
            thing = fresh(obj)
            for person in asked:
                may = person in row.by.split()
                outcome = outcome_of(thing, row.key, who(getattr(cast, person)))
                if not may and outcome not in ("Forbidden", "done before"):
                    wrong.append(f"{state}: {person} {row.key}: {outcome}")
                if may and state == outside and outcome != "Refused":
                    wrong.append(f"{state}: {person} {row.key}: {outcome}")
                if may and state == inside and outcome == "Forbidden":
                    wrong.append(f"{state}: {person} {row.key}: {outcome}")
    assert wrong == []
    type(obj).objects.filter(pk=obj.pk).update(state=obj.state)
    assert traces() == before


def outcome_of(thing, key: str, actor) -> str:
    try:
        check(thing, key, actor)
    except Forbidden:
        return "Forbidden"
    except Refused as refusal:
        return "done before" if "不能再办一次" in refusal.sentence else "Refused"
    return "may"


@pytest.mark.parametrize("one", tables.REFUSES, ids=lambda one: f"{one.key}-{one.guard}")
def test_each_guard_objects_and_the_refused_act_leaves_no_trace(cast, stages, one):
    obj = stages[one.stage]
    if one.change:
        one.change(cast, fresh(obj))
    thing = fresh(obj)
    row = lifecycle_of(thing).row(one.key)
    actor = who(getattr(cast, one.by), one.day) if one.by else system_actor(at(one.day))
    before = traces()
    objections = {guard.__name__: guard(thing, actor) for guard in row.guards[: position(row, one.guard) + 1]}
    objecting = objections.pop(one.guard)
    assert one.words in objecting and not any(objections.values()), (objecting, objections)
    with pytest.raises(Refused) as refusal:
        perform(fresh(obj), one.key, actor)
    assert refusal.value.sentence == objecting
    assert traces() == before
    if one.by:
        offered = {each.key: each.refused for each in available(thing, actor)}
        assert offered[one.key] == objecting


def position(row, guard: str) -> int:
    return [each.__name__ for each in row.guards].index(guard)


def test_every_row_and_every_guard_is_in_the_tables():
    rows = {(each.model, row.key) for each in LIFECYCLES.values() for row in each.rows}
    written = {(grid.label, row.key) for grid in tables.MAY.values() for row in grid.rows}
    assert written == rows
    for grid in tables.MAY.values():
        sources = {row.key: set(row.source) for row in LIFECYCLES[grid.label].rows}
        assert {row.key: set(row.states.split()) for row in grid.rows} == sources
    guards = {(row.key, guard.__name__) for each in LIFECYCLES.values() for row in each.rows for guard in row.guards}
    assert guards - {(one.key, one.guard) for one in tables.REFUSES} == set()
