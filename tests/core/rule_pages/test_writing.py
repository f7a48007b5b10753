"""Entering the next version: who may, what is looked at before, what is refused, and what stays as it was."""

from datetime import date

import pytest
import time_machine

from core import rulebook
from core.models import Clock, Event, Regulation, Role
from core.rulebook.forms import EDITORS
from tests.builders.cast import USERS, at
from tests.builders.pages import handed
from tests.builders.rule_pages import REPLY, TODAY, entered, opened, read, sent

pytestmark = pytest.mark.django_db
NEXT = f"/settings/rules/{REPLY}/next/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(at(TODAY), tick=False) as frozen:
        yield frozen


def filled(book, **changes) -> dict:
    """The form for the limit of replies as the keeper fills it in."""
    return {
        "value-n": "2", "value-unit": "months", "value-fixed_date": "", "value-roll": "", "applies_to": "",
        "effective_from": "2026-05-01", "effective_to": "", "regulation": str(book.regulation.pk), "title": "",
        "adopted_by": "", "adopted_on": "", "article": "第二十一条", "article_text": "二个月内答复。", "note": "",
        "step": "check", **changes,
    }  # fmt: skip


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.SYSADMIN}))
def test_only_the_system_administrator_writes(book, role):
    pending = book.enter(day=date(2026, 5, 1))
    client = opened(getattr(book.cast, USERS[role]))
    for path in (NEXT, "/settings/rules/load/", f"/settings/rules/{REPLY}/withdraw/{pending.pk}/"):
        assert client.get(path).status_code == 403
        assert client.post(path, filled(book, step="save", reason="试")).status_code == 403
    assert entered().count() == 1


@pytest.mark.parametrize("key", sorted(rulebook.catalogue()))
def test_every_key_has_a_form_that_gives_its_value_back_as_it_is(book, key):
    """Opened, not touched, sent: the value the page would enter is the one it started from."""
    page = book.keeper.get(f"/settings/rules/{key}/next/")
    assert page.status_code == 200
    data = sent(page, "check") | {"regulation": str(book.regulation.pk)}
    looked = book.keeper.post(f"/settings/rules/{key}/next/", data)
    assert looked.status_code == 200, read(looked)
    assert "新的取值与原来的一样" in read(looked)
    book.keeper.post(f"/settings/rules/{key}/next/", sent(looked, "save"))
    assert entered().get().value == rulebook.value(key)


def test_every_type_of_value_has_an_editor():
    assert {key.type for key in rulebook.catalogue().values()} <= set(EDITORS)


def test_the_look_before_saving_says_old_new_from_when_and_which_clocks_stay(book):
    handed(book.cast)
    running = Clock.objects.filter(rule__key=REPLY, stopped_at__isnull=True).count()
    assert running
    response = book.keeper.post(NEXT, filled(book))
    said = read(response)
    assert "原来 3个月" in said and "改为 2个月" in said
    assert "2026年5月1日起" in said and "在此之前为待施行，可以撤回" in said
    assert f"正在计算的 {running} 个期限" in said and "截止日一律不变" in said
    assert "原规则： 2026年8月3日" in said and "新规则： 2026年7月1日" in said  # 1 August is a Saturday
    assert "《青山区政协提案工作条例》第二十一条" in said and "二个月内答复。" in said
    assert entered().count() == 0 and Event.objects.filter(key="rule_entered").count() == 0


def test_what_was_looked_at_is_what_is_saved_with_an_event(book):
    looked = book.keeper.post(NEXT, filled(book))
    done = book.keeper.post(NEXT, sent(looked, "save"), follow=True)
    assert "2026年5月1日起施行，现为待施行" in read(done)
    rule = entered().get()
    assert (rule.value, rule.effective_from, rule.article) == (
        {"n": 2, "unit": "months"}, date(2026, 5, 1), "第二十一条",
    )  # fmt: skip
    assert rule.entered_by == book.cast.sysadmin and rule.article_text == "二个月内答复。"
    event = Event.objects.get(key="rule_entered")
    assert event.actor == book.cast.sysadmin and "由3个月改为2个月" in event.text


def test_going_back_from_the_look_loses_nothing(book):
    looked = book.keeper.post(NEXT, filled(book, note="常委会议通过"))
    back = book.keeper.post(NEXT, sent(looked, "edit"))
    assert back.status_code == 200
    again = sent(back, "check")
    for name, value in filled(book, note="常委会议通过").items():
        assert again.get(name, "") in (value, [value]), name


def test_a_new_regulation_is_written_down_with_the_version(book):
    new = {"regulation": "new", "title": "提案办理办法", "adopted_by": "第十一次主席会议", "adopted_on": "2026-02-20"}
    looked = book.keeper.post(NEXT, filled(book, **new))
    assert "《提案办理办法》第二十一条" in read(looked)
    assert not Regulation.objects.filter(title="提案办理办法").exists()
    book.keeper.post(NEXT, sent(looked, "save"))
    made = Regulation.objects.get(title="提案办理办法")
    assert (made.adopted_by, made.adopted_on) == ("第十一次主席会议", date(2026, 2, 20))
    assert entered().get().regulation == made


WRONG = {
    "nothing": ({"value-n": "0"}, "时长应为不小于1的整数。"),
    "empty": ({"value-n": ""}, "请填写时长。"),
    "not a number": ({"value-n": "三"}, "时长应为整数"),
    "31 September": ({"value-unit": "fixed_date", "value-n": "", "value-fixed_date": "9月31日"}, "日期“09-31”不存在"),
    "unreadable date": ({"value-unit": "fixed_date", "value-n": "", "value-fixed_date": "秋天"}, "日期“秋天”看不懂"),
    "date forgotten": ({"value-unit": "fixed_date", "value-n": ""}, "请写明日期，如 6月30日。"),
    "both": ({"value-fixed_date": "6月30日"}, "请把计算单位改为“制度写明的日期”，或者删去日期。"),
    "day that is none": ({"effective_from": "2026-02-30"}, "日期不存在或看不懂"),
    "ends before it starts": ({"effective_to": "2026-04-01"}, "终止日期不能早于施行日期。"),
    "unknown class": ({"applies_to": "urgent"}, "没有这个类别"),
    "no source": ({"regulation": ""}, "请选择依据的制度"),
    "no title": ({"regulation": "new"}, "请填写新制度的名称。"),
    "two sources": ({"title": "另一份"}, "上面选的是已有的制度。"),
    "stranger regulation": ({"regulation": "999999"}, "没有这份制度文件"),
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("step", ["check", "save"])
def test_a_mistake_is_said_at_its_field_and_the_text_stays(book, name, step):
    changes, sentence = WRONG[name]
    response = book.keeper.post(NEXT, filled(book, **changes, step=step))
    assert response.status_code == 422
    assert sentence in read(response) and "您填写的内容都还在" in read(response)
    again = sent(response, "check")
    assert again["article_text"] == ["二个月内答复。"]
    for field, value in changes.items():
        if field not in ("regulation", "applies_to") and value:
            assert again[field] == [value], field
    assert entered().count() == 0


def test_the_recommended_values_are_no_regulation_to_rest_on(book):
    default = Regulation.objects.get(is_default=True)
    assert book.keeper.post(NEXT, filled(book, regulation=str(default.pk))).status_code == 422


@pytest.mark.parametrize(
    ("there", "changes"),
    [
        ({"day": date(2026, 5, 1)}, {}),
        ({"day": date(2026, 4, 1), "effective_to": date(2026, 6, 30)}, {}),
        ({"day": date(2026, 6, 1)}, {"effective_to": "2026-06-30"}),
        ({"day": date(2026, 8, 1)}, {"effective_to": "2026-06-30"}),
    ],
    ids=["the same day", "into one that names its end", "over the next one", "a gap before the next one"],
)
def test_overlapping_dates_are_refused_before_and_on_saving(book, there, changes):
    book.enter(value={"n": 4, "unit": "months"}, **there)
    for step in ("check", "save"):
        response = book.keeper.post(NEXT, filled(book, **changes, step=step))
        assert response.status_code == 422
        assert "请核对" in read(response)
        assert sent(response, "check")["value-n"] == ["2"]
    assert entered().count() == 1


def test_a_new_regulation_is_not_left_behind_by_a_refused_version(book):
    book.enter(day=date(2026, 5, 1))
    response = book.keeper.post(NEXT, filled(book, regulation="new", title="提案办理办法", step="save"))
    assert response.status_code == 422
    assert not Regulation.objects.filter(title="提案办理办法").exists()


def test_a_day_in_the_past_is_allowed_with_a_warning(book):
    looked = book.keeper.post(NEXT, filled(book, effective_from="2026-02-01"))
    assert "从那天到今天已经起算的期限不会重算" in read(looked) and "保存后即生效" in read(looked)
    book.keeper.post(NEXT, sent(looked, "save"))
    assert rulebook.value(REPLY) == {"n": 2, "unit": "months"}


def test_the_default_day_is_tomorrow(book):
    assert sent(book.keeper.get(NEXT), "check")["effective_from"] == ["2026-03-03"]


def test_a_pending_version_changes_nothing_today_and_holds_on_its_day(book, clock):
    book.keeper.post(NEXT, filled(book, step="save"))
    assert rulebook.value(REPLY) == {"n": 3, "unit": "months"}
    assert rulebook.value(REPLY, date(2026, 4, 30)) == {"n": 3, "unit": "months"}
    clock.move_to(at(date(2026, 5, 1), 0))
    rulebook.forget()
    assert rulebook.value(REPLY) == {"n": 2, "unit": "months"}


def test_clocks_that_run_keep_their_rule_and_new_ones_take_the_new_one(book, clock):
    before = handed(book.cast)
    kept = Clock.objects.get(kind="reply", root_id=before.pk, stopped_at__isnull=True)
    book.keeper.post(NEXT, filled(book, step="save", effective_from="2026-03-03"))
    kept_due = kept.due
    clock.move_to(at(date(2026, 3, 3)))
    rulebook.forget()
    after = handed(book.cast, title="关于口袋公园的提案")
    kept.refresh_from_db()
    fresh = Clock.objects.get(kind="reply", root_id=after.pk, stopped_at__isnull=True)
    assert kept.due == kept_due == date(2026, 6, 2) and fresh.due == date(2026, 5, 6)
    assert "《青山区政协提案工作条例》" in fresh.rule.source


def test_a_class_gets_its_own_value_and_leaves_the_others(book):
    looked = book.keeper.post(NEXT, filled(book, applies_to="session", effective_from="2026-02-01"))
    assert "大会提案" in read(looked) and "按全部适用的取值" in read(looked)
    book.keeper.post(NEXT, sent(looked, "save"))
    assert rulebook.value(REPLY, applies_to="session")["n"] == 2
    assert rulebook.value(REPLY, applies_to="interim")["n"] == 3


def test_a_class_in_the_address_is_chosen_and_an_unknown_one_is_not_found(book):
    page = book.keeper.get(NEXT, {"applies_to": "session"})
    assert sent(page, "check")["applies_to"] == ["session"]
    assert book.keeper.get(NEXT, {"applies_to": "urgent"}).status_code == 404


def test_a_yearly_date_is_kept_as_month_and_day(book):
    named = {"value-unit": "fixed_date", "value-n": "", "value-fixed_date": "6月30日", "value-roll": "next"}
    book.keeper.post(NEXT, filled(book, **named, step="save"))
    assert entered().get().value == {"unit": "fixed_date", "fixed_date": "06-30", "roll": "next"}
