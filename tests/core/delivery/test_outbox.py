"""What is to leave the site is written with the act: for whom, on which channel, once, and not before the morning."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.delivery import outbox, quiet
from core.delivery.notices import one_of_many, tell, told_once
from core.models import Channel, Delivery, Notice, User
from core.models.generic import about
from tests.builders.notices import act_of, notice_for

pytestmark = pytest.mark.django_db
URGING, DIGEST, ACT = Notice.Kind.URGING, Notice.Kind.DIGEST, Notice.Kind.ACT


def ways_of(user) -> set[str]:
    return set(Delivery.objects.filter(notice__recipient=user).values_list("channel", flat=True))


def test_each_recipient_gets_it_where_there_is_an_address(reachable):
    c = reachable
    tell([c.shen, c.zhou, c.he, c.lu], "一件事", act=act_of(c.clerk, c.housing), url="/proposals/")
    assert ways_of(c.shen) == {Channel.MAIL, Channel.GATEWAY}
    assert ways_of(c.zhou) == {Channel.GATEWAY}
    assert ways_of(c.he) == {Channel.MAIL}
    assert ways_of(c.lu) == set()
    assert Notice.objects.filter(title="一件事").count() == 4, "inside the site everybody is told"


@pytest.mark.parametrize(
    ("choice", "kind", "wanted"),
    [
        ("all", ACT, True), ("all", URGING, True), ("all", DIGEST, True),
        ("important", ACT, False), ("important", URGING, True), ("important", DIGEST, True),
        ("none", ACT, False), ("none", URGING, False), ("none", DIGEST, False),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("field", "channel"), [("mail_choice", Channel.MAIL), ("gateway_choice", Channel.GATEWAY)])
def test_the_persons_choice_decides_per_channel(reachable, field, channel, choice, kind, wanted):
    c = reachable
    User.objects.filter(pk=c.shen.pk).update(**{field: choice})
    outbox.enqueue([notice_for(User.objects.get(pk=c.shen.pk), c.housing, kind=kind)])
    assert (channel in ways_of(c.shen)) is wanted
    assert len(ways_of(c.shen)) == 1 + wanted, "the other channel is not touched by it"


def test_nothing_is_written_where_no_channel_is_set_up(reachable, settings):
    c = reachable
    settings.MAIL_GOES_OUT, settings.NOTICE_GATEWAY_URL = False, ""
    assert outbox.enqueue([notice_for(c.shen, c.housing)]) == 0
    assert not Delivery.objects.exists()


def test_a_trial_on_the_console_is_no_channel(settings):
    assert settings.MAIL_GOES_OUT is False, "the tests' own mail goes to memory"


def test_a_disabled_account_gets_nothing(reachable):
    c = reachable
    User.objects.filter(pk=c.shen.pk).update(is_active=False)
    outbox.enqueue([notice_for(User.objects.get(pk=c.shen.pk), c.housing)])
    assert ways_of(c.shen) == set()


def test_a_rolled_back_act_leaves_nothing(reachable):
    c = reachable
    with pytest.raises(RuntimeError), transaction.atomic():
        tell([c.shen], "一件事", act=act_of(c.clerk, c.housing), url="/proposals/")
        assert Delivery.objects.count() == 2
        raise RuntimeError
    assert not Delivery.objects.exists() and not Notice.objects.exists()


def test_nobody_is_told_twice_outside_either(reachable):
    c = reachable
    act = act_of(c.clerk, c.housing)
    for _ in range(2):
        tell([c.shen], "一件事", act=act, url="/proposals/")
    assert Delivery.objects.count() == 2


def test_notices_without_keys_are_read_back(reachable):
    c = reachable
    rows = [
        Notice(**about(c.housing), recipient=user, title="提醒", url="/", dedupe_key="reminder-1", kind=URGING)
        for user in (c.shen, c.zhou)
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    assert outbox.enqueue(rows) == 3
    assert {row.notice.recipient_id for row in Delivery.objects.select_related("notice")} == {c.shen.pk, c.zhou.pk}


def test_one_and_fifty_recipients_cost_the_same(reachable):
    c = reachable
    many = [
        User.objects.create_user(f"p{n}", full_name=f"委员{n}", email=f"p{n}@example.cn", phone=f"139000000{n:02}")
        for n in range(50)
    ]
    quiet.may_leave_at(timezone.now())  # rules and calendar as a process has them that worked a moment ago
    costs = []
    for number, people in enumerate((many[:1], many)):
        act = act_of(c.clerk, c.housing, key=f"act{number}")
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            tell(people, "一件事", act=act, url="/proposals/")
        costs.append(len(queries))
    assert Delivery.objects.count() == 102
    assert costs[0] == costs[1]


def test_people_without_addresses_cost_no_statement_more(cast, channels, settings):
    act = act_of(cast.clerk, cast.housing)
    with CaptureQueriesContext(connection) as queries:
        tell([cast.shen, cast.zhou], "一件事", act=act, url="/")
    settings.MAIL_GOES_OUT, settings.NOTICE_GATEWAY_URL = False, ""
    act = act_of(cast.clerk, cast.housing, key="other")
    with CaptureQueriesContext(connection) as without:
        tell([cast.shen, cast.zhou], "一件事", act=act, url="/")
    assert len(queries) == len(without)


def test_what_a_batch_tells_leaves_once_with_the_final_text(reachable, gateway, mail):
    from core.delivery.sending import deliver

    c = reachable
    with told_once("/proposals/"):
        for number in range(3):
            with one_of_many():
                tell([c.zhou], f"第{number + 1}件", act=act_of(c.clerk, c.housing), url="/proposals/1/")
            deliver()
            assert gateway.taken == [], "not before the batch is over"
    deliver()
    assert [message.text.splitlines()[0] for message in gateway.taken] == ["江岭区政协：第1件，等3件。请登录平台查看。"]
    deliver()
    assert len(gateway.taken) == 1


def test_a_batch_cut_off_for_good_still_leaves(reachable, gateway):
    from core.delivery.sending import deliver

    c = reachable
    with pytest.raises(RuntimeError), told_once("/proposals/"):
        tell([c.zhou], "一件", act=act_of(c.clerk, c.housing), url="/proposals/1/")
        raise RuntimeError
    row = Delivery.objects.get()
    assert timezone.now() < row.not_before <= timezone.now() + outbox.HOLD
    Delivery.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    deliver()
    assert len(gateway.taken) == 1


def test_a_batch_taken_up_again_is_held_again(reachable):
    c = reachable
    with pytest.raises(RuntimeError), told_once("/proposals/", "job-7"):
        tell([c.zhou], "一件", act=act_of(c.clerk, c.housing), url="/proposals/1/")
        raise RuntimeError
    Delivery.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    with told_once("/proposals/", "job-7") as batch:
        assert Delivery.objects.get().not_before > timezone.now()
        batch.remember([(c.zhou.pk, "job-7:note:", "一件")])
    assert Delivery.objects.get().not_before <= timezone.now(), "and let go with the rest"


def test_the_worker_is_asked_once_per_transaction(reachable, monkeypatch, django_capture_on_commit_callbacks):
    c = reachable
    asked = []
    monkeypatch.setattr(outbox.queue, "send", lambda name, *args, **more: asked.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(3):
            tell([c.shen], f"{number}", act=act_of(c.clerk, c.housing, key=f"k{number}"), url="/")
    assert asked == ["core.tasks.deliver"]


def test_the_story_of_a_demo_leaves_nothing(reachable):
    c = reachable
    with outbox.muted():
        tell([c.shen], "旧事", act=act_of(c.clerk, c.housing), url="/")
    assert not Delivery.objects.exists()
