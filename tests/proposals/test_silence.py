"""逾期未答复: what silence means is a rule; it is recorded as silence, and a late voice still counts."""

from datetime import date

import pytest

from core.clock.reminders import endings as registry
from core.matters.deadlines import clock_kind
from core.matters.lifecycle import Refused
from core.models import Clock, Event, Notice
from core.people.actors import system_actor
from proposals.models import Countersign, Evaluation
from tests.builders.acts import answer, contact, do, filed_and_assigned, sign, work
from tests.builders.cast import at, draft, fresh
from tests.builders.pages import JUDGED, signed_in

pytestmark = pytest.mark.django_db
LATER = date(2026, 3, 27)


def over(day=LATER):
    """What the working day brings, without the reminders."""
    outcome = registry.perform(day, system_actor(at(day, 8)))
    assert outcome.faults == []
    return outcome.done


@pytest.fixture
def countersigning(cast):
    """A draft lies with the water bureau, which has given its opinion, and with finance, which never signed for it."""
    c = cast
    proposal = filed_and_assigned(c)
    sign(proposal, c.housing, c.housing_clerk)
    sign(proposal, c.water, c.water_clerk)
    do(work(proposal, c.water), "give_opinion", c.water_clerk, opinion="同意整合水厂")
    contact(proposal, c.housing, c.housing_clerk)
    lead = work(proposal, c.housing)
    do(lead, "draft", c.housing_clerk, text="稿", letter="B", is_public=True)
    do(lead, "send_countersign", c.housing_clerk)
    return proposal


@pytest.fixture
def evaluating(cast):
    """Answered; 沈岚, 周正 and 何静 are asked, and 经济委员会 for the proposal merged into it."""
    c = cast
    proposal = filed_and_assigned(c)
    other = draft(c, c.committee_clerk, title="关于改造青山老旧水管的提案")
    do(other, "submit", c.committee_clerk)
    do(other, "recommend", c.clerk, outcome="merge", category="city", text="建议并案")
    do(other, "merge", c.chair, main=proposal.pk)
    for unit, user in ((c.housing, c.housing_clerk), (c.water, c.water_clerk), (c.finance, c.finance_clerk)):
        sign(proposal, unit, user)
    contact(proposal, c.housing, c.housing_clerk)
    joint = ((c.water, c.water_clerk), (c.finance, c.finance_clerk))
    answer(proposal, c.housing, c.housing_clerk, c.housing_head, c.gov_office, joint=joint, letter="A")
    return fresh(proposal)


# ---- countersigning ----


def test_units_that_let_the_time_run_out_count_as_agreeing_and_the_draft_goes_on(cast, countersigning):
    c = cast
    assert over(date(2026, 3, 9)) == 0, "the last day is still in time"
    assert fresh(work(countersigning, c.housing)).state == "countersigning"
    assert over() == 2
    signs = Countersign.objects.all()
    assert {(s.state, s.by_silence, s.answered_by) for s in signs} == {("agreed", True, None)}
    assert {s.words for s in signs} == {"逾期未答复，视为同意"}
    assert work(countersigning, c.housing).state == "signing"
    assert not Clock.objects.filter(kind="countersign", stopped_at=None).exists()
    texts = set(Event.objects.filter(key="countersign_over").values_list("text", "actor_name"))
    assert texts == {("区水利局逾期未会签，视为同意", "系统"), ("区财政局逾期未会签，视为同意", "系统")}
    told = Notice.objects.filter(event__key="countersign_over")
    assert set(told.values_list("recipient__username", flat=True)) == {"housing_clerk", "water_clerk", "finance_clerk"}


def test_silence_is_marked_as_silence_wherever_it_is_shown(cast, countersigning):
    over()
    lead = work(countersigning, cast.housing)
    assert lead.state == "signing", "until it is signed the draft is the units' own"
    for user in (cast.housing_clerk, cast.water_clerk, cast.gov_office):
        if user == cast.gov_office:
            do(lead, "sign_off", cast.housing_head, date(2026, 3, 10))
        assert "逾期未答复，视为同意" in signed_in(user).get(lead.get_absolute_url()).content.decode()
    joint = work(countersigning, cast.water)
    shown = signed_in(cast.gov_office).get(f"/api/v1/assignments/{joint.pk}/").json()["countersigns"]
    assert [(row["by_silence"], row["state_label"]) for row in shown] == [(True, "逾期未答复，视为同意")]


def test_one_own_word_and_one_silence_complete_the_round(cast, countersigning):
    c = cast
    do(work(countersigning, c.water), "countersign", c.water_clerk)
    assert over() == 1
    assert work(countersigning, c.housing).state == "signing"
    assert set(Countersign.objects.values_list("assignment__unit__name", "by_silence")) == {
        ("区水利局", False),
        ("区财政局", True),
    }


def test_an_objection_still_sends_the_draft_back_when_the_others_are_silent(cast, countersigning):
    do(work(countersigning, cast.water), "object", cast.water_clerk, comment="请补充资金来源")
    over()
    assert work(countersigning, cast.housing).state == "drafted"


def test_after_the_silence_the_unit_reads_why_it_cannot_countersign(cast, countersigning):
    over()
    with pytest.raises(Refused, match="会签期限已过，按规定视为同意"):
        do(work(countersigning, cast.water), "countersign", cast.water_clerk, LATER)


def test_where_the_rule_says_no_only_the_lights_speak(cast, countersigning, own_rule):
    own_rule("proposal.countersign_silence", False)
    assert over() == 0
    assert set(Countersign.objects.values_list("state", flat=True)) == {"waiting"}
    assert Clock.objects.filter(kind="countersign", stopped_at=None).count() == 2
    assert work(countersigning, cast.housing).state == "countersigning"


def test_a_second_morning_finds_nothing_left_to_do(cast, countersigning):
    assert over() == 2
    assert over(date(2026, 3, 30)) == 0


# ---- judging ----


def evaluation(proposal, name) -> Evaluation:
    return next(e for e in proposal.evaluations.all() if e.signatory.name == name)


def test_each_signatory_has_a_time_of_the_own_to_judge(cast, evaluating):
    clocks = Clock.objects.filter(kind="feedback", root_id=evaluating.pk)
    holders = {str(c.holder_user or c.holder_org) for c in clocks}
    assert holders == {"沈岚", "周正", "何静", "经济委员会"}
    assert all(clock.target.matter == evaluating and clock.watched_by is None for clock in clocks)
    assert "收到答复和征询意见表" in clocks[0].explanation


def test_a_judgement_stops_the_own_clock_and_no_other(cast, evaluating):
    do(evaluating, "evaluate", cast.zhou, result="satisfied", **JUDGED)
    do(evaluating, "evaluate", cast.committee_clerk, result="satisfied", **JUDGED)
    running = Clock.objects.filter(kind="feedback", stopped_at=None)
    assert {str(c.holder_user) for c in running} == {"沈岚", "何静"}


def test_members_see_their_own_time_the_offices_all_of_it_in_one_line(cast, evaluating):
    mine = signed_in(cast.shen).get(f"/api/v1/proposals/{evaluating.pk}/").json()["clocks"]
    assert [c["holder"] for c in mine if c["kind"] == "feedback"] == ["沈岚"]
    body = signed_in(cast.committee_clerk).get(f"/api/v1/proposals/{evaluating.pk}/").json()["clocks"]
    assert [c["holder"] for c in body if c["kind"] == "feedback"] == ["经济委员会"]
    everything = signed_in(cast.clerk).get(f"/api/v1/proposals/{evaluating.pk}/").json()["clocks"]
    assert len([c for c in everything if c["kind"] == "feedback"]) == 4
    html = signed_in(cast.clerk).get(evaluating.get_absolute_url()).content.decode()
    assert html.count("<span>提案者评价 <span") == 1 and "等4位" in html


def test_no_answer_is_recorded_when_the_time_is_over_and_never_counts_as_content(cast, evaluating):
    do(evaluating, "evaluate", cast.shen, result="satisfied", **JUDGED)
    assert over(date(2026, 3, 23)) == 0
    assert over() == 3
    rows = {e.signatory.name: (e.state, e.result) for e in evaluating.evaluations.all()}
    assert rows.pop("沈岚") == ("given", "satisfied")
    assert set(rows.values()) == {("no_answer", "")}
    assert not Clock.objects.filter(kind="feedback", stopped_at=None).exists()
    texts = set(Event.objects.filter(key="feedback_over").values_list("text", flat=True))
    assert "评价期满，周正登记为无反馈" in texts and len(texts) == 3
    assert Notice.objects.filter(event__key="feedback_over").values_list("recipient__username", flat=True).get() == (
        "clerk"
    ), "told once, when nobody is waited for any more"
    do(evaluating, "close", cast.clerk, LATER)


def test_where_the_rule_says_no_nobody_is_recorded(cast, evaluating, own_rule):
    own_rule("proposal.feedback_silence", False)
    assert over() == 0
    assert set(evaluating.evaluations.values_list("state", flat=True)) == {"waiting"}
    do(evaluating, "no_answer", cast.clerk, LATER)
    assert set(evaluating.evaluations.values_list("state", flat=True)) == {"no_answer"}


def test_the_office_records_no_answer_only_for_those_whose_time_is_over(cast, evaluating):
    clock = Clock.objects.get(kind="feedback", holder_user=cast.he)
    Clock.objects.filter(pk=clock.pk).update(due=date(2026, 4, 30))
    with pytest.raises(Refused, match="2026年3月23日为止"):
        do(evaluating, "no_answer", cast.clerk, date(2026, 3, 23))
    do(evaluating, "no_answer", cast.clerk, LATER)
    assert [e.signatory.name for e in evaluating.evaluations.filter(state="waiting")] == ["何静"]
    assert Clock.objects.get(kind="feedback", stopped_at=None).pk == clock.pk


def test_a_late_judgement_replaces_no_answer_and_is_marked_late(cast, evaluating):
    over()
    page = signed_in(cast.zhou).get(evaluating.get_absolute_url()).content.decode()
    assert "您现在评价仍然有效，会注明逾期" in page
    do(evaluating, "evaluate", cast.zhou, LATER, result="dissatisfied", comment="没有时间表", **JUDGED)
    assert evaluation(evaluating, "周正").result == "dissatisfied"
    assert Event.objects.get(key="evaluate").text == "周正逾期评价：不满意"
    with pytest.raises(Refused, match="不满意"):
        do(evaluating, "close", cast.clerk, LATER)


def test_in_time_it_is_not_called_late_and_twice_is_refused(cast, evaluating):
    do(evaluating, "evaluate", cast.zhou, result="satisfied", **JUDGED)
    assert Event.objects.get(key="evaluate").text == "周正评价：满意"
    with pytest.raises(Refused, match="您已经办理过"):
        do(evaluating, "evaluate", cast.zhou, result="satisfied", **JUDGED)


def test_once_closed_no_judgement_is_taken(cast, evaluating):
    over()
    do(evaluating, "close", cast.clerk, LATER)
    with pytest.raises(Refused, match="已办结"):
        do(evaluating, "evaluate", cast.zhou, LATER, result="satisfied", **JUDGED)


def test_second_handling_stops_the_time_of_the_first(cast, evaluating):
    do(evaluating, "evaluate", cast.zhou, result="dissatisfied", comment="没有时间表", **JUDGED)
    over()
    do(evaluating, "rehandle", cast.gov_office, LATER, reason="请给出时间表")
    assert over(date(2026, 6, 30)) == 0
    assert not Clock.objects.filter(kind="feedback", stopped_at=None).exists()


def test_an_ending_that_meets_an_answered_thing_does_nothing(cast, evaluating):
    clock = Clock.objects.get(kind="feedback", holder_user=cast.zhou)
    Evaluation.objects.filter(pk=clock.object_id).update(state="no_answer")
    assert clock_kind("feedback").silence(clock, clock.target, system_actor()) is False
