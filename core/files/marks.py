"""What the looks of a sheet say: which cells are struck through, which rows are hidden. Both are read from the file's
own XML, of which calamine gives the values only."""

import re
from collections.abc import Mapping

_CELL = re.compile(rb"<c\s([^>]*?)(?:/>|>(.*?)</c>)", re.S)
_ROW = re.compile(rb"<row\s([^>]*)>")
_STRIKE = re.compile(r'<strike\s*(?:val="(?:1|true)"\s*)?/>')


def struck_cells(parts: Mapping[str, bytes], sheet: bytes) -> set[tuple[int, int]]:
    """(row, column) of the cells of which anything is struck through, by their font or by that of their words."""
    styles, strings = _struck_styles(parts), _struck_strings(parts)
    if not styles and not strings and b"<strike" not in sheet:
        return set()
    found = set()
    for tag in _CELL.finditer(sheet):
        style, content = re.search(rb'\bs="(\d+)"', tag[1]), tag[2] or b""
        number = re.search(rb"<v>(\d+)</v>", content) if b't="s"' in tag[1] else None
        struck = int(style[1] if style else 0) in styles or (number is not None and int(number[1]) in strings)
        if (struck or _STRIKE.search(content.decode("utf-8", "replace"))) and (place := place_of(tag[1])):
            found.add(place)
    return found


def hidden_rows(sheet: bytes) -> set[int]:
    """The numbers of the rows that nobody sees: hidden, folded away, filtered out or of no height."""
    if b"hidden=" not in sheet and b'ht="0"' not in sheet:
        return set()
    tags = (tag[1] for tag in _ROW.finditer(sheet))
    hidden = (tag for tag in tags if re.search(rb'\bhidden="(?:1|true)"|\bht="0"', tag))
    return {int(number[1]) for tag in hidden if (number := re.search(rb'\br="(\d+)"', tag))}


def place_of(tag: bytes) -> tuple[int, int] | None:
    """(row, column) by the attributes of a cell."""
    found = re.search(rb'\br="([A-Z]+)(\d+)"', tag)
    return (int(found[2]), column_number(found[1])) if found else None


def column_number(letters: bytes) -> int:
    """1 of A, 27 of AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _struck_styles(parts: Mapping[str, bytes]) -> set[int]:
    """The styles whose font is struck through."""
    styles = parts.get("xl/styles.xml", b"").decode("utf-8", "replace")
    if "<strike" not in styles:
        return set()
    block = re.search(r"<fonts\b.*?</fonts>", styles, re.S)
    fonts = re.findall(r"<font\s*/>|<font\b[^>]*>.*?</font>", block.group(), re.S) if block else []
    struck = {str(at) for at, font in enumerate(fonts) if _STRIKE.search(font)}
    block = re.search(r"<cellXfs.*?</cellXfs>", styles, re.S)
    ids = re.findall(r'<xf\s[^>]*?fontId="(\d+)"', block.group()) if block else []
    return {at for at, font in enumerate(ids) if font in struck}


def _struck_strings(parts: Mapping[str, bytes]) -> set[int]:
    """The texts, by their number, of which some words are struck through."""
    strings = parts.get("xl/sharedStrings.xml", b"").decode("utf-8", "replace")
    if "<strike" not in strings:
        return set()
    return {at for at, text in enumerate(re.findall(r"<si\b.*?</si>|<si\s*/>", strings, re.S)) if _STRIKE.search(text)}
