"""Lists of offices and of one committee on a later roster: who has which, since when, and who is no member."""

import pytest

from members.models import Member, OfficeHeld, RosterImport, Seat
from tests.builders.rosters import book_of, confirm, upload
from tests.members.test_roster_check import post, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
HEADER = ["姓名", "性别", "界别", "单位及职务", "专委会"]
PEOPLE = [
    ["杜若", "女", "教育", "县一中教师", "文史委员会"], ["沈砚", "男", "教育", "县二中教师", "提案委员会"],
    ["林晚", "女", "工会", "县总工会干部", ""], ["周望", "男", "工会", "县机械厂工人", ""],
    ["何远", "男", "工会", "县纺织厂工人", ""],
]  # fmt: skip


def waiting(client, *rows, title="名单") -> RosterImport:
    assert upload(client, data=book_of(list(rows), title=title)).status_code == 302
    return RosterImport.objects.latest("id")


@pytest.fixture
def known(office):
    confirm(office, waiting(office, HEADER, *PEOPLE), known=9)
    return {member.name: member for member in Member.objects.all()}


def asked(planned):
    return [doubt.key for doubt in planned.row.doubts]


OFFICES = [
    ["第十五届委员会主席、副主席、秘书长、常务委员名单"], ["主　席：", "杜　若（女）"],
    ["副主席：", "沈　砚", "林　晚（女）"], ["秘书长：", "谢不认"], ["常务委员（2名）"],
    ["姓名", "界别", "职务"], ["周望", "工会", ""], ["何远", "工会", ""],
]  # fmt: skip


def test_lines_of_names_above_a_table_give_their_offices_to_members_and_ask_about_others(office, known):
    roster = waiting(office, *OFFICES)
    plan = shown(office, roster).context["plan"]
    given = {each.row.name: [c.new for c in each.changes if c.field == "office"] for each in plan.rows}
    assert given == {"杜若": ["主席"], "沈砚": ["副主席"], "林晚": ["副主席"], "周望": ["常委"], "何远": ["常委"]}
    assert all(asked(each) == ["office_of_list", "change_undated"] for each in plan.rows)
    assert [(row.name, row.reason) for row in plan.refused] == [("谢不认", "no_such_member")]
    (line,) = shown(office, roster, "refused").context["page"]
    post(office, "settle", roster, row=line.key, field="skip", value="1", seen="")
    confirm(office, roster, known=9)
    assert OfficeHeld.objects.filter(ends_on=None).count() == 5


def test_two_offices_in_one_line_below_a_table_are_told_apart(office, known):
    rows = [["常务委员名单"], ["姓名", "界别", "姓名", "界别"], ["周望", "工会", "何远", "工会"],
            ["主席：", "杜若", "秘书长：", "沈砚"]]  # fmt: skip
    plan = shown(office, waiting(office, *rows)).context["plan"]
    assert {each.row.name: each.row.office_beside for each in plan.rows} == {
        "周望": "常委", "何远": "常委", "杜若": "主席", "沈砚": "秘书长",
    }  # fmt: skip
    assert len({each.row.key for each in plan.rows}) == 4


@pytest.mark.parametrize("day", ["", "（2026年4月3日常委会议通过）"])
def test_a_list_of_one_committee_takes_no_other_seat_and_says_from_when(office, known, day):
    rows = [["提案委员会组成人员名单"], *([[day]] if day else []), ["姓名", "专委会职务", "界别"],
            ["杜若", "主任", "教育"], ["林晚", "", "工会"]]  # fmt: skip
    roster = waiting(office, *rows)
    plan = shown(office, roster).context["plan"]
    assert [c.new for c in plan.rows[0].changes] == ["提案委员会（主任）、文史委员会"]
    assert asked(plan.rows[0]) == (["since_of_note"] if day else ["change_undated"])
    assert "duty_blank" in asked(plan.rows[1])
    assert "提案委员会（主任）" in " ".join(shown(office, roster, "check").context["page"][0].changes[0].new.split())
    confirm(office, roster, known=9)
    seats = Seat.objects.filter(mandate__member=known["杜若"], ends_on=None)
    assert {(seat.organisation.name, seat.duty) for seat in seats} == {("文史委员会", "member"), ("提案委员会", "head")}


def test_a_list_titled_by_a_committee_of_the_directory_gives_its_seat_to_be_looked_at(office, known):
    plan = shown(office, waiting(office, ["提案委员会成员名单"], ["姓名", "界别"], ["林晚", "工会"])).context["plan"]
    assert "body_of_list" in asked(plan.rows[0]) and plan.rows[0].changes[0].new == "提案委员会"
    other = shown(office, waiting(office, ["县政协委员会委员名单"], ["姓名", "界别"], ["林晚", "工会"])).context["plan"]
    assert other.rows[0].changes == []
