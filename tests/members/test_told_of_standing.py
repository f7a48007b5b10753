"""Members read what is registered about their standing, and that it was undone: suspensions and exits."""

from datetime import timedelta

import pytest
import time_machine

from core.models import Notice, User
from members.services import editing, exits, steps, suspensions
from tests.builders.cast import at, draft
from tests.builders.pages import signed_in
from tests.members.test_exits_and_terms import AUTUMN, ONE, clerk, held, leave, prepare, suspend

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def that_autumn():
    with time_machine.travel(at(AUTUMN), tick=False) as moving:
        yield moving


def told(person) -> list[tuple[str, bool]]:
    """What the person was told, oldest first, and whether it still stands."""
    rows = Notice.objects.filter(recipient=person).order_by("pk")
    return [(row.title, row.closed_at is None) for row in rows]


def undo(cast, member) -> None:
    editing.undo(member, held(member), steps.last_undoable(member).pk, actor=clerk(cast))


def home(person) -> str:
    return signed_in(person).get("/").content.decode()


def test_undoing_a_suspension_tells_the_member_and_closes_what_was_told(cast):
    suspend(cast, cast.shen_member)
    undo(cast, cast.shen_member)
    (first, stands), (second, new) = told(cast.shen)
    assert first == "已登记您中止履职，自2026年11月30日起，恢复日期另定" and not stands
    assert second == "登记已撤销：中止履职，自2026年11月30日起，恢复日期另定" and new
    assert "中止履职" not in home(cast.shen)


def test_nobody_reads_the_end_of_the_term_as_the_day_of_restoring(cast):
    prepare(cast)
    made = suspend(cast, cast.shen_member)
    words = "恢复日期另定，最迟到2027年2月24日本届结束"
    assert words in told(cast.shen)[0][0] and f"您自2026年11月30日起中止履职，{words}（主席会议）" in home(cast.shen)
    assert "到2027年2月24日为止" not in home(cast.shen)
    assert "（恢复日期另定，最迟到2027年2月24日本届结束）" in suspensions.objection(AUTUMN, member=cast.shen_member)
    suspensions.resume(actor=clerk(cast), suspension=made, ends_on=AUTUMN + WEEK, reason="结案")
    assert "起中止履职，到2026年12月7日为止（主席会议）" in home(cast.shen)


def test_an_exit_ahead_is_told_at_once_and_stays_on_the_home_page(cast, that_autumn):
    User.objects.filter(pk=cast.office_clerk.pk).update(phone="0571-88880001")
    draft(cast)
    leave(cast, cast.shen_member, AUTUMN + WEEK)
    notice = Notice.objects.get(recipient=cast.shen)
    assert notice.title == "已登记您的第十五届委员资格到2026年12月7日为止（辞职）"
    assert "在此之前照常办理" in notice.body and "电话0571-88880001" in notice.body and "提案" in notice.body
    assert "您的第十五届委员资格到2026年12月7日为止（辞职）。" in home(cast.shen)
    assert "委员资格到" not in home(cast.he)
    that_autumn.move_to(at(AUTUMN + WEEK))
    assert "委员资格到2026年12月7日为止" in home(cast.shen)


def test_undoing_correcting_and_cancelling_an_exit_tell_too(cast):
    leave(cast, cast.shen_member, AUTUMN + WEEK)
    undo(cast, cast.shen_member)
    (_, stands), (second, _) = told(cast.shen)
    assert not stands and second == "登记已撤销：第十五届委员资格终止：辞职，任至2026年12月7日"
    assert "委员资格到" not in home(cast.shen)
    leave(cast, cast.he_member, AUTUMN + WEEK)
    facts = {"ended": "released", "reason": "调离", "decided_by": "常委会", "paper": "", "why": "日期误填"}
    exits.correct(actor=clerk(cast), mandate=held(cast.he_member), ends_on=AUTUMN + ONE, **facts)
    exits.cancel(actor=clerk(cast), mandate=held(cast.he_member), why="登记错了人")
    assert [stands for _, stands in told(cast.he)] == [False, False, True]
    assert "到2026年12月1日为止（免职）" in told(cast.he)[1][0] and "已取消" in told(cast.he)[2][0]


def test_nobody_is_written_to_of_a_death(cast):
    leave(cast, cast.shen_member, AUTUMN - ONE, how="died")
    assert told(cast.shen) == []
