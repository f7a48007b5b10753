"""试办一件: a proposal walked from handing in to closing in a copy; the real database knows nothing of it."""

import pytest

from core.models import Clock, Event, Notice, NumberSeries, Organisation, Post, User
from core.people.actors import Actor
from core.rehearsal import copying, running, script
from proposals.models import Proposal


@pytest.fixture
def place(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def counted() -> list[int]:
    models = (Proposal, Event, Notice, Clock, NumberSeries, User, Post, Organisation)
    return [model.objects.count() for model in models]


@pytest.mark.parametrize("by_rows", [False, True], ids=["file", "rows"])
@pytest.mark.django_db(transaction=True)
def test_all_eight_steps_happen_in_the_copy_and_nothing_in_the_real_database(cast, place, monkeypatch, by_rows):
    if by_rows:
        make = copying.make
        monkeypatch.setattr(copying, "make", lambda folder: make(folder, by_rows=True))
    before = counted()
    actor = Actor.of(cast.office_clerk)
    running.begin(actor)
    found = None
    for number in range(8):
        found = running.forward(actor, seen=number)
        assert found.refused == "", found.refused
        assert found.done == number + 1
    assert running.forward(actor, seen=3).done == 8, "a page that is behind does nothing"
    told = {stage.title: outcome for stage, outcome in zip(script.registered().stages, found.outcomes, strict=True)}
    assert told["立案"]["state"] == "已立案" and told["办结"]["state"] == "已办结"
    assert any(row["label"] == "答复" and row["explanation"] for row in told["交办"]["dates"])
    assert "签收" in told["交办"]["turn"]
    after = counted()
    assert after[0] == before[0] and after[2:] == before[2:]
    assert after[1] == before[1] + 1 and Event.objects.filter(key="rehearsed").count() == 1
    running.drop(actor)
    assert running.current() is None and not (place / "rehearsal").exists()


@pytest.mark.django_db
def test_the_command_refuses_to_run_beside_the_copy(cast):
    from django.core.management import CommandError, call_command

    with pytest.raises(CommandError, match="只在试办的副本里"):
        call_command("rehearse", "0")
    assert not Proposal.objects.exists()
