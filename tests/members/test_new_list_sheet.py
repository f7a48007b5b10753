"""The prepared list as a workbook, handed round before the turn: marked draft or confirmed, for the keepers alone."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from core.models import Event
from members.models import Mandate, Member, OfficeHeld, Seat
from members.services import carry_over, new_list
from tests.builders.pages import signed_in
from tests.members.test_carry_over import coming, keep  # noqa: F401 - a fixture
from tests.members.test_change_of_term import DAY, clerk

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(cast, coming):  # noqa: F811 - the fixture
    """周正 and 沈岚 (常委, deputy of her committee) stay, 新来 comes, 何静 and 陆远 go."""
    Seat.objects.filter(mandate__member=cast.shen_member).update(duty=Seat.Duty.DEPUTY)
    keep(cast, coming, cast.zhou_member, cast.shen_member)
    comes = Member.objects.create(name="新来", gender="男", sort_key="xinlai", birth="1985-02", employer_post="某公司")
    Mandate.objects.create(member=comes, term=coming, sector=cast.farming, starts_on=DAY)
    return coming


def book(client, term):
    answer = client.post(reverse("members:carry_xlsx", args=[term.pk]), {"purpose": "提交主席会议"})
    assert answer.headers["Cache-Control"] == "private, no-store"
    return load_workbook(BytesIO(b"".join(answer.streaming_content)))


def rows(sheet) -> list[dict]:
    """The rows below the heading, which stands in the third line."""
    lines = list(sheet.values)
    return [dict(zip(lines[2], line, strict=True)) for line in lines[3:]]


def test_the_workbook_tells_the_list_and_how_everybody_stands_to_it(cast, listed):
    found = book(signed_in(cast.office_clerk), listed)
    assert found.sheetnames == ["新名单", "留任", "不再担任", "新进", "构成"]
    assert [row["姓名"] for row in rows(found["新名单"])] == ["沈岚", "新来", "周正"]
    shen = rows(found["新名单"])[0]
    assert (shen["政协职务"], shen["界别"], shen["专委会与小组"]) == ("常委", "农业界", "经济委员会（副主任）")
    assert rows(found["新进"])[0]["工作单位及职务"] == "某公司"
    assert {row["姓名"] for row in rows(found["不再担任"])} == {"何静", "陆远"}
    stays = rows(found["留任"])[0]
    assert (stays["姓名"], stays["本届政协职务"], stays["第十六届政协职务"]) == ("沈岚", "常委", "常委")
    women = next(row for row in rows(found["构成"]) if (row["项目"], row["人员"]) == ("女", "委员"))
    assert (women["人数"], women["占比"]) == (2, "66.7%")


def test_every_sheet_says_whether_the_list_is_a_draft_or_who_confirmed_it_when(cast, listed):
    office = signed_in(cast.office_clerk)
    draft = "第十六届换届名单（草案，未确认）"
    assert {sheet["A1"].value for sheet in book(office, listed)} == {draft}
    page = office.get(reverse("members:carry_over", args=[listed.pk])).content.decode()
    assert reverse("members:carry_xlsx", args=[listed.pk]) in page and "草案，未确认" in page
    found = carry_over.comparison(listed)
    carry_over.confirm(actor=clerk(cast), term=listed, seen=found.digest, with_doubts=True)
    confirmed = "第十六届换届名单（已由白洁于2026年10月12日确认）"
    assert {sheet["A1"].value for sheet in book(office, listed)} == {confirmed}


def test_who_left_the_running_term_and_is_listed_all_the_same_is_marked(cast, listed):
    ended = {"ended": Mandate.Ended.RESIGNED, "ends_on": date(2026, 9, 30)}
    Mandate.objects.filter(member=cast.zhou_member, term=cast.term).update(**ended)
    found = next(row for row in rows(book(signed_in(cast.office_clerk), listed)["新进"]) if row["姓名"] == "周正")
    assert found["备注"] == "本届已辞职（2026年9月30日）"


def test_nobody_but_the_keepers_gets_it(cast, listed):
    address = reverse("members:carry_xlsx", args=[listed.pk])
    for user in (cast.leader, cast.shen, cast.clerk):
        assert signed_in(user).get(address).status_code == 403
    assert signed_in(cast.sysadmin).get(address).status_code == 200


def test_it_is_asked_what_for_and_kept_who_took_it_out(cast, listed):
    office, address = signed_in(cast.office_clerk), reverse("members:carry_xlsx", args=[listed.pk])
    assert "用途" in office.get(address).content.decode()
    assert office.post(address, {"purpose": ""}).status_code == 422
    assert not Event.objects.filter(key="export").exists()
    book(office, listed)
    event = Event.objects.get(key="export")
    assert event.reason == "提交主席会议" and "导出“第十六届换届名单（草案，未确认）”5人" in event.text


def test_the_highest_office_comes_first(cast, listed):
    chair = Mandate.objects.get(member=cast.zhou_member, term=listed)
    OfficeHeld.objects.create(mandate=chair, office=OfficeHeld.Office.CHAIR, starts_on=DAY)
    assert new_list.marked(listed) == "草案，未确认"
    assert rows(book(signed_in(cast.office_clerk), listed)["新名单"])[0]["姓名"] == "周正"
