"""The demo shows the clock at work: a regulation of its own, extensions, urgings, silences, mornings."""

import pytest
from django.utils import timezone

from core import rulebook
from core.lights import card_filter
from core.models import Clock, Delivery, Event, Notice, Regulation, Reminder, ReminderScan
from core.services import calendar
from proposals.models import Extension, KeySelection, Proposal
from proposals.models.states import ON_FILE

pytestmark = pytest.mark.usefixtures("demo")


def test_the_committee_has_a_regulation_of_its_own_and_a_version_to_come():
    own, amended = Regulation.objects.filter(is_default=False).order_by("effective_from")
    assert amended.effective_from > timezone.localdate()
    assert own.rules.exclude(article_text="").count() == own.rules.count() > 10
    states = [version.state for version in rulebook.versions("proposal.feedback_days")]
    assert states.count("in_force") == 1 and "pending" in states


def test_lights_of_every_colour_are_on():
    today = timezone.localdate()
    for card in ("", "warning", "yellow", "red"):
        assert Clock.objects.filter(card_filter(card, today)).exists(), card


def test_time_was_asked_for_granted_and_refused():
    assert set(Extension.objects.values_list("state", flat=True)) == set(Extension.State.values)
    granted = Extension.objects.get(state=Extension.State.GRANTED)
    assert granted.due_after > granted.due_before


def test_units_and_proposers_were_urged_and_silence_was_taken_for_what_the_rule_says():
    happened = set(Event.objects.values_list("key", flat=True))
    assert happened >= {"urge_sign", "urge", "urge_evaluation", "feedback_over"}
    assert not Event.objects.filter(text__contains="〔案件〕").exists()


def test_mornings_came_on_working_days_and_nobody_was_told_twice():
    days = list(ReminderScan.objects.values_list("day", flat=True))
    assert len(days) == 8 and all(calendar.current().is_workday(day) for day in days)
    digests = Notice.objects.filter(kind=Notice.Kind.DIGEST)
    assert digests.count() == Reminder.objects.values("person", "day").distinct().count() > 50


def test_what_was_filed_long_ago_is_on_the_public_list_and_both_selections_are_over():
    running = Clock.objects.filter(kind="publish_list", stopped_at=None, due__lt=timezone.localdate())
    assert not running.exists()
    assert Proposal.objects.filter(state__in=ON_FILE, listed_at__isnull=False).count() > 50
    assert KeySelection.objects.exclude(finished_at=None).exists()


def test_nearly_everything_that_left_the_site_arrived():
    assert Delivery.objects.filter(state=Delivery.State.DEAD).count() == 3
    assert not Delivery.objects.filter(state__in=(Delivery.State.WAITING, Delivery.State.SENDING)).exists()
