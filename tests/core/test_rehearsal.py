"""试办一件: a proposal walked from handing in to closing in a copy; the real database knows nothing of it."""

import shutil

import pytest
from django.apps import apps

from core.matters import kinds
from core.models import Clock, Event, Notice, NumberSeries, Organisation, Post, Role, User
from core.people.actors import Actor
from core.rehearsal import copying, running, script
from proposals.models import Proposal
from tests.builders.database import template_path


@pytest.fixture
def place(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def counted() -> list[int]:
    models = (Proposal, Event, Notice, Clock, NumberSeries, User, Post, Organisation)
    return [model.objects.count() for model in models]


@pytest.mark.django_db(transaction=True)
def test_a_copy_made_row_by_row_is_worked_in_too(cast, place, monkeypatch):
    """As where the database is no file; each step is a process of its own, so one step says it."""
    make, migrated = copying.make, template_path()

    def by_rows(folder):
        if migrated.exists():  # then the copy's own migration has nothing left to do
            shutil.copyfile(migrated, folder / copying.DATABASE)
        make(folder, by_rows=True)

    monkeypatch.setattr(copying, "make", by_rows)
    before, actor = counted(), Actor.of(cast.office_clerk)
    running.begin(actor)
    found = running.forward(actor, seen=0)
    assert (found.refused, found.done) == ("", 1) and found.outcomes[0]["acts"]
    running.drop(actor)
    assert counted()[0] == before[0]


@pytest.mark.django_db(transaction=True)
def test_all_eight_steps_happen_in_the_copy_and_nothing_in_the_real_database(cast, place):
    before = counted()
    actor = Actor.of(cast.office_clerk)
    running.begin(actor)
    found = None
    for number in range(8):
        found = running.forward(actor, seen=number)
        assert found.refused == "", found.refused
        assert found.done == number + 1
    assert running.forward(actor, seen=3).done == 8, "a page that is behind does nothing"
    told = {stage.title: outcome for stage, outcome in zip(script.chosen().stages, found.outcomes, strict=True)}
    assert told["立案"]["state"] == "已立案" and told["办结"]["state"] == "已办结"
    assert any(row["label"] == "答复" and row["explanation"] for row in told["交办"]["dates"])
    assert "签收" in told["交办"]["turn"]
    after = counted()
    assert after[0] == before[0] and after[2:] == before[2:]
    assert after[1] == before[1] + 1 and Event.objects.filter(key="rehearsed").count() == 1
    running.drop(actor)
    assert running.current() is None and not (place / "rehearsal").exists()


def stories():
    return [pytest.param(story, id=story.kind) for story in script.every()]


@pytest.mark.parametrize("story", stories())
def test_every_story_names_acts_posts_and_parts_that_there_are(story):
    things = {one.label: one for one in (story.matter, *kinds.parts_of(story.matter))}
    assert set(story.cast) <= set(Role.values)
    for stage in story.stages:
        for move in stage.moves:
            assert move.by in story.cast
            if move.does:
                things[move.part or story.kind].lifecycle.row(move.does)
            else:
                assert set(move.writes) <= set(story.matter.writing.form_for(story.matter.model).base_fields)


def test_a_line_tells_its_story_by_a_file_of_its_own(tmp_path, monkeypatch):
    file = tmp_path / "rehearsal.yaml"
    file.write_text(
        "kind: letters.Letter\ntitle: 来信\ncast: {office_clerk: }\n"
        "stages: [{title: 收, asks: 办公室收信, moves: [{by: office_clerk, does: accept}]}]\n",
        encoding="utf-8",
    )
    assert script.read(tmp_path / "none.yaml") is None
    monkeypatch.setattr(apps.get_app_config("supervision"), "path", str(tmp_path))
    assert [story.kind for story in script.every()][-1] == "letters.Letter"
    assert script.chosen("letters.Letter").stages[0].moves[0].does == "accept"
    assert script.chosen().kind != "letters.Letter" and script.chosen("nothing.There") is None


@pytest.mark.django_db
def test_the_command_refuses_to_run_beside_the_copy(cast):
    from django.core.management import CommandError, call_command

    with pytest.raises(CommandError, match="只在试办的副本里"):
        call_command("rehearse", "0")
    assert not Proposal.objects.exists()
