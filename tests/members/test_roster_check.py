"""Settling on the preview: statements, spellings, unknown sectors, single values; and what the import keeps of them."""

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Event, Organisation, OrganisationName
from members.models import Mandate, Member, RosterImport
from members.services.sectors import vocabulary
from tests.builders.rosters import as_bytes, book_of, confirm, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
HEADER = ["姓名", "性别", "界别", "出生年月", "工作单位及职务", "专委会", "委员证号"]
ZHAO = ["赵一川*", "", "教育界", "1970.5（属狗）", "江岭区实验小学校长", "提案委", "ｊｌ 0001"]
QIAN = ["钱知夏", "女", "新的社会阶层人士", "1981-03-07", "某律师事务所主任", "提案委员会", ""]
SUN = ["孙远", "女", "工会", "不详", "江岭区总工会副主席", "", ""]
NOTE = ["注：未注明性别的为男；带*为常委"]


@pytest.fixture
def committee():
    return Organisation.objects.create(name="提案委员会", kind=Organisation.Kind.SPECIAL_COMMITTEE)


def waiting(client, *rows) -> RosterImport:
    response = upload(client, data=book_of([HEADER, *rows]))
    assert response.status_code == 302
    return RosterImport.objects.latest("id")


def shown(client, roster, show=""):
    return client.get(reverse("members:roster_import", args=[roster.pk]), {"show": show})


def post(client, name, roster, **fields):
    return client.post(reverse(f"members:roster_{name}", args=[roster.pk]), fields, follow=True)


def say_yes(client, roster):
    page = shown(client, roster)
    offered = [each["key"] for each in page.context["statements"] if each["says"]]
    post(client, "statements", roster, offered=offered, on=offered, seen=page.context["seen_statements"])


def test_statements_are_confirmed_one_by_one_before_the_import(office):
    roster = waiting(office, ZHAO, NOTE)
    page = shown(office, roster, "new")
    assert "带“*”的，政协职务按“常委”" in page.content.decode()
    assert "按说明理解：政协职务“常委”、性别“男”" in page.content.decode()
    assert "请先确认 2 条说明" in confirm(office, roster).content.decode()
    gender, mark = [each["key"] for each in page.context["statements"]]
    post(office, "statements", roster, offered=[gender, mark], on=[mark], seen="")
    late = post(office, "statements", roster, offered=[gender, mark], on=[gender], seen="")
    assert "另一位同事刚刚处理过" in late.content.decode()
    confirm(office, roster)
    member = Member.objects.get(name="赵一川")
    mandate = member.mandates.get()
    assert (member.gender, [held.office for held in mandate.offices.all()]) == ("", ["standing"])
    assert (mandate.card_no, member.birth) == ("JL0001", "1970-05")


def test_a_spelling_is_confirmed_once_and_known_to_the_next_roster(office, committee):
    roster = waiting(office, ZHAO, NOTE)
    say_yes(office, roster)
    assert "请先确认 1 处写法" in confirm(office, roster).content.decode()
    page = post(office, "spellings", roster, field="committee", written="提案委", choice=str(committee.pk), seen="")
    assert "以后的名册也会认得" in page.content.decode()
    assert Event.objects.get(key="add_spelling").text == "登记别称：提案委"
    assert page.context["spellings"] == []
    confirm(office, roster)
    assert [seat.organisation for seat in Mandate.objects.get(member__name="赵一川").seats.all()] == [committee]
    again = waiting(office, [*SUN[:5], "提案委", ""])
    assert shown(office, again).context["spellings"] == []


def test_two_spellings_of_a_new_committee_become_one_body_with_both(office):
    roster = waiting(office, ZHAO, [*SUN[:5], "提案委员会", ""], NOTE)
    say_yes(office, roster)
    each = shown(office, roster).context["spellings"][0]
    assert (each["written"], each["chosen"]) == ("提案委", "as:提案委员会")
    post(office, "spellings", roster, field="committee", written="提案委", choice=each["chosen"], seen="")
    confirm(office, roster)
    body = Organisation.objects.filter(name="提案委员会", seats__isnull=False).distinct().get()
    assert (body.name, [name.name for name in body.names.all()]) == ("提案委员会", ["提案委"])


@pytest.mark.parametrize("choice", ["known", "own"])
def test_an_unknown_sector_is_registered_from_its_refused_row_and_nothing_decided_is_lost(office, choice):
    roster = waiting(office, ZHAO[:5], QIAN, NOTE)
    say_yes(office, roster)
    page = shown(office, roster, "refused").content.decode()
    assert "登记“新的社会阶层人士”为" in page and "新的界别，现在就建立" in page
    sector = Organisation.objects.get(kind=Organisation.Kind.SECTOR, name="教育")
    chosen = str(sector.pk) if choice == "known" else "own"
    after = post(office, "spellings", roster, field="sector", written="新的社会阶层人士", choice=chosen, seen="")
    assert (after.context["counts"]["refused"], after.context["waiting"]) == (0, "")
    confirm(office, roster)
    taken = Mandate.objects.get(member__name="钱知夏").sector
    assert (taken == sector, taken.name.startswith("新的社会阶层人士")) == (choice == "known", choice == "own")
    assert vocabulary().sector("新的社会阶层人士界")[0] == taken.name
    assert Event.objects.filter(key__in=["add_spelling", "add_body"]).count() == 1


def test_a_spelling_registered_wrongly_is_taken_back_on_the_preview_and_asked_again(office):
    roster = waiting(office, ZHAO[:5], QIAN, NOTE)
    say_yes(office, roster)
    wrong = Organisation.objects.get(kind=Organisation.Kind.SECTOR, name="教育")
    told = {"field": "sector", "written": "新的社会阶层人士", "seen": ""}
    page = post(office, "spellings", roster, **told, choice=str(wrong.pk))
    assert page.context["learned"] == [("sector", "界别", "新的社会阶层人士", "教育")]
    assert "“新的社会阶层人士”是“教育”的另一种写法" in page.content.decode()
    page = post(office, "spellings", roster, **told, choice="back")
    assert "不再是“教育”的写法" in page.content.decode() and page.context["learned"] == []
    assert page.context["counts"]["refused"] == 1 and vocabulary().sector("新的社会阶层人士")[0] is None
    assert Event.objects.filter(key="remove_spelling").count() == 1
    assert "已经移除" in post(office, "spellings", roster, **told, choice="back").content.decode()


def test_only_what_this_preview_registered_can_be_taken_back_there(office):
    sector = Organisation.objects.get(kind=Organisation.Kind.SECTOR, name="教育")
    sector.names.create(name="教体")
    roster = waiting(office, ["赵一", "男", "教体", "某处", "", ""])
    page = post(office, "spellings", roster, field="sector", written="教体", choice="back", seen="")
    assert "已经移除" in page.content.decode() and sector.names.filter(name="教体").exists()


def test_rows_under_one_unknown_sector_may_each_have_their_own(office):
    roster = waiting(office, ["赵一", "男", "工青妇", "某处", "", ""], ["钱二", "女", "工青妇", "某校", "", ""])
    page = shown(office, roster, "refused")
    key = page.context["page"].object_list[0].key
    assert page.content.decode().count("用这个界别") == 2 and "登记并读入" in page.content.decode()
    post(office, "settle", roster, row=key, field="sector", value="工会", seen="")
    counts = shown(office, roster).context["plan"].counts
    assert (counts["new"], counts["refused"]) == (1, 1)


@pytest.mark.parametrize("there", [True, False])
def test_an_unknown_party_is_registered_from_its_row_with_its_body_where_that_is_lacking(office, there):
    bodies = Organisation.objects.filter(kind=Organisation.Kind.PARTY)
    bodies.delete()
    if there:
        Organisation.objects.create(kind=Organisation.Kind.PARTY, name="民盟江岭区委员会")
    data = book_of([["姓名", "党派", "界别", "单位及职务"], ["孙远", "民联（江岭）", "工会", "江岭区总工会副主席"]])
    upload(office, data=data)
    roster = RosterImport.objects.get()
    page = shown(office, roster, "check").content.decode()
    assert "登记“民联（江岭）”为" in page and ("“民盟”，目录里还没有" in page) != there
    wrong = post(office, "spellings", roster, field="party", written="民联（江岭）", choice="own", seen="")
    assert "请选择是哪一个党派" in wrong.content.decode()
    choice = str(bodies.get().pk) if there else "as:民盟"
    after = post(office, "spellings", roster, field="party", written="民联（江岭）", choice=choice, seen="")
    assert after.context["counts"]["check"] == 0 and bodies.get().names.get().name == "民联（江岭）"
    confirm(office, roster)
    assert [one.party for one in Member.objects.get(name="孙远").parties.all()] == ["民盟"]


def test_a_doubt_is_corrected_or_accepted_on_its_tab(office):
    roster = waiting(office, SUN)
    page = shown(office, roster, "check")
    (line,) = page.context["page"].object_list
    (question,) = line.questions
    assert "原文：不详" in page.content.decode() and ("check", "需核对", 1, True) in page.context["tabs"]
    fix = {"row": line.key, "field": "birth", "seen": ""}
    bad = post(office, "settle", roster, value="去年", back="show=check", **fix)
    assert bad.status_code == 422 and 'value="去年"' in bad.content.decode()
    good = post(office, "settle", roster, value="1975.8", back="show=check", **fix)
    assert good.context["counts"]["check"] == 0
    assert "另一位同事" in post(office, "settle", roster, value="1976.8", **fix).content.decode()
    confirm(office, roster)
    assert Member.objects.get(name="孙远").birth == "1975-08"
    assert "出生年月改为“1975.8”" in Event.objects.get(key="check_roster").text
    other = waiting(office, [*SUN[:4], "别处", "", ""])
    key = shown(office, other, "check").context["page"].object_list[0].questions[0].key
    assert post(office, "settle", other, doubt=key).context["counts"]["check"] == 0
    assert question.sentence.startswith("出生年月无法识别")


def test_a_row_without_a_name_is_completed_and_one_that_has_left_is_left_out(office):
    roster = waiting(office, ["", "女", "工会", "", "某厂", "", ""], ["李四（已故）", "男", "工会", "", "某处", "", ""])
    refused = shown(office, roster, "refused").context["page"].object_list[0]
    post(office, "settle", roster, row=refused.key, field="name", value="周 敏", seen="")
    left = shown(office, roster, "check").context["page"].object_list[0]
    page = post(office, "settle", roster, row=left.key, field="skip", value="1", seen="")
    assert [(row.name, row.reason) for row in page.context["plan"].left_out] == [("李四", "left_out")]
    confirm(office, roster)
    roster.refresh_from_db()
    assert (roster.summary["counts"]["left_out"], roster.summary["refused"]) == (1, [])
    assert "退回 0 行，决定不导入 1 行" in Event.objects.get(key="import_roster").text
    assert list(Member.objects.filter(name__in=["周敏", "李四"]).values_list("name", flat=True)) == ["周敏"]


def test_a_refused_row_can_be_left_out_and_taken_up_again(office):
    roster = waiting(office, [*ZHAO[:2], "教育界", *ZHAO[3:]], ["李四", "男", "社会科学", "", "某处", "", ""])
    refused = shown(office, roster, "refused").context["page"].object_list[0]
    assert [fix.field for fix in refused.fixes] == ["sector", "skip"]
    page = post(office, "settle", roster, row=refused.key, field="skip", value="1", seen="")
    assert (page.context["counts"]["refused"], page.context["counts"]["left_out"]) == (0, 1)
    left = shown(office, roster, "left_out").context["page"].object_list[0]
    post(office, "settle", roster, row=left.key, field="skip", value="", seen=left.fixes[0].seen)
    assert shown(office, roster).context["counts"]["refused"] == 1


def test_what_is_imported_cannot_be_settled_any_more_and_nothing_foreign_is_taken(office, committee):
    roster = waiting(office, SUN)
    page = post(office, "spellings", roster, field="sector", written="某", choice=str(committee.pk), seen="")
    assert "请选择“界别”目录中的一个" in page.content.decode()
    post(office, "spellings", roster, field="unit", written="某", choice="1", seen="")
    confirm(office, roster)
    post(office, "settle", roster, row="委员名单|2|0", field="birth", value="1970.1", seen="")
    roster.refresh_from_db()
    assert (roster.decisions, OrganisationName.objects.filter(name="某").exists()) == ({}, False)


def test_the_preview_asks_the_same_number_of_questions_for_one_and_many_doubts(office, committee):
    def asked(count):
        rows = [[f"赵{chr(0x4E00 + n)}", "", "未知", "不详", f"单位{n}", "提案委", ""] for n in range(count)]
        more = [[f"钱{chr(0x4E00 + n)}", "", "教育", "不详", f"单位{n}", "提案委", ""] for n in range(count)]
        roster = waiting(office, *rows, *more, NOTE)
        total = 0
        for show in ("check", "refused"):
            shown(office, roster, show)
            with CaptureQueriesContext(connection) as seen:
                shown(office, roster, show)
            total += len(seen)
        return total

    assert asked(1) == asked(25)


def test_a_row_of_one_of_several_namesakes_is_given_to_the_one_that_is_chosen(office):
    members = [
        ["姓名", "性别", "界别", "工作单位及职务"],
        ["王伟", "男", "教育", "某校教师"],
        ["王伟", "男", "工会", "某厂工人"],
    ]
    book = openpyxl.Workbook()
    book.active.title = "委员"
    for row in members:
        book.active.append(row)
    sheet = book.create_sheet("常委")
    for row in (["姓名", "职务"], ["王伟", "常委"]):
        sheet.append(row)
    upload(office, data=as_bytes(book))
    roster = RosterImport.objects.get()
    page = shown(office, roster, "refused")
    (line,) = page.context["page"].object_list
    assert [same.words for same in line.same] == [
        "是同一人：委员 第 2 行 王伟（教育）", "是同一人：委员 第 3 行 王伟（工会）",
    ]  # fmt: skip
    assert "是同一人：委员 第 3 行 王伟（工会）" in page.content.decode()
    (asked,) = shown(office, roster, "check").context["page"].object_list
    assert "是同一人：第 2 行 王伟（教育）" in [same.words for question in asked.questions for same in question.same]
    fields = {"row": line.key, "field": "same_row", "seen": ""}
    assert "请选择名册中的另一行" in post(office, "settle", roster, value=line.key, **fields).content.decode()
    page = post(office, "settle", roster, value=line.same[1].value, **fields)
    assert page.context["counts"]["refused"] == 0
    assert "与委员 第 3 行是同一人" in Event.objects.filter(key="check_roster").latest("pk").text
    (ignored,) = [each for each in shown(office, roster, "ignored").context["page"].object_list if each.fixes]
    post(office, "settle", roster, row=ignored.key, field="distinct", value="1", seen="")
    assert shown(office, roster).context["counts"]["refused"] == 1
    post(office, "settle", roster, value=line.same[1].value, **fields)
    confirm(office, roster)
    held = Mandate.objects.get(member__name="王伟", sector__name="工会")
    assert [one.office for one in held.offices.all()] == ["standing"]


def test_every_row_to_be_checked_may_be_left_out(office):
    roster = waiting(office, SUN)
    (line,) = shown(office, roster, "check").context["page"].object_list
    assert [fix.field for fix in line.fixes] == ["skip"]
    page = post(office, "settle", roster, row=line.key, field="skip", value="1", seen="", back="show=check")
    assert (page.context["counts"]["check"], page.context["counts"]["left_out"]) == (0, 1)


def test_one_question_of_many_rows_says_where_it_is_asked(office):
    unknown = [[f"{name}知夏", "女", "没有的界", "", f"{name}所", "", ""] for name in "钱孙李"]
    roster = waiting(office, *unknown)
    page = shown(office, roster, "refused")
    namings = [line.naming for line in page.context["page"].object_list]
    assert [(naming.again, naming.more) for naming in namings] == [("", 2), *[("委员名单 第 2 行", 0)] * 2]
    text = page.content.decode()
    assert "另有 2 行是同一问题" in text and text.count("与委员名单 第 2 行同一问题") == 2


def test_a_namesake_in_the_register_is_chosen_or_denied(office, cast):
    other = [cast.shen_member.name, "女", "工会", "1991-01", "江岭区某厂", "", ""]
    Member.objects.filter(pk=cast.shen_member.pk).update(birth="1970-01", employer_post="江岭区档案馆")
    roster = waiting(office, other)
    (line,) = shown(office, roster, "check").context["page"].object_list
    (question,) = [each for each in line.questions if each.same]
    assert (question.accept, [same.words for same in question.same]) == ("不是同一人，照此导入", ["是同一人"])
    same = question.same[0]
    page = post(office, "settle", roster, row=line.key, field=same.field, value=same.value, seen="")
    assert page.context["counts"]["changed"] == 1


@pytest.mark.parametrize(("field", "other"), [("gender", "birth"), ("birth", "gender")])
def test_sex_and_date_of_birth_typed_into_one_box_put_both_right(office, field, other):
    roster = waiting(office, ["孙远", "", "工会", "不详", "江岭区总工会副主席", "", ""])
    page = post(office, "settle", roster, row="委员名单|2|0", field=field, value="男 1968.3", seen="")
    assert "性别请填" not in page.content.decode()
    confirm(office, roster)
    member = Member.objects.get(name="孙远")
    assert (member.gender, member.birth) == ("男", "1968-03")
    assert "性别改为“男”，出生年月改为“1968.3”" in Event.objects.filter(key="check_roster").latest("id").text
