"""What members answer from their phones: invitations to sign, judgements, talks that a unit says it had with them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.clock.clocks import last_clock, running_clock
from core.matters.lifecycle import Forbidden, InvalidFacts, Refused
from core.models import Notice
from proposals.models import Evaluation
from tests.builders import stages
from tests.builders.acts import answer, contact, do, sign, work
from tests.builders.cast import MONDAY, draft, fresh, who
from tests.builders.pages import JUDGED, act, answered, handed, press, signed_in, today
from workbench.todo import todo_list

pytestmark = pytest.mark.django_db


def page(user, thing) -> str:
    response = signed_in(user).get(thing if isinstance(thing, str) else thing.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def asked(cast):
    """沈岚 asks 周正 and 何静 to sign."""
    proposal = draft(cast, day=today())
    act(cast.shen, proposal, "invite", members=[cast.zhou_member.pk, cast.he_member.pk])
    return proposal


# ---- invitations ----


def test_an_invitation_opens_with_the_text_who_invites_until_when_and_both_answers(cast, asked):
    home = page(cast.zhou, "/")
    assert f'href="{asked.get_absolute_url()}"' in home and "邀您联名" in home
    read = page(cast.zhou, asked)
    assert "沈岚委员邀您联名" in read and "前决定" in read and asked.situation in read
    places = [read.index(said) for said in (asked.suggestion, ">署名<", ">不署名</summary>", ">确定不署名</button>")]
    assert places == sorted(places)
    assert "m-big" in read[read.index(">署名</button>") - 80 : read.index(">署名</button>")]
    assert "经过" not in read and "邀请周正" not in read


def test_an_invitation_whose_day_is_over_says_so_and_has_no_tick(cast, asked, monkeypatch):
    from core.models import Clock

    Clock.objects.filter(kind="cosign").update(due=today() - timedelta(days=2))
    read, home = page(cast.zhou, asked), page(cast.zhou, "/")
    assert "已过。还没有提交，您现在答复仍然有效" in read
    assert "答复期限已届满" in home and "bi-check-circle" not in home + read.partition("谁署名了")[0]


def test_who_does_not_sign_is_back_home_and_reads_it_in_plain_words(cast, asked):
    response = press(cast.zhou, asked, "decline_cosign")
    assert response.url == "/"
    browser = signed_in(cast.he)
    done = browser.post(f"{asked.get_absolute_url()}do/agree_cosign/", {"seen": asked.revision}, follow=True)
    assert "您已署名。" in done.content.decode() and "已办好" not in done.content.decode()


def test_a_refusal_is_known_to_who_asked_and_to_the_desk_only(cast, asked):
    act(cast.he, asked, "decline_cosign", remark="不熟悉情况")
    act(cast.zhou, asked, "agree_cosign")
    act(cast.shen, asked, "submit")
    act(cast.clerk, asked, "recommend", outcome="file", category="city")
    act(cast.chair, asked, "file", category="city")
    act(cast.clerk, asked, "hand_over", channel=cast.gov.pk)
    for name in ("zhou", "leader", "office_clerk", "gov_office", "committee_clerk", "lu"):
        user = getattr(cast, name)
        story = signed_in(user).get(f"/api/v1/proposals/{asked.pk}/timeline/").content.decode()
        detail = signed_in(user).get(f"/api/v1/proposals/{asked.pk}/").content.decode()
        for read in (page(user, asked), story, detail):
            assert "不署名" not in read and "decline_cosign" not in read and "何静" not in read, name
    for name in ("clerk", "chair"):
        assert "不署名" in page(getattr(cast, name), asked)
    assert "未同意" in page(cast.shen, asked)


def test_who_would_not_sign_may_be_asked_once_more_and_then_does(cast, asked):
    """Minds change, and texts do: as long as it is not handed in, whoever asked may ask again."""
    act(cast.he, asked, "decline_cosign", remark="不熟悉情况")
    read = signed_in(cast.he).get(asked.get_absolute_url()).content.decode()
    assert "改了主意的，文稿提交以前可以请邀您的人再邀一次" in read
    form = page(cast.shen, f"{asked.get_absolute_url()}do/invite/")
    assert f"{today().month}月{today().day}日未同意" in form and "周正" not in form.partition('name="members"')[2]
    act(cast.shen, asked, "invite", members=[cast.he_member.pk])
    assert "邀您联名" in page(cast.he, "/")
    act(cast.he, asked, "agree_cosign")
    row = asked.signatories.get(member=cast.he_member)
    assert (row.state, row.remark) == ("agreed", "") and asked.signatories.count() == 3


def test_who_was_asked_and_sees_the_text_no_more_reads_what_became_of_the_invitation(cast, asked):
    act(cast.he, asked, "decline_cosign")
    act(cast.shen, asked, "submit")
    for user, words in ((cast.zhou, "您不必再答复"), (cast.he, "您没有在《"), (cast.lu, "")):
        answer = signed_in(user).get(asked.get_absolute_url())
        assert answer.status_code == 404
        assert (words in answer.content.decode()) if words else asked.title not in answer.content.decode()


# ---- judging ----


@pytest.fixture
def judged(cast):
    """周正 alone was not satisfied with the housing bureau's reply."""
    return stages.dissatisfied(cast)


def second_reply(c, proposal):
    do(proposal, "rehandle", c.gov_office, reason="请给出时间表")
    sign(proposal, c.housing, c.housing_clerk, round=2)
    contact(proposal, c.housing, c.housing_clerk, round=2)
    answer(proposal, c.housing, c.housing_clerk, c.housing_head, c.gov_office, letter="A", round=2)
    return fresh(proposal)


def test_round_two_asks_only_the_one_who_was_not_content(cast, judged):
    before = Notice.objects.filter(title__contains="请您评价").count()
    proposal = second_reply(cast, judged)
    new = Notice.objects.filter(title__contains="请您评价").order_by("-pk")
    assert new.count() == before + 1 and new[0].recipient == cast.zhou
    assert "请评价答复" in page(cast.zhou, "/") and "请评价答复" not in page(cast.shen, "/")
    read = page(cast.zhou, f"{proposal.get_absolute_url()}do/evaluate/")
    assert "这是第2次评价" in read and "上次您评的是“不满意”：没有时间表" in read and "改了哪里" in read


def test_the_page_to_judge_shows_the_reply_and_what_follows(cast):
    proposal = answered(cast, handed(cast))
    read = page(cast.shen, f"{proposal.get_absolute_url()}do/evaluate/")
    text = work(proposal, cast.housing).reply.text
    assert text[:8] in read.partition("再说细一点")[0] and "前评" in read
    assert "重新办理、再答复" in read and "再请您评价一次" in read


def test_who_is_not_content_says_why(cast):
    proposal = answered(cast, handed(cast))
    with pytest.raises(InvalidFacts) as error:
        act(cast.shen, proposal, "evaluate", result="dissatisfied")
    assert "请选一条或者写一两句哪里不满意" in error.value.sentence
    act(cast.shen, proposal, "evaluate", result="dissatisfied", q_why="没有和我商量过")
    assert Evaluation.objects.get(proposal=proposal).answers == {"why": "没有和我商量过"}


def test_why_not_content_goes_with_a_judgement_that_says_so(cast):
    proposal = answered(cast, handed(cast))
    act(cast.shen, proposal, "evaluate", result="satisfied", q_why="没有和我商量过", **JUDGED)
    mine = Evaluation.objects.get(proposal=proposal)
    assert "why" not in mine.answers
    act(cast.shen, proposal, "correct_judgement", result="dissatisfied", q_why="没有和我商量过", **JUDGED)
    act(cast.shen, proposal, "correct_judgement", result="satisfied", q_why="没有和我商量过", **JUDGED)
    mine.refresh_from_db()
    assert "why" not in mine.answers and mine.earlier[-1]["answers"]["why"] == "没有和我商量过"
    assert "不满意，没有和我商量过" in page(cast.clerk, proposal)


def test_a_judgement_is_corrected_within_its_time_and_both_are_kept(cast):
    proposal = answered(cast, handed(cast))
    act(cast.shen, proposal, "evaluate", result="dissatisfied", comment="没有时间表", **JUDGED)
    assert "更正我的评价" in page(cast.shen, proposal)
    with pytest.raises(Refused, match="与原来的一样"):
        act(cast.shen, proposal, "correct_judgement", result="dissatisfied", comment="没有时间表", **JUDGED)
    act(cast.shen, proposal, "correct_judgement", result="satisfied", comment="单位已当面说明", **JUDGED)
    mine = Evaluation.objects.get(proposal=proposal)
    assert (mine.result, [one["result"] for one in mine.earlier]) == ("satisfied", ["dissatisfied"])
    for user in (cast.shen, cast.clerk):
        assert "更正以前" in page(user, proposal) and "没有时间表" in page(user, proposal)
    assert Notice.objects.filter(recipient=cast.clerk, title__contains="评价有更正").count() == 1
    late = today() + timedelta(days=60)
    with pytest.raises(Refused, match="不能再更正"):
        do(proposal, "correct_judgement", cast.shen, late, result="basically", comment="再想想", **JUDGED)


# ---- talks ----


def test_only_those_talked_with_are_told_and_may_say_that_it_never_was(cast):
    proposal = stages.talked_about(cast)
    lead = work(proposal, cast.housing)
    told = Notice.objects.filter(title__contains="登记了与您的沟通")
    assert [one.recipient for one in told] == [cast.shen]
    assert "没有这回事" in page(cast.shen, proposal) and "没有这回事" not in page(cast.zhou, proposal)
    do(lead, "draft", cast.housing_clerk, text="一、已列入计划。", letter="A", is_public=True)
    press(cast.shen, proposal, "deny_contact", contact=lead.contacts.get().pk)
    for user in (cast.gov_office, cast.housing_clerk):
        assert Notice.objects.filter(recipient=user, title__contains="没有这回事").count() == 1
    with pytest.raises(Refused, match="请先由督查室核实"):
        do(lead, "submit_reply", cast.housing_clerk)
    assert "核实沟通记录" in page(cast.gov_office, lead)
    assert last_clock(lead, "first_contact").stopped_at
    do(lead, "settle_contact", cast.gov_office, stands="no", reason="没有打通")
    assert last_clock(lead, "first_contact").stopped_at is None, "it runs on"
    assert "沟通记录 0 次，不成立 1 次" in page(cast.housing_clerk, lead)
    with pytest.raises(Refused, match="核实没有发生"):
        do(lead, "submit_reply", cast.housing_clerk)
    contact(proposal, cast.housing, cast.housing_clerk)
    do(lead, "submit_reply", cast.housing_clerk)


def test_a_talk_that_never_was_holds_up_what_is_checked_and_delivered(cast):
    lead = stages.being_checked(cast)
    proposal = lead.proposal
    lead.contacts.update(denied_at=timezone.now(), denied_by="沈岚", stands=False)
    with pytest.raises(Refused, match="核实没有发生"):
        do(fresh(lead), "pass_check", cast.gov_office, letter="B")
    contact(proposal, cast.housing, cast.housing_clerk)
    do(fresh(lead), "pass_check", cast.gov_office, letter="B")
    lead.contacts.filter(stands=None).update(denied_at=timezone.now(), denied_by="沈岚", stands=False)
    with pytest.raises(Refused, match="核实没有发生"):
        do(fresh(lead), "deliver", cast.housing_clerk)
    contact(proposal, cast.housing, cast.housing_clerk)
    do(fresh(lead), "deliver", cast.housing_clerk)


def test_a_talk_that_was_found_true_counts_and_its_time_stays_stopped(cast):
    proposal = stages.talked_about(cast)
    lead = work(proposal, cast.housing)
    press(cast.shen, proposal, "deny_contact", contact=lead.contacts.get().pk)
    do(lead, "settle_contact", cast.gov_office, stands="yes", reason="通话记录可查")
    assert last_clock(lead, "first_contact").stopped_at
    assert "沟通记录 1 次" in page(cast.housing_clerk, lead)


def test_a_denial_says_why_is_taken_back_and_is_looked_into_with_the_talk_in_sight(cast):
    proposal = stages.talked_about(cast)
    lead = work(proposal, cast.housing)
    talk = lead.contacts.get()
    shown = page(cast.shen, proposal)
    assert "确定没有这回事吗" in shown and talk.content in shown
    denied = {"contact": talk.pk, "denied_words": "那天我在外地"}
    press(cast.shen, proposal, "deny_contact", **denied)
    assert "等督查室核实" in page(cast.shen, proposal) and "我记错了" not in page(cast.zhou, proposal)
    asked = running_clock(lead, "settle_talk")
    assert (asked.holder_org, asked.root, asked.rule_value["n"]) == (cast.gov, proposal, 3)
    with pytest.raises(Forbidden):
        do(proposal, "undeny_contact", cast.zhou, contact=talk.pk)
    press(cast.shen, proposal, "undeny_contact", contact=talk.pk)
    assert fresh(talk).denied_at is None and fresh(talk).denied_words == ""
    assert running_clock(lead, "settle_talk") is None and last_clock(lead, "settle_talk").void
    for user in (cast.gov_office, cast.housing_clerk):
        assert Notice.objects.filter(recipient=user, title__contains="撤回异议").count() == 1
    press(cast.shen, proposal, "deny_contact", **denied)
    looked_at = page(cast.gov_office, f"{lead.get_absolute_url()}do/settle_contact/")
    for words in (talk.content, talk.mode_label, talk.with_whom, "沈岚", "那天我在外地", "规定期限"):
        assert words in looked_at, words
    (todo,) = [one for one in todo_list(who(cast.gov_office).user, MONDAY).items if one.turn.key == "settle_contact"]
    assert todo.clock.kind == "settle_talk" and todo.binds is not None and todo.binds.kind == "reply"
    do(lead, "settle_contact", cast.gov_office, stands="no", reason="没有来过")
    assert not last_clock(lead, "settle_talk").void and running_clock(lead, "settle_talk") is None
    assert Notice.objects.filter(recipient=cast.housing_clerk, title__contains="没有沟通，请先沟通并登记").exists()
    assert Notice.objects.filter(recipient=cast.shen, title__contains="没有沟通").exists()
    with pytest.raises(Refused, match="不能再撤回"):
        do(proposal, "undeny_contact", cast.shen, contact=talk.pk)
    assert "重新沟通并登记" in page(cast.housing_clerk, lead)


def test_after_the_letter_a_talk_may_be_denied_until_the_judgement_is_closed(cast):
    proposal = stages.judged_by_nobody(cast)
    lead = work(proposal, cast.housing)
    talk = lead.contacts.first()
    judging = f"{proposal.get_absolute_url()}do/evaluate/"
    assert "到提案页告诉我们" in page(cast.shen, judging) and "单位的答复已经送出" in page(cast.shen, proposal)
    denying = f"{proposal.get_absolute_url()}do/deny_contact/"
    done = signed_in(cast.shen).post(denying, {"contact": talk.pk}, follow=True).content.decode()
    assert "核实结果您和承办单位都会收到" in done
    assert Notice.objects.get(recipient=cast.housing_clerk, title__contains="没有这回事").title.endswith("由督查室核实")
    assert "督查室正在核实" in page(cast.zhou, judging) and fresh(lead).state == "delivered"
    (todo,) = [one for one in todo_list(who(cast.gov_office).user, MONDAY).items if one.turn.key == "settle_contact"]
    assert "不受影响" in page(cast.gov_office, f"{lead.get_absolute_url()}do/settle_contact/") and todo
    for name in ("shen", "zhou", "he"):
        do(proposal, "evaluate", getattr(cast, name), result="satisfied", **JUDGED)
    assert not todo_list(who(cast.clerk).user, MONDAY).items, "what is looked into is not closed"
    do(lead, "settle_contact", cast.gov_office, stands="no", reason="没有打过电话")
    assert last_clock(lead, "first_contact").stopped_at, "nobody is asked to talk any more"
    assert (
        "没有沟通" in page(cast.shen, proposal)
        and Notice.objects.filter(recipient=cast.housing_clerk, title__endswith="没有沟通，提案者评价时看得到").exists()
    )
    do(proposal, "close", cast.clerk)
    with pytest.raises(Refused):
        do(proposal, "deny_contact", cast.shen, contact=talk.pk)


def test_whom_one_has_talked_with_is_asked_for_where_it_is_needed(cast):
    form = page(cast.housing_clerk, f"{stages.signed(cast).get_absolute_url()}do/record_contact/")
    assert "至少勾选一人，或者写在下一栏" in form and "上面已勾选的可不填" in form


def test_a_talk_names_somebody_who_signed(cast):
    lead = stages.signed(cast)
    facts = {"mode": "visit", "held_on": MONDAY, "content": "上门说明"}
    with pytest.raises(Refused, match="请勾选或写明与谁沟通（沈岚"):
        do(lead, "record_contact", cast.housing_clerk, with_whom="有关人员", **facts)
    do(lead, "record_contact", cast.housing_clerk, with_whom="沈委员", **facts)
    assert len(lead.contacts.get().talked_with) == 1
