"""并案: whoever is behind a merged proposal is owed an answer of their own, with its own date, late by itself."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from core.clock import clocks
from core.matters.lifecycle import Refused
from core.matters.nearest import with_light
from core.models import Clock, Notice, OpenTurn
from core.models.generic import aimed_at
from proposals.documents.sources import UNITS
from proposals.ledger import OF_PROPOSALS, OF_WORKS
from proposals.models import Assignment, OwedAnswer, Proposal
from proposals.tables import units_of
from tests.builders.acts import answer, contact, do, named, sign, work
from tests.builders.cast import MONDAY, draft, fresh, who
from tests.builders.pages import signed_in

pytestmark = pytest.mark.django_db
JUDGED = {"q_contact": "没有沟通", "q_attitude": "满意", "q_relevance": "有针对性"}
TEXT = "青山片区的水管已经更新。"


def recommended(c, user, title):
    proposal = draft(c, user, title=title)
    do(proposal, "submit", user)
    do(proposal, "recommend", c.clerk, outcome="merge", category="city", text="建议并案")
    return proposal


def main_of(c):
    """沈岚's, filed and with the channel."""
    proposal = draft(c)
    do(proposal, "submit", c.shen)
    do(proposal, "recommend", c.clerk, outcome="file", category="city")
    do(proposal, "file", c.chair, category="city")
    return proposal


def hand(c, main, day=MONDAY, **units):
    do(main, "hand_over", c.clerk, day, channel=c.gov.pk)
    do(main, "assign", c.gov_office, day, **(units or {"lead": c.housing.pk}))


def pair(c):
    """沈岚's proposal, with 陆远's merged into it, in the hands of the housing bureau."""
    main, other = main_of(c), recommended(c, c.lu, "关于改造青山老旧水管的提案")
    do(other, "merge", c.chair, main=main.pk)
    hand(c, main)
    return fresh(main), fresh(other)


def checked(c, at_work, text=TEXT, day=MONDAY, talked="沈岚"):
    """The work's reply lies ready to be delivered."""
    clerk, head = c.housing_clerk, c.housing_head
    do(at_work, "record_contact", clerk, day, mode="visit", held_on=day, with_whom=talked, content="上门说明")
    do(at_work, "draft", clerk, day, text=text, letter="A", is_public=False)
    do(at_work, "submit_reply", clerk, day)
    do(at_work, "sign_off", head, day)
    do(at_work, "pass_check", c.gov_office, day, letter="A")


def apart(c, main, *others, day=MONDAY):
    """The housing bureau's letter leaves these out; returns the work that goes on for them."""
    first = work(main, c.housing)
    if first.state == "sent":
        sign(main, c.housing, c.housing_clerk)
    checked(c, first, talked=named(main))
    answers = [row.pk for row in first.owed.exclude(merged__in=others)]
    do(first, "deliver", c.housing_clerk, day, answers=answers)
    return Assignment.objects.get(continues=first)


def owed(other) -> OwedAnswer:
    return OwedAnswer.objects.get(merged=other, ended_at=None)


def limit(thing) -> Clock:
    return Clock.objects.filter(**aimed_at(thing), kind="reply").latest("pk")


# ---- dates ----


def test_each_is_due_by_the_rule_for_its_own_class(cast, own_rule):
    c = cast
    own_rule("proposal.reply_months", {"n": 5, "unit": "months"}, applies_to="cosigned")
    main, other = main_of(c), draft(c, c.lu, title="关于改造青山老旧水管的提案")
    do(other, "invite", c.lu, members=[c.he_member.pk])
    do(other, "agree_cosign", c.he)
    do(other, "submit", c.lu)
    do(other, "recommend", c.clerk, outcome="merge", category="city", text="建议并案")
    do(other, "merge", c.chair, main=main.pk)
    hand(c, main)
    row = owed(other)
    assert limit(work(main, c.housing)).due == date(2026, 6, 2)
    clock = limit(row)
    assert (clock.due, clock.holder_org, clock.watched_by) == (date(2026, 8, 3), c.housing, c.gov)
    assert clock.label == f"答复（并案{other.case_number or fresh(other).case_number}）" and clock.root == main


def test_every_unit_that_answers_owes_one_and_joint_units_owe_none(cast):
    c = cast
    main, other = main_of(c), recommended(c, c.lu, "关于改造青山老旧水管的提案")
    do(other, "merge", c.chair, main=main.pk)
    hand(c, main, separates=[c.housing.pk, c.water.pk])
    assert {row.work.unit for row in OwedAnswer.objects.filter(merged=other)} == {c.housing, c.water}
    joint = main_of(c)
    along = recommended(c, c.zhou, "关于路灯的提案")
    do(along, "merge", c.chair, main=joint.pk)
    hand(c, joint, lead=c.housing.pk, joints=[c.water.pk])
    assert owed(along).work == work(joint, c.housing)


def test_what_is_merged_while_units_are_at_work_is_owed_from_that_day(cast):
    c = cast
    main, other = main_of(c), recommended(c, c.lu, "关于改造青山老旧水管的提案")
    hand(c, main)
    later = date(2026, 3, 16)
    do(other, "merge", c.chair, later, main=main.pk)
    clock = limit(owed(other))
    assert (clock.started_on, clock.due) == (later, date(2026, 6, 16)) and "并案" in clock.explanation


def test_another_unit_owes_what_the_first_one_owed(cast):
    c = cast
    main, other = pair(c)
    first = work(main, c.housing)
    do(first, "ask_return", c.housing_clerk, ground="not_our_duty", reason="不属本局职责")
    do(first, "accept_return", c.gov_office, date(2026, 3, 5), unit=c.school.pk)
    old, new = OwedAnswer.objects.filter(merged=other).order_by("pk")
    assert (new.work.unit, limit(new).started_on) == (c.school, date(2026, 3, 5))
    assert limit(old).void and limit(new).stopped_at is None


def test_more_time_is_given_for_all_of_them(cast):
    c = cast
    main, other = pair(c)
    sign(main, c.housing, c.housing_clerk)
    do(work(main, c.housing), "ask_extension", c.housing_clerk, reason="等待批复")
    do(work(main, c.housing), "grant_extension", c.gov_office)
    assert limit(work(main, c.housing)).due == limit(owed(other)).due == date(2026, 7, 2)


# ---- one letter, or several ----


def test_one_letter_answers_all_whom_the_unit_says(cast):
    c = cast
    main, other = pair(c)
    sign(main, c.housing, c.housing_clerk)
    contact(main, c.housing, c.housing_clerk)
    answer(main, c.housing, c.housing_clerk, c.housing_head, c.gov_office)
    row = owed(other)
    assert row.answered_at and limit(row).stopped_at and not limit(row).void
    assert fresh(main).state == "evaluating" and main.assignments.count() == 1
    assert {one.signatory.name for one in main.evaluations.all()} == {"沈岚", "陆远"}


def test_who_is_left_out_is_answered_by_a_letter_that_goes_the_whole_way(cast):
    c = cast
    main, other = pair(c)
    Notice.objects.all().delete()
    second = apart(c, main, other)
    assert (second.state, second.unit, second.role, second.round) == ("signed", c.housing, "sole", 1)
    assert owed(other).work == second and owed(other).answered_at is None and limit(owed(other)).stopped_at is None
    assert fresh(main).state == "handling" and main.evaluations.get().signatory.name == "沈岚"
    assert Notice.objects.filter(recipient=c.shen, title__contains="已答复").exists()
    assert not Notice.objects.filter(recipient=c.lu, title__contains="已答复").exists()
    with pytest.raises(Refused, match="沟通"):
        do(second, "draft", c.housing_clerk, text="二、另行答复。", letter="B", is_public=True)
        do(second, "submit_reply", c.housing_clerk)
    checked(c, second, "您反映的水管已经更换。", talked="陆远")
    do(second, "deliver", c.housing_clerk)
    assert fresh(main).state == "evaluating" and fresh(main).result_letter == "A"
    assert Notice.objects.filter(recipient=c.lu, title__contains="已答复").exists()
    for user in (c.shen, c.lu):
        do(main, "evaluate", user, result="satisfied", **JUDGED)
    assert main.evaluations.filter(state="given").count() == 2


def test_a_letter_answers_somebody(cast):
    c = cast
    main, other = pair(c)
    third = recommended(c, c.zhou, "关于路灯的提案")
    do(third, "merge", c.chair, main=main.pk)
    second = apart(c, main, other, third)
    checked(c, second, talked="陆远")
    with pytest.raises(Refused, match="总要答复一位提案者"):
        do(second, "deliver", c.housing_clerk, answers=[])
    assert fresh(second).state == "checked"


def test_three_letters_for_three(cast):
    c = cast
    main, other = main_of(c), recommended(c, c.lu, "关于改造青山老旧水管的提案")
    third = recommended(c, c.zhou, "关于路灯的提案")
    for one in (other, third):
        do(one, "merge", c.chair, main=main.pk)
    hand(c, main)
    second = apart(c, main, other, third)
    checked(c, second, talked="陆远")
    do(second, "deliver", c.housing_clerk, answers=[owed(other).pk])
    last = Assignment.objects.get(continues=second)
    assert (owed(other).work, owed(third).work) == (second, last)
    checked(c, last, talked="周正")
    do(last, "deliver", c.housing_clerk)
    assert fresh(main).state == "evaluating"


def test_what_is_owed_apart_is_not_taken_back(cast):
    c = cast
    main, other = pair(c)
    second = apart(c, main, other)
    with pytest.raises(Refused, match="不能撤销"):
        do(second, "revoke", c.gov_office, reason="不用了")


# ---- late on its own, turns ----


def test_one_is_answered_and_the_other_is_late_by_itself(cast):
    c = cast
    main, other = pair(c)
    second = apart(c, main, other)
    clock = limit(owed(other))
    light = clocks.light(clock, date(2026, 6, 5))
    assert light.level == "late" and clocks.light(limit(work_done(main, c))).words.startswith("按期办结")
    Clock.objects.filter(pk=clock.pk).update(due=date(2020, 1, 1))
    for user in (c.housing_clerk, c.gov_office, c.clerk):
        user = who(user).user
        assert list(Assignment.objects.filter(pk__in=with_light("late", Assignment, user))) == [second]
        assert list(Proposal.objects.filter(pk__in=with_light("late", Proposal, user))) == [main]
    rows = signed_in(c.housing_clerk).get("/proposals/assignments/?light=late").content.decode()
    assert "另行答复" in rows and "逾期" in rows
    turn = OpenTurn.objects.get(object_id=second.pk, root_id=main.pk, organisation=c.housing, role="unit_clerk")
    assert turn.what == "与提案者沟通并起草答复"
    assert (
        signed_in(c.gov_office).get("/workbench/board/list/").content.decode().count(f"并案{fresh(other).case_number}")
        > 0
    )


def work_done(main, c):
    return main.assignments.get(continues=None)


def test_an_office_urges_by_the_date_of_what_is_still_owed(cast):
    c = cast
    main, other = pair(c)
    second = apart(c, main, other)
    do(second, "urge", c.gov_office, wording="请抓紧")
    assert Notice.objects.filter(recipient=c.housing_clerk, kind="urging").exists()
    do(second, "ask_extension", c.housing_clerk, reason="等待批复")
    do(second, "grant_extension", c.gov_office)
    assert limit(owed(other)).due == date(2026, 7, 2)


# ---- taken back ----


def test_a_merge_taken_back_ends_what_was_owed(cast):
    c = cast
    _main, other = pair(c)
    do(other, "unmerge", c.chair, reason="不是同一件事")
    row = OwedAnswer.objects.get(merged=other)
    assert row.ended_at and limit(row).void


def test_a_letter_of_their_own_falls_away_with_the_merge_and_the_matter_goes_on(cast):
    c = cast
    main, other = pair(c)
    second = apart(c, main, other)
    do(other, "unmerge", c.chair, reason="不是同一件事")
    assert fresh(second).state == "revoked" and fresh(main).state == "evaluating"
    assert {one.signatory.name for one in main.evaluations.all()} == {"沈岚"}


def test_who_was_answered_stays_merged(cast):
    c = cast
    main, other = main_of(c), recommended(c, c.lu, "关于改造青山老旧水管的提案")
    third = recommended(c, c.zhou, "关于路灯的提案")
    for one in (other, third):
        do(one, "merge", c.chair, main=main.pk)
    hand(c, main)
    apart(c, main, third)
    with pytest.raises(Refused, match="已经答复本件提案者"):
        do(other, "unmerge", c.chair, reason="不是同一件事")


def test_what_is_merged_after_a_unit_has_answered_is_answered_by_a_letter_of_its_own(cast):
    c = cast
    main, other = main_of(c), recommended(c, c.lu, "关于改造青山老旧水管的提案")
    hand(c, main, separates=[c.housing.pk, c.water.pk])
    sign(main, c.housing, c.housing_clerk)
    contact(main, c.housing, c.housing_clerk)
    answer(main, c.housing, c.housing_clerk, c.housing_head, c.gov_office)
    do(other, "merge", c.chair, main=main.pk)
    second = Assignment.objects.get(continues__unit=c.housing)
    assert second.owed.get().merged == other and work(main, c.water).owed.get().merged == other
    assert Notice.objects.filter(recipient=c.housing_clerk, title__contains="还须另行答复").exists()


# ---- who reads what ----


def test_a_proposer_reads_the_own_answer_and_its_date_and_no_letter_to_others(cast):
    c = cast
    main, other = pair(c)
    page = signed_in(c.lu).get(other.get_absolute_url()).content.decode()
    assert "对您的答复" in page and "待答复，限2026年6月2日" in page
    second = apart(c, main, other)
    secret = "您反映的水管已经更换。"
    checked(c, second, secret, talked="陆远")
    lu, shen = signed_in(c.lu), signed_in(c.shen)
    assert TEXT not in lu.get(main.get_absolute_url()).content.decode()
    assert TEXT in shen.get(main.get_absolute_url()).content.decode()
    do(second, "deliver", c.housing_clerk)
    assert secret in lu.get(main.get_absolute_url()).content.decode()
    assert secret not in shen.get(main.get_absolute_url()).content.decode()
    assert secret not in shen.get(f"/api/v1/proposals/{main.pk}/").content.decode()
    assert "2026年3月2日已答复" in lu.get(other.get_absolute_url()).content.decode()
    for user, at_work, expected in (
        (lu, second, 200), (shen, second, 403), (lu, work_done(main, c), 403), (shen, work_done(main, c), 200),
    ):  # fmt: skip
        assert user.get(f"{at_work.get_absolute_url()}documents/reply.pdf").status_code == expected
    judged = lu.get(f"{main.get_absolute_url()}do/evaluate/").content.decode()
    assert secret in judged and TEXT not in judged


def test_whoever_handles_the_matter_reads_what_is_merged_into_it(cast):
    c = cast
    main, other = pair(c)
    Proposal.objects.filter(pk__in=(main.pk, other.pk)).update(publish_consent=False)
    for user in (c.housing_clerk, c.housing_head, c.gov_office):
        assert signed_in(user).get(other.get_absolute_url()).status_code == 200
    for user in (c.school_clerk, c.party_office, c.shen, c.zhou):
        assert signed_in(user).get(other.get_absolute_url()).status_code == 404
    page = signed_in(c.housing_clerk).get(work(main, c.housing).get_absolute_url()).content.decode()
    assert f'<a href="{other.get_absolute_url()}">{fresh(other).case_number}</a>' in page


def test_a_stranger_does_not_read_whose_answer_is_open(cast):
    c = cast
    _main, other = pair(c)
    Proposal.objects.filter(pk=other.pk).update(publish_consent=False)
    assert signed_in(c.zhou).get(other.get_absolute_url()).status_code == 404


def test_the_letter_is_addressed_to_those_it_answers(cast):
    c = cast
    main, other = pair(c)
    second = apart(c, main, other)
    checked(c, second, "二、已更换。", talked="陆远")
    first = str(UNITS.letters([work_done(main, c)], who(c.clerk)))
    letters = UNITS.letters([second], who(c.clerk))
    assert "沈岚委员" in first and "陆远委员" not in first
    assert len(letters) == 1 and "陆远委员" in str(letters) and "沈岚委员" not in str(letters)


# ---- ledgers, interface ----


def test_ledgers_tell_the_date_and_the_day_of_each_answer(cast):
    c = cast
    main, other = pair(c)
    second = apart(c, main, other)
    user = who(c.clerk).user
    columns = {column.key: column for column in OF_PROPOSALS.columns}

    def told(key, row):
        return columns[key].value(row)

    def merged_row():
        rows = list(Proposal.objects.filter(pk=other.pk).for_list())
        OF_PROPOSALS.fill(rows, user)
        return rows[0]

    row = merged_row()
    assert (told("due", row), told("answered", row)) == (date(2026, 6, 2), None)
    (whole,) = Proposal.objects.filter(pk=main.pk).for_list()
    OF_PROPOSALS.fill([whole], user)
    assert (told("lead", whole), units_of(whole)) == ("区住房和城乡建设局", "区住建局")
    works = list(Assignment.objects.filter(proposal=main).for_list())
    OF_WORKS.fill(works, user)
    due = next(column for column in OF_WORKS.columns if column.key == "due")
    assert {one.pk: due.value(one) for one in works}[second.pk] == date(2026, 6, 2)
    checked(c, second, talked="陆远")
    do(second, "deliver", c.housing_clerk, date(2026, 3, 9))
    assert told("answered", merged_row()) == date(2026, 3, 9)


def test_the_interface_tells_what_is_owed(cast):
    c = cast
    main, other = pair(c)
    found = signed_in(c.clerk).get(f"/api/v1/proposals/{main.pk}/").json()
    assert found["assignments"][0]["owed"][0]["due"] == "2026-06-02"
    assert signed_in(c.lu).get(f"/api/v1/proposals/{other.pk}/").json()["answers_owed"][0]["answered_at"] is None


def test_the_form_of_delivery_names_whom_the_letter_answers(cast):
    c = cast
    main, other = pair(c)
    sign(main, c.housing, c.housing_clerk)
    checked(c, work(main, c.housing))
    page = signed_in(c.housing_clerk).get(f"{work(main, c.housing).get_absolute_url()}do/deliver/").content.decode()
    assert "另行答复" in page and fresh(other).title in page and fresh(other).case_number in page


# ---- what was merged before answers were kept apart ----


def test_merged_proposals_of_before_are_owed_an_answer_by_the_date_of_the_main_one(cast):
    c = cast
    main, other = pair(c)
    done_main, done = main_of(c), recommended(c, c.lu, "关于路灯的提案")
    do(done, "merge", c.chair, main=done_main.pk)
    hand(c, done_main)
    sign(done_main, c.housing, c.housing_clerk)
    contact(done_main, c.housing, c.housing_clerk)
    answer(done_main, c.housing, c.housing_clerk, c.housing_head, c.gov_office)
    expected = limit(owed(other)).due, limit(owed(other)).label
    Clock.objects.filter(content_type=aimed_at(owed(other))["content_type"]).delete()
    OwedAnswer.objects.all().delete()
    import_module("proposals.migrations.0014_answers_owed_so_far").owe(apps, None)
    assert (limit(owed(other)).due, limit(owed(other)).label) == expected
    assert owed(other).answered_at is None and limit(work(main, c.housing)).label == "答复"
    assert owed(done).answered_at == work(done_main, c.housing).delivered_at
    assert not Clock.objects.filter(**aimed_at(owed(done))).exists()


def test_an_earlier_day_set_at_handing_out_holds_for_all_that_would_be_due_later(cast, own_rule):
    c = cast
    own_rule("proposal.reply_months", {"n": 1, "unit": "months"}, applies_to="cosigned")
    main, along = main_of(c), recommended(c, c.zhou, "关于路灯的提案")
    other = draft(c, c.lu, title="关于改造青山老旧水管的提案")
    do(other, "invite", c.lu, members=[c.he_member.pk])
    do(other, "agree_cosign", c.he)
    do(other, "submit", c.lu)
    do(other, "recommend", c.clerk, outcome="merge", category="city", text="建议并案")
    for one in (along, other):
        do(one, "merge", c.chair, main=main.pk)
    hand(c, main, lead=c.housing.pk, due_on=date(2026, 5, 4))
    assert limit(work(main, c.housing)).due == limit(owed(along)).due == date(2026, 5, 4)
    assert limit(owed(other)).due == date(2026, 4, 2)
