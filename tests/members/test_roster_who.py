"""Who is meant by a row of a later roster, by all that it says: nobody is changed against it unseen, nobody refused."""

import pytest

from members.models import Member, RosterImport
from tests.builders.rosters import book_of, confirm, upload
from tests.members.test_roster_check import post, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
HEADER = ["姓名", "性别", "界别", "出生年月", "工作单位", "职务", "手机", "党派"]
FARMER = ["张志强", "女", "工会", "1982-11", "绿源农业公司", "总经理", "13900000001", "群众"]
BUILDER = ["张志强", "男", "工会", "1974-07", "鑫达建材公司", "董事长", "13900000002", "中共"]
DOCTOR = ["欧阳雪莹", "女", "教育", "1986-12", "青石乡卫生院", "院长", "13900000003", "群众"]
COOK = ["买买提·阿不都", "男", "农业", "1988-10", "风味餐厅", "经理", "13900000004", "群众"]
TEACHER = ["马桂芳", "女", "教育", "1983-01", "江岭一中", "教师", "13900000005", "群众"]
MOVED = ["姓名", "性别", "原工作单位及职务", "现工作单位及职务"]


def waiting(client, *rows, title="名单") -> RosterImport:
    assert upload(client, data=book_of(list(rows), title=title)).status_code == 302
    return RosterImport.objects.latest("id")


@pytest.fixture
def known(office):
    confirm(office, waiting(office, HEADER, FARMER, BUILDER, DOCTOR, COOK, TEACHER), known=9)
    return {(member.name, member.gender): member for member in Member.objects.all()}


def plan_of(office, *rows, **more):
    return shown(office, waiting(office, *rows, **more)).context["plan"]


def asked(planned):
    return [doubt.key for doubt in planned.row.doubts]


def test_the_former_post_tells_which_namesake_is_meant_and_another_sex_is_asked_about(office, known):
    row = ["张志强", "男", "绿源农业公司总经理", "绿源农业公司董事长"]
    roster = waiting(office, MOVED, row)
    (planned,) = shown(office, roster).context["plan"].rows
    assert planned.known.pk == known["张志强", "女"].pk and asked(planned) == ["known_against"]
    (line,) = shown(office, roster, "check").context["page"]
    question = next(each for each in line.questions if each.kind == "known_against")
    assert "性别不同" in question.sentence and "鑫达建材公司董事长" in question.same[0].words
    (clear,) = plan_of(office, MOVED, [row[0], "女", *row[2:]]).rows
    assert (clear.known.pk, asked(clear)) == (planned.known.pk, [])


def test_whom_only_the_sex_tells_from_a_namesake_is_asked_about(office, known):
    (planned,) = plan_of(office, ["姓名", "性别", "界别", "单位"], ["张志强", "男", "工会", "新城小学教师"]).rows
    assert planned.known.pk == known["张志强", "男"].pk and asked(planned) == ["known_by_note"]


def test_a_sheet_of_leavers_finds_the_namesake_by_the_former_post(office, known):
    header = ["姓名", "原界别", "原单位及职务", "备注"]
    plan = plan_of(office, header, ["张志强", "工会", "鑫达建材公司董事长", "病逝"], title="离任委员")
    assert not plan.refused and plan.rows[0].known.pk == known["张志强", "男"].pk
    assert asked(plan.rows[0]) == ["left_noted"]


@pytest.mark.parametrize(
    ("row", "doubts"),
    [
        (["欧阳雪莹", "女", "新城医院医生", ""], ["known_by_name"]),
        (["欧阳雪莹", "女", "", "13900000077"], []),
        (["欧阳雪莹", "女", "青石乡卫生院副院长", "13900000077"], []),
        (["欧阳雪莹", "女", "新城医院医生", "13900000003"], []),
        (["欧阳雪莹", "女", "新城医院医生", "13900000077"], ["known_by_name"]),
    ],
)
def test_a_member_needs_no_sector_in_the_row_and_by_the_name_alone_is_asked_about(office, known, row, doubts):
    plan = plan_of(office, ["姓名", "性别", "工作单位及职务", "手机"], row)
    assert not plan.refused and plan.rows[0].known.pk == known["欧阳雪莹", "女"].pk
    assert asked(plan.rows[0]) == doubts and "sector" not in {change.field for change in plan.rows[0].changes}


def test_a_number_that_a_person_has_put_right_does_not_turn_the_row_away(office, known):
    header = ["姓名", "性别", "原单位及职务", "现单位及职务", "备注"]
    row = ["马桂芳", "女", "江岭一中教师", "江岭二中校长", "手机改为13900000088"]
    roster = waiting(office, header, row)
    (line,) = shown(office, roster, "check").context["page"]
    page = post(office, "settle", roster, row=line.key, field="phone", value="13900000088", seen="")
    assert page.context["counts"]["refused"] == 0
    assert page.context["plan"].rows[0].known.pk == known["马桂芳", "女"].pk


def test_of_several_with_the_name_the_refused_row_offers_each(office, known):
    roster = waiting(office, ["姓名", "工作单位及职务"], ["张志强", "新城小学教师"])
    (line,) = shown(office, roster, "refused").context["page"]
    assert "系统中有同名的委员" in line.questions[0].sentence
    assert {same.value for same in line.same} == {str(known["张志强", sex].pk) for sex in "男女"}
    page = post(office, "settle", roster, row=line.key, field="same_as", value=line.same[0].value, seen="")
    assert page.context["counts"]["refused"] == 0 and page.context["plan"].rows[0].known.pk == int(line.same[0].value)


@pytest.mark.parametrize(
    ("unit", "job", "becomes", "doubts"),
    [("青石乡卫生院", "", "青石乡卫生院院长", []), ("", "副院长", "青石乡卫生院副院长", ["post_half"]),
     ("新城人民医院", "", "新城人民医院", ["post_half"]), ("青石乡卫生院", "副院长", "青石乡卫生院副院长", [])],
)  # fmt: skip
def test_a_blank_half_of_unit_and_post_takes_nothing_away(office, known, unit, job, becomes, doubts):
    row = ["欧阳雪莹", "女", "教育", "1986-12", unit, job, "13900000003", ""]
    (planned,) = plan_of(office, HEADER, row).rows
    changes = {change.field: change.new for change in planned.changes}
    assert (changes.get("post", "青石乡卫生院院长"), asked(planned)) == (becomes, doubts)


@pytest.mark.parametrize(
    ("name", "was", "unit", "job"),
    [("买买提", "买买提·阿不都", "风味餐厅", "经理"), ("欧阳雪瑩", "欧阳雪莹", "青石乡卫生院", "院长")],
)
def test_a_name_written_nearly_the_same_with_the_same_post_is_asked_about(office, known, name, was, unit, job):
    header = ["姓名", "界别", "工作单位", "职务"]
    sector = "农业" if name == "买买提" else "教育"
    roster = waiting(office, header, [name, sector, unit, job])
    (line,) = shown(office, roster, "check").context["page"]
    question = next(each for each in line.questions if each.kind == "likely_same")
    wrong = next(same for same in question.same if same.field == "name")
    page = post(office, "settle", roster, row=line.key, field="name", value=wrong.value, seen="")
    (planned,) = page.context["plan"].rows
    assert (planned.known.name, planned.changes, wrong.value) == (was, [], was)
    refused = waiting(office, ["姓名", "工作单位", "职务"], [name, unit, job])
    (line,) = shown(office, refused, "refused").context["page"]
    assert [same.value for same in line.same if same.field == "name"] == [was]
    assert not asked(plan_of(office, header, [name, sector, "新城小学", "教师"]).rows[0])


@pytest.mark.parametrize("remark", ["病逝", "调整界别"])
def test_a_change_is_of_no_stranger_a_near_name_in_the_sector_is_asked_about(office, known, remark):
    header = ["姓名", "界别", "变动类别"]
    roster = waiting(office, header, ["马桂芬", "教育", remark])
    (planned,) = shown(office, roster).context["plan"].rows
    assert "likely_same" in asked(planned)
    if remark == "病逝":
        page = post(office, "settle", roster, row="名单|2|0", field="exit", way="died", day="2026-09", seen="")
        assert page.context["counts"]["leaving"] == 1
    else:
        (stranger,) = plan_of(office, header, ["谢不认", "教育", remark]).rows
        assert "change_of_nobody" in asked(stranger)
