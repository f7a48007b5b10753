"""Ten identical posts are one act, and each reads what the first did; a newly opened form is another act."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from core.matters import once
from core.matters.engine import perform
from core.matters.lifecycle import AlreadyDone, Refused
from core.models import DoneOnce, Event, User
from tests.builders.acts import filed_and_assigned, sign, work
from tests.builders.cast import fresh, make_cast, who
from tests.builders.pages import signed_in
from tests.builders.stages import talked_about

pytestmark = pytest.mark.django_db
WORDS = "请抓紧办理，年内见效。"


@pytest.fixture
def matter(cast):
    return filed_and_assigned(cast)


def nonce_on(page: str) -> str:
    return re.search(r'name="once" value="([^"]+)"', page)[1]


def instructed() -> int:
    return Event.objects.filter(key="instruct").count()


def test_a_form_handed_in_ten_times_is_one_act_and_says_when_it_was_done(cast, matter):
    browser, address = signed_in(cast.leader), f"{matter.get_absolute_url()}do/instruct/"
    typed = {"once": nonce_on(browser.get(address).content.decode()), "instruction": WORDS}
    for number in range(10):
        answered = browser.post(address, typed, follow=True)
        assert answered.status_code == 200
        told = answered.content.decode()
        assert ("“批示”已办好" in told) == (number == 0) and ("没有再办一次" in told) == (number > 0)
    assert re.search(r"您已于\d\d:\d\d办理“批示”（请提案委工作人员落实）。没有再办一次", told)
    assert instructed() == 1


def test_a_newly_opened_form_is_another_act_even_with_the_same_words(cast, matter):
    browser, address = signed_in(cast.leader), f"{matter.get_absolute_url()}do/instruct/"
    for _ in range(2):
        typed = {"once": nonce_on(browser.get(address).content.decode()), "instruction": WORDS}
        assert browser.post(address, typed).status_code == 302
    assert instructed() == 2


def test_other_words_in_the_same_form_are_kept_and_may_be_handed_in_as_another_act(cast, matter):
    browser, address = signed_in(cast.leader), f"{matter.get_absolute_url()}do/instruct/"
    nonce = nonce_on(browser.get(address).content.decode())
    browser.post(address, {"once": nonce, "instruction": WORDS})
    page = browser.post(address, {"once": nonce, "instruction": "另有一事。"})
    html = page.content.decode()
    assert page.status_code == 409 and "另有一事。" in html and "您已于" in html and nonce_on(html) != nonce
    browser.post(address, {"once": nonce_on(html), "instruction": "另有一事。"})
    assert instructed() == 2


def test_what_was_chosen_and_is_not_offered_any_more_is_the_same_form_all_the_same(cast):
    proposal = talked_about(cast)
    talk, address = work(proposal, cast.housing).contacts.get(), f"{proposal.get_absolute_url()}do/deny_contact/"
    browser, form = signed_in(cast.shen), {"once": "one-form", "contact": talk.pk, "denied_words": "没有来过"}
    assert browser.post(address, form).url == browser.post(address, form).url == proposal.get_absolute_url()
    assert browser.post(address, form | {"denied_words": "记不清了"}).status_code != 302
    assert Event.objects.filter(key="deny_contact").count() == 1


def test_a_refused_form_has_done_nothing_and_may_be_handed_in_again(cast, matter):
    unit = work(matter, cast.housing)
    typed = {"handler_name": "马宁", "handler_phone": "010-1"}
    with pytest.raises(Refused):
        perform(fresh(unit), "sign", who(cast.housing_clerk), nonce="n", promised_on="2020-01-01", **typed)
    assert not DoneOnce.objects.exists()
    perform(fresh(unit), "sign", who(cast.housing_clerk), nonce="n", **typed)
    with pytest.raises(AlreadyDone) as caught:
        perform(fresh(unit), "sign", who(cast.housing_clerk), nonce="n", **typed)
    assert caught.value.repeated and caught.value.same and DoneOnce.objects.get().event.key == "sign"


def test_a_nonce_is_one_persons_for_one_act_on_one_thing(cast, matter):
    facts = {"mode": "visit", "held_on": "2026-03-02", "with_whom": "沈岚", "content": "上门说明"}
    sign(matter, cast.housing, cast.housing_clerk)
    unit = work(matter, cast.housing)
    perform(fresh(unit), "record_contact", who(cast.housing_clerk), nonce="n", **facts)
    with pytest.raises(AlreadyDone):
        perform(fresh(unit), "record_contact", who(cast.housing_clerk), nonce="n", **facts)
    perform(fresh(matter), "instruct", who(cast.leader), nonce="n", instruction=WORDS)
    assert (unit.contacts.count(), instructed()) == (1, 1)


def test_the_interface_takes_a_key_or_what_was_seen(cast, matter):
    browser, address = signed_in(cast.leader), f"/api/v1/proposals/{matter.pk}/do/instruct/"

    def post(data, **headers) -> int:
        return browser.post(address, data, content_type="application/json", headers=headers).status_code

    said = {"instruction": WORDS}
    assert [post(said, **{"Idempotency-Key": "a"}) for _ in range(3)] == [200, 200, 200] and instructed() == 1
    assert post(said, **{"Idempotency-Key": "b"}) == 200 and instructed() == 2
    assert post({"instruction": "别的话"}, **{"Idempotency-Key": "b"}) == 409 and instructed() == 2
    seen = said | {"revision": fresh(matter).revision}
    assert [post(seen) for _ in range(3)] == [200, 200, 200] and instructed() == 3
    assert post(seen | {"instruction": "又一件事"}) == 200 and instructed() == 4
    assert [post(said), post(said)] == [200, 200] and instructed() == 6, "whoever says nothing of it is not protected"


def test_an_act_that_moves_the_matter_answers_the_same_key_with_the_object(cast, matter):
    unit = work(matter, cast.housing)
    browser, address = signed_in(cast.housing_clerk), f"/api/v1/assignments/{unit.pk}/do/sign/"
    typed = {"handler_name": "马宁", "handler_phone": "010-1"}
    answers = [
        browser.post(address, typed, content_type="application/json", headers={"Idempotency-Key": "k"})
        for _ in range(3)
    ]
    assert [one.status_code for one in answers] == [200] * 3
    assert {one.json()["state"] for one in answers} == {"signed"} and Event.objects.filter(key="sign").count() == 1


def test_many_at_once_by_one_form_are_done_once(cast, matter):
    ids = f"{work(matter, cast.housing).pk}"
    browser, address = signed_in(cast.housing_clerk), "/proposals/assignments/batch/sign/"
    page = browser.post(address, {"ids": ids}).content.decode()
    typed = {"ids": ids, "go": "1", "once": nonce_on(page), "handler_name": "马宁", "handler_phone": "010-1"}
    assert "办好 1 件" in browser.post(address, typed).content.decode()
    assert "先前已办好 1 件" in browser.post(address, typed).content.decode()
    assert Event.objects.filter(key="sign").count() == 1


def test_a_long_key_is_kept_by_its_digest_and_an_old_claim_goes(cast, matter):
    assert len(once.nonce_of_request({"Idempotency-Key": "x" * 500}, {}, None)) == 64
    perform(fresh(matter), "instruct", who(cast.leader), nonce="n", instruction=WORDS)
    claimed = DoneOnce.objects.get()
    assert once.sweep(claimed.at) == 0 and once.sweep(claimed.at.replace(year=2030)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="an SQLite database of the tests lives in one connection")
def test_twenty_simultaneous_posts_are_one_act_and_one_event():
    cast = make_cast()
    matter = filed_and_assigned(cast)

    def post(_number: int) -> str:
        try:
            perform(fresh(matter), "instruct", who(User.objects.get(username="leader")), nonce="n", instruction=WORDS)
            return "done"
        except AlreadyDone as error:
            return "same" if error.same and error.repeated else "other"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as many:
        outcomes = sorted(many.map(post, range(20)))
    assert outcomes == ["done", *["same"] * 19] and instructed() == 1
