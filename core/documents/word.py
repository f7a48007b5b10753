"""The same papers as Word files (.docx), for offices that go on editing in WPS or Word.

Fonts are named as the standard names them (仿宋_GB2312, 楷体_GB2312, 黑体, 方正小标宋简体); the reader's machine has
them or substitutes. Page, sizes and page numbers follow GB/T 9704-2012.
"""

import io
from functools import singledispatch

from core.documents import data, word_page
from core.documents.word_page import BODY, HEI, KAI, SONG, Writer


def render_docx(*papers: data.Paper) -> bytes:
    """``papers`` as one Word file, each on pages of its own, its parts in the order in which they are named."""
    if not papers:
        raise ValueError("no papers to write")
    writer = Writer.start(title=papers[0].title, author=papers[0].author)
    for paper in papers:
        parts = [part for part in paper.parts.values() if part is not None]
        letter = any(isinstance(part, data.LetterHead) for part in parts)
        writer.begin(letter=letter, sheet=not letter and any(isinstance(part, data.Grid) for part in parts))
        writer.compact = any(isinstance(part, data.Slip) for part in parts)
        for part in parts:
            write(part, writer)
    buffer = io.BytesIO()
    writer.document.save(buffer)
    return buffer.getvalue()


@singledispatch
def write(part, writer: Writer) -> None:
    """Append one part; registered below for every class of :mod:`core.documents.data`."""
    raise TypeError(f"no Word form for {type(part).__name__}")


@write.register
def _(part: data.Title, writer: Writer) -> None:
    if part.above:
        writer.paragraph(part.above, font=SONG, align="center")
    for line in part.lines:
        writer.paragraph(line, font=SONG, size=22, align="center", line=34)
    writer.paragraph("")


@write.register
def _(part: data.LetterHead, writer: Writer) -> None:
    writer.letter_mark(part.unit, part.size, part.grade)
    # The type area begins at 37 mm, the mark at 30 mm; below it 4 mm, the rule, and 7/8 of a character.
    reference = writer.paragraph("", before=part.size + 18)
    word_page.tab_right(reference)
    if part.signer:
        writer.run(reference, "签发人：")
        writer.run(reference, part.signer, font=KAI)
    writer.run(reference, f"\t{part.number}")
    writer.paragraph("")
    writer.paragraph("")


@write.register
def _(part: data.Addressee, writer: Writer) -> None:
    writer.text(part.text)


@write.register
def _(part: data.Body, writer: Writer) -> None:
    fonts = {"section": HEI, "heading1": HEI, "heading2": KAI}
    for block in part.blocks:
        writer.text(block.text, font=fonts.get(block.kind, BODY), indent=block.indent, keep=block.kind in fonts)


@write.register
def _(part: data.Block, writer: Writer) -> None:
    writer.paragraph(part.text, font=HEI, size=14, align="center", line=24)


@write.register
def _(part: data.Signature, writer: Writer) -> None:
    for _ in range(0 if writer.compact else 2):
        writer.paragraph("")
    writer.text(part.unit, align="right", right=part.name_right, before=14 if writer.compact else 0)
    writer.text(part.date, align="right", right=part.date_right)


@write.register
def _(part: data.Note, writer: Writer) -> None:
    writer.paragraph("")
    for text in part.texts:
        writer.paragraph(f"（{text}）", indent=2)


@write.register
def _(part: data.Copies, writer: Writer) -> None:
    copies = writer.paragraph(part.text, size=14, line=22)
    word_page.hang(copies, left=56, hanging=42, right=14)
    word_page.stand_at_foot(copies)


@write.register
def _(part: data.Corner, writer: Writer) -> None:
    paragraph = writer.paragraph("", size=14)
    word_page.tab_right(paragraph)
    writer.run(paragraph, f"{part.left}\t{part.right}", size=14)


@write.register
def _(part: data.Remark, writer: Writer) -> None:
    for text in part.texts:
        writer.paragraph(text, size=12, line=18)


@write.register
def _(part: data.PageBreak, writer: Writer) -> None:
    writer.new_section()


@write.register
def _(part: data.Slip, writer: Writer) -> None:
    cut = writer.paragraph(part.cut_hint, size=10.5, align="center", line=12, keep=True)
    word_page.border(cut, "top", "dashed", size=4, colour="000000")
    writer.paragraph(part.title, font=SONG, size=18, align="center", line=30, keep=True)
    _table(part.grid, writer, keep=True)
    if part.remark:
        write(part.remark, writer)


@write.register
def _(part: data.Grid, writer: Writer) -> None:
    _table(part, writer)


def _table(part: data.Grid, writer: Writer, *, keep: bool = False) -> None:
    table = writer.table(part.widths, len(part.rows))
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(part.rows):
        writing_room = max((cell.room + 10 for cell in row.cells if cell.room), default=0.0)
        word_page.row_height(table.rows[y], max(8.0, row.height, writing_room))
        x = 0
        for cell in row.cells:
            while (y, x) in taken:
                x += 1
            box = table.cell(y, x)
            if cell.span > 1 or cell.rows > 1:
                box = box.merge(table.cell(y + cell.rows - 1, x + cell.span - 1))
            taken.update((y + dy, x + dx) for dy in range(cell.rows) for dx in range(cell.span))
            _fill(box, cell, writer, 12 if part.dense else 14, keep)
            x += cell.span
    if part.repeat_first and part.rows:
        word_page.repeat_heading(table.rows[0])
    writer.paragraph("", size=2, line=2)


def _fill(box, cell: data.Cell, writer: Writer, size: float, keep: bool) -> None:
    """Text, boxes to tick and foot line of one cell; ☑ and ☐ are in every Word font set."""
    texts = cell.paragraphs
    if cell.options:
        texts = ["  ".join(f"{'☑' if one.ticked else '☐'}{one.label}" for one in cell.options), *texts]
    align = "center" if cell.label or cell.centre else "left"
    paragraph = box.paragraphs[0]
    for number, text in enumerate(texts or [""]):
        if number:
            paragraph = box.add_paragraph()
        writer.shape(paragraph, align=align, line=size * 1.5, keep=keep)
        writer.run(paragraph, text, size=size)
    if cell.foot:
        paragraph = box.add_paragraph()
        writer.shape(paragraph, align="right", line=size * 1.5, keep=keep)
        writer.run(paragraph, cell.foot, size=size)
    word_page.stand(box, "center" if not cell.foot else "top" if texts else "bottom")
