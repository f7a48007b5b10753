"""Rows of those who have left, through the import: answered one by one, never serving members by a tick for all."""

from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from core.models import Event
from members.models import Mandate, Member, RosterImport
from members.services.roster_exits import with_year
from tests.builders.rosters import as_bytes, confirm, upload
from tests.members.test_roster_check import post, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
MEMBERS = [["姓名", "性别", "界别", "工作单位及职务", "手机"], ["杜若", "女", "教育界", "某校副校长", "13900000007"],
           ["沈砚", "女", "教育界", "某院医师", "13900000008"]]  # fmt: skip
LEAVERS = [["姓名", "性别", "界别", "原工作单位及职务", "变动情况", "时间", "依据"],
           ["杜若", "女", "教育界", "某校教师", "调离", "2026.4", "常委会第2次会议"],
           ["林晚", "女", "教育界", "某厂厂长", "病逝", "2025.12", ""]]  # fmt: skip


def waiting(client, **sheets) -> RosterImport:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    assert upload(client, data=as_bytes(book)).status_code == 302
    return RosterImport.objects.latest("id")


def question(client, roster, name):
    line = next(each for each in shown(client, roster, "check").context["page"] if each.name == name)
    return line, next(each for each in line.questions if each.leaving)


def answer(client, roster, name, way, day):
    line, _ = question(client, roster, name)
    return post(client, "settle", roster, row=line.key, field="exit", seen="", way=way, day=day)


def test_leavers_are_left_out_without_an_answer_whatever_was_ticked(office):
    roster = waiting(office, 离任委员=LEAVERS)
    page = shown(office, roster)
    assert not any("起任职" in text for line in shown(office, roster, "leaving").context["page"] for text in line.texts)
    assert page.context["counts"]["leaving"] == 2 and "没有答复的不导入" in page.content.decode()
    confirm(office, roster, known=2)
    assert not Member.objects.filter(name__in=["杜若", "林晚"]).exists()


def test_the_exit_of_a_member_is_registered_as_proposed(office):
    confirm(office, waiting(office, 委员=MEMBERS), known=9)
    for mandate in Mandate.objects.filter(member__name="杜若").select_related("term"):
        Mandate.objects.filter(pk=mandate.pk).update(starts_on=mandate.term.starts_on)
    roster = waiting(office, 离任委员=LEAVERS)
    _, asked = question(office, roster, "杜若")
    assert (asked.leaving.way, asked.leaving.day, asked.leaving.new) == ("moved", "2026-04", False)
    assert "依据：常委会第2次会议" in asked.leaving.words
    absent = {line.name: line.texts for line in shown(office, roster, "absent").context["page"]}
    assert "调离，2026年4月" in absent["杜若"][1] and absent["沈砚"][1] == ""
    answer(office, roster, "杜若", "moved", "2026-04")
    assert [line.name for line in shown(office, roster, "exits").context["page"]] == ["杜若"]
    done = confirm(office, roster, known=2)
    assert ("登记离任", 1, "") in done.context["figures"]
    mandate = Mandate.objects.get(member__name="杜若")
    assert (mandate.ends_on, mandate.ended, mandate.ended_by) == (date(2026, 4, 30), "moved", "常委会第2次会议")
    assert mandate.member.employer_post == "某校副校长" and not Member.objects.filter(name="林晚").exists()
    assert Event.objects.filter(key="end_mandate", object_id=mandate.member_id).exists()


def test_somebody_new_becomes_a_past_member(office):
    roster = waiting(office, 离任委员=LEAVERS)
    _, asked = question(office, roster, "林晚")
    assert asked.leaving.new
    refused = post(
        office,
        "settle",
        roster,
        row=question(office, roster, "林晚")[0].key,
        field="exit",
        seen="",
        way="",
        day="2025-12",
    )
    assert "请选择离任方式" in refused.content.decode()
    answer(office, roster, "林晚", "died", "2025-12")
    confirm(office, roster)
    mandate = Mandate.objects.get(member__name="林晚")
    assert (mandate.ends_on, mandate.ended, mandate.offices.count()) == (date(2025, 12, 31), "died", 0)
    assert mandate.starts_on == mandate.term.starts_on
    page = office.get(reverse("members:detail", args=[mandate.member_id]))
    assert "去世" in page.content.decode()
    again = waiting(office, 离任委员=LEAVERS)
    assert shown(office, again).context["counts"]["unchanged"] == 1


def test_who_is_said_to_stay_is_not_changed_by_a_list_of_leavers(office):
    confirm(office, waiting(office, 委员=MEMBERS), known=9)
    roster = waiting(office, 离任委员=LEAVERS)
    _, asked = question(office, roster, "杜若")
    post(office, "settle", roster, doubt=asked.key)
    counts = shown(office, roster).context["counts"]
    assert (counts["changed"], counts["unchanged"], counts["leaving"]) == (0, 1, 1)


def test_who_was_refused_is_not_said_to_be_missing(office):
    confirm(office, waiting(office, 委员=MEMBERS), known=9)
    roster = waiting(office, 委员=[MEMBERS[0], ["杜若", "女", "没有的界", "另一单位职工", "13900000001"]])
    page = shown(office, roster, "absent")
    names = [line.name for line in page.context["page"]]
    assert "沈砚" in names and "杜若" not in names


LEFT = ["杜若", "女", "教育界", "", "调离", "2026.4", ""]


def entered(office, *rows):
    """A past member entered by a list of leavers."""
    roster = waiting(office, 离任委员=[LEAVERS[0], *(list(row) for row in rows)])
    for row in rows:
        answer(office, roster, row[0], "moved", "2026-04")
    confirm(office, roster)


@pytest.mark.parametrize("day", ["2026.4", "2026.4.30", ""])
def test_who_is_recorded_as_having_left_is_not_entered_again(office, day):
    entered(office, LEFT)
    again = waiting(office, 离任委员=[LEAVERS[0], [*LEFT[:5], day, ""]])
    page = shown(office, again)
    assert (page.context["counts"]["unchanged"], page.context["plan"].to_check) == (1, [])
    confirm(office, again)
    assert Member.objects.filter(name="杜若").count() == 1


def test_where_only_the_name_fits_it_is_asked_who_that_is_and_an_exit_is_no_answer(office):
    entered(office, LEFT)
    other = [*LEFT[:2], "工会", "", "病逝", "2025.9", ""]
    roster = waiting(office, 离任委员=[LEAVERS[0], other])
    answer(office, roster, "杜若", "died", "2025-09")
    confirm(office, roster, known=1)
    assert Member.objects.filter(name="杜若").count() == 1
    roster = waiting(office, 离任委员=[LEAVERS[0], other])
    line = next(each for each in shown(office, roster, "check").context["page"] if each.name == "杜若")
    same = next(one for question in line.questions for one in question.same)
    answer(office, roster, "杜若", "died", "2025-09")
    post(office, "settle", roster, row=line.key, field=same.field, value=same.value, seen="")
    assert shown(office, roster).context["counts"]["unchanged"] == 1
    confirm(office, roster)
    assert Member.objects.filter(name="杜若").count() == 1


def test_a_row_of_somebody_who_has_left_is_refused_with_when_and_how_whatever_was_ticked(office):
    entered(office, LEFT)
    roster = waiting(office, 委员=[MEMBERS[0], [*MEMBERS[1][:3], "别的单位教师", "13900000019"]])
    line = shown(office, roster, "refused").context["page"][0]
    assert "2026年4月30日，调离" in line.questions[0].sentence and line.same[0].words.startswith("不是同一人")
    confirm(office, roster, known=9)
    assert Member.objects.filter(name="杜若").count() == 1
    roster = waiting(office, 委员=[MEMBERS[0], [*MEMBERS[1][:3], "别的单位教师", "13900000019"]])
    post(office, "settle", roster, row=line.key, field=line.same[0].field, value=line.same[0].value, seen="")
    assert shown(office, roster).context["counts"]["new"] == 1


@pytest.mark.parametrize(
    ("told", "waits"),
    [("2026.1.15常委会议", True), ("待批", False), ("2026年1月15日常委会议未通过", False), ("", True)],
)
def test_a_wish_to_leave_is_an_exit_unless_it_is_open(office, told, waits):
    row = ["林晚", "女", "教育界", "", "本人申请辞去委员", "2026.1", told]
    roster = waiting(office, 离任委员=[LEAVERS[0], row])
    assert bool(shown(office, roster).context["counts"].get("leaving")) == waits
    if waits:
        leaving = question(office, roster, "林晚")[1].leaving
        assert (leaving.way, leaving.day) == ("resigned", "2026-01-15" if told else "2026-01")
        assert told in leaving.words


def test_who_gave_up_an_office_is_asked_about_with_the_office_still_held(office):
    confirm(office, waiting(office, 委员=[[*MEMBERS[0], "政协职务"], [*MEMBERS[1], "常委"]]), known=9)
    row = ["杜若", "女", "教育界", "", "辞去常委", "2026.4.3", "常委会第2次会议"]
    roster = waiting(office, 离任委员=[LEAVERS[0], row])
    line = next(each for each in shown(office, roster, "check").context["page"] if each.name == "杜若")
    sentence = next(each.sentence for each in line.questions if each.kind == "left_an_office")
    assert "系统中现任：常委；原表写的是：2026年4月3日，常委会第2次会议" in sentence
    assert Mandate.objects.filter(member__name="杜若", ends_on=None).exists()


@pytest.mark.parametrize("remark", ["原名杜若，已到公安机关改名", "由杜若改名", "11月改名，改名前为杜若"])
def test_a_new_name_is_a_change_of_the_member_with_the_former_one(office, remark):
    confirm(office, waiting(office, 委员=MEMBERS), known=9)
    header = [*MEMBERS[0], "备注"]
    roster = waiting(office, 委员=[header, ["杜蘅", *MEMBERS[1][1:], remark]])
    (planned,) = shown(office, roster).context["plan"].of_kind("changed")
    changes = {change.field: (change.old, change.new) for change in planned.changes}
    assert (changes["name"], changes["other_names"]) == (("杜若", "杜蘅"), ("", "杜若"))


def test_a_name_one_character_off_may_be_said_to_be_the_same(office):
    confirm(office, waiting(office, 委员=MEMBERS), known=9)
    roster = waiting(office, 委员=[MEMBERS[0], ["杜偌", *MEMBERS[1][1:]]])
    line = shown(office, roster, "check").context["page"][0]
    same = next(one for question in line.questions for one in question.same)
    assert "是同一人" in same.words
    post(office, "settle", roster, row=line.key, field=same.field, value=same.value, seen="")
    assert shown(office, roster).context["counts"]["changed"] == 1


def test_who_was_not_answered_is_named_afterwards_and_handed_back(office):
    roster = waiting(office, 离任委员=LEAVERS)
    done = confirm(office, roster, known=2)
    assert [row.name for row in done.context["refused"]] == ["杜若", "林晚"]
    assert all("没有答复" in row.reason for row in done.context["refused"])


def test_a_day_without_its_year_is_the_last_such_day_and_stands_beside_who_leaves(office):
    confirm(office, waiting(office, 委员=MEMBERS), known=9)
    today = date.today()
    assert with_year("died|11月30日", date(2026, 12, 1)) == "died|2026-11-30"
    assert with_year("died|12月2日", date(2026, 12, 1)) == "died|2025-12-02"
    assert with_year("died|2026-03", date(2026, 12, 1)) == "died|2026-03"
    Mandate.objects.update(starts_on=date(2022, 1, 1))
    roster = waiting(office, 离任委员=[["姓名", "界别", "备注"], ["杜若", "教育界", "病逝"]])
    answer(office, roster, "杜若", "died", f"{today.month}月{today.day}日")
    (line,) = shown(office, roster, "exits").context["page"]
    assert line.texts[0] and f"{today.year}年" in line.tags[0]
