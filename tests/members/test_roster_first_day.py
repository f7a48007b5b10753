"""Since when and by what way a roster's newcomers are members: told before, said anew, kept by rows that come again."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from core.chinese import long_date
from members.models import Mandate, RosterImport
from tests.builders.rosters import as_bytes, book_of, confirm, upload
from tests.members.test_roster_check import post, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
HEADER = ["姓名", "性别", "界别", "工作单位及职务", "手机"]
DU = ["杜若", "女", "教育界", "某校副校长", "13900000007"]
SHEN = ["沈砚", "女", "没有的界", "某院医师", "13900000008"]
ORIGINAL, ADDED = Mandate.Gained.ORIGINAL, Mandate.Gained.ADDED


def waiting(client, *rows, title="委员名单", **fields) -> RosterImport:
    assert upload(client, data=book_of([HEADER, *rows], title=title), **fields).status_code == 302
    return RosterImport.objects.latest("id")


def held(name) -> tuple[date, str]:
    mandate = Mandate.objects.get(member__name=name)
    return mandate.starts_on, mandate.gained


@pytest.fixture
def begun(cast, office) -> date:
    """The first day of the term, which has members already."""
    return cast.term.starts_on


def test_a_later_roster_says_that_its_people_begin_today_and_the_day_may_be_said_anew(office, begun):
    roster, today = waiting(office, DU), timezone.localdate()
    page = shown(office, roster, "new")
    text = page.content.decode()
    assert f"1 人自{long_date(today)}起任职，届中增补" in text and "1</b> 人没有写任职日期" in text
    assert page.context["page"][0].texts[2] == f"自{long_date(today)}起任职，届中增补"
    page = post(office, "first_day", roster, day=begun.isoformat(), seen="")
    text = page.content.decode()
    assert f"1 人自{long_date(begun)}起任职，换届提名" in text and "没有写任职日期</a>" not in text
    confirm(office, roster, known=9)
    assert held("杜若") == (begun, ORIGINAL)


@pytest.mark.parametrize(
    ("day", "told"), [("2001-01-01", "早于本届开始日期"), ("", "请填写任职日期"), ("昨天", "请填写任职日期")]
)
def test_a_day_that_cannot_be_is_refused(office, begun, day, told):
    roster = waiting(office, DU)
    assert told in post(office, "first_day", roster, day=day, seen="").content.decode()
    roster.refresh_from_db()
    assert not roster.summary["starts_on"]


def test_a_day_that_somebody_else_has_said_meanwhile_stays(office, begun):
    roster = waiting(office, DU)
    post(office, "first_day", roster, day=begun.isoformat(), seen="")
    late = post(office, "first_day", roster, day="2024-03-05", seen="")
    assert "另一位同事刚刚改过任职日期" in late.content.decode()
    confirm(office, roster, known=9)
    after = post(office, "first_day", roster, day="2024-03-05", seen=begun.isoformat())
    assert "不能再改" in after.content.decode() and held("杜若")[0] == begun


@pytest.mark.parametrize("after", [0, 1, 400])
def test_the_day_given_with_the_file_says_the_way(office, begun, after):
    day = begun + timedelta(days=after)
    confirm(office, waiting(office, DU, starts_on=day.isoformat()), known=9)
    assert held("杜若") == (day, ADDED if after else ORIGINAL)


def test_the_same_file_sent_again_with_a_day_has_that_day(office, begun):
    data = book_of([HEADER, DU])
    for day in ("", begun.isoformat()):
        upload(office, data=data, starts_on=day)
    roster = RosterImport.objects.get()
    confirm(office, roster, known=9)
    assert held("杜若") == (begun, ORIGINAL)


def corrected(client, roster) -> bytes:
    """The refused rows as they are handed out, each put into a sector that there is."""
    address = reverse("members:roster_refused", args=[roster.pk])
    book = openpyxl.load_workbook(BytesIO(b"".join(client.post(address, {"purpose": "更正"}).streaming_content)))
    head = [cell.value for cell in book.active[1]]
    for row in book.active.iter_rows(min_row=2):
        row[head.index("界别")].value = "教育"
    return as_bytes(book)


def again(client, roster) -> RosterImport:
    """Confirmed; the refused rows come in again, corrected, on the day after."""
    confirm(client, roster, known=9, skip_refused="1")
    assert upload(client, data=corrected(client, roster)).status_code == 302
    return RosterImport.objects.latest("id")


@pytest.mark.parametrize("title", ["委员名单", "增补委员名单"])
@pytest.mark.parametrize("said", ["2022-01-01", "2024-03-05", ""])
def test_a_refused_row_that_comes_again_keeps_the_day_and_the_way(office, begun, title, said):
    first = waiting(office, DU, SHEN, title=title, starts_on=said)
    second = again(office, first)
    assert [doubt.key for row in shown(office, second).context["plan"].rows for doubt in row.row.doubts] == []
    assert shown(office, second).context["begin"].open == 0
    confirm(office, second)
    assert held("沈砚") == held("杜若")
    assert held("沈砚")[1] == (ORIGINAL if said == "2022-01-01" and title == "委员名单" else ADDED)


def test_a_refused_row_about_a_member_in_office_takes_no_day_along(office, begun, cast):
    roster = waiting(office, DU, [cast.shen_member.name, *SHEN[1:]])
    second = again(office, roster)
    (planned,) = shown(office, second).context["plan"].rows
    assert planned.known.pk == cast.shen_member.pk and planned.row.since is None


@pytest.mark.parametrize("typed", ["2024-03", "2024.3.5", "2024年3月5日"])
def test_who_types_the_day_that_was_missing_is_not_asked_again(office, begun, typed):
    roster = waiting(office, DU, title="增补委员名单")
    (line,) = shown(office, roster, "check").context["page"]
    (question,) = line.questions
    assert question.kind == "added_undated"
    page = post(office, "settle", roster, row=line.key, field="since", value=typed, seen="")
    assert page.context["counts"]["check"] == 0
    confirm(office, roster)
    assert held("杜若") == (date(2024, 3, 1 if typed == "2024-03" else 5), ADDED)


def test_a_past_member_of_a_later_list_began_with_the_term(office, begun):
    rows = [["姓名", "界别", "变动情况", "时间"], ["林晚", "教育", "调离", "2024-06-30"]]
    upload(office, data=book_of(rows, title="离任委员"))
    roster = RosterImport.objects.latest("id")
    key = shown(office, roster, "check").context["page"][0].key
    post(office, "settle", roster, row=key, field="exit", seen="", way="moved", day="2024-06-30")
    confirm(office, roster)
    assert held("林晚") == (begun, ORIGINAL)
