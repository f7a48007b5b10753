"""The morning's digest and the home say the same: what a home calls late stands in that person's digest."""

from collections import Counter
from datetime import timedelta

import pytest

from core.clock import calendar
from core.clock.reminders import morning
from core.clock.reminders.digest import read
from core.models import Clock, OpenTurn, ReminderScan, User
from core.models.roles import posts_that
from tests.builders.acts import do
from tests.builders.cast import draft, fresh
from tests.builders.stages import LATER, MONDAY
from workbench.todo import todo_list

pytestmark = pytest.mark.django_db


def pressing_at_home(user, day) -> set[tuple]:
    """Matters that the home of the post in use calls late or due today, each with which of the two."""
    groups = {key: items for key, _, _, items in todo_list(user, day).groups}
    return {
        (key, item.turn.root_type_id, item.turn.root_id) for key in ("late", "today") for item in groups.get(key, ())
    }


def pressing_in_digest(user, day) -> set[tuple]:
    lines = [line for line in read(user, day).lines if line.due <= day]
    return {("late" if x.due < day else "today", x.clock.root_type_id, x.clock.root_id) for x in lines}


@pytest.mark.parametrize("days", ["review", 9, 70, 150])
def test_whatever_a_home_calls_late_or_due_today_stands_in_the_digest(cast, stages, days):
    """Everybody, in every post, after the morning of a day on which much is late and nothing has a step."""
    day = MONDAY + timedelta(days=days) if days != "review" else Clock.objects.filter(kind="review").last().due
    ReminderScan.objects.create(day=day - timedelta(days=1))
    Clock.objects.update(next_reminder=LATER + timedelta(days=99))
    morning.run(day)
    seen = Counter()
    for user in User.objects.filter(is_active=True):
        for post in user.valid_posts().exclude(role__in=posts_that(admin=True)):
            user = fresh(user)
            user.post_in_use = post
            pressing = pressing_at_home(user, day)
            missing = pressing - pressing_in_digest(user, day)
            turns = [str(row) for _, _, pk in missing for row in OpenTurn.objects.filter(root_id=pk)]
            assert not missing, f"{user} {post}: {turns}"
            seen.update({key for key, *_ in pressing})
    assert (seen["late"] if days != "review" else seen["today"]) > 1, seen


def test_an_invitation_stands_in_the_digest_of_its_last_days(cast):
    """Whoever is asked to sign hears of it with everything else that is due soon, and no longer once it is done."""
    proposal = draft(cast)
    do(proposal, "invite", cast.shen, members=[cast.zhou_member.pk])
    day = Clock.objects.get(kind="cosign").due - timedelta(days=3)
    while not calendar.current().is_workday(day):
        day += timedelta(days=1)
    morning.run(day)
    (group,) = read(cast.zhou, day).groups
    assert group.key in ("soon", "today") and group.number == 1
    do(proposal, "agree_cosign", cast.zhou, day)
    assert [line.done for line in read(cast.zhou, day).lines] == [True]
