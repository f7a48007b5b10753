"""发文字号: the letters of the office, the year in hexagonal brackets, and the number, as GB/T 9704-2012 prints it."""

import re
import unicodedata

_YEAR = re.compile(r"[\[【〖〔(]\s*(\d{4})\s*[\]】〗〕)]\s*第?\s*")
_SHAPE = re.compile(r"[^\W\d_][^\s〔〕]{0,19}〔((?:19|20)\d{2})〕[1-9]\d{0,4}号")


def document_number(text: str, word: str = "") -> str:
    """A number as it is printed: brackets and figures of another shape become the usual ones, noughts
    in front go and 号 is added.

    Raises ValueError with the sentence for the person where it is none; ``word`` are the letters named as an example.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    shaped = _YEAR.sub(r"〔\1〕", plain)
    shaped = re.sub(r"〕0*([1-9]\d*)号?$", r"〕\1号", shaped)
    if not _SHAPE.fullmatch(shaped):
        raise ValueError(f"发文字号请写成“{word or '×政办函'}〔2026〕12号”这样：发文代字、括号里的年份、号数。")
    return shaped


_SEARCHED = re.compile(r"[^\W\d_][^\s〔〕]{0,19}〔(?:\d{4}(?:〕(?:[1-9]\d{0,4}号?)?)?)?")
_LETTERS = re.compile(r"[\u3400-\u9fff]{2,12}")


def as_searched(words: str) -> str:
    """What people search a number by, as letters bear it: the number, its beginning, or the letters alone (江数提);
    empty for words that can be none of these."""
    plain = "".join(unicodedata.normalize("NFKC", words).split())
    shaped = re.sub(r"〕0+(?=[1-9])", "〕", _YEAR.sub(r"〔\1〕", plain))
    return shaped if _SEARCHED.fullmatch(shaped) or _LETTERS.fullmatch(words.strip()) else ""


def year_of(number: str) -> int:
    """The year in the brackets of a number that ``document_number`` has shaped."""
    found = _SHAPE.fullmatch(number)
    if found is None:
        raise ValueError(f"{number!r} is no number of a document")
    return int(found[1])


def letters_of(number: str) -> str:
    """The letters before the brackets."""
    return number.partition("〔")[0]
