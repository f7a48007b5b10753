"""并案 and back: a merge is taken back as filing is, until the main proposal is answered."""

import pytest

from core.models import Clock, Event, Notice, NumberGap
from tests.builders.cast import fresh
from tests.builders.pages import act, answered, filed, handed, press, signed_in, submitted

pytestmark = pytest.mark.django_db


def to_be_merged(c, title="关于同一条路的提案", by=None):
    proposal = submitted(c, by or c.zhou, title=title)
    act(c.clerk, proposal, "recommend", outcome="merge", category="city", text="与前一件相同")
    return fresh(proposal)


def test_a_merge_is_taken_back_and_decided_anew(cast):
    main, proposal = handed(cast), to_be_merged(cast)
    press(cast.chair, proposal, "merge", main=main.pk)
    assert fresh(proposal).merged_into == main
    Notice.objects.all().delete()
    page = signed_in(cast.chair).get(proposal.get_absolute_url()).content.decode()
    assert f"{proposal.get_absolute_url()}do/undo_decision/" in page
    press(cast.chair, proposal, "undo_decision", reason="不是同一件事")
    proposal = fresh(proposal)
    assert (proposal.state, proposal.merged_into) == ("recommended", None)
    assert Clock.objects.get(object_id=proposal.pk, kind="review", stopped_at=None)
    assert Event.objects.get(key="undo_decision").text == "撤回并案"
    assert "将重新审定" in Notice.objects.get(recipient=cast.zhou).title
    assert "不再并入您的" in Notice.objects.get(recipient=cast.shen).title
    assert not fresh(main).merged.exists()
    act(cast.chair, proposal, "file", category="city", text="单独办理")
    assert fresh(proposal).number == main.number + 1


def test_a_filed_proposal_that_was_merged_keeps_its_number(cast):
    main, proposal = handed(cast), filed(cast, cast.zhou, title="关于路灯的提案")
    act(cast.chair, proposal, "merge", main=main.pk)
    act(cast.chair, proposal, "undo_decision", reason="并错了")
    assert fresh(proposal).number is None and NumberGap.objects.get().number == proposal.number
    assert Event.objects.get(key="undo_decision").text == f"撤回并案，案号第{proposal.number:04d}号保留给本件"
    act(cast.chair, proposal, "file", category="city")
    assert fresh(proposal).number == proposal.number


def test_what_was_merged_into_it_before_comes_back_with_it(cast):
    first, second = filed(cast), filed(cast, title="关于路灯的提案")
    along, other = to_be_merged(cast, "关于灯的提案"), to_be_merged(cast, "关于亮的提案")
    act(cast.chair, along, "merge", main=first.pk)
    act(cast.chair, other, "merge", main=second.pk)
    act(cast.chair, first, "merge", main=second.pk)
    assert fresh(along).merged_into == second
    act(cast.chair, first, "undo_decision", reason="并错了")
    assert (fresh(along).merged_into, fresh(other).merged_into) == (fresh(first), second)


def test_once_the_main_proposal_is_answered_the_merge_stands(cast):
    main, proposal = handed(cast), to_be_merged(cast)
    act(cast.chair, proposal, "merge", main=main.pk)
    answered(cast, main)
    refused = press(cast.chair, proposal, "undo_decision", expect=409, reason="并错了")
    assert f"并入的{main.case_number}已经答复，并案不能再撤回。" in refused.content.decode()
    assert fresh(main).evaluations.count() == 2
