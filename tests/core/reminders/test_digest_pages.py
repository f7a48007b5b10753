"""What a person reads in the morning: one's own lines, as they stand now, and nothing one may not see."""

from datetime import date, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from core.clock import clocks
from core.clock.reminders import morning
from core.clock.reminders.digest import digest_of, read
from core.models import Clock, Notice, Post, Reminder, ReminderScan, Role
from proposals.models import Proposal
from tests.builders.cast import at, draft, fresh
from tests.builders.reminders import MONDAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
URL = "/reminders/2026-11-23/"


def page(user, url=URL):
    client = Client()
    client.force_login(user)
    return client.get(url)


def keys(user) -> dict[str, list[str]]:
    return {group.key: [line.what for line in group.lines] for group in digest_of(user, MONDAY)}


@pytest.fixture
def proposal(cast) -> Proposal:
    return draft(cast, cast.shen)


def on_matter(clock_due, proposal, days, kind, **more) -> Clock:
    return clock_due(proposal, MONDAY + days * DAY, kind, label=kind, **more)


def test_lines_stand_in_their_groups(cast, clock_due):
    about = (cast.water, cast.housing, cast.finance, cast.school)
    for body, (kind, days) in zip(about, (("逾期的", -1), ("今天的", 0), ("快到的", 3), ("还早的", 7)), strict=True):
        clock_due(body, MONDAY + days * DAY, kind, label=kind, holder_org=cast.water)
    morning.run(MONDAY)
    expected = {"late": ["逾期的"], "today": ["今天的"], "soon": ["快到的"], "later": ["还早的"]}
    assert keys(cast.water_clerk) == expected
    assert keys(cast.water_head) == {"urge": ["逾期的"]}
    html = page(cast.water_clerk).content.decode()
    for words in ("已逾期", "今天到期", "3日内到期", "以后到期", "怎么算的", "区水利局", "按制度写明的日期"):
        assert words in html, words


def test_what_is_late_stands_in_every_digest_under_what_is_new(cast, clock_due):
    """Between two steps of the ladder nobody is told anew, and yet the digest does not say that nothing is late."""
    old = clock_due(cast.water, MONDAY - 5 * DAY, label="旧的", holder_org=cast.water)
    assert old.next_reminder <= MONDAY
    ReminderScan.objects.create(day=MONDAY - 3 * DAY)
    Clock.objects.update(next_reminder=MONDAY + 3 * DAY)
    clock_due(cast.housing, MONDAY - DAY, label="新的", holder_org=cast.water)
    morning.run(MONDAY)
    for user, key in ((cast.water_clerk, "late"), (cast.water_head, "urge")):
        (group,) = digest_of(user, MONDAY)
        assert (group.key, group.number, group.number_still) == (key, 2, 1)
        assert [line.what for line in group.new] == ["新的"] and [line.what for line in group.still] == ["旧的"]
        assert "仍逾期 1件" in page(user).content.decode()
    assert digest_of(cast.gov_office, MONDAY) == [], "the office hears from its first step on"
    morning.run(MONDAY + DAY)
    assert [line.what for line in read(cast.water_clerk, MONDAY + DAY).lines] == ["旧的", "新的"]


def test_a_matter_with_two_dates_is_one_matter_under_the_sooner(cast, clock_due):
    clock_due(cast.housing, MONDAY, "promised", label="承诺", holder_org=cast.water)
    clock_due(cast.school, MONDAY, "sign", label="签收", holder_org=cast.water)
    clock_due(cast.housing, MONDAY + 2 * DAY, "reply", label="答复", holder_org=cast.water)
    morning.run(MONDAY)
    (group,) = digest_of(cast.water_clerk, MONDAY)
    assert (group.key, group.number, [line.what for line in group.lines]) == ("today", 2, ["承诺", "答复", "签收"])
    assert Notice.objects.get(recipient=cast.water_clerk).title == "晨报 11月23日：今天到期2件"


def test_what_is_late_for_very_many_is_listed_up_to_a_number_and_said(cast, many_clocks, monkeypatch):
    monkeypatch.setattr("core.clock.reminders.standing.MOST", 5)
    monkeypatch.setattr("core.clock.reminders.digest.MOST", 5)
    many_clocks(40, cast.water)
    ReminderScan.objects.create(day=MONDAY - 3 * DAY)
    Clock.objects.update(next_reminder=MONDAY + DAY)
    morning.run(MONDAY)
    found = read(cast.water_clerk, MONDAY)
    assert len(found.lines) == 5 and found.full
    assert [line.due for line in found.lines] == sorted(line.due for line in found.lines)


def test_a_line_says_everything_in_words(cast, clock_due):
    clock_due(cast.water, date(2020, 1, 6), started=date(2019, 12, 2), label="答复", holder_org=cast.water)
    morning.run(MONDAY)
    (group,) = digest_of(cast.water_clerk, MONDAY)
    assert group.title == "已逾期 1件"
    assert str(group.lines[0]).startswith("区水利局 答复（区水利局）：逾期 ")
    assert str(group.lines[0]).endswith("，红牌，截止2020-01-06")


def test_what_was_done_meanwhile_is_marked(cast, clock_due):
    clock_due(cast.water, MONDAY, holder_org=cast.water)
    morning.run(MONDAY)
    assert "已办" not in page(cast.water_clerk).content.decode()
    clocks.stop_clock(cast.water, "reply", at(MONDAY, 9), "送达答复")
    html = page(cast.water_clerk).content.decode()
    assert "已办：送达答复" in html and "其中1件已办" in html
    assert "已办，送达答复" in str(digest_of(cast.water_clerk, MONDAY)[0].lines[0])


def test_a_day_that_was_moved_says_so(cast, clock_due):
    clock = clock_due(cast.water, MONDAY, unit="days", n=83, fixed=None, holder_org=cast.water)
    morning.run(MONDAY)
    clocks.extend_clock(clock, 10, "days", asked_on=MONDAY)
    html = page(cast.water_clerk).content.decode()
    assert "发晨报时为2026年11月23日，后已改期" in html and "2026年12月3日" in html


def test_it_is_ones_own_only(cast, clock_due):
    clock_due(cast.water, MONDAY, holder_org=cast.water)
    morning.run(MONDAY)
    assert "区水利局" not in page(cast.housing_clerk).content.decode().split("<main")[1]
    assert "这一天没有给您的晨报" in page(cast.housing_clerk).content.decode()
    assert Client().get(URL).status_code == 302


@pytest.mark.parametrize("url", ["/reminders/2026-11-31/", "/reminders/20261123/", "/reminders/x/"])
def test_a_day_that_is_none_is_not_found(cast, url):
    assert page(cast.shen, url).status_code == 404


def test_matters_that_one_may_not_see_are_left_out(cast, clock_due, proposal):
    """A draft is its author's: a reminder given by mistake, or before the matter was taken away, shows nothing."""
    clock = on_matter(clock_due, proposal, 0, "修改", holder_user=cast.lu)
    clock_due(cast.water, MONDAY, holder_user=cast.lu)
    morning.run(MONDAY)
    found = read(cast.lu, MONDAY)
    assert found.hidden == 1 and [line.clock.pk for line in found.lines] != [clock.pk]
    html = page(cast.lu).content.decode()
    assert proposal.title not in html and "另有 1 件" in html


def test_a_matter_of_ones_other_post_names_the_post(cast, clock_due, proposal):
    user = cast.housing_clerk
    other = Post.objects.create(user=user, role=Role.PROPOSAL_CLERK, organisation=cast.office)
    Proposal.objects.filter(pk=proposal.pk).update(state="submitted")
    on_matter(clock_due, proposal, 0, "审查", holder_role=Role.PROPOSAL_CLERK)
    morning.run(MONDAY)
    user = fresh(user)
    (line,) = read(user, MONDAY).lines
    assert (line.url, line.seen_as) == ("", other.label)
    assert "请切换到“提案委工作人员 · 区政协办公室”岗位后查看" in page(user).content.decode()
    user.post_in_use = other
    assert read(user, MONDAY).lines[0].url == proposal.get_absolute_url()


def test_opening_it_reads_its_notice(cast, clock_due):
    clock_due(cast.water, MONDAY, holder_org=cast.water)
    morning.run(MONDAY)
    assert Notice.objects.get().read_at is None
    page(cast.water_clerk)
    assert Notice.objects.get().read_at is not None


def test_the_list_shows_ones_digests_newest_first(cast, clock_due):
    clock_due(cast.water, MONDAY, holder_org=cast.water)
    assert "还没有晨报" in page(cast.water_clerk, "/reminders/").content.decode()
    for day in (MONDAY, MONDAY + DAY):
        morning.run(day)
    html = page(cast.water_clerk, "/reminders/").content.decode()
    assert html.index("/reminders/2026-11-24/") < html.index(URL)
    assert "/reminders/2026" not in page(cast.housing_clerk, "/reminders/").content.decode()


def test_a_long_digest_costs_no_more_than_a_short_one(cast, many_clocks, proposal, django_assert_num_queries):
    counted = []
    Proposal.objects.filter(pk=proposal.pk).update(state="submitted")
    kind = ContentType.objects.get_for_model(Proposal)
    for number in (1, 25):
        made = many_clocks(number, cast.water, kind=f"kind{number}")
        Clock.objects.filter(pk__in=[clock.pk for clock in made]).update(root_type=kind, root_id=proposal.pk)
        Reminder.objects.bulk_create(
            Reminder(clock=clock, due=clock.due, step=0, person=cast.clerk, level="holder", day=MONDAY)
            for clock in made
        )
        read(cast.clerk, MONDAY)
        with django_assert_num_queries(counted[0] if counted else 4) as captured:
            assert len(read(cast.clerk, MONDAY).lines) >= number
        counted.append(len(captured))


def test_the_home_page_names_todays_digest(cast, clock_due, monkeypatch):
    from core import backends
    from workbench import views

    clock_due(cast.water, MONDAY, holder_org=cast.water)
    morning.run(MONDAY)
    for module in (backends, views):
        monkeypatch.setattr(module.timezone, "localdate", lambda *_: MONDAY)
    html = page(cast.water_clerk, "/").content.decode()
    assert f'今天的晨报：<a href="{URL}">今天到期1件</a>' in html
    clock_due(cast.housing, MONDAY + DAY, holder_org=cast.water)
    clocks.stop_clock(cast.water, "reply", at(MONDAY, 9), "送达答复")
    assert f'今天的晨报：<a href="{URL}">已办1件</a>' in page(cast.water_clerk, "/").content.decode()
    assert "今天的晨报" not in page(cast.housing_clerk, "/").content.decode()


def test_the_administrators_home_names_holders_without_an_account(cast, clock_due):
    Post.objects.filter(user=cast.water_clerk).delete()
    clock_due(cast.water, MONDAY, holder_org=cast.water)
    html = page(cast.sysadmin, "/").content.decode()
    assert "没有人能收到提醒的期限" in html and "提醒已改发给单位负责人" in html
