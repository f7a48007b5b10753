"""A day that counts from another clock's due day moves with it."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from core.clock import clocks
from core.models import CalendarDay, Clock, Event, Organisation
from tests.builders.cast import at

pytestmark = pytest.mark.django_db
PACK = Path(__file__).resolve().parents[4] / "shared" / "rulepacks" / "deadlines" / "fengyang.yaml"


@pytest.fixture
def unit():
    return Organisation.objects.create(name="江岭区水利局", kind=Organisation.Kind.UNIT)


def reply(unit, due: str, **more) -> Clock:
    started = date(2025, 12, 16)
    given = {"n": 3, "unit": "months", "start_label": "交办", "at": at(started)} | more
    clock = clocks.open_clock(target=unit, kind="reply", label="答复", started_on=started, **given)
    assert str(clock.due) == due
    return clock


def hanging(anchor: Clock, kind="joint_opinion", label="会办意见", n=20, opened=date(2025, 12, 16)) -> Clock:
    return clocks.open_clock(
        target=anchor.target, kind=kind, label=label, started_on=anchor.due, n=n, unit="days_before",
        start_label=f"{anchor.label}期满", anchor=anchor, at=at(opened),
    )  # fmt: skip


def test_it_moves_with_an_extension_and_says_why(unit):
    """凤阳 FY-4: a date that hangs on another date moves with it."""
    anchor = reply(unit, "2026-03-16")
    joint = hanging(anchor)
    assert joint.due == date(2026, 2, 24)
    clocks.extend_clock(anchor, 1, "months", asked_on=date(2026, 3, 2))
    joint.refresh_from_db()
    assert (joint.started_on, joint.due) == (date(2026, 4, 16), date(2026, 3, 27))
    assert joint.explanation == (
        "自2026年4月16日答复期满往前20日，截止2026年3月27日；随“答复”改为2026年4月16日，由2026年2月24日改为2026年3月27日"
    )
    event = Event.objects.get(key="clock_followed")
    assert event.target == unit and "“会办意见”由2026-02-24改为2026-03-27" in event.text


def test_the_example_of_the_regulation_holds(unit):
    if not PACK.exists():
        pytest.skip("rule packs are not beside this checkout")
    example = next(e for e in yaml.safe_load(PACK.read_text())["examples"] if e["id"] == "FY-4")
    first, extended = example["expected"]
    anchor = reply(unit, str(example["given"]["reply_due"]))
    joint = hanging(anchor)
    assert (joint.nominal, joint.due) == (first["nominal"], first["due"])
    clocks.extend_clock(anchor, 1, "months", asked_on=date(2026, 3, 16))
    assert anchor.due == example["given"]["reply_due_extended"]
    joint.refresh_from_db()
    assert (joint.nominal, joint.due) == (extended["nominal"], extended["due"])


def test_a_chain_moves_to_its_end(unit):
    anchor = reply(unit, "2026-03-16")
    joint = hanging(anchor)
    draft = hanging(joint, "draft", "送初稿", 5)
    clocks.extend_clock(anchor, 1, "months", asked_on=date(2026, 3, 2))
    joint.refresh_from_db(), draft.refresh_from_db()
    assert draft.started_on == joint.due == date(2026, 3, 27) and draft.due == date(2026, 3, 20)
    assert "随“会办意见”改为2026年3月27日" in draft.explanation
    assert Event.objects.filter(key="clock_followed").count() == 2


def test_what_has_stopped_stays(unit):
    anchor = reply(unit, "2026-03-16")
    joint = hanging(anchor)
    clocks.stop_clock(unit, "joint_opinion", at(date(2026, 2, 1)), "提交会办意见")
    clocks.extend_clock(anchor, 1, "months", asked_on=date(2026, 3, 2))
    joint.refresh_from_db()
    assert joint.due == date(2026, 2, 24) and not Event.objects.filter(key="clock_followed").exists()


def test_it_follows_a_clock_started_again(unit):
    joint = hanging(reply(unit, "2026-03-16"))
    again = reply(unit, "2026-04-16", n=4)
    joint.refresh_from_db()
    assert joint.anchor == again and joint.due == date(2026, 3, 27)


def test_it_moves_when_a_year_is_published(unit):
    anchor = reply(unit, "2027-05-17", n=17)
    joint = hanging(anchor)
    assert anchor.provisional and joint.provisional and joint.due == date(2027, 4, 27)
    for day, kind in (("2027-01-01", "holiday"), ("2027-10-01", "holiday"), ("2027-05-17", "holiday")):
        CalendarDay.objects.create(date=day, kind=kind, name="节日")
    moved = clocks.recount_provisional()
    anchor.refresh_from_db(), joint.refresh_from_db()
    assert (anchor.due, joint.due) == (date(2027, 5, 18), date(2027, 4, 28))
    assert {(clock.kind, former) for clock, former in moved} == {
        ("reply", date(2027, 5, 17)), ("joint_opinion", date(2027, 4, 27)),
    }  # fmt: skip
    assert Event.objects.filter(key="clock_recounted").count() == 2
    assert clocks.recount_provisional() == []


def test_its_reminders_count_from_the_day_it_was_opened(unit):
    """It starts on a day to come; its steps before its own due day are said all the same."""
    joint = hanging(reply(unit, "2026-03-16"))
    assert joint.next_reminder == date(2026, 2, 9)
    late = hanging(Clock.objects.get(kind="reply"), "late", "迟开", 20, opened=date(2026, 2, 18))
    assert late.next_reminder == date(2026, 2, 21)


def test_many_hanging_clocks_cost_as_much_as_one(unit, django_assert_max_num_queries):
    anchor = reply(unit, "2026-03-16")
    for number in range(25):
        hanging(anchor, f"kind{number}")
    with django_assert_max_num_queries(12):
        clocks.extend_clock(anchor, 1, "months", asked_on=date(2026, 3, 2))
    assert Clock.objects.filter(due=date(2026, 3, 27)).count() == 25
