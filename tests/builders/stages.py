"""A matter at every stage of its life, brought there by acts: what grids and walks over the tables stand on.

``make_stages`` builds them all side by side (some hundred acts); tests use the fixture ``stages``, for which
they are built once. Everything happens on ``MONDAY``, except where a period must have run out.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from core.matters import drafts
from core.matters.engine import perform
from core.matters.forwarding import made_of
from core.models import Clock
from core.models.generic import aimed_at
from core.people.actors import system_actor
from opinions.models import ForwardedText
from proposals.kinds import PROPOSALS
from proposals.models import Assignment, Proposal
from tests.builders.acts import answer, circulated, contact, do, filed_and_assigned, sign, work
from tests.builders.cast import MONDAY, TEXTS, at, draft, fresh, who
from tests.builders.replay import replayed

#: A day on which the proposers' time to judge, begun on MONDAY, is over.
LATER = MONDAY + timedelta(days=150)
JUDGED = {"q_contact": "上门走访或面商", "q_attitude": "满意", "q_relevance": "有针对性"}

Stage = Callable[[Any], Proposal | Assignment | ForwardedText]
STAGES: dict[str, Stage] = {}


def stage(build: Stage) -> Stage:
    STAGES[build.__name__] = known = replayed(build)
    return known


def make_stages(c) -> dict[str, Proposal | Assignment | ForwardedText]:
    """Every stage by name, in the order of this page."""
    return {name: build(c) for name, build in STAGES.items()}


# ---- writing and review ----


@stage
def drafted(c) -> Proposal:
    return draft(c)


@stage
def invited(c) -> Proposal:
    """Waits for 何静; 周正 has signed."""
    proposal = draft(c)
    do(proposal, "invite", c.shen, members=[c.zhou_member.pk, c.he_member.pk])
    do(proposal, "agree_cosign", c.zhou)
    return fresh(proposal)


@stage
def changed_while_cosigned(c) -> Proposal:
    """A draft again, whose signers are to be asked once more."""
    proposal = invited(c)
    do(proposal, "edit_again", c.shen)
    return fresh(proposal)


@stage
def submitted(c) -> Proposal:
    proposal = invited(c)
    do(proposal, "agree_cosign", c.he)
    do(proposal, "submit", c.shen)
    return fresh(proposal)


@stage
def entered(c) -> Proposal:
    """A paper of 沈岚, entered by 白洁 after the plenary session's time."""
    proposal = drafts.start(PROPOSALS, who(c.office_clerk), member=c.shen_member)
    drafts.save(fresh(proposal), who(c.office_clerk), TEXTS)
    do(proposal, "submit", c.office_clerk)
    return fresh(proposal)


@stage
def sent_back(c) -> Proposal:
    proposal = submitted(c)
    do(proposal, "return_to_author", c.clerk, reason="请补充数据")
    return fresh(proposal)


@stage
def changed_after_return(c) -> Proposal:
    """Sent back and changed: both signers are to be asked once more."""
    proposal = sent_back(c)
    drafts.save(fresh(proposal), who(c.shen), {"suggestion": "一、更换支管。"})
    return fresh(proposal)


def recommended_to(c, outcome: str, **more) -> Proposal:
    proposal = submitted(c)
    do(proposal, "recommend", c.clerk, outcome=outcome, category="city", text="同意初审", **more)
    return fresh(proposal)


@stage
def recommended(c) -> Proposal:
    return recommended_to(c, "file")


@stage
def refused(c) -> Proposal:
    proposal = recommended_to(c, "not_file", ground=a_ground(c))
    do(proposal, "not_file", c.chair, ground=a_ground(c), reason="属个人诉求")
    return fresh(proposal)


def a_ground(_c) -> str:
    """The first ground of the rule book for not filing."""
    from core import rulebook

    return rulebook.options("proposal.nonfiling_grounds", MONDAY)[0][0]


@stage
def filed(c) -> Proposal:
    proposal = recommended(c)
    do(proposal, "file", c.chair, category="city")
    return fresh(proposal)


@stage
def entered_and_filed(c) -> Proposal:
    proposal = entered(c)
    do(proposal, "recommend", c.clerk, outcome="file", category="city", text="同意初审")
    do(proposal, "file", c.chair, category="city")
    return fresh(proposal)


def passed_on_as(c, way: str) -> Proposal:
    proposal = recommended_to(c, "pass_on")
    do(proposal, "pass_on", c.chair, passed_on_as=way, text="值得重视")
    return fresh(proposal)


@stage
def forwarded(c) -> Proposal:
    return passed_on_as(c, "opinion")


@stage
def forwarded_text(c) -> ForwardedText:
    """What a matter became that was passed on as 社情民意."""
    return made_of(forwarded(c))


@stage
def forwarded_letter(c) -> ForwardedText:
    """The same as 一般来信, which is another desk's."""
    return made_of(passed_on_as(c, "letter"))


@stage
def letter_taken_over(c) -> ForwardedText:
    text = forwarded_letter(c)
    do(text, "take_over", c.office_clerk, handled="已答复本人")
    return fresh(text)


@stage
def letter_done(c) -> ForwardedText:
    text = letter_taken_over(c)
    do(text, "sign_passed_on", c.signer)
    return fresh(text)


@stage
def taken_over(c) -> ForwardedText:
    text = forwarded_text(c)
    do(text, "take_over", c.editor, handled="编入第三期")
    return fresh(text)


@stage
def forwarded_and_done(c) -> ForwardedText:
    text = taken_over(c)
    do(text, "sign_passed_on", c.signer)
    return fresh(text)


@stage
def text_recalled(c) -> ForwardedText:
    """Taken back by the chair, who has to decide anew."""
    text = forwarded_text(c)
    do(text.source, "recall_passed_on", c.chair, reason="应作为提案立案办理")
    return fresh(text)


@stage
def passed_on_anew(c) -> Proposal:
    """Given back by the editor, and passed on a second time as a letter."""
    text = forwarded_text(c)
    do(text, "give_back", c.editor, reason="属个别诉求，宜作来信办理")
    do(text.source, "pass_on", c.chair, passed_on_as="letter", text="按来信办理")
    return fresh(text.source)


@stage
def with_the_channel(c) -> Proposal:
    proposal = filed(c)
    do(proposal, "hand_over", c.clerk, channel=c.gov.pk)
    return fresh(proposal)


@stage
def given_up(c) -> Proposal:
    """A draft that was never handed in."""
    proposal = draft(c)
    do(proposal, "discard", c.shen)
    return fresh(proposal)


@stage
def withdrawn(c) -> Proposal:
    proposal = submitted(c)
    do(proposal, "withdraw", c.shen, reason="情况已变")
    return fresh(proposal)


# ---- with the units ----


@stage
def handled(c) -> Proposal:
    """With the housing bureau (lead), the water and the finance bureau (joint); nobody has signed."""
    return filed_and_assigned(c)


@stage
def instructed(c) -> Proposal:
    """A leader has written to the office through which it goes, with a day."""
    proposal = filed_and_assigned(c)
    day = MONDAY + timedelta(days=20)
    do(proposal, "instruct", c.leader, instruction="请抓紧办理", followers=["channel"], due_on=day)
    return fresh(proposal)


@stage
def instruction_done(c) -> Proposal:
    """The office has told that it is done."""
    proposal = instructed(c)
    do(proposal, "answer_instruction", c.gov_office, answer="已专题调度", finished=True)
    return fresh(proposal)


def handed_to_one(c) -> Proposal:
    proposal = with_the_channel(c)
    do(proposal, "assign", c.gov_office, lead=c.housing.pk)
    return fresh(proposal)


@stage
def sent(c) -> Assignment:
    return work(handed_to_one(c), c.housing)


@stage
def signed(c) -> Assignment:
    one = sent(c)
    do(one, "sign", c.housing_clerk, handler_name="马宁", handler_phone="010-1")
    return fresh(one)


@stage
def talked_about(c) -> Proposal:
    """The housing bureau says that it has talked with 沈岚."""
    proposal = handed_to_one(c)
    sign(proposal, c.housing, c.housing_clerk)
    contact(proposal, c.housing, c.housing_clerk)
    return fresh(proposal)


@stage
def talk_denied(c) -> Assignment:
    """沈岚 says that it has not."""
    proposal = talked_about(c)
    lead = work(proposal, c.housing)
    do(proposal, "deny_contact", c.shen, contact=lead.contacts.get().pk)
    return work(proposal, c.housing)


@stage
def denied(c) -> Proposal:
    """The same, as the proposal stands."""
    return fresh(talk_denied(c).proposal)


@stage
def signed_by_joint_unit(c) -> Assignment:
    proposal = filed_and_assigned(c)
    sign(proposal, c.water, c.water_clerk)
    return work(proposal, c.water)


@stage
def return_asked(c) -> Assignment:
    one = sent(c)
    do(one, "ask_return", c.housing_clerk, ground="not_our_duty", reason="不属本局职责", suggests=c.water.pk)
    return fresh(one)


@stage
def extension_asked(c) -> Assignment:
    one = signed(c)
    do(one, "ask_extension", c.housing_clerk, reason="须先勘测")
    return fresh(one)


@stage
def reply_drafted(c) -> Assignment:
    """A sole unit's reply."""
    one = signed(c)
    contact(one.proposal, c.housing, c.housing_clerk)
    do(one, "draft", c.housing_clerk, text="一、已列入计划。", letter="B", is_public=True)
    return fresh(one)


@stage
def lead_drafted(c) -> Assignment:
    """A reply that two joint units have to countersign first."""
    proposal = filed_and_assigned(c)
    for unit, user in ((c.housing, c.housing_clerk), (c.water, c.water_clerk), (c.finance, c.finance_clerk)):
        sign(proposal, unit, user)
    contact(proposal, c.housing, c.housing_clerk)
    do(work(proposal, c.housing), "draft", c.housing_clerk, text="第一稿", letter="A", is_public=True)
    return work(proposal, c.housing)


@stage
def circulating(c) -> Assignment:
    """The lead unit's work while the water and the finance bureau are asked."""
    return fresh(circulated(c)[1])


@stage
def asked_to_countersign(c) -> Assignment:
    """The water bureau is the last to be asked."""
    proposal, _lead = circulated(c)
    do(work(proposal, c.finance), "countersign", c.finance_clerk)
    return work(proposal, c.water)


@stage
def objected_to(c) -> Assignment:
    """A draft that must be changed."""
    proposal, lead = circulated(c)
    do(work(proposal, c.finance), "countersign", c.finance_clerk)
    do(work(proposal, c.water), "object", c.water_clerk, comment="资金没有着落")
    return fresh(lead)


@stage
def opinion_given(c) -> Assignment:
    one = signed_by_joint_unit(c)
    do(one, "give_opinion", c.water_clerk, opinion="同意")
    return fresh(one)


@stage
def with_the_head(c) -> Assignment:
    one = reply_drafted(c)
    do(one, "submit_reply", c.housing_clerk)
    return fresh(one)


@stage
def being_checked(c) -> Assignment:
    one = with_the_head(c)
    do(one, "sign_off", c.housing_head)
    return fresh(one)


@stage
def passed(c) -> Assignment:
    """Checked, to be delivered."""
    one = being_checked(c)
    do(one, "pass_check", c.gov_office, letter="B")
    return fresh(one)


@stage
def given_back(c) -> Assignment:
    one = return_asked(c)
    do(one, "accept_return", c.gov_office, unit=c.school.pk)
    return fresh(one)


@stage
def revoked(c) -> Assignment:
    one = work(filed_and_assigned(c), c.finance)
    do(one, "revoke", c.gov_office, reason="不须会办")
    return fresh(one)


# ---- judged, followed, closed ----


def answered_with(c, letter: str) -> Proposal:
    """Answered by the housing bureau alone; 沈岚, 周正 and 何静 are asked to judge."""
    proposal = handed_to_one(c)
    sign(proposal, c.housing, c.housing_clerk)
    contact(proposal, c.housing, c.housing_clerk)
    answer(proposal, c.housing, c.housing_clerk, c.housing_head, c.gov_office, letter=letter)
    return fresh(proposal)


def judged(c, proposal: Proposal, *results: str, day=MONDAY) -> Proposal:
    for user, result in zip((c.shen, c.zhou, c.he), results, strict=False):
        comment = "没有时间表" if result == "dissatisfied" else ""
        do(proposal, "evaluate", user, day, result=result, comment=comment, **JUDGED)
    return fresh(proposal)


@stage
def judged_by_nobody(c) -> Proposal:
    return answered_with(c, "A")


@stage
def judged_by_two(c) -> Proposal:
    """何静 has not judged."""
    return judged(c, answered_with(c, "A"), "satisfied", "satisfied")


@stage
def delivered(c) -> Assignment:
    return work(answered_with(c, "A"), c.housing)


@stage
def content(c) -> Proposal:
    """All are satisfied and nothing is left to do: to be closed."""
    return judged(c, answered_with(c, "A"), "satisfied", "satisfied", "basically")


@stage
def content_with_a_plan(c) -> Proposal:
    """All are satisfied with what is planned: to be followed."""
    return judged(c, answered_with(c, "B"), "satisfied", "satisfied", "basically")


@stage
def dissatisfied(c) -> Proposal:
    return judged(c, answered_with(c, "A"), "satisfied", "dissatisfied", "satisfied")


@stage
def handled_again(c) -> Proposal:
    proposal = dissatisfied(c)
    do(proposal, "rehandle", c.gov_office, reason="请给出时间表")
    return fresh(proposal)


@stage
def dissatisfied_again(c) -> Proposal:
    proposal = handled_again(c)
    sign(proposal, c.housing, c.housing_clerk, round=2)
    contact(proposal, c.housing, c.housing_clerk, round=2)
    answer(proposal, c.housing, c.housing_clerk, c.housing_head, c.gov_office, letter="A", round=2)
    do(proposal, "evaluate", c.zhou, result="dissatisfied", comment="没有时间表", **JUDGED)
    return fresh(proposal)


@stage
def followed(c) -> Proposal:
    proposal = content_with_a_plan(c)
    do(proposal, "follow", c.clerk)
    return fresh(proposal)


@stage
def visited(c) -> Proposal:
    """Followed; what was planned is done."""
    proposal = followed(c)
    do(proposal, "record_follow_up", c.housing_clerk, text="管网已更新", letter="A")
    return fresh(proposal)


@stage
def finished(c) -> Proposal:
    """No longer followed, though what was planned is not done and another visit was due."""
    proposal = followed(c)
    do(proposal, "record_follow_up", c.housing_clerk, text="管网还在铺", letter="B")
    do(proposal, "finish_follow_up", c.clerk, reason="并入城区管网改造")
    return fresh(proposal)


@stage
def closed(c) -> Proposal:
    proposal = content(c)
    do(proposal, "close", c.clerk)
    return fresh(proposal)


@stage
def merged(c) -> Proposal:
    """Into a matter that the housing bureau handles."""
    main = handed_to_one(c)
    proposal = recommended_to(c, "merge")
    do(proposal, "merge", c.chair, main=main.pk)
    return fresh(proposal)


@stage
def passed_for_two(c) -> Assignment:
    """A letter that is to answer those behind the merged proposal as well."""
    main = merged(c).merged_into
    lead = work(main, c.housing)
    sign(main, c.housing, c.housing_clerk)
    contact(main, c.housing, c.housing_clerk)
    do(lead, "draft", c.housing_clerk, text="一、已列入计划。", letter="A", is_public=True)
    do(lead, "submit_reply", c.housing_clerk)
    do(lead, "sign_off", c.housing_head)
    do(lead, "pass_check", c.gov_office, letter="A")
    return fresh(lead)


@stage
def left_apart(c) -> Assignment:
    """What goes on for those whom that letter did not answer."""
    lead = passed_for_two(c)
    do(lead, "deliver", c.housing_clerk, answers=[])
    return Assignment.objects.get(continues=lead)


# ---- what no person does ----


def by_the_program(obj, key: str, day=LATER, **facts):
    """An act that follows from others or from time."""
    return perform(fresh(obj), key, system_actor(at(day)), **facts)


def running(obj) -> set[str]:
    """The kinds of clock that run on a thing and, where it is a matter, on everything of it."""
    about = {"root_type": aimed_at(obj)["content_type"], "root_id": obj.pk}
    rows = Clock.objects.filter(**about if obj.matter == obj else aimed_at(obj), stopped_at=None)
    return set(rows.values_list("kind", flat=True))
