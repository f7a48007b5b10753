"""What happened, on a matter's page: the key steps first, the rest folded; a short story whole."""

import pytest

from tests.builders.pages import act, answered, filed, handed, signed_in

pytestmark = pytest.mark.django_db


def test_a_long_story_begins_with_its_key_steps_and_leaves_nothing_out(cast):
    proposal = handed(cast)
    act(cast.leader, proposal, "instruct", instruction="请抓紧办理")
    answered(cast, proposal)
    answer = signed_in(cast.clerk).get(proposal.get_absolute_url())
    page = answer.context["page"]
    keys = {event.key for event in page.key_events}
    assert {"submit", "file", "assign", "instruct"} <= keys and not {"sign", "record_contact", "draft"} & keys
    assert {event.pk for event in [*page.key_events, *page.other_events]} == {event.pk for event in page.events}
    assert f"其余 {len(page.other_events)} 条" in answer.content.decode()


def test_a_short_story_is_told_whole(cast):
    answer = signed_in(cast.clerk).get(filed(cast).get_absolute_url())
    assert not answer.context["page"].other_events and "主要环节" not in answer.content.decode()
