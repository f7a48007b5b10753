"""Texts over several lines: posts that stand one below the other, or one post that did not fit into its column.

Both look alike: 县教师进修学校校长/县教育学会会长 are two posts, 县农业技术推广中/心主任 is one. A line that ends as
posts end, with the next one beginning anew, parts two; a mark at the seam says it for sure.
"""

import re
from collections.abc import Iterable

from members.roster.cells import folded, text_of

_BREAKS = re.compile(r"[\r\n\v\f\x85\u2028\u2029]+")
_OPEN = re.compile(r"[、，,；;：:/·兼及和与暨\-—(（]$")
_GOES_ON = re.compile(
    r"^(?:[、，,；;。/()（）]|会(?:副?主任|委员)|团成员|兼|以及|及|和|与|暨|助理(?!工程|研究|会计|馆)|级|职级|待遇|的|等)"
)
_LISTED = re.compile(r"[、，,；;：:]$")
_ENDS = re.compile(
    r"(?:(?<![成增家特生擅延专])长|书记|主席|主任|主委|经理|理事|董事|监事|干事|负责人"
    r"|校长|总监|总裁|总编辑?|总工|主编|总会计师|审判员|检察员|[1-4一二三四]级\S{0,6}[员长])"
    r"(?:[(（][^()（）]*[)）])?$"
)
#: What may end a post or a part of a word: 教师 is a post, and the half of 教师进修学校.
_MAY_END = re.compile(r"(?:[师员人家士生授官记]|代表|顾问|秘书|主播|个体户)(?:[(（][^()（）]*[)）])?$")
_NEW_BODY = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,6}?[省市县区州旗镇乡]|中国|全国|国家|中共|政协|民[革盟建进]|农工|致公|九三)"
)
_SHORT_POST = re.compile(
    r"^(?:党[委组支总部]{1,3}|行政|机关)?(?:(?:常务)?副|代|总|名誉)?(?:书记|主席|主任|主委|会长|理事长|董事长|总?经理|监事长|[局处科股校院行社厂所站队园馆部室镇乡村区县市]长|秘书长)"
    r"(?:[(（].*[)）])?$"
)

_NUMBER = re.compile(r"^[（(]?(?P<number>\d)[.．、)）]\s*(?=\D)")
LONG = 4
"""From how many characters on a line may be a post by itself."""


def lines_of(value: object) -> list[str]:
    """The lines of a cell that say something, runs of blanks within each made one."""
    return [line for part in _BREAKS.split(text_of(value)) if (line := " ".join(part.split()))]


def joined(lines: Iterable[str], *, rows: bool = False) -> tuple[str, bool]:
    """Lines below each other as one text, and whether it is plain how they belong together.

    Lines of one cell are one text unless they plainly part, ``rows`` of a table the other way round.
    """
    text, sure = "", True
    for line in _without_numbers([line for line in lines if line]):
        if not text or line in re.split("、", text):
            text = text or line
            continue
        told = _parts(text, line)
        at_a_mark = bool(_OPEN.search(text) or goes_on(line))
        apart = rows and not at_a_mark and (_ENDS.search(text) or len(folded(line)) >= LONG)
        text += "、" + line if told or apart else line
        sure = sure and (told is not None if not rows else at_a_mark or bool(told))
    return text, sure


def _without_numbers(lines: list[str]) -> list[str]:
    """1.… 2.… without the numbers, where every line has its own."""
    told = [_NUMBER.match(line) for line in lines]
    if len(lines) > 1 and [each and each["number"] for each in told] == [str(n + 1) for n in range(len(lines))]:
        return [line[each.end() :] for line, each in zip(lines, told, strict=True) if each]
    return lines


def is_open(text: str) -> bool:
    """Whether a text ends where something has to follow."""
    return bool(_OPEN.search(text.strip()))


def goes_on(text: str) -> bool:
    """Whether a text begins in the middle of something."""
    return bool(_GOES_ON.match(text.strip()))


def without_open_end(text: str) -> str:
    """Without the mark behind which nothing follows."""
    while _LISTED.search(text):
        text = text[:-1].rstrip()
    return text


def is_a_post(text: str) -> bool:
    """Whether a text by itself reads like a post of somebody in some body."""
    plain = folded(text)
    people = re.search(r"(?:人士|委员|人员|代表人?)$", plain) and not _NEW_BODY.match(plain)
    return len(plain) >= 4 and not people and bool(_ENDS.search(plain) or _MAY_END.search(plain))


def ends_as_post(text: str) -> bool:
    """Whether what a text ends with plainly is a post (县中医院院长) and no unit."""
    return bool(_ENDS.search(folded(text)))


def _parts(above: str, line: str) -> bool | None:
    """Whether two posts meet here: no at a mark or within a word; ``None`` where it may be either."""
    if _OPEN.search(above) or _GOES_ON.match(line):
        return False
    plain = folded(line)
    complete = bool(_ENDS.search(plain) or _MAY_END.search(plain))
    anew = bool(_NEW_BODY.match(plain) or _SHORT_POST.match(plain) or above[:2] == line[:2])
    if _ENDS.search(above):
        return True if complete or anew else None
    if _MAY_END.search(above):
        return True if complete and anew else None if complete else False
    return False
