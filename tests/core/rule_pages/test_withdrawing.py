"""Taking back a version whose day has not come."""

from datetime import date

import pytest
import time_machine

from core.models import Event
from tests.builders.cast import at
from tests.builders.rule_pages import REPLY, TODAY, entered, read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(at(TODAY), tick=False):
        yield


def test_a_pending_version_is_taken_back_with_a_reason_and_an_event(book):
    rule = book.enter(day=date(2026, 5, 1))
    address = f"/settings/rules/{REPLY}/withdraw/{rule.pk}/"
    assert address in book.keeper.get(f"/settings/rules/{REPLY}/").content.decode()
    assert "2个月" in read(book.keeper.get(address))
    empty = book.keeper.post(address, {"reason": ""})
    assert empty.status_code == 422 and "请写明撤回理由" in read(empty)
    done = book.keeper.post(address, {"reason": "条例推迟施行"}, follow=True)
    assert "已撤回" in read(done) and entered().count() == 0
    event = Event.objects.get(key="rule_withdrawn")
    assert event.reason == "条例推迟施行" and event.actor == book.cast.sysadmin


def test_a_version_in_force_is_not_taken_back(book):
    rule = book.enter()
    address = f"/settings/rules/{REPLY}/withdraw/{rule.pk}/"
    assert address not in book.keeper.get(f"/settings/rules/{REPLY}/").content.decode()
    response = book.keeper.post(address, {"reason": "试"})
    assert response.status_code == 422 and "这个版本已经施行，不能撤回" in read(response)
    assert entered().count() == 1


def test_a_version_is_taken_back_only_on_the_page_of_its_key(book):
    rule = book.enter(day=date(2026, 5, 1))
    assert (
        book.keeper.post(f"/settings/rules/proposal.sign_days/withdraw/{rule.pk}/", {"reason": "试"}).status_code == 404
    )
    assert entered().count() == 1
