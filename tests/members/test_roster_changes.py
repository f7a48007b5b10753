"""Sheets of changes through the import: what is answered on the preview is written, with the day of the sheet."""

from datetime import date

import pytest
from django.urls import reverse

from core.models import Organisation
from members.models import Mandate, Member, OfficeHeld, RosterImport, Seat
from tests.builders.rosters import book_of, confirm, upload
from tests.members.test_roster_check import post, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
HEADER = ["姓名", "性别", "界别", "工作单位及职务", "手机", "政协职务", "专委会"]
CHANGES = ["变动类别", "姓名", "性别", "界别", "工作单位及职务", "变动原因", "变动时间"]
PEOPLE = {
    "杜若": ["女", "教育界", "某校副校长", "13900000007", "", "提案委员会"],
    "沈砚": ["女", "教育界", "某院医师", "13900000008", "常委", ""],
    "林晚": ["女", "教育界", "某馆馆长", "13900000009", "副主席", ""],
}


@pytest.fixture
def members(office):
    """Three members since the first day of the term; two committees."""
    for name in ("提案委员会", "经济委员会"):
        Organisation.objects.get_or_create(name=name, kind=Organisation.Kind.SPECIAL_COMMITTEE)
    roster = sent(office, [HEADER, *([name, *facts] for name, facts in PEOPLE.items())])
    confirm(office, roster)
    held = {
        one.member.name: one for one in Mandate.objects.filter(member__name__in=PEOPLE).select_related("member", "term")
    }
    for mandate in held.values():
        Mandate.objects.filter(pk=mandate.pk).update(starts_on=mandate.term.starts_on)
    for model in (Seat, OfficeHeld):
        model.objects.filter(mandate__in=held.values()).update(starts_on=mandate.term.starts_on)
    return held


def sent(client, rows) -> RosterImport:
    assert upload(client, data=book_of(rows)).status_code == 302
    return RosterImport.objects.latest("id")


def line_of(client, roster, name, tab="check"):
    return next(each for each in shown(client, roster, tab).context["page"] if each.name == name)


def offices_of(mandate) -> dict[str, tuple]:
    return {one.office: (one.starts_on, one.ends_on) for one in mandate.offices.all()}


def test_answers_on_a_sheet_of_changes_are_written(office, members):
    rows = [
        ["职务变动", "杜若", "女", "教育", "县审计局局长", "换岗", "2026.3"],
        ["辞去常委职务、保留委员", "沈砚", "女", "教育", "", "年龄原因", "2026.2.28"],
        ["调整界别", "林晚", "女", "教育→工会", "", "", "2026.3"],
    ]
    Member.objects.filter(name="杜若").update(name="杜 若")
    roster = sent(office, [["委员变动情况一览表"], CHANGES, *rows])
    assert {line.name for line in shown(office, roster, "changed").context["page"]} == {"杜若", "沈砚", "林晚"}
    gained = sent(office, [CHANGES, ["增选为常委", "林晚", "女", "教育", "", "", "2026.3"]])
    offered = next(each.fix for each in line_of(office, gained, "林晚").questions if each.kind == "office_gained")
    assert offered.value == "副主席、常委"
    asked = line_of(office, roster, "沈砚")
    question = next(each for each in asked.questions if each.fix and each.fix.field == "office")
    post(office, "settle", roster, row=asked.key, field="office", seen=question.fix.seen, value="委员")
    assert "政协职务" in {change.label for change in line_of(office, roster, "沈砚", "changed").changes}
    confirm(office, roster, known=9)
    assert Member.objects.get(pk=members["杜若"].member_id).employer_post == "县审计局局长"
    assert Mandate.objects.get(pk=members["林晚"].pk).sector.name == "工会"
    assert offices_of(members["沈砚"]) == {"standing": (members["沈砚"].term.starts_on, date(2026, 2, 28))}
    assert Member.objects.filter(name__contains="若").count() == 1


def test_who_stays_though_a_list_of_leavers_names_them_gets_what_was_answered(office, members):
    header = ["姓名", "性别", "界别", "工作单位及职务", "变动情况"]
    roster = sent(office, [["已离任委员"], header, ["沈砚", "女", "教育", "某院院长", "调离"]])
    line = line_of(office, roster, "沈砚")
    post(office, "settle", roster, row=line.key, field="sector", seen="", value="工会")
    question = next(each for each in line_of(office, roster, "沈砚").questions if each.leaving)
    assert question.alike == 1
    post(office, "settle", roster, all=question.kind)
    (changed,) = shown(office, roster, "changed").context["page"]
    assert (changed.name, changed.tags) == ("沈砚", ["离任名单所写的工作单位及职务、备注没有采用"])
    confirm(office, roster, known=9)
    mandate = Mandate.objects.select_related("sector", "member").get(pk=members["沈砚"].pk)
    assert (mandate.sector.name, mandate.member.employer_post, mandate.ends_on) == ("工会", "某院医师", None)


def test_a_sheet_of_changed_posts_writes_offices_and_seats_from_its_days(office, members):
    rows = [
        ["杜若", "提案委委员", "提案委副主任", "2026.4.1"],
        ["沈砚", "委员", "经济委主任", "2026.4.2"],
        ["林晚", "副主席", "委员（免去副主席）", "2026.1.9"],
    ]
    for name, short in (("提案委员会", "提案委"), ("经济委员会", "经济委")):
        Organisation.objects.filter(name=name).update(short_name=short)
    roster = sent(office, [["委员职务调整表"], ["姓名", "原任职务", "现任职务", "任免时间"], *rows])
    assert not shown(office, roster, "refused").context["page"].object_list
    confirm(office, roster, known=9)
    seats = {
        name: [(s.organisation.name, s.duty, s.starts_on, s.ends_on) for s in mandate.seats.order_by("pk")]
        for name, mandate in members.items()
    }
    first = members["杜若"].term.starts_on
    assert seats["杜若"] == [
        ("提案委员会", "member", first, date(2026, 4, 1)), ("提案委员会", "deputy", date(2026, 4, 1), None),
    ]  # fmt: skip
    assert seats["沈砚"] == [("经济委员会", "head", date(2026, 4, 2), None)]
    assert offices_of(members["林晚"]) == {"vice_chair": (first, date(2026, 1, 9))}
    assert [Member.objects.get(name=name).employer_post for name in PEOPLE] == [facts[2] for facts in PEOPLE.values()]


def test_two_different_facts_at_one_name_are_asked_about_and_the_order_of_numbers_is_none(office, members):
    Member.objects.filter(name="沈砚").update(phone="13900000008、0793-5121001")
    rows = [
        ["杜若", "女", "教育", "某县别的单位", "13911112222", "", ""],
        ["沈砚", "女", "教育", "某院医师", "0793-5121001/13900000008", "", ""],
        ["林晚", "女", "工会", "某馆馆长", "13900000009", "", ""],
    ]
    roster = sent(office, [HEADER, *rows])
    doubts = {
        line.name: [each.kind for each in line.questions] for line in shown(office, roster, "check").context["page"]
    }
    assert doubts == {"杜若": ["known_by_name"], "林晚": ["sector_moves"]}
    assert [line.name for line in shown(office, roster, "unchanged").context["page"]] == ["沈砚"]


def test_names_are_kept_and_compared_without_blanks(office, members):
    def fields(**more):
        facts = {"name": "路 遥远", "gender": "男", "employer_post": "某局副局长", "phone": "13977778888"}
        mandate = members["杜若"]
        return facts | {"sector": mandate.sector_id, "starts_on": mandate.term.starts_on.isoformat()} | more

    assert office.post(reverse("members:add"), fields()).status_code == 302
    assert Member.objects.filter(name="路遥远").exists()
    Member.objects.filter(name="路遥远").update(name="路　遥 远")
    again = office.post(reverse("members:add"), fields(name="路遥远", phone=""))
    assert again.status_code == 422 and "同名" in again.content.decode()
    roster = sent(office, [HEADER[:4], ["路遥远", "男", "教育", "某局副局长"]])
    assert shown(office, roster).context["counts"]["new"] == 0


def test_undoing_takes_back_the_bodies_that_it_made(office, members):
    row = ["苏晚晴", "女", "教育", "某校教师", "13900000010", "", "文史委员会"]
    roster = sent(office, [HEADER, row])
    (asked,) = shown(office, roster).context["spellings"]
    assert ("kind:street_group", "单独的一个街道委员小组，不是专门委员会") in asked["choices"]
    said = {"field": "committee", "written": "文史委员会", "seen": ""}
    post(office, "spellings", roster, choice="kind:street_group", **said)
    confirm(office, roster, known=9)
    made = Organisation.objects.get(name="文史委员会")
    assert made.kind == Organisation.Kind.MEMBER_GROUP
    office.post(reverse("members:roster_undo", args=[roster.pk]))
    assert not Organisation.objects.filter(name="文史委员会").exists()
    assert not Member.objects.filter(name="苏晚晴").exists()
