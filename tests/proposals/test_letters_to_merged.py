"""并案: the letter answers whom it is written to, the unit's pages and every paper speak of whose answer it is."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.matters.engine import act_form, perform
from core.matters.lifecycle import Refused
from core.matters.papers import file_name, find
from core.models import Notice, OpenTurn
from proposals.documents import PAPERS
from proposals.documents.sources import UNITS, feedback_papers, form_papers
from proposals.models import Assignment, Proposal
from proposals.reading import proposal_for_page
from tests.builders.acts import do, sign, work
from tests.builders.cast import MONDAY, fresh, who
from tests.builders.pages import signed_in
from tests.builders.uploads import PDF
from tests.proposals.test_answers_owed import JUDGED, apart, checked, hand, main_of, owed, pair, recommended

pytestmark = pytest.mark.django_db
LATER = date(2026, 3, 9)
PIPES = "关于改造青山老旧水管的提案"


def late_pair(c):
    """A reply lies ready for 沈岚 when 陆远's proposal is merged into hers; with the housing bureau's work."""
    main, other = main_of(c), recommended(c, c.lu, PIPES)
    hand(c, main)
    sign(main, c.housing, c.housing_clerk)
    lead = work(main, c.housing)
    checked(c, lead)
    do(other, "merge", c.chair, LATER, main=main.pk)
    return main, other, fresh(lead)


def ticked(c, lead):
    return act_form(fresh(lead), "deliver", who(c.housing_clerk, LATER))["answers"].initial


def talk(c, lead, whom, day=LATER):
    do(lead, "record_contact", c.housing_clerk, day, mode="visit", held_on=day, with_whom=whom, content="上门说明")


def test_who_is_merged_when_the_reply_was_written_is_not_answered_by_silence(cast):
    c = cast
    main, other, lead = late_pair(c)
    assert ticked(c, lead) == []
    page = signed_in(c.housing_clerk).get(f"{lead.get_absolute_url()}do/deliver/").content.decode()
    assert "这封信写给谁" in page and "这一稿写成以后并案" in page and "沈岚" in page and PIPES in page
    with pytest.raises(Refused, match="还没有与陆远（收0002）的沟通记录"):
        do(lead, "deliver", c.housing_clerk, LATER, answers=[owed(other).pk])
    assert fresh(lead).state == "checked"
    do(lead, "deliver", c.housing_clerk, LATER)
    second = Assignment.objects.get(continues=lead)
    assert owed(other).work == second and owed(other).answered_at is None and fresh(main).state == "handling"


def test_the_unit_may_say_that_the_letter_is_for_him_once_it_has_talked_with_him(cast):
    c = cast
    main, other, lead = late_pair(c)
    talk(c, lead, "陆远")
    do(lead, "deliver", c.housing_clerk, LATER, answers=[owed(other).pk])
    assert owed(other).answered_at and fresh(main).state == "evaluating"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("沈岚委员：\n水管已经更新。", []),
        ("沈岚、陆远委员：\n水管已经更新。", ["陆远"]),
        ("沈委员、周委员：\n水管已经更新。", ["周正"]),
        ("水管已经更新。", ["陆远", "周正"]),
    ],
)
def test_ticked_beforehand_is_whom_the_text_itself_speaks_to(cast, text, expected):
    c = cast
    main, other = main_of(c), recommended(c, c.lu, PIPES)
    third = recommended(c, c.zhou, "关于路灯的提案")
    for one in (other, third):
        do(one, "merge", c.chair, main=main.pk)
    hand(c, main)
    sign(main, c.housing, c.housing_clerk)
    lead = work(main, c.housing)
    checked(c, lead, text)
    names = {owed(one).pk: next(iter(one.signatories.all())).name for one in (other, third)}
    assert [names[pk] for pk in ticked(c, lead)] == expected


def test_the_form_of_a_letter_for_one_asks_nothing_more(cast):
    c = cast
    main, other = pair(c)
    second = apart(c, main, other)
    checked(c, second, talked="陆远")
    assert "answers" not in act_form(fresh(second), "deliver", who(c.housing_clerk)).fields
    page = signed_in(c.housing_clerk).get(f"{second.get_absolute_url()}do/deliver/").content.decode()
    assert "这封信写给谁" not in page


def test_whoever_writes_a_letter_of_its_own_sees_the_proposal_that_it_answers(cast):
    c = cast
    main, other = pair(c)
    Proposal.objects.filter(pk=other.pk).update(suggestion="一、更换支管。\n二、公布工期。", publish_consent=False)
    second = apart(c, main, other)
    clerk = signed_in(c.housing_clerk)
    page = clerk.get(second.get_absolute_url()).content.decode()
    assert f'<h1 class="zx-title">{PIPES}</h1>' in page and page.index("更换支管") < page.index("主案")
    turn = OpenTurn.objects.get(object_id=second.pk, root_id=main.pk, role="unit_clerk")
    assert (turn.number, turn.title) == (fresh(other).case_number, PIPES)
    drafting = clerk.get(f"{second.get_absolute_url()}do/draft/").content.decode()
    points = drafting.partition('id="points-title"')[2].partition("</section>")[0]
    assert "公布工期" in points and fresh(main).suggestion[:8] not in points
    assert "称呼（陆远委员：）" in drafting and "沈岚委员：" not in drafting
    with pytest.raises(Refused, match="不同意公开"):
        do(second, "draft", c.housing_clerk, text="已更换。", letter="A", is_public=True)


def test_the_draft_of_the_main_work_names_those_merged_and_what_they_ask(cast):
    c = cast
    main, other = pair(c)
    Proposal.objects.filter(pk=other.pk).update(suggestion="一、更换支管。\n二、公布工期。")
    sign(main, c.housing, c.housing_clerk)
    drafting = signed_in(c.housing_clerk).get(f"{work(main, c.housing).get_absolute_url()}do/draft/").content.decode()
    assert "沈岚委员：" in drafting and "陆远委员：" in drafting and "公布工期" in drafting
    assert f"（{fresh(other).case_number}）《{PIPES}》" in drafting


# ---- papers ----


def answered_apart(c):
    """沈岚 answered on Monday with A, 陆远 a week later with B."""
    main, other = pair(c)
    second = apart(c, main, other)
    clerk, head = c.housing_clerk, c.housing_head
    talk(c, second, "陆远")
    files = [SimpleUploadedFile("工期.pdf", PDF)]
    drafted = {"text": "正在更换。", "letter": "B", "is_public": False, "files": files}
    perform(fresh(second), "draft", who(clerk, LATER), **drafted)
    do(second, "submit_reply", clerk, LATER)
    do(second, "sign_off", head, LATER)
    do(second, "pass_check", c.gov_office, LATER, letter="B")
    do(second, "deliver", clerk, LATER)
    return main, other, second


def test_papers_of_a_merged_proposal_speak_of_his_letter_and_his_proposal(cast):
    c = cast
    main, other, second = answered_apart(c)
    other, office = fresh(other), who(c.clerk, LATER)
    whole = proposal_for_page(office.user, main.pk)
    forms = {str(one.parts["facts"]): one for one in feedback_papers(whole, office)}
    (his,) = [told for told in forms if "陆远" in told]
    (hers,) = [told for told in forms if "沈岚" in told]
    assert f"{other.case_number}（并入" in his and PIPES in his and "B（" in his and "2026年3月9日" in his
    assert PIPES not in hers and "A（" in hers and "2026年3月2日" in hers and "并入" not in hers
    (form,) = form_papers(fresh(other), office)
    assert f"并入{fresh(main).official_number}《{fresh(main).title}》" in str(form.parts)
    (letter,) = UNITS.letters([fresh(second)], office)
    assert other.case_number in letter.title and "工期.pdf" in str(letter.parts["body"])
    assert PIPES in str(letter.parts["body"]) and fresh(main).title not in str(letter.parts["body"])
    assert other.case_number in file_name(find(PAPERS, "reply"), main, "pdf", fresh(second))


def test_a_form_on_paper_is_as_old_as_the_letter_to_its_signer(cast):
    c = cast
    main, _other, _second = answered_apart(c)
    his, hers = (main.evaluations.get(signatory__member__name=name) for name in ("陆远", "沈岚"))
    said = {"result": "satisfied", **JUDGED}
    do(main, "enter_judgement", c.clerk, LATER, evaluation=hers.pk, paper_dated=date(2026, 3, 3), **said)
    with pytest.raises(Refused, match="答复于2026年3月9日送达"):
        do(main, "enter_judgement", c.clerk, LATER, evaluation=his.pk, paper_dated=date(2026, 3, 3), **said)


def test_the_order_to_a_unit_names_everybody_who_is_owed_an_answer(cast):
    c = cast
    main, other = pair(c)
    second = apart(c, main, other)
    first, further = UNITS.sheets(_whole(c, main), who(c.gov_office))
    for sheet in (first, further):
        told = str(sheet.parts["facts"])
        assert fresh(other).case_number in told and PIPES in told and "陆远" in told and "2026年6月2日前答复" in told
    assert "另行答复" in str(further.parts["facts"]) and "另行答复" not in str(first.parts["facts"])
    checked(c, second, talked="陆远")
    do(second, "deliver", c.housing_clerk)
    do(main, "evaluate", c.shen, result="satisfied", **JUDGED)
    do(main, "evaluate", c.lu, result="dissatisfied", comment="没有时间表", **JUDGED)
    do(main, "rehandle", c.clerk, MONDAY, reason="请给出时间表")
    again = str(UNITS.sheets(_whole(c, main)[-1:], who(c.gov_office))[0].parts["facts"])
    assert f"陆远（{fresh(other).case_number}）不满意：没有时间表" in again and "请给出时间表" in again


def _whole(c, main):
    return list(proposal_for_page(who(c.gov_office).user, main.pk).assignments.all())


# ---- who hears of it, what the histories say ----


def test_units_at_work_hear_of_a_merge_and_of_its_undoing(cast):
    c = cast
    main, other = main_of(c), recommended(c, c.lu, PIPES)
    hand(c, main)
    Notice.objects.all().delete()
    do(other, "merge", c.chair, LATER, main=main.pk)
    at_work, number = work(main, c.housing), fresh(main).case_number
    for user in (c.housing_clerk, c.housing_head):
        (notice,) = Notice.objects.filter(recipient=user)
        assert f"已并入您单位办理的{number}" in notice.title and notice.url == at_work.get_absolute_url()
        assert "陆远" in notice.body and "限2026年6月9日前答复" in notice.body
    assert Notice.objects.filter(recipient=c.gov_office, title__contains=f"已并入{number}").exists()
    clerk = signed_in(c.housing_clerk)
    assert f"《{PIPES}》（陆远）并入本件一并办理" in clerk.get(at_work.get_absolute_url()).content.decode()
    do(other, "unmerge", c.chair, LATER, reason="并错了")
    for user in (c.housing_clerk, c.housing_head, c.gov_office):
        assert Notice.objects.filter(recipient=user, title__contains="不再并入").count() == 1
    do(other, "merge", c.chair, LATER, main=main.pk)
    told = clerk.get(at_work.get_absolute_url()).content.decode()
    assert told.count("并入本件一并办理") == 2 and "（陆远）不再并入本件" in told
    story = clerk.get(f"/api/v1/proposals/{other.pk}/timeline/").json()["results"]
    assert [event["key"] for event in story].count("merge") == 1


def test_those_behind_a_merged_proposal_are_told_of_it_by_its_own_name(cast):
    c = cast
    main, other, _second = answered_apart(c)
    other, number = fresh(other), fresh(main).case_number
    mine = f"{other.matter_name}（已并入{number}）"
    titles = list(Notice.objects.filter(recipient=c.lu).values_list("title", flat=True))
    assert f"{mine}：区住建局已另行答复" in titles and f"{mine}已答复，请您评价" in titles
    hers = Notice.objects.filter(recipient=c.shen, title__contains="评价")
    assert hers and all(other.case_number not in one.title for one in hers)
    turn = OpenTurn.objects.get(user=c.lu, key="evaluate")
    assert turn.number == other.case_number and turn.title == f"{PIPES}（并入{number}）"
    assert f'您的提案：<a href="{other.get_absolute_url()}">' in (
        signed_in(c.lu).get(f"{main.get_absolute_url()}do/evaluate/").content.decode()
    )


def test_a_disputed_talk_is_no_fact_for_outsiders(cast):
    c = cast
    main = main_of(c)
    hand(c, main)
    sign(main, c.housing, c.housing_clerk)
    lead = work(main, c.housing)
    talk(c, lead, "沈岚", MONDAY)
    told = "与沈岚沟通（"
    outsider, party = signed_in(c.lu), signed_in(c.shen)

    def reads(client):
        page = client.get(main.get_absolute_url()).content.decode()
        story = str(client.get(f"/api/v1/proposals/{main.pk}/timeline/").json())
        assert (told in page) == (told in story)
        return told in page

    assert reads(outsider) and reads(party)
    do(main, "deny_contact", c.shen, contact=lead.contacts.get().pk)
    assert not reads(outsider) and reads(party)
    do(lead, "settle_contact", c.gov_office, stands="yes", reason="有签到表")
    assert reads(outsider)
