"""Cards (亮牌): the light of one clock, and the same question asked of the database."""

import random
from datetime import date, timedelta

import pytest
from django.db.models import Count
from django.template.loader import render_to_string
from django.utils import timezone

from core.clock import clocks, lights
from core.models import Clock, Organisation

pytestmark = pytest.mark.django_db
KINDS = ("reply", "sign", "countersign", "review", "own", "x")


@pytest.fixture
def unit():
    return Organisation.objects.create(name="江岭区水利局", kind=Organisation.Kind.UNIT)


def card_on(day: str, due: str = "2025-10-10", **more) -> str:
    return clocks.light(Clock(due=date.fromisoformat(due), **more), date.fromisoformat(day)).card


@pytest.mark.parametrize(
    ("day", "card"),
    [
        ("2025-09-25", ""),  # 6 working days left: 28 September is one, 1 to 8 October are none
        ("2025-09-26", "warning"),
        ("2025-10-10", "warning"),
        ("2025-10-11", "yellow"),
        ("2025-10-24", "yellow"),  # the tenth working day since (Saturday 11 October is one: the eleventh)
        ("2025-10-25", "red"),
    ],
)
def test_the_card_follows_the_working_days(day, card):
    calendar = clocks.calendar_service.current()
    expected = "red" if calendar.count(date(2025, 10, 10), date.fromisoformat(day)) > 10 else card
    assert card_on(day) == expected


def test_cards_change_on_the_named_days():
    assert [card_on(f"2025-11-{d:02}", "2025-11-10") for d in (2, 3, 10, 11, 24, 25)] == [
        "", "warning", "warning", "yellow", "yellow", "red",
    ]  # fmt: skip


def test_a_short_clock_warns_later_and_reddens_sooner():
    assert card_on("2025-11-07", "2025-11-10", kind="sign") == "warning"
    assert card_on("2025-11-06", "2025-11-10", kind="sign") == ""
    assert card_on("2025-11-17", "2025-11-10", kind="sign") == "yellow"
    assert card_on("2025-11-18", "2025-11-10", kind="sign") == "red"


def test_a_light_says_its_card_in_words():
    light = clocks.light(Clock(due=date(2025, 11, 10)), date(2025, 11, 11))
    assert (light.level, light.card_label) == ("late", "黄牌")
    shown = render_to_string("components/_due.html", {"light": light})
    assert "黄牌" in shown and "逾期 1 个工作日" in shown
    early = clocks.light(Clock(due=date(2025, 11, 10)), date(2025, 11, 10))
    assert "预警" not in render_to_string("components/_due.html", {"light": early})


def test_a_right_and_a_stopped_clock_have_no_card():
    assert card_on("2025-12-30", lapses=True) == ""
    stopped = Clock(due=date(2025, 10, 10), stopped_at=timezone.now())
    assert clocks.light(stopped, date(2025, 12, 30)).card == ""


def test_the_rule_of_the_day_decides(decide):
    decide("calendar.red_days", 2, since=date(2025, 11, 20))
    assert card_on("2025-11-19", "2025-11-10") == "yellow"
    assert card_on("2025-11-20", "2025-11-10") == "red"


def test_an_unknown_card_is_refused():
    with pytest.raises(ValueError, match="unknown card"):
        lights.card_filter("green", date(2026, 1, 5))


def test_the_database_agrees_with_every_light(unit, decide):
    decide("calendar.soon_days", 9, "own")
    decide("calendar.red_days", 0, "own")
    dice = random.Random(20261123)  # noqa: S311 - the same throws every time
    start = date(2025, 1, 1)
    rows = [
        Clock(
            kind=f"{dice.choice(KINDS)}",
            label="期限",
            started_on=start,
            nominal=start,
            due=start + timedelta(days=dice.randrange(700)),
            lapses=dice.random() < 0.1,
            stopped_at=timezone.now() if dice.random() < 0.1 else None,
            **clocks.about(unit) | {"object_id": number},
        )
        for number in range(600)
    ]
    Clock.objects.bulk_create(rows)
    for _ in range(25):
        today = start + timedelta(days=dice.randrange(720))
        expected = {card: set() for card in lights.LABELS}
        for clock in rows:
            if clock.stopped_at is None and not clock.lapses:
                expected[clocks.light(clock, today).card].add(clock.pk)
        for card, pks in expected.items():
            found = set(Clock.objects.filter(lights.card_filter(card, today)).values_list("pk", flat=True))
            assert found == pks, (card, today)
        cards = dict(Clock.objects.annotate(card=lights.card_case(today)).values_list("pk", "card"))
        assert cards == {clock.pk: clocks.light(clock, today).card for clock in rows}, today


def test_cards_can_be_counted_in_one_statement(unit, clock_due, django_assert_num_queries):
    clock_due(unit, date(2026, 3, 2), "reply")
    clock_due(unit, date(2026, 3, 31), "review")
    clocks.light(Clock(due=date(2026, 1, 5)))
    with django_assert_num_queries(1):
        counted = Clock.objects.annotate(card=lights.card_case(date(2026, 3, 10))).values("card").order_by()
        assert {row["card"]: row["n"] for row in counted.annotate(n=Count("pk"))} == {"yellow": 1, "": 1}


def test_bounds_are_named_for_kinds_with_rules_of_their_own():
    found = lights.bands(date(2026, 3, 10))
    assert found["sign"] != found[""] == found["reply"]
    assert set(lights.bands(date(2026, 3, 10), ["sign"])) == {"", "sign"}
