"""What stands in brackets behind a body's name in a list, and which names may be one body's."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Generic, NamedTuple, TypeVar

from core.models import Organisation
from core.organisations.names import plain_key, shortens
from core.sheets.reading import key_of

T = TypeVar("T")
_BEHIND = re.compile(r"^(.{2,}?)\s*[(（【\[]([^()（）【】\[\]]+)[)）】\]]$")
_BEFORE = re.compile(r"^(?:以下)?(?:简称|全称|又称|别称|即)[:：“\"]?|[”\"]$")
_REMARK = re.compile(
    r"[\d一二三四五六七八九十]+家|\d|原|筹|撤销|合署|挂牌|加挂|代管|拟|暂|不含|同上"
    r"|[并划转归移整][合销交]?[入到至给]|合并|更名|改名|改称|现为|现名|职能|职责|不再|停用|注销|解散|重复"
)
_TAIL = re.compile(r"(?:公司|中心|街道|集团|政府|[局委办部院会厅处社站所行镇乡队])$")
_REGION = re.compile(r"^(?:中共)?[^省市区县州旗盟]{0,6}[省市区县州旗盟](?=.{2,})")
_LEAD = re.compile(r"^(?:委|人民政府|政府|政协|人大常委会|人大)(?=.{2,})")
_TOWN = re.compile(r"(?<=[镇乡])(?:人民)?政府$|(?<=街道)办(?:事处)?$")
_OF_COMMITTEE = re.compile(
    r"^(?:中国人民政治协商会议|人民政协|政协)?(?:.{0,8}?[省市区县州旗盟])?(?:政协)?(?:委员会)?(?=.{2,}[委室办处]$)"
)
_BODY_IN_LIST = re.compile(r"(?:公司|中心|街道|集团|政府|[局委办部院会厅处社站所行镇乡队校])$")
_PEOPLES_END = re.compile(
    r"残联|文联|妇联|侨联|台联|青联|工商联|社科联|科协|作协|计生协|工会|红十字会|贸促会|联合会|[协商学]会|联社$"
)
_JOINTS = re.compile(r"[和与及]")


#: The committee's own bodies, whose names say so or not.
OF_COMMITTEE = (Organisation.Kind.CPPCC_OFFICE, Organisation.Kind.SPECIAL_COMMITTEE)


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


def is_named_as_body(text: str) -> bool:
    """Whether the words end as the name of a body does."""
    return len(text) > 1 and bool(_BODY_IN_LIST.search(plain_key(text)))


def is_of_same_words(short: str, full: str) -> bool:
    """Whether the one shortens the other (经科委, 经济和科技委员会)."""
    one, other = sorted((plain_key(short), plain_key(full)), key=len)
    return one != other and one[:1] == other[:1] and _within(one, other)


def is_same_written(name: str, other: str) -> bool:
    """Whether two names may be one body's by their words alone."""
    if is_of_same_words(name, other) or plain_key(name) == plain_key(other):
        return True
    twins = Twins[bool]()
    twins.add(other, "", True)
    return bool(twins.of(name, ""))


def is_fuller(name: str, other: str, kind: str) -> bool:
    """Whether the name says more than the other, apart from the region; 人民政府 behind a town is no more."""
    if plain_key(name) != plain_key(other) and sure_key(name, kind) == sure_key(other, kind):
        return False
    long, short = (_REGION.sub("", key_of(each)) for each in (name, other))
    return len(long) > len(short)


def is_regionless(name: str, other: str) -> bool:
    """Whether the one is the other with the region in front, or with 县 for the whole of it."""
    short, long = sorted((plain_key(name), plain_key(other)), key=len)
    return long.endswith(short) and _REGION.sub("", long) == _REGION.sub("", short)


def is_half_of_same_words(name: str, other: str) -> bool:
    """Whether most of what the shorter name says stands in the other (环保局, 市生态环境局云溪分局)."""
    short, long = sorted((plain_key(name), plain_key(other)), key=len)
    return len(set(short) & set(long)) * 2 > len(set(short))


def may_be_of_one_region(name: str, other: str) -> bool:
    """Whether no other region stands in front of the one name than in front of the other (区水利局, 县水利局)."""
    found = [match[0] for each in (name, other) if (match := _REGION.match(key_of(each)))]
    return len(found) < 2 or found[0].endswith(found[1]) or found[1].endswith(found[0])


def with_level(name: str, like: str) -> str:
    """A name without a region, with 县 in front as that of another has it (商粮局 beside 县商务局); else as it is."""
    level = like[:1] if like[:1] in "省市区县州旗盟" else ""
    return level + name if level and is_named_as_body(name) and not _REGION.match(name) else name


def several_named(text: str) -> list[str]:
    """The bodies that a cell names side by side (县文化局/县旅游局); empty where it names one."""
    parts = [part.strip() for part in re.split(r"[、/／；;\n]|，|,", text) if part.strip()]
    bodies = len(parts) > 1 and all(
        len(part) > 2 and (is_named_as_body(part) or _PEOPLES_END.search(key_of(part))) for part in parts
    )
    return parts if bodies else []


def sure_key(name: str, kind: str) -> str:
    """The same for two names that are one body's beyond doubt: 城关镇, 城关镇人民政府; 提案委, 县政协提案委员会."""
    key = key_of(name)
    return plain_key(_OF_COMMITTEE.sub("", key)) if kind in OF_COMMITTEE else plain_key(_TOWN.sub("", key))


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


class Twins(Generic[T]):
    """Names of bodies, each with what stands for it; finds the one that may be the same body's under another name.

    That is: the same but for region and joints (人力资源和社会保障局, 青石县人力资源社会保障局), or one that keeps
    some characters of the other in order from the first one on (住建局, 住房和城乡建设局).
    """

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], list[tuple[_Words, str, T]]] = defaultdict(list)

    def add(self, name: str, kind: str, told: T) -> None:
        for words in _readings(name):
            self._found[kind, words.tail, words.stem[0]].append((words, key_of(name), told))

    def of(self, name: str, kind: str) -> T | None:
        """The likely twin; None where there is none."""
        return next(self.all_of(name, kind), None)

    def all_of(self, name: str, kind: str) -> Iterator[T]:
        """Whatever may be the twin, each as often as a name of it is alike."""
        key = key_of(name)
        for words in _readings(name):
            for its, its_key, told in self._found.get((kind, words.tail, words.stem[0]), ()):
                short, long = sorted((words.stem, its.stem), key=len)
                if its_key == key or (words.whole and its.whole):
                    continue
                if short == long or (len(short) > 1 and shortens(short, long)):
                    yield told


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
