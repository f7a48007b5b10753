"""Values that are lists: lines with codes, letters, questions, steps; and the other types with their mistakes."""

import pytest
import time_machine

from tests.builders.cast import at
from tests.builders.rule_pages import TODAY, entered, read, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(at(TODAY), tick=False):
        yield


GROUNDS = "proposal.return_grounds"
LIST = f"/settings/rules/{GROUNDS}/next/"


def lines(book, path=LIST) -> dict:
    """The form of a list as it opens, with a regulation chosen."""
    return sent(book.keeper.get(path), "check") | {"regulation": str(book.regulation.pk)}


def test_lines_are_reworded_added_moved_and_taken_out_while_codes_stay(book):
    data = lines(book)
    data |= {
        "value-0-label": "不属于本单位法定职责", "value-3-DELETE": "on", "value-1-ORDER": "9",
        "value-4-label": "涉及国家秘密", "value-4-code": "secret", "value-5-label": "其他", "step": "save",
    }  # fmt: skip
    response = book.keeper.post(LIST, data)
    assert response.status_code == 302
    assert entered().get().value == [
        {"code": "not_our_duty", "label": "不属于本单位法定职责"},
        {"code": "other_lead", "label": "应由其他单位主办"},
        {"code": "secret", "label": "涉及国家秘密"},
        {"code": "item1", "label": "其他"},
        {"code": "higher_level", "label": "属上级职权"},
    ]


def test_the_code_of_a_line_in_use_is_shown_and_not_asked_for(book):
    page = book.keeper.get(LIST).content.decode()
    assert '<input type="hidden" name="value-0-code" value="not_our_duty"' in page
    assert '<input type="text" name="value-4-code"' in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"value-4-code": "Über", "value-4-label": "其他"}, "代码只用英文字母"),
        ({"value-4-code": "duplicate", "value-4-label": "其他"}, "“duplicate”出现了两次"),
        ({"value-4-code": "secret"}, "请填写名称"),
        ({"value-0-label": ""}, "请填写名称"),
        ({f"value-{n}-DELETE": "on" for n in range(4)}, "至少一项"),
    ],
)
def test_a_mistake_in_a_line_is_said_there_and_nothing_is_lost(book, changes, sentence):
    response = book.keeper.post(LIST, lines(book) | changes | {"note": "第二次修订"})
    assert response.status_code == 422
    assert sentence in read(response)
    again = sent(response, "check")
    assert again["note"] == ["第二次修订"]
    assert all(again[name] == [value] for name, value in changes.items() if value)


def test_a_code_used_before_is_not_given_to_something_else(book):
    book.enter(GROUNDS, [{"code": "not_our_duty", "label": "不属于本单位职责"}])
    taken = lines(book) | {"value-1-code": "duplicate", "value-1-label": "经费不足"}
    response = book.keeper.post(LIST, taken)
    assert response.status_code == 422 and "代码“duplicate”从前用于“与已办理事项重复”" in read(response)
    back = lines(book) | {"value-1-code": "duplicate", "value-1-label": "与已办理事项重复"}
    assert book.keeper.post(LIST, back).status_code == 200


def test_more_empty_lines_come_on_demand_and_what_was_typed_stays(book):
    data = lines(book) | {"value-4-label": "其他", "step": "more"}
    response = book.keeper.post(LIST, data)
    assert response.status_code == 200 and "请填写" not in read(response)
    again = sent(response, "check")
    assert again["value-4-label"] == ["其他"] and "value-9-label" in again


def test_a_tampered_table_is_refused_with_a_sentence(book):
    for wrong in ({"value-TOTAL_FORMS": "x"}, {"value-TOTAL_FORMS": "100000"}, {"value-INITIAL_FORMS": "-1"}):
        response = book.keeper.post(LIST, lines(book) | wrong)
        assert response.status_code in (200, 422)
    without = {name: value for name, value in lines(book).items() if not name.startswith("value-")}
    response = book.keeper.post(LIST, without)
    assert response.status_code == 422 and "请重新打开" in read(response)


def test_a_letter_keeps_its_meaning_from_the_fixed_set(book):
    path = "/settings/rules/proposal.result_letters/next/"
    data = lines(book, path) | {"value-4-letter": "e", "value-4-label": "转社情民意", "value-4-meaning": "reference"}
    looked = book.keeper.post(path, data)
    assert "新增 E 转社情民意" in read(looked)
    wrong = book.keeper.post(path, data | {"value-4-meaning": "splendid"})
    assert wrong.status_code == 422 and "没有这种含义" in read(wrong)


def test_the_question_that_decides_must_stay(book):
    path = "/settings/rules/proposal.evaluation_questions/next/"
    data = lines(book, path)
    del data["value-3-decides"]
    response = book.keeper.post(path, data)
    assert response.status_code == 422 and "应有且只有一问" in read(response)


def test_steps_of_reminding_are_entered_in_days(book):
    path = "/settings/rules/reminder.steps/next/"
    data = lines(book, path) | {"value-7-day": "-1", "value-7-to": ["holder", "head"], "value-0-DELETE": "on"}
    book.keeper.post(path, data | {"step": "save"})
    rows = entered().get().value
    assert rows[0]["day"] == -7 and {"day": -1, "to": ["holder", "head"]} in rows
    assert [row["day"] for row in rows] == sorted(row["day"] for row in rows)
    assert {"day": 8, "to": ["holder", "head", "office"], "every": 7} in rows


def test_a_step_without_anybody_is_refused(book):
    path = "/settings/rules/reminder.steps/next/"
    response = book.keeper.post(path, lines(book, path) | {"value-7-day": "-1"})
    assert response.status_code == 422 and "请选择提醒谁" in read(response)


@pytest.mark.parametrize(
    ("key", "changes", "sentence"),
    [
        ("account.idle_minutes", {"value-number": "1"}, "不能小于5，现为1。"),
        ("account.idle_minutes", {"value-number": "一"}, "请填写整数。"),
        ("attendance.min_share", {"value-share": "3/2"}, "应为0到1之间的比例"),
        ("reminder.quiet_hours", {"value-start_at": "08:00"}, "开始和结束时间不能相同。"),
        ("reminder.quiet_hours", {"value-start_at": "25:00"}, "时间请写成 20:00。"),
        ("proposal.title_form", {"value-flag": ""}, "请选择是或否。"),
        ("office.hours_end", {"value-text": " "}, "请填写取值。"),
        ("calendar.conventions", {"value-roll": "maybe"}, "maybe"),
        ("score.bands", {"value-1-min": "90"}, "各等次应按最低分从高到低排列，且不能相同。"),
    ],
)
def test_other_values_are_checked_too(book, key, changes, sentence):
    path = f"/settings/rules/{key}/next/"
    response = book.keeper.post(path, lines(book, path) | changes)
    assert response.status_code == 422 and sentence in read(response)


def test_a_changed_convention_is_said_as_a_question_with_two_answers(book):
    path = "/settings/rules/calendar.conventions/next/"
    looked = book.keeper.post(path, lines(book, path) | {"value-plain_days": "working"})
    assert "D5 制度只写“日”“天” 自然日 → 工作日" in read(looked)
    book.keeper.post(path, sent(looked, "save"))
    value = entered().get().value
    assert value["plain_days"] == "working" and value["weekends_rest"] is True
