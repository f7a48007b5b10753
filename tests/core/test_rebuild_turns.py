"""Whose turn it is, computed anew: what is wrong is found and mended, what is right is left alone."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from core.models import OpenTurn, Role
from core.tasks import rebuild_turns
from proposals.models import Proposal
from tests.builders.acts import do
from tests.builders.cast import draft

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("rebuild_turns", *arguments, stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def turn(cast) -> OpenTurn:
    """The clerk is to review a proposal."""
    proposal = draft(cast, day=timezone.localdate())
    do(proposal, "submit", cast.shen, timezone.localdate())
    return OpenTurn.objects.get(root_id=proposal.pk, role=Role.PROPOSAL_CLERK)


def test_what_is_right_is_left_alone(turn):
    assert json.loads(said("--json")) == {"wrong": 0}
    assert OpenTurn.objects.get(pk=turn.pk).since == turn.since
    assert said() == "全部无误。"


def test_a_lost_row_and_a_row_too_many_are_mended(turn):
    OpenTurn.objects.filter(pk=turn.pk).update(role=Role.AUDITOR, holder="auditor||")
    assert json.loads(said("--json")) == {"wrong": 1}
    assert set(OpenTurn.objects.filter(root_id=turn.root_id).values_list("role", flat=True)) >= {Role.PROPOSAL_CLERK}
    assert not OpenTurn.objects.filter(role=Role.AUDITOR).exists()


def test_what_has_ended_waits_for_nobody(turn):
    Proposal.objects.filter(pk=turn.root_id).update(state="withdrawn")
    assert rebuild_turns() == 1
    assert not OpenTurn.objects.exists()


def test_the_night_mends_them_too(turn):
    turn.delete()
    assert rebuild_turns() == 1
    assert OpenTurn.objects.filter(root_id=turn.root_id, role=Role.PROPOSAL_CLERK).exists()
