"""Each row of each table does what stands in the hand-written tables: nothing less, nothing more, and once."""

import pytest

from core.matters.engine import perform
from core.matters.lifecycle import LIFECYCLES, AlreadyDone
from core.models import Clock, Event, Notice, User
from core.people.actors import system_actor
from tests.builders.cast import at, fresh, who
from tests.promises import tables
from tests.promises.effects import Watch

pytestmark = pytest.mark.django_db
POSTS = 10
ROWS = [(label, does) for label, rows in tables.DOES.items() for does in rows]


@pytest.mark.parametrize(("label", "does"), ROWS, ids=[f"{label}-{does.key}-{does.stage}" for label, does in ROWS])
def test_an_act_sets_off_what_the_table_says_however_often_its_form_is_handed_in(cast, stages, label, does):
    obj = fresh(stages[does.stage])
    assert obj._meta.label == label
    names = {user.pk: name for name, user in vars(cast).items() if isinstance(user, User)}
    actor = who(getattr(cast, does.by), does.day) if does.by else system_actor(at(does.day))
    facts, before, seen = does.facts_for(cast, obj), Watch(names), obj.revision
    done = perform(obj, does.key, actor, seen, nonce="form", **facts).event
    notices, clocks = Notice.objects.count(), Clock.objects.count()
    for _ in range(POSTS - 1) if does.by else ():
        with pytest.raises(AlreadyDone) as caught:
            perform(fresh(obj), does.key, actor, seen, nonce="form", **facts)
        assert caught.value.repeated and caught.value.event == done
    assert before.seen() == does.expected(label)
    assert (Notice.objects.count(), Clock.objects.count()) == (notices, clocks)
    assert sum(event.content_type == done.content_type and event.key == does.key for event in before.events()) == 1
    assert_led_where_the_table_says(before.events())


def assert_led_where_the_table_says(events: list[Event]) -> None:
    """Of every act among the events: the state it led to and who reads it; a thing then is as its last one left it."""
    left, acts = {}, 0
    for event in events:
        act = (event.content_type.model_class()._meta.label, event.key)
        if event.key in {row.key for row in LIFECYCLES[act[0]].rows}:
            to, acts = tables.TO[act], acts + 1
            to = {tables.STAYS: event.from_state, tables.BACK: former(event)}.get(to, to)
            assert event.to_state == to, (act, event.to_state)
            assert event.audience == tables.AUDIENCE[act], (act, event.audience)
        left[event.content_type, event.object_id] = event.to_state
    for (kind, pk), state in left.items():
        assert kind.model_class()._base_manager.get(pk=pk).state == state, kind
    assert acts


def former(event: Event) -> str:
    """Where the thing of the event was before it came to where the event found it."""
    earlier = Event.objects.filter(pk__lt=event.pk, content_type=event.content_type, object_id=event.object_id)
    came = earlier.filter(to_state=event.from_state).exclude(from_state=event.from_state).order_by("pk").last()
    return came.from_state if came else ""


def test_every_row_of_every_table_is_in_the_hand_written_ones():
    rows = {(lifecycle.model, row.key) for lifecycle in LIFECYCLES.values() for row in lifecycle.rows}
    tried = {event for label, does in ROWS for event in does.events_of(label)}
    assert {f"{label.partition('.')[2].lower()}.{key}" for label, key in rows} - tried == set()
    assert set(tables.TO) == rows
    assert set(tables.AUDIENCE) == rows
