"""Every line of a sheet of bodies that holds anything is told of: taken, refused, a heading, or not read."""

import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import OrganisationImport
from core.organisations.sheets.applying import SHEET
from core.organisations.sheets.left import HEADING, UNREAD
from core.organisations.sheets.reading import read_sheet
from core.sheets import keeping
from core.sheets.reading import text_of
from tests.builders.cast import who
from tests.builders.pages import signed_in
from tests.builders.rosters import book_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
HEAD = ["单位名称", "简称", "联系人", "联系电话", "备注"]
LINES = (
    ["县督查室", "督查室", "", "", "督办"], ["四、督查机构", "", "", "", ""], ["合计", "6家", "", "", ""],
    ["县水利局", "", "", "", "备注：新设"], ["说明：请及时更新", "", "", "", ""], HEAD, ["", "", "", "", "只有备注"],
    ["", "教育局", "陈某", "", ""], ["县财政局", "财政局", "周某", "13800000001", ""], ["3", "", "", "", ""],
    ["乡镇", "", "", "", ""], ["东山镇", "", "", "", ""], ["国有企业", "", "", "", ""], ["", "", "", "", ""],
    ["无", "", "-", "", ""], ["县财政局", "", "李某", "", ""], ["制表：某某", "", "", "", "2026年"],
    ["同上", "", "", "", "督查"], ["西山镇", "", "", "", "联系人：某某"], ["=A99", "", "", "", "见上"],
)  # fmt: skip


def taken_in(cast, rows):
    data = book_of(rows, title="单位")
    return keeping.take_in(SHEET, SimpleUploadedFile("单位.xlsx", data), who(cast.office_clerk))


def test_a_row_of_names_that_look_like_labels_is_a_body(cast):
    rows = read_sheet(book_of([HEAD, ["县督查室", "督查室", "", "", "督办"], ["县委督查室", "", "", "", ""]])).rows
    assert [row.name for row in rows] == ["县督查室", "县委督查室"]


def test_a_remark_in_a_further_column_makes_no_row_a_remark(cast):
    rows = read_sheet(book_of([["序号", *HEAD], ["1", "县水利局", "备注：新设", "", "", ""]])).rows
    assert [row.name for row in rows] == ["县水利局"]


SENTENCES = (
    "其他未列单位见2026年通讯录", "以上单位如有变动请告知政府办", "其余单位沿用旧表", "有关垂直管理单位名单另发",
    "各单位电话以办公室公布的为准", "本表仅供内部使用，请勿外传。",
)  # fmt: skip


def test_a_sentence_that_stands_alone_is_no_body_but_is_told(cast):
    bodies = [["县水利局", "", "丁一"], ["其他事务服务中心", "", "丁二"], ["如皋日报社"], ["另山镇"], ["有关事务局"]]
    read = read_sheet(book_of([HEAD, *bodies, *([told] for told in SENTENCES), ["", *SENTENCES[:1]]]))
    assert [row.name for row in read.rows] == [row[0] for row in bodies]
    assert [one.text for one in read.left if one.sort == UNREAD] == [*SENTENCES, SENTENCES[0]]


def test_a_line_of_one_cell_that_is_named_like_no_body_is_asked_about(cast):
    rows = [HEAD, ["一、政府系统"], ["县水利局", "", "丁一"], ["县属国企改革后名单待定稿"], ["县林业局"]]
    plan = SHEET.plan(taken_in(cast, rows), who(cast.office_clerk))
    assert {one.row.name for one in plan.doubtful if "不像单位名称" in "".join(one.doubts)} == {
        "县属国企改革后名单待定稿"
    }


@pytest.mark.parametrize("seed", range(25))
def test_the_counts_add_up_to_the_lines_that_hold_anything(cast, seed):
    pick = random.Random(seed)  # noqa: S311 - the same sheets each time
    rows = [["某县承办单位名单", "", "", "", ""]] * pick.randint(0, 1) + [HEAD, ["县审计局", "", "", "", ""]]
    rows += [list(pick.choice(LINES)) for _ in range(pick.randint(1, 40))]
    plan = SHEET.plan(taken_in(cast, rows), who(cast.office_clerk))
    filled = sum(any(text_of(cell) for cell in row) for row in rows)
    assert sum(plan.counts.values()) == filled
    assert f"表中有内容的 {filled} 行" in plan.tally
    places = [one.row.place for one in plan.rows] + [one.place for one in plan.left]
    assert len(set(places)) == len(places)


def test_the_preview_and_the_result_tell_of_every_line(cast):
    rows = [
        ["某县承办单位名单"],
        HEAD,
        ["一、政府系统"],
        ["县水利局", "", "周某"],
        ["合计", "1家"],
        ["", "", "", "", "零星字"],
    ]
    browser, data = signed_in(cast.office_clerk), book_of(rows, title="单位")
    shown = browser.post("/settings/organisations/import/", {"file": SimpleUploadedFile("单位.xlsx", data)}).url
    page = browser.get(f"{shown}?show=unread")
    text = page.content.decode()
    assert "表中有内容的 6 行：新增 1、更新 0、未变 0、退回 0、标题 3、未读 2。" in text
    assert "合计 · 1家" in text and "零星字" in text and "<b>2</b> 行没有读入" in text
    headings = browser.get(f"{shown}?show=heading").content.decode()
    assert "一、政府系统" in headings and "某县承办单位名单" in headings
    browser.post(f"{shown}confirm/", {"digest": page.context["plan"].digest, "known": page.context["unlooked"]})
    assert "标题 3 行，未读 2 行" in SHEET.in_words(OrganisationImport.objects.get().summary["counts"])
    assert "未读<b" in browser.get(shown).content.decode()


def test_an_upload_from_before_tells_what_is_known_of_it(cast):
    kept = taken_in(cast, [HEAD, ["县水利局", "", "", "", ""]])
    del kept.summary["left"]
    plan = SHEET.plan(kept, who(cast.office_clerk))
    assert (plan.counts[HEADING], plan.counts[UNREAD]) == (0, 0)
    counts = {"new": 1, "changed": 0, "unchanged": 0, "refused": 0}
    assert SHEET.in_words(counts).endswith("退回 0 行")
