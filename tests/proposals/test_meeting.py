"""交办会: each proposal with units and a date of its own on one sheet; what is wrong in one row stops no other."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from core.matters.deadlines import due_by_rule
from core.models import Clock, Event, KeptForm, Notice
from core.organisations.finding import Called
from proposals.models import Assignment
from tests.builders.cast import fresh
from tests.builders.pages import act, filed, signed_in, today
from tests.builders.sheets import sheet_of

pytestmark = pytest.mark.django_db
PAGE = "/proposals/sheet/assign/"


def waiting(c, title, lead=None, joints=()):
    """A proposal that waits to be handed out by the government's office."""
    proposal = filed(c, title=title)
    for unit in (lead, *joints):
        if unit:
            proposal.suggested_units.create(unit=unit, is_lead=unit == lead)
    act(c.clerk, proposal, "hand_over", channel=c.gov.pk)
    return fresh(proposal)


def by_rule(proposal):
    """Until when its reply is due where nobody sets another day."""
    return due_by_rule("reply", today(), proposal)


def filled(page, *rows, **cells) -> dict:
    """The fields of the page as a browser sends them; ``cells`` are typed over (``lead_7="…"``)."""
    html = page.content.decode()
    data = {"row": [], "once": re.search(r'name="once" value="([^"]+)"', html)[1], "ids": [row.pk for row in rows]}
    for row in page.context["shown"]:
        data["row"].append(row.thing.pk)
        data[f"seen-{row.thing.pk}"] = row.thing.revision
        data |= {f"{cell.name}-{row.thing.pk}": cell.value for cell in row.cells}
    return data | {name[::-1].replace("_", "-", 1)[::-1]: value for name, value in cells.items()}


def taken_along(desk):
    """The list as a workbook to be filled in."""
    return load_workbook(BytesIO(b"".join(desk.get(f"{PAGE}?export=xlsx").streaming_content)))


def read_in(desk, book):
    """The page after the workbook was read back."""
    content = BytesIO()
    book.save(content)
    file = SimpleUploadedFile("交办清单.xlsx", content.getvalue())
    return desk.post(PAGE, {"read": "1", "file": file}, follow=True)


def another_session(c):
    """The one before, whose numbers are the same."""
    day = c.session.opens_on - timedelta(days=365)
    return type(c.session).objects.create(
        term=c.session.term,
        number=c.session.number + 20,
        opens_on=day,
        closes_on=day + timedelta(days=4),
        proposal_cutoff=c.session.proposal_cutoff,
    )


def cells_of(page) -> dict:
    """What stands in the rows of the page, by matter."""
    return {row.thing: {cell.name: cell.value for cell in row.cells} for row in page.context["shown"]}


def works(proposal) -> set:
    return {(work.unit, work.role) for work in Assignment.objects.filter(proposal=proposal)}


def test_each_row_begins_as_suggested_and_is_handed_out_as_it_reads(cast):
    c = cast
    first = waiting(c, "关于口袋公园的提案", c.housing, [c.water])
    second = waiting(c, "关于城北公交的提案")
    desk = signed_in(c.gov_office)
    page = desk.get(PAGE)
    cells = {row.thing: {cell.name: cell.value for cell in row.cells} for row in page.context["shown"]}
    due = by_rule(first).isoformat()
    assert cells[first] == {
        "lead": c.housing.brief,
        "joints": c.water.brief,
        "separates": "",
        "due_on": due,
        "said": "",
    }
    assert [row.group for row in page.context["shown"]] == ["还没有主办", "按建议填好"]
    typed = filled(page, first, second, **{f"separates_{second.pk}": f"{c.water.brief}、{c.finance.name}"})
    told = desk.post(PAGE, typed | {"go": "1"}, follow=True)
    assert "已交办2件" in told.content.decode() and not told.context["sheet"].things
    assert works(first) == {(c.housing, "lead"), (c.water, "joint")}
    assert works(second) == {(c.water, "separate"), (c.finance, "separate")}
    notices = Notice.objects.filter(recipient=c.water_clerk, title__contains="交您单位")
    assert notices.count() == 1, "one notice of both"


def test_a_row_that_is_wrong_says_so_and_keeps_what_was_typed_while_the_others_go(cast):
    c = cast
    good, unknown = waiting(c, "关于口袋公园的提案", c.housing), waiting(c, "关于城北公交的提案", c.water)
    twice, none = waiting(c, "关于食堂的提案", c.water), waiting(c, "关于校门口的提案")
    desk = signed_in(c.gov_office)
    typed = filled(
        desk.get(PAGE), good, unknown, twice, none,
        **{f"lead_{unknown.pk}": "区航天局", f"joints_{twice.pk}": c.water.brief},
    )  # fmt: skip
    page = desk.post(PAGE, typed | {"go": "1"})
    html = page.content.decode()
    assert page.status_code == 200 and "已交办1件" in html and "有 3 件没有办" in html
    assert fresh(good).state == "handling"
    rows = {row.thing: row for row in page.context["shown"]}
    assert "没有叫“区航天局”的单位" in rows[unknown].refused and rows[unknown].cells[0].value == "区航天局"
    assert "同一家单位只能承担一种职责" in rows[twice].refused and "请选择一家主办单位" in rows[none].refused
    assert all(fresh(one).state == "assigning" for one in (unknown, twice, none))
    again = {row.thing: row for row in desk.get(PAGE).context["shown"]}
    assert again[unknown].cells[0].value == "区航天局" and not again[unknown].refused
    alone = desk.post(PAGE, filled(desk.get(PAGE), unknown) | {"go": "1"})
    assert alone.status_code == 409, "nothing was done"


def test_one_rows_button_does_that_row_and_saves_the_others(cast):
    c = cast
    one, other = waiting(c, "关于口袋公园的提案", c.housing), waiting(c, "关于城北公交的提案", c.water)
    desk = signed_in(c.gov_office)
    typed = filled(desk.get(PAGE), other, **{f"joints_{other.pk}": c.finance.brief})
    desk.post(PAGE, typed | {"one": one.pk})
    assert (fresh(one).state, fresh(other).state) == ("handling", "assigning"), "ticked is another button's"
    row = desk.get(PAGE).context["shown"][0]
    assert row.thing == other and row.kept and row.cells[1].value == c.finance.brief
    assert not signed_in(c.gov_office).get(PAGE).context["shown"][0].stale
    desk.post(PAGE, filled(desk.get(PAGE), other) | {"go": "1"})
    assert works(other) == {(c.water, "lead"), (c.finance, "joint")} and not KeptForm.objects.exists()


def test_saving_hands_nothing_out_and_keeps_only_what_differs(cast):
    c = cast
    same, changed = waiting(c, "关于口袋公园的提案", c.housing), waiting(c, "关于城北公交的提案", c.water)
    desk = signed_in(c.gov_office)
    typed = filled(desk.get(PAGE), same, **{f"lead_{changed.pk}": c.finance.brief})
    assert "还没有交办" in desk.post(PAGE, typed | {"save": "1"}, follow=True).content.decode()
    assert [row.object_id for row in KeptForm.objects.all()] == [changed.pk] and not Assignment.objects.exists()
    emptied = filled(desk.get(PAGE), **{f"lead_{same.pk}": ""})
    desk.post(PAGE, emptied | {"save": "1"})
    shown = {row.thing: row.cells[0].value for row in desk.get(PAGE).context["shown"]}
    assert shown[same] == "", "taken out, and not what was suggested again"


def test_a_row_goes_back_to_what_was_suggested_and_the_others_stay(cast):
    c = cast
    one, other = waiting(c, "关于口袋公园的提案", c.housing), waiting(c, "关于城北公交的提案", c.water)
    desk = signed_in(c.gov_office)
    typed = filled(desk.get(PAGE), **{f"lead_{one.pk}": c.finance.brief, f"lead_{other.pk}": c.finance.brief})
    desk.post(PAGE, typed | {"save": "1"})
    assert 'name="restore"' in desk.get(PAGE).content.decode()
    told = desk.post(PAGE, filled(desk.get(PAGE)) | {"restore": one.pk}, follow=True)
    assert "已恢复原来的建议" in told.content.decode()
    shown = {row.thing: row.cells[0].value for row in desk.get(PAGE).context["shown"]}
    assert shown == {one: c.housing.brief, other: c.finance.brief} and not Assignment.objects.exists()


def test_the_same_page_handed_in_again_hands_nothing_out_twice(cast):
    c = cast
    proposal = waiting(c, "关于口袋公园的提案", c.housing)
    desk = signed_in(c.gov_office)
    typed = filled(desk.get(PAGE), proposal) | {"go": "1"}
    desk.post(PAGE, typed)
    again = desk.post(PAGE, typed, follow=True).content.decode()
    assert "先前已经交办的1件" in again
    assert Event.objects.filter(key="assign").count() == Assignment.objects.count() == 1


def test_who_may_not_hand_it_out_neither_sees_nor_does_it(cast):
    c = cast
    proposal = waiting(c, "关于口袋公园的提案", c.housing)
    typed = filled(signed_in(c.gov_office).get(PAGE), proposal) | {"go": "1"}
    for stranger in (c.clerk, c.chair, c.leader, c.shen, c.housing_clerk):
        assert signed_in(stranger).get(PAGE).status_code == 403
        assert signed_in(stranger).post(PAGE, typed).status_code == 403
    other = signed_in(c.party_office)
    assert not other.get(PAGE).context["sheet"].things
    assert "已不由您交办" in other.post(PAGE, typed, follow=True).content.decode()
    assert other.get("/proposals/sheet/file/").status_code == 404
    assert fresh(proposal).state == "assigning" and not KeptForm.objects.exists()


def test_an_earlier_day_may_be_set_for_the_reply_and_no_later_one(cast):
    c = cast
    proposal, late = waiting(c, "关于口袋公园的提案", c.housing), waiting(c, "关于城北公交的提案", c.water)
    last = by_rule(proposal)
    early = today() + timedelta(days=20)
    desk = signed_in(c.gov_office)
    typed = filled(desk.get(PAGE), proposal, late, **{
        f"due_on_{proposal.pk}": early.isoformat(), f"due_on_{late.pk}": (last + timedelta(days=1)).isoformat(),
    })  # fmt: skip
    html = desk.post(PAGE, typed | {"go": "1"}).content.decode()
    assert "不晚于按规定的" in html and fresh(late).state == "assigning"
    clock = Clock.objects.get(kind="reply", root_id=proposal.pk)
    assert (
        clock.due == early
        and clock.explanation.startswith("交办时定（按规定最迟")
        and "制度写明" not in clock.explanation
    )
    act(c.gov_office, late, "assign", lead=c.water.pk)
    assert Clock.objects.get(kind="reply", root_id=late.pk).due == last
    unread = waiting(c, "关于食堂的提案", c.water)
    page = desk.post(PAGE, filled(desk.get(PAGE), unread, **{f"due_on_{unread.pk}": "下周"}) | {"go": "1"})
    cell = next(one for one in page.context["shown"][0].cells if one.name == "due_on")
    html = page.content.decode()
    assert cell.wrong and "请写成 2026-05-08 这样的日期" in html
    assert f'type="text" name="due_on-{unread.pk}" value="下周"' in html, (
        "a browser shows no such day in a field of days"
    )


def test_the_list_for_the_meeting_reads_as_the_rows_do(cast):
    c = cast
    first, second = waiting(c, "关于口袋公园的提案", c.housing, [c.water]), waiting(c, "关于城北公交的提案")
    desk = signed_in(c.gov_office)
    desk.post(PAGE, filled(desk.get(PAGE), **{f"lead_{second.pk}": c.finance.brief}) | {"save": "1"})
    sheet = sheet_of(desk.get(f"{PAGE}?export=xlsx"))
    title, _, head, *rows = sheet.iter_rows(values_only=True)
    assert title[0].endswith("提案交办清单")
    assert list(head) == [
        "序号",
        "案号",
        "案由",
        "提案者",
        "类别",
        "方式",
        "主办",
        "会办",
        "分办",
        "答复期限",
        "会议意见",
    ]
    assert [row[1] for row in rows] == [first.case_number, second.case_number], "in the order of numbers"
    assert [row[5:7] for row in rows] == [("主办会办", c.housing.brief), ("单办", c.finance.brief)]
    assert rows[0][9].date() == by_rule(first)
    assert Event.objects.filter(key="export", facts__list="提案交办清单").count() == 1
    desk.head(f"{PAGE}?export=xlsx")
    assert Event.objects.filter(key="export").count() == 1


def test_the_page_costs_the_same_for_one_row_and_for_many(cast):
    c = cast
    waiting(c, "关于口袋公园的提案", c.housing, [c.water])
    desk = signed_in(c.gov_office)

    def cost() -> int:
        desk.get(PAGE)
        with CaptureQueriesContext(connection) as caught:
            desk.get(PAGE)
        return len(caught)

    one = cost()
    for number in range(6):
        waiting(c, f"关于第{number}件事的提案", c.water, [c.finance])
    assert cost() == one <= 11


def test_the_list_and_acts_on_many_lead_there(cast):
    c = cast
    first, second = waiting(c, "关于口袋公园的提案", c.housing), waiting(c, "关于城北公交的提案")
    desk = signed_in(c.gov_office)
    assert f'href="{PAGE}"' in desk.get("/proposals/").content.decode()
    assert PAGE not in signed_in(c.clerk).get("/proposals/").content.decode()
    asked = desk.post("/proposals/batch/assign/", {"ids": f"{first.pk},{second.pk}"}).content.decode()
    assert f"{PAGE}?only={first.pk},{second.pk}" in asked
    only = desk.get(f"{PAGE}?only={second.pk}").context["shown"]
    assert [row.thing for row in only] == [second]


def test_nothing_is_asked_where_none_of_the_chosen_can_be_done(cast):
    c = cast
    proposal = waiting(c, "关于口袋公园的提案", c.housing)
    act(c.gov_office, proposal, "assign", lead=c.housing.pk)
    page = signed_in(c.gov_office).post("/proposals/batch/assign/", {"ids": str(proposal.pk)}).content.decode()
    assert "选中的件现在都不能办理，原因见各件" in page and 'name="go"' not in page and "这件不办" in page


def test_typed_names_mean_one_body_or_are_asked_about(cast):
    called = Called([cast.housing, cast.water, cast.finance])
    assert called.several(f"{cast.housing.name}，{cast.water.brief} {cast.water.name}") == [cast.housing, cast.water]
    assert called.one("住建") == cast.housing
    with pytest.raises(ValueError, match="请写全"):
        called.one("局")
    with pytest.raises(ValueError, match="没有叫"):
        called.one("航天")
    apart = f"{cast.housing.brief} {cast.water.brief}\n{cast.finance.brief}"
    assert called.several(apart) == [cast.housing, cast.water, cast.finance] and called.is_whole(apart)
    assert called.several(" ".join(cast.housing.brief)) == [cast.housing]


def test_what_a_colleague_did_meanwhile_is_told_by_name_and_the_others_are_done(cast):
    c = cast
    mine, taken, gone = (waiting(c, f"关于{name}的提案", c.housing) for name in ("公园", "公交", "食堂"))
    desk = signed_in(c.gov_office)
    typed = filled(desk.get(PAGE), mine, taken, gone)
    act(c.clerk, taken, "take_back", reason="渠道不对")
    act(c.gov_office, gone, "assign", lead=c.water.pk)
    page = desk.post(PAGE, typed | {"go": "1"})
    html = page.content.decode()
    words = f"{taken.case_number}已被{c.clerk.full_name}退回重定渠道，没有交办"
    assert page.status_code == 200 and fresh(mine).state == "handling"
    (told,) = [str(one) for one in page.context["messages"]]
    assert f"已交办1件：{mine.case_number}；" in told and words in told, told
    assert html.count(words) >= 2, "and stands in a place of its own"
    assert works(gone) == {(c.water, "sole")}
    alone = waiting(c, "关于路灯的提案", c.housing)
    typed = filled(desk.get(PAGE)) | {"one": alone.pk}
    act(c.clerk, alone, "take_back", reason="渠道不对")
    page = desk.post(PAGE, typed)
    assert page.status_code == 409 and f"{alone.case_number}已被{c.clerk.full_name}退回" in page.content.decode()
    kept = desk.post(PAGE, {"row": alone.pk, "keep": alone.pk, "only": alone.pk, f"lead_{alone.pk}": "x"})
    assert kept.status_code == 409 and "退回重定渠道" in kept.json()["detail"]


def test_what_is_wrong_says_so_as_soon_as_it_is_saved_and_does_not_count(cast):
    c = cast
    names, twice, past, half = (waiting(c, f"关于{name}的提案", c.housing) for name in ("公园", "公交", "食堂", "路灯"))
    desk = signed_in(c.gov_office)
    typed = filled(desk.get(PAGE), **{
        f"lead_{names.pk}": "区航天局", f"joints_{twice.pk}": c.housing.brief, f"lead_{half.pk}": "水利",
        f"due_on_{past.pk}": (today() - timedelta(days=1)).isoformat(),
    })  # fmt: skip
    desk.post(PAGE, typed | {"save": "1"})
    rows = {row.thing: row for row in desk.get(PAGE).context["shown"]}
    assert "没有叫“区航天局”的单位" in rows[names].doubts[0] and "只能承担一种职责" in rows[twice].doubts[0]
    assert "应在今天以后" in rows[past].doubts[0] and not rows[half].doubts
    assert {rows[one].group for one in (names, twice, past)} == {"填写要核对"}
    assert rows[half].cells[0].value == c.water.brief and "按区水利局填写" in rows[half].cells[0].meant
    loads = {load.body: load.total for load in desk.get(PAGE).context["sheet"].loads}
    assert "区航天局" not in loads and loads[c.water.brief] == 1
    unread = filled(desk.get(PAGE), half, **{f"lead_{half.pk}": "水利"})
    page = desk.post(PAGE, unread | {"go": "1"})
    assert "按区水利局填写，请核对" in page.content.decode() and fresh(half).state == "assigning"
    kept = desk.post(PAGE, {"row": names.pk, "keep": names.pk, "only": names.pk, f"seen-{names.pk}": names.revision,
                            f"lead-{names.pk}": "区航空局"})  # fmt: skip
    assert kept.json()["wrong"] == ["lead"] and "区航空局" in kept.json()["doubts"][0]


def test_the_list_filled_in_elsewhere_stands_in_the_rows_and_hands_nothing_out(cast):
    c = cast
    first, second = waiting(c, "关于口袋公园的提案", c.housing), waiting(c, "关于城北公交的提案")
    desk = signed_in(c.gov_office)
    book = taken_along(desk)
    sheet = book.active
    sheet.cell(4, 7, c.finance.brief), sheet.cell(5, 7, "区航天局"), sheet.cell(5, 11, "会上再议")
    sheet.append([3, "第9999号", "别处的件", "", "", "", c.water.brief])
    told = read_in(desk, book)
    html = told.content.decode()
    assert "读入2件，其中2件与原来的建议不同，还没有交办" in html and "第9999号不在待交办的件里" in html
    rows = {row.thing: row for row in told.context["shown"]}
    assert rows[first].cells[0].value == c.finance.brief and rows[first].kept
    assert "没有叫“区航天局”的单位" in rows[second].doubts[0] and not Assignment.objects.exists()
    wrong = desk.post(PAGE, {"read": "1", "file": SimpleUploadedFile("x.xlsx", b"no sheet")}, follow=True)
    assert "Excel" in wrong.content.decode() or "工作簿" in wrong.content.decode()


def test_a_number_that_stands_twice_in_the_list_is_told_and_neither_row_is_read(cast):
    c = cast
    twice, once = waiting(c, "关于口袋公园的提案", c.housing), waiting(c, "关于城北公交的提案", c.housing)
    desk = signed_in(c.gov_office)
    before = cells_of(desk.get(PAGE))[twice]
    book = taken_along(desk)
    sheet = book.active
    sheet.cell(4, 7, c.finance.brief), sheet.cell(4, 8, c.water.brief), sheet.cell(5, 7, c.water.brief)
    sheet.append([3, str(twice.number), "", "", "", "", c.school.brief])
    told = read_in(desk, book)
    said = str(next(iter(told.context["messages"])))
    assert f"{twice.case_number}出现两次（{sheet.title} 第 4 行、{sheet.title} 第 6 行）" in said and "读入1件" in said
    cells = cells_of(told)
    assert cells[twice] == before and cells[once]["lead"] == c.water.brief


def test_of_two_matters_with_one_number_the_title_says_which_is_meant(cast):
    c = cast
    old, new = waiting(c, "关于口袋公园的提案", c.housing), waiting(c, "关于城北公交的提案", c.housing)
    type(new).objects.filter(pk=new.pk).update(number=old.number, session=another_session(c))
    desk = signed_in(c.gov_office)
    book = taken_along(desk)
    for row in book.active.iter_rows(min_row=4, max_row=5):
        row[6].value = {old.title: c.water.brief, new.title: c.finance.brief}[row[2].value]
    cells = cells_of(read_in(desk, book))
    assert (cells[old]["lead"], cells[new]["lead"]) == (c.water.brief, c.finance.brief)
    for row in book.active.iter_rows(min_row=4, max_row=5):
        row[2].value, row[6].value = "", c.school.brief
    told = read_in(desk, book)
    assert "案由对不上哪一件" in told.content.decode()
    assert {one["lead"] for one in cells_of(told).values()} == {c.water.brief, c.finance.brief}


def test_days_and_names_are_read_as_an_office_writes_them(cast):
    c = cast
    rows = [waiting(c, f"关于第{number}件事的提案", c.housing) for number in range(5)]
    day = today() + timedelta(days=30)
    written = [f"{day:%Y}.{day.month}.{day.day}", f"{day.year}年{day.month}月{day.day}日前", f"{day:%Y/%m/%d}",
               f"{day:%Y%m%d}", "三月底"]  # fmt: skip
    desk = signed_in(c.gov_office)
    book = taken_along(desk)
    for at, words in enumerate(written):
        book.active.cell(4 + at, 10, words)
    (
        book.active.cell(4, 8, f"{c.water.brief} {c.finance.brief}"),
        book.active.cell(5, 8, f"{c.water.name}\n{c.school.name}"),
    )
    told = read_in(desk, book)
    cells = cells_of(told)
    assert [cells[row]["due_on"] for row in rows] == [day.isoformat()] * 4 + ["三月底"]
    assert f'type="text" name="due_on-{rows[4].pk}" value="三月底"' in told.content.decode()
    desk.post(PAGE, filled(told, rows[0], rows[1]) | {"go": "1"})
    assert {c.water, c.finance} < {unit for unit, _ in works(rows[0])}
    assert {c.water, c.school} < {unit for unit, _ in works(rows[1])}
    assert Clock.objects.get(kind="reply", root_id=rows[0].pk).due == day


def test_the_same_said_in_other_words_is_no_change(cast):
    c = cast
    proposal = waiting(c, "关于口袋公园的提案", c.housing, [c.water, c.finance])
    day = by_rule(proposal)
    desk = signed_in(c.gov_office)
    book = taken_along(desk)
    book.active.cell(4, 7, c.housing.name), book.active.cell(4, 8, f"{c.finance.name} {c.water.brief}")
    book.active.cell(4, 10, f"{day.year}年{day.month}月{day.day}日")
    told = read_in(desk, book)
    assert "读入1件，其中0件与原来的建议不同" in told.content.decode() and not KeptForm.objects.exists()
    assert [row.group for row in told.context["shown"]] == ["按建议填好"]


def test_what_the_meeting_said_stays_with_the_matter_for_offices_and_units_alone(cast):
    c = cast
    proposal = waiting(c, "关于口袋公园的提案", c.housing)
    desk = signed_in(c.gov_office)
    book = taken_along(desk)
    book.active.cell(4, 11, "请先与城管局会商选址")
    page = read_in(desk, book)
    assert cells_of(page)[proposal]["said"] == "请先与城管局会商选址"
    desk.post(PAGE, filled(page, proposal) | {"go": "1"})
    event = Event.objects.get(key="meeting_said")
    assert (event.text, event.actor, event.root_id) == ("请先与城管局会商选址", c.gov_office, proposal.pk)
    for reader in (c.gov_office, c.clerk, c.housing_clerk):
        assert "请先与城管局会商选址" in signed_in(reader).get(proposal.get_absolute_url()).content.decode()
    assert "请先与城管局会商选址" not in signed_in(c.shen).get(proposal.get_absolute_url()).content.decode()
    answer = signed_in(c.shen).get(f"/api/v1/proposals/{proposal.pk}/timeline/").content.decode()
    assert "会商选址" not in answer


def test_a_row_says_what_it_is_whatever_is_wrong_with_it(cast):
    c = cast
    changed, faulty = waiting(c, "关于口袋公园的提案", c.housing), waiting(c, "关于城北公交的提案", c.housing)
    desk = signed_in(c.gov_office)
    typed = filled(desk.get(PAGE), **{
        f"lead_{changed.pk}": "", f"separates_{changed.pk}": f"{c.water.brief}、{c.finance.brief}",
        f"joints_{faulty.pk}": "区航天局", f"due_on_{faulty.pk}": "下周",
    })  # fmt: skip
    desk.post(PAGE, typed | {"save": "1"})
    page = desk.get(PAGE)
    rows = {row.thing: row for row in page.context["shown"]}
    assert (rows[changed].group, rows[changed].way) == ("与建议不同", "分办")
    assert (rows[faulty].group, rows[faulty].way) == ("填写要核对", "主办会办"), "as it is typed, not as it is read"
    assert "。；" not in page.content.decode() and rows[faulty].doubted.count("。") == 1
