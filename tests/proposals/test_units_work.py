"""What the people of a unit find on the pages of their work: filled in for them, beside the form, one press away."""

import pytest

from core.models import Event
from proposals.models import Signatory
from tests.builders import stages
from tests.builders.acts import contact, sign, work
from tests.builders.cast import fresh
from tests.builders.pages import act, handed, press, signed_in, today

pytestmark = pytest.mark.django_db
DRAFTED = {"text": "一、已列入计划。", "letter": "B", "is_public": "on"}


def form_of(user, one, key):
    return signed_in(user).get(f"{one.get_absolute_url()}do/{key}/")


# ---- signing ----


def test_signing_comes_with_what_the_unit_wrote_the_last_time(cast):
    first, second = handed(cast), handed(cast, title="关于更新消火栓的提案")
    act(cast.housing_clerk, work(first, cast.housing), "sign", handler_name="马宁", handler_phone="010-1")
    shown = form_of(cast.housing_clerk, work(second, cast.housing), "sign").context["form"]
    assert (shown["handler_name"].value(), shown["handler_phone"].value()) == ("马宁", "010-1")


def test_the_limit_stands_beside_the_promise(cast):
    one = work(handed(cast), cast.housing)
    page = form_of(cast.housing_clerk, one, "sign")
    due = page.context["line"].limit.clock.due
    assert f'规定期限</span> <b class="tabular">{due.year}年{due.month}月{due.day}日' in page.content.decode()


# ---- talking ----


def test_whom_a_unit_talked_with_is_ticked_and_others_are_written(cast):
    lead = stages.lead_drafted(cast)
    shen, zhou = (Signatory.objects.get(proposal=lead.proposal, member__user=user) for user in (cast.shen, cast.zhou))
    offered = form_of(cast.housing_clerk, lead, "record_contact").context["form"].fields["signatories"]
    assert {one.name for one in offered.queryset} == {"沈岚", "周正", "何静"}
    said = {"mode": "visit", "held_on": today().isoformat(), "content": "座谈"}
    press(cast.housing_clerk, lead, "record_contact", **said, signatories=[shen.pk, zhou.pk], with_whom="村委会")
    talk = lead.contacts.last()
    assert (talk.with_whom, talk.talked_with) == (f"{shen.name}、{zhou.name}、村委会", [shen.pk, zhou.pk])
    told = Event.objects.filter(key="record_contact").latest("pk")
    assert f"与{talk.with_whom}沟通" in told.text
    nobody = press(cast.housing_clerk, lead, "record_contact", expect=409, **said, with_whom="村委会")
    assert "请勾选或写明与谁沟通" in nobody.content.decode() and "座谈" in nobody.content.decode()
    declined = Signatory.objects.create(
        proposal=lead.proposal, member=cast.lu_member, position="cosigner", state="declined", order=9
    )
    press(cast.housing_clerk, lead, "record_contact", expect=400, **said, signatories=[declined.pk])


# ---- drafting, sending on ----


def test_a_draft_is_saved_or_sent_on_with_one_press(cast):
    one = stages.signed(cast)
    contact(one.proposal, cast.housing, cast.housing_clerk)
    page = form_of(cast.housing_clerk, one, "draft").content.decode()
    assert "保存草稿</button>" in page and 'name="do" value="submit_reply">保存并送签发</button>' in page
    press(cast.housing_clerk, one, "draft", **DRAFTED)
    assert fresh(one).state == "drafted"
    press(cast.housing_clerk, one, "draft", **DRAFTED, do="submit_reply")
    assert (fresh(one).state, fresh(one).reply.draft_number) == ("signing", 2)


def test_a_lead_units_draft_goes_to_the_joint_units(cast):
    lead = stages.lead_drafted(cast)
    assert "保存并送会签" in form_of(cast.housing_clerk, lead, "draft").content.decode()
    press(cast.housing_clerk, lead, "draft", **DRAFTED, do="send_countersign")
    assert fresh(lead).state == "countersigning"


def test_a_draft_that_may_not_go_on_yet_is_kept_and_says_why(cast):
    one = stages.signed(cast)
    browser = signed_in(cast.housing_clerk)
    sent = DRAFTED | {"seen": one.revision, "do": "submit_reply"}
    page = browser.post(f"{one.get_absolute_url()}do/draft/", sent, follow=True).content.decode()
    assert "还不能送签发：还没有与提案者的沟通记录" in page and "答复草稿已保存" in page
    assert (fresh(one).state, fresh(one).reply.text) == ("drafted", DRAFTED["text"])
    for other in ("sign_off", "deliver", "nothing"):  # only what the form offers
        press(cast.housing_clerk, one, "draft", **DRAFTED, do=other)
        assert fresh(one).state == "drafted"


# ---- what stands in front ----


def test_giving_back_is_folded_and_the_menu_opens_on_what_waits(cast):
    one = stages.sent(cast)
    page = signed_in(cast.housing_clerk).get(one.get_absolute_url())
    actions = page.context["page"].actions
    assert actions.primary.key == "sign" and "ask_return" in [action.key for action in actions.more]
    assert 'href="/proposals/assignments/?turn=1"' in page.content.decode()
    office = signed_in(cast.gov_office).get("/").content.decode()
    assert 'href="/proposals/assignments/"' in office


# ---- a second handling ----


def test_the_second_draft_begins_with_the_first_reply_which_stands_beside_it(cast):
    proposal = stages.handled_again(cast)
    one = work(proposal, cast.housing, 2)
    before = signed_in(cast.housing_clerk).get(one.get_absolute_url()).content.decode().partition("上次办理")[2]
    assert "一、已列入计划。" in before and "上门说明办理打算" in before
    sign(proposal, cast.housing, cast.housing_clerk, round=2)
    page = form_of(cast.housing_clerk, one, "draft")
    assert page.context["form"]["text"].value() == "一、已列入计划。"
    assert page.context["form"]["letter"].value() is None  # how it stands now is for the unit to say
    beside = page.content.decode().partition("zx-beside")[2]
    for part in ("上次办理：区住建局的答复", "一、已列入计划。", "上门说明办理打算", "没有时间表"):
        assert part in beside, part
    press(cast.housing_clerk, one, "draft", **DRAFTED | {"text": "一、六月完工。"})
    assert form_of(cast.housing_clerk, one, "draft").context["form"]["text"].value() == "一、六月完工。"


def test_a_first_draft_begins_empty_with_nothing_beside_it_of_a_round_before(cast):
    page = form_of(cast.housing_clerk, stages.signed(cast), "draft")
    assert page.context["form"]["text"].value() == "" and "上次办理" not in page.content.decode()


def test_proposers_read_no_drafts_of_the_second_round(cast):
    proposal = stages.handled_again(cast)
    sign(proposal, cast.housing, cast.housing_clerk, round=2)
    press(cast.housing_clerk, work(proposal, cast.housing, 2), "draft", **DRAFTED | {"text": "一、六月完工。"})
    assert "六月完工" not in signed_in(cast.shen).get(proposal.get_absolute_url()).content.decode()
