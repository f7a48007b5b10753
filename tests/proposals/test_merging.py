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
    assert f"{proposal.get_absolute_url()}do/unmerge/" in page
    press(cast.chair, proposal, "unmerge", reason="不是同一件事")
    proposal = fresh(proposal)
    assert (proposal.state, proposal.merged_into) == ("recommended", None)
    assert Clock.objects.get(object_id=proposal.pk, kind="review", stopped_at=None)
    assert Event.objects.get(key="unmerge").text == "撤回并案，重新审定"
    assert "将重新审定" in Notice.objects.get(recipient=cast.zhou).title
    assert "不再并入您的" in Notice.objects.get(recipient=cast.shen).title
    assert not fresh(main).merged.exists()
    act(cast.chair, proposal, "file", category="city", text="单独办理")
    assert fresh(proposal).number == main.number + 1


def test_a_filed_proposal_that_was_merged_is_on_file_again_with_its_number(cast):
    main, proposal = handed(cast), filed(cast, cast.zhou, title="关于路灯的提案")
    act(cast.chair, proposal, "merge", main=main.pk)
    form = signed_in(cast.chair).get(f"{proposal.get_absolute_url()}do/unmerge/").content.decode()
    assert f"撤回后回到“已立案”，保留{proposal.case_number}" in form
    act(cast.chair, proposal, "unmerge", reason="并错了")
    found = fresh(proposal)
    assert (found.state, found.number, found.merged_into) == ("filed", proposal.number, None)
    assert not NumberGap.objects.exists() and not Clock.objects.filter(kind="review", stopped_at=None).exists()
    assert Clock.objects.get(object_id=proposal.pk, kind="handover", stopped_at=None)
    assert Event.objects.get(key="unmerge").text == f"撤回并案，仍为已立案，案号第{proposal.number:04d}号"
    assert Notice.objects.filter(recipient=cast.zhou, title__contains="并案已撤回，仍为已立案").exists()
    act(cast.clerk, proposal, "hand_over", channel=cast.gov.pk)


def test_what_was_merged_into_it_before_comes_back_with_it(cast):
    first, second = filed(cast), filed(cast, title="关于路灯的提案")
    along, other = to_be_merged(cast, "关于灯的提案"), to_be_merged(cast, "关于亮的提案")
    act(cast.chair, along, "merge", main=first.pk)
    act(cast.chair, other, "merge", main=second.pk)
    act(cast.chair, first, "merge", main=second.pk)
    assert fresh(along).merged_into == second
    act(cast.chair, first, "unmerge", reason="并错了")
    assert (fresh(along).merged_into, fresh(other).merged_into) == (fresh(first), second)


def test_once_the_main_proposal_is_answered_the_merge_stands(cast):
    main, proposal = handed(cast), to_be_merged(cast)
    act(cast.chair, proposal, "merge", main=main.pk)
    answered(cast, main)
    refused = press(cast.chair, proposal, "unmerge", expect=409, reason="并错了")
    assert f"并入的{main.case_number}已经答复，并案不能再撤回。" in refused.content.decode()
    assert fresh(main).evaluations.count() == 2
