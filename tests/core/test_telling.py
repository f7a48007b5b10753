"""Who is told, and in which words: what a row's effects say of people and templates."""

import pytest

from core.matters.lifecycle import Act, lifecycle_of
from core.matters.telling import tell_holders, tell_people, tell_post, tell_waiting, users_of
from core.matters.turns import Holder, of_body, of_person
from core.models import Event, Notice, Role
from tests.builders.acts import do, filed_and_assigned, work
from tests.builders.cast import draft, fresh, who

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed(cast):
    """Filed on Monday, not yet handed over: the proposal committee's office is waited for."""
    proposal = draft(cast)
    do(proposal, "submit", cast.shen)
    do(proposal, "recommend", cast.clerk, outcome="file", category="city")
    do(proposal, "file", cast.chair, category="city")
    Notice.objects.all().delete()
    return fresh(proposal)


def act_on(obj, key: str, user) -> Act:
    """What an effect is given after ``key`` was done."""
    event = Event.objects.filter(key=key).latest("id")
    row = lifecycle_of(obj).row(key)
    return Act(row=row, obj=obj, actor=who(user), facts={}, from_state=obj.state, event=event)


def told() -> dict[str, str]:
    return dict(Notice.objects.values_list("recipient__username", "title"))


def test_those_whose_turn_it_has_become_are_told(cast, filed):
    tell_waiting("{matter}请办理")(act_on(filed, "file", cast.chair))
    assert told() == {"clerk": f"{filed.matter_name}请办理"}


def test_the_one_who_acts_is_not_told_of_the_own_act(cast, filed):
    tell_post(Role.PROPOSAL_CHAIR, "{matter}已立案")(act_on(filed, "file", cast.chair))
    assert told() == {}


def test_the_words_may_name_the_thing_and_its_attributes(cast):
    proposal = filed_and_assigned(cast)
    lead = work(proposal, cast.housing)
    Notice.objects.all().delete()
    act = act_on(proposal, "assign", cast.gov_office)
    act.obj = lead
    tell_holders(lambda one: of_body(one.unit, Role.UNIT_CLERK), "{obj.unit}：{matter}")(act)
    assert told() == {"housing_clerk": f"{lead.unit}：{proposal.matter_name}"}
    assert Notice.objects.get().url == lead.get_absolute_url()
    tell_people(lambda matter: [cast.shen], lambda act: "另有安排", on_matter=True, key="second")(act)
    assert Notice.objects.get(recipient=cast.shen).url == proposal.get_absolute_url()


def test_the_reason_is_told_where_the_row_says_so(cast, filed):
    do(filed, "undo_decision", cast.chair, reason="误点")
    assert set(Notice.objects.values_list("body", flat=True)) == {""}  # the offices' own
    do(filed, "return_to_author", cast.clerk, reason="案由须核对")
    assert set(Notice.objects.exclude(body="").values_list("body", flat=True)) == {"案由须核对"}


def test_holders_become_accounts_each_once(cast):
    shen = of_person("沈岚", cast.shen.pk)
    committee = of_body(cast.committee_clerk.post_in_use.organisation)
    found = users_of([*shen, *shen, *committee, Holder("没有账号的人")])
    assert sorted(user.username for user in found) == ["committee_clerk", "shen"]
