"""What happened stays as it happened: rows cannot be changed or deleted, and tampering shows."""

import pytest
from django.db import DatabaseError, connection, transaction

from core.matters import event_guard, events
from core.models import Event, EventSeal
from tests.builders.acts import do
from tests.builders.cast import draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast):
    proposal = draft(cast)
    do(proposal, "submit", cast.shen)
    return Event.objects.order_by("id")


def test_event_rows_cannot_be_deleted_or_changed(story):
    row = story.first()
    for statement in (
        "DELETE FROM core_event",
        "UPDATE core_event SET reason = 'changed'",
        "UPDATE core_event SET label = 'changed'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{statement} WHERE id = %s", [row.pk])


def test_a_sealed_row_cannot_be_moved_to_another_seal(story):
    assert events.seal_batch() == story.count()
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(pk=story.first().pk).update(seal=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        EventSeal.objects.update(digest="0" * 64)


def test_an_untouched_chain_verifies_and_tampering_shows(story):
    events.seal_batch(limit=1)
    events.seal_batch()
    assert EventSeal.objects.count() == 2 and events.verify() == []
    event_guard.remove(connection)
    Event.objects.filter(pk=story.first().pk).update(reason="改过的理由")
    event_guard.install(connection)
    assert any("不一致" in fault for fault in events.verify())


def test_sealing_twice_seals_nothing_new(story):
    events.seal_batch()
    assert events.seal_batch() == 0
