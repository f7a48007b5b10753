"""Who reads what of a member, and how contact data change: the member asks, the office decides."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image

from core import records
from core.matters.events import readable
from core.matters.lifecycle import Refused
from core.models import Event, Notice, Post, Role, User
from core.models.generic import rooted_in
from core.models.roles import called
from core.people.actors import Actor
from members.forms import FILE_HELP
from members.models import ContactChange, Mandate, Member, Suspension
from members.readers import reads_private
from members.services import contact_changes, editing, left_behind, mandates, suspensions
from proposals.fields import members_to_invite
from tests.builders.acts import do
from tests.builders.cast import draft, fresh, who
from tests.builders.pages import signed_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SECRETS = ("13800001234", "secret@shen.cn", "文汇路77号", "543210", "1975-04-23", "ZX15001", "住院休养")


@pytest.fixture
def known(cast):
    """沈岚 with everything private, entered by the office so that the history holds it."""
    actor = Actor.of(cast.office_clerk)
    values = {
        "phone": "13800001234", "email": "secret@shen.cn", "address": "文汇路77号", "postcode": "543210",
        "birth": "1975-04-23", "note": "住院休养",
    }  # fmt: skip
    member, mandate = cast.shen_member, Mandate.objects.get(member=cast.shen_member)
    for record, fields in ((member, values), (mandate, {"card_no": "ZX15001"})):
        told = editing.how_told(record, fields)
        records.change(record, fields, actor=actor, reason="核对登记表", seen=0, root=member, **told)
    return cast


def cells(response) -> str:
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    return " ".join(str(cell.value) for row in book.active for cell in row)


@pytest.mark.parametrize("stranger", ["zhou", "housing_clerk", "gov_office", "liaison_clerk", "editor"])
def test_a_stranger_reads_nothing_private_anywhere(known, stranger):
    user, pk = getattr(known, stranger), known.shen_member.pk
    browser = signed_in(user)
    read = {
        "card": browser.get(f"/members/{pk}/").content.decode(),
        "list": browser.get("/members/").content.decode(),
        "search": browser.get("/members/", {"q": "沈岚"}).content.decode(),
        "xlsx": cells(browser.post("/members/?export=xlsx", {"purpose": "核对通讯录"})),
        "api": browser.get(f"/api/v1/members/{pk}/").content.decode(),
        "api list": browser.get("/api/v1/members/").content.decode(),
    }
    found = {(where, one) for where, text in read.items() for one in SECRETS if one in text}
    assert found == set()
    assert all("沈岚" in text for text in read.values())


def test_history_of_private_values_is_for_the_office(known):
    for user in (known.zhou, known.housing_clerk):
        assert not readable(Event.objects.filter(**rooted_in(known.shen_member)), user).exists()
    texts = " ".join(Event.objects.filter(**rooted_in(known.shen_member)).values_list("text", flat=True))
    assert not [one for one in SECRETS if one in texts]


def test_the_office_and_oneself_read_all_that_is_private(known):
    pk = known.shen_member.pk
    office = signed_in(known.office_clerk)
    page = office.get(f"/members/{pk}/").content.decode()
    assert all(one in page for one in SECRETS)
    assert "13800001234" in cells(office.post("/members/?export=xlsx", {"purpose": "核对通讯录"}))
    own = signed_in(known.shen).get("/members/mine/").content.decode()
    assert all(one in own for one in SECRETS[:-1]) and "住院休养" not in own


# ---- asking for changes ----


def ask(cast, **values):
    member = fresh(cast.shen_member)
    given = {name: getattr(member, name) for name in ContactChange.FIELDS} | values
    return signed_in(cast.shen).post("/members/mine/change/", given)


def test_the_member_asks_and_the_office_takes_over(cast):
    assert ask(cast, phone="138 0000 9999", address="新街1号").status_code == 302
    row = ContactChange.objects.get()
    assert Notice.objects.filter(recipient=cast.office_clerk, title__contains="沈岚申请修改").count() == 1
    office = signed_in(cast.office_clerk)
    assert "1 份委员资料变更" in office.get("/").content.decode()
    page = office.get(f"/members/changes/{row.pk}/").content.decode()
    assert "13800009999" in page and "新街1号" in page and "checked" not in page  # nothing is judged beforehand
    nothing = office.post(f"/members/changes/{row.pk}/", {"seen": 0, "reason": "核对过", "do": "take"})
    assert (
        nothing.status_code == 422 and "还没有勾选" in nothing.content.decode() and "核对过" in nothing.content.decode()
    )
    answer = office.post(f"/members/changes/{row.pk}/", {"take": ["phone"], "seen": 0, "reason": "", "do": "take"})
    assert answer.status_code == 422 and "请写明原因" in answer.content.decode()
    office.post(f"/members/changes/{row.pk}/", {"take": ["phone"], "seen": 0, "reason": "地址不详", "do": "take"})
    row, member = fresh(row), fresh(cast.shen_member)
    assert (row.state, row.taken, row.decided_by) == ("approved", ["phone"], cast.office_clerk)
    assert (member.phone, member.address) == ("13800009999", "")
    assert User.objects.get(pk=cast.shen.pk).phone == "13800009999"
    told = Notice.objects.get(recipient=cast.shen)
    assert "部分采纳" in told.title and "13800009999" not in told.title + told.body
    assert told.body == "已采纳：手机。未采纳：通信地址。原因：地址不详"
    mine = signed_in(cast.shen).get("/members/mine/").content.decode()
    assert "地址不详" in mine and '<span class="tag">部分采纳</span>' in mine
    for page in ("/members/changes/", f"/members/changes/{row.pk}/"):
        assert "部分采纳</span>" in office.get(page).content.decode()
    assert Event.objects.get(key="decide_change").text == "部分采纳资料变更申请：手机，未采纳通信地址"


def test_a_second_request_replaces_the_first_and_one_may_be_taken_back(cast):
    ask(cast, phone="13800000001")
    ask(cast, phone="13800000002")
    assert list(ContactChange.objects.values_list("state", flat=True)) == ["waiting", "replaced"]
    old = ContactChange.objects.get(state="replaced")
    with pytest.raises(Refused, match="已由新的申请代替"):
        contact_changes.decide(actor=Actor.of(cast.office_clerk), request=old, take=["phone"], reason="", seen=0)
    signed_in(cast.shen).post("/members/mine/withdraw/")
    assert not contact_changes.waiting().exists()
    assert ask(cast).status_code == 422


def test_what_the_office_changed_meanwhile_is_shown_and_not_overwritten_unseen(cast):
    ask(cast, phone="13800000001")
    row, member = ContactChange.objects.get(), fresh(cast.shen_member)
    office = signed_in(cast.office_clerk)
    records.change(member, {"phone": "13900000000"}, actor=Actor.of(cast.sysadmin), reason="来电", seen=0)
    page = office.get(f"/members/changes/{row.pk}/").content.decode()
    assert "提出以后已改为" in page and "13900000000" in page
    fields = {"take": ["phone"], "reason": "", "do": "take", "seen": 0}
    answer = office.post(f"/members/changes/{row.pk}/", fields)
    assert answer.status_code == 422 and fresh(member).phone == "13900000000"
    assert office.post(f"/members/changes/{row.pk}/", fields | {"seen": 1}).status_code == 302
    assert fresh(member).phone == "13800000001"


def test_nobody_else_opens_a_request(cast):
    ask(cast, phone="13800000001")
    row = ContactChange.objects.get()
    for user in (cast.zhou, cast.shen, cast.clerk):
        assert signed_in(user).get(f"/members/changes/{row.pk}/").status_code == 403
    assert "13800000001" not in signed_in(cast.zhou).get("/members/mine/").content.decode()


@pytest.mark.parametrize("ended", ["died", "resigned"])
def test_what_waits_of_whoever_leaves_is_closed_and_says_why(cast, ended):
    ask(cast, phone="13800000001")
    row, office = ContactChange.objects.get(), signed_in(cast.office_clerk)
    assert "1</b> 份资料变更申请待核对" in office.get(f"/members/{cast.shen_member.pk}/end/").content.decode()
    day = TODAY - timedelta(days=1) if ended == "died" else TODAY
    mandates.end_mandate(
        actor=Actor.of(cast.office_clerk), mandate=Mandate.objects.get(member=cast.shen_member), ends_on=day,
        ended=ended, reason="因故", decided_by="常委会",
    )  # fmt: skip
    left_behind.settle_left(TODAY)
    assert fresh(row).state == "waiting"
    left_behind.settle_left(TODAY + timedelta(days=1))
    row = fresh(row)
    assert row.state == "closed" and row.reason.startswith("委员资格已终止（" + ("去世" if ended == "died" else "辞职"))
    assert not contact_changes.waiting().exists() and fresh(cast.shen_member).phone != "13800000001"
    page = office.get("/members/changes/").content.decode()
    assert "随离任关闭" in page and row.reason in page
    assert Event.objects.filter(key="close_change", actor=None).count() == 1


# ---- suspension ----


def suspended(cast, member):
    mandate = Mandate.objects.get(member=member)
    suspensions.suspend(
        actor=Actor.of(cast.office_clerk), mandate=mandate, starts_on=TODAY, ends_on=None, reason="接受审查",
        decided_by="主席会议",
    )  # fmt: skip


def test_a_suspended_member_neither_hands_in_nor_signs_but_reads(cast):
    proposal = draft(cast, day=TODAY)
    do(proposal, "invite", cast.shen, TODAY, members=[cast.zhou_member.pk, cast.he_member.pk])
    suspended(cast, cast.shen_member)
    suspended(cast, cast.zhou_member)
    with pytest.raises(Refused, match="中止履职期间"):
        do(fresh(proposal), "submit", cast.shen, TODAY)
    with pytest.raises(Refused, match="中止履职期间"):
        do(fresh(proposal), "agree_cosign", cast.zhou, TODAY)
    do(fresh(proposal), "agree_cosign", cast.he, TODAY)
    browser = signed_in(cast.shen)
    assert browser.get(proposal.get_absolute_url()).status_code == 200
    assert browser.get("/").status_code == 200
    refused = browser.post(f"/api/v1/proposals/{proposal.pk}/do/submit/", {}, content_type="application/json")
    assert refused.status_code == 409
    other = draft(cast, cast.lu, day=TODAY)
    assert cast.zhou_member not in members_to_invite(other, who(cast.lu, TODAY))


def test_a_suspended_member_is_told_before_writing_and_not_led_to_what_is_refused(cast, django_assert_max_num_queries):
    proposal = draft(cast, day=TODAY)
    browser = signed_in(cast.shen)
    assert "检查并提交" in browser.get(proposal.get_absolute_url()).content.decode()
    suspended(cast, cast.shen_member)
    told = Notice.objects.get(recipient=cast.shen, title__startswith="已登记您中止履职")
    assert "不能提交和署名" in told.body and "期限照常计算" in told.body
    page = browser.get(proposal.get_absolute_url()).content.decode()
    assert "中止履职期间" in page.split("轮到")[0] and "检查并提交" not in page and "继续写" in page
    browser.get(f"{proposal.get_absolute_url()}write/")
    with django_assert_max_num_queries(10):
        form = browser.get(f"{proposal.get_absolute_url()}write/").content.decode()
    assert "中止履职期间" in form and "检查并提交" not in form and 'value="invite"' not in form and "保存草稿" in form
    new = browser.get("/proposals/new/")
    assert new.status_code == 409
    assert "中止履职期间" in new.content.decode() and 'id="write"' not in new.content.decode()
    made = Suspension.objects.get()
    suspensions.resume(actor=Actor.of(cast.office_clerk), suspension=made, ends_on=TODAY, reason="查清")
    assert "起可以提交和署名" in Notice.objects.get(recipient=cast.shen, title__startswith="已登记您恢复履职").body


# ---- photo ----


def picture(kind="JPEG", size=(2000, 1500)) -> bytes:
    out, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    Image.new("RGB", size, "red").save(out, kind, exif=exif)
    return out.getvalue()


def test_a_photo_is_made_small_and_bare_and_served_by_permission(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    office, pk = signed_in(cast.office_clerk), cast.shen_member.pk
    upload = SimpleUploadedFile("照片.jpg", picture())
    assert office.post(f"/members/{pk}/photo/change/", {"photo": upload}).status_code == 302
    member = Member.objects.get(pk=pk)
    stored = member.photo.read()
    assert b"SECRETCAMERA" not in stored and Image.open(BytesIO(stored)).size == (480, 360)
    assert signed_in(cast.zhou).get(f"/members/{pk}/photo/").status_code == 200
    assert f"/members/{pk}/photo/" in office.get("/members/").content.decode()
    assert signed_in(cast.auditor).get(f"/members/{pk}/photo/").status_code == 403
    bad = SimpleUploadedFile("照片.jpg", b"<html>")
    assert office.post(f"/members/{pk}/photo/change/", {"photo": bad}).status_code == 422
    office.post(f"/members/{pk}/photo/remove/")
    assert signed_in(cast.zhou).get(f"/members/{pk}/photo/").status_code == 404


def test_forms_say_who_really_reads_what_is_private(cast):
    page = signed_in(cast.office_clerk).get(f"/members/{cast.shen_member.pk}/edit/").content.decode()
    reading = [role for role in Role if reads_private(person_in(role))]
    assert f"只有{called(reading)}和本人看得到" in page and "只有办公室" not in page
    assert called([Role.LEADER]) in called(reading) and called(reading) in FILE_HELP


def person_in(role):
    user = User(username="x")
    user.post_in_use = Post(role=role)
    return user
