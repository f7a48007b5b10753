"""Steps of a ladder: which day is next, and what is said after days on which nobody looked."""

from datetime import date, timedelta

import pytest

from core.clock.reminders.ladder import Ladder, Step, ladder_for

DUE = date(2026, 11, 20)
LADDER = Ladder(
    (
        Step(-7, ("holder",)),
        Step(0, ("holder",)),
        Step(1, ("holder", "head")),
        Step(8, ("holder", "head", "office"), every=7),
        Step(30, ("leader",)),
    )
)


def on(days: int) -> date:
    return DUE + timedelta(days=days)


@pytest.mark.parametrize(
    ("after", "following"),
    [(-60, -7), (-7, 0), (-1, 0), (0, 1), (1, 8), (8, 15), (14, 15), (15, 22), (29, 30), (30, 36)],
)
def test_the_next_step_is_the_first_day_after(after, following):
    assert LADDER.next_step(DUE, on(after)) == on(following)


def test_a_right_has_no_steps_after_its_day():
    assert LADDER.next_step(DUE, on(-1), lapses=True) == DUE
    assert LADDER.next_step(DUE, DUE, lapses=True) is None
    assert LADDER.said_on(DUE, on(-7), on(40), lapses=True) == ((0, "holder"),)


def test_a_ladder_without_repetition_ends():
    assert Ladder((Step(0, ("holder",)),)).next_step(DUE, DUE) is None
    assert Ladder(()).next_step(DUE, on(-100)) is None


def test_missed_steps_are_said_once_as_the_latest_of_each_level():
    assert LADDER.said_on(DUE, on(-7), on(3)) == ((1, "holder"), (1, "head"))
    assert LADDER.said_on(DUE, on(1), on(31)) == ((29, "holder"), (29, "head"), (29, "office"), (30, "leader"))
    assert LADDER.said_on(DUE, on(31), on(35)) == ()
    assert LADDER.said_on(DUE, on(31), on(36)) == ((36, "holder"), (36, "head"), (36, "office"))


@pytest.mark.django_db
def test_a_kind_with_a_ladder_of_its_own_has_only_that():
    today = date(2026, 11, 23)
    assert [step.day for step in ladder_for("cosign", today).steps] == [-1, 0]
    assert ladder_for("return", today) == Ladder(())
    assert ladder_for("reply", today).steps[5] == Step(8, ("holder", "head", "office"), 7)


@pytest.mark.django_db
def test_the_ladder_of_the_day_counts(decide):
    decide("reminder.steps", [{"day": -2, "to": ["holder"]}], "reply", date(2026, 12, 1))
    assert len(ladder_for("reply", date(2026, 11, 30)).steps) > 1
    assert ladder_for("reply", date(2026, 12, 1)) == Ladder((Step(-2, ("holder",)),))
