"""Small things of the language that every page says the same way."""

from datetime import date

import pytest

from core.chinese import short_date, some_of


@pytest.mark.parametrize(
    ("names", "most", "number", "words"),
    [
        ([], 1, 0, ""),
        (["沈岚"], 1, 0, "沈岚"),
        (["沈岚", "周正"], 1, 0, "沈岚等2人"),
        (["沈岚", "周正", "何静"], 3, 0, "沈岚、周正、何静"),
        (["沈岚", "周正", "何静", "陆远"], 3, 0, "沈岚、周正、何静等4人"),
        (["沈岚"], 1, 3, "沈岚等3人"),
        (["沈岚"], 3, 2, "沈岚等2人"),
        ([], 3, 4, ""),
    ],
)
def test_of_many_names_the_first_are_said_and_how_many_there_are(names, most, number, words):
    assert some_of(names, most, "人", number) == words


def test_a_day_of_another_year_says_so():
    day = date(2027, 2, 14)
    assert [short_date(day), short_date(day, date(2027, 12, 1))] == ["2月14日"] * 2
    assert short_date(day, date(2026, 12, 1)) == "2027年2月14日"
