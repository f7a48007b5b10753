"""The steps of a matter: made, at, to come; how one that left the usual way ends."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from core.matters.progress import Progress, Shown, Step, by_event, shown_steps

MARCH, APRIL = datetime(2026, 3, 2, 4, tzinfo=UTC), datetime(2026, 4, 7, 4, tzinfo=UTC)
PROGRESS = Progress(
    (
        Step("收到", ("received",), made="received_at"),
        Step("审核", ("checking", "checked"), made=by_event("pass", "fail", otherwise="checked_at")),
        Step("编发", (), made="issued_at"),
    ),
    endings={"dropped": "不采用", "lent": "转出"},
    running=("lent",),
    not_in=("draft",),
)


def matter(state: str, **known) -> SimpleNamespace:
    times = {"received_at": MARCH, "checked_at": None, "issued_at": None} | known
    return SimpleNamespace(state=state, get_state_display=lambda: f"现为{state}", **times)


def event(key: str, at=APRIL, from_state="", to_state="") -> SimpleNamespace:
    return SimpleNamespace(key=key, at=at, from_state=from_state, to_state=to_state)


def test_steps_made_have_their_day_the_present_one_its_note_and_the_rest_nothing():
    assert shown_steps(PROGRESS, matter("checking"), []) == [
        Shown("收到", "done", "3月2日"),
        Shown("审核", "now", "现为checking"),
        Shown("编发", "todo"),
    ]


def test_a_matter_past_every_step_has_made_them_all():
    shown = shown_steps(PROGRESS, matter("issued", issued_at=APRIL), [event("pass", MARCH)])
    assert [(step.state, step.small) for step in shown] == [("done", "3月2日"), ("done", "3月2日"), ("done", "4月7日")]


@pytest.mark.parametrize(
    ("events", "day"), [([], "4月7日"), ([event("fail", MARCH)], "3月2日"), ([event("other", MARCH)], "4月7日")]
)
def test_a_step_is_dated_by_its_event_and_without_one_by_the_matter(events, day):
    shown = shown_steps(PROGRESS, matter("issued", checked_at=APRIL), events)
    assert shown[1].small == day


@pytest.mark.parametrize(("state", "mark"), [("dropped", "done"), ("lent", "now")])
def test_leaving_the_usual_way_ends_with_how_it_left_and_when(state, mark):
    happened = [event("note"), event("leave", from_state="received", to_state=state)]
    label = PROGRESS.endings[state]
    assert shown_steps(PROGRESS, matter(state), happened) == [
        Shown("收到", "done", "3月2日"),
        Shown(label, mark, "4月7日"),
    ]


def test_nothing_is_drawn_before_it_has_begun():
    assert shown_steps(PROGRESS, matter("draft"), []) == []


def test_a_line_may_say_otherwise_what_stands_below_the_present_step():
    told = Progress(PROGRESS.steps, note=lambda one: f"第{len(one.state)}天")
    assert shown_steps(told, matter("received"), [])[0] == Shown("收到", "now", "第8天")
