"""What stands in brackets behind a body's name in a list, and which names may be one body's."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from core.organisations.names import plain_key, shortens
from core.sheets.reading import key_of

_BEHIND = re.compile(r"^(.{2,}?)\s*[(（【\[]([^()（）【】\[\]]+)[)）】\]]$")
_BEFORE = re.compile(r"^(?:以下)?(?:简称|全称|又称|别称|即)[:：“\"]?|[”\"]$")
_REMARK = re.compile(r"[\d一二三四五六七八九十]+家|\d|原|筹|撤销|合署|挂牌|加挂|代管|划入|并入|拟|暂|不含|同上")
_TAIL = re.compile(r"(?:公司|中心|街道|集团|政府|[局委办部院会厅处社站所行镇乡队])$")
_REGION = re.compile(r"^(?:中共)?[^省市区县州旗盟]{0,6}[省市区县州旗盟](?=.{2,})")
_LEAD = re.compile(r"^(?:委|人民政府|政府|政协|人大常委会|人大)(?=.{2,})")
_JOINTS = re.compile(r"[和与及]")


class Behind(NamedTuple):
    """``called`` are further names, ``doubtful`` those of them that do not shorten the name; ``noted`` is no name."""

    name: str
    called: list[str]
    doubtful: list[str]
    noted: list[str]


def behind(text: str) -> Behind:
    """The name as it stands before its brackets (全称（简称）), and what these hold. Brackets within it stay."""
    found, name = Behind(text, [], [], []), text
    while match := _BEHIND.match(name):
        name, inner = match[1].strip(), _BEFORE.sub("", match[2].strip()).strip()
        if _REMARK.search(inner) or not _TAIL.search(plain_key(inner)) or len(inner) < 2:
            found.noted.append(match[2].strip())
            continue
        found.called.append(inner)
        if not _within(inner, name):
            found.doubtful.append(inner)
    return found._replace(name=name)


def _within(short: str, full: str) -> bool:
    """Whether the one is the other with characters left out, of the same tail."""
    one, other = plain_key(short), plain_key(full)
    tail, its = _TAIL.search(one), _TAIL.search(other)
    rest: Iterator[str] = iter(other)
    return bool(tail and its and tail[0] == its[0]) and all(mark in rest for mark in one)


class _Words(NamedTuple):
    """``whole`` words have a region in front, or what seems to be one."""

    tail: str
    stem: str
    whole: bool


class Twins:
    """Names of bodies, each with how it is told; finds the one that may be the same body's under another name.

    That is: the same but for region and joints (人力资源和社会保障局, 青石县人力资源社会保障局), or one that keeps
    some characters of the other in order from the first one on (住建局, 住房和城乡建设局).
    """

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], list[tuple[_Words, str, str]]] = defaultdict(list)

    def add(self, name: str, kind: str, told: str) -> None:
        for words in _readings(name):
            self._found[kind, words.tail, words.stem[0]].append((words, key_of(name), told))

    def of(self, name: str, kind: str) -> str:
        """How the likely twin is told; empty where there is none."""
        key = key_of(name)
        for words in _readings(name):
            for its, its_key, told in self._found.get((kind, words.tail, words.stem[0]), ()):
                short, long = sorted((words.stem, its.stem), key=len)
                if its_key == key or (words.whole and its.whole):
                    continue
                if short == long or (len(short) > 1 and shortens(short, long)):
                    return told
        return ""


def _readings(name: str) -> list[_Words]:
    """The words of a name without the region in front; of one that only seems to begin with a region (市场监管局) as
    it stands too."""
    plain, found = plain_key(name), []
    bare = _REGION.sub("", plain)
    texts = [_LEAD.sub("", bare)] if len(bare) < len(plain) - 1 else [_LEAD.sub("", bare), plain]
    for text in dict.fromkeys(texts):
        tail = _TAIL.search(text)
        stem = _JOINTS.sub("", text[: tail.start()]) if tail else ""
        if tail and stem:
            found.append(_Words(tail[0], stem, text == plain != bare))
    return found
