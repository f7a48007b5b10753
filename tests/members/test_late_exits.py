"""A resignation of the old term that is heard of after the turn is entered where it happened, and ends nothing else."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from core.matters.lifecycle import Refused
from core.models import Notice, Post, Role
from members.models import Mandate
from members.services import exits, late_exits, mandates
from tests.builders.cast import at
from tests.builders.pages import signed_in
from tests.members.test_exits_and_terms import AUTUMN, DAY, LAST, clerk, held, post_of, prepare

pytestmark = pytest.mark.django_db
GONE, HEARD = date(2027, 2, 20), date(2027, 2, 26)


@pytest.fixture
def turned(cast):
    """The second day of the 16th term, into which 沈岚 was carried and 周正 was not."""
    with time_machine.travel(at(AUTUMN), tick=False) as clock:
        prepare(cast)
        clock.move_to(at(HEARD))
        yield cast


def asked(**more) -> dict:
    facts = {"ended": "resigned", "ends_on": GONE.isoformat(), "reason": "调离", "decided_by": "常委会 2027-02-20"}
    return facts | more


def post(client, c, member, **more):
    """Both steps; the second as the page of the first said."""
    address = reverse("members:late_exit", args=[member.pk, held(member).pk])
    first = client.post(address, asked(**more))
    sure = first.context["form"].data.get("sure", "")
    return first, client.post(address, asked(**more) | {"sure": sure})


def late(c, member, **more) -> None:
    facts = {"ends_on": GONE, "ended": "resigned", "reason": "调离", "decided_by": "常委会"} | more
    late_exits.register(actor=clerk(c, HEARD), mandate=held(member), **facts)


def test_who_never_came_leaves_the_old_term_and_is_none_of_the_new(turned):
    c, client = turned, signed_in(turned.office_clerk)
    page = f"/members/{c.shen_member.pk}/"
    assert (
        reverse("members:late_exit", args=[c.shen_member.pk, held(c.shen_member).pk])
        in client.get(page).content.decode()
    )
    first, second = post(client, c, c.shen_member, never_came="on")
    assert "还没有登记" in first.content.decode() and "没有到任，随之取消" in first.content.decode()
    assert second.status_code == 302
    old = held(c.shen_member)
    assert (old.ends_on, old.ended, old.how_left) == (GONE, "resigned", "辞职")
    assert old.seats.get().ends_on == GONE and post_of(c.shen).valid_to == GONE
    assert not Mandate.objects.filter(member=c.shen_member, term__number=16).exists()
    told = Notice.objects.get(recipient=c.shen, closed_at=None, title__contains="到2027年2月20日为止（辞职）")
    client.post(page, {"undo": client.get(page).context["undoable"][0].pk})
    assert held(c.shen_member).ends_on is None and post_of(c.shen).valid_to is None
    assert held(c.shen_member, 16).seats.get().organisation == c.committee
    told.refresh_from_db()
    assert told.closed_at is not None


def test_whose_mandate_simply_ended_gets_the_way_of_leaving_and_nothing_else_ends(turned):
    c = turned
    other = Post.objects.create(user=c.zhou, role=Role.UNIT_CLERK, organisation=c.housing)
    late(c, c.zhou_member)
    assert held(c.zhou_member).how_left == "辞职"
    other.refresh_from_db()
    assert other.valid_to is None


def test_who_serves_on_all_the_same_keeps_the_new_term_and_the_post(turned):
    c, client = turned, signed_in(turned.office_clerk)
    post(client, c, c.shen_member)
    assert held(c.shen_member).ends_on == GONE and held(c.shen_member, 16).ends_on is None
    assert post_of(c.shen).valid_to is None
    with pytest.raises(Refused, match="已经登记"):
        late(c, c.shen_member)


def test_a_day_outside_the_old_term_is_refused_and_the_dead_do_not_serve_on(turned):
    c = turned
    with pytest.raises(Refused, match="离任日期不能晚于那天"):
        late(c, c.shen_member, ends_on=DAY)
    with pytest.raises(Refused, match="须一并取消"):
        late(c, c.shen_member, ended="died", never_came=False)
    with pytest.raises(Refused, match="还没有届满"):
        late_exits.register(
            actor=clerk(c, HEARD),
            mandate=held(c.shen_member, 16),
            ends_on=HEARD,
            ended="resigned",
            reason="",
            decided_by="",
        )
    with pytest.raises(Refused, match="补登记离任"):
        mandates.check_exit(held(c.shen_member, 16), ends_on=GONE, ended="resigned", actor=clerk(c, HEARD))
    late(c, c.shen_member, ends_on=LAST)


def test_on_the_last_day_of_the_term_the_exit_is_still_an_ordinary_one(turned):
    c = turned
    facts = {"ends_on": GONE, "ended": "resigned", "reason": "调离", "decided_by": "常委会"}
    with pytest.raises(Refused, match="第十五届委员资格还没有届满，请直接登记离任"):
        late_exits.register(actor=clerk(c, LAST), mandate=held(c.shen_member), **facts)
    assert held(c.shen_member).ended == ""
    late_exits.register(actor=clerk(c, DAY), mandate=held(c.shen_member), **facts)
    assert held(c.shen_member).ended == "resigned"


def test_cancelling_it_says_that_the_new_term_is_registered_apart(turned):
    c = turned
    late(c, c.shen_member)
    kept = exits.cancel(actor=clerk(c, HEARD), mandate=held(c.shen_member), why="误报")
    assert "第十六届的任职没有恢复，仍任委员的请在委员页面登记本届任职。" in kept
    assert held(c.shen_member).ends_on is None
