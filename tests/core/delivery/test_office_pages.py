"""What did not arrive is listed for those who look after it; the system administrator reads no word of business."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.delivery.sending import deliver
from core.models import Channel, Delivery, Event, Notice
from proposals.models import Proposal
from tests.builders.cast import draft
from tests.builders.notices import notice_for, set_rule, waiting

pytestmark = pytest.mark.django_db
LIST = "/settings/deliveries/"
State = Delivery.State


def signed_in(user) -> Client:
    browser = Client()
    browser.force_login(user, backend="core.backends.PostBackend")
    return browser


@pytest.fixture
def dead(reachable) -> list[Delivery]:
    rows = waiting(reachable.zhou, reachable.housing, 3)
    Delivery.objects.update(state=State.DEAD, attempts=8, last_error="试了8次都没有成功。网关答复 500。")
    return rows


@pytest.mark.parametrize("name", ["sysadmin", "office_clerk"])
def test_the_list_says_what_failed_why_and_how_often(reachable, dead, name):
    page = signed_in(getattr(reachable, name)).get(LIST).content.decode()
    for words in (f"第{dead[0].pk}号", "周正", "未送达", "8次", "网关答复 500"):
        assert words in page


@pytest.mark.parametrize("name", ["shen", "clerk", "secadmin", "leader"])
def test_others_may_not(reachable, name):
    assert signed_in(getattr(reachable, name)).get(LIST).status_code == 403


def test_titles_are_for_the_office_and_of_what_it_may_see(reachable):
    c = reachable
    hidden = draft(c)
    shown = draft(c, c.lu)
    Proposal.objects.filter(pk=shown.pk).update(state="submitted")
    for key, proposal, title in (("h", hidden, "秘密的草稿"), ("s", shown, "已提交的提案")):
        Delivery.objects.create(notice=notice_for(c.zhou, proposal, key=key, title=title), channel=Channel.GATEWAY)
    office = signed_in(c.office_clerk)
    page = office.get(LIST).content.decode()
    assert "已提交的提案" in page and "秘密的草稿" not in page and "不在您的查阅范围" in page
    admin = signed_in(c.sysadmin)
    for url in (LIST, f"{LIST}?state=waiting"):
        page = admin.get(url).content.decode()
        assert "已提交的提案" not in page and "秘密的草稿" not in page
    for browser, allowed in ((admin, set()), (office, {"已提交的提案"})):
        assert _titles(browser) == allowed


def _titles(browser) -> set[str]:
    from io import BytesIO

    from openpyxl import load_workbook

    content = b"".join(browser.get(f"{LIST}?export=xlsx").streaming_content)
    rows = load_workbook(BytesIO(content)).active.iter_rows(values_only=True)
    return {cell for row in rows for cell in row} & {"已提交的提案", "秘密的草稿"}


def test_one_and_twentyfive_rows_cost_the_same(reachable):
    c = reachable
    costs = []
    for name in ("sysadmin", "office_clerk"):
        browser = signed_in(getattr(c, name))
        Delivery.objects.all().delete()
        for count in (1, 25):
            waiting(c.zhou, draft(c), count, key=f"{name}{count}")
            browser.get(LIST)
            with CaptureQueriesContext(connection) as queries:
                browser.get(LIST)
            costs.append(len(queries))
    assert costs[0] == costs[1] and costs[2] == costs[3] and max(costs) <= 10


@pytest.mark.parametrize(
    ("query", "found"),
    [("state=dead", 3), ("state=waiting", 0), ("channel=mail", 0), ("kind=act", 3), ("person=周", 3), ("person=沈", 0)],
)
def test_filters(reachable, dead, query, found):
    assert signed_in(reachable.sysadmin).get(f"{LIST}?{query}").context["table"].page.count == found


@pytest.mark.parametrize("name", ["sysadmin", "office_clerk"])
def test_sending_again_one_or_many(reachable, dead, gateway, name):
    user = getattr(reachable, name)
    answer = signed_in(user).post(f"{LIST}resend/", {"ids": [row.pk for row in dead[:2]]}, follow=True)
    assert "已安排重新发送2条" in answer.content.decode()
    rows = Delivery.objects.filter(pk__in=[row.pk for row in dead[:2]])
    assert {(row.state, row.attempts, row.resent_by_id) for row in rows} == {(State.WAITING, 0, user.pk)}
    assert Event.objects.filter(actor=user, key="resend_delivery").count() == 2
    assert deliver() == {"sent": 2}
    assert {message.key for message in gateway.taken} == {str(row.key) for row in dead[:2]}, "under the first keys"
    assert Delivery.objects.get(pk=dead[2].pk).state == State.DEAD


def test_everything_the_list_finds_may_be_sent_again(reachable, dead):
    other = waiting(reachable.shen, reachable.housing, key="other")[0]
    Delivery.objects.filter(pk=other.pk).update(state=State.DEAD)
    signed_in(reachable.sysadmin).post(f"{LIST}resend/", {"every": "1", "next": f"{LIST}?person=周正"})
    assert Delivery.objects.filter(state=State.WAITING).count() == 3


def test_what_was_sent_is_never_sent_again(reachable, dead):
    Delivery.objects.update(state=State.SENT)
    answer = signed_in(reachable.sysadmin).post(f"{LIST}resend/", {"ids": [dead[0].pk]}, follow=True)
    assert "没有重发" in answer.content.decode()
    assert not Event.objects.filter(key="resend_delivery").exists()


def test_sending_again_at_night_waits_for_the_morning(reachable, dead, time_machine_at):
    set_rule("reminder.quiet_hours", {"from": "20:00", "to": "08:00"})
    with time_machine_at("2026-03-02 22:00"):
        browser = signed_in(reachable.sysadmin)
        answer = browser.post(f"{LIST}resend/", {"ids": [dead[0].pk]}, follow=True)
        assert "免打扰时段结束后发出" in answer.content.decode()
        assert Delivery.objects.get(pk=dead[0].pk).not_before > timezone.now()


def test_giving_up_asks_for_a_reason_and_keeps_it(reachable, dead):
    browser = signed_in(reachable.office_clerk)
    ids = [row.pk for row in dead[:2]]
    asked = browser.post(f"{LIST}drop/", {"ids": ids})
    assert asked.status_code == 200 and "为什么不再发送" in asked.content.decode()
    empty = browser.post(f"{LIST}drop/", {"ids": ids, "reason": "  "})
    assert empty.status_code == 422 and Delivery.objects.filter(state=State.DROPPED).count() == 0
    browser.post(f"{LIST}drop/", {"ids": ",".join(map(str, ids)), "reason": "号码已停用，已电话告知"})
    assert set(Delivery.objects.filter(pk__in=ids).values_list("state", "last_error")) == {
        (State.DROPPED, "白洁：号码已停用，已电话告知")
    }
    events = Event.objects.filter(key="drop_delivery")
    assert {event.reason for event in events} == {"号码已停用，已电话告知"} and events.count() == 2


def test_events_hold_no_word_of_business(reachable, dead):
    Notice.objects.update(title="秘密")
    signed_in(reachable.sysadmin).post(f"{LIST}resend/", {"ids": [dead[0].pk]})
    event = Event.objects.get(key="resend_delivery")
    assert "秘密" not in f"{event.text}{event.reason}{event.facts}{event.label}"
    assert f"第{dead[0].pk}号" in event.text


@pytest.mark.parametrize("act", ["resend", "drop"])
def test_others_may_do_neither(reachable, dead, act):
    browser = signed_in(reachable.clerk)
    assert browser.post(f"{LIST}{act}/", {"ids": [dead[0].pk], "reason": "x"}).status_code == 403
    assert Delivery.objects.filter(state=State.DEAD).count() == 3


@pytest.mark.parametrize("act", ["resend", "drop"])
def test_nothing_chosen_is_said(reachable, dead, act):
    page = signed_in(reachable.sysadmin).post(f"{LIST}{act}/", {"ids": "x"}, follow=True).content.decode()
    assert "请先勾选" in page


def test_nobody_is_sent_elsewhere(reachable, dead):
    answer = signed_in(reachable.sysadmin).post(
        f"{LIST}resend/", {"ids": [dead[0].pk], "next": "https://evil.example/"}
    )
    assert answer.headers["Location"] == LIST


def test_homes_tell_of_what_did_not_arrive(reachable, dead):
    for name in ("sysadmin", "office_clerk"):
        page = signed_in(getattr(reachable, name)).get("/")
        assert page.context["undelivered"] == 3 and f"{LIST}?state=dead" in page.content.decode()
    Delivery.objects.update(state=State.SENT)
    assert f"{LIST}?state=dead" not in signed_in(reachable.office_clerk).get("/").content.decode()


@pytest.mark.parametrize("name", ["sysadmin", "office_clerk"])
def test_homes_stay_within_ten_statements(reachable, dead, name):
    from core.clock import calendar

    browser = signed_in(getattr(reachable, name))
    for _ in range(2):  # the first reads what a process keeps
        calendar.current()
        with CaptureQueriesContext(connection) as queries:
            browser.get("/")
    assert len(queries) <= 10


def test_metrics_tell_of_the_outbox(reachable, dead, client):
    text = client.get("/metrics").content.decode()
    assert 'zhengxie_deliveries{state="dead"} 3' in text and 'zhengxie_deliveries{state="waiting"} 0' in text
    assert "zhengxie_delivery_oldest_waiting_seconds 0" in text
