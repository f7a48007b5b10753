"""列和行距: each person keeps which columns of a list are shown and how close its rows stand."""

import pytest

from core.lists import look
from core.models import ListLook
from tests.builders.pages import handed, signed_in
from tests.builders.sheets import exported

pytestmark = pytest.mark.django_db
LIST = "/proposals/"
OWN = ["案号", "提案", "状态", "期限", "结果", "提交"]


def heads(client, url=LIST) -> list[str]:
    return [head.label for head in client.get(url).context["table"].headers]


def test_chosen_columns_are_shown_to_this_person_alone_and_in_this_list_alone(cast):
    c = cast
    handed(c, joints=(c.water,))
    desk = signed_in(c.clerk)
    assert heads(desk) == OWN
    kept = desk.post(LIST, {"look": "keep", "columns": ["units", "number", "turn", "nothing"], "query": "turn=1"})
    assert kept.status_code == 302 and kept.url == f"{LIST}?turn=1"
    assert heads(desk) == ["案号", "提案", "轮到谁", "承办单位"], "in the list's order; the title is always there"
    page = desk.get(LIST)
    assert f"{c.housing.brief}等2家" in "".join(line.cells for line in page.context["table"].lines)
    assert "zx-second" not in "".join(head.css for head in page.context["table"].headers), (
        "chosen, it gives way to nothing"
    )
    assert heads(signed_in(c.chair)) == OWN and "单位" in heads(desk, "/proposals/assignments/")
    desk.post(LIST, {"look": "keep", "columns": ["result"]})
    assert heads(desk) == ["提案", "结果"]
    desk.post(LIST, {"look": "reset", "columns": ["result"], "compact": "1"})
    assert heads(desk) == OWN and not ListLook.objects.exists()


def test_rows_stand_close_where_one_wants_them_so(cast):
    desk = signed_in(cast.clerk)
    assert "zx-list zx-compact" not in desk.get(LIST).content.decode()
    own = [one.key for one in desk.get(LIST).context["table"].column_choices if one.shown]
    desk.post(LIST, {"look": "keep", "columns": own, "compact": "1"})
    assert ListLook.objects.get().columns == [], "the list's own columns are not fixed for later"
    assert "zx-list zx-compact" in desk.get(LIST).content.decode() and heads(desk) == OWN
    assert "zx-list zx-compact" in desk.get("/proposals/?turn=1").content.decode()


def test_the_exported_sheet_and_members_cards_stay_as_they_are(cast):
    c = cast
    handed(c)
    desk = signed_in(c.clerk)
    before, _ = exported(desk.get(f"{LIST}?export=xlsx"))
    desk.post(LIST, {"look": "keep", "columns": ["result"]})
    assert exported(desk.get(f"{LIST}?export=xlsx"))[0] == before
    assert "列和行距" not in signed_in(c.shen).get(LIST).content.decode()


def test_a_look_is_read_once_and_a_column_that_is_gone_is_left_out(cast, django_assert_num_queries):
    ListLook.objects.create(user=cast.clerk, list_key="proposals", columns=["gone", "result"])
    assert heads(signed_in(cast.clerk)) == ["提案", "结果"]
    with django_assert_num_queries(0):
        assert look.look_of("proposals", cast.clerk).columns == ("gone", "result")
    ListLook.objects.update(columns=["gone"])
    look.keep("proposals", cast.clerk, columns=["gone"], compact=True)
    assert heads(signed_in(cast.clerk)) == OWN
