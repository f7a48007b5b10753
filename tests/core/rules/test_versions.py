"""Versions of one key follow each other without gaps; what is in force on a day is one of them."""

from datetime import date

import pytest

from core import rulebook
from core.clock import clocks
from core.models import Clock, Organisation, Regulation, Rule
from core.rulebook.formats import chains
from core.rulebook.formats.chains import Span

pytestmark = pytest.mark.django_db
KEY = "proposal.reply_months"


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.fixture
def own() -> Regulation:
    return Regulation.objects.create(title="江岭区政协提案办理办法", adopted_on=day("2018-01-01"))


def months(own, n, starts, ends=None, applies_to="", key=KEY) -> Rule:
    return Rule.objects.create(
        key=key, value={"n": n, "unit": "months"}, effective_from=day(starts), regulation=own,
        effective_to=day(ends) if ends else None, applies_to=applies_to,
    )  # fmt: skip


def n_on(text: str, applies_to: str = "") -> int:
    return rulebook.value(KEY, day(text), applies_to)["n"]


def states(applies_to: str = "", on: str = "2026-06-01") -> list[tuple]:
    return [(v.rule.value["n"], v.starts, v.ends, v.state) for v in rulebook.versions_of(KEY, applies_to, day(on))]


def test_a_version_ends_the_day_before_the_next_one_begins(own):
    months(own, 4, "2018-01-01")
    months(own, 5, "2026-03-01")
    months(own, 6, "2027-01-01")
    assert (n_on("2017-12-31"), n_on("2018-01-01"), n_on("2026-02-28"), n_on("2026-03-01")) == (3, 4, 4, 5)
    assert states() == [
        (3, day("2000-01-01"), day("2017-12-31"), "past"),
        (4, day("2018-01-01"), day("2026-02-28"), "past"),
        (5, day("2026-03-01"), day("2026-12-31"), "in_force"),
        (6, day("2027-01-01"), None, "pending"),
    ]


def test_an_older_version_entered_later_runs_until_the_newer_one(own):
    months(own, 4, "2018-01-01")
    months(own, 2, "2013-09-01")
    assert (n_on("2013-08-31"), n_on("2013-09-01"), n_on("2017-12-31"), n_on("2018-01-01")) == (3, 2, 2, 4)


def test_a_regulation_older_than_the_recommended_setting_comes_before_it(own):
    months(own, 4, "1995-03-01")
    assert (n_on("1995-03-01"), n_on("2026-01-01")) == (4, 4)
    assert states() == [(4, day("1995-03-01"), None, "in_force")]


def test_a_class_whose_version_has_ended_has_the_general_one(own):
    months(own, 5, "2024-01-01", "2025-12-31", "session")
    months(own, 4, "2020-01-01")
    assert (n_on("2025-12-31", "session"), n_on("2026-01-01", "session")) == (5, 4)
    assert (n_on("2023-12-31", "session"), n_on("2025-01-01", "interim")) == (4, 4)
    assert states("session") == [(5, day("2024-01-01"), day("2025-12-31"), "expired")]


def test_the_general_version_stays_in_force_beyond_its_end(own):
    months(own, 4, "2024-01-01", "2025-12-31")
    assert n_on("2026-06-01") == 4
    assert states()[-1] == (4, day("2024-01-01"), day("2025-12-31"), "expired")
    months(own, 5, "2026-01-01")
    assert n_on("2026-06-01") == 5
    assert [state[3] for state in states()] == ["past", "past", "in_force"]


def test_a_recommended_class_value_that_says_nothing_of_its_own_gives_way(own):
    recommended = Regulation.objects.get(is_default=True)
    Rule.objects.create(
        key=KEY, value={"n": 3, "unit": "months"}, applies_to="session", effective_from=day("2000-01-01"),
        regulation=recommended,
    )  # fmt: skip
    assert rulebook.rule(KEY, day("2026-01-01"), "session").applies_to == "session"
    months(own, 4, "2024-01-01")
    assert (n_on("2023-12-31", "session"), n_on("2024-01-01", "session")) == (3, 4)
    assert states("session") == [(3, day("2000-01-01"), day("2023-12-31"), "past")]
    assert {rule.applies_to for rule in rulebook.in_force(day("2024-01-01")) if rule.key == KEY} == {""}


def test_reminders_recommended_for_one_kind_stay_when_the_general_ones_change(own):
    steps = [{"day": 0, "to": ["holder"]}]
    Rule.objects.create(key="reminder.steps", value=steps, effective_from=day("2024-01-01"), regulation=own)
    assert rulebook.value("reminder.steps", day("2026-01-01"), "reply") == steps
    assert rulebook.value("reminder.steps", day("2026-01-01"), "return") == []


def test_nothing_is_in_force_before_the_first_version_of_a_local_deadline(own):
    months(own, 2, "2024-01-01", key="deadline.inspection")
    assert rulebook.value("deadline.inspection", day("2024-01-01"))["n"] == 2
    with pytest.raises(rulebook.UnknownRule):
        rulebook.value("deadline.inspection", day("2023-12-31"))
    with pytest.raises(rulebook.UnknownRule):
        rulebook.value("proposal.no_such_key")


def test_many_questions_cost_one_statement(own, django_assert_num_queries):
    months(own, 4, "2024-01-01")
    rulebook.forget()
    with django_assert_num_queries(1):
        for key in rulebook.catalogue():
            rulebook.versions_of(key)
            rulebook.classes_of(key)
        rulebook.in_force()


def test_a_running_clock_keeps_the_rule_it_started_under(own):
    old = months(own, 2, "2024-01-01")
    unit = Organisation.objects.create(name="江岭区水利局", kind=Organisation.Kind.UNIT)
    clock = clocks.open_clock(
        target=unit, kind="reply", label="答复", started_on=day("2026-03-12"), start_label="交办",
        rule=rulebook.rule(KEY, day("2026-03-12")),
    )  # fmt: skip
    months(own, 6, "2026-03-01")
    assert n_on("2026-03-12") == 6
    clock.refresh_from_db()
    assert (clock.due, clock.rule) == (day("2026-05-12"), old)
    clocks.extend_clock(clock, 1, "months", asked_on=day("2026-05-01"))
    assert Clock.objects.get().due == day("2026-06-12")


# ---- the chain itself ----


@pytest.mark.parametrize(
    ("chain", "new", "said"),
    [
        ([("2018-01-01", None, 4)], ("2020-01-01", None, 5), ""),
        ([("2018-01-01", None, 4)], ("2013-01-01", None, 5), ""),
        ([("2018-01-01", None, 4)], ("2018-01-01", None, 4), ""),
        ([("2018-01-01", None, 4)], ("2018-01-01", None, 5), "已有另一取值"),
        ([("2018-01-01", "2019-12-31", 4)], ("2020-01-01", None, 5), ""),
        ([("2018-01-01", "2019-12-31", 4)], ("2019-12-31", None, 5), "重叠"),
        ([("2018-01-01", "2019-12-31", 4)], ("2020-01-02", None, 5), "2020年1月1日没有规定|至2020年1月1日没有规定"),
        ([("2018-01-01", None, 4)], ("2013-01-01", "2017-12-31", 5), ""),
        ([("2018-01-01", None, 4)], ("2013-01-01", "2018-01-01", 5), "重叠"),
        ([("2018-01-01", None, 4)], ("2013-01-01", "2016-12-31", 5), "没有规定"),
        ([], ("2020-01-01", "2019-01-01", 5), "早于施行日期"),
    ],
)
def test_overlaps_and_gaps_are_refused(chain, new, said):
    def made(row):
        return Span(day(row[0]), day(row[1]) if row[1] else None, row[2])

    found = chains.objections([made(row) for row in chain], made(new))
    assert bool(found) == bool(said)
    assert not said or any(part in "".join(found) for part in said.split("|"))
