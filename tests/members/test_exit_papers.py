"""Exits, suspensions and substitutions with their papers: who decided, the file itself, who reads it, taken back."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.files.uploads import UploadRefused
from core.models import Attachment, GrantRequest, Notice, Post, Role
from core.people import grants
from core.people.actors import Actor
from members.models import Mandate, Suspension
from members.services import editing, mandates, steps, suspensions
from tests.builders.pages import signed_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def clerk(cast) -> Actor:
    return Actor.of(cast.office_clerk, at=timezone.now())


def scan(name="决定.pdf", content=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def leave(cast, upload, ended="removed", actor=None):
    mandates.end_mandate(
        actor=actor or clerk(cast), mandate=Mandate.objects.get(member=cast.shen_member), ends_on=TODAY, ended=ended,
        reason="违纪", decided_by="常委会", paper="江政协〔2026〕3号", upload=upload,
    )  # fmt: skip


def test_the_paper_of_an_exit_is_read_by_the_office_and_by_the_member_alone(cast):
    mandates.end_mandate(
        actor=clerk(cast), mandate=Mandate.objects.get(member=cast.shen_member), ends_on=TODAY + timedelta(days=3),
        ended="resigned", reason="调离", decided_by="常委会", upload=scan(),
    )  # fmt: skip
    url = f"/attachments/{Attachment.objects.get().pk}/"
    for user, code in (
        (cast.office_clerk, 200), (cast.clerk, 200), (cast.shen, 200), (cast.zhou, 404), (cast.housing_clerk, 404),
        (cast.committee_clerk, 404), (cast.auditor, 404),
    ):  # fmt: skip
        assert signed_in(user).get(url).status_code == code, user
        card = signed_in(user).get(f"/members/{cast.shen_member.pk}/").content.decode()
        assert ("决定.pdf" in card) is (code == 200)
    assert "决定.pdf" in signed_in(cast.shen).get("/members/mine/").content.decode()


def test_an_exit_keeps_who_had_decided_the_entry(cast):
    Mandate.objects.filter(member=cast.shen_member).update(decided_by="区委组织部")
    leave(cast, None)
    mandate = Mandate.objects.get(member=cast.shen_member)
    assert (mandate.decided_by, mandate.ended_by) == ("区委组织部", "常委会")


def test_what_is_no_document_is_refused_and_nothing_is_registered(cast):
    with pytest.raises(UploadRefused):
        leave(cast, scan("决定.pdf", b"MZ\x90\x00 no document"))
    assert Mandate.objects.get(member=cast.shen_member).ends_on is None and not Attachment.objects.exists()


def test_undoing_an_exit_takes_its_paper_off(cast):
    leave(cast, scan())
    member = cast.shen_member
    editing.undo(member, Mandate.objects.get(member=member), steps.last_undoable(member).pk, actor=clerk(cast))
    assert Attachment.objects.get().removed_at is not None


def test_a_suspension_a_return_and_a_substitution_have_papers_too(cast):
    mandate = Mandate.objects.get(member=cast.zhou_member)
    facts = {"starts_on": TODAY - timedelta(days=9), "ends_on": None, "reason": "立案审查", "decided_by": "主席会议"}
    made = suspensions.suspend(actor=clerk(cast), mandate=mandate, upload=scan(content=PDF + b"1"), **facts)
    suspensions.resume(
        actor=clerk(cast), suspension=made, ends_on=TODAY - timedelta(days=1), reason="结案",
        upload=scan("恢复.pdf", PDF + b"2"),
    )  # fmt: skip
    leave(cast, None)
    mandates.add_member(
        actor=clerk(cast), term=cast.term, name="单丽华", sector=cast.farming, starts_on=TODAY + timedelta(days=1),
        replaces=Mandate.objects.get(member=cast.shen_member), paper="江政协〔2026〕8号", upload=scan("递补.pdf"),
    )  # fmt: skip
    assert sorted(Attachment.objects.values_list("category", flat=True)) == ["gained", "resumed", "suspended"]
    card = signed_in(cast.office_clerk).get(f"/members/{cast.zhou_member.pk}/").content.decode()
    assert "决定.pdf" in card and "恢复.pdf" in card
    new = Mandate.objects.get(gained="substitute")
    card = signed_in(cast.office_clerk).get(f"/members/{new.member_id}/").content.decode()
    assert "递补.pdf" in card and "江政协〔2026〕8号" in card


def test_the_form_takes_the_file_and_wants_a_decider_but_for_a_death(cast):
    browser, url = signed_in(cast.office_clerk), f"/members/{cast.shen_member.pk}/end/"
    facts = {"ended": "removed", "ends_on": TODAY.isoformat(), "reason": "违纪", "paper": "3号"}
    assert "由哪个机构" in browser.post(url, facts).content.decode()
    assert 'name="upload"' not in browser.get(url).content.decode()  # asked for in the second step
    assert 'name="upload"' in browser.post(url, facts | {"decided_by": "常委会"}).content.decode()
    facts["sure"] = f"removed:{TODAY.isoformat()}"
    bad = browser.post(url, facts | {"decided_by": "常委会", "upload": scan("a.exe", b"MZ")})
    assert bad.status_code == 422 and "违纪" in bad.content.decode()
    assert browser.post(url, facts | {"decided_by": "常委会", "upload": scan()}).status_code == 302
    assert Attachment.objects.get().category == "exit"
    died = facts | {"ended": "died", "sure": f"died:{TODAY.isoformat()}"}
    assert browser.post(f"/members/{cast.zhou_member.pk}/end/", died).status_code == 302


def test_a_file_is_added_later_and_a_wrong_one_taken_off(cast):
    leave(cast, None)
    mandate, browser = Mandate.objects.get(member=cast.shen_member), signed_in(cast.office_clerk)
    url = f"/members/{cast.shen_member.pk}/papers/exit/{mandate.pk}/"
    assert browser.post(url, {"upload": scan()}).status_code == 302
    paper = Attachment.objects.get()
    elsewhere = f"/members/{cast.zhou_member.pk}/papers/"
    assert browser.post(f"{elsewhere}exit/{mandate.pk}/", {"upload": scan()}).status_code == 404
    assert browser.post(f"{elsewhere}{paper.pk}/remove/").status_code == 404
    assert signed_in(cast.clerk).get(url).status_code == 403
    assert browser.post(f"/members/{cast.shen_member.pk}/papers/{paper.pk}/remove/").status_code == 302
    assert browser.get(f"/attachments/{paper.pk}/").status_code == 404


def test_a_suspension_undone_leaves_no_paper_to_be_read(cast):
    mandate = Mandate.objects.get(member=cast.zhou_member)
    suspensions.suspend(
        actor=clerk(cast), mandate=mandate, starts_on=TODAY, ends_on=None, reason="审查", decided_by="会议",
        upload=scan(),
    )  # fmt: skip
    member = cast.zhou_member
    editing.undo(member, mandate, steps.last_undoable(member).pk, actor=clerk(cast))
    assert not Suspension.objects.exists()
    assert signed_in(cast.office_clerk).get(f"/attachments/{Attachment.objects.get().pk}/").status_code == 404


def other_posts_of_shen(cast):
    posts = [Post.objects.create(user=cast.shen, role=role, organisation=cast.office)
             for role in (Role.COMMITTEE_CLERK, Role.OPINION_EDITOR, Role.LEADER)]  # fmt: skip
    return posts


def last_day(post):
    return Post.objects.get(pk=post.pk).valid_to


def home(user) -> str:
    return signed_in(user).get("/").content.decode()


def test_an_exit_by_the_office_ends_ordinary_posts_and_tells_who_ends_those_with_power(cast):
    clerical, editing_post, deciding = other_posts_of_shen(cast)
    browser, url = signed_in(cast.office_clerk), f"/members/{cast.shen_member.pk}/end/"
    page = browser.get(url).content.decode()
    assert all(post.label in page for post in (clerical, editing_post, deciding))
    assert "随离任结束" in page and "通知系统管理员" in page and "离任后仍保留的岗位" in page
    facts = {"ended": "resigned", "ends_on": TODAY.isoformat(), "reason": "调离", "decided_by": "常委会"}
    died = browser.post(url, facts | {"ended": "died", "stays": [editing_post.pk]})
    assert died.status_code == 422 and "去世的委员不能保留岗位" in died.content.decode()
    assert browser.post(url, facts | {"stays": [deciding.pk]}).status_code == 422  # power stays by nobody's tick
    facts["sure"] = f"resigned:{TODAY.isoformat()}"
    assert browser.post(url, facts | {"stays": [editing_post.pk]}).status_code == 302
    assert (last_day(clerical), last_day(editing_post), last_day(deciding)) == (TODAY, None, None)
    assert set(Notice.objects.filter(title__contains="仍任领导").values_list("recipient", flat=True)) == {
        cast.sysadmin.pk, cast.secadmin.pk,
    }  # fmt: skip
    assert "沈岚已登记离任，仍任领导" in home(cast.sysadmin) and "沈岚已登记离任，仍任领导" in home(cast.secadmin)
    Post.objects.filter(pk=deciding.pk).update(valid_to=TODAY)
    assert "已登记离任" not in home(cast.sysadmin)


def test_an_exit_by_the_system_administrator_asks_for_the_end_and_undoing_takes_it_back(cast):
    clerical, _, deciding = other_posts_of_shen(cast)
    facts = {"ended": "resigned", "ends_on": TODAY.isoformat(), "reason": "调离", "decided_by": "常委会"}
    browser, url = signed_in(cast.sysadmin), f"/members/{cast.shen_member.pk}/"
    assert "自动提请" in browser.get(f"{url}end/").content.decode()
    browser.post(f"{url}end/", facts | {"sure": f"resigned:{TODAY.isoformat()}"})
    asked = GrantRequest.objects.get()
    assert (asked.act, asked.post, asked.asked_by, asked.state) == ("end", deciding, cast.sysadmin, "waiting")
    assert "已登记离任" not in home(cast.sysadmin)
    browser.post(url, {"undo": steps.last_undoable(cast.shen_member).pk})
    asked.refresh_from_db()
    assert asked.state == "withdrawn" and last_day(clerical) is None and "已登记离任" not in home(cast.sysadmin)


def test_undoing_an_exit_names_the_post_that_two_administrators_have_ended_meanwhile(cast):
    deciding = other_posts_of_shen(cast)[-1]
    leave(cast, None, actor=Actor.of(cast.sysadmin))
    grants.confirm(actor=Actor.of(cast.secadmin), request=GrantRequest.objects.get())
    browser, url = signed_in(cast.office_clerk), f"/members/{cast.shen_member.pk}/"
    said = browser.post(url, {"undo": steps.last_undoable(cast.shen_member).pk}, follow=True).content.decode()
    assert f"但{deciding.label}已由两位管理员结束，没有恢复" in said
