"""What importing a roster would do, and what it does: who is recognised, what changes, what is refused."""

from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from core.models import Event, Organisation
from core.people.actors import system_actor
from members.models import Mandate, Member, OfficeHeld, Seat, Term
from members.roster import read_roster
from members.roster.decisions import Decisions
from members.services.roster_import import apply_plan, term_for
from members.services.roster_plan import plan_import
from members.services.sectors import UnknownSectors, load_sectors, vocabulary
from tests.builders.rosters import ALIASES, SECTORS, book_of

COLUMNS = {
    "name": "姓名",
    "gender": "性别",
    "birth": "出生年月",
    "party": "党派",
    "sector": "界别",
    "post": "工作单位及职务",
    "committee": "专委会",
    "group": "街道小组",
    "card": "委员证号",
    "phone": "手机",
    "office": "政协职务",
}
HEADER = list(COLUMNS.values())
ZHAO = ["赵一川", "男", "1970.05", "民盟", "教育", "江岭区实验小学校长", "提案委员会", "东门", "JL01"]
ZHAO += ["13800000001、zhao@x.cn", "常委"]
QIAN = ["钱知夏", "女", "1981-03-07", "中共", "工会", "江岭区总工会副主席", "经济委员会", "西湾", "JL02", "", ""]
TODAY = date(2026, 5, 18)

pytestmark = pytest.mark.django_db


@pytest.fixture
def term():
    load_sectors(SECTORS, ALIASES)
    return Term.objects.create(number=15, starts_on=date(2022, 1, 10))


def changed(row: list, **cells) -> list:
    """A copy of a row with some cells replaced."""
    new = list(row)
    for key, value in cells.items():
        new[HEADER.index(COLUMNS[key])] = value
    return new


def plan_of(term, *rows, **more):
    return plan_import(read_roster(book_of([HEADER, *rows]), vocabulary()), term=term, **more)


def imported(term, *rows, **more):
    return apply_plan(plan_of(term, *rows, **more), actor=system_actor(), source="名册.xlsx")


def changes(plan) -> dict:
    return {p.row.name: {c.field: (c.old, c.new) for c in p.changes} for p in plan.rows if p.kind == "changed"}


def test_the_first_roster_makes_members_with_everything_the_row_says(term):
    assert imported(term, ZHAO, QIAN) == {"new": 2, "changed": 0, "unchanged": 0, "refused": 0}
    zhao = Member.objects.get(name="赵一川")
    mandate = zhao.mandates.get()
    assert (zhao.gender, zhao.birth, zhao.employer_post, zhao.phone, zhao.email) == (
        "男",
        "1970-05",
        "江岭区实验小学校长",
        "13800000001",
        "zhao@x.cn",
    )
    assert zhao.sort_key == "zhao yi chuan"
    assert [p.party for p in zhao.parties.all()] == ["民盟"]
    assert (mandate.term, mandate.sector.name, mandate.card_no) == (term, "教育", "JL01")
    assert (mandate.starts_on, mandate.gained) == (date(2022, 1, 10), Mandate.Gained.ORIGINAL)
    assert {seat.organisation.name for seat in mandate.seats.all()} == {"提案委员会", "东门"}
    assert [office.office for office in mandate.offices.all()] == [OfficeHeld.Office.STANDING]


def test_a_second_import_of_the_same_roster_changes_nothing(term, django_assert_max_num_queries):
    imported(term, ZHAO, QIAN)
    events = Event.objects.count()
    with django_assert_max_num_queries(20):
        assert imported(term, ZHAO, QIAN) == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}
    assert (Member.objects.count(), Event.objects.count()) == (2, events)


def test_each_changed_field_is_told_and_written(term):
    imported(term, ZHAO, QIAN)
    rows = [
        changed(
            ZHAO, post="江岭区教育局副局长", sector="特邀", party="民盟、中共", committee="经济委员会", office="副主席"
        ),
        changed(QIAN, phone="13900000002", birth="1981.03", group="南桥"),
    ]
    plan = plan_of(term, *rows)
    assert changes(plan) == {
        "赵一川": {
            "post": ("江岭区实验小学校长", "江岭区教育局副局长"),
            "party": ("民盟", "民盟、中共"),
            "sector": ("教育", "特邀"),
            "committee": ("提案委员会", "经济委员会"),
            "office": ("常委", "副主席"),
        },
        "钱知夏": {"phone": ("", "13900000002"), "street_group": ("西湾", "南桥")},
    }
    assert plan.new_bodies == [(Organisation.Kind.MEMBER_GROUP, "南桥")]
    imported(term, *rows)
    zhao = Member.objects.get(name="赵一川")
    mandate = zhao.mandates.get()
    assert (zhao.employer_post, mandate.sector.name) == ("江岭区教育局副局长", "特邀")
    assert [p.party for p in zhao.parties.all()] == ["民盟", "中共"]
    assert {s.organisation.name for s in mandate.seats.filter(ends_on=None)} == {"经济委员会", "东门"}
    assert [s.organisation.name for s in mandate.seats.exclude(ends_on=None)] == ["提案委员会"]
    assert [o.office for o in mandate.offices.filter(ends_on=None)] == [OfficeHeld.Office.VICE_CHAIR]
    assert Member.objects.get(name="钱知夏").birth == "1981-03-07"


def test_blank_cells_erase_nothing(term):
    imported(term, ZHAO)
    bare = [cell if place in (0, 4, 5) else "" for place, cell in enumerate(ZHAO)]
    assert plan_of(term, bare).counts["unchanged"] == 1


def test_events_tell_each_members_story(term):
    imported(term, ZHAO, QIAN)
    imported(term, changed(ZHAO, sector="特邀"), QIAN)
    told = Event.objects.filter(object_id=Member.objects.get(name="赵一川").pk).order_by("id")
    assert [(e.key, e.text) for e in told] == [
        ("roster_created", "由名册“名册.xlsx”导入"),
        ("roster_updated", "由名册“名册.xlsx”更新：界别：教育 → 特邀"),
    ]
    assert told[1].facts["changes"] == [{"label": "界别", "was": "教育", "is": "特邀"}]


def test_later_rosters_add_members_in_mid_term(term):
    imported(term, ZHAO)
    imported(term, ZHAO, QIAN, starts_on=date(2024, 3, 1))
    mandate = Mandate.objects.get(member__name="钱知夏")
    assert (mandate.gained, mandate.starts_on) == (Mandate.Gained.ADDED, date(2024, 3, 1))


def test_members_missing_from_the_file_stay_and_are_named(term):
    imported(term, ZHAO, QIAN)
    plan = plan_of(term, ZHAO)
    assert [known.name for known in plan.absent] == ["钱知夏"]
    assert plan.counts["changed"] == 0


def test_two_of_one_name_are_told_apart_by_post_birth_or_card(term):
    other = changed(ZHAO, post="江岭区第二医院医师", birth="1985.01", card="JL09", sector="医卫", phone="13800000009")
    imported(term, ZHAO, other)
    assert plan_of(term, ZHAO, other).counts == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}
    moved = [changed(row, post="新单位", card="") for row in (ZHAO, other)]
    told = plan_of(term, *[changed(row, post=f"新单位{n}") for n, row in enumerate(moved)])
    assert told.counts["changed"] == 2
    unclear = [changed(row, post=f"新单位{n}", birth="") for n, row in enumerate(moved)]
    nothing = plan_of(term, *[changed(row, phone="") for row in unclear])
    assert {r.reason for r in nothing.refused} == {"ambiguous_member"}
    pointed = plan_of(term, *unclear)  # sector and mobile number point to one each
    assert [p.known.birth for p in pointed.rows] == ["1970-05", "1985-01"]
    assert [doubt.key for p in pointed.rows for doubt in p.row.doubts].count("known_by_note") == 2


def test_another_birth_is_another_person(term):
    imported(term, ZHAO)
    other = changed(ZHAO, birth="1991.01", post="别的单位", card="JL10")
    assert plan_of(term, other).counts["new"] == 1


def test_a_member_of_an_earlier_term_is_known_again_by_birth(term):
    imported(term, ZHAO)
    following = Term.objects.create(number=16, starts_on=date(2027, 1, 10))
    plan = plan_of(following, changed(ZHAO, post="新单位"), changed(QIAN, post="某处"))
    assert plan.counts == {"new": 1, "changed": 1, "unchanged": 0, "refused": 0}
    imported(following, changed(ZHAO, post="新单位"))
    assert [str(m.term) for m in Member.objects.get(name="赵一川").mandates.order_by("term__number")] == [
        "第十五届",
        "第十六届",
    ]


def test_a_new_name_with_the_former_one_in_brackets_renames(term):
    imported(term, ZHAO)
    imported(term, changed(ZHAO, name="赵二川（曾用名：赵一川）"))
    member = Member.objects.get()
    assert (member.name, member.other_names) == ("赵二川", ["赵一川"])
    assert plan_of(term, ZHAO).counts["unchanged"] == 1


def test_card_numbers_are_given_once(term):
    imported(term, ZHAO)
    plan = plan_of(term, changed(QIAN, card="JL01"))
    assert [(r.reason, r.value) for r in plan.refused] == [("card_no_taken", "赵一川")]
    twice = plan_of(term, changed(QIAN, card="JL05"), ["孙远", "男", "", "", "工会", "某处", "", "", "JL05", "", ""])
    assert [p.row.warnings for p in twice.rows] == [[], ["same_card_no"]]
    apply_plan(twice, actor=system_actor(), source="名册.xlsx")
    assert Mandate.objects.get(member__name="孙远").card_no == ""


def doubts(plan) -> dict:
    return {p.row.name: [(d.key, d.about) for d in p.row.doubts if d.field == "phone"] for p in plan.rows}


def test_telephones_are_doubted_and_never_refused(term):
    imported(term, ZHAO)
    sun = changed(QIAN, name="孙远", post="某厂", card="JL03", phone="13900000003、1390000000")
    li, zhou = (
        changed(sun, name=n, post=n, card=f"JL1{n}", phone=p) for n, p in (("李四", "1380000000 1"), ("周敏", ""))
    )
    wu = changed(sun, name="吴江", post="吴", card="JL4", phone="139 0000 0003")
    plan = plan_of(
        term,
        changed(QIAN, phone="021-88886666"),
        sun,
        li,
        zhou,
        wu,
        changed(sun, name="郑和", card="J5", phone="12800000001"),
    )
    assert plan.refused == [] and len(plan.to_check) == 6
    assert doubts(plan) == {
        "钱知夏": [("phone_missing", "")], "周敏": [("phone_missing", "")], "郑和": [("phone_odd", "")],
        "李四": [("phone_taken", "赵一川")], "吴江": [("same_phone", "孙远，委员名单 第 3 行")],
        "孙远": [("phone_odd", ""), ("same_phone", "吴江，委员名单 第 6 行")],
    }  # fmt: skip


def of_offices(plan) -> dict:
    found = {p.row.name: [(d.key, d.about) for d in p.row.doubts if d.field == "office"] for p in plan.rows}
    return {name: told for name, told in found.items() if told}


def test_a_second_chair_is_doubted_and_a_successor_is_not(term):
    imported(term, changed(ZHAO, office="主席"))
    both = plan_of(term, changed(QIAN, phone="13900000003", office="主席、常委"))
    assert of_offices(both) == {"钱知夏": [("sole_office", "主席：赵一川")]} and both.refused == []
    follows = plan_of(term, changed(ZHAO, office="常委"), changed(QIAN, phone="13900000003", office="主席"))
    assert of_offices(follows) == {}
    two = plan_of(term, changed(ZHAO, office="秘书长"), changed(QIAN, phone="13900000003", office="秘书长"))
    assert of_offices(two) == {
        "赵一川": [("sole_office", "秘书长：钱知夏")], "钱知夏": [("sole_office", "秘书长：赵一川")]
    }  # fmt: skip
    assert of_offices(plan_of(term, changed(ZHAO, office="主席"))) == {}


def test_a_number_is_nobody_elses_where_its_holder_gets_another_or_has_it_already(term):
    imported(term, ZHAO)
    plan = plan_of(term, changed(ZHAO, phone="13800000009"), changed(QIAN, phone="13800000001"))
    assert doubts(plan) == {"赵一川": [], "钱知夏": []}
    assert doubts(plan_of(term, changed(ZHAO, phone=""))) == {"赵一川": []}


def test_a_roster_without_telephones_says_so_once(term):
    column = HEADER.index("手机")
    book = book_of([[cell for place, cell in enumerate(row) if place != column] for row in (HEADER, ZHAO, QIAN)])
    plan = plan_import(read_roster(book, vocabulary()), term=term)
    assert plan.without_phones and plan.to_check == []


def test_who_has_left_is_not_brought_back_silently(term):
    imported(term, ZHAO)
    Mandate.objects.update(ends_on=TODAY, ended=Mandate.Ended.RESIGNED)
    assert [r.reason for r in plan_of(term, ZHAO).refused] == ["left_office"]


def test_more_committees_than_the_rule_allows_are_refused(term):
    three = changed(ZHAO, committee="提案委员会、经济委员会、文史委员会")
    assert [(r.reason, r.value) for r in plan_of(term, three).refused] == [("too_many_committees", "2")]
    two = changed(ZHAO, committee="提案委员会、经济委员会")
    imported(term, two)
    assert Seat.objects.filter(organisation__kind=Organisation.Kind.SPECIAL_COMMITTEE).count() == 2


def test_too_long_cells_are_refused_before_the_database_does(term):
    assert [r.reason for r in plan_of(term, changed(ZHAO, post="某" * 301)).refused] == ["too_long"]


def test_nothing_is_written_if_writing_fails_half_way(term, monkeypatch):
    monkeypatch.setattr("members.services.roster_import._event", lambda *_: (_ for _ in ()).throw(IntegrityError))
    with pytest.raises(IntegrityError):
        imported(term, ZHAO)
    assert (Member.objects.count(), Organisation.objects.filter(name="东门").count()) == (0, 0)


def test_statements_do_not_grow_with_rows(term):
    def statements(count: int, number: int) -> int:
        rows = [changed(ZHAO, name=f"赵{chr(0x4E00 + n)}", card=f"C{n}", post=f"单位{n}") for n in range(count)]
        with CaptureQueriesContext(connection) as seen:
            imported(Term.objects.create(number=number, starts_on=TODAY), *rows)
        return len(seen)

    statements(1, number=1)
    assert statements(3, number=2) == statements(60, number=3)


def test_the_term_is_the_numbered_the_current_or_the_titles(db):
    assert (term_for(None, hint=7, starts_on=TODAY).number, term_for(None, starts_on=TODAY).number) == (7, 1)
    made = Term.objects.create(number=3, starts_on=TODAY)
    assert term_for(None, hint=7, starts_on=TODAY) == made
    new = term_for(4, starts_on=TODAY)
    assert (new.pk, new.number) == (None, 4)


def test_sectors_are_loaded_once_and_unknown_aliases_refused(db):
    first = load_sectors(SECTORS, ALIASES)
    again = load_sectors(SECTORS, {spelling: sector for sector, names in ALIASES.items() for spelling in names})
    assert (first.created, again.created, again.unchanged, again.aliases_created) == (10, 0, 10, 0)
    with pytest.raises(UnknownSectors, match="文艺"):
        load_sectors(["文化"], {"文艺": ["文艺界"]})
    assert not Organisation.objects.filter(name="文化").exists()
    assert vocabulary().sector("医药卫生界")[0] == "医卫"


def test_a_member_of_the_chairs_meeting_is_no_chair(term):
    imported(term, changed(ZHAO, office="主席会议成员、常委"))
    assert [held.office for held in OfficeHeld.objects.all()] == [OfficeHeld.Office.STANDING]


def asked(plan):
    return [(p.row.name, [d.key for d in p.row.doubts if d.field == "name"]) for p in plan.rows]


def decided(term, row, **values):
    decisions = Decisions(values={"委员名单|2|0": values})
    result = read_roster(book_of([HEADER, row]), vocabulary(), decisions=decisions)
    return plan_import(result, term=term, decisions=decisions)


def test_a_new_person_with_the_name_of_somebody_in_the_register_is_asked_about(term):
    imported(term, ZHAO)
    other = changed(ZHAO, sector="工会", birth="1991.01", post="别的单位", card="", phone="13800000008")
    plan = plan_of(term, other)
    assert (plan.counts["new"], asked(plan)) == (1, [("赵一川", ["namesake_known"])])
    assert "江岭区实验小学校长" in plan.rows[0].row.doubts[0].about
    both = plan_of(term, ZHAO, other)
    assert asked(both) == [("赵一川", []), ("赵一川", ["same_name"])]
    same = decided(term, other, same_as=str(Member.objects.get().pk))
    assert (same.counts["changed"], same.counts["new"]) == (1, 0)


def test_a_member_of_an_earlier_term_without_a_birth_is_asked_about(term):
    imported(term, changed(ZHAO, birth=""))
    plan = plan_of(Term.objects.create(number=16, starts_on=TODAY), changed(ZHAO, birth="", post="新单位"))
    assert asked(plan) == [("赵一川", ["namesake_known"])]


def test_who_is_recognised_by_nothing_but_the_name_is_asked_about(term):
    imported(term, changed(ZHAO, birth="", card=""))
    other = changed(ZHAO, sector="工会", birth="", post="别的单位", card="", phone="13800000008")
    plan = plan_of(term, other)
    assert (plan.counts["changed"], asked(plan)) == (1, [("赵一川", ["known_by_name"])])
    new = decided(term, other, same_as="new")
    assert (new.counts["new"], new.counts["changed"], asked(new)) == (1, 0, [("赵一川", [])])
    for kept in ({"sector": "教育", "phone": ""}, {"post": "江岭区实验小学校长"}, {"phone": "13800000001"}):
        assert asked(plan_of(term, changed(other, **kept))) == [("赵一川", [])], kept


def test_two_of_a_name_in_one_sector_are_told_apart_by_unit_and_mobile_number(term):
    imported(term, changed(ZHAO, birth="", card=""))
    other = changed(ZHAO, birth="", post="别的单位", card="", phone="13800000008")
    plan = plan_of(term, other)
    assert (plan.counts["changed"], asked(plan)) == (1, [("赵一川", ["known_by_name"])])
    assert asked(decided(term, other, same_as="new")) == [("赵一川", [])]
    for kept in ({"post": "江岭区实验小学校长"}, {"phone": "13800000001"}, {"phone": ""}):
        assert asked(plan_of(term, changed(other, **kept))) == [("赵一川", [])], kept


def test_an_event_of_several_changes_names_the_roster_and_the_fields_once(term):
    imported(term, ZHAO, QIAN)
    imported(term, changed(ZHAO, sector="特邀", post="江岭区实验小学书记"), QIAN)
    event = Event.objects.get(key="roster_updated")
    assert event.text.startswith("由名册“名册.xlsx”更新：") and "→" not in event.text
    assert {change["label"] for change in event.facts["changes"]} == {"工作单位及职务", "界别"}


def test_a_list_of_mere_names_makes_nobody_anew_who_has_left(term):
    imported(term, ZHAO)
    Mandate.objects.update(ends_on=TODAY, ended=Mandate.Ended.DIED)
    bare = ["赵一川", "", "", "", "工会", "", "", "", "", "", ""]
    assert [r.reason for r in plan_of(term, bare).refused] == ["left_office"]
    (other,) = plan_of(term, changed(bare, post="某厂工人")).rows
    assert "namesake_known" in [doubt.key for doubt in other.row.doubts]
    key = plan_of(term, bare).refused[0].key
    (new,) = plan_of(term, bare, decisions=Decisions(values={key: {"same_as": "new"}})).rows
    assert new.kind == "new"


def test_who_is_only_left_over_of_two_namesakes_has_to_be_named(term):
    other = changed(ZHAO, birth="", sector="侨、台", post="某公司总经理", card="JL03", phone="13800000003", office="")
    imported(term, ZHAO, other)
    third = changed(ZHAO, birth="1990.2", sector="工会", post="总工会干事", card="", phone="13800000048", office="")
    assert [r.reason for r in plan_of(term, third).refused] == ["ambiguous_member"]
    moved = changed(other, card="", phone="", post="某公司董事长")
    assert plan_of(term, moved).refused == []


def test_an_older_list_gives_back_no_office_and_no_seat_unasked(term):
    imported(term, ZHAO)
    OfficeHeld.objects.update(ends_on=TODAY)
    Seat.objects.filter(organisation__name="提案委员会").update(ends_on=TODAY)
    (row,) = plan_of(term, ZHAO).rows
    asked = {doubt.field: doubt.about for doubt in row.row.doubts if doubt.key == "held_again"}
    assert asked.keys() == {"office", "committee"}
    assert asked["office"] == "常委，系统中已于2026年5月18日卸任"
    assert {change.field for change in row.changes} == {"office", "committee"}
    assert plan_of(term, changed(ZHAO, office="", committee="")).to_check == []
