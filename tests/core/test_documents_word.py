"""The Word form of a paper: the standard's page, fonts and sizes, from the same parts as the PDF."""

import io

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from core.documents import Paper, data, render_docx
from core.documents.word import write
from tests.builders.letters import letter


def opened(paper: Paper):
    return docx.Document(io.BytesIO(render_docx(paper)))


def east_asian(run) -> str:
    return run._r.rPr.rFonts.get(qn("w:eastAsia"))


@pytest.fixture
def sheet() -> Paper:
    grid = data.Grid(
        (24.0, 54.0, 24.0, 54.0),
        (
            data.row(data.label("案　由"), data.Cell("关于修建步道的建议", span=3)),
            data.row(
                data.Cell("审查", label=True, rows=2),
                "甲",
                data.label("结论"),
                data.Cell(options=data.tick(("是", "否"), "是")),
            ),
            data.row("乙", data.label("签名"), data.Cell(foot="年　月　日", room=20)),
        ),
    )
    parts = {
        "corner": data.Corner("左", "右"),
        "heading": data.Title("提案表", above="江岭区政协"),
        "facts": grid,
        "nothing": None,
        "new_page": data.PageBreak(),
        "body": data.Body.of("一、情况\n（一）分项\n正文喆堃。"),
        "slip": data.Slip("回执", grid, data.Remark(("注：说明",))),
    }
    return Paper("documents/assignment_sheet.html", "提案表", parts, "江岭区政协")


def test_the_page_is_a4_with_the_margins_of_the_standard():
    section = opened(letter()).sections[0]
    page = (section.page_width, section.page_height)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(size.mm) for size in (*page, *margins)] == [210, 297, 37, 35, 28, 26]


def test_body_headings_and_title_are_in_the_fonts_and_sizes_of_the_standard(sheet):
    found = {p.text: (east_asian(p.runs[0]), p.runs[0].font.size) for p in opened(sheet).paragraphs if p.runs}
    assert found["提案表"] == ("方正小标宋简体", Pt(22))
    assert found["一、情况"] == ("黑体", Pt(16))
    assert found["（一）分项"] == ("楷体_GB2312", Pt(16))
    assert found["正文喆堃。"] == ("仿宋_GB2312", Pt(16))


def test_page_numbers_are_fields_odd_pages_right_even_pages_left():
    document = opened(letter())
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, 2), (section.even_page_footer, 0)):
        paragraph = footer.paragraphs[0]
        assert paragraph.alignment == side
        assert paragraph.text.startswith("— ") and paragraph.text.endswith(" —")
        assert "PAGE" in paragraph._p.xml


def test_a_letters_first_page_has_the_red_name_two_rules_and_no_page_number():
    section = opened(letter()).sections[0]
    assert section.different_first_page_header_footer
    mark = section.first_page_header.paragraphs[0]
    assert mark.text == "江岭区教育局" and str(mark.runs[0].font.color.rgb) == "E60012"
    assert "thickThinSmallGap" in mark._p.xml
    foot = section.first_page_footer.paragraphs[0]
    assert "thinThickSmallGap" in foot._p.xml and "PAGE" not in section.first_page_footer._element.xml


def test_a_letter_says_the_same_in_word_as_on_paper():
    text = "\n".join(p.text for p in opened(letter("第一段。\n第二段。")).paragraphs)
    for words in (
        "签发人：王赟",
        "江教提〔2026〕3号",
        "喆堃委员：",
        "第二段。",
        "2026年4月8日",
        "（联系人：李𬱖，电话：0731-81234567）",
    ):
        assert words in text
    assert "抄送：区政协提案委员会，区政府督查室。" in text


def test_copies_stand_at_the_foot_of_the_page():
    (copies,) = (one for one in opened(letter()).paragraphs if one.text.startswith("抄送："))
    place = copies._p.pPr.find(qn("w:framePr"))
    assert place.get(qn("w:vAnchor")) == "margin" and place.get(qn("w:yAlign")) == "bottom"


def test_the_text_of_a_sheet_with_a_slip_is_smaller_so_that_both_stand_on_one_page():
    parts = {
        "body": data.Body.of("现将提案交你单位。"),
        "slip": data.Slip("回执", data.Grid((156.0,), (data.row("甲"),)), None),
    }
    short = opened(Paper("documents/assignment_sheet.html", "交办单", parts, ""))
    assert next(one for one in short.paragraphs if one.text).runs[0].font.size == Pt(14)


def test_page_numbers_are_half_width_song():
    footer = opened(letter()).sections[0].footer.paragraphs[0]
    assert {run.font.name for run in footer.runs} == {"宋体"} == {east_asian(run) for run in footer.runs}


def test_tables_keep_their_cells_spans_and_boxes(sheet):
    table = opened(sheet).tables[0]
    assert table.cell(0, 1).text == "关于修建步道的建议" and table.cell(0, 1)._tc is table.cell(0, 3)._tc
    assert table.cell(1, 0)._tc is table.cell(2, 0)._tc
    assert table.cell(1, 3).text == "☑是  ☐否"
    assert table.cell(2, 3).text.endswith("年　月　日")
    assert table.rows[2].height >= Mm(29)


def test_a_sheet_goes_on_in_the_type_area_of_the_standard(sheet):
    first, second = opened(sheet).sections
    assert (round(first.top_margin.mm), round(second.top_margin.mm)) == (27, 37)


def test_several_papers_share_a_file_each_with_its_own_marks_and_page_numbers(sheet):
    document = docx.Document(io.BytesIO(render_docx(letter(unit="江岭区教育局"), sheet, letter(unit="江岭区水利局"))))
    sections = document.sections
    assert len(sections) == 4  # the sheet goes on in a type area of its own
    assert [s.different_first_page_header_footer for s in sections] == [True, False, False, True]
    assert sections[0].first_page_header.paragraphs[0].text == "江岭区教育局"
    assert sections[3].first_page_header.paragraphs[0].text == "江岭区水利局"
    restarts = [s._sectPr.find(qn("w:pgNumType")) is not None for s in sections]
    assert restarts == [True, True, False, True]


def test_the_file_names_its_title_and_author(sheet):
    properties = opened(sheet).core_properties
    assert (properties.title, properties.author) == ("提案表", "江岭区政协")


def test_a_part_without_a_word_form_is_refused_rather_than_left_out():
    with pytest.raises(TypeError, match="no Word form"):
        write(object(), None)
