"""并案: whoever has the letter that answers them judges it at once, in a time of their own, while others still wait."""

from datetime import timedelta

import pytest

from core.clock.clocks import last_clock, running_clock
from core.matters.clock_visibility import clocks_for
from core.matters.engine import perform
from core.matters.lifecycle import Forbidden, Refused
from core.matters.nearest import nearest_date
from core.models import Notice
from core.people.actors import system_actor
from proposals.models import Proposal
from tests.builders.acts import answer, contact, do, sign
from tests.builders.cast import MONDAY, at, fresh, who
from tests.builders.pages import signed_in
from tests.proposals.test_answers_owed import JUDGED, apart, checked, hand, main_of, pair, recommended
from workbench.todo import todo_list

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=7)


def page(user, thing, more="") -> str:
    response = signed_in(user).get(f"{thing.get_absolute_url()}{more}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def waiting(cast):
    """沈岚 has her letter; 陆远, whose proposal was merged into hers, waits for his."""
    main, other = pair(cast)
    second = apart(cast, main, other)
    return fresh(main), fresh(other), second


def test_whoever_is_answered_is_asked_at_once_and_nobody_else(cast, waiting):
    c, (main, _other, second) = cast, waiting
    (asked,) = main.evaluations.all()
    assert asked.signatory.name == "沈岚" and main.state == "handling"
    assert running_clock(asked, "feedback").started_on == MONDAY
    assert Notice.objects.filter(recipient=c.shen, title__contains="请您评价").count() == 1
    assert not Notice.objects.filter(recipient=c.lu, title__contains="请您评价").exists()
    (todo,) = todo_list(who(c.shen).user, MONDAY).items
    assert (todo.turn.key, todo.clock.kind, todo.clock.target) == ("evaluate", "feedback", asked)
    assert "轮到您：评价答复" in page(c.shen, main) and "不影响您评价" in page(c.shen, main)
    assert "提案者评价：" in page(c.shen, main) and "答复：" not in page(c.shen, main).split("zx-one-date")[1][:60]
    do(main, "evaluate", c.shen, result="basically", **JUDGED)
    assert "您已评价，不须再办" in page(c.shen, main) and "zx-one-date" not in page(c.shen, main)
    do(main, "correct_judgement", c.shen, result="satisfied", **JUDGED)
    checked(c, second, "您反映的水管已经更换。", LATER, talked="陆远")
    do(second, "deliver", c.housing_clerk, LATER)
    assert fresh(main).state == "evaluating"
    assert {one.signatory.name: one.state for one in main.evaluations.all()} == {"沈岚": "given", "陆远": "waiting"}
    assert Notice.objects.filter(recipient=c.shen, title__contains="请您评价").count() == 1
    his = main.evaluations.get(state="waiting")
    assert last_clock(his, "feedback").started_on == LATER
    do(main, "evaluate", c.lu, LATER, result="satisfied", **JUDGED)
    do(main, "close", c.clerk, LATER)


def dates(user, main) -> set[str]:
    """What the calendar shows of the matter."""
    return set(clocks_for(user).filter(root_id=main.pk, stopped_at=None).values_list("kind", flat=True))


def test_lists_and_calendar_show_the_own_date_and_not_that_of_others(cast, waiting):
    c, (main, other, _second) = cast, waiting

    def next_kind(user) -> str | None:
        user = who(user).user
        return Proposal.objects.annotate(**nearest_date(Proposal, user)).get(pk=main.pk).next_kind

    assert (next_kind(c.shen), next_kind(c.lu)) == ("feedback", "reply")
    assert dates(who(c.shen).user, main) == {"feedback"} and "reply" in dates(who(c.lu).user, main)
    do(main, "evaluate", c.shen, result="satisfied", **JUDGED)
    assert (next_kind(c.shen), next_kind(c.lu)) == (None, "reply")
    assert dates(who(c.shen).user, main) == set()
    assert fresh(other).merged_into == main


def test_a_time_that_runs_out_meanwhile_is_no_answer_and_closes_nothing(cast, waiting):
    c, (main, *_) = cast, waiting
    asked = main.evaluations.get()
    Notice.objects.all().delete()
    perform(main, "feedback_over", system_actor(at(LATER)), evaluation=asked.pk)
    assert fresh(asked).state == "no_answer" and fresh(main).state == "handling"
    assert not Notice.objects.filter(recipient=c.clerk).exists(), "others are not answered yet"
    assert "评价期限已过" in page(c.shen, main)
    do(main, "evaluate", c.shen, LATER, result="satisfied", **JUDGED)


def test_whoever_stands_behind_several_of_them_judges_once_all_are_answered(cast):
    c = cast
    main, other = main_of(c), recommended(c, c.shen, "关于改造青山老旧水管的提案")
    do(other, "merge", c.chair, main=main.pk)
    hand(c, main)
    second = apart(c, main, other)
    assert not main.evaluations.exists()
    checked(c, second, talked="沈岚")
    do(second, "deliver", c.housing_clerk)
    (asked,) = main.evaluations.all()
    assert asked.signatory.proposal == main


def test_whom_the_site_does_not_reach_gets_the_form_when_all_are_answered(cast):
    c = cast
    main, other = pair(c)
    c.shen_member.user = None
    c.shen_member.save()
    apart(c, main, other)
    assert not main.evaluations.exists()


def test_before_the_own_letter_nobody_judges(cast, waiting):
    c, (main, *_) = cast, waiting
    with pytest.raises(Refused):
        do(main, "close", c.clerk)
    with pytest.raises(Forbidden):
        do(main, "evaluate", c.lu, result="satisfied", **JUDGED)


def test_several_units_answer_before_one_is_asked(cast):
    c = cast
    main, other = main_of(c), recommended(c, c.lu, "关于改造青山老旧水管的提案")
    do(other, "merge", c.chair, main=main.pk)
    hand(c, main, separates=[c.housing.pk, c.water.pk])
    sign(main, c.housing, c.housing_clerk)
    contact(main, c.housing, c.housing_clerk)
    answer(main, c.housing, c.housing_clerk, c.housing_head, c.gov_office)
    assert not main.evaluations.exists()
