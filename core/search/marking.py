"""Found words in the texts where they stand: the words marked, and of a long text the place around them."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

ROOM = 40  # characters shown before and behind the first word found


def marked(text: str, words: str) -> SafeString:
    """The text with every found word marked; nothing in it is taken for markup."""
    found = _pattern(words)
    if found is None:
        return format_html("{}", text)
    parts = enumerate(found.split(text))  # what stands between the words at even places, the words at odd ones
    return format_html_join("", "{}", ((_mark(part) if place % 2 else part,) for place, part in parts))


def _mark(word: str) -> SafeString:
    return format_html("<mark>{}</mark>", word)


def excerpt(text: str, words: str) -> SafeString:
    """The line around the first of the words in ``text``, marked; empty where none of them stands there."""
    line = " ".join(text.split())
    found = _pattern(words)
    first = found.search(line) if found else None
    if first is None:
        return SafeString()
    start, end = max(first.start() - ROOM, 0), first.end() + ROOM
    around = marked(line[start:end], words)
    return format_html("{}{}{}", "…" if start else "", around, "…" if end < len(line) else "")


def _pattern(words: str) -> re.Pattern[str] | None:
    """One group with the words as they were typed, the longest first."""
    every = sorted(set(words.split()), key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, every))})", re.IGNORECASE) if every else None
