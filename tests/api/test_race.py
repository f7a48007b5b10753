"""Several people at the same button at the same moment: one act, one event, one notice; the others read a sentence.

The threads have connections of their own, so everything here is really committed, on SQLite and on PostgreSQL.
"""

import contextlib
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connections

from core.matters import assigning
from core.matters.countersigning import Countersigning
from core.models import Event, Notice, NumberSeries, Role
from proposals.models import Assignment, Countersign, Evaluation, Proposal
from tests.builders.api import contact, do, file_and_assign, read, sign, start
from tests.builders.cast import person

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = 8
ANSWERS = {"q_contact": "没有沟通", "q_attitude": "满意", "q_relevance": "有针对性"}


def at_once(*calls) -> list:
    """Run every call in a thread of its own, all released at the same moment; their answers in the same order."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait(timeout=30)
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(timeout=120) for future in [pool.submit(run, call) for call in calls]]


def click(client, things: str, pk: int, key: str, **facts):
    """A call that presses the button."""
    return lambda: client.post(f"/api/v1/{things}/{pk}/do/{key}/", facts, format="json")


def assert_one_act(answers: list, key: str) -> None:
    """Exactly one was done; the others read why not; one event, and one notice for each receiver."""
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [200] + [409] * (len(answers) - 1), [answer.content.decode() for answer in answers]
    for answer in answers:
        if answer.status_code == 409:
            sentence = answer.json()["detail"]
            assert re.search("请刷新后再看|已经|您已于", sentence), sentence
    event = Event.objects.get(key=key)
    receivers = list(Notice.objects.filter(event=event).values_list("recipient", flat=True))
    assert len(receivers) == len(set(receivers))


def two_clients(api, first, role: str, organisation) -> list:
    """The person and a colleague in the same post, taking turns at the button."""
    colleague = person(f"{first.username}_2", f"{first.full_name}二", role, organisation)
    clients = [api(first), api(colleague)]
    return [clients[n % 2] for n in range(CLICKS)]


def test_two_clerks_recommend(cast, api):
    c = cast
    pk = start(api(c.shen))["id"]
    do(api(c.shen), "proposals", pk, "submit")
    clients = two_clients(api, c.clerk, Role.PROPOSAL_CLERK, c.office)
    facts = {"outcome": "file", "category": "city"}
    assert_one_act(at_once(*(click(one, "proposals", pk, "recommend", **facts) for one in clients)), "recommend")
    assert Proposal.objects.get(pk=pk).state == "recommended"
    assert Notice.objects.filter(recipient=c.chair).count() == 1


def test_two_chairs_file_and_one_number_is_used(cast, api):
    c = cast
    pk = start(api(c.shen))["id"]
    do(api(c.shen), "proposals", pk, "submit")
    do(api(c.clerk), "proposals", pk, "recommend", outcome="file", category="city")
    clients = two_clients(api, c.chair, Role.PROPOSAL_CHAIR, c.office)
    assert_one_act(at_once(*(click(one, "proposals", pk, "file", category="city") for one in clients)), "file")
    assert Proposal.objects.get(pk=pk).number == 1
    assert NumberSeries.objects.get(key="proposal.number").last == 1


def test_two_opposite_decisions(cast, api):
    c = cast
    pk = start(api(c.shen))["id"]
    do(api(c.shen), "proposals", pk, "submit")
    do(api(c.clerk), "proposals", pk, "recommend", outcome="file", category="city")
    other = person("chair_2", "副主任", Role.PROPOSAL_CHAIR, c.office)
    answers = at_once(
        click(api(c.chair), "proposals", pk, "file", category="city"),
        click(api(other), "proposals", pk, "not_file", ground="empty", reason="内容空泛"),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert Event.objects.filter(key__in=("file", "not_file")).count() == 1


def test_two_clerks_of_a_unit_sign(cast, api):
    c = cast
    pk = file_and_assign(c, c.housing)
    work = Assignment.objects.get(proposal=pk).pk
    clients = two_clients(api, c.housing_clerk, Role.UNIT_CLERK, c.housing)
    facts = {"handler_name": "马宁", "handler_phone": "1"}
    assert_one_act(at_once(*(click(one, "assignments", work, "sign", **facts) for one in clients)), "sign")


def test_one_person_clicks_twice(cast, api):
    c = cast
    pk = start(api(c.shen))["id"]
    assert_one_act(at_once(*(click(api(c.shen), "proposals", pk, "submit") for _ in range(CLICKS))), "submit")
    assert NumberSeries.objects.get(key="proposal.receipt").last == 1


def test_cosigners_sign_side_by_side(cast, api):
    c = cast
    pk = start(api(c.shen))["id"]
    members = [c.zhou_member.pk, c.he_member.pk, c.lu_member.pk]
    do(api(c.shen), "proposals", pk, "invite", members=members)
    calls = [click(api(user), "proposals", pk, "agree_cosign") for user in (c.zhou, c.he, c.lu)]
    assert [answer.status_code for answer in at_once(*calls)] == [200] * 3
    assert Event.objects.filter(key="agree_cosign").count() == 3
    assert [s["state"] for s in read(api(c.shen), "proposals", pk)["signatories"]] == ["agreed"] * 4


def test_one_cosigner_clicks_twice(cast, api):
    c = cast
    pk = start(api(c.shen))["id"]
    do(api(c.shen), "proposals", pk, "invite", members=[c.zhou_member.pk])
    assert_one_act(
        at_once(*(click(api(c.zhou), "proposals", pk, "agree_cosign") for _ in range(CLICKS))), "agree_cosign"
    )


def test_ten_proposals_filed_at_once_get_ten_numbers_without_a_gap(cast, api):
    c = cast
    keys = []
    for n in range(10):
        pk = start(api(c.shen), title=f"关于第{n}件的提案")["id"]
        do(api(c.shen), "proposals", pk, "submit")
        do(api(c.clerk), "proposals", pk, "recommend", outcome="file", category="city")
        keys.append(pk)
    answers = at_once(*(click(api(c.chair), "proposals", pk, "file", category="city") for pk in keys))
    assert [answer.status_code for answer in answers] == [200] * 10
    assert sorted(Proposal.objects.values_list("number", flat=True)) == list(range(1, 11))


def meet_before(monkeypatch, module, name: str) -> None:
    """Both threads have written their own part before either goes on; one database writer at a time never meets."""
    real, barrier = getattr(module, name), Barrier(2)

    def wait_then_go_on(*args, **more):
        with contextlib.suppress(BrokenBarrierError):
            barrier.wait(timeout=1)
        return real(*args, **more)

    monkeypatch.setattr(module, name, wait_then_go_on)


def test_the_last_two_countersigns_come_together(cast, api, monkeypatch):
    c = cast
    pk = file_and_assign(c, c.housing, joints=(c.water, c.finance))
    lead = sign(api, pk, c.housing, c.housing_clerk)
    joints = [(sign(api, pk, u, user), user) for u, user in ((c.water, c.water_clerk), (c.finance, c.finance_clerk))]
    contact(api, lead, c.housing_clerk)
    do(api(c.housing_clerk), "assignments", lead, "draft", text="稿", letter="A", is_public=True)
    do(api(c.housing_clerk), "assignments", lead, "send_countersign")
    meet_before(monkeypatch, Countersigning, "settle")
    answers = at_once(*(click(api(user), "assignments", work, "countersign") for work, user in joints))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert Countersign.objects.filter(state="agreed").count() == 2
    assert Assignment.objects.get(pk=lead).state == "signing"
    assert Event.objects.filter(key="countersigned").count() == 1


def test_the_last_two_replies_and_the_last_two_judgements_come_together(cast, api, monkeypatch):
    c = cast
    pk = start(api(c.shen))["id"]
    do(api(c.shen), "proposals", pk, "invite", members=[c.zhou_member.pk])
    do(api(c.zhou), "proposals", pk, "agree_cosign")
    do(api(c.shen), "proposals", pk, "submit")
    do(api(c.clerk), "proposals", pk, "recommend", outcome="file", category="city")
    do(api(c.chair), "proposals", pk, "file", category="city")
    do(api(c.clerk), "proposals", pk, "hand_over", channel=c.gov.pk)
    do(api(c.gov_office), "proposals", pk, "assign", separates=[c.housing.pk, c.water.pk])
    works = []
    units = ((c.housing, c.housing_clerk, c.housing_head), (c.water, c.water_clerk, c.water_head))
    for unit, clerk, head in units:
        work = sign(api, pk, unit, clerk)
        contact(api, work, clerk)
        do(api(clerk), "assignments", work, "draft", text="稿", letter="A", is_public=True)
        do(api(clerk), "assignments", work, "submit_reply")
        do(api(head), "assignments", work, "sign_off")
        do(api(c.gov_office), "assignments", work, "pass_check", letter="A")
        works.append((work, clerk))
    meet_before(monkeypatch, assigning, "tell")
    answers = at_once(*(click(api(user), "assignments", work, "deliver") for work, user in works))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert Proposal.objects.get(pk=pk).state == "evaluating"
    assert Event.objects.filter(key="receive_replies").count() == 1
    answers = at_once(
        *(click(api(user), "proposals", pk, "evaluate", result="satisfied", **ANSWERS) for user in (c.shen, c.zhou))
    )
    assert [answer.status_code for answer in answers] == [200, 200]
    assert Evaluation.objects.filter(state="given").count() == 2
    feedback = [one for one in read(api(c.clerk), "proposals", pk)["clocks"] if one["kind"] == "feedback"]
    assert [one["stopped_at"] is not None for one in feedback] == [True, True]
