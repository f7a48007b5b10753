"""The own page of a merged proposal, and its row of a list: where the main one stands, and whose turn it is there."""

import pytest

from proposals.models import Proposal
from tests.builders.acts import do
from tests.builders.cast import fresh
from tests.builders.pages import signed_in
from tests.proposals.test_answers_owed import JUDGED, apart, checked, pair

pytestmark = pytest.mark.django_db
EVALUATE = "do/evaluate/"


def page(user, where) -> str:
    response = signed_in(user).get(where if isinstance(where, str) else where.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def row_of(user, other) -> str:
    """What the list says of the merged one, in the row or on the card."""
    shown = signed_in(user).get("/proposals/?state=merged").context["table"]
    (row,) = [row for row in shown.rows if row.pk == other.pk]
    assert (shown.turn_of(row).what == "答复和评价在那一件的页面上") is bool(row.in_main)
    return shown.read_of(row)


def test_it_leads_from_the_handling_to_the_own_judgement(cast):
    c = cast
    main, other = pair(c)
    own = page(c.lu, other)
    assert f'href="{main.get_absolute_url()}">{main.case_number}' in own and "办理中" in own
    assert "轮到区住建局：签收" in own and "对您的答复：区住建局" in own and EVALUATE not in own
    assert row_of(c.lu, other) == row_of(c.clerk, other) == f"已并入{main.case_number}·办理中"
    second = apart(c, main, other)
    checked(c, second, "您反映的水管已经更换。", talked="陆远")
    do(second, "deliver", c.housing_clerk)
    own = page(c.lu, other)
    assert f"{main.get_absolute_url()}{EVALUATE}" in own and "轮到您：评价答复" in own and "前评价" in own
    assert row_of(c.lu, other) == f"已并入{main.case_number}·已答复，待您评价"
    assert row_of(c.clerk, other) == f"已并入{main.case_number}·已答复"
    do(main, "evaluate", c.lu, result="basically", **JUDGED)
    own = page(c.lu, other)
    assert "您的评价：基本满意" in own and EVALUATE not in own
    assert "您的评价" not in page(c.clerk, other) and "对本件提案者的答复" in page(c.clerk, other)


def test_whoever_may_not_open_the_main_one_reads_its_number_and_no_more(cast):
    c = cast
    main, other = pair(c)
    Proposal.objects.filter(pk=main.pk).update(publish_consent=False)
    shown = page(c.zhou, other)
    assert (
        f"{main.case_number}（不公开） 一并办理" in shown
        and fresh(main).title not in shown
        and "轮到区住建局" not in shown
    )
    assert row_of(c.zhou, other) == "已并案"
