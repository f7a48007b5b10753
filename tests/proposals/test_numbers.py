"""案号: a proposal whose filing was taken back keeps its number; nobody else gets it, and no number is lost."""

import pytest

from core.models import NumberGap
from tests.builders.pages import act, filed, fresh, press, signed_in, submitted

pytestmark = pytest.mark.django_db


def file_again(c, proposal):
    act(c.chair, proposal, "file", category="city", text="同意")
    return fresh(proposal).number


def test_a_proposal_filed_again_has_its_own_number_again(cast):
    proposal, page = filed(cast), signed_in(cast.chair)
    form = page.get(f"/proposals/{proposal.pk}/do/undo_decision/").content.decode()
    assert "第0001号保留给本件" in form
    press(cast.chair, proposal, "undo_decision", reason="误点")
    assert "案号第0001号保留给本件" in page.get(proposal.get_absolute_url()).content.decode()
    assert filed(cast, cast.lu, title="关于路灯的提案").number == 2  # the kept number is nobody else's
    assert NumberGap.objects.get().number == 1
    assert file_again(cast, proposal) == 1
    assert not NumberGap.objects.exists()
    assert filed(cast, cast.lu, title="关于公交的提案").number == 3


def test_a_number_taken_back_twice_and_then_withdrawn_stays_declared(cast):
    proposal = filed(cast)
    for _ in range(2):
        act(cast.chair, proposal, "undo_decision", reason="误点")
        assert file_again(cast, proposal) == 1
    act(cast.chair, proposal, "undo_decision", reason="误点")
    act(cast.shen, proposal, "withdraw", reason="另行提出")
    assert NumberGap.objects.get().number == 1 and fresh(proposal).number is None
    assert filed(cast, cast.lu, title="关于路灯的提案").number == 2


def test_what_was_never_filed_keeps_no_number(cast):
    proposal = submitted(cast)
    act(cast.clerk, proposal, "recommend", outcome="not_file", ground="personal", category="city", text="个人事项")
    assert file_again(cast, proposal) == 1
