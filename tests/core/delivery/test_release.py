"""Messages of the kinds that the committee chose leave only when a named person of the office has released them."""

import pytest
from django.test import Client
from django.utils import timezone

from core.delivery import office, outbox
from core.delivery.sending import deliver
from core.matters.lifecycle import Forbidden
from core.models import Channel, Delivery, Event, Notice
from tests.builders.cast import draft, who
from tests.builders.notices import notice_for, set_rule

pytestmark = pytest.mark.django_db
State = Delivery.State
LIST = "/settings/deliveries/"


@pytest.fixture
def held(reachable, gateway):
    """An urging that waits, and a notice of another kind that does not."""
    set_rule("reminder.kinds_to_release", ["urging"])
    matter = draft(reachable, reachable.lu)
    type(matter).objects.filter(pk=matter.pk).update(state="submitted")
    urging = notice_for(reachable.zhou, matter, key="u", kind=Notice.Kind.URGING, title="请尽快答复")
    other = notice_for(reachable.zhou, matter, key="o", title="已收到")
    outbox.enqueue([urging, other])
    return Delivery.objects.get(notice=urging)


def browser(user) -> Client:
    client = Client()
    client.force_login(user, backend="core.backends.PostBackend")
    return client


def test_only_the_chosen_kinds_wait_and_only_until_somebody_releases_them(reachable, held, gateway):
    assert held.state == State.HELD and held.channel == Channel.GATEWAY
    deliver()
    assert [message.title for message in gateway.taken] == ["已收到"]
    page = browser(reachable.office_clerk)
    assert "有 1 条邮件或短信等人放行" in page.get("/").content.decode()
    answer = page.post(f"{LIST}release/", {"ids": str(held.pk)}, follow=True).content.decode()
    assert "已放行1条" in answer and "催办须经办公室工作人员放行" in answer
    deliver()
    assert [message.title for message in gateway.taken] == ["已收到", "请尽快答复"]
    held.refresh_from_db()
    assert held.state == State.SENT and held.released_by == reachable.office_clerk
    assert Event.objects.get(key="release_delivery").actor == reachable.office_clerk
    assert f"（{reachable.office_clerk}放行）" in page.get(f"{LIST}?state=sent").content.decode()
    assert "没有改动" in page.post(f"{LIST}release/", {"ids": str(held.pk)}, follow=True).content.decode()


def test_a_batch_that_is_over_releases_nothing(held, gateway):
    outbox.release("")
    deliver()
    held.refresh_from_db()
    assert held.state == State.HELD


def test_the_system_administrator_finds_no_way_round(reachable, held, gateway):
    admin = browser(reachable.sysadmin)
    assert admin.post(f"{LIST}release/", {"ids": str(held.pk)}).status_code == 403
    with pytest.raises(Forbidden):
        office.release(actor=who(reachable.sysadmin), ids=[held.pk])
    office.drop(actor=who(reachable.sysadmin), ids=[held.pk], reason="不用发")
    office.resend(actor=who(reachable.sysadmin), ids=[held.pk])
    held.refresh_from_db()
    assert held.state == State.HELD
    office.release(actor=who(reachable.office_clerk), ids=[held.pk])
    office.drop(actor=who(reachable.sysadmin), ids=[held.pk], reason="不用发")
    office.resend(actor=who(reachable.sysadmin), ids=[held.pk])
    held.refresh_from_db()
    assert held.state == State.WAITING, "released once is released"


def test_what_has_been_settled_meanwhile_is_not_sent(reachable, held, gateway):
    Notice.objects.filter(pk=held.notice_id).update(closed_at=timezone.now(), closed_as=Notice.Closed.DONE)
    office.release(actor=who(reachable.office_clerk), ids=[held.pk])
    deliver()
    held.refresh_from_db()
    assert held.state == State.DROPPED and "已经办完" in held.last_error
