"""How a matter begins: told, found and waited for from its first moment, or not there at all."""

import pytest
from django.db import transaction

from core import search
from core.matters import drafts, turn_keeping
from core.matters.beginning import begin
from core.models import Event, OpenTurn, SearchEntry
from core.models.generic import aimed_at
from opinions.models import ForwardedText
from proposals.kinds import PROPOSALS
from tests.builders.cast import make_cast, who
from tests.builders.pages import submitted


def stored(c) -> ForwardedText:
    """A row that nobody has begun yet."""
    source = submitted(c)
    return ForwardedText.objects.create(
        source=source, way="letter", title="夜间照明", text="请修路灯。", received_at=source.submitted_at
    )


def turns(text) -> list[str]:
    return list(OpenTurn.objects.filter(**aimed_at(text)).values_list("key", flat=True))


def test_it_is_told_found_and_waited_for(cast):
    text, actor = stored(cast), who(cast.editor)
    event = begin(text, actor, key="received", label="转来", text="转为一般来信")
    assert Event.objects.get(**aimed_at(text)) == event
    assert (event.key, event.label, event.text) == ("received", "转来", "转为一般来信")
    assert (event.from_state, event.to_state, event.actor, event.at) == ("", "received", cast.editor, actor.at)
    assert list(search.narrow(ForwardedText.objects.all(), "夜间照明")) == [text]
    assert turns(text) == ["take_over"]
    assert OpenTurn.objects.get(**aimed_at(text)).since == actor.at


def test_within_an_act_its_turns_are_kept_when_that_ends(cast):
    """So that what follows the beginning (a clock, whose it is) counts."""
    text = stored(cast)
    with turn_keeping.after_acts():
        begin(text, who(cast.editor), key="received", label="转来")
        assert turns(text) == []
        ForwardedText.objects.filter(pk=text.pk).update(state="handled")
    assert turns(text) == ["sign_passed_on"]


def test_a_draft_is_in_the_index_from_its_start(cast):
    started = drafts.start(PROPOSALS, who(cast.shen))
    assert Event.objects.get(**aimed_at(started)).key == "start" and turns(started) == ["submit"]
    assert SearchEntry.objects.filter(content_type__model="proposal", object_id=started.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_outside_the_transaction_of_its_row_nothing_begins():
    text = stored(make_cast())
    with pytest.raises(transaction.TransactionManagementError):
        begin(text, who(text.source.author), key="received", label="转来")
    assert not Event.objects.filter(**aimed_at(text)).exists() and turns(text) == []
    with transaction.atomic():
        begin(text, who(text.source.author), key="received", label="转来")
    assert turns(text) == ["take_over"]
