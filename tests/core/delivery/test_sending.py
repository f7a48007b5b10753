"""What waits is sent once; what fails is tried again, later and later, and at last stands where people look."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.delivery import sending
from core.delivery.message import TryAgain, Undeliverable
from core.delivery.sending import BACK_OFF, claim, deliver
from core.models import Channel, Delivery, Notice, User
from proposals.models import Proposal
from tests.builders.cast import draft
from tests.builders.notices import DOWN, is_postgresql, notice_for, waiting

pytestmark = pytest.mark.django_db
State = Delivery.State


def due_now() -> None:
    Delivery.objects.filter(state=State.WAITING).update(not_before=timezone.now() - timedelta(seconds=1))


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_it_is_sent_once_and_marked(reachable, gateway):
    row = waiting(reachable.zhou, reachable.housing)[0]
    assert deliver() == {"sent": 1}
    assert deliver() == {}
    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_error) == (State.SENT, 1, "") and row.sent_at
    message = gateway.taken[0]
    assert (message.key, message.address, message.name) == (str(row.key), "13800000002", "周正")
    assert message.url == "https://zx.example.gov.cn/somewhere/"


def test_a_failure_is_tried_again_later_and_later_and_at_last_listed(reachable, gateway):
    row = waiting(reachable.zhou, reachable.housing)[0]
    gateway.fails = DOWN
    for number, minutes in enumerate(BACK_OFF, start=1):
        due_now()
        before = timezone.now()
        assert deliver() == {"failed": 1}
        row.refresh_from_db()
        assert (row.state, row.attempts, row.last_error) == (State.WAITING, number, "连接不上网关。")
        assert row.not_before >= before + timedelta(minutes=minutes)
        assert deliver() == {}, "not before its time"
    due_now()
    assert deliver() == {"dead": 1}
    row.refresh_from_db()
    assert row.state == State.DEAD
    assert row.last_error == f"试了{len(BACK_OFF) + 1}次都没有成功。连接不上网关。"


def test_every_attempt_carries_the_same_key(reachable, gateway):
    row = waiting(reachable.zhou, reachable.housing)[0]
    keys = []

    def down_twice(message):
        keys.append(message.key)
        return DOWN if len(keys) < 3 else None

    gateway.fails = down_twice
    for _ in range(3):
        due_now()
        deliver()
    assert keys == [str(row.key)] * 3 and states() == [State.SENT]


def test_what_is_refused_for_good_is_not_tried_again(reachable, gateway):
    waiting(reachable.zhou, reachable.housing, 5)
    gateway.fails = Undeliverable("网关拒收（422），请核对手机号码和网关设置。")
    assert deliver() == {"dead": 5}, "and the channel goes on: it works"
    assert set(Delivery.objects.values_list("last_error", "attempts")) == {
        ("网关拒收（422），请核对手机号码和网关设置。", 1)
    }


def test_a_channel_that_fails_three_times_in_a_row_rests_and_the_other_goes_on(reachable, gateway, mail):
    waiting(reachable.shen, reachable.housing, 20)
    waiting(reachable.shen, reachable.housing, 20, channel=Channel.MAIL, key="mail")
    gateway.fails = DOWN
    assert deliver() == {"failed": 3, "sent": 20}
    resting = Delivery.objects.filter(channel=Channel.GATEWAY)
    assert sorted(resting.values_list("attempts", flat=True)) == [0] * 17 + [1] * 3, "waiting is no attempt"
    assert not resting.filter(not_before__lte=timezone.now()).exists()
    assert not resting.filter(state=State.SENDING).exists(), "none is kept by a lease"


def test_a_slow_channel_does_not_use_up_the_others_time(reachable, gateway, mail, monkeypatch):
    monkeypatch.setattr(sending, "SLICE_SECONDS", 0.2)
    waiting(reachable.shen, reachable.housing, 10)
    waiting(reachable.shen, reachable.housing, 30, channel=Channel.MAIL, key="mail")

    def slow(_message):
        time.sleep(0.3)
        return TryAgain("网关没有及时应答。")

    gateway.fails = slow
    assert deliver(seconds=5)["sent"] == 30


def test_a_run_ends_in_time_and_leaves_the_rest_unclaimed(reachable, gateway):
    waiting(reachable.zhou, reachable.housing, 30)
    gateway.fails = lambda _message: time.sleep(0.05)
    sent = deliver(seconds=0.3)["sent"]
    assert 0 < sent < 30
    assert states().count(State.WAITING) == 30 - sent


def test_a_run_ends_at_its_limit(reachable, gateway):
    waiting(reachable.zhou, reachable.housing, 30)
    assert deliver(limit=12) == {"sent": 12}


def test_a_lease_that_ran_out_is_taken_up_again(reachable, gateway):
    row = waiting(reachable.zhou, reachable.housing)[0]
    assert [one.pk for one in claim(Channel.GATEWAY, 10)] == [row.pk]
    assert deliver() == {}, "somebody is at it"
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert deliver() == {"sent": 1}


def test_a_sender_that_lost_its_lease_does_not_undo_what_the_other_did(reachable, gateway):
    waiting(reachable.zhou, reachable.housing)
    old = claim(Channel.GATEWAY, 10)[0]
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert deliver() == {"sent": 1}
    run = sending._Run(Channel.GATEWAY, sending.Counter())
    run._failed(old, "连接不上网关。")
    assert states() == [State.SENT]


def test_one_that_cannot_be_worded_does_not_stop_the_others(reachable, gateway, monkeypatch, caplog):
    rows = waiting(reachable.zhou, reachable.housing, 3)
    worded = sending.message_for

    def broken(row):
        if row.pk == rows[0].pk:
            raise KeyError("no such word")
        return worded(row)

    monkeypatch.setattr(sending, "message_for", broken)
    assert deliver() == {"failed": 1, "sent": 2}
    assert "no such word" in caplog.text
    assert Delivery.objects.get(pk=rows[0].pk).last_error == "发送程序出错，详见系统日志。"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_active": False}, "账号已停用。"),
        ({"phone": ""}, "没有登记手机号码。"),
        ({"gateway_choice": "none"}, "本人选择不收。"),
    ],
)
def test_what_is_no_longer_wanted_is_dropped_with_the_reason(reachable, gateway, change, reason):
    waiting(reachable.zhou, reachable.housing)
    User.objects.filter(pk=reachable.zhou.pk).update(**change)
    assert deliver() == {"dropped": 1}
    assert Delivery.objects.get().last_error == reason and gateway.taken == []


def test_a_matter_that_may_no_longer_be_seen_is_not_spoken_of(reachable, gateway):
    c = reachable
    proposal = draft(c)
    url = proposal.get_absolute_url()
    Delivery.objects.create(notice=notice_for(c.shen, proposal, key="own", url=url), channel=Channel.GATEWAY)
    Delivery.objects.create(notice=notice_for(c.zhou, proposal, key="not", url=url), channel=Channel.GATEWAY)
    Delivery.objects.create(
        notice=notice_for(c.zhou, proposal, key="list", url="/proposals/?mine=any"), channel=Channel.GATEWAY
    )
    assert deliver() == {"sent": 2, "dropped": 1}
    dropped = Delivery.objects.get(state=State.DROPPED)
    assert dropped.notice.recipient == c.zhou and dropped.last_error == "本人已无权查看该件，不再发送。"


def test_any_post_of_today_is_enough_to_see(reachable, gateway):
    c = reachable
    proposal = draft(c)
    Proposal.objects.filter(pk=proposal.pk).update(state="submitted")
    c.zhou.posts.create(role="proposal_clerk", organisation=c.office)
    notice = notice_for(c.zhou, proposal, url=proposal.get_absolute_url())
    Delivery.objects.create(notice=notice, channel=Channel.GATEWAY)
    assert deliver() == {"sent": 1}


def test_a_notice_that_was_read_inside_still_leaves(reachable, gateway):
    row = waiting(reachable.zhou, reachable.housing)[0]
    Notice.objects.filter(pk=row.notice_id).update(read_at=timezone.now())
    assert deliver() == {"sent": 1}


@pytest.mark.django_db(transaction=True)
def test_two_deliverers_at_once_send_each_once(reachable, gateway):
    if not is_postgresql():
        pytest.skip("several senders at once need PostgreSQL: set TEST_DATABASE_URL")
    count = 60
    waiting(reachable.zhou, reachable.housing, count)
    gateway.fails = lambda _message: time.sleep(0.005)
    begin = threading.Barrier(3)

    def work():
        try:
            begin.wait(10)
            deliver()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(message.key for message in gateway.taken) == sorted(
        str(key) for key in Delivery.objects.values_list("key", flat=True)
    )
    assert states() == [State.SENT] * count
