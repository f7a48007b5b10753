"""The calendar of what is due: months, weeks, days, rest days with their festival, whose dates, wrong addresses."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import rulebook
from core.clock import calendar
from core.models import CalendarDay, Clock
from tests.builders.acts import do
from tests.builders.cast import draft
from tests.builders.deadlines import PEOPLE, clock_of, handed_over, lines_of, many_like, move_due
from tests.builders.pages import signed_in, today
from workbench.due_calendar.asked import Asked

pytestmark = pytest.mark.django_db
PAGE = "/calendar/"
FIRST_OF_OCTOBER = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def long_memory(monkeypatch):
    rulebook.forget()
    calendar.forget()
    monkeypatch.setattr(rulebook.reading, "FRESH_SECONDS", 3600)
    monkeypatch.setattr(calendar, "FRESH_SECONDS", 3600)


def day_of(page, day: date):
    return next(one for one in page.context["days"] if one.date == day)


def a_matter(cast):
    proposal = draft(cast, cast.he, today(), title="关于社区养老的提案")
    do(proposal, "submit", cast.he, today())
    return proposal


def test_a_month_is_whole_weeks_from_monday_and_knows_its_edges(cast):
    proposal = a_matter(cast)
    clock_of(proposal, "review", date(2026, 10, 31))
    clock_of(proposal, "handover", date(2026, 11, 1), label="送交办")
    page = signed_in(cast.clerk).get(f"{PAGE}?view=month&date=2026-10-15")
    days = page.context["days"]
    assert (days[0].date, days[-1].date) == (date(2026, 9, 28), date(2026, 11, 1))
    assert all(week[0].date.weekday() == 0 and len(week) == 7 for week in page.context["weeks"])
    last, next_month = day_of(page, date(2026, 10, 31)), day_of(page, date(2026, 11, 1))
    assert last.total == 1 and last.is_inside and next_month.total == 1 and not next_month.is_inside
    assert page.context["total"] == 1 and "2026年10月" in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "before", "after"),
    [
        ("view=month&date=2026-12-31", "2026-11-01", "2027-01-01"),
        ("view=month&date=2026-03-31", "2026-02-01", "2026-04-01"),
        ("view=list&date=2028-02-29", "2027-12-31", "2028-04-29"),
        ("view=list&date=2000-01-05", "", "2000-03-05"),
        ("view=week&date=2027-01-01", "2026-12-27", "2027-01-04"),
        ("view=day&date=2026-12-31", "2026-12-30", "2027-01-01"),
        ("view=month&date=2000-01-05", "", "2000-02-01"),
        ("view=month&date=2099-12-05", "2099-11-01", ""),
    ],
)
def test_steps_lead_to_the_neighbours_and_stop_at_the_ends(cast, asked, before, after):
    found = signed_in(cast.clerk).get(f"{PAGE}?{asked}").context["asked"]
    assert (f"date={before}" in found.previous_url) if before else not found.previous_url
    assert (f"date={after}" in found.next_url) if after else not found.next_url


def test_a_week_and_a_day_show_just_their_days(cast):
    client = signed_in(cast.clerk)
    week = client.get(f"{PAGE}?view=week&date=2026-10-01").context["days"]
    assert [day.date for day in week] == [date(2026, 9, 28) + timedelta(days=n) for n in range(7)]
    assert [day.date for day in client.get(f"{PAGE}?view=day&date=2026-10-01").context["days"]] == [FIRST_OF_OCTOBER]


def test_holidays_and_made_up_working_days_are_marked_with_the_festival(cast):
    page = signed_in(cast.shen).get(f"{PAGE}?view=month&date=2026-10-01")
    first = day_of(page, FIRST_OF_OCTOBER)
    assert (first.mark, first.rest) == ("休", True) and "国庆" in first.festival
    worked = CalendarDay.objects.filter(kind="workday", date__year=2026, date__month=10).first()
    if worked is None:
        worked = CalendarDay.objects.create(date=date(2026, 10, 17), kind="workday", name="国庆节")
        calendar.forget()
        page = signed_in(cast.shen).get(f"{PAGE}?view=month&date=2026-10-01")
    day = day_of(page, worked.date)
    assert (day.mark, day.rest) == ("班", False) and day.date.weekday() >= 5
    ordinary = next(one for one in page.context["days"] if one.date.weekday() == 6 and not one.mark)
    assert ordinary.rest and ordinary.festival == ""
    assert "国庆" in page.content.decode() and "调休</span>" in page.content.decode()


def test_a_year_whose_holidays_are_not_published_says_so(cast):
    page = signed_in(cast.clerk).get(f"{PAGE}?date=2090-05-01").content.decode()
    assert "2090年放假安排尚未公布" in page


def test_a_full_day_shows_a_few_and_opens_the_rest(cast):
    handed_over(cast)
    many_like_first = handed_over(cast)
    many_like(many_like_first, 10)
    due = today() + timedelta(days=1)
    Clock.objects.filter(kind="reply").update(due=due)
    client = signed_in(cast.gov_office)
    page = client.get(f"{PAGE}?view=month&date={due}")
    day = day_of(page, due)
    assert len(day.lines) == 3 and day.more == day.total - 3 > 0
    assert f"还有{day.more}件" in page.content.decode()
    opened = client.get(f"{PAGE}{day.url}")
    assert len(lines_of(opened)) == day.total == opened.context["total"]


def test_a_very_full_day_is_read_page_by_page(cast, monkeypatch):
    from workbench.due_calendar import views

    monkeypatch.setitem(views.PER_DAY, "day", 2)
    handed_over(cast)
    due = today() + timedelta(days=1)
    Clock.objects.filter(kind__in=("sign", "joint_opinion")).update(due=due)
    client = signed_in(cast.gov_office)
    seen, url = [], f"?view=day&date={due}"
    while url:
        page = client.get(f"{PAGE}{url}")
        seen += [line.clock.pk for line in lines_of(page)]
        url = page.context["more_url"]
    assert len(seen) == len(set(seen)) == page.context["total"] == 5


def test_lines_name_the_stage_the_unit_and_the_matter_and_open_it(cast):
    proposal = handed_over(cast)
    due = move_due(1, kind="reply") and today() + timedelta(days=1)
    line = next(line for line in day_of(signed_in(cast.gov_office).get(f"{PAGE}?date={due}"), due).lines)
    assert (line.label, line.name) == ("答复", "warning")
    assert line.url == f"/proposals/assignments/{line.clock.object_id}/"
    text = signed_in(cast.gov_office).get(f"{PAGE}?date={due}").content.decode()
    assert "区住建局" in text and proposal.matter_name in text and "预警" in text


def test_members_open_the_proposal_and_not_the_units_work(cast):
    proposal = handed_over(cast)
    client = signed_in(cast.shen)
    due = Clock.objects.get(kind="reply").due
    urls = {line.url for line in lines_of(client.get(f"{PAGE}?view=list&date={due}"))}
    assert urls == {f"/proposals/{proposal.pk}/"} and client.get(urls.pop()).status_code == 200


def test_no_line_names_a_matter_that_the_person_cannot_open(cast, dated):
    due = today() + timedelta(days=1)
    Clock.objects.update(due=due)
    wrong, shown = [], 0
    for name in PEOPLE:
        client = signed_in(getattr(cast, name))
        queries = (f"view=day&date={due}&done=1", f"view=day&date={due}&mine=1")
        pages = [page for page in (client.get(f"{PAGE}?{query}") for query in queries) if page.status_code != 403]
        lines = [line.url for page in pages for line in lines_of(page)]
        shown += len(lines)
        wrong += [(name, url) for url in set(lines) if client.get(url).status_code != 200]
        hidden = [m for m in dated.values() if pages and client.get(m.get_absolute_url()).status_code != 200]
        wrong += [(name, m.title) for m in hidden for page in pages if m.title in page.content.decode()]
    assert wrong == [] and shown > 50


def test_narrowed_to_the_own_to_a_unit_to_a_matter(cast, dated):
    due = today() + timedelta(days=1)
    Clock.objects.filter(stopped_at=None).update(due=due)
    client = signed_in(cast.clerk)

    def lines(query):
        return lines_of(client.get(f"{PAGE}?view=day&date={due}&{query}"))

    assert {line.clock.holder_role for line in lines("mine=1")} <= {"proposal_clerk", "proposal_chair"}
    assert lines("mine=1")
    assert {line.clock.holder_org_id for line in lines(f"unit={cast.housing.pk}")} == {cast.housing.pk}
    assert {line.clock.root_id for line in lines(f"matter={dated['sent'].pk}")} == {dated["sent"].pk}
    assert {line.clock.root_id for line in lines("q=养老")} == {dated["sent"].pk}
    assert len(lines("")) > len(lines(f"unit={cast.housing.pk}"))


def test_a_matter_that_one_may_not_open_is_not_named(cast, dated):
    page = signed_in(cast.lu).get(f"{PAGE}?matter={dated['sent'].pk}").content.decode()
    assert dated["sent"].title not in page and "没有这一件，或者您不能查看" in page


def test_what_is_over_shows_only_when_asked_for(cast):
    proposal = a_matter(cast)
    clock = Clock.objects.get(kind="review")
    clock.due = today()
    clock.stopped_at, clock.stop_reason = timezone.now(), "立案"
    clock.save()
    client = signed_in(cast.clerk)
    assert lines_of(client.get(PAGE)) == []
    line = lines_of(client.get(f"{PAGE}?done=1"))[0]
    assert (line.name, line.words) == ("done", "按期办结") and line.clock.root_id == proposal.pk


def test_rights_are_the_units_own_and_go_when_they_have_run_out(cast):
    handed_over(cast)
    move_due(1, kind="return")
    due = today() + timedelta(days=1)
    mine = day_of(signed_in(cast.housing_clerk).get(f"{PAGE}?date={due}"), due).lines
    assert [(line.name, line.label) for line in mine if line.clock.kind == "return"] == [("right", "可申请退办截止")]
    assert not [line for line in lines_of(signed_in(cast.gov_office).get(PAGE)) if line.clock.kind == "return"]
    move_due(-1, kind="return")
    assert not [line for line in lines_of(signed_in(cast.housing_clerk).get(PAGE)) if line.clock.kind == "return"]


def test_what_is_late_from_before_is_said_and_can_be_opened(cast):
    handed_over(cast)
    move_due(-90, kind="sign")
    for name, number in (("housing_clerk", 1), ("gov_office", 3)):
        client = signed_in(getattr(cast, name))
        page = client.get(PAGE)
        assert page.context["late"] == number and f"以前还有 {number} 件" in page.content.decode()
        url = page.context["late_url"]
        opened = client.get(url if url.startswith("/") else f"{PAGE}{url}")
        found = opened.context["table"].page.count if "table" in opened.context else len(lines_of(opened))
        assert found == number, name
    assert signed_in(cast.housing_clerk).get(f"{PAGE}?date=2001-01-01").context["late"] == 0


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("date=abc", "看不懂"), ("date=2026-02-30", "看不懂"), ("date=2026-13", "看不懂"),
        ("date=" + "1" * 500, "看不懂"),
        ("date=9999-12-31", "只能看"), ("date=0001-01-01", "只能看"), ("view=year", "没有“year”"),
        ("unit=%27or1", "单位写得不对"), ("matter=abc", "提案编号"), ("matter=-1", "提案编号"),
    ],
)  # fmt: skip
def test_wrong_addresses_are_answered_with_a_sentence(cast, query, sentence):
    page = signed_in(cast.clerk).get(f"{PAGE}?{query}")
    assert page.status_code == 200 and sentence in page.content.decode()
    assert page.context["asked"].day == today()


@pytest.mark.parametrize(
    "query",
    ["page=abc", "page=-1&view=day", "page=99999&view=day", "matter=" + "9" * 18, "unit=" + "9" * 18, "q=%00%01",
     "unit=nobody", "unit=xyz", "view=late", "date=2026-05"],
)  # fmt: skip
def test_odd_but_harmless_addresses_open(cast, query):
    handed_over(cast)
    for name in ("clerk", "housing_clerk", "shen"):
        assert signed_in(getattr(cast, name)).get(f"{PAGE}?{query}").status_code == 200


def test_script_in_an_address_stays_text(cast):
    page = signed_in(cast.clerk).get(f"{PAGE}?q=%3Cscript%3Ealert(1)%3C/script%3E&view=%3Cb%3E").content.decode()
    assert "<script>alert" not in page and "<b>" not in page


def test_an_empty_month_says_so(cast):
    page = signed_in(cast.clerk).get(f"{PAGE}?view=list&date=2026-05-01").content.decode()
    assert "2026年5月1日至6月29日没有到期的事" in page


@pytest.mark.parametrize("view", ["", "view=list"])
def test_on_the_last_day_of_a_month_the_list_goes_on(cast, monkeypatch, view):
    """The narrow page and 列表 roll on from today; the month's own grid stays the month."""
    last = date(2026, 11, 30)
    monkeypatch.setattr("workbench.due_calendar.views.timezone.localdate", lambda *_: last)
    proposal = a_matter(cast)
    clock_of(proposal, "review", last - timedelta(days=3))
    clock_of(proposal, "handover", date(2026, 12, 2), label="送交办")
    clock_of(proposal, "assign", date(2027, 1, 28), label="交办")
    clock_of(proposal, "reply", date(2027, 1, 29), label="答复")
    page = signed_in(cast.clerk).get(f"{PAGE}?{view}")
    assert [day.date for day in page.context["agenda"]] == [date(2026, 12, 2), date(2027, 1, 28)]
    html = page.content.decode()
    assert "2026年11月30日至2027年1月28日 · 2 条" in html and "没有到期的事" not in html
    if view:
        assert page.context["late"] == 1 and "11月30日以前还有 1 件到期没有办完" in html
        return
    assert (page.context["late"], page.context["late_of_list"]) == (0, 1)
    assert page.context["days"][-1].date == date(2026, 12, 6) and page.context["total"] == 1
    assert signed_in(cast.clerk).get(page.context["late_of_list_url"]).context["table"].page.count == 1


def test_the_page_costs_the_same_for_1_and_25_matters(cast):
    names = ("clerk", "gov_office", "housing_clerk", "shen", "leader")
    urls = (PAGE, f"{PAGE}?view=week", f"{PAGE}?view=list&done=1&q=1", f"{PAGE}?mine=1")
    clients = {name: signed_in(getattr(cast, name)) for name in names}

    def cost(client, url):
        client.get(url)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return [query["sql"] for query in caught.captured_queries]

    first = handed_over(cast)
    move_due(0, kind="reply")
    move_due(0, kind="sign")
    Clock.objects.filter(kind="feedback").update(due=today())
    few = {(name, url): len(cost(clients[name], url)) for name in names for url in urls}
    many_like(first, 24)
    for (name, url), number in few.items():
        found = cost(clients[name], url)
        assert len(found) == number <= 8, f"{name} {url}\n" + "\n".join(found)


def test_the_administrators_have_no_dates(cast):
    for name in ("sysadmin", "secadmin", "auditor"):
        assert signed_in(getattr(cast, name)).get(PAGE).status_code == 403


def test_addresses_keep_what_was_asked():
    from django.http import QueryDict

    asked = Asked.of(QueryDict("view=week&date=2026-05-08&unit=3&q=水&mine=1&done=1&matter=7"), date(2026, 5, 20))
    for url in (asked.previous_url, asked.next_url, asked.url(view="day")):
        for part in ("unit=3", "q=%E6%B0%B4", "mine=1", "done=1", "matter=7"):
            assert part in url
    assert asked.url(date=None, view=None).startswith("?unit=3")
    assert datetime(2026, 5, 4).date() == asked.first
