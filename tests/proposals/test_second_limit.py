"""期满前作出说明的，再给一段时间: told of from the first day, counted when done in time, never when done late."""

from datetime import date, timedelta

import pytest

from core.clock.calendar import current
from core.clock.workdays import add_months
from core.matters.lifecycle import Refused
from core.models import Clock, Event, Notice
from tests.builders.acts import do, filed_and_assigned, work
from tests.builders.cast import MONDAY, fresh

pytestmark = pytest.mark.django_db
OFFERED = "期满前向提案者作出说明的，再延长3个月；期满以后向提案者作出说明的不延长"
DUE, SECOND = date(2026, 6, 2), date(2026, 9, 2)
WHY = "须会同三家单位勘测，拟于八月底前答复。"


@pytest.fixture
def lead(cast, own_rule):
    own_rule("proposal.explaining_extends", True)
    one = work(filed_and_assigned(cast), cast.housing)
    do(one, "sign", cast.housing_clerk, handler_name="马宁", handler_phone="1", promised_on=date(2026, 5, 20))
    return fresh(one)


def limit(one) -> Clock:
    return Clock.objects.get(object_id=one.pk, kind="reply", stopped_at=None)


def test_the_date_tells_of_it_from_its_first_day(lead):
    clock = limit(lead)
    assert clock.due == DUE and clock.explanation.endswith(f"；{OFFERED}")


@pytest.mark.parametrize(
    ("day", "counts"),
    [(MONDAY, True), (date(2026, 5, 11), True), (DUE, True), (DUE + timedelta(days=1), False), (SECOND, False)],
)
def test_done_in_time_it_counts_and_done_late_it_never_does(cast, lead, day, counts):
    if not counts:
        with pytest.raises(Refused, match="答复期限已于2026年6月2日届满，期满之后向提案者作出说明不再延长期限"):
            do(lead, "explain", cast.housing_clerk, day, reason=WHY)
        assert limit(lead).due == DUE
        return
    do(lead, "explain", cast.housing_clerk, day, reason=WHY)
    clock = limit(lead)
    assert clock.due == current().roll(add_months(MONDAY, 6), "next") == SECOND
    said = f"{day.year}年{day.month}月{day.day}日已向提案者作出说明，原期限2026年6月2日"
    assert said in clock.explanation and OFFERED not in clock.explanation
    assert Event.objects.get(key="explain").text == "区住建局向提案者作出说明，答复期限延至2026年9月2日"
    assert Notice.objects.get(event__key="explain", recipient=cast.shen).body == WHY
    assert fresh(lead).promised_on == date(2026, 8, 20), "what was promised moves with it"


def test_it_is_used_once(cast, lead):
    do(lead, "explain", cast.housing_clerk, reason=WHY)
    with pytest.raises(Refused, match="2026年3月2日已经向提案者作出说明，期限已延长过一次"):
        do(lead, "explain", cast.housing_head, reason=WHY)


def test_the_last_possible_day_cuts_it(cast, lead, own_rule):
    own_rule("proposal.reply_cap", {"n": 4, "unit": "months"})
    do(lead, "explain", cast.housing_clerk, reason=WHY)
    assert limit(lead).due == date(2026, 7, 2)


def test_a_committee_without_such_a_rule_neither_tells_of_it_nor_gives_it(cast):
    one = work(filed_and_assigned(cast), cast.housing)
    do(one, "sign", cast.housing_clerk, handler_name="马宁", handler_phone="1")
    assert "说明" not in limit(one).explanation
    with pytest.raises(Refused, match="按本委员会的制度，答复期限不因向提案者作出说明而延长"):
        do(one, "explain", cast.housing_clerk, reason=WHY)


def test_the_rule_of_the_day_on_which_the_period_began_counts(cast, own_rule):
    one = work(filed_and_assigned(cast), cast.housing)
    do(one, "sign", cast.housing_clerk, handler_name="马宁", handler_phone="1")
    own_rule("proposal.explaining_extends", True, date(2026, 4, 1))
    with pytest.raises(Refused, match="不因"):
        do(one, "explain", cast.housing_clerk, date(2026, 5, 11), reason=WHY)
