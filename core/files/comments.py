"""Comments on cells (批注), which calamine does not read: from the part of the file that the sheet points to."""

import posixpath
import re
from collections.abc import Mapping
from html import unescape

from core.files.marks import place_of

_COMMENT = re.compile(rb"<(?:\w+:)?comment\s([^>]*)>(.*?)</(?:\w+:)?comment>", re.S)
_TEXT = re.compile(r"<(?:\w+:)?t(?:\s[^>]*)?>(.*?)</(?:\w+:)?t>", re.S)
_TARGET = re.compile(r'<Relationship\s[^>]*?Target="([^"]*comments?\d*\.xml)"', re.I)
#: The name that Excel puts before what somebody writes.
_AUTHOR = re.compile(r"^[^\n:：]{1,20}[:：]\s*\n")


def comments_on(parts: Mapping[str, bytes], sheet: str) -> dict[tuple[int, int], str]:
    """(row, column) → what a comment there says, of the sheet in the part of that path."""
    folder, name = posixpath.split(sheet)
    links = parts.get(f"{folder}/_rels/{name}.rels", b"").decode("utf-8", "replace")
    found: dict[tuple[int, int], str] = {}
    for target in _TARGET.findall(links):
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        for attributes, content in _COMMENT.findall(parts.get(path, b"")):
            text = unescape("".join(_TEXT.findall(content.decode("utf-8", "replace"))))
            if place := place_of(re.sub(rb"\bref=", b" r=", attributes)):
                found[place] = _AUTHOR.sub("", text).strip()
    return found
