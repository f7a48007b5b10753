"""Reading single cells: names, dates of birth, parties, gender, ethnicity, posts.

Each function takes a value as calamine gives it (text, float, date, bool, empty text) and never raises: what cannot be
read comes back empty together with a warning key of ``words.WARNINGS``.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

PARTIES = {
    "中共": ("中国共产党", "中共党员", "中共预备党员", "共产党员", "共产党", "中共", "预备党员", "党员"),
    "民革": ("中国国民党革命委员会", "国民党革命委员会", "民革"),
    "民盟": ("中国民主同盟", "民主同盟", "民盟"),
    "民建": ("中国民主建国会", "民主建国会", "民建"),
    "民进": ("中国民主促进会", "民主促进会", "民进"),
    "农工党": ("中国农工民主党", "农工民主党", "农工党", "农工"),
    "致公党": ("中国致公党", "致公党", "致公"),
    "九三学社": ("九三学社", "九三", "93学社"),
    "台盟": ("台湾民主自治同盟", "台盟"),
    "无党派": ("无党派民主人士", "无党派爱国人士", "无党派人士", "无党派", "无党"),
    "群众": ("普通群众", "群众"),
}
_PARTY_OF = {spelling: party for party, spellings in PARTIES.items() for spelling in spellings}
# 党员 alone means 中共; at the end of another party's name it does not.
_PARTY = re.compile(
    "|".join(
        rf"(?<!\w){spelling}" if spelling in {"党员", "预备党员"} else re.escape(spelling)
        for spelling in sorted(_PARTY_OF, key=len, reverse=True)
    )
)
_NOT_THIS_PARTY = re.compile("非(?:中共|党员|共产党)|不是")
_FORMER_PARTY = re.compile(r"\(?[原曾][^()]*\)?")

_ETHNICITIES = """
汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水
东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯
鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺
"""
ETHNICITIES = frozenset(_ETHNICITIES.split())
EMPTY_WORDS = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "无", "暂无", "空", "空缺", "暂缺", "待定", "待补", "N/A"}
)
ERROR_VALUES = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
# What may stand in brackets after a name without being a name itself.
_STANDING_WORDS = (
    "主席|主委|秘书长|常委|常务委员|委员|召集人|组长|主任|新增|增补|补录|连任|留任|新任|兼任?|已故|离任|退休|在职|住区|省|市|区|县|副|"
    "党员|少数民族|待补|待定|空缺|暂缺|略|" + "|".join(sorted(map(re.escape, _PARTY_OF), key=len, reverse=True))
)
_STANDING = re.compile(f"(?:{_STANDING_WORDS})+")
_STANDING_END = re.compile(f".{{2,}}(?:{_STANDING_WORDS})")
_MARKS = "*※☆★△▲●◎□■◆◇#@&^~·•.,，。、;；:：!！?？+-—_/\\|\"'“”‘’<>《》【】[]{}()0123456789①②③④⑤⑥⑦⑧⑨⑩"
_FORMER = re.compile("^(?:曾用名|原名|又名|别名|笔名|艺名|法名|本名|现名|也作|即)[:：]?")

_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
)
# Radicals that PDF copies put in place of the ordinary characters; the rest of Unicode's folding would change names.
_RADICALS = {
    code: plain
    for code in [*range(0x2E80, 0x2F00), *range(0x2F00, 0x2FD6)]
    if (plain := unicodedata.normalize("NFKC", chr(code))) != chr(code)
}
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x00A0: 0x20}
_CLEAN = _INVISIBLE | _RADICALS
_DOTS = re.compile(r"[·•・･‧∙⋅．.]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def text_of(value) -> str:
    """Any cell as text: whole numbers without a point, invisible characters removed, Excel errors as nothing."""
    if isinstance(value, str):
        if value.isascii():
            if "_x" in value:
                value = _unescaped(value)
            return "" if value in ERROR_VALUES else value
        return (_unescaped(value) if "_x" in value else value).translate(_CLEAN)
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return str(value)


def _unescaped(text: str) -> str:
    """Characters that Excel writes as _x000D_."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def squeeze(text: str) -> str:
    """Without any white space, of whatever width."""
    return "".join(text.split())


def folded(value) -> str:
    """The key of a cell: half width, without white space. For comparing, never for showing."""
    return squeeze(text_of(value).translate(_WIDTH))


def is_blank(value) -> bool:
    """Whether a cell shows nothing."""
    if not isinstance(value, str):
        return value is None
    value = value.strip()
    return not value or (ord(value[0]) in _INVISIBLE and not squeeze(value.translate(_INVISIBLE)))


@dataclass
class NameParts:
    """What one name cell says. ``name`` is empty where the cell holds no name."""

    name: str = ""
    alias: str = ""
    gender: str | None = None
    ethnicity: str | None = None


_BRACKETED = re.compile(r"^(.*?)\(([^()]*)\)?$", re.S)


def read_name(value) -> NameParts:
    """A name without white space, marks and trailing brackets; brackets give gender, ethnicity or a former name."""
    parts = NameParts()
    text = squeeze(text_of(value)).replace("（", "(").replace("）", ")").replace("﹙", "(").replace("﹚", ")")
    while match := _BRACKETED.match(text):
        _use_brackets(match[2], parts)
        text = match[1]
    text = text.translate(_WIDTH)
    text = text.strip(_MARKS)
    parts.name = "" if text.upper() in EMPTY_WORDS or re.fullmatch(r"[xX×*]+", text) else _dotted(text)
    return parts


def _use_brackets(content: str, parts: NameParts) -> None:
    for word in re.split(r"[,，、;；/\s.。]", content):
        if word[:1] in {"男", "女"} and (not word[1:] or read_ethnicity(word[1:], known_only=True)):
            parts.gender = word[0]
            parts.ethnicity = read_ethnicity(word[1:], known_only=True) or parts.ethnicity
        elif ethnicity := read_ethnicity(word, known_only=True):
            parts.ethnicity = ethnicity
        elif word and not (_STANDING.fullmatch(word) or (len(word) > 4 and _STANDING_END.fullmatch(word))):
            former = _FORMER.sub("", word)
            if 2 <= len(former) <= 20 and not re.search(r"\d", former):
                parts.alias = _dotted(former)


def _dotted(name: str) -> str:
    """The middle dot of transcribed names in its one standard form, wherever it joins two Han characters."""
    return re.sub(rf"(?<=[^\x00-\x7f]){_DOTS.pattern}(?=[^\x00-\x7f])", "·", name)


def read_gender(value) -> tuple[str | None, str | None]:
    """男 or 女 and no warning; nothing for an empty cell; a warning for anything else."""
    text = folded(value)
    if not text or text in EMPTY_WORDS:
        return None, None
    known = {"男": "男", "女": "女", "男性": "男", "女性": "女", "M": "男", "F": "女", "男士": "男", "女士": "女"}
    gender = known.get(text.upper())
    return gender, None if gender else "gender_unreadable"


@lru_cache(maxsize=1024)
def read_ethnicity(text: str, *, known_only: bool = False) -> str | None:
    """汉 and 汉族 both as 汉族. Words that are none of the 56 are kept as written unless ``known_only``."""
    word = folded(text)
    short = word.removesuffix("族")
    if short in ETHNICITIES:
        return f"{short}族"
    return None if known_only or not word or word in EMPTY_WORDS else word


@lru_cache(maxsize=4096)
def read_parties(text: str) -> tuple[tuple[str, ...], str | None]:
    """Canonical short names in the order written, each once; a warning where something else is written."""
    word = folded(text)
    if not word or word in EMPTY_WORDS:
        return (), None
    word = _FORMER_PARTY.sub("", word)
    found = [] if _NOT_THIS_PARTY.search(word) else [_PARTY_OF[spelling] for spelling in _PARTY.findall(word)]
    return tuple(dict.fromkeys(found)), None if found else "party_unreadable"


@lru_cache(maxsize=8192)
def read_line(text: str) -> str:
    """Unit and post: outer blanks and line breaks removed, runs of blanks within made one."""
    joined = re.sub(r"[\r\n\v\f\x85\u2028\u2029]+", "", text_of(text))
    return " ".join(joined.split())


@lru_cache(maxsize=4096)
def read_word(text: str) -> str | None:
    """A short cell such as a committee or a group: without white space, dashes and 无 as nothing."""
    word = squeeze(text_of(text))
    return None if word.upper() in EMPTY_WORDS else word


_CN_DIGITS = {mark: str(n) for n, mark in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "O": "0", "o": "0"}
_CN_DATE = re.compile(
    r"^([〇零○Oo一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月"
    r"(?:([一二三四五六七八九十廿卅]{1,3})[日号]?)?$"
)


def read_birth(value, number_format: str = "", *, since_1904: bool = False) -> tuple[str | None, str | None]:
    """``YYYY-MM-DD`` or, where only a month is given, ``YYYY-MM``; a warning where something unreadable is written.

    Dates and Excel serials are full dates whatever their format shows. A number cell 1968.1 may have been typed as
    1968.10 and is only read where its format tells (``birth_ambiguous`` otherwise); as text it is January.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _checked(value.year, value.month, value.day)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _birth_of_number(float(value), number_format, since_1904)
    text = text_of(value)
    if not text.strip():
        return None, None
    return _birth_of_text(text, since_1904)


def _birth_of_number(number: float, number_format: str, since_1904: bool) -> tuple[str | None, str | None]:
    if 3000 <= number <= 99_999:
        return _of_serial(int(number), since_1904)
    if number.is_integer():
        return _birth_of_text(str(int(number)), since_1904)
    if re.match(r"^0+\.00$", number_format):
        return _birth_of_text(f"{number:.2f}", since_1904)
    written = repr(number)
    if re.fullmatch(r"\d{4}\.1", written):
        return None, "birth_ambiguous"
    return _birth_of_text(written, since_1904)


def _of_serial(days: int, since_1904: bool) -> tuple[str | None, str | None]:
    day = date(1904, 1, 1) + timedelta(days) if since_1904 else date(1899, 12, 30) + timedelta(days)
    return _checked(day.year, day.month, day.day)


@lru_cache(maxsize=8192)
def _birth_of_text(text: str, since_1904: bool) -> tuple[str | None, str | None]:
    text = text.translate(_WIDTH).strip()
    if text in EMPTY_WORDS - {"空缺", "暂缺", "待补", "待定"}:
        return None, None
    text = re.sub(r"[T\s]+\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$", "", text)
    text = squeeze(re.sub(r"(?<=\d)\s+(?=\d)", ".", text))
    text = re.sub(r"(出生|生)$", "", text)
    if chinese := _CN_DATE.match(text):
        year = int("".join(_CN_DIGITS[mark] for mark in chinese[1]))
        return _checked(year, of_chinese_numeral(chinese[2]), of_chinese_numeral(chinese[3]) if chinese[3] else None)
    text = re.sub(r"[年月./\\\-—–－―~·、,。_]+", ".", re.sub(r"[日号]$", "", text)).strip(".")
    if match := re.fullmatch(r"(\d{4})\.(\d{1,2})(?:\.(\d{1,2}))?", text) or re.fullmatch(
        r"(\d{4})(\d{2})(\d{2})?", text
    ):
        found = _checked(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
        if found[0] or len(text) != 6:
            return found
    # A two-digit year is only certain where it can be neither a day nor a month.
    if match := re.fullmatch(r"(3[2-9]|[4-9]\d)\.(\d{1,2})(?:\.(\d{1,2}))?", text) or re.fullmatch(
        r"(3[2-9]|[4-9]\d)(\d{2})(\d{2})", text
    ):
        return _checked(1900 + int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
    if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if first > 12 or second > 12 or first == second:
            return _checked(year, min(first, second), max(first, second))
        return None, "birth_ambiguous"
    if re.fullmatch(r"\d{5}", text):
        return _of_serial(int(text), since_1904)
    return None, "birth_unreadable"


def _checked(year: int, month: int, day: int | None) -> tuple[str | None, str | None]:
    if not 1900 <= year <= date.today().year:
        return None, "birth_unreadable"
    try:
        date(year, month, day or 1)
    except ValueError:
        return None, "birth_unreadable"
    if day == 0:
        return None, "birth_unreadable"
    return (f"{year:04d}-{month:02d}" if day is None else f"{year:04d}-{month:02d}-{day:02d}"), None


def of_chinese_numeral(text: str) -> int:
    """1–99 of 五, 十五, 二十一, 廿一; 0 where the text is none of these."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    digit = {mark: n for n, mark in enumerate("〇一二三四五六七八九")}
    if "十" not in text:
        return digit.get(text, 0) if len(text) == 1 else 0
    tens, _, ones = text.partition("十")
    return (digit.get(tens, 1) if tens else 1) * 10 + (digit.get(ones, 0) if ones else 0)
