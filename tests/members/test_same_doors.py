"""What a roster is asked about is asked about at the other doors too: the member's form, additions in mid-term."""

import pytest

from core.models import Organisation
from members.forms import AddMemberForm
from members.models import Member
from tests.builders.pages import signed_in
from tests.builders.rosters import book_of, upload
from tests.members.test_member_records import typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def test_the_members_form_takes_no_number_with_a_digit_too_few(cast):
    member = cast.shen_member
    answer = signed_in(cast.office_clerk).post(f"/members/{member.pk}/edit/", typed(member, phone="1380571100"))
    assert answer.status_code == 422 and "位数或号段不对" in answer.content.decode()


def test_a_number_of_another_member_is_asked_about(cast):
    other = Member.objects.create(name="孙远", phone="13800000055")
    member, browser = cast.shen_member, signed_in(cast.office_clerk)
    given = typed(member, phone=other.phone)
    answer = browser.post(f"/members/{member.pk}/edit/", given)
    assert answer.status_code == 422 and "与孙远的相同" in answer.content.decode()
    assert browser.post(f"/members/{member.pk}/edit/", given | {"shared": "on"}).status_code == 302
    member.refresh_from_db()
    assert member.phone == other.phone


def test_an_old_odd_number_hinders_no_other_change(cast):
    Member.objects.filter(pk=cast.shen_member.pk).update(phone="1380571100", ethnicity="汗族")
    member = Member.objects.get(pk=cast.shen_member.pk)
    given = typed(member, employer_post="某馆")
    assert signed_in(cast.office_clerk).post(f"/members/{member.pk}/edit/", given).status_code == 302


def test_an_addition_is_asked_what_a_roster_is_asked(cast):
    sector = Organisation.objects.get(name="教育", kind=Organisation.Kind.SECTOR)
    given = {"name": "周景行", "gender": "男", "ethnicity": "汗族", "parties": ["中共", "无党派", "群众"],
             "employer_post": "某校", "phone": "138057201", "sector": sector.pk, "starts_on": "2026-05-01"}  # fmt: skip
    form = AddMemberForm(given, term=cast.term)
    assert not form.is_valid() and {"ethnicity", "parties", "phone"} <= set(form.errors)
    form = AddMemberForm(
        given | {"ethnicity": "汉", "parties": ["民盟", "中共"], "phone": "13805720100"}, term=cast.term
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["ethnicity"] == "汉族"


def test_a_name_that_differs_by_one_character_at_the_same_place_is_asked_about(office):
    Member.objects.create(name="李志刚", employer_post="江岭区档案馆馆长", phone="13800000066")
    header = ["姓名", "界别", "党派", "工作单位及职务", "手机"]
    row = ["李志强", "教育", "民盟、群众", "江岭区档案馆馆长", "13800000066"]
    page = office.get(upload(office, data=book_of([header, row])).url)
    (planned,) = page.context["plan"].rows
    assert {(doubt.key, doubt.about) for doubt in planned.row.doubts} == {("likely_same", "李志刚"), ("party_odd", "")}
