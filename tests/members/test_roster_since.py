"""What a roster says of single members: since when they are in, how they came in, and what it leaves open."""

from datetime import date

import pytest

from core.people.actors import system_actor
from members.models import Mandate, Term
from members.roster import read_roster
from members.roster.decisions import Decisions
from members.services.roster_import import apply_plan
from members.services.roster_plan import plan_import
from members.services.sectors import load_sectors, vocabulary
from tests.builders.rosters import ALIASES, SECTORS, book_of

HEADER = ["姓名", "性别", "界别", "工作单位及职务", "手机", "任职日期", "备注"]
BEGINS = date(2022, 1, 10)
ADDED, ORIGINAL = Mandate.Gained.ADDED, Mandate.Gained.ORIGINAL

pytestmark = pytest.mark.django_db


@pytest.fixture
def term():
    load_sectors(SECTORS, ALIASES)
    return Term.objects.create(number=15, starts_on=BEGINS)


def person(number=1, **cells):
    row = {"姓名": f"李四{'一二三四'[number - 1]}", "性别": "男", "界别": "教育", "工作单位及职务": f"某校{number}"}
    row |= {"手机": f"1380000000{number}"} | cells
    return [row.get(label, "") for label in HEADER]


def plan_of(term, *rows, title="委员名单", starts_on=None, **decided):
    decisions = Decisions(**decided)
    result = read_roster(book_of([HEADER, *rows], title=title), vocabulary(), decisions=decisions)
    return plan_import(result, term=term, decisions=decisions, starts_on=starts_on)


def keys(planned):
    return [doubt.key for doubt in planned.row.doubts]


@pytest.mark.parametrize(
    ("cells", "starts_on", "gained", "doubts"),
    [
        ({"备注": "2024年3月5日增补"}, date(2024, 3, 5), ADDED, []),
        ({"备注": "2024年3月增补"}, date(2024, 3, 1), ADDED, ["since_month"]),
        ({"备注": "届中增补"}, BEGINS, ADDED, ["added_undated"]),
        ({"备注": "2024年3月5日递补"}, date(2024, 3, 5), Mandate.Gained.SUBSTITUTED, []),
        ({"任职日期": "2024-03-05"}, date(2024, 3, 5), ADDED, ["since_later"]),
        ({"任职日期": "2024-03-05", "备注": "增补"}, date(2024, 3, 5), ADDED, []),
        ({"任职日期": "2022.01"}, BEGINS, ORIGINAL, []),
        ({"任职日期": "2022-01-10"}, BEGINS, ORIGINAL, []),
        ({"任职日期": "2017.01"}, BEGINS, ORIGINAL, ["since_before"]),
        ({}, BEGINS, ORIGINAL, []),
    ],
)
def test_a_mandate_begins_when_the_roster_says(term, cells, starts_on, gained, doubts):
    plan = plan_of(term, person(**cells))
    assert keys(plan.rows[0]) == doubts
    apply_plan(plan, actor=system_actor(), source="名册.xlsx")
    mandate = Mandate.objects.get()
    assert (mandate.starts_on, mandate.gained) == (starts_on, gained)


def test_seats_and_offices_begin_with_the_mandate(term):
    apply_plan(plan_of(term, person(备注="2024年3月5日增补、常委")), actor=system_actor(), source="名册.xlsx")
    assert [held.starts_on for held in Mandate.objects.get().offices.all()] == [date(2024, 3, 5)]


def test_the_first_day_of_a_month_is_proposed_and_can_be_put_right(term):
    (asked,) = plan_of(term, person(备注="2024年3月增补")).rows
    assert (asked.row.since, asked.since) == ("2024-03-01", date(2024, 3, 1))
    plan = plan_of(term, person(备注="2024年3月增补"), values={asked.row.key: {"since": "2024-03-18"}})
    assert (plan.rows[0].since, plan.rows[0].gained, keys(plan.rows[0])) == (date(2024, 3, 18), ADDED, [])


def test_who_is_in_already_keeps_the_day_and_another_one_is_told(term):
    apply_plan(plan_of(term, person(), person(2)), actor=system_actor(), source="名册.xlsx")
    plan = plan_of(term, person(备注="2024年3月增补"), person(2, 任职日期="2017.01"))
    assert [keys(planned) for planned in plan.rows] == [["since_differs"], []]
    apply_plan(plan, actor=system_actor(), source="名册.xlsx")
    assert {mandate.starts_on for mandate in Mandate.objects.all()} == {BEGINS}


def test_a_blank_sex_among_others_that_are_filled_is_asked_about(term):
    plan = plan_of(term, person(), person(2, 性别=""), person(3, 性别="女"))
    assert [keys(planned) for planned in plan.rows] == [[], ["gender_missing"], []]
    marked = plan_of(term, person(性别=""), person(2, 性别=""), person(3, 性别="女"))
    assert [keys(planned) for planned in marked.rows] == [[], [], []]


def test_two_mobile_numbers_in_one_cell_are_asked_about_once(term):
    row = person(手机="13918063041/13800001111")
    plan = plan_of(term, row)
    assert (plan.rows[0].row.phone, keys(plan.rows[0])) == ("13918063041、13800001111", ["phone_several"])
    apply_plan(plan, actor=system_actor(), source="名册.xlsx")
    assert keys(plan_of(term, row).rows[0]) == []


@pytest.mark.parametrize(("cell", "written"), [("", "增补"), ("十届四次", "十届四次")])
@pytest.mark.parametrize("starts_on", [None, date(2025, 2, 1)])
def test_who_came_in_later_without_a_day_is_asked_about_with_the_day_that_will_count(term, cell, written, starts_on):
    (planned,) = plan_of(term, person(任职日期=cell), title="增补委员", starts_on=starts_on).rows
    told = [(doubt.key, doubt.written, doubt.about) for doubt in planned.row.doubts]
    assert told == [("added_undated", written, (starts_on or BEGINS).isoformat())] and planned.gained == ADDED


def test_a_month_among_other_words_counts_from_its_first_day_and_is_asked_about(term):
    (planned,) = plan_of(term, person(任职日期="2025年1月，十届四次"), title="增补委员").rows
    assert (planned.since, planned.gained, keys(planned)) == (date(2025, 1, 1), ADDED, ["since_month"])
