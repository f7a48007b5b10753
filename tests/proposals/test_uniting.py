"""Two bodies of one matter become one: every combination of their parts, what is counted, and taking it back."""

import pytest
from django.utils import timezone

from core.matters import turn_keeping
from core.matters.lifecycle import Refused
from core.models import Clock, Event, Notice, OpenTurn, Organisation
from core.models.generic import aimed_at, rooted_in
from core.organisations import ending
from proposals.figures import works_of_unit
from proposals.models import Assignment, Countersign, Evaluation, Reply, Signatory
from proposals.states import GONE
from tests.builders.acts import answer, circulated, contact, do, filed_and_assigned, sign, work
from tests.builders.cast import draft, fresh, person, who
from tests.builders.pages import signed_in
from tests.builders.papers import papers, text_of
from tests.builders.stages import JUDGED, with_the_channel

pytestmark = pytest.mark.django_db
SILENT = {"revision", "updated_at"}


def today(user):
    return who(user, timezone.localdate())


def merge(c, body, into):
    return ending.merge(
        fresh(body), fresh(into), reason="机构改革", seen=fresh(body).revision, actor=today(c.office_clerk)
    )


def take_back(c, body, event):
    ending.take_back(fresh(body), event.pk, actor=today(c.office_clerk))


def standing(proposal) -> list:
    """Everything that a merge may have touched, as it is."""
    works = Assignment.objects.filter(proposal=proposal)
    rows = [works, Reply.objects.filter(assignment__in=works), Countersign.objects.filter(assignment__in=works)]
    rows += [Signatory.objects.filter(proposal=proposal), Evaluation.objects.filter(proposal=proposal)]
    rows += [Clock.objects.filter(**rooted_in(proposal))]
    turns = OpenTurn.objects.filter(**rooted_in(proposal)).order_by("object_id", "key", "holder")
    found = [{k: v for k, v in row.items() if k not in SILENT} for some in rows for row in some.order_by("pk").values()]
    return [*found, *turns.values_list("object_id", "key", "holder", "who")]


def works_of(proposal, unit) -> list[tuple[str, str]]:
    rows = Assignment.objects.filter(proposal=proposal, unit=unit).exclude(state__in=GONE)
    return [(one.role, one.state) for one in rows]


def separates(c):
    """The housing and the water bureau answer each."""
    proposal = with_the_channel(c)
    do(proposal, "assign", c.gov_office, separates=[c.housing.pk, c.water.pk])
    for unit, user in ((c.housing, c.housing_clerk), (c.water, c.water_clerk)):
        sign(proposal, unit, user)
    return fresh(proposal)


def united(c, proposal, body, into, *expected):
    """Merge, look at what stands, and take it back: everything is as before."""
    before = standing(proposal)
    event = merge(c, body, into)
    assert works_of(proposal, into) == list(expected)
    assert not works_of(proposal, body) or works_of(proposal, body)[0][1] == "delivered"
    assert not OpenTurn.objects.filter(organisation=body).exists() and turn_keeping.rebuild() == 0
    gone = Assignment.objects.get(proposal=proposal, state="united")
    assert not Clock.objects.filter(**aimed_at(gone), stopped_at=None).exists()
    told = Event.objects.get(**aimed_at(gone), key="unite")
    assert told.reason.startswith(f"“{body}”并入“{into}”，由其一并办理") and told.actor == c.office_clerk
    after = standing(proposal)
    take_back(c, body, event)
    assert standing(proposal) == before and turn_keeping.rebuild() == 0
    return gone, after


def test_a_joint_unit_goes_into_the_lead_which_goes_on_without_its_countersign(cast):
    proposal, lead = circulated(cast)
    do(work(proposal, cast.finance), "countersign", cast.finance_clerk)
    assert fresh(lead).state == "countersigning"
    united(cast, proposal, cast.water, cast.housing, ("lead", "signing"))
    do(work(proposal, cast.water), "countersign", cast.water_clerk)
    assert fresh(lead).state == "signing"


def test_an_objection_of_another_unit_still_counts(cast):
    proposal, lead = circulated(cast)
    do(work(proposal, cast.finance), "object", cast.finance_clerk, comment="资金没有着落")
    united(cast, proposal, cast.water, cast.housing, ("lead", "drafted"))
    assert not fresh(lead).reply.must_change


def test_a_reply_that_must_change_still_must_when_the_merge_is_taken_back(cast):
    proposal, lead = circulated(cast)
    do(work(proposal, cast.finance), "object", cast.finance_clerk, comment="资金没有着落")
    do(work(proposal, cast.water), "countersign", cast.water_clerk)
    assert fresh(lead).reply.must_change
    united(cast, proposal, cast.water, cast.housing, ("lead", "drafted"))
    assert fresh(lead).reply.must_change


def test_the_lead_goes_into_a_joint_unit_and_leads_on(cast):
    proposal, lead = circulated(cast)
    gone, _ = united(cast, proposal, cast.housing, cast.water, ("lead", "countersigning"))
    assert gone.unit == cast.water and lead.unit == cast.housing
    merge(cast, cast.housing, cast.water)
    merge(cast, cast.finance, cast.water)
    assert works_of(proposal, cast.water) == [("sole", "signing")]


@pytest.mark.parametrize("further", ["body", "successor", "none"])
def test_of_two_joint_units_the_one_further_on_goes_on_and_its_opinion_stays(cast, further):
    proposal = filed_and_assigned(cast)
    ours, theirs = (cast.water, cast.water_clerk), (cast.finance, cast.finance_clerk)
    if further != "none":
        unit, user = ours if further == "body" else theirs
        sign(proposal, unit, user)
        do(work(proposal, unit), "give_opinion", user, opinion="同意")
    stands = ("joint", "sent" if further == "none" else "opinion_given")
    gone, _ = united(cast, proposal, cast.water, cast.finance, stands)
    assert gone.unit == (cast.finance if further == "body" else cast.water)
    merge(cast, cast.water, cast.finance)
    opinions = set(Assignment.objects.filter(proposal=proposal).values_list("opinion", flat=True))
    assert opinions == ({""} if further == "none" else {"", "同意"})


def test_of_two_that_answer_each_one_answers_for_both(cast):
    proposal = separates(cast)
    contact(proposal, cast.water, cast.water_clerk)
    do(work(proposal, cast.water), "draft", cast.water_clerk, text="一稿", letter="B", is_public=True)
    united(cast, proposal, cast.water, cast.housing, ("separate", "drafted"))
    merge(cast, cast.water, cast.housing)
    contact(proposal, cast.housing, cast.housing_clerk)
    answer(proposal, cast.housing, cast.housing_clerk, cast.housing_head, cast.gov_office)
    assert fresh(proposal).state == "evaluating"


def test_a_reply_delivered_by_the_body_stays_its_own(cast):
    proposal = separates(cast)
    contact(proposal, cast.water, cast.water_clerk)
    answer(proposal, cast.water, cast.water_clerk, cast.water_head, cast.gov_office)
    merge(cast, cast.water, cast.housing)
    assert works_of(proposal, cast.water) == [("separate", "delivered")]
    assert works_of(proposal, cast.housing) == [("separate", "signed")]


def test_what_only_the_unit_or_the_channel_can_settle_is_refused_with_the_act(cast):
    proposal = separates(cast)
    contact(proposal, cast.housing, cast.housing_clerk)
    answer(proposal, cast.housing, cast.housing_clerk, cast.housing_head, cast.gov_office)
    told = f"{proposal.case_number}上区住房和城乡建设局（分办）的答复已经送达，区水利局（分办）的还没有，请先送达"
    with pytest.raises(Refused, match=told):
        merge(cast, cast.water, cast.housing)
    other = filed_and_assigned(cast)
    do(work(other, cast.housing), "ask_return", cast.housing_clerk, ground="not_our_duty", reason="不属本局职责")
    told = (
        f"{other.case_number}上两家都在承办，区住房和城乡建设局（主办）正在申请退办，请先由“区政府督查室”答复退办申请"
    )
    for body, into in ((cast.finance, cast.housing), (cast.housing, cast.finance)):
        with pytest.raises(Refused, match=told):
            merge(cast, body, into)


def test_a_united_work_is_counted_once(cast):
    proposal = filed_and_assigned(cast)
    asked = type("Asked", (), {"organisation_id": cast.finance.pk})
    merge(cast, cast.water, cast.finance)
    assert works_of_unit(asked).filter(proposal=proposal).count() == 1
    page = signed_in(cast.clerk).get(proposal.get_absolute_url()).content.decode()
    assert "已并入办理" in page and "由其一并办理（会办）" in page


def two_bodies_signed(c):
    other = Organisation.objects.create(name="科技委员会", kind="special_committee")
    proposal = draft(c, c.committee_clerk)
    proposal.signatories.create(organisation=other, position="cosigner", state="invited", order=1)
    return proposal, other


@pytest.mark.parametrize("swapped", [False, True])
def test_two_signatures_under_one_text_become_one(cast, swapped):
    proposal, other = two_bodies_signed(cast)
    body, into = (other, cast.committee) if swapped else (cast.committee, other)
    before = standing(proposal)
    event = merge(cast, body, into)
    signed = [(s.organisation, s.position, s.state) for s in proposal.signatories.order_by("state")]
    assert signed == [(into, "collective", "agreed"), (body, "cosigner", "lapsed")]
    assert not OpenTurn.objects.filter(organisation=body).exists() and turn_keeping.rebuild() == 0
    take_back(cast, body, event)
    assert standing(proposal) == before
    merge(cast, body, into)
    do(proposal, "submit", fresh(cast.committee_clerk), timezone.localdate())
    assert [s.organisation for s in proposal.signatories.filter(state="agreed")] == [into]


def answered_for_two(c):
    """A proposal of two bodies, one of which is behind it through a merged one; both have yet to judge the reply."""
    c.liaison.kind = "special_committee"
    c.liaison.save(update_fields=["kind"])
    main, other = draft(c, c.committee_clerk), draft(c, c.liaison_clerk)
    for proposal, user in ((main, c.committee_clerk), (other, c.liaison_clerk)):
        do(proposal, "submit", user)
        do(proposal, "recommend", c.clerk, outcome="file", category="city", text="建议立案")
    do(main, "file", c.chair, category="city")
    do(other, "merge", c.chair, main=main.pk)
    do(main, "hand_over", c.clerk, channel=c.gov.pk)
    do(main, "assign", c.gov_office, lead=c.housing.pk)
    handled(c, main)
    assert Evaluation.objects.filter(proposal=main).count() == 2
    return main


def handled(c, proposal, round=1):
    sign(proposal, c.housing, c.housing_clerk, round=round)
    contact(proposal, c.housing, c.housing_clerk, round=round)
    answer(proposal, c.housing, c.housing_clerk, c.housing_head, c.gov_office, round=round)


@pytest.mark.parametrize("given", [None, "committee_clerk", "liaison_clerk"])
def test_two_bodies_behind_one_matter_judge_once(cast, given):
    main = answered_for_two(cast)
    if given:
        do(main, "evaluate", getattr(cast, given), result="satisfied", **JUDGED)
    before = standing(main)
    event = merge(cast, cast.liaison, cast.committee)
    assert [one.state for one in Evaluation.objects.filter(proposal=main)] == ["given" if given else "waiting"]
    assert OpenTurn.objects.filter(root_id=main.pk, key="evaluate").exists() is (given is None)
    take_back(cast, cast.liaison, event)
    assert standing(main) == before


def test_a_judgement_of_the_second_round_comes_back_in_that_round(cast):
    main = answered_for_two(cast)
    for user in (cast.committee_clerk, cast.liaison_clerk):
        do(main, "evaluate", user, result="dissatisfied", comment="没有时间表", **JUDGED)
    do(main, "rehandle", cast.clerk, reason="答非所问")
    handled(cast, main, round=2)
    before = standing(main)
    event = merge(cast, cast.liaison, cast.committee)
    rounds = Evaluation.objects.filter(proposal=main).order_by("round", "pk")
    assert [(one.round, one.state) for one in rounds] == [(1, "given"), (1, "given"), (2, "waiting")]
    take_back(cast, cast.liaison, event)
    assert standing(main) == before


def test_the_successor_reads_what_the_body_proposed_and_judges_what_is_handled_again(cast):
    other = Organisation.objects.create(name="科技委员会", kind="special_committee")
    clerk = person("other_clerk", "柯敏", "committee_clerk", other)
    proposal = draft(cast, cast.committee_clerk)
    do(proposal, "submit", cast.committee_clerk)
    do(proposal, "recommend", cast.clerk, outcome="file", category="city", text="建议立案")
    do(proposal, "file", cast.chair, category="city")
    do(proposal, "hand_over", cast.clerk, channel=cast.gov.pk)
    do(proposal, "assign", cast.gov_office, lead=cast.housing.pk)
    sign(proposal, cast.housing, cast.housing_clerk)
    contact(proposal, cast.housing, cast.housing_clerk)
    answer(proposal, cast.housing, cast.housing_clerk, cast.housing_head, cast.gov_office, letter="A")
    do(proposal, "evaluate", cast.committee_clerk, result="satisfied", **JUDGED)
    do(proposal, "close", cast.clerk)
    merge(cast, cast.committee, other)
    page = signed_in(fresh(clerk)).get(proposal.get_absolute_url())
    assert page.status_code == 200 and proposal.title in signed_in(clerk).get("/proposals/").content.decode()
    do(proposal, "rehandle", cast.clerk, reason="重新办理")
    sign(proposal, cast.housing, cast.housing_clerk, round=2)
    contact(proposal, cast.housing, cast.housing_clerk, round=2)
    answer(proposal, cast.housing, cast.housing_clerk, cast.housing_head, cast.gov_office, round=2)
    turn = OpenTurn.objects.get(root_id=proposal.pk, key="evaluate", role="committee_clerk")
    assert turn.organisation == other and turn_keeping.rebuild() == 0
    do(proposal, "evaluate", fresh(clerk), result="satisfied", **JUDGED)
    assert fresh(proposal).evaluations.get(round=2).state == "given"


def test_what_was_judged_in_an_earlier_round_is_asked_again_of_the_successor(cast):
    proposal = draft(cast, cast.committee_clerk)
    do(proposal, "submit", cast.committee_clerk)
    do(proposal, "recommend", cast.clerk, outcome="file", category="city", text="建议立案")
    do(proposal, "file", cast.chair, category="city")
    do(proposal, "hand_over", cast.clerk, channel=cast.gov.pk)
    do(proposal, "assign", cast.gov_office, lead=cast.housing.pk)
    for round in (1, 2):
        sign(proposal, cast.housing, cast.housing_clerk, round=round)
        contact(proposal, cast.housing, cast.housing_clerk, round=round)
        answer(proposal, cast.housing, cast.housing_clerk, cast.housing_head, cast.gov_office, round=round)
        if round == 1:
            do(proposal, "evaluate", cast.committee_clerk, result="dissatisfied", comment="没有时间表", **JUDGED)
            do(proposal, "rehandle", cast.clerk, reason="答非所问")
    other = Organisation.objects.create(name="科技委员会", kind="special_committee")
    merge(cast, cast.committee, other)
    judged = Evaluation.objects.filter(proposal=proposal).order_by("round").values_list("round", "state")
    assert list(judged) == [(1, "given"), (2, "waiting")]
    assert OpenTurn.objects.filter(root_id=proposal.pk, key="evaluate", organisation=other).exists()


def test_the_page_shows_both_parts_before_anything_happens(cast):
    proposal = filed_and_assigned(cast)
    url = f"{cast.water.get_absolute_url()}merge/"
    facts = {"into": cast.housing.pk, "day": timezone.localdate().isoformat(), "people": "move", "reason": "机构改革",
             "seen": fresh(cast.water).revision}  # fmt: skip
    page = signed_in(cast.office_clerk).post(url, facts)
    shown = page.content.decode()
    assert "区水利局（会办）并入区住房和城乡建设局（主办）" in shown and proposal.title in shown and "机构改革" in shown
    assert fresh(cast.water).is_active
    hidden = signed_in(cast.sysadmin).post(url, facts).content.decode()
    assert proposal.title not in hidden and proposal.case_number in hidden
    done = signed_in(cast.office_clerk).post(url, facts | {"shared": cast.housing.pk})
    assert done.status_code == 302 and not fresh(cast.water).is_active


# ---- what was issued before ----


@pytest.mark.parametrize("into", ["school", "finance"])
def test_papers_of_before_name_the_bodies_and_parts_of_their_day(cast, into):
    proposal, lead = circulated(cast)
    do(work(proposal, cast.water), "countersign", cast.water_clerk)
    orders = [text_of(papers(proposal, "assignment", cast.gov_office, unit)) for unit in (cast.housing, cast.water)]
    successor = getattr(cast, into)
    event = merge(cast, cast.water, successor)
    heir = successor if into == "school" else cast.water
    after = [text_of(papers(proposal, "assignment", cast.gov_office, unit)) for unit in (cast.housing, heir)]
    assert after[0] == orders[0] and "区水利局" in after[0]
    assert after[1].replace("现承办单位区教育局", "") == orders[1]
    assert ("现承办单位" in after[1]) is (into == "school")
    assert "区水利局" in text_of(papers(proposal, "form", cast.clerk))
    page = signed_in(cast.housing_clerk).get(lead.get_absolute_url()).content.decode()
    assert "第1稿 · 区水利局" in page and "第1稿 · 区教育局" not in page
    take_back(cast, cast.water, event)
    assert text_of(papers(proposal, "assignment", cast.gov_office, cast.water)) == orders[1]


def test_a_unit_left_alone_keeps_its_part_on_the_order_of_before(cast):
    proposal = filed_and_assigned(cast)
    order = text_of(papers(proposal, "assignment", cast.gov_office, cast.housing))
    merge(cast, cast.water, cast.housing)
    merge(cast, cast.finance, cast.housing)
    assert works_of(proposal, cast.housing) == [("sole", "sent")]
    assert text_of(papers(proposal, "assignment", cast.gov_office, cast.housing)) == order


def test_an_opinion_stays_with_the_unit_that_gave_it_and_a_signature_with_its_body(cast):
    proposal = filed_and_assigned(cast)
    sign(proposal, cast.water, cast.water_clerk)
    do(work(proposal, cast.water), "give_opinion", cast.water_clerk, opinion="同意")
    opinion = text_of(papers(proposal, "reply", cast.gov_office, cast.water))
    merge(cast, cast.water, cast.school)
    assert text_of(papers(proposal, "reply", cast.gov_office, cast.school)) == opinion and "区水利局" in opinion
    page = signed_in(cast.housing_clerk).get(work(proposal, cast.housing).get_absolute_url()).content.decode()
    assert "区水利局的会办意见" in page
    own, _other = two_bodies_signed(cast)
    do(own, "submit", cast.committee_clerk)
    receipt = text_of(papers(own, "receipt", cast.clerk))
    heir = Organisation.objects.create(name="新委员会", kind="special_committee")
    merge(cast, cast.committee, heir)
    assert text_of(papers(own, "receipt", cast.clerk)) == receipt


@pytest.mark.parametrize("state", ["checking", "checked"])
def test_what_the_old_head_has_signed_is_signed_anew_by_the_successors(cast, state):
    proposal = filed_and_assigned(cast)
    merge(cast, cast.water, cast.housing)
    merge(cast, cast.finance, cast.housing)
    sign(proposal, cast.housing, cast.housing_clerk)
    contact(proposal, cast.housing, cast.housing_clerk)
    reply = work(proposal, cast.housing)
    do(reply, "draft", cast.housing_clerk, text="一稿", letter="B", is_public=True)
    do(reply, "submit_reply", cast.housing_clerk)
    do(reply, "sign_off", cast.housing_head)
    if state == "checked":
        do(reply, "pass_check", cast.gov_office, letter="B")
    head = person("school_head", "高远", "unit_head", cast.school)
    before = standing(proposal)
    event = merge(cast, cast.housing, cast.school)
    moved = work(proposal, cast.school)
    assert moved.state == "signing" and moved.reply.signed_by is None and moved.reply.text == "一稿"
    told = Notice.objects.filter(event__key="sign_again", title__contains="须由本单位重新签发")
    assert {head, cast.school_clerk} <= {one.recipient for one in told}
    assert OpenTurn.objects.filter(organisation=cast.school, key="sign_off").exists() and turn_keeping.rebuild() == 0
    assert cast.housing_head.full_name not in text_of(papers(proposal, "reply", cast.school_clerk, cast.school))
    take_back(cast, cast.housing, event)
    assert standing(proposal) == before and turn_keeping.rebuild() == 0
    merge(cast, cast.housing, cast.school)
    do(moved, "sign_off", fresh(head))
    assert fresh(moved).reply.signed_by == head


# ---- who is told, what is in the way of taking it back ----


def close(c, body, to, **more):
    facts = {"reason": "撤销", "seen": fresh(body).revision, "actor": today(c.office_clerk)} | more
    return ending.close(fresh(body), to=fresh(to), **facts)


def titles(user, words) -> list[str]:
    return [one.title for one in Notice.objects.filter(recipient=user, title__contains=words, closed_at=None)]


def test_a_unit_that_closes_is_told_to_receivers_its_own_people_and_proposers_until_that_is_undone(cast):
    proposal = filed_and_assigned(cast)
    sign(proposal, cast.housing, cast.housing_clerk)
    before = standing(proposal)
    event = close(cast, cast.housing, cast.school)
    (told,) = titles(cast.school_clerk, "停用")
    assert told.endswith("没有办结的工作由“区教育局”继续办理")
    for user in (cast.housing_clerk, cast.housing_head):
        (told,) = titles(user, "停用")
        assert told.endswith("您在“区住房和城乡建设局”的岗位已即时结束")
    changed = f"{proposal.matter_name}的主办单位由区住房和城乡建设局变为区教育局"
    for user in (cast.shen, cast.zhou, cast.he):
        assert titles(user, "主办单位") == [changed]
    moved = work(proposal, cast.school)
    assert (moved.handler_name, moved.handler_phone, moved.handler) == ("", "", "待定")
    assert "待定" in signed_in(cast.clerk).get(moved.get_absolute_url()).content.decode()
    take_back(cast, cast.housing, event)
    assert standing(proposal) == before
    assert not titles(cast.school_clerk, "起停用") and len(titles(cast.school_clerk, "停用已撤销")) == 1
    assert [one[-18:] for one in titles(cast.shen, "主办单位")] == ["仍为区住房和城乡建设局，此前的变更已撤销"[-18:]]


def test_whom_a_reply_names_for_questions_is_nobody_of_the_successor_until_that_is_undone(cast):
    _proposal, lead = circulated(cast)
    Reply.objects.filter(assignment=lead).update(contact_name="马宁", contact_phone="010-1")
    event = close(cast, cast.housing, cast.school)
    reply = fresh(lead).reply
    assert (reply.contact_name, reply.contact_phone) == ("", "")
    take_back(cast, cast.housing, event)
    reply = fresh(lead).reply
    assert (reply.contact_name, reply.contact_phone) == ("马宁", "010-1")


def test_what_others_do_on_the_same_matter_does_not_stand_in_the_way_of_taking_it_back(cast):
    proposal = filed_and_assigned(cast)
    day = timezone.localdate()
    event = merge(cast, cast.water, cast.school)
    sign(proposal, cast.housing, cast.housing_clerk, day)
    do(proposal, "mark_key", cast.chair, day, note="民生")
    take_back(cast, cast.water, event)
    assert works_of(proposal, cast.water) == [("joint", "sent")]
    event = merge(cast, cast.water, cast.school)
    sign(proposal, cast.school, cast.school_clerk, day)
    told = f"移交之后，{proposal.case_number}又有办理，不能整体撤销。请在“区水利局”的页面“恢复使用”"
    with pytest.raises(Refused, match=told):
        take_back(cast, cast.water, event)


def test_where_two_works_became_one_whatever_happens_since_stands_in_the_way(cast):
    proposal, _lead = circulated(cast)
    event = merge(cast, cast.water, cast.finance)
    do(work(proposal, cast.finance), "countersign", cast.finance_clerk, timezone.localdate())
    do(work(proposal, cast.housing), "sign_off", cast.housing_head, timezone.localdate())
    with pytest.raises(Refused, match=f"{proposal.case_number}又有办理"):
        take_back(cast, cast.water, event)


def listed(user, unit) -> str:
    return signed_in(user).get(f"/proposals/?unit={unit.pk}").content.decode()


@pytest.mark.parametrize("ends", ["joint", "lead"])
def test_the_list_of_a_merged_unit_keeps_what_it_handled_and_the_other_part_tells_of_it(cast, ends):
    """Whichever of the two works goes on: its own that ended, or the one that went over to its successor."""
    proposal, _lead = circulated(cast)
    body, into = (cast.water, cast.housing) if ends == "joint" else (cast.housing, cast.water)
    merge(cast, body, into)
    for unit in (body, into, cast.finance):
        assert proposal.title in listed(cast.clerk, unit)
    assert proposal.title not in listed(cast.clerk, cast.school)
    goes_on = Assignment.objects.exclude(state__in=GONE).get(proposal=proposal, unit=into)
    story = signed_in(cast.clerk).get(goes_on.get_absolute_url()).content.decode()
    assert f"“{body}”并入“{into}”" in story.partition("经过")[2]
    home = signed_in(cast.clerk).get("/").content.decode()
    assert f"并入办理：“{body}”并入“{into}”" in home


def test_what_went_over_with_a_unit_stays_in_its_list_through_two_mergers(cast):
    proposal = filed_and_assigned(cast)
    merge(cast, cast.water, cast.school)
    merge(cast, cast.school, cast.finance)
    for unit in (cast.water, cast.finance):
        assert proposal.title in listed(cast.clerk, unit), unit
