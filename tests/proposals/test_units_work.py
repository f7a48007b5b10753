"""What the people of a unit find on the pages of their work: filled in for them, beside the form, one press away."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import Attachment, Event
from proposals.models import Signatory
from tests.builders import stages
from tests.builders.acts import contact, do, sign, work
from tests.builders.cast import fresh
from tests.builders.pages import act, handed, press, signed_in, today
from tests.builders.uploads import PDF

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


# ---- drafts that come again ----


def test_who_countersigns_and_signs_off_sees_what_a_new_draft_changed(cast):
    lead = stages.objected_to(cast)
    old = lead.reply.text
    press(cast.housing_clerk, lead, "draft", **DRAFTED | {"text": f"{old}。六月完工。"})
    press(cast.housing_clerk, lead, "draft", **DRAFTED | {"text": f"{old}。七月完工。"}, do="send_countersign")
    water = work(lead.proposal, cast.water)
    marked = "<ins>。七月完工。</ins>"
    for user, page in ((cast.water_clerk, water.get_absolute_url()), (cast.housing_head, lead.get_absolute_url())):
        shown = signed_in(user).get(page).content.decode()
        assert "和第1稿比，改了哪里" in shown and marked in shown, user
    assert marked in form_of(cast.water_clerk, water, "countersign").content.decode()
    assert marked not in signed_in(cast.shen).get(lead.proposal.get_absolute_url()).content.decode()


def test_a_draft_that_nobody_sent_back_shows_no_changes(cast):
    one = stages.reply_drafted(cast)
    press(cast.housing_clerk, one, "draft", **DRAFTED | {"text": "一、六月完工。"})
    assert "改了哪里" not in signed_in(cast.housing_clerk).get(one.get_absolute_url()).content.decode()


# ---- files ----


def upload(name="座谈.pdf", content=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def file_named(name: str) -> Attachment:
    return Attachment.objects.get(name=name, removed_at=None)


def may_fetch(user, name: str) -> bool:
    status = signed_in(user).get(f"/attachments/{file_named(name).pk}/").status_code
    assert status in (200, 404)
    by_interface = signed_in(user).get(f"/api/v1/attachments/{file_named(name).pk}/download/").status_code
    assert by_interface == status
    return status == 200


def test_files_of_a_talk_are_read_with_it(cast):
    lead = stages.lead_drafted(cast)
    said = {"mode": "visit", "held_on": today().isoformat(), "content": "座谈", "with_whom": "沈岚"}
    press(cast.housing_clerk, lead, "record_contact", **said, files=[upload(), upload("签到表.pdf", PDF + b"%2")])
    talk = lead.contacts.latest("pk")
    assert file_named("座谈.pdf").target == talk and file_named("签到表.pdf").root == lead.proposal
    assert Event.objects.filter(key="record_contact").latest("pk").facts["files"] == ["座谈.pdf", "签到表.pdf"]
    for user in (cast.shen, cast.water_clerk, cast.gov_office, cast.clerk):
        page = signed_in(user).get(lead.proposal.get_absolute_url()).content.decode()
        assert "座谈.pdf" in page.partition("沟通记录")[2] and may_fetch(user, "座谈.pdf"), user
    assert not may_fetch(cast.lu, "座谈.pdf") and not may_fetch(cast.school_clerk, "座谈.pdf")


def test_files_of_an_opinion_stay_inside(cast):
    joint = stages.signed_by_joint_unit(cast)
    press(cast.water_clerk, joint, "give_opinion", opinion="同意", files=[upload("测算.pdf")])
    assert file_named("测算.pdf").target == joint
    lead = work(joint.proposal, cast.housing)
    assert "测算.pdf" in signed_in(cast.housing_clerk).get(lead.get_absolute_url()).content.decode()
    assert "测算.pdf" not in signed_in(cast.shen).get(joint.proposal.get_absolute_url()).content.decode()
    seen = {
        name: may_fetch(getattr(cast, name), "测算.pdf") for name in ("housing_clerk", "gov_office", "shen", "zhou")
    }
    assert seen == {"housing_clerk": True, "gov_office": True, "shen": False, "zhou": False}


def test_files_of_a_reply_go_out_with_it_and_may_be_taken_off_before(cast):
    one = stages.signed(cast)
    contact(one.proposal, cast.housing, cast.housing_clerk)
    press(cast.housing_clerk, one, "draft", **DRAFTED, files=[upload("图纸.pdf"), upload("旧表.pdf", PDF + b"%2")])
    assert "旧表.pdf" in form_of(cast.housing_clerk, one, "draft").content.decode()
    gone = file_named("旧表.pdf")
    press(cast.housing_clerk, one, "draft", **DRAFTED, without=[gone.pk], do="submit_reply")
    assert not Attachment.objects.filter(name="旧表.pdf", removed_at=None).exists()
    assert may_fetch(cast.housing_head, "图纸.pdf") and not may_fetch(cast.shen, "图纸.pdf")
    do(one, "sign_off", cast.housing_head)
    do(one, "pass_check", cast.gov_office, letter="B")
    do(one, "deliver", cast.housing_clerk)
    assert may_fetch(cast.shen, "图纸.pdf")
    assert "图纸.pdf" in signed_in(cast.shen).get(one.proposal.get_absolute_url()).content.decode()


def test_a_file_that_cannot_be_taken_says_why_and_nothing_is_done(cast):
    one = stages.signed(cast)
    for name, content in (("照片.jpg", PDF), ("宏.docm", PDF), ("空.pdf", b"")):
        refused = press(cast.housing_clerk, one, "draft", expect=400, **DRAFTED, files=[upload(name, content)])
        page = refused.content.decode()
        assert DRAFTED["text"] in page and "附件请重新选择" in page and 'enctype="multipart/form-data"' in page, name
    press(cast.housing_clerk, one, "draft", expect=400, **DRAFTED, files="没有文件")
    assert not hasattr(fresh(one), "reply") and not Attachment.objects.exists()
