"""Headings of several things in one column (性别、民族; 性别及出生年月; 党派及加入时间), and their cells in pieces."""

import re
from collections.abc import Sequence
from functools import lru_cache

from members.roster.cells import WIDTH, folded, read_ethnicity, read_gender, read_parties

_WORDS = {
    "gender": "性别",
    "birth": "出生年月日|出生年月|出生日期|出生时间|出生年份|出生|生年月日|生年月|生日",
    "ethnicity": "民族|族别",
    "party": "党派名称|所属党派|所在党派|参加党派|党派|政治面貌|政治面目|党别",
}
_ANY = "|".join([*_WORDS.values(), "年龄"])
_AND = r"(?:[、,，/／\\|·;；]|及|和|与|暨)"
_SEVERAL = re.compile(rf"(?:{_ANY})(?:{_AND}?(?:{_ANY})){{1,3}}")
_TIME = r"(?:时间|日期|年月|年份|时年|年月日)"
_JOINED = r"(?:加入|参加|入|入党|加入党派|入会|入盟|入社|加入组织|转正)"
_PARTY_AND_TIME = re.compile(
    r"(?:何时|何年)(?:加入|参加|入)何(?:种)?党派?"
    rf"|(?:{_WORDS['party']})(?:{_AND}|[（(])其?(?:何时)?{_JOINED}*的?{_TIME}[)）]?"
    rf"|{_JOINED}?的?{_TIME}{_AND}(?:{_WORDS['party']})"
)
_NUMERAL = "[一二三四五六七八九十廿卅]{1,3}"
_DAY = re.compile(
    r"(?:大?约|生于|公历|农历)?\s*(?<!\d)(?:\d{17}[\dXx]"
    r"|(?:(?:19|20)\d{2}|\d{2})\s*[年./—–-]\s*\d{1,2}(?!\d)(?:\s*[月./—–-](?:\s*\d{1,2}\s*[日号]?(?!\d))?)?份?"
    rf"|[〇零○一二三四五六七八九]{{2,4}}年{_NUMERAL}月(?:{_NUMERAL}[日号])?"
    r"|(?:19|20)\d{6}(?!\d)|(?:19|20)\d{4}(?!\d)|(?:19|20)\d{2}(?!\d)年?)(?:\s*(?:出生|生人|生(?!肖)))?[?？]?"
)
_AGE = re.compile(r"(?:约|现年|年龄:?)?\d{2}(?:周?岁)?")
_TOKENS = re.compile(r"[\s、,，/／\\|·;；（）()]+")


@lru_cache(maxsize=2048)
def fields_of(heading: str) -> tuple[str, ...]:
    """The fields of a heading that stands for several of them; none for any other heading."""
    plain = folded(heading).replace("(", "、").rstrip(")")
    if not _SEVERAL.fullmatch(plain):
        return ()
    found = {name: match.start() for name, words in _WORDS.items() if (match := re.search(words, plain))}
    return tuple(sorted(found, key=found.__getitem__)) if len(found) > 1 or "年龄" in plain else ()


@lru_cache(maxsize=2048)
def is_party_with_time(heading: str) -> bool:
    """Whether a heading asks for the party and since when (党派及加入时间)."""
    return bool(_PARTY_AND_TIME.fullmatch(folded(heading)))


def piece_of(text: str, field: str, fields: Sequence[str]) -> str:
    """What a cell under such a heading says of one of its fields; words that say nothing known go to the last one."""
    pieces: dict[str, list[str]] = {name: [] for name in fields}
    plain, rest = text.translate(WIDTH), fields[-1]
    if "birth" in fields:
        if day := _DAY.search(plain):
            pieces["birth"].append(day[0].strip(" /.-—–"))
            plain = f"{plain[: day.start()]} {plain[day.end() :]}"
        rest = rest if day and rest != "gender" else "birth"
    for word in filter(None, _TOKENS.split(plain.strip())):
        for part in _runs(word) if not _AGE.fullmatch(word) else ():
            pieces[next((name for name in fields if _says(part, name)), rest)].append(part)
    if field == "birth" and len(pieces[field]) > 1:  # what else is said stands beside the date
        return pieces[field][0] + "".join(f"（{word}）" for word in pieces[field][1:])
    return "、".join(pieces[field])


def _runs(word: str) -> list[str]:
    """女回族 in its parts."""
    if word[:1] in {"男", "女"} and len(word) > 1 and word[1] not in "性士":
        return [word[0], word[1:]]
    return [word]


def _says(word: str, field: str) -> bool:
    match field:
        case "gender":
            return bool(read_gender(word)[0])
        case "birth":
            return False
        case "ethnicity":
            return bool(read_ethnicity(word, known_only=True))
    return bool(read_parties(word)[0])
