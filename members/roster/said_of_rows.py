"""What a line among the rows says of the people below or above it: 以下人员已不再担任委员, 上述3人为拟增补人选.

Such a line holds for the people of one side up to the next line that speaks of rows, a title, a list of those who came
in, or a sector that only now begins; a number in it (以下3名同志) holds it to as many. Each of them is asked about.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from members.roster.cells import folded, of_chinese_numeral, squeeze, text_of
from members.roster.changes import LEFT, kind_of
from members.roster.exits import stays_a_member
from members.roster.leaving import is_legend, is_of_leavers, tells_of_leaving, tells_of_retiring
from members.roster.line import Line
from members.roster.pending import is_list_of_pending, is_pending
from members.roster.vocabulary import has_count, without_count, without_numbering

_PEOPLE = r"(?:人员|人选|同志|委员|各位|几位|名单|[人位名])"
_POINTS = re.compile(
    rf"(?P<side>以下|下列|下述|下面|后列|后面|以上|上列|上述|上面|前述)(?:(?P<count>\d{{1,3}}|[一二三四五六七八九十]{{1,3}})(?=[人位名个同委]))?[人位名个]?{_PEOPLE}?"
)
_ABOVE = ("以上", "上列", "上述", "上面", "前述")
_LABEL = re.compile(r"^[※*]?[(]?(?:注|备注|附注|说明|附)[:、]?\d{0,2}[.、:]?")
_LINK = re.compile(r"^(?:[均都皆全系]|同志|委员|人员)*(?:[为是系]|属于?)?")
#: Of a list, or of people of an earlier term, who are not on the new one; none of it is said of a remark.
_NO_MORE = re.compile(
    r"不再(?:提名|推荐|列入|安排|连任|续任|留任|纳入)|[未没](?:获|被|予|有)?(?:再)?(?:连任|续任|提名|留任)|不(?:予)?(?:连任|续任|提名)"
    r"|(?:^|[为是系])(?:上一?届|往届|历届|原|前)(?:政协)?委员(?:名单)?(?:$|[,;。:(])|存查|仅供(?:参考|查阅|对照)|不(?:计入|列入|纳入)(?:总数|名册|名单|本届|在任)?|已退出"
    r"|(?:非|不是|已?不属于?)(?:现任|本届|在任)?(?:政协)?委员(?!会)"
)
_HEADS = re.compile(
    rf"^(?:[\d一二三四五六七八九十]{{1,3}}[.、])?[^,;。:]{{0,12}}{_PEOPLE}(?:\([^()]*\))?(?:,[^,;。:]{{1,10}})?:?$"
)
#: Those who have left are named as the ones who do not stand there.
_NOT_THESE = re.compile(
    r"不(?:包?含|包括|在此|在其)|除外|另(?:附|列|册|行|表)|(?<!不)(?:[为是系]|均)(?:在任|现任|本届|留任|连任)(?:的?(?:政协)?委员)?(?:$|[,;。:(])"
)
LONGEST = 120


@dataclass(frozen=True)
class Said:
    """``key`` is one of ``words.WARNINGS``, ``words`` the line itself; ``count`` how many it is about, 0 for all. A
    heading of a sheet of changes (四、界别调整（2名）) says the ``kind`` of change of those below it."""

    key: str
    words: str
    above: bool = False
    count: int = 0
    kind: str = ""


def said_in(text: str) -> Said | None:
    """What a line says of rows, or nothing."""
    plain = folded(text)
    if not plain or len(plain) > LONGEST or is_legend(plain):
        return None
    if kind := _kind_of_change(text):
        return Said("left_noted" if kind == LEFT else "", squeeze(text), kind=kind)
    points = _POINTS.search(plain)
    rest = plain[points.end() :] if points else _LABEL.sub("", plain)
    key = _key_of(_LINK.sub("", rest) if points else rest, headed=not points, whole=plain)
    if not key:
        return None
    number = points["count"] or "" if points else ""
    count = int(number) if number.isdigit() else of_chinese_numeral(number)
    return Said(key, squeeze(text), bool(points and points["side"] in _ABOVE), count)


def _kind_of_change(text: str) -> str:
    """The kind of change that a heading names and nothing else: with a number in front, or a head count behind."""
    bare = without_numbering(text)
    label = without_count(bare)
    heads = bare != squeeze(text_of(text)) or has_count(text)
    return kind_of(label) if heads and not is_pending(label) and not stays_a_member(label) else ""


def _key_of(told: str, *, headed: bool, whole: str) -> str:
    """What it says of the people; a line that does not point at any has to read like the heading of a list."""
    if _NOT_THESE.search(whole):
        return ""
    if headed and not (_HEADS.match(told) and len(told) <= 24):
        return ""
    leaves = tells_of_leaving(told) or _NO_MORE.search(told) or (headed and is_of_leavers(told.rstrip(":")))
    if leaves:
        return stays_a_member(told) or "left_noted"
    if is_list_of_pending(told.rstrip(":")) or is_pending(told.rstrip(":")) or is_pending(_LABEL.sub("", whole)):
        return "pending_noted"
    return "retired_noted" if tells_of_retiring(told) else ""


def spread(lines: list[Line], said: dict[int, Said], before: Said | None = None) -> Said | None:
    """Give each member's line what the lines of ``said`` (by row) say of it; ``before`` is in force from above. Returns
    what is still in force for the table below: a line that no member's row follows."""
    now, left, known, fresh = before, before.count if before else 0, set(), before is not None
    for place, line in enumerate(lines):
        if told := said.get(line.index):
            if told.above:
                _backwards(lines[:place], told)
                now = None
            else:
                now, left, fresh = told, told.count, True
        elif line.kind == "title" or (line.heading is not None and line.kind == "group_heading"):
            begins = line.kind == "title" or line.heading.text not in known
            now = now if now and line.kind == "group_heading" and line.heading.text and (fresh or not begins) else None
        elif line.kind == "data":
            fresh = False
            if now:
                line.said = now
                left -= 1
                now = None if left == 0 else now
        if line.heading is not None:
            known.add(line.heading.text)
    return now if fresh else None


def _backwards(lines: Iterable[Line], told: Said) -> None:
    """The people above, up to the line before them that is none of theirs."""
    left = told.count
    for line in reversed(list(lines)):
        if line.kind == "data":
            line.said = told
            left -= 1
        if left == 0 or (not told.count and line.kind not in {"data", "continuation", "names"}):
            return
