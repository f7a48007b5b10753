"""The private iCalendar feed: what is in it, who may read it, and how the address begins and ends."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from rest_framework.authtoken.models import Token

from core.clock import clocks
from core.models import CalendarFeed, Clock, Event, Post, Role, User
from core.people import accounts, grants, leaving
from core.people.actors import Actor
from members.models import Member
from members.services import accounts as of_members
from proposals.models import Proposal
from tests.builders.acts import do, sign
from tests.builders.cast import PASSWORD, draft
from tests.builders.deadlines import PEOPLE, handed_over, many_like
from tests.builders.pages import signed_in, today
from workbench.feed import addresses
from workbench.feed.ics import clocks_of

pytestmark = pytest.mark.django_db
PAGE = "/calendar/feed/"


def make(user) -> str:
    """The path of a fresh address, made as the page does."""
    address = signed_in(user).post(PAGE, {"make": "1"}).context["address"]
    assert address.startswith("http://testserver/calendar/") and address.endswith(".ics")
    return address.removeprefix("http://testserver")


def read(path) -> Calendar:
    response = Client().get(path)
    assert response.status_code == 200, response.status_code
    return Calendar.from_ical(response.content)


def entries(calendar: Calendar) -> list:
    return calendar.walk("VEVENT")


# ---- the address ----


def test_the_address_is_shown_once_and_only_its_digest_is_kept(cast):
    client = signed_in(cast.shen)
    page = client.post(PAGE, {"make": "1"})
    address = page.context["address"]
    token = address.rpartition("/")[2].removesuffix(".ics")
    assert len(token) >= 43 and address in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert token not in client.get(PAGE).content.decode()
    feed = CalendarFeed.objects.get()
    assert feed.token_digest == addresses.digest_of(token) and len(feed.token_digest) == 64
    for row in CalendarFeed.objects.values_list():
        assert token not in str(row)
    assert token not in "".join(str(value) for row in Event.objects.values_list() for value in row)


def test_each_address_is_new(cast):
    assert len({make(cast.shen) for _ in range(5)}) == 5
    assert CalendarFeed.objects.filter(user=cast.shen, revoked_at=None).count() == 1


def test_a_new_address_ends_the_former_one(cast):
    former = make(cast.shen)
    assert Client().get(former).status_code == 200
    latter = make(cast.shen)
    assert Client().get(former).status_code == 404 and Client().get(latter).status_code == 200


def test_an_ended_address_finds_nothing(cast):
    path = make(cast.shen)
    signed_in(cast.shen).post(PAGE, {"end": "1"})
    assert Client().get(path).status_code == 404
    assert "还没有开通" in signed_in(cast.shen).get(PAGE).content.decode()


def test_an_unknown_secret_a_disabled_account_and_an_ended_address_look_alike(cast):
    path = make(cast.shen)
    User.objects.filter(pk=cast.shen.pk).update(is_active=False)
    disabled = Client().get(path)
    unknown = Client().get("/calendar/" + "x" * 43 + ".ics")
    assert disabled.status_code == unknown.status_code == 404
    assert disabled.content == unknown.content
    User.objects.filter(pk=cast.shen.pk).update(is_active=True)
    assert Client().get(path).status_code == 200


def own_change(cast) -> None:
    client = Client()
    client.post("/accounts/login/", {"username": "shen", "password": PASSWORD})
    new = {"old": PASSWORD, "new": "Qingshan-2026-new", "again": "Qingshan-2026-new"}
    assert client.post("/accounts/password/", new).status_code == 302


def everywhere(cast) -> None:
    signed_in(cast.shen).post("/accounts/end/")


def reset(cast) -> None:
    accounts.reset_password(user=cast.shen, actor=Actor.of(cast.sysadmin))


def slip(cast) -> None:
    User.objects.filter(pk=cast.shen.pk).update(must_change_password=True, last_login=None)
    member = Member.objects.get(pk=cast.shen_member.pk)
    of_members.open_accounts(members=[member], actor=Actor.of(cast.office_clerk), address="x")


def power(cast) -> None:
    accounts.give_password(cast.shen, Actor.of(cast.sysadmin))
    asked = grants.give_or_ask(
        actor=Actor.of(cast.sysadmin), user=cast.shen, role=Role.LEADER, organisation=cast.office, reason="接任"
    )
    grants.confirm(actor=Actor.of(cast.secadmin), request=asked)


def away_and_back(cast) -> None:
    leaving.close_account(actor=Actor.of(cast.sysadmin), user=cast.shen, reason="调离", handed_on=True)
    leaving.reopen_account(actor=Actor.of(cast.sysadmin), user=User.objects.get(pk=cast.shen.pk), reason="回来")


@pytest.mark.parametrize("ends", [own_change, everywhere, reset, slip, power, away_and_back])
def test_an_address_ends_for_good_wherever_sign_ins_and_tokens_end(cast, ends):
    path = make(cast.shen)
    Token.objects.create(user=cast.shen)
    ends(cast)
    assert Client().get(path).status_code == 404 and not CalendarFeed.objects.filter(revoked_at=None).exists()
    assert not Token.objects.exists()


def test_a_digest_is_no_address(cast):
    make(cast.shen)
    digest = CalendarFeed.objects.get().token_digest
    assert Client().get(f"/calendar/{digest}.ics").status_code == 404


def test_acts_are_written_about_the_person(cast):
    client = signed_in(cast.shen)
    client.post(PAGE, {"make": "1"})
    client.post(PAGE, {"make": "1"})
    client.post(PAGE, {"end": "1"})
    client.post(PAGE, {"end": "1"})
    found = Event.objects.filter(object_id=cast.shen.pk, key__startswith="feed_").order_by("id")
    assert [event.key for event in found] == ["feed_made", "feed_changed", "feed_ended"]
    assert {event.actor_id for event in found} == {cast.shen.pk} and {str(event.target) for event in found} == {"沈岚"}


def test_one_person_cannot_end_anothers_address(cast):
    path = make(cast.shen)
    signed_in(cast.zhou).post(PAGE, {"end": "1"})
    assert Client().get(path).status_code == 200


def test_the_page_tells_when_it_was_last_read(cast):
    path = make(cast.shen)
    assert "还没有日历读取过" in signed_in(cast.shen).get(PAGE).content.decode()
    Client().get(path)
    assert "最近一次被日历读取" in signed_in(cast.shen).get(PAGE).content.decode()


def test_only_those_with_dates_of_their_own_make_an_address(cast):
    for name in ("sysadmin", "secadmin", "auditor"):
        assert signed_in(getattr(cast, name)).post(PAGE, {"make": "1"}).status_code == 403
    assert Client().post(PAGE, {"make": "1"}).status_code == 302
    assert not CalendarFeed.objects.exists()


# ---- reading it ----


def test_whoever_has_the_address_reads_it_without_signing_in_and_no_cache_in_between_keeps_it(cast):
    response = Client().get(make(cast.shen))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in response["Cache-Control"] and "public" not in response["Cache-Control"]
    assert "sessionid" not in response.cookies
    assert Client().post(make(cast.shen)).status_code == 405


def test_an_unchanged_feed_is_not_sent_again(cast):
    handed_over(cast)
    path = make(cast.housing_clerk)
    first = Client().get(path)
    assert Client().get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    sign(Proposal.objects.get(), cast.housing, cast.housing_clerk, today())
    assert Client().get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_reading_without_a_pause_is_slowed_down(cast):
    path = make(cast.shen)
    answers = [Client().get(path).status_code for _ in range(25)]
    assert answers[0] == 200 and answers[-1] == 429
    again = Client().get(path)
    assert again["Retry-After"] and "一分钟" in again.content.decode()


def test_searching_for_secrets_is_slowed_down(cast):
    answers = {Client().get(f"/calendar/{n:043}.ics").status_code for n in range(70)}
    assert answers == {404, 429}


# ---- what is in it ----


def test_each_running_date_is_one_whole_day_that_reads_back(cast):
    proposal = handed_over(cast)
    path = make(cast.housing_clerk)
    calendar = read(path)
    assert calendar["version"] == "2.0" and calendar["prodid"]
    running = Clock.objects.filter(holder_org=cast.housing, stopped_at=None)
    found = {str(entry["uid"]): entry for entry in entries(calendar)}
    assert len(found) == running.count() == len(entries(calendar)) > 2
    reply = running.get(kind="reply")
    entry = next(entry for entry in found.values() if str(entry["uid"]).startswith(f"clock-{reply.pk}@"))
    provisional = "（暂定）" if reply.provisional else ""
    assert str(entry["summary"]) == f"截止：答复 · {proposal.matter_name}{provisional}"
    assert entry.decoded("dtstart") == reply.due and entry.decoded("dtend") == reply.due + timedelta(days=1)
    description = str(entry["description"])
    assert reply.explanation.rstrip("。") in description and reply.rule.source in description
    assert str(entry["url"]) == f"http://testserver/proposals/assignments/{reply.object_id}/"
    assert signed_in(cast.housing_clerk).get(f"/proposals/assignments/{reply.object_id}/").status_code == 200
    assert entry.decoded("dtstamp") == entry.decoded("last-modified") <= timezone.now()
    right = next(entry for entry in found.values() if "退办" in str(entry["summary"]))
    assert str(right["summary"]).startswith("可申请退办截止")


def test_the_reminder_rings_at_nine_on_the_day_before(cast):
    handed_over(cast)
    for entry in entries(read(make(cast.housing_clerk))):
        alarm = entry.walk("VALARM")[0]
        assert alarm["action"] == "DISPLAY" and alarm.decoded("trigger") == timedelta(hours=-15)


def test_lines_are_folded_and_chinese_comes_back_whole(cast):
    long_title = "关于完善青山片区供水管网；优化水质监测,保障居民饮用水安全（甲\\乙;丙）的提案"
    proposal = draft(cast, cast.shen, today(), title=long_title)
    do(proposal, "submit", cast.shen, today())
    response = Client().get(make(cast.clerk))
    raw = response.content
    assert all(len(line) <= 75 for line in raw.split(b"\r\n")) and b"\n" not in raw.replace(b"\r\n", b"")
    raw.decode("utf-8")
    summaries = [str(entry["summary"]) for entry in entries(Calendar.from_ical(raw))]
    assert any(long_title in summary for summary in summaries), summaries


def test_a_date_that_is_met_disappears(cast):
    proposal = handed_over(cast)
    path = make(cast.housing_clerk)
    assert any("签收" in str(entry["summary"]) for entry in entries(read(path)))
    sign(proposal, cast.housing, cast.housing_clerk, today())
    assert not any("截止：签收" in str(entry["summary"]) for entry in entries(read(path)))


def test_an_extended_date_keeps_its_name_and_counts_up(cast):
    handed_over(cast)
    path = make(cast.housing_clerk)
    clock = Clock.objects.get(kind="reply")
    before = {str(entry["uid"]): entry for entry in entries(read(path))}
    clocks.extend_clock(clock, 1, "months", asked_on=today())
    clock.refresh_from_db()
    uid = next(uid for uid in before if uid.startswith(f"clock-{clock.pk}@"))
    after = next(entry for entry in entries(read(path)) if str(entry["uid"]) == uid)
    assert after.decoded("dtstart") == clock.due > before[uid].decoded("dtstart")
    assert int(after["sequence"]) == int(before[uid]["sequence"]) + 1


def test_a_person_with_two_posts_gets_the_dates_of_both_and_none_of_a_post_that_ended(cast):
    handed_over(cast)
    path = make(cast.shen)
    alone = {str(entry["uid"]) for entry in entries(read(path))}
    post = Post.objects.create(user=cast.shen, role=Role.UNIT_CLERK, organisation=cast.water)
    both = {str(entry["uid"]) for entry in entries(read(path))}
    assert alone < both
    post.valid_to = today() - timedelta(days=1)
    post.valid_from = today() - timedelta(days=9)
    post.save()
    assert {str(entry["uid"]) for entry in entries(read(path))} == alone


def test_no_entry_names_a_matter_that_the_person_cannot_open(cast, dated):
    wrong, looked = [], 0
    for name in PEOPLE:
        user = User.objects.get(pk=getattr(cast, name).pk)
        client = signed_in(user)
        for row in clocks_of(user):
            looked += 1
            if client.get(row.url).status_code != 200:
                wrong.append((name, row.url))
    assert wrong == [] and looked > 20


def test_offices_get_what_they_have_to_meet_and_not_what_they_watch(cast, dated):
    kinds = {row.clock.kind for row in clocks_of(User.objects.get(pk=cast.clerk.pk))}
    assert "review" in kinds and not kinds & {"sign", "reply", "feedback", "cosign"}


def test_a_feed_without_dates_is_a_valid_empty_calendar(cast):
    assert entries(read(make(cast.school_clerk))) == []


def test_the_feed_costs_the_same_for_1_and_25_matters(cast):
    first = handed_over(cast)
    path = make(cast.housing_clerk)

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert Client().get(path).status_code == 200
        return len(caught)

    cost()
    few = cost()
    many_like(first, 24)
    assert cost() == few <= 8
    assert len(entries(read(path))) > 75


def test_two_addresses_made_at_once_leave_one(cast):
    actor = Actor.of(User.objects.get(pk=cast.shen.pk))
    tokens = [addresses.make_address(cast.shen, actor=actor) for _ in range(2)]
    assert addresses.feed_of(tokens[0]) is None and addresses.feed_of(tokens[1]).user_id == cast.shen.pk
