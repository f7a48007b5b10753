"""Reading single cells: parties, gender, ethnicity, posts, short words (names: ``names``, dates of birth: ``births``).

Each function takes a value as calamine gives it (text, float, date, bool, empty text) and never raises: what cannot be
read comes back empty together with a warning key of ``words.WARNINGS``.
"""

import re
import unicodedata
from datetime import datetime
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
ALONE = ("无党派", "群众")
"""What stands under 党派 and goes with no party beside it."""
_PARTY_OF = {spelling: party for party, spellings in PARTIES.items() for spelling in spellings}
PARTY_SPELLINGS = tuple(sorted(_PARTY_OF, key=len, reverse=True))
# 党员 alone means 中共; at the end of another party's name it does not.
_PARTY = re.compile(
    "|".join(
        rf"(?<!\w){spelling}" if spelling in {"党员", "预备党员"} else re.escape(spelling)
        for spelling in PARTY_SPELLINGS
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
_SHORTENED = {"维": "维吾尔", "蒙": "蒙古", "哈": "哈萨克", "柯": "柯尔克孜"}
EMPTY_WORDS = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "无", "暂无", "空", "空缺", "暂缺", "待定", "待补", "N/A"}
)
ERROR_VALUES = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
)
# Radicals that PDF copies put in place of the ordinary characters; the rest of Unicode's folding would change names.
_RADICALS = {
    code: plain
    for code in [*range(0x2E80, 0x2F00), *range(0x2F00, 0x2FD6)]
    if (plain := unicodedata.normalize("NFKC", chr(code))) != chr(code)
}
WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x00A0: 0x20}
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
    return squeeze(text_of(value).translate(WIDTH))


def is_blank(value) -> bool:
    """Whether a cell shows nothing."""
    if not isinstance(value, str):
        return value is None
    value = value.strip()
    return not value or (ord(value[0]) in _INVISIBLE and not squeeze(value.translate(_INVISIBLE)))


def read_gender(value) -> tuple[str | None, str | None]:
    """男 or 女 and no warning; nothing for an empty cell; a warning for anything else."""
    text = folded(value)
    if not text or text in EMPTY_WORDS:
        return None, None
    known = {
        "男": "男",
        "女": "女",
        "男性": "男",
        "女性": "女",
        "M": "男",
        "F": "女",
        "男士": "男",
        "女士": "女",
        "先生": "男",
        "♂": "男",
        "♀": "女",
        "男同志": "男",
        "女同志": "女",
    }
    gender = known.get(text.upper())
    return gender, None if gender else "gender_unreadable"


@lru_cache(maxsize=1024)
def read_ethnicity(text: str, *, known_only: bool = False) -> str | None:
    """汉 and 汉族 both as 汉族. Words that are none of the 56 are kept as written unless ``known_only``."""
    word = folded(text)
    short = _SHORTENED.get(word.removesuffix("族"), word.removesuffix("族"))
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


def of_chinese_numeral(text: str) -> int:
    """1–99 of 五, 十五, 二十一, 廿一; 0 where the text is none of these."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    digit = {mark: n for n, mark in enumerate("〇一二三四五六七八九")}
    if "十" not in text:
        return digit.get(text, 0) if len(text) == 1 else 0
    tens, _, ones = text.partition("十")
    return (digit.get(tens, 1) if tens else 1) * 10 + (digit.get(ones, 0) if ones else 0)
