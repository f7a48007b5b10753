"""Reading what a list was exported as."""

from io import BytesIO
from typing import Any

from openpyxl import load_workbook


def sheet_of(answer) -> Any:
    """The sheet of an answer that hands a workbook out."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return load_workbook(BytesIO(content)).active


def exported(answer) -> tuple[list[str], list[tuple]]:
    """The heading and the rows, without title, line of facts and numbers of rows."""
    _, _, head, *rows = sheet_of(answer).iter_rows(values_only=True)
    assert head[0] == "序号" and [row[0] for row in rows] == list(range(1, len(rows) + 1))
    return list(head[1:]), [row[1:] for row in rows]
