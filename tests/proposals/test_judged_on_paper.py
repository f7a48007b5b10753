"""征询意见表 that came back on paper: sent to those without account, entered by 提案委, marked where it is shown."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.matters.lifecycle import Forbidden, InvalidFacts, Refused
from core.models import Attachment, Event, Notice
from proposals.models import Evaluation
from tests.builders import stages
from tests.builders.acts import do
from tests.builders.cast import MONDAY, fresh
from tests.builders.pages import JUDGED, act, answered, drafted, handed, press, signed_in, today

pytestmark = pytest.mark.django_db
MARK = "纸质征询意见表录入"


def picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (8, 8)).save(made, "JPEG")
    return made.getvalue()


def leave_site(member) -> None:
    """The member has no account (any more)."""
    member.user = None
    member.save(update_fields=["user"])


def of(proposal, member) -> Evaluation:
    return Evaluation.objects.get(proposal=proposal, signatory__member=member)


def entered(c, proposal, member, result="satisfied", day=MONDAY, **more) -> Evaluation:
    asked = of(proposal, member)
    facts = {"evaluation": asked.pk, "paper_dated": day, "result": result, **JUDGED, **more}
    do(proposal, "enter_judgement", c.clerk, day, **facts)
    return of(proposal, member)


@pytest.fixture
def asked(cast):
    """沈岚 and 周正 have judged; 何静 has no account."""
    proposal = stages.judged_by_two(cast)
    leave_site(cast.he_member)
    return fresh(proposal)


def page(user, thing) -> str:
    response = signed_in(user).get(thing if isinstance(thing, str) else thing.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_what_came_on_paper_counts_as_the_signers_judgement(cast, asked):
    day = MONDAY + timedelta(days=2)
    given = entered(cast, asked, cast.he_member, "basically", day=day, comment="路灯还没有装")
    assert (given.state, given.result, given.paper_dated) == ("given", "basically", day)
    assert given.answers == {"contact": "上门走访或面商", "attitude": "满意", "relevance": "有针对性"}
    assert Event.objects.get(key="enter_judgement").text == "录入何静纸质征询意见表（2026年3月4日填写）：基本满意"
    do(fresh(asked), "close", cast.clerk)
    assert fresh(asked).state == "closed"


def test_whoever_judges_while_the_form_on_paper_is_entered_reads_that_it_was(cast):
    proposal = stages.judged_by_nobody(cast)
    entered(cast, proposal, cast.zhou_member, "satisfied")
    said = press(cast.zhou, proposal, "evaluate", expect=409, result="basically", **JUDGED).content.decode()
    assert "您的纸质征询意见表已由提案委录入" in said and "您当前的岗位不能办理" not in said
    press(cast.lu, proposal, "evaluate", expect=403, result="basically", **JUDGED)


def test_only_the_proposal_committees_clerk_enters_it(cast, asked):
    facts = {"evaluation": of(asked, cast.he_member).pk, "paper_dated": MONDAY, "result": "satisfied"}
    for user in (cast.housing_clerk, cast.gov_office, cast.chair, cast.shen, cast.office_clerk):
        with pytest.raises(Forbidden):
            do(asked, "enter_judgement", user, **facts)


def test_what_somebody_said_in_the_own_account_is_not_replaced_from_paper(cast, asked):
    with pytest.raises(InvalidFacts):
        entered(cast, asked, cast.zhou_member, "dissatisfied", comment="代填")
    assert of(asked, cast.zhou_member).result == "satisfied"


def test_the_day_is_the_one_on_the_paper_not_before_the_answer_and_not_to_come(cast, asked):
    with pytest.raises(Refused, match="答复于2026年3月2日送达"):
        entered_on = {"evaluation": of(asked, cast.he_member).pk, "result": "satisfied", **JUDGED}
        do(asked, "enter_judgement", cast.clerk, paper_dated=MONDAY - timedelta(days=1), **entered_on)
    with pytest.raises(InvalidFacts, match="不能晚于今天"):
        do(asked, "enter_judgement", cast.clerk, paper_dated=MONDAY + timedelta(days=1), **entered_on)
    assert of(asked, cast.he_member).state == "waiting"


def test_one_that_comes_after_the_time_replaces_no_answer(cast, asked):
    do(asked, "no_answer", cast.clerk, stages.LATER)
    given = entered(cast, fresh(asked), cast.he_member, day=stages.LATER)
    assert given.state == "given" and "逾期的纸质征询意见表" in Event.objects.get(key="enter_judgement").text


def test_a_slip_is_put_right_the_same_way_and_what_stood_there_stays_readable(cast, asked):
    entered(cast, asked, cast.he_member, "satisfied")
    with pytest.raises(Refused, match="没有更正"):
        entered(cast, fresh(asked), cast.he_member, "satisfied")
    given = entered(cast, fresh(asked), cast.he_member, "dissatisfied", q_why="", comment="没有时间表")
    assert given.result == "dissatisfied" and [one["result"] for one in given.earlier] == ["satisfied"]
    text = Event.objects.filter(key="enter_judgement").latest("pk").text
    assert text == "更正何静的纸质征询意见表（2026年3月2日填写）：原为满意，现为不满意"
    read = page(cast.clerk, asked)
    assert "更正以前" in read and "满意（纸质征询意见表录入）" in read


def test_it_is_marked_on_the_page_the_paper_and_in_the_interface(cast, asked):
    entered(cast, asked, cast.he_member)
    for user in (cast.clerk, cast.housing_clerk):
        assert MARK in page(user, asked)
    paper = signed_in(cast.clerk).get(f"{asked.get_absolute_url()}documents/feedback.docx")
    assert paper.status_code == 200
    rows = signed_in(cast.clerk).get(f"/api/v1/proposals/{asked.pk}/").json()["evaluations"]
    assert {row["name"]: row["paper_dated"] for row in rows} == {
        "沈岚": None, "周正": None, "何静": MONDAY.isoformat(),
    }  # fmt: skip


def test_a_member_with_an_account_is_told_and_may_judge_anew_within_the_time(cast):
    proposal = stages.judged_by_two(cast)
    entered(cast, proposal, cast.he_member)
    told = Notice.objects.get(event__key="enter_judgement")
    assert told.recipient == cast.he and "请告诉提案委" in told.body and "满意" in told.body
    facts = {"result": "dissatisfied", "comment": "没有时间表", **JUDGED}
    do(fresh(proposal), "correct_judgement", cast.he, MONDAY + timedelta(days=1), **facts)
    own = of(proposal, cast.he_member)
    assert own.paper_dated is None and own.earlier[0]["paper"] == MONDAY.isoformat()
    with pytest.raises(Refused, match="都已在平台上评价"):
        entered(cast, fresh(proposal), cast.he_member)


def test_the_scan_is_for_offices_and_whoever_wrote_it(cast):
    c = cast
    proposal = answered(c, handed(c))
    asked = of(proposal, c.shen_member)
    facts = {"evaluation": asked.pk, "paper_dated": today(), "result": "satisfied", **JUDGED}
    form = page(c.clerk, f"{proposal.get_absolute_url()}do/enter_judgement/")
    assert "multipart/form-data" in form
    press(c.clerk, proposal, "enter_judgement", scan=SimpleUploadedFile("沈岚.jpg", picture()), **facts)
    scan = Attachment.objects.get()
    assert (scan.target, scan.root) == (asked, proposal)
    for user, answer, shown in ((c.clerk, 200, True), (c.shen, 200, True), (c.housing_clerk, 404, False)):
        assert signed_in(user).get(f"/attachments/{scan.pk}/").status_code == answer
        assert ("沈岚.jpg" in page(user, proposal)) is shown


def test_a_file_that_cannot_be_kept_refuses_the_act_and_keeps_what_was_typed(cast):
    c = cast
    proposal = answered(c, handed(c))
    facts = {"evaluation": of(proposal, c.shen_member).pk, "paper_dated": today(), "result": "satisfied", **JUDGED}
    bad = SimpleUploadedFile("表.jpg", b"\xff\xd8\xff\xe0not a picture")
    response = press(c.clerk, proposal, "enter_judgement", expect=409, scan=bad, comment="路灯还没有装", **facts)
    assert "路灯还没有装" in response.content.decode() and of(proposal, c.shen_member).state == "waiting"


# ---- who is reached on paper only ----


def test_whoever_delivers_and_the_office_read_who_gets_the_answer_on_paper(cast):
    c = cast
    proposal = handed(c)
    leave_site(c.shen_member)
    lead = drafted(c, proposal)
    act(c.housing_clerk, lead, "submit_reply")
    act(c.housing_head, lead, "sign_off")
    act(c.gov_office, lead, "pass_check", letter="A")
    form = page(c.housing_clerk, f"{lead.get_absolute_url()}do/deliver/")
    assert "沈岚在平台上没有账号，收不到通知" in form and "征询意见表" in form
    act(c.housing_clerk, lead, "deliver")
    told = Notice.objects.get(event__key="receive_replies", recipient=c.clerk)
    assert "请给沈岚送纸质征询意见表" in told.title


def test_nobody_is_sent_paper_where_all_have_accounts(cast):
    c = cast
    proposal = answered(c, handed(c))
    assert not Notice.objects.filter(event__key="receive_replies", recipient=c.clerk).exists()
    assert "没有账号" not in page(c.clerk, proposal)


def test_urging_reaches_those_with_accounts_and_names_those_without(cast):
    c = cast
    proposal = stages.judged_by_nobody(c)
    leave_site(c.he_member)
    said = {"wording": "请您评价"}
    browser = signed_in(c.clerk)
    address = f"{proposal.get_absolute_url()}do/urge_evaluation/"
    done = browser.post(address, {"seen": proposal.revision, **said}, follow=True).content.decode()
    assert "何静没有账号，没有催到，请打电话或者送纸质件" in done
    event = Event.objects.get(key="urge_evaluation")
    assert event.text.endswith("请您评价（何静没有账号，没有催到，请打电话或者送纸质件）")
    assert {row.recipient for row in Notice.objects.filter(event=event)} == {c.shen, c.zhou}


def test_nobody_counts_as_urged_who_has_no_account(cast, asked):
    with pytest.raises(Refused, match="何静没有账号，平台上催不到，请打电话或者送纸质件"):
        do(asked, "urge_evaluation", cast.clerk, wording="请您评价")
    assert not Event.objects.filter(key="urge_evaluation").exists()
    assert "平台上催不到" in page(cast.clerk, asked)


def test_the_office_finds_the_way_beside_the_judgements(cast, asked):
    address = f'href="{asked.get_absolute_url()}do/enter_judgement/"'
    assert page(cast.clerk, asked).count(address) >= 1
    assert address not in page(cast.chair, asked)
