"""Page, paragraph and table settings of a Word paper that python-docx has no words for."""

from dataclasses import dataclass
from typing import Any

BODY, KAI, HEI, SONG = "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体"
LATIN = "Times New Roman"
NUMBERS = "宋体"  # of pages: 4号半角宋体 (GB/T 9704 7.5)
RED = "E60012"
LINE_PITCH = 28.99  # pt: 22 lines in 225 mm
EM = 15.79  # pt: 28 characters in 156 mm
TIGHTEN = -5  # twentieths of a point between 3号 characters (16 pt), so that 28 of them fill a line


@dataclass
class Writer:
    """Appends paragraphs and tables in official type; sizes in pt, indents in characters."""

    document: Any
    begun: bool = False
    compact: bool = False  # a sheet with a slip to cut off: its text is 4号, so that both stand on one page

    @classmethod
    def start(cls, *, title: str, author: str) -> "Writer":
        """An empty document whose type is 3号仿宋."""
        from docx import Document
        from docx.shared import Pt

        document = Document()
        properties = document.core_properties
        properties.title, properties.author = title, author
        properties.language, properties.comments = "zh-CN", ""
        normal = document.styles["Normal"]
        normal.font.size = Pt(16)
        normal.font.name = LATIN
        _fonts(normal.element.get_or_add_rPr(), BODY)
        spaces = normal.element.get_or_add_pPr()
        for name in ("w:autoSpaceDE", "w:autoSpaceDN"):  # no automatic gap between digits and characters
            spaces.append(_element(name, val="0"))
        document.settings.odd_and_even_pages_header_footer = True
        return cls(document)

    def begin(self, *, letter: bool = False, sheet: bool = False) -> None:
        """Begin a paper on a new page with page number 1 and the type area of the standard.

        A ``letter`` has its marks and no number on the first page; a ``sheet`` of ruled boxes takes more of the
        page's height.
        """
        section = self._section() if self.begun else self.document.sections[0]
        self.begun = True
        self._margins(section, sheet=sheet)
        for old in section._sectPr.findall(_element("w:pgNumType").tag):
            section._sectPr.remove(old)
        section._sectPr.insert_element_before(
            _element("w:pgNumType", start="1"), "w:cols", "w:vAlign", "w:titlePg", "w:docGrid"
        )
        for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
            footer.is_linked_to_previous = False
            self._page_number(footer, side)
        section.different_first_page_header_footer = letter
        if letter:
            foot = section.first_page_footer
            foot.is_linked_to_previous = False
            rule = foot.paragraphs[0]
            self.shape(rule, line=2)
            self.run(rule, " ", size=1)  # a frame without text is not drawn by every reader
            frame(rule, x=20, y=274.5, width=170)
            border(rule, "bottom", "thinThickSmallGap")
            self.shape(foot.add_paragraph(), line=2)  # a footer of frames only loses them

    def _section(self):
        from docx.enum.section import WD_SECTION

        return self.document.add_section(WD_SECTION.NEW_PAGE)

    def letter_mark(self, unit: str, size: float, grade: str) -> None:
        """Name of the unit 30 mm below the paper's edge with the first double rule 4 mm below it, on page 1 only."""
        header = self.document.sections[-1].first_page_header
        header.is_linked_to_previous = False
        mark = header.paragraphs[0]
        self.shape(mark, align="center", line=size)
        self.run(mark, unit, font=SONG, size=size, colour=RED)
        border(mark, "bottom", "thickThinSmallGap", space=11)
        frame(mark, x=20, y=30, width=170)
        if grade:
            corner = header.add_paragraph()
            self.shape(corner, align="right", line=16)
            self.run(corner, grade, font=HEI)
            frame(corner, x=28, y=17, width=156)

    @staticmethod
    def _margins(section, *, sheet: bool) -> None:
        from docx.shared import Mm

        section.page_width, section.page_height = Mm(210), Mm(297)
        bottom = 30 if sheet else 35
        section.top_margin, section.bottom_margin = Mm(27 if sheet else 37), Mm(bottom)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        # The page number's line begins 7 mm below the type area; its dash lies in the middle of the 14 pt line.
        section.footer_distance = Mm(bottom - 7 - 2.5)
        section.header_distance = Mm(18)

    def new_section(self) -> None:
        """What follows begins on a new page with the type area of an official document; page numbers go on."""
        section = self._section()
        for old in section._sectPr.findall(_element("w:pgNumType").tag):
            section._sectPr.remove(old)
        section.different_first_page_header_footer = False
        self.compact = False
        self._margins(section, sheet=False)

    def _page_number(self, footer, side: str) -> None:
        paragraph = footer.paragraphs[0]
        self.shape(paragraph, align=side, line=None, left=1 if side == "left" else 0, right=1 if side == "right" else 0)
        plain: dict[str, Any] = {"font": NUMBERS, "latin": NUMBERS, "size": 14}
        self.run(paragraph, "— ", **plain)
        number = self.run(paragraph, "", **plain)
        for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
            element = _element("w:fldChar", fldCharType=kind) if kind else _element("w:instrText")
            if text:
                element.text = text
            number._r.append(element)
        self.run(paragraph, " —", **plain)

    def paragraph(self, text: str, *, font: str = BODY, size: float = 16, colour: str = "", **shape: Any):
        paragraph = self.document.add_paragraph()
        self.shape(paragraph, **shape)
        if text:
            self.run(paragraph, text, font=font, size=size, colour=colour)
        return paragraph

    def text(self, text: str, *, font: str = BODY, **shape: Any):
        """A paragraph in the size of the paper's text."""
        size, line = (14, 21) if self.compact else (16, LINE_PITCH)
        return self.paragraph(text, font=font, size=size, line=line, **shape)

    def shape(
        self,
        paragraph,
        *,
        align: str = "justify",
        indent: float = 0,
        left: float = 0,
        right: float = 0,
        before: float = 0,
        keep: bool = False,
        line: float | None = LINE_PITCH,
    ) -> None:
        """Alignment, indents (characters), space before and exact line height (pt; None = as high as the type).

        ``keep`` holds the paragraph on one page with the next.
        """
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        shape = paragraph.paragraph_format
        shape.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
        shape.space_before, shape.space_after = Pt(before), Pt(0)
        shape.widow_control = False
        shape.keep_with_next = keep
        if line is not None:
            shape.line_spacing = Pt(line)
        else:
            shape.line_spacing = 1.0
        if indent:
            shape.first_line_indent = Pt(indent * EM)
        if left:
            shape.left_indent = Pt(left * EM)
        if right:
            shape.right_indent = Pt(right * EM)

    def run(self, paragraph, text: str, *, font: str = BODY, latin: str = LATIN, size: float = 16, colour: str = ""):
        from docx.shared import Pt, RGBColor

        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        run.font.name = latin
        _fonts(run._r.get_or_add_rPr(), font, latin)
        if size == 16:
            run._r.rPr.append(_element("w:spacing", val=str(TIGHTEN)))
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)
        return run

    def table(self, widths, rows: int):
        """A ruled table of fixed column widths (mm)."""
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.shared import Mm

        table = self.document.add_table(rows=rows, cols=len(widths))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)
        return table


def _element(name: str, **attributes: str):
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _fonts(properties, east_asian: str, latin: str = LATIN) -> None:
    """Chinese characters and quotation marks in ``east_asian``, digits and letters in ``latin``."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for slot, name in (("eastAsia", east_asian), ("ascii", latin), ("hAnsi", latin)):
        fonts.set(qn(f"w:{slot}"), name)
    fonts.set(qn("w:hint"), "eastAsia")


def border(paragraph, side: str, kind: str, *, size: int = 24, space: int = 1, colour: str = RED) -> None:
    """A rule above or below a paragraph (``size`` in eighths of a point, ``space`` in points)."""
    properties = paragraph._p.get_or_add_pPr()
    borders = _element("w:pBdr")
    borders.append(_element(f"w:{side}", val=kind, sz=str(size), space=str(space), color=colour))
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def frame(paragraph, *, x: float, y: float, width: float) -> None:
    """Fix a paragraph at a place of the paper (mm from its left and upper edge)."""
    twips = {key: str(round(value * 1440 / 25.4)) for key, value in (("w", width), ("x", x), ("y", y))}
    place = _element("w:framePr", wrap="around", hAnchor="page", vAnchor="page", **twips)
    paragraph._p.get_or_add_pPr().insert_element_before(
        place, "w:widowControl", "w:pBdr", "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def hang(paragraph, *, left: float, hanging: float, right: float) -> None:
    """Further lines begin below the words behind the first line's label (pt)."""
    from docx.shared import Pt

    shape = paragraph.paragraph_format
    shape.left_indent, shape.first_line_indent, shape.right_indent = Pt(left), Pt(-hanging), Pt(right)


def stand_at_foot(paragraph) -> None:
    """Place a paragraph at the foot of the type area of the page on which it comes."""
    place = _element(
        "w:framePr", w=str(round(156 * 1440 / 25.4)), wrap="around", vAnchor="margin", hAnchor="margin",
        xAlign="left", yAlign="bottom",
    )  # fmt: skip
    paragraph._p.get_or_add_pPr().insert_element_before(
        place, "w:widowControl", "w:pBdr", "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def tab_right(paragraph) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(156), WD_TAB_ALIGNMENT.RIGHT)


def row_height(row, millimetres: float) -> None:
    from docx.shared import Mm

    row.height = Mm(millimetres)
    row._tr.get_or_add_trPr().append(_element("w:cantSplit"))


def repeat_heading(row) -> None:
    row._tr.get_or_add_trPr().append(_element("w:tblHeader"))


def stand(cell, where: str) -> None:
    """Place a cell's text at its ``top``, ``center`` or ``bottom``."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT

    cell.vertical_alignment = getattr(WD_CELL_VERTICAL_ALIGNMENT, where.upper())
