"""Lists: filter, search, sort, page, keep views, export what is filtered, with a fixed number of statements."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import search
from core.frame import unsent_input
from core.lists import Column, cells, ordering, paging
from core.lists import export as exports
from core.lists.columns import as_text
from core.lists.sheet import Heading, ListSheet
from core.models import Organisation, Post, Role, SavedView, User
from tests.builders import sheets

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.tables_site")]
URL = "/list/"


def person(name: str, role=Role.OFFICE_CLERK) -> User:
    user = User.objects.create_user(name, full_name=name)
    Post.objects.create(user=user, role=role)
    return user


def units(count: int, **more) -> list[Organisation]:
    roof, _ = Organisation.objects.get_or_create(name="区政府", kind="unit", branch="government", order=9000)
    rows = [
        Organisation(
            name=f"第{n}局", kind="unit", branch="government" if n % 2 else "party", order=n, parent=roof, **more
        )
        for n in range(1, count)
    ]
    return [roof, *Organisation.objects.bulk_create(rows)]


@pytest.fixture
def clerk(client):
    user = person("办事员")
    client.force_login(user)
    return user


def names(response) -> list[str]:
    return [row.name for row in response.context["table"].rows]


def text_of(response) -> str:
    return response.content.decode()


# ---- who ----


def test_a_stranger_is_sent_to_sign_in(client):
    assert client.get(URL).status_code == 302


def test_only_what_may_be_seen_is_listed_counted_and_exported(client, clerk):
    units(3)
    Organisation.objects.create(name="密办", kind="unit")
    response = client.get(URL)
    assert "密办" not in text_of(response) and response.context["table"].page.count == 3
    assert "密办" not in {row[0] for row in exported(client)}


# ---- statements ----


def test_one_row_and_twenty_five_take_the_same_statements(client, clerk):
    units(1)
    client.get(URL + "?q=局")
    with CaptureQueriesContext(connection) as one:
        client.get(URL)
    units(26)
    with CaptureQueriesContext(connection) as many:
        response = client.get(URL)
    assert len(response.context["table"].rows) == 26
    assert len(one) == len(many), [row["sql"] for row in many]


def test_finding_counting_and_reading_take_two_statements(client, clerk, django_assert_num_queries):
    units(30)
    table = client.get(URL).context["table"]
    del table.found, table.page, table.rows, table.lines
    with django_assert_num_queries(2):
        assert (table.page.count, len(table.lines)) == (30, 30)


# ---- sort ----


def test_newest_first_without_a_choice(client, clerk):
    units(4)
    assert names(client.get(URL)) == ["第3局", "第2局", "第1局", "区政府"]


def test_sorting_by_one_or_several_fields_up_and_down(client, clerk):
    units(4)
    assert names(client.get(URL + "?sort=order")) == ["第1局", "第2局", "第3局", "区政府"]
    assert names(client.get(URL + "?sort=-order"))[0] == "区政府"
    assert names(client.get(URL + "?sort=kind")) == ["区政府", "第3局", "第2局", "第1局"]
    assert names(client.get(URL + "?sort=-kind")) == ["第1局", "第2局", "第3局", "区政府"]


def test_rows_without_a_value_come_last_both_ways(client, clerk):
    for number, (address, parent) in enumerate((("乙街", None), ("", None), ("甲街", "区委"))):
        above = Organisation.objects.create(name=parent, kind="unit", order=9) if parent else None
        Organisation.objects.create(name=f"第{number}局", kind="unit", address=address, parent=above, order=number)
    asked = Organisation.objects.filter(name__startswith="第")

    def order(name, down):
        return [row.name for row in asked.order_by(*ordering.by(Organisation, (name,), down=down), "pk")]

    assert order("parent__order", down=False) == order("parent__order", down=True) == ["第2局", "第0局", "第1局"]
    assert order("address", down=False) == ["第0局", "第2局", "第1局"]
    assert order("address", down=True) == ["第2局", "第0局", "第1局"]
    assert order("order", down=True) == ["第2局", "第1局", "第0局"]


@pytest.mark.parametrize("sort", ["name", "password", "-parent__name", "-", "order;drop"])
def test_a_sort_that_is_not_offered_is_ignored(client, clerk, sort):
    units(3)
    assert names(client.get(URL, {"sort": sort})) == ["第2局", "第1局", "区政府"]


def test_the_header_says_how_it_is_sorted_and_turns_round(client, clerk):
    units(2)
    table = client.get(URL + "?sort=order&branch=government").context["table"]
    head = table.headers[1]
    assert (head.aria, head.css) == ("ascending", "text-end tabular")
    assert head.url == "/list/?branch=government&sort=-order"
    assert table.headers[0].url == ""


# ---- filters and chips ----


def test_filters_narrow_and_show_as_chips_that_can_be_taken_away(client, clerk):
    roof = units(5)[0]
    response = client.get(URL, {"branch": "party", "under": roof.pk, "q": "", "sort": "order"})
    assert names(response) == ["第2局", "第4局"]
    chips = response.context["table"].chips
    assert [(c.label, c.text) for c in chips] == [("系统", "党群"), ("归口", "区政府")]
    assert chips[0].url == f"/list/?under={roof.pk}&sort=order"


def test_each_chosen_value_and_each_range_is_one_chip(client, clerk):
    units(3)
    asked = "?kinds=unit&kinds=party&place_min=1&place_max=1&active=true&since_after=2026-01-01"
    chips = client.get(URL + asked).context["table"].chips
    assert [(c.label, c.text) for c in chips] == [
        ("类别", "承办单位"),
        ("类别", "党派"),
        ("在用", "是"),
        ("排序", "1 至 1"),
        ("建档", "2026-01-01 起"),
    ]
    assert "kinds=party" in chips[0].url and "kinds=unit" not in chips[0].url
    assert "place" not in chips[3].url


def test_a_condition_that_cannot_be_read_is_said_and_does_not_filter(client, clerk):
    units(3)
    response = client.get(URL + "?branch=nonsense&active=true")
    assert len(names(response)) == 3
    assert "筛选条件“系统”没有生效" in text_of(response)
    assert [c.label for c in response.context["table"].chips] == ["在用"]


def test_selects_offer_all_and_dates_the_browsers_picker(client, clerk):
    page = text_of(client.get(URL))
    assert (
        page.count(">全部</option>") == 4
        and "unknown" not in page
        and page.count('type="date"') == 2
        and "---" not in page
    )


def test_choices_from_the_database_are_remembered(client, clerk):
    units(2)
    client.get(URL)
    with CaptureQueriesContext(connection) as seen:
        client.get(URL)
    assert not [row for row in seen if "DISTINCT" in row["sql"]]


# ---- search ----


def test_quick_search_narrows_and_keeps_what_was_typed(client, clerk):
    rows = units(4)
    search.index_many([(row, row.name) for row in rows])
    response = client.get(URL, {"q": "第2"})
    assert names(response) == ["第2局"]
    assert 'value="第2"' in text_of(response)
    assert names(client.get(URL, {"q": "局", "sort": "order"})) == ["第1局", "第2局", "第3局"]
    assert client.get(URL, {"q": "局"}).context["table"].page.count == 3


# ---- pages ----


def test_pages_of_the_asked_size(client, clerk):
    units(60)
    first = client.get(URL + "?size=25&sort=order").context["table"]
    assert (len(first.rows), first.page.count, first.page.has_next, first.page.pages) == (25, 60, True, 3)
    assert first.next_url == "/list/?size=25&sort=order&page=2"
    last = client.get(first.url(page=3)).context["table"]
    assert (len(last.rows), last.page.first, last.page.last, last.page.has_next) == (10, 51, 60, False)


@pytest.mark.parametrize(("asked", "number"), [("0", 1), ("x", 1), ("-3", 1), ("99999", 2), ("9" * 30, 1)])
def test_a_page_that_is_not_there_gives_the_nearest(client, clerk, asked, number):
    units(60)
    table = client.get(URL, {"page": asked}).context["table"]
    assert table.page.number == number and table.rows


def test_counting_stops_at_the_limit_and_paging_goes_on(client, clerk, monkeypatch):
    monkeypatch.setattr(paging, "COUNT_LIMIT", 30)
    units(120)
    page = client.get(URL + "?size=25").context["table"].page
    assert (page.count_text, page.pages, page.near) == ("30 条以上", None, [1, 2, 3])
    page = client.get(URL + "?size=25&page=4").context["table"].page
    assert (page.count_text, page.has_next) == ("100 条以上", True)
    page = client.get(URL + "?size=25&page=5").context["table"].page
    assert (page.count_text, page.has_next, len(page.ids)) == ("120 条", False, 20)


def test_nothing_found_says_what_to_do(client, clerk):
    Organisation.objects.all().delete()
    page = text_of(client.get(URL))
    assert "还没有承办单位，请先登记。" in page and 'href="/new"' in page
    page = text_of(client.get(URL + "?branch=court"))
    assert "清除全部条件" in page and "请先登记" not in page


# ---- what is shown ----


def test_cells_are_escaped(client, clerk):
    Organisation.objects.create(name="<script>x</script>", kind="unit", address="<b>")
    page = text_of(client.get(URL))
    assert "<script>x" not in page and "&lt;script&gt;x" in page and "<b>" not in page


def test_boxes_and_acts_work_as_plain_form_fields(client, clerk):
    row = units(1)[0]
    page = text_of(client.get(URL + "?sort=order"))
    assert f'name="ids" value="{row.pk}"' in page and 'formaction="/stop/"' in page
    assert 'name="next" value="/list/?sort=order"' in page


def test_rows_ticked_when_the_sign_in_ran_out_are_ticked_again_once(client, clerk):
    first, second = units(2)
    session = client.session
    session[unsent_input.KEY] = unsent_input.Unsent(
        path="/stop/", page=URL, fields={"ids": [str(second.pk)], "next": [URL]}, files=False, owner=clerk.pk
    )
    session.save()
    page = text_of(client.get(URL))
    assert f'name="ids" value="{second.pk}" checked' in page and f'name="ids" value="{first.pk}" checked' not in page
    assert " checked" not in text_of(client.get(URL))


def test_values_as_text():
    noon = datetime(2026, 5, 8, 4, 0, tzinfo=UTC)
    assert [as_text(v) for v in (None, True, False, noon, date(2026, 5, 8), ["甲", "乙"], 0)] == [
        "", "是", "否", "2026-05-08 12:00", "2026-05-08", "甲、乙", "0",
    ]  # fmt: skip


# ---- views under a name ----


def test_the_programs_views_and_the_open_one(client, clerk):
    tabs = client.get(URL + "?branch=government&page=2&size=25").context["table"].tabs
    assert [(tab.label, tab.current) for tab in tabs] == [("全部", False), ("政府系统", True)]


def test_a_view_is_kept_opened_and_deleted(client, clerk):
    client.get(URL)
    response = client.post(
        URL, {"name": " 党群 单位 ", "query": "branch=party&page=3&evil=1&sort=-order", "save_view": "1"}
    )
    assert response.headers["Location"] == "/list/?branch=party&sort=-order"
    view = SavedView.objects.get()
    assert (view.name, view.query, view.owner, view.shared) == ("党群 单位", "branch=party&sort=-order", clerk, False)
    table = client.get(response.headers["Location"]).context["table"]
    assert table.current_saved.label == "党群 单位" and not table.may_be_saved
    client.post(URL, {"delete_view": view.pk})
    assert not SavedView.objects.exists()
    assert "党群 单位" not in text_of(client.get(URL))


def test_saving_under_the_same_name_replaces(client, clerk):
    for query in ("branch=party", "branch=government"):
        client.post(URL, {"name": "我的", "query": query, "save_view": "1"})
    assert SavedView.objects.get().query == "branch=government"


@pytest.mark.parametrize(("name", "sentence"), [("", "请给视图起个名称"), ("长" * 41, "不能超过 40 个字")])
def test_a_view_without_a_proper_name_is_not_kept(client, clerk, name, sentence):
    response = client.post(URL, {"name": name, "query": "branch=party", "save_view": "1"})
    assert sentence in str(next(iter(get_messages(response.wsgi_request))))
    assert response.headers["Location"] == "/list/?branch=party" and not SavedView.objects.exists()


def test_a_view_whose_conditions_could_not_be_read_is_not_kept(client, clerk):
    page = client.get(URL + "?branch=nonsense")
    assert "存为常用视图" not in text_of(page)
    response = client.post(URL, {"name": "我的", "query": "branch=nonsense&order=up", "save_view": "1"})
    sentence = str(next(iter(get_messages(response.wsgi_request))))
    assert sentence.startswith("视图没有保存。筛选条件“系统”没有生效") and not SavedView.objects.exists()


def test_every_field_is_called_by_a_label_or_a_legend(client, clerk):
    page = text_of(client.get(URL))
    assert 'for=""' not in page and page.count("<legend") == 2
    assert '<details class="zx-ask-more">' in page
    assert '<details class="zx-ask-more" open>' in text_of(client.get(URL + "?branch=nonsense"))


def test_a_shared_view_is_seen_by_others_who_cannot_delete_it(client, clerk):
    client.post(URL, {"name": "大家的", "query": "branch=party", "shared": "1", "save_view": "1"})
    client.post(URL, {"name": "自己的", "query": "branch=court", "save_view": "1"})
    client.force_login(person("同事"))
    table = client.get(URL + "?branch=party").context["table"]
    assert [tab.label for tab in table.tabs] == ["全部", "政府系统", "大家的"] and table.current_saved is None
    client.post(URL, {"delete_view": SavedView.objects.get(name="大家的").pk})
    assert SavedView.objects.count() == 2


def test_members_and_units_keep_views_for_themselves_only(client):
    client.force_login(person("委员", Role.MEMBER))
    client.post(URL, {"name": "x", "query": "branch=party", "shared": "1", "save_view": "1"})
    assert not SavedView.objects.get().shared
    assert 'name="shared"' not in text_of(client.get(URL + "?branch=court"))


# ---- export ----


def exported(client, query: str = "") -> list[tuple]:
    response = client.get(f"{URL}?export=xlsx&{query}")
    assert response.headers["Content-Type"] == exports.MIME
    assert (
        "attachment" in response.headers["Content-Disposition"] and ".xlsx" in response.headers["Content-Disposition"]
    )
    head, rows = sheets.exported(response)
    return [tuple(head), *rows]


def test_exactly_what_is_filtered_is_exported_in_its_order(client, clerk):
    units(120)
    rows = exported(client, "branch=party&sort=-order&size=25&page=2")
    assert rows[0] == ("名称", "排序", "类别", "上级")
    assert len(rows) == 1 + 59 and rows[1] == ("第118局", 118, "承办单位", "区政府")


def test_text_never_becomes_a_formula(client, clerk):
    for number, name in enumerate(["=1+1", "+86", "-5", "@x", "\tx", "甲=1", "x\x0by"]):
        Organisation.objects.create(name=name, kind="unit", order=number)
    assert [row[0] for row in exported(client, "sort=order")[1:]] == [
        "=1+1",
        "+86",
        "-5",
        "@x",
        "\tx",
        "甲=1",
        "xy",
    ]


def test_numbers_and_days_keep_their_type():
    aware = datetime(2026, 5, 8, 4, 0, tzinfo=UTC)
    assert cells.value_for(5) == 5 and cells.value_for(date(2026, 5, 8)) == date(2026, 5, 8)
    assert cells.value_for(aware) == datetime(2026, 5, 8, 12, 0)
    assert cells.value_for(True) == "是" and cells.value_for(None) is None


def test_a_sheet_can_be_sent_on_and_printed_as_it_is(client, clerk):
    """Title, who and what above; a frame; a heading on each page that filters; as wide as the page."""
    Organisation.objects.create(name="=1+1" + "长" * 40, kind="unit", branch="party", order=3)
    sheet = sheets.sheet_of(client.get(f"{URL}?export=xlsx&branch=party"))
    assert sheet["A1"].value == "江岭区政协承办单位" and "A1:E1" in {str(one) for one in sheet.merged_cells.ranges}
    assert sheet["A2"].value.startswith("编制单位：江岭区政协　范围：系统：党群（共 1 条）　截至20")
    assert [cell.value for cell in sheet[3]] == ["序号", "名称", "排序", "类别", "上级"]
    name, number = sheet["B4"], sheet["C4"]
    assert (name.data_type, name.quotePrefix, number.value) == ("s", True, 3)
    assert name.border.left.style == number.border.top.style == "thin" and sheet["B3"].fill.fill_type == "solid"
    assert sheet.column_dimensions["B"].width > sheet.column_dimensions["C"].width
    assert sheet.row_dimensions[4].height > 30, "a long name has its lines"
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("C4", "A3:E4", "$1:$3")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页" and sheet.oddFooter.right.text.startswith("办事员 20")


def test_days_in_a_sheet_are_days_without_seconds():
    book = openpyxl.Workbook(write_only=True)
    written = ListSheet(book.create_sheet("x"), (Column("day", "日"), Column("at", "时间")))
    rows = [(date(2026, 5, 8), datetime(2026, 5, 8, 4, 0, 9, tzinfo=UTC))]
    written.begin(Heading("题", "单位", "范围", "截至", "甲&乙"), rows)
    written.add(rows[0])
    written.end()
    file = io.BytesIO()
    book.save(file)
    sheet = openpyxl.load_workbook(file).active
    assert [(cell.is_date, cell.number_format) for cell in sheet[4][1:]] == [
        (True, "yyyy-mm-dd"), (True, "yyyy-mm-dd hh:mm"),
    ]  # fmt: skip
    assert sheet.oddFooter.right.text == "甲&&乙"


def test_too_many_rows_are_refused_with_a_sentence(client, clerk, monkeypatch):
    monkeypatch.setattr(exports, "ROW_LIMIT", 2)
    units(5)
    response = client.get(URL + "?export=xlsx&branch=government&sort=order")
    assert response.headers["Location"] == "/list/?branch=government&sort=order"
    assert exported(client, "branch=party")


def test_the_export_takes_no_statement_per_row(client, clerk):
    units(20)
    client.get(URL)
    with CaptureQueriesContext(connection) as seen:
        exported(client)
    assert len(seen) <= 8, [row["sql"] for row in seen]
