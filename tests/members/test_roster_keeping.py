"""What a later roster does not take away: numbers and remarks that its own cells do not speak of."""

import pytest

from members.models import Member, RosterImport
from tests.builders.rosters import book_of, confirm, upload
from tests.members.test_roster_check import post, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
HEADER = ["姓名", "性别", "界别", "工作单位及职务", "移动电话", "备注"]
FIRST, SECOND, THIRD, OFFICE = "13900000007", "13900000008", "13900000009", "0571-87654321"


def waiting(client, phone, remark="") -> RosterImport:
    row = ["杜若", "女", "教育界", "某校副校长", phone, remark]
    assert upload(client, data=book_of([HEADER, row])).status_code == 302
    return RosterImport.objects.latest("id")


def brought(client, phone="", remark="") -> Member:
    confirm(client, waiting(client, phone, remark), known=9)
    return Member.objects.get(name="杜若")


@pytest.mark.parametrize(
    ("before", "written", "after"),
    [
        (f"{FIRST}、{OFFICE}", FIRST, f"{FIRST}、{OFFICE}"),  # a column of mobiles says nothing of the office's
        (f"{FIRST}、{OFFICE}", SECOND, f"{SECOND}、{OFFICE}"),
        (f"{FIRST}、{SECOND}", FIRST, f"{FIRST}、{SECOND}"),
        (f"{FIRST}、{SECOND}", SECOND, f"{SECOND}、{FIRST}"),
        (FIRST, OFFICE, f"{FIRST}、{OFFICE}"),
        (f"{FIRST}、{OFFICE}", "0571-87650000", f"{FIRST}、0571-87650000"),
        (f"{FIRST}、{OFFICE}", f"{SECOND}、87654321", f"{SECOND}、87654321"),
        (FIRST, SECOND, SECOND),
        ("1390000007", FIRST, FIRST),  # a digit too few, put right
        (f"1390000007、{OFFICE}", FIRST, f"{FIRST}、{OFFICE}"),
        (FIRST, "", FIRST),
    ],
)
def test_a_number_takes_the_place_of_its_own_kind_only(office, before, written, after):
    brought(office)
    Member.objects.filter(name="杜若").update(phone=before)
    assert brought(office, written).phone == after


def test_a_second_mobile_number_ends_only_after_a_question(office):
    brought(office)
    Member.objects.filter(name="杜若").update(phone=f"{FIRST}、{SECOND}")
    roster = waiting(office, THIRD)
    (line,) = shown(office, roster, "check").context["page"]
    (question,) = line.questions
    assert (question.kind, question.fix.field) == (
        "phone_replaced",
        "phone",
    ) and f"{FIRST}、{SECOND}" in question.sentence
    post(office, "settle", roster, row=line.key, field="phone", value=f"{THIRD}、{SECOND}", seen="")
    confirm(office, roster, known=9)
    assert Member.objects.get(name="杜若").phone == f"{THIRD}、{SECOND}"


@pytest.mark.parametrize(("held", "asked"), [("1390000007", []), ("1595555123", ["phone_replaced"])])
def test_a_wrong_number_that_is_not_nearly_the_new_one_goes_only_after_a_question(office, held, asked):
    brought(office)
    Member.objects.filter(name="杜若").update(phone=held)
    page = shown(office, waiting(office, FIRST), "check").context["page"]
    assert [each.kind for line in page for each in line.questions] == asked


def test_a_number_for_which_there_is_no_room_becomes_a_remark(office):
    brought(office)
    Member.objects.filter(name="杜若").update(phone=f"{FIRST}、{OFFICE}")
    member = brought(office, f"{SECOND}/{THIRD}")
    assert (member.phone, member.note) == (f"{SECOND}、{THIRD}", f"另有电话 {OFFICE}")


@pytest.mark.parametrize(
    ("before", "written", "after"),
    [
        ("主席", "请假半年", "主席；请假半年"),
        ("主席；请假半年", "请假半年", "主席；请假半年"),
        ("主席", "主席", "主席"),
        ("主席", "", "主席"),
        ("", "请假半年", "请假半年"),
    ],
)
def test_a_remark_comes_beside_the_one_that_is_there(office, before, written, after):
    brought(office)
    Member.objects.filter(name="杜若").update(note=before)
    assert brought(office, "", written).note == after


def test_a_remark_that_does_not_fit_beside_the_other_is_asked_about_and_changes_nothing(office):
    brought(office)
    Member.objects.filter(name="杜若").update(note="长" * 298)
    roster = waiting(office, "", "请假半年")
    assert [q.kind for q in shown(office, roster, "check").context["page"][0].questions if q.kind == "remark_full"]
    assert shown(office, roster).context["counts"]["unchanged"] == 1


@pytest.mark.parametrize("told", ["无变动", "无变化", "没有变动", "未变动", "无调整"])
def test_a_column_that_says_that_nothing_changed_says_nothing(office, told):
    rows = [["姓名", "性别", "界别", "工作单位及职务", "变动情况"], ["杜若", "女", "教育界", "某校副校长", told],
            ["林晚", "女", "教育界", "某院医师", "2026年4月调离"]]  # fmt: skip
    upload(office, data=book_of(rows))
    confirm(office, RosterImport.objects.latest("id"), known=9)
    assert Member.objects.get(name="杜若").note == ""


def of_post(client, *cells) -> RosterImport:
    header = ["姓名", "性别", "界别", "单位", "职务"][: 3 + len(cells)]
    assert upload(client, data=book_of([header, ["杜若", "女", "教育界", *cells]])).status_code == 302
    return RosterImport.objects.latest("id")


@pytest.mark.parametrize(
    ("cells", "after", "asked"),
    [
        (("县一中",), "县第一中学副校长", None),
        (("县第一中学",), "县第一中学副校长", None),
        (("县二中",), "县二中", "post_half"),
        (("县第一中学校长",), "县第一中学校长", None),
        (("县第一中学", "主任"), "县第一中学主任", "post_bare"),
        (("县第一中学", "教务处主任"), "县第一中学教务处主任", None),
    ],
)
def test_a_shorter_spelling_of_the_unit_takes_no_post_away(office, cells, after, asked):
    brought(office)
    Member.objects.filter(name="杜若").update(employer_post="县第一中学副校长")
    roster = of_post(office, *cells)
    questions = [each.kind for line in shown(office, roster, "check").context["page"] for each in line.questions]
    assert [each for each in questions if each.startswith("post_")] == ([asked] if asked else [])
    confirm(office, roster, known=9)
    assert Member.objects.get(name="杜若").employer_post == after


def test_the_other_name_is_shown_before_it_is_kept(office):
    row = ["杜若（俗名：杜小若）", "女", "教育界", "某校副校长", FIRST, ""]
    upload(office, data=book_of([HEADER, row]))
    (line,) = shown(office, RosterImport.objects.latest("id"), "new").context["page"]
    assert "曾用名：杜小若" in line.texts[1]


def test_what_an_older_list_gives_back_is_answered_row_by_row(office):
    roster = waiting(office, FIRST)
    for kind in ("held_again", "skipped_before", "post_bare", "tick_unclear"):
        assert "须逐行答复" in post(office, "settle", roster, all=kind).content.decode()


def test_a_note_that_went_into_remarks_is_said_to_have_done_so(office):
    rows = [HEADER, ["★杜若", "女", "教育界", "某校副校长", FIRST, ""], ["注：★为列席人员。"]]
    upload(office, data=book_of(rows))
    page = shown(office, RosterImport.objects.latest("id"), "check").content.decode()
    assert "已记入 1 行的备注" in page and "没有归入任何一栏，请自行核对" not in page
