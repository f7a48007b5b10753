"""Nobody is restored by the turn: a suspension registered after the list was confirmed goes on in the new term."""

from datetime import date, timedelta

import pytest

from members.models import Mandate, Suspension, Term
from members.services import carry_over, editing, steps, suspensions
from members.services import terms as acts
from tests.builders.pages import signed_in
from tests.members.test_change_of_term import AFTER, DAY, autumn, clerk  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 12)


@pytest.fixture
def confirmed(cast, autumn):  # noqa: F811 - the fixture
    """The list of the 16th term with 沈岚, confirmed."""
    term = acts.start_term(number=16, starts_on=DAY, actor=clerk(cast))
    carry_over.keep(actor=clerk(cast), term=term, members=[cast.shen_member.pk], offices=True, seats=True)
    seen = carry_over.comparison(term).digest
    carry_over.confirm(actor=clerk(cast), term=term, seen=seen, with_doubts=True)
    cast.term = Term.objects.get(number=16)
    return cast


def suspend(c, last: date | None = None) -> Suspension:
    mandate = Mandate.objects.get(member=c.shen_member, term__number=15)
    return suspensions.suspend(
        actor=clerk(c), mandate=mandate, starts_on=TODAY, ends_on=last, reason="接受审查", decided_by="主席会议",
        paper="协发〔2026〕9号",
    )  # fmt: skip


def page(c) -> str:
    return signed_in(c.office_clerk).get(f"/members/terms/{c.term.pk}/carry-over/?show=stays").content.decode()


def test_it_goes_on_and_the_forms_the_list_and_the_member_say_so(confirmed):
    c = confirmed
    form = signed_in(c.office_clerk).get(f"/members/{c.shen_member.pk}/suspend/").content.decode()
    assert "在已确认的第十六届名单上，到日没有恢复的，在第十六届继续中止" in form
    suspend(c)
    kept = Suspension.objects.get(mandate__term=c.term)
    assert (kept.starts_on, kept.ends_on, kept.paper) == (DAY, None, "协发〔2026〕9号")
    assert suspensions.objection(DAY, member=c.shen_member)
    assert "在第十六届继续中止" in page(c) and "正在中止履职" in page(c)
    home = signed_in(c.shen).get("/").content.decode()
    assert "恢复日期另定（主席会议" in home and "本届结束" not in home
    assert "本届结束" not in suspensions.objection(TODAY, member=c.shen_member)


def test_one_that_is_over_before_the_turn_or_restored_or_undone_does_not(confirmed):
    c = confirmed
    suspend(c, DAY - timedelta(days=1))
    assert not Suspension.objects.filter(mandate__term=c.term).exists()
    Suspension.objects.all().delete()
    made = suspend(c)
    suspensions.resume(
        actor=clerk(c), suspension=made, ends_on=TODAY + timedelta(days=5), reason="结案",
    )  # fmt: skip
    assert not Suspension.objects.filter(mandate__term=c.term).exists()
    event = steps.last_undoable(c.shen_member, TODAY)
    editing.undo(c.shen_member, made.mandate, event.pk, actor=clerk(c))
    assert Suspension.objects.filter(mandate__term=c.term).exists()
    event = steps.last_undoable(c.shen_member, TODAY)
    editing.undo(c.shen_member, made.mandate, event.pk, actor=clerk(c))
    assert not Suspension.objects.exists()


def test_what_the_list_said_otherwise_is_marked_after_confirming_and_asked_anew_when_it_is_opened(confirmed):
    c = confirmed
    suspend(c)
    carry_over.reopen(actor=clerk(c), term=c.term, reason="再改")
    assert not Suspension.objects.filter(mandate__term=c.term).exists()
    term = Term.objects.get(number=16)
    seen = carry_over.comparison(term).digest
    carry_over.confirm(actor=clerk(c), term=term, seen=seen, with_doubts=True)
    assert "随上一届结束，第十六届不中止" in page(c) and suspensions.objection(DAY, member=c.shen_member) is None


def test_after_the_turn_nobody_is_asked_to_suspend_who_is_and_the_first_day_of_all_is_told(confirmed, autumn):  # noqa: F811
    c = confirmed
    suspend(c)
    autumn.move_to(AFTER)
    told = page(c)
    assert "在第十六届继续中止" in told and "请在委员页面登记中止履职" not in told
    assert "您自2026年10月12日起中止履职" in signed_in(c.shen).get("/").content.decode()
    Suspension.objects.filter(mandate__term=c.term).update(paper="协发〔2027〕3号")
    assert "您自2027年1月5日起中止履职" in signed_in(c.shen).get("/").content.decode(), "another decision begins anew"
    Suspension.objects.filter(mandate__term=c.term).delete()
    assert "随上一届结束而仍须中止的，请在委员页面登记中止履职" in page(c)
