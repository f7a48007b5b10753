"""Telephone numbers that stand side by side with nothing, a blank or a word between them, and which of them a word
beside them is about (``5222004（办）13873602004``, ``手机13873602004 办公5222004``).

A blank may stand within a number or between two: the digits are put together so that whole numbers come of them, as few
as can be. Where none comes of them they stay as one.
"""

import re
from itertools import pairwise

_MOBILE = r"(?:\+?(?:00)?86-?)?1[3-9]\d-?\d{4}-?\d{4}"
_LANDLINE = r"(?:\(0\d{2,3}\)|0\d{2,3}-?)?[2-8]\d{6,7}|[48]00-?\d{3}-?\d{4}"
_WHOLE = re.compile(rf"{_MOBILE}|(?:{_LANDLINE})(?:-\d{{1,5}}|转\d+)?")
_PIECE = re.compile(r"[+(]*\d[\d()-]*(?:转\d+)?")
_GLUED = re.compile(r"(1[3-9]\d{9})([2-8]\d{6,7}|0\d{9,11})|([2-8]\d{6,7}|0\d{9,11})(1[3-9]\d{9})")
_MOBILES = re.compile(r"(?:1[3-9]\d{9}){2,}")
_ITEMS = re.compile(
    r"\((?P<beside>[^()]*[^\W\d_][^()]*)\)?|(?P<number>[+(]?\d(?:[\d#*+\s-]|\((?=\d)|(?<=\d)\))*(?:(?:转|分机)\s*\d+)?)|(?P<word>[^\d\s()+]+)"
)


def is_whole(number: str) -> bool:
    """Whether it has the length and the beginning of a mobile number or of one with or without an area code."""
    return bool(_WHOLE.fullmatch(number))


def parted(text: str) -> list[str]:
    """The numbers of a run of digits and blanks (half width, dashes plain); the run without blanks where that is one
    number, or none can be made out."""
    pieces = text.split()
    if not pieces or not all(map(_PIECE.fullmatch, pieces)):
        return ["".join(pieces)]
    joined = "".join(pieces)
    if is_whole(joined):
        return [joined]
    return _grouped(pieces) or _with_short(pieces) or _unglued(joined) or [joined]


def _grouped(pieces: list[str]) -> list[str]:
    """The fewest whole numbers that the pieces make, one after the other."""
    best: list[list[str] | None] = [[]]
    for end in range(1, len(pieces) + 1):
        found = [
            [*before, *numbers]
            for start in range(max(0, end - 11), end)
            if (before := best[start]) is not None and (numbers := _numbers("".join(pieces[start:end])))
        ]
        best.append(min(found, key=len, default=None))
    return best[-1] or []


def _with_short(pieces: list[str]) -> list[str]:
    """Whole numbers with a short one behind them or before them."""
    for rest, short in ((pieces[:-1], pieces[-1]), (pieces[1:], pieces[0])):
        if re.fullmatch(r"\d{3,6}", short) and (found := _grouped(rest)):
            return [*found, short] if short is pieces[-1] else [short, *found]
    return []


def _numbers(joined: str) -> list[str]:
    return [joined] if is_whole(joined) else _unglued(joined) if len(joined) > 13 else []


def _unglued(digits: str) -> list[str]:
    if _MOBILES.fullmatch(digits):
        return re.findall(r"\d{11}", digits)
    glued = _GLUED.fullmatch(digits)
    return [part for part in glued.groups() if part] if glued else []


def told_apart(text: str) -> list[tuple[str, list[str]]]:
    """Each number of ``text`` with the words beside it; nothing where there are not two numbers, or not one whole one.

    A word belongs to the number that it touches; between two that both touch it, to the second where the text begins
    with a word, else to the first.
    """
    items = list(_ITEMS.finditer(text))
    found: list[tuple[str, list[str]]] = []
    waiting: list[str] = []
    begins_with_word = bool(items) and items[0].lastgroup == "word"
    for item, following in pairwise([*items, None]):
        assert item is not None  # noqa: S101 - only the last is none
        if item.lastgroup == "number":
            found += [(number, []) for number in parted(item["number"])]
            found[-1][1].extend(waiting)
            waiting = []
            continue
        said = (item["beside"] or item["word"] or "").strip(" :")
        if not found or (item.lastgroup == "word" and _of_the_next(text, item, following, begins_with_word)):
            waiting.append(said)
        else:
            found[-1][1].append(said)
    if len(found) < 2 or not any(is_whole(number) for number, _ in found):
        return []
    found[-1][1].extend(waiting)
    return [(number, [word for word in words if word]) for number, words in found]


def _of_the_next(text: str, item: re.Match[str], following: re.Match[str] | None, begins_with_word: bool) -> bool:
    if following is None or following.lastgroup != "number":
        return False
    behind = item.start() > 0 and text[item.start() - 1].isdigit()
    before = item.end() == following.start() or item["word"].endswith(":")
    return before and (not behind or begins_with_word)
