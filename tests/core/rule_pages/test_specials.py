"""Values of single classes on the form of the next version: folded, opened one by one, entered with one source."""

from datetime import date

import pytest
import time_machine

from core import rulebook
from tests.builders.cast import at
from tests.builders.rule_pages import REPLY, TODAY, entered, read, sent

pytestmark = pytest.mark.django_db
NEXT = f"/settings/rules/{REPLY}/next/"
NOTICE = "/settings/rules/meeting.notice_days/next/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(at(TODAY), tick=False):
        yield


def form(book, path=NEXT, **changes) -> dict:
    opened = sent(book.keeper.get(path), "check")
    return opened | {"regulation": str(book.regulation.pk), "effective_from": "2026-05-01", **changes}


def test_a_class_is_added_filled_in_and_entered_with_the_general_value(book):
    added = book.keeper.post(NEXT, form(book, **{"value-n": "2"}) | {"step": "add", "add_class": "session"})
    assert added.status_code == 200 and "请填写" not in read(added)
    data = sent(added, "check")
    assert data["value-n"] == ["2"] and data["value-session-n"] == [""]
    looked = book.keeper.post(NEXT, data | {"value-session-n": "5", "value-session-unit": "months"})
    said = read(looked)
    assert "改变什么 2 条" in said and "改为 2个月" in said and "适用于 大会提案" in said and "改为 5个月" in said
    assert entered().count() == 0
    done = book.keeper.post(NEXT, sent(looked, "save"), follow=True)
    assert "新版本 2 条" in read(done)
    assert rulebook.value(REPLY, date(2026, 5, 1), "session")["n"] == 5
    assert rulebook.value(REPLY, date(2026, 5, 1), "interim")["n"] == 2
    assert {rule.regulation for rule in entered()} == {book.regulation}


def test_a_class_chosen_but_not_yet_opened_is_opened_and_not_passed_over(book):
    response = book.keeper.post(NEXT, form(book) | {"add_class": "interim"})
    assert response.status_code == 200 and "value-interim-n" in sent(response, "check")


def test_an_empty_exception_is_asked_for_and_can_be_taken_out_again(book):
    added = sent(book.keeper.post(NEXT, form(book) | {"step": "add", "add_class": "session"}), "check")
    refused = book.keeper.post(NEXT, added)
    assert refused.status_code == 422 and "请填写时长。" in read(refused)
    dropped = book.keeper.post(NEXT, sent(refused, "check") | {"step": "drop-session"})
    assert dropped.status_code == 200 and "value-session-n" not in sent(dropped, "check")


def test_only_the_exception_that_was_changed_is_entered(book):
    data = form(book, NOTICE) | {"value-plenary-n": "15"}
    looked = book.keeper.post(NOTICE, data)
    assert "总的取值没有改动" in read(looked)
    book.keeper.post(NOTICE, sent(looked, "save"))
    assert [(rule.applies_to, rule.value["n"]) for rule in entered()] == [("plenary", 15)]


def test_the_look_says_which_untouched_exceptions_stay_and_which_follow(book):
    said = read(book.keeper.post(NOTICE, form(book, NOTICE) | {"value-n": "5"}))
    assert "全体会议：仍为" in said
    assert "其他会议：" in said and "随之改变" in said


def test_a_mistake_in_one_exception_holds_all_back_and_loses_nothing(book):
    data = form(book, NOTICE) | {"value-n": "5", "value-plenary-n": "0", "article": "第九条"}
    response = book.keeper.post(NOTICE, data | {"step": "save"})
    assert response.status_code == 422 and "时长应为不小于1的整数。" in read(response)
    again = sent(response, "check")
    assert (again["value-n"], again["value-plenary-n"], again["article"]) == (["5"], ["0"], ["第九条"])
    assert entered().count() == 0


def test_an_exception_the_chain_refuses_is_named_and_nothing_is_entered(book):
    book.enter("meeting.notice_days", {"n": 9, "unit": "days_before"}, date(2026, 5, 1), applies_to="plenary")
    data = form(book, NOTICE) | {"value-n": "5", "value-plenary-n": "15"}
    response = book.keeper.post(NOTICE, data | {"step": "save"})
    assert response.status_code == 422 and "全体会议：自2026年5月1日起已有另一取值" in read(response)
    assert entered().count() == 1


def test_the_page_of_one_class_asks_for_that_class_alone(book):
    data = sent(book.keeper.get(NEXT, {"applies_to": "session"}), "check")
    assert data["applies_to"] == ["session"] and "add_class" not in data


def test_a_stranger_class_in_the_form_is_left_out(book):
    response = book.keeper.post(NEXT, form(book) | {"special": ["urgent"], "value-urgent-n": "1"})
    assert response.status_code == 200 and "改变什么 2 条" not in read(response)


def test_only_units_that_make_sense_are_offered(book):
    assert "日之前" not in book.keeper.get(NEXT).content.decode()
    page = book.keeper.get(NOTICE)
    assert sent(page, "check")["value-unit"] == ["days_before"] and "提前几日" in read(page)


def test_the_name_of_a_new_document_says_by_itself_that_it_is_new(book):
    looked = book.keeper.post(NEXT, form(book) | {"regulation": "", "title": "提案办理办法"})
    assert looked.status_code == 200 and "《提案办理办法》" in read(looked)
