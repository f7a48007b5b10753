"""The merged cells of a heading: what each of them covers, and the labels that stand over a column by them."""

from core.files.workbook import Sheet

MAX_HEADER_LINES = 4


def merged(sheet: Sheet) -> dict[tuple[int, int], tuple[int, int, int, int]]:
    """Cell → the merge it belongs to, for merges small enough to be part of a header."""
    covered = {}
    for merge in sheet.merges:
        top, left, bottom, right = merge
        if bottom - top < MAX_HEADER_LINES:
            for row in range(top, bottom + 1):
                for column in range(left, min(right, sheet.width - 1) + 1):
                    covered[row, column] = merge
    return covered


def text_at(sheet: Sheet, row: int, column: int, merges: dict) -> str:
    """The label in a cell, or of the merged one that covers it."""
    merge = merges.get((row, column))
    value = sheet.rows[merge[0]][merge[1]] if merge else sheet.rows[row][column]
    return value if isinstance(value, str) else ""


def column_texts(sheet: Sheet, top: int, bottom: int, column: int, merges: dict) -> list[str]:
    """The labels over a column from top to bottom, a merged label once."""
    texts, seen = [], set()
    for row in range(top, bottom + 1):
        merge = merges.get((row, column))
        if merge in seen and merge is not None:
            continue
        seen.add(merge)
        if text := text_at(sheet, row, column, merges):
            texts.append(text)
    return texts
