"""What lines of business say of rules agrees: kinds of clock, keys, and the words of regulations."""

import pytest

from core import rulebook
from core.matters import deadlines
from core.rulebook.formats import vocabulary


@pytest.mark.parametrize("key", ["calendar.soon_days", "calendar.red_days", "reminder.steps"])
def test_every_kind_of_clock_may_have_lights_and_reminders_of_its_own(key):
    assert rulebook.catalogue()[key].classes == {kind.key: kind.label for kind in deadlines.clock_kinds()}
    assert set(rulebook.catalogue()[key].variants) <= set(rulebook.catalogue()[key].classes)


def test_a_clock_runs_by_a_rule_that_there_is():
    assert [kind.key for kind in deadlines.clock_kinds() if kind.rule and kind.rule not in rulebook.catalogue()] == []


def test_words_of_regulations_lead_to_keys_that_there_are():
    words = vocabulary.words()
    named = {*words.by_id.values(), *words.deadlines}
    for deadline in words.deadlines.values():
        named |= {deadline.latest, deadline.extension, deadline.extension_times} - {""}
    assert sorted(named - set(rulebook.catalogue())) == []


def test_no_word_means_two_deadlines_and_one_deadline_is_the_usual_one():
    deadlines_of_all = vocabulary.words().deadlines.values()
    ids = [name for deadline in deadlines_of_all for name in (*deadline.ids.split(), *deadline.latest_ids.split())]
    assert sorted({name for name in ids if ids.count(name) > 1}) == []
    assert [deadline.key for deadline in deadlines_of_all if deadline.usual] == ["proposal.reply_months"]
