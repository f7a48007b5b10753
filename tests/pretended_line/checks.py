"""The test kit over the pretended line; tests/promises/test_pretended_line.py runs it in a process of its own."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from core import search
from core.matters.engine import perform
from core.matters.testing import MatterKindTests, Step
from core.models import Event, OpenTurn, User
from core.models.generic import aimed_at
from core.people.actors import Actor
from demo import lines
from tests.builders.cast import who
from tests.builders.sheets import exported, sheet_of
from tests.pretended_line.letters import demo
from tests.pretended_line.letters.kinds import LETTERS
from tests.pretended_line.letters.lifecycle import receive
from tests.pretended_line.letters.models import Letter

pytestmark = pytest.mark.django_db


class TestLetters(MatterKindTests):
    kind = LETTERS
    reader, stranger = "office_clerk", "lu"
    word = "夜间照明"
    paper_after = {"answer": "answer"}
    way = (
        Step("accept", "office_clerk", tells=("shen",), starts=("letter_answer",)),
        Step("answer", "office_clerk", {"answer": "已经装好。"}, tells=("shen",), stops=("letter_answer",)),
        Step("close", "office_clerk"),
    )

    def make(self, cast, number: int = 1):
        return receive(f"第{number}封来信", "请改善夜间照明。", cast.shen, timezone.now())


def test_the_interface_and_its_description_know_it():
    schema = StringIO()
    call_command("spectacular", "--format", "openapi-json", stdout=schema)
    assert "/api/v1/letters/{id}/do/{key}/" in schema.getvalue() and "LetterState" in schema.getvalue()


def test_the_rule_book_and_the_menu_know_it(cast):
    client = Client()
    client.force_login(cast.office_clerk, backend="core.backends.PostBackend")
    assert "来信答复期限" in client.get("/settings/rules/").content.decode()
    assert 'href="/letters/"' in client.get("/").content.decode()


def test_it_begins_with_an_event_is_found_and_waited_for(cast):
    letter = receive("来信", "请改善夜间照明。", cast.shen, timezone.now())
    event = Event.objects.get(**aimed_at(letter))
    assert (event.key, event.to_state, event.actor) == ("receive", "received", cast.shen)
    assert list(search.narrow(Letter.objects.all(), "夜间照明")) == [letter]
    assert [turn.key for turn in OpenTurn.objects.filter(**aimed_at(letter))] == ["accept"]
    perform(letter, "accept", who(cast.office_clerk))
    assert list(search.narrow(Letter.objects.all(), "信0001")) == [letter]


def test_its_sheet_is_the_ledger_that_it_declares(cast):
    letter = receive("来信", "请改善夜间照明。", cast.shen, timezone.now())
    perform(letter, "accept", who(cast.office_clerk))
    client = Client()
    client.force_login(cast.office_clerk, backend="core.backends.PostBackend")
    assert sheet_of(client.get("/letters/?export=xlsx"))["A1"].value.endswith("来信台账")
    head, [row] = exported(client.get("/letters/?export=xlsx"))
    assert head == ["编号", "标题", "收到", "答复", "状态"]
    assert row[:2] == ("信0001", "来信") and row[3:] == (None, "办理中")


def test_a_guard_objects_on_page_and_in_batch(cast):
    letter = receive("来信", "请回复", cast.shen, timezone.now())
    perform(letter, "accept", who(cast.office_clerk))
    client = Client()
    client.force_login(cast.office_clerk, backend="core.backends.PostBackend")
    page = client.post(f"/letters/{letter.pk}/do/close/", {"seen": letter.revision})
    assert page.status_code == 409 and "还没有答复，不能归档" in page.content.decode()
    listed = client.post("/letters/batch/close/", {"ids": [letter.pk]}).content.decode()
    assert "还没有答复，不能归档" in listed


class SmallDemo:
    """As much of the demo committee as a line's stories ask for."""

    def __init__(self, cast):
        self.cast, self.told = cast, []

    def actor(self, username, role, at):
        return Actor.of(User.objects.get(username=username), at=at)

    def at(self, moment, told, act):
        self.told.append((moment, act))

    def workday(self, count):
        return timezone.localdate() + timedelta(days=count)

    def some_member(self):
        return self.cast.shen.username


def test_its_demo_is_told_with_the_others(cast):
    assert demo.tell in lines.tellers()
    kit = SmallDemo(cast)
    demo.tell(kit)
    for moment, act in kit.told:
        act(moment)
    assert set(Letter.objects.values_list("title", flat=True)) == set(demo.TITLES)
    assert {letter.state for letter in Letter.objects.all()} == {"received", "accepted", "answered"}
    assert OpenTurn.objects.filter(root_type__model="letter").count() == 3
