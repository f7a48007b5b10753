"""Sorting names by pinyin, with the readings that surnames have (单 shàn, 仇 qiú, 解 xiè)."""

from functools import lru_cache

COMPOUND = {
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "澹台": "tan tai", "令狐": "ling hu", "单于": "chan yu",
    "宇文": "yu wen", "欧阳": "ou yang", "夏侯": "xia hou", "皇甫": "huang fu", "上官": "shang guan", "司马": "si ma",
    "诸葛": "zhu ge", "东方": "dong fang", "公孙": "gong sun", "慕容": "mu rong", "司徒": "si tu", "钟离": "zhong li",
}  # fmt: skip
SURNAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "曾": "zeng", "查": "zha", "区": "ou", "任": "ren", "盖": "ge",
    "乐": "yue", "朴": "piao", "缪": "miao", "覃": "qin", "翟": "zhai", "冼": "xian", "员": "yun", "祭": "zhai",
    "折": "she", "黑": "he", "繁": "po", "秘": "bi", "种": "chong", "华": "hua", "纪": "ji", "召": "shao",
    "牟": "mu", "藏": "zang", "宿": "su", "谌": "chen", "隗": "wei", "句": "gou", "逄": "pang", "洗": "xian",
    "薄": "bo", "那": "na", "燕": "yan", "应": "ying", "葛": "ge", "柏": "bai", "重": "chong", "晟": "cheng",
    "长": "chang", "眭": "sui", "郇": "huan", "佴": "nai", "乜": "nie", "幺": "yao",
}  # fmt: skip


@lru_cache(maxsize=8192)
def _reading(character: str) -> str:
    from pypinyin import lazy_pinyin  # a fifth of the start of every process, and most of them never name anybody

    return lazy_pinyin(character)[0].lower()


@lru_cache(maxsize=8192)
def _given(name: str) -> tuple[str, ...]:
    """Character by character; 长 as in the word that the given name is (长河, 长春), where it is one."""
    if "长" not in name:
        return tuple(map(_reading, name))
    from pypinyin import lazy_pinyin

    readings = lazy_pinyin(list(name)) if len(name) < 2 else lazy_pinyin(name)
    known = len(readings) == len(name)
    return tuple(readings[at].lower() if known and mark == "长" else _reading(mark) for at, mark in enumerate(name))


def sort_key(name: str) -> str:
    """Syllables apart by blanks, at most 120 characters: 单丽华 → ``shan li hua``."""
    if name[:2] in COMPOUND and len(name) > 2:
        syllables = [COMPOUND[name[:2]], *_given(name[2:])]
    else:
        syllables = [SURNAMES.get(name[:1]) or _reading(name[:1] or " "), *_given(name[1:])]
    return " ".join(syllables)[:120]


def initials(name: str) -> str:
    """The first letters of the syllables, as people type them to find a name: 住建局 → ``zjj``."""
    return "".join(_reading(character)[:1] for character in name if character.isalnum())
