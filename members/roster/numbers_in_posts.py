"""Telephone numbers in the cell for unit and post (副局长 13900000001): no part of the post, whatever its heading."""

import re

from core.brackets import BRACKETS
from members.roster.cells import WIDTH

_MOBILE = r"(?:\+?86)?[ \-]?(?<!\d)1[3-9]\d[ \-]?\d{4}[ \-]?\d{4}(?!\d)"
_LANDLINE = r"(?<![\d\-])0\d{2,3}[ \-—]?[2-9]\d{6,7}(?:[\-转]\d{1,5})?(?!\d)"
_NUMBER = rf"(?:{_MOBILE}|{_LANDLINE})"
_LABEL = r"(?:(?:本人|个人|办公|单位|家庭|联系|移动)*(?:手机|电话|联系方式|号码|座机|TEL|Tel|tel)(?:号码?)?[:：]?\s*)"
_RUN = re.compile(rf"[、,;/|·\s\-—:]*{_LABEL}?{_NUMBER}(?:[、,;/|\s]*{_LABEL}?{_NUMBER})*[、,;/|·\s]*")
_BRACKET = re.compile(r"[、,;\s]*\(([^()]*)\)")
_OF_NUMBERS = re.compile("手机|电话|微信|办公|座机|联系|短号|号|其|代接|转[告交达接]|本人|同上")


def without_numbers(text: str) -> tuple[str, list[str]]:
    """What a cell says without its telephone numbers, and these with the words that belong to them."""
    plain = text.translate(WIDTH).translate(BRACKETS)
    if not re.search(_NUMBER, plain):
        return text, []
    found: list[str] = []

    def of_bracket(match: re.Match[str]) -> str:
        told = re.findall(_NUMBER, match[1])
        rest = _RUN.sub("、", match[1]).strip("、,; ")
        if not told:
            return match[0]
        if not rest or _OF_NUMBERS.search(rest):
            found.append(match[1].strip())
            return "\n" if match.end() < len(plain) and plain[match.end()] == "\n" else ""
        found.extend(told)
        return f"（{rest}）"

    def of_run(match: re.Match[str]) -> str:
        found.extend(re.findall(_NUMBER, match[0]))
        inside = match.start() > 0 and match.end() < len(left)
        return "\n" if "\n" in match[0] else "、" if inside else ""

    left = _BRACKET.sub(of_bracket, plain)
    left = _RUN.sub(of_run, left)
    return re.sub(r"\(([^()]*)\)", r"（\1）", left).strip("、,; "), found
