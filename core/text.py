"""Text as people paste it from Word and WPS, made plain: words stay, styling goes."""

import html
import re
import unicodedata

import nh3
from django.http import QueryDict

# Signs of no width, marks and directions, soft hyphens, placeholders of objects, tags, halves of characters.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc\ud800-\udfff\U000e0000-\U000e007f]"
)
# Controls of the terminal; tabs and all sorts of line ends are none.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BULLETS = re.compile(r"^[ \t]*[\uf0b7\uf0a7\uf0d8\u25aa\u25cf\u25a0•·][ \t\u3000]*", re.MULTILINE)
_BLOCK_ENDS = re.compile(r"<\s*(?:br|/p|/div|/li|/h[1-6]|/tr)\s*/?\s*>", re.IGNORECASE)
_LOOKS_LIKE_HTML = re.compile(
    r"<\s*/?\s*(?:p|div|span|br|o:p|font|table|li|ul|ol|b|strong|h[1-6]|style)\b", re.IGNORECASE
)
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


#: Letters and marks of other classes that show nothing: fillers, the blank of braille, choices of a glyph.
_BLANK_SIGNS = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def seen(text: str) -> str:
    """What is seen of one line: without control and direction signs and whatever else has no shape of its own."""
    return "".join(char for char in _BLANK_SIGNS.sub("", text) if unicodedata.category(char) not in _HIDDEN)


def visible(text: str) -> str:
    """The same text without what cannot be seen and only turns, hides or breaks what stands beside it."""
    return _CONTROLS.sub("", _UNSEEN.sub("", text))


def is_storable(text: str) -> bool:
    """Whether every database takes it: no null characters, no halves of characters."""
    return not re.search("[\x00\ud800-\udfff]", text)


def clean(text: str) -> str:
    """Plain text with real paragraphs: HTML and invisible characters removed, blanks and line ends made even.

    Characters outside the BMP (rare names) stay. Full-width punctuation stays. At most one blank line in a row.
    """
    if not text:
        return ""
    if _LOOKS_LIKE_HTML.search(text):
        text = html.unescape(nh3.clean(_BLOCK_ENDS.sub("\n", text), tags=set()))
    text = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\v", "\n").replace("\f", "\n")
    )
    text = _UNSEEN.sub("", _BULLETS.sub("", text))
    text = _PRIVATE_USE.sub("", text).replace("\u00a0", " ")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc").replace("\t", "\u3000")
    lines = [line.strip(" \u3000") for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def clean_line(text: str) -> str:
    """One line: like ``clean``, with line ends turned into nothing."""
    return re.sub(r"\s*\n\s*", "", clean(text))


def as_one_word(words: str) -> str:
    """A name as it is kept, of how it was typed: 王 芳 → 王芳; between letters one blank stays, nothing unseen does."""
    return _HAN_GAP.sub("", " ".join(seen(" ".join(words.split())).split()))


def number_of(text: str, digits: int = 18) -> int | None:
    """The whole number that was sent, of so many digits at most (18 is what every database takes as a key).

    None where it is something else: a sign that only looks like a digit (²), words, nothing.
    """
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


def keys_of(sent: QueryDict, name: str) -> list[int]:
    """The keys sent as ``name``, repeated or with commas: each once, in their order, and nothing else."""
    parts = [number_of(part.strip()) for value in sent.getlist(name) for part in value.split(",")]
    return list(dict.fromkeys(part for part in parts if part is not None))
