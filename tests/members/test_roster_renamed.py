"""Somebody new who is a member under another name: offered, never taken for granted."""

import pytest

from members.models import Member, RosterImport
from tests.builders.rosters import book_of, confirm, upload
from tests.members.test_roster_check import post, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
HEADER = ["姓名", "性别", "界别", "工作单位及职务", "手机", "备注"]
HUANG = ["黄蓉", "女", "教育界", "某校副校长", "13900000007", ""]
ALI = ["AliKurban", "男", "教育界", "某院医师", "13900000008", ""]


def waiting(client, *rows) -> RosterImport:
    assert upload(client, data=book_of([HEADER, *rows])).status_code == 302
    return RosterImport.objects.latest("id")


@pytest.fixture
def known(office):
    confirm(office, waiting(office, HUANG, ALI), known=9)
    return {member.name: member for member in Member.objects.filter(name__in=["黄蓉", "AliKurban"])}


def offered(client, roster, name):
    line = next(each for each in shown(client, roster, "check").context["page"] if each.name == name)
    return line, [same for question in line.questions for same in question.same]


@pytest.mark.parametrize(
    ("was", "row"),
    [
        ("黄蓉", ["黄容", "女", "教育界", "某校校长", "13900000007", "“蓉”应为“容”"]),
        ("黄蓉", ["黄容", "女", "教育界", "另一学校校长", "13900000007", ""]),
        ("黄蓉", ["黄容", "女", "教育界", "某校校长", "", "“蓉”应为“容”"]),
        ("黄蓉", ["黄小琴", "女", "教育界", "某校校长", "13900000007", ""]),
        ("AliKurban", ["阿里·库尔班", "男", "教育界", "某院院长", "13900000008", "原登记AliKurban"]),
        ("AliKurban", ["阿里·库尔班", "男", "教育界", "某院院长", "", "原登记AliKurban"]),
    ],
)
def test_a_member_under_another_name_is_offered_and_renamed(office, known, was, row):
    roster = waiting(office, row)
    line, same = offered(office, roster, row[0])
    assert [each.words for each in same if each.field == "same_as"] == [f"是同一人：{was}，姓名改为{row[0]}"]
    page = post(office, "settle", roster, row=line.key, field=same[0].field, value=same[0].value, seen="")
    assert (page.context["counts"]["new"], page.context["counts"]["changed"]) == (0, 1)
    confirm(office, roster, known=9)
    member = Member.objects.get(pk=known[was].pk)
    assert (member.name, member.other_names) == (row[0], [was])
    assert Member.objects.filter(name__in=[was, row[0]]).count() == 1


def test_whoever_has_a_row_of_the_own_is_not_offered(office, known):
    roster = waiting(office, HUANG, ["黄小琴", "女", "教育界", "某校校长", "13900000007", ""])
    assert offered(office, roster, "黄小琴")[1] == []


def test_several_with_the_number_are_all_offered_with_their_units(office, known):
    Member.objects.filter(name="AliKurban").update(phone="13900000007")
    roster = waiting(office, ["黄小琴", "女", "教育界", "某校校长", "13900000007", ""])
    words = {each.words for each in offered(office, roster, "黄小琴")[1]}
    assert words == {"是同一人：黄蓉（某校副校长），姓名改为黄小琴", "是同一人：AliKurban（某院医师），姓名改为黄小琴"}


@pytest.mark.parametrize("remark", ["黄蓉的爱人", "与黄蓉共用手机", ""])
def test_a_remark_that_only_names_a_member_makes_nobody_likely(office, known, remark):
    roster = waiting(office, ["赵敏之", "男", "教育界", "某校校长", "13900000099", remark])
    lines = shown(office, roster, "check").context["page"]
    assert not [q for line in lines for q in line.questions if q.same]


def test_who_is_somebody_else_comes_in_beside(office, known):
    roster = waiting(office, ["黄容", "女", "教育界", "某校校长", "13900000007", ""])
    line, _ = offered(office, roster, "黄容")
    question = next(each for each in line.questions if each.same)
    assert question.accept == "不是同一人，照此导入"
    post(office, "settle", roster, doubt=question.key)
    confirm(office, roster, known=9)
    assert Member.objects.filter(name__in=["黄蓉", "黄容"]).count() == 2
