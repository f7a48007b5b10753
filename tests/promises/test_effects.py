"""Each row of each table does what stands in the hand-written tables: nothing less, and nothing more."""

import pytest

from core.matters.engine import perform
from core.matters.lifecycle import LIFECYCLES
from core.models import User
from core.people.actors import system_actor
from tests.builders.cast import at, fresh, who
from tests.promises import tables
from tests.promises.effects import Watch

pytestmark = pytest.mark.django_db
ROWS = [(label, does) for label, rows in tables.DOES.items() for does in rows]


@pytest.mark.parametrize(("label", "does"), ROWS, ids=[f"{label}-{does.key}-{does.stage}" for label, does in ROWS])
def test_an_act_sets_off_what_the_table_says(cast, stages, label, does):
    obj = fresh(stages[does.stage])
    assert obj._meta.label == label
    names = {user.pk: name for name, user in vars(cast).items() if isinstance(user, User)}
    actor = who(getattr(cast, does.by), does.day) if does.by else system_actor(at(does.day))
    before = Watch(names)
    perform(obj, does.key, actor, **does.facts_for(cast, obj))
    row = LIFECYCLES[label].row(does.key)
    assert obj.state == (row.to or stages[does.stage].state) or row.key in does.events.split()
    assert before.seen() == does.expected()


def test_every_row_of_every_table_is_in_the_hand_written_ones():
    written = {(label, key) for label, does in ROWS for key in (does.events or does.key).split()}
    rows = {(lifecycle.model, row.key) for lifecycle in LIFECYCLES.values() for row in lifecycle.rows}
    missing = {key for _, key in rows} - {key for _, key in written}
    assert missing == set()
