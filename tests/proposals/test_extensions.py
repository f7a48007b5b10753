"""延期: asked for in time and with a reason, decided by the office, both days told to everybody it concerns."""

from datetime import date

import pytest

from core.clock.calendar import current
from core.clock.workdays import add_months
from core.matters.engine import available
from core.matters.lifecycle import Forbidden, InvalidFacts, Refused
from core.models import Clock, Event, Notice
from proposals.models import Extension
from proposals.models import Proposal as ProposalModel
from proposals.models.handling import Assignment
from proposals.reading import assignment_for_page
from tests.builders.acts import answer, contact, do, filed_and_assigned, sign, work
from tests.builders.cast import MONDAY, fresh, who
from tests.builders.pages import signed_in

pytestmark = pytest.mark.django_db
WHY = "涉及三个部门会商，方案尚未确定"
LATER = date(2026, 5, 11)


def rolled(day: date) -> date:
    return current().roll(day, "next")


def limit(c, unit=None) -> Clock:
    return Clock.objects.get(object_id=unit.pk, kind="reply", stopped_at=None)


@pytest.fixture
def handled(cast):
    """The housing bureau has signed for it on Monday."""
    proposal = filed_and_assigned(cast)
    sign(proposal, cast.housing, cast.housing_clerk)
    return proposal


@pytest.fixture
def asked(cast, handled):
    """The housing bureau has asked for more time in May."""
    lead = work(handled, cast.housing)
    do(lead, "ask_extension", cast.housing_clerk, LATER, reason=WHY)
    return fresh(lead)


def told(key) -> dict[str, str]:
    return {n.recipient.username: n.title for n in Notice.objects.filter(event__key=key).select_related("recipient")}


def test_a_unit_asks_and_its_office_has_some_days_to_answer(cast, asked):
    request = asked.extensions.get()
    assert (request.state, request.reason, request.asked_on, request.length) == ("asked", WHY, LATER, "1个月")
    assert request.due_before == limit(cast, asked).due
    clock = Clock.objects.get(object_id=asked.pk, kind="extension_answer")
    assert (clock.holder_org, clock.started_on, clock.watched_by) == (cast.gov, LATER, cast.gov)
    event = Event.objects.get(key="ask_extension")
    assert event.text.startswith("区住建局申请答复延期1个月") and event.reason == WHY
    assert set(told("ask_extension")) == {"gov_office"}
    assert asked.state == "signed"


def test_the_head_may_ask_too_and_nobody_else(cast, handled):
    c, lead = cast, work(handled, cast.housing)
    for user in (c.water_clerk, c.shen, c.clerk, c.gov_office):
        with pytest.raises(Forbidden):
            do(lead, "ask_extension", user, reason=WHY)
    do(lead, "ask_extension", c.housing_head, reason=WHY)
    assert lead.extensions.count() == 1


def test_a_reason_is_asked_for(cast, handled):
    with pytest.raises(InvalidFacts, match="理由"):
        do(work(handled, cast.housing), "ask_extension", cast.housing_clerk)
    assert not Extension.objects.exists()


def test_before_signing_and_after_the_reply_has_gone_out_there_is_nothing_to_extend(cast):
    c = cast
    proposal = filed_and_assigned(c)
    with pytest.raises(Refused, match="待签收"):
        do(work(proposal, c.housing), "ask_extension", c.housing_clerk, reason=WHY)


def test_a_joint_unit_has_no_reply_to_extend(cast, handled):
    sign(handled, cast.water, cast.water_clerk)
    with pytest.raises(Refused, match="会办单位不直接答复提案者"):
        do(work(handled, cast.water), "ask_extension", cast.water_clerk, reason=WHY)


def test_it_may_be_asked_for_on_the_last_day_and_not_on_the_next(cast, handled):
    c, lead = cast, work(handled, cast.housing)
    due = limit(c, lead).due
    after = date.fromordinal(due.toordinal() + 1)
    with pytest.raises(Refused, match="答复期限已于2026年6月2日届满。延期应在期满之前提出"):
        do(lead, "ask_extension", c.housing_clerk, after, reason=WHY)
    do(lead, "ask_extension", c.housing_clerk, due, reason=WHY)
    do(lead, "grant_extension", c.gov_office, after)
    assert limit(c, lead).due > due, "asked for in time; the answer may come a day later"


def test_a_second_request_waits_for_the_answer_to_the_first(cast, asked):
    with pytest.raises(Refused, match="2026年5月11日的延期申请还没有答复"):
        do(asked, "ask_extension", cast.housing_head, LATER, reason="再延")


def test_granting_makes_one_longer_period_from_the_same_start(cast, asked):
    c, before = cast, limit(cast, asked)
    do(asked, "grant_extension", c.gov_office, LATER, answer="请抓紧会商")
    after = limit(c, asked)
    assert (after.pk, after.started_on) == (before.pk, MONDAY)
    assert after.due == rolled(add_months(MONDAY, 4)) and "4个月" in after.explanation
    request = asked.extensions.get()
    assert (request.state, request.due_after, request.answer) == ("granted", after.due, "请抓紧会商")
    assert request.answered_by == c.gov_office
    assert not Clock.objects.filter(kind="extension_answer", stopped_at=None).exists()
    text = Event.objects.get(key="grant_extension").text
    assert text == "同意区住建局延期，答复期限由2026年6月2日延至2026年7月2日"


def test_granting_tells_the_unit_the_proposers_and_the_proposal_committee(cast, asked):
    do(asked, "grant_extension", cast.gov_office, LATER)
    people = told("grant_extension")
    assert set(people) == {"housing_clerk", "shen", "zhou", "he", "clerk"}
    assert "由2026年6月2日延至2026年7月2日" in people["shen"]
    assert Notice.objects.get(event__key="grant_extension", recipient=cast.shen).body == f"理由：{WHY}"


def test_refusing_tells_the_unit_why_and_moves_nothing(cast, asked):
    c, due = cast, limit(cast, asked).due
    do(asked, "refuse_extension", c.gov_office, LATER, reason="重点提案，请按期答复")
    assert limit(c, asked).due == due
    assert set(told("refuse_extension")) == {"housing_clerk"}
    assert Notice.objects.get(event__key="refuse_extension").body == "重点提案，请按期答复"
    request = asked.extensions.get()
    assert (request.state, request.answer, request.due_after) == ("refused", "重点提案，请按期答复", None)
    assert not Clock.objects.filter(kind="extension_answer", stopped_at=None).exists()


def test_only_the_office_of_the_channel_answers_and_only_what_was_asked(cast, asked):
    c = cast
    for key in ("grant_extension", "refuse_extension"):
        for user in (c.party_office, c.clerk, c.housing_head, c.shen):
            with pytest.raises(Forbidden):
                do(asked, key, user, LATER, reason="不")
    do(asked, "grant_extension", c.gov_office, LATER)
    with pytest.raises(Refused, match="没有待答复的延期申请"):
        do(asked, "grant_extension", c.gov_office, LATER)


def test_a_second_extension_is_refused_where_the_rule_gives_one(cast, asked):
    c = cast
    do(asked, "grant_extension", c.gov_office, LATER)
    with pytest.raises(Refused, match="每件最多延期1次，该件已延期1次"):
        do(asked, "ask_extension", c.housing_clerk, LATER, reason="再延")


def test_a_refused_request_does_not_use_up_the_one_extension(cast, asked):
    c = cast
    do(asked, "refuse_extension", c.gov_office, LATER, reason="理由不足")
    do(asked, "ask_extension", c.housing_clerk, LATER, reason="补充理由")
    assert asked.extensions.count() == 2


def test_no_extension_where_the_rule_gives_none(cast, handled, own_rule):
    own_rule("proposal.extension_max", 0)
    with pytest.raises(Refused, match="按本委员会的制度，答复不能延期"):
        do(work(handled, cast.housing), "ask_extension", cast.housing_clerk, reason=WHY)


def test_the_last_possible_day_cuts_an_extension(cast, handled, own_rule):
    c, lead = cast, work(handled, cast.housing)
    own_rule("proposal.extension_length", {"n": 6, "unit": "months"})
    do(lead, "ask_extension", c.housing_clerk, LATER, reason=WHY)
    do(lead, "grant_extension", c.gov_office, LATER)
    clock = limit(c, lead)
    assert clock.due == rolled(add_months(MONDAY, 6)) and "最迟不得超过" in clock.explanation


def test_at_the_last_possible_day_nothing_more_can_be_granted(cast, handled, own_rule):
    c, lead = cast, work(handled, cast.housing)
    own_rule("proposal.reply_cap", {"n": 3, "unit": "months"})
    do(lead, "ask_extension", c.housing_clerk, LATER, reason=WHY)
    with pytest.raises(Refused, match="答复最迟期限为2026年6月2日"):
        do(lead, "grant_extension", c.gov_office, LATER)
    assert lead.extensions.get().state == "asked", "a refused act leaves the request open"


def test_an_opinion_counted_back_from_the_reply_moves_with_it(cast, own_rule):
    c = cast
    own_rule("proposal.joint_opinion_days", {"n": 20, "unit": "days_before"})
    proposal = filed_and_assigned(c)
    sign(proposal, c.housing, c.housing_clerk)
    lead, joint = work(proposal, c.housing), work(proposal, c.water)
    opinion = Clock.objects.get(object_id=joint.pk, kind="joint_opinion")
    assert opinion.anchor_id == limit(c, lead).pk and opinion.started_on == limit(c, lead).due
    assert opinion.due == date(2026, 5, 13) and "主办单位答复期限往前20日" in opinion.explanation
    do(lead, "ask_extension", c.housing_clerk, LATER, reason=WHY)
    do(lead, "grant_extension", c.gov_office, LATER)
    moved = Clock.objects.get(object_id=joint.pk, kind="joint_opinion")
    assert (moved.pk, moved.nominal, moved.due) == (opinion.pk, date(2026, 6, 12), date(2026, 6, 12))


def test_opinions_hang_on_the_new_lead_units_limit_after_a_change(cast, own_rule):
    c = cast
    own_rule("proposal.joint_opinion_days", {"n": 20, "unit": "days_before"})
    proposal = filed_and_assigned(c)
    lead = work(proposal, c.housing)
    do(lead, "ask_return", c.housing_clerk, ground="not_our_duty", reason="不属本局职责")
    later = date(2026, 3, 9)
    do(lead, "accept_return", c.gov_office, later, unit=c.school.pk)
    new = Clock.objects.get(object_id=work(proposal, c.school).pk, kind="reply")
    opinion = Clock.objects.get(object_id=work(proposal, c.water).pk, kind="joint_opinion", stopped_at=None)
    assert (opinion.anchor, opinion.started_on) == (new, new.due)


def test_without_such_a_rule_the_opinion_counts_from_the_day_of_assignment(cast, handled):
    opinion = Clock.objects.get(object_id=work(handled, cast.water).pk, kind="joint_opinion")
    assert (opinion.anchor, opinion.started_on) == (None, MONDAY)


def test_the_office_finds_the_request_in_its_queue_and_it_stays_while_the_unit_goes_on(cast, asked):
    c = cast
    contact(handled_of(asked), c.housing, c.housing_clerk, LATER)
    do(asked, "draft", c.housing_clerk, LATER, text="初稿", letter="B", is_public=True)
    user = who(c.gov_office, LATER).user
    assert list(Assignment.objects.waiting_for(user)) == [asked]
    assert not Assignment.objects.waiting_for(who(c.party_office, LATER).user).exists()
    do(asked, "grant_extension", c.gov_office, LATER)
    assert not Assignment.objects.waiting_for(user).exists()


def handled_of(lead) -> ProposalModel:
    return ProposalModel.objects.get(pk=lead.proposal_id)


def test_a_request_not_answered_before_the_reply_is_shown_as_lapsed(cast, asked):
    c, proposal = cast, handled_of(asked)
    for unit, user in ((c.water, c.water_clerk), (c.finance, c.finance_clerk)):
        sign(proposal, unit, user, LATER)
    contact(proposal, c.housing, c.housing_clerk, LATER)
    joint = ((c.water, c.water_clerk), (c.finance, c.finance_clerk))
    answer(proposal, c.housing, c.housing_clerk, c.housing_head, c.gov_office, LATER, joint=joint)
    seen = assignment_for_page(who(c.clerk).user, asked.pk)
    assert seen.extensions.all()[0].words == "未及答复"
    with pytest.raises(Refused, match="已答复"):
        do(asked, "grant_extension", c.gov_office, LATER)


def test_the_reason_for_no_button_is_not_shown_where_nobody_asked(cast, handled):
    seen = assignment_for_page(who(cast.gov_office).user, work(handled, cast.housing).pk)
    from core.matters.actions import actions_for

    offers = actions_for(seen, who(cast.gov_office))
    shown = {o.key for o in (*offers.others, *offers.refused, *offers.more, *filter(None, [offers.primary]))}
    assert not shown & {"grant_extension", "refuse_extension"}
    assert "grant_extension" in {row.key for row in available(seen, who(cast.gov_office))}


def test_whoever_answers_reads_beforehand_to_which_day_it_would_lead(cast, asked):
    page = signed_in(cast.gov_office).get(f"/proposals/assignments/{asked.pk}/do/grant_extension/")
    before = limit(cast, asked).due
    said = page.content.decode()
    assert "同意后" in said and "2026年7月2日" in said and "4个月" in said
    assert limit(cast, asked).due == before, "looking changes nothing"


# ---- what the unit itself promised ----


def promised(c, day: date) -> Assignment:
    """The housing bureau has signed, promised to answer by ``day``, and asked for more time."""
    lead = work(filed_and_assigned(c), c.housing)
    do(lead, "sign", c.housing_clerk, handler_name="马宁", handler_phone="1", promised_on=day)
    do(lead, "ask_extension", c.housing_clerk, LATER, reason=WHY)
    return fresh(lead)


def promise(lead) -> Clock:
    return Clock.objects.get(object_id=lead.pk, kind="promised", stopped_at=None)


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (date(2026, 5, 20), date(2026, 6, 22)),  # a month, and on to the next working day
        (date(2026, 6, 2), date(2026, 7, 2)),  # the limit itself
        (date(2026, 4, 30), date(2026, 6, 1)),  # run out already when more time was asked for
        (date(2026, 3, 2), date(2026, 4, 2)),
    ],
)
def test_what_was_promised_moves_with_the_limit_and_says_why(cast, day, moved):
    lead = promised(cast, day)
    assert promise(lead).due == day, "a request moves nothing"
    do(lead, "grant_extension", cast.gov_office, LATER)
    clock = promise(fresh(lead))
    assert (clock.due, fresh(lead).promised_on) == (moved, moved) and moved <= limit(cast, lead).due
    words = f"承诺答复日随延期由{day.year}年{day.month}月{day.day}日改为{moved.year}年{moved.month}月{moved.day}日"
    assert words in clock.explanation and words in Event.objects.get(key="grant_extension").text
    former = Clock.objects.get(object_id=lead.pk, kind="promised", due=day)
    assert former.void, "nobody met or missed it"


def test_a_refused_extension_leaves_the_promise(cast):
    lead = promised(cast, date(2026, 5, 20))
    do(lead, "refuse_extension", cast.gov_office, LATER, reason="理由不足")
    assert promise(lead).due == fresh(lead).promised_on == date(2026, 5, 20)


def test_without_a_promise_there_is_none_to_move(cast, asked):
    do(asked, "grant_extension", cast.gov_office, LATER)
    assert not Clock.objects.filter(object_id=asked.pk, kind="promised").exists()
    assert "承诺" not in Event.objects.get(key="grant_extension").text
