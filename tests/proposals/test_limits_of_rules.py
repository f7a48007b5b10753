"""What a committee's rules and the proposers limit: how often, how long, how public."""

import pytest

from core.matters.lifecycle import Refused
from core.models import Event
from proposals.documents.access import may_have_reply
from proposals.documents.sources import UNITS
from proposals.guards import rehandling_is_left
from proposals.models import Proposal
from proposals.reading import assignment_for_page
from proposals.work_page import AssignmentPage
from tests.builders.acts import answer, contact, do, sign, work
from tests.builders.cast import draft, fresh, who
from tests.builders.pages import JUDGED

pytestmark = pytest.mark.django_db


@pytest.fixture
def handled(cast):
    """Handed to the housing bureau alone, signed for and talked about."""
    c, proposal = cast, draft(cast)
    do(proposal, "submit", c.shen)
    do(proposal, "recommend", c.clerk, outcome="file", category="city")
    do(proposal, "file", c.chair, category="city")
    do(proposal, "hand_over", c.clerk, channel=c.gov.pk)
    do(proposal, "assign", c.gov_office, lead=c.housing.pk)
    sign(proposal, c.housing, c.housing_clerk)
    contact(proposal, c.housing, c.housing_clerk)
    return fresh(proposal)


def judged_badly(c, proposal, round=1) -> None:
    if round > 1:
        sign(proposal, c.housing, c.housing_clerk, round=round)
        contact(proposal, c.housing, c.housing_clerk, round=round)
    answer(proposal, c.housing, c.housing_clerk, c.housing_head, c.gov_office, letter="A", round=round)
    do(proposal, "evaluate", c.shen, result="dissatisfied", comment="没有时间表", **JUDGED)


def test_a_third_second_handling_is_refused_with_the_rules_source(cast, handled, own_rule):
    c = cast
    own_rule("proposal.rehandle_max", 2)
    for round in (1, 2):
        judged_badly(c, handled, round)
        do(handled, "rehandle", c.gov_office, reason="请给出时间表")
    judged_badly(c, handled, 3)
    with pytest.raises(
        Refused, match="按《提案工作细则》第十条，每件最多二次交办2次，该件已二次交办2次。请与提案者面谈"
    ):
        do(handled, "rehandle", c.gov_office, reason="再办")
    assert fresh(handled).round == 3
    do(handled, "close_after_talk", c.clerk, held_on="2026-03-02", people="沈岚、孟局", reason="已当面说明")


def test_a_committee_may_allow_more_or_for_a_class_of_its_own(cast, handled, own_rule):
    own_rule("proposal.rehandle_max", 1)
    own_rule("proposal.rehandle_max", 2, applies_to="individual")
    Proposal.objects.filter(pk=handled.pk).update(round=2, state="closed")
    one = fresh(handled)
    assert rehandling_is_left(one, who(cast.clerk)) is None
    one.proposer_kind = "sector"
    assert "最多二次交办1次" in rehandling_is_left(one, who(cast.clerk))


def test_a_reply_is_not_made_public_where_the_proposers_refused(cast, handled):
    c, lead = cast, work(handled, cast.housing)
    Proposal.objects.filter(pk=handled.pk).update(publish_consent=False, publish_reason="涉及商业秘密")
    with pytest.raises(Refused, match="提案者不同意公开这件提案（涉及商业秘密），答复不能公开"):
        do(lead, "draft", c.housing_clerk, text="稿", letter="A", is_public=True)
    do(lead, "draft", c.housing_clerk, text="稿", letter="A", is_public=False)
    assert not fresh(lead).reply.is_open()


def test_one_declared_public_before_is_neither_shown_nor_printed_as_such(cast, handled):
    answer(handled, cast.housing, cast.housing_clerk, cast.housing_head, cast.gov_office, letter="A")
    lead = work(handled, cast.housing)
    assert may_have_reply(who(cast.lu), fresh(lead))
    Proposal.objects.filter(pk=handled.pk).update(publish_consent=False)
    lead = fresh(lead)
    assert lead.reply.is_public and not lead.reply.is_open()
    assert not may_have_reply(who(cast.lu), lead)
    assert "主动公开" not in repr(UNITS.letter(lead, lead.proposal)) and "不予公开" in repr(
        UNITS.letter(lead, lead.proposal)
    )
    page = AssignmentPage(assignment_for_page(who(cast.clerk).user, lead.pk), who(cast.clerk))
    assert page.line.work.reply.is_open() is False


def test_each_merged_proposers_own_word_counts_for_their_letter(cast, handled):
    answer(handled, cast.housing, cast.housing_clerk, cast.housing_head, cast.gov_office, letter="A")
    reply, other = work(handled, cast.housing).reply, Proposal(publish_consent=False)
    assert reply.is_open() and not reply.is_open(other)


@pytest.mark.parametrize(("length", "fits"), [(20, True), (21, False)])
def test_each_part_is_as_long_as_the_rule_allows(cast, own_rule, length, fits):
    own_rule("proposal.section_max", 20)
    proposal = draft(cast, situation="情" * length, analysis="短", suggestion="短")
    if fits:
        do(proposal, "submit", cast.shen)
        assert Event.objects.filter(key="submit").exists()
        return
    with pytest.raises(Refused, match="情况与问题有21字，超过20字，请精简"):
        do(proposal, "submit", cast.shen)
