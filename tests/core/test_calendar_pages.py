"""The year's notice pasted on the page: looked at first, then confirmed; ranges of days."""

import re
from datetime import date

import pytest

from core.clock import calendar
from core.models import CalendarDay, Event
from tests.core.test_holiday_notice import NOTICES

pytestmark = pytest.mark.django_db
NEXT = """国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕9号
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）上班。"""


@pytest.fixture
def office(cast, client):
    client.force_login(cast.office_clerk, backend="core.backends.PostBackend")
    return client


def paste(client, text: str, **more):
    return client.post("/settings/calendar/notice/", {"text": text, "step": "check", **more})


def seen_in(page) -> str:
    return re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]


def test_nothing_counts_before_it_was_looked_at_then_the_year_is_complete(office):
    assert not calendar.current().covers(2027)
    page = paste(office, NEXT)
    assert "认出放假 10 天、调休上班 1 天；新增 11" in page.content.decode()
    assert not CalendarDay.objects.filter(date__year=2027).exists()
    done = paste(office, NEXT, step="save", seen=seen_in(page))
    assert done.status_code == 302
    assert calendar.current().covers(2027)
    row = CalendarDay.objects.get(date=date(2027, 9, 26))
    assert row.kind == "workday" and row.source == "国务院办公厅关于2027年部分节假日安排的通知（国办发明电〔2026〕9号）"
    assert Event.objects.filter(key="set_year").count() == 1


def test_differences_from_what_stands_are_shown_and_what_changed_meanwhile_is_shown_again(office):
    CalendarDay.objects.filter(date="2026-05-09").delete()
    CalendarDay.objects.filter(date="2026-02-14").update(kind="holiday")
    CalendarDay.objects.create(date="2026-07-01", kind="holiday", name="误录")
    page = paste(office, NOTICES[2026])
    text = page.content.decode()
    assert "新增 1、改动 1、取消 1、不变 37" in text and "通知里没有这一天" in text
    seen = seen_in(page)
    CalendarDay.objects.filter(date="2026-07-01").delete()
    assert "又有了改动" in paste(office, NOTICES[2026], step="save", seen=seen).content.decode()
    assert not CalendarDay.objects.filter(date="2026-05-09").exists()


def test_a_text_that_is_no_notice_keeps_what_was_pasted(office):
    page = paste(office, "今年放假请看报纸。")
    assert page.status_code == 422 and "今年放假请看报纸" in page.content.decode() and "哪一年" in page.content.decode()


def test_a_range_of_days_and_a_day(office):
    facts = {"kind": "holiday", "name": "国庆节", "source": ""}
    ok = office.post("/settings/calendar/", facts | {"date": "2027-10-01", "until": "2027-10-07"})
    assert ok.status_code == 302 and CalendarDay.objects.filter(date__year=2027).count() == 7
    wrong = office.post("/settings/calendar/", facts | {"date": "2027-10-07", "until": "2027-10-01"})
    assert wrong.status_code == 422


def test_others_look_and_do_not_change(cast, client):
    client.force_login(cast.clerk, backend="core.backends.PostBackend")
    assert client.get("/settings/calendar/").status_code == 200
    assert client.get("/settings/calendar/notice/").status_code == 403
    wrong = {"date": "2027-10-01", "kind": "holiday", "name": "国庆节"}
    assert client.post("/settings/calendar/", wrong).status_code == 422
    assert not CalendarDay.objects.filter(date__year=2027).exists()
