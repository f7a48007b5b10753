"""Namesakes in the register: whom sector, unit or number point to is asked about, the others are chosen among."""

import pytest

from members.models import Mandate, Member, RosterImport
from tests.builders.rosters import book_of, confirm, upload
from tests.members.test_roster_check import post, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
HEADER = ["姓名", "性别", "界别", "工作单位及职务", "手机", "党派"]
TEACHER = ["张伟", "男", "教育", "城关小学教师", "13900000007", "中共"]
WORKER = ["张伟", "男", "工会", "某厂工人", "13900000008", "民盟"]
LEAVERS = ["姓名", "界别", "变动情况", "时间", "备注"]


def waiting(client, *rows, title="委员名单") -> RosterImport:
    assert upload(client, data=book_of(list(rows), title=title)).status_code == 302
    return RosterImport.objects.latest("id")


def registered(office, *rows):
    confirm(office, waiting(office, HEADER, *rows), known=9)
    return {member.employer_post: member for member in Member.objects.filter(name="张伟")}


def line_of(office, roster, tab):
    (line,) = shown(office, roster, tab).context["page"]
    return line


@pytest.mark.parametrize("note", ["城关小学", ""])
def test_a_leaver_to_whom_the_sector_points_is_asked_about(office, note):
    people = registered(office, TEACHER, WORKER)
    Mandate.objects.update(starts_on="2022-01-01")
    roster = waiting(office, LEAVERS, ["张伟", "教育", "调离", "2026.4", note], title="离任委员")
    line = line_of(office, roster, "leaving")
    (asked,) = [each for each in line.questions if each.kind == "known_by_note"]
    assert (asked.accept, [same.words for same in asked.same]) == (
        "是这一位，照此导入", ["是同一人（某厂工人）", "都不是，作为新委员导入"],
    )  # fmt: skip
    post(office, "settle", roster, row=line.key, field="exit", way="moved", day="2026-04", seen="")
    confirm(office, roster, known=9)
    assert not Mandate.objects.filter(member=people["城关小学教师"]).exclude(ends_on=None).exists()
    roster = waiting(office, LEAVERS, ["张伟", "教育", "调离", "2026.4", note], title="离任委员")
    post(office, "settle", roster, doubt=asked.key)
    post(office, "settle", roster, row=line.key, field="exit", way="moved", day="2026-04", seen="")
    confirm(office, roster, known=9)
    assert Mandate.objects.get(member=people["城关小学教师"]).ended == "moved"
    assert Mandate.objects.get(member=people["某厂工人"]).ends_on is None


def test_two_of_one_sector_are_told_apart_by_the_unit_in_the_note(office):
    people = registered(office, TEACHER, [*WORKER[:2], "教育", *WORKER[3:]])
    roster = waiting(office, LEAVERS, ["张伟", "教育", "调离", "2026.4", "城关小学"], title="离任委员")
    (planned,) = shown(office, roster).context["plan"].rows
    assert planned.known.pk == people["城关小学教师"].pk


@pytest.mark.parametrize(
    "row", [["张伟", "农业界", "调离", "2026.4", ""], ["张伟", "教育", "调离", "2026.4", "某厂工人"]]
)
def test_whom_nothing_or_two_things_point_to_is_chosen_by_a_click(office, row):
    people = registered(office, TEACHER, WORKER)
    roster = waiting(office, LEAVERS, row, title="离任委员")
    line = line_of(office, roster, "refused")
    assert [same.words for same in line.same] == [
        "是同一人（城关小学教师）", "是同一人（某厂工人）", "都不是，作为新委员导入",
    ]  # fmt: skip
    chosen = line.same[1]
    page = post(office, "settle", roster, row=line.key, field=chosen.field, value=chosen.value, seen="")
    assert page.context["counts"]["refused"] == 0
    (planned,) = page.context["plan"].rows
    assert planned.known.pk == people["某厂工人"].pk


def test_none_of_them_is_somebody_new(office):
    registered(office, TEACHER, WORKER)
    roster = waiting(office, HEADER[:4], ["张伟", "男", "农业界", "某公司经理"])
    line = line_of(office, roster, "refused")
    page = post(office, "settle", roster, row=line.key, field="same_as", value="new", seen="")
    assert (page.context["counts"]["new"], page.context["counts"]["refused"]) == (1, 0)


def test_what_was_answered_about_one_is_not_proposed_for_the_other(office):
    roster = waiting(office, HEADER, TEACHER, [*WORKER[:5], "无"])
    line = next(each for each in shown(office, roster, "check").context["page"] if each.key.endswith("|3|0"))
    post(office, "settle", roster, row=line.key, field="party", value="群众", seen="")
    again = waiting(office, HEADER, [*TEACHER[:5], "无"])
    questions = line_of(office, again, "check").questions
    assert not any("上次" in each.sentence for each in questions)
    third = waiting(office, HEADER, [*TEACHER[:5], "无"], [*WORKER[:5], "无"])
    told = {each.key: [q.fix.value for q in each.questions if q.fix and q.fix.field == "party"]
            for each in shown(office, third, "check").context["page"]}  # fmt: skip
    assert (told["委员名单|2|0"], told["委员名单|3|0"]) == ([""], ["群众"])


@pytest.mark.parametrize(("other", "comes"), [({3: "某厂厂长"}, True), ({3: "某厂厂长", 4: "13900000099"}, False)])
def test_an_answer_comes_again_for_whom_something_still_agrees(office, other, comes):
    roster = waiting(office, HEADER, [*WORKER[:5], "无"])
    post(office, "settle", roster, row="委员名单|2|0", field="party", value="群众", seen="")
    changed = [other.get(place, cell) for place, cell in enumerate([*WORKER[:5], "无"])]
    again = waiting(office, HEADER, changed)
    assert any("上次核对时改为“群众”" in each.sentence for each in line_of(office, again, "check").questions) == comes


def test_the_count_of_those_who_may_have_left_opens_just_these(office):
    rows = [
        ["姓名", "界别", "工作单位及职务", "备注"],
        ["杜若", "教育", "某校", "病逝"],
        ["沈砚", "教育", "某院", "已辞去常委"],
    ]
    roster = waiting(office, *rows)
    page = shown(office, roster)
    assert '<a href="?show=leaving"><b>1</b>' in page.content.decode()
    assert [line.name for line in shown(office, roster, "leaving").context["page"]] == ["杜若"]
    assert "登记为已离任委员" in shown(office, roster, "leaving").content.decode()
