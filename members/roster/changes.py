"""What a row of a sheet of changes says was changed: somebody came in, left, got or gave up an office, has gone over to
another sector, another post or another name. Each row tells it by its own words, never by what most rows say.
"""

import re
from dataclasses import replace

from core.brackets import split_remarks
from members.roster.exits import Exit, Told, says_of_leaving, stays_a_member, way_of
from members.roster.leaving import tells_of_leaving, tells_of_retiring
from members.roster.result import RosterRow
from members.roster.vocabulary import Vocabulary

JOINED, OFFICE, OTHER, LEFT = "joined", "office", "other", "left"
_BODY = r"(?:[本区县市州旗省]|政协|十?届|委员会)*"
_HOW = r"(?:增补|补选|递补|增选|新增|补任)"
_JOINED = re.compile(rf"(?:届中|中途|本届)?(?P<how>{_HOW})(?:[为的])?{_BODY}(?:委员)?")
_OFFICE = re.compile(
    rf"(?:届中)?(?:{_HOW}|选举|当选|推选|新当选|新?任命?|提任|晋升|担任)(?:[为任])?{_BODY}"
    r"(?P<office>常务委员|常委|副?主席|秘书长)(?:职务)?"
)
#: Of the person's sector, post, name or numbers: none of it ends or begins a mandate.
_OTHER = re.compile(
    r"(?:界别|小组|专委会?|单位|工作|职务|岗位|姓名|名字|党派|政治面貌|联系方式|电话|手机)(?:的)?(?:变动|变更|调整|更改|更正|修改)"
    r"|(?:变动|变更|调整|更改|更正|修改)(?:了)?(?:界别|小组|专委会?|单位|工作单位|职务|岗位|姓名|党派|政治面貌|联系方式|电话|手机)"
    r"|更名|改名|换岗|转岗|提拔|晋升|职务变化|新任职务"
)
_NAME = r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]+·[\u3400-\u9fff·]+"
_RENAMED = re.compile(
    rf"(?:[^:：]{{2,8}}[:：])?(?:本人|已|现|后|户口|身份证|姓名)*(?:改名|更名|变更姓名|姓名变更|姓名改)(?:为|成|叫)?[:：]?"
    rf"(?![前后了自于因])[“\"‘'「『]?(?P<name>{_NAME})[”\"’'」』]?"
)
_NO_NAME = re.compile(r"[局会院校学中心公司委办部处科站所社厂馆园团店行队镇乡村]$")
_MOVED = re.compile(
    r"(?:原|由|从)?(?P<old>.{2,16}?)(?:[→⇒➔➜]|=+>|[-—–]+>|[-—–]{2,}|(?:调整?|改|转|变更)(?:至|为|到|入|任))(?P<new>.{2,16})"
)
_CLAUSES = re.compile(r"[，,；;。\n]")


def kind_of(words: str) -> str:
    """What one cell about a change says: a key of this module, empty where it names none."""
    plain = "".join(split_remarks(words)[0].split())
    if _JOINED.fullmatch(plain):
        return JOINED
    if _OFFICE.fullmatch(plain):
        return OFFICE
    if says_of_leaving(plain):
        return LEFT
    return OTHER if _OTHER.fullmatch(plain) else ""


def kind_of_change(words: list[str]) -> str:
    """What the cells of a row about a change say together; who comes in is no leaver by the reason that stands beside
    it (接替已调离的某某)."""
    found = {kind_of(each) for each in words}
    return next((kind for kind in (JOINED, LEFT, OFFICE, OTHER) if kind in found), "")


def settle_change(row: RosterRow, told: Told, category: str, named: str = "") -> str:
    """Put into the row what its own words say was changed, with its day, and return the kind of change; one that is
    ``named`` in a column for kinds goes before what the others say.

    Who comes in does so on that day, an office is held from it; it is the day of an exit only where somebody leaves.
    """
    words = [*told.words, *([category] if category else [])]
    kind = named or kind_of_change(words)
    if kind == JOINED:
        match = next(found for each in words if (found := _JOINED.fullmatch("".join(split_remarks(each)[0].split()))))
        row.added = row.added or ("递补" if match["how"] == "递补" else "增补")
        row.since = row.since or told.day or None
    elif kind == OFFICE and "office" not in row.corrected:
        match = next(found for each in words if (found := _OFFICE.fullmatch("".join(split_remarks(each)[0].split()))))
        office = match["office"].replace("常务委员", "常委")
        row.office_beside = "、".join(dict.fromkeys(filter(None, (*row.office_beside.split("、"), office))))
        row.doubt("office_gained", "office", "；".join(words), office)
    row.change = kind
    if kind == OFFICE:
        row.of_change, row.since = True, row.since or told.day or None
    if kind in {JOINED, OFFICE, OTHER}:
        row.exit = Exit()
    return kind


def take_kind(row: RosterRow, kind: str, words: str) -> None:
    """Put into the row the kind of change that the heading above it names, where its own words name none."""
    if row.change:
        return
    row.change = kind
    if kind == JOINED:
        row.added = row.added or ("递补" if "递补" in words else "增补")
    elif kind == LEFT:
        row.exit = replace(row.exit, way=way_of(f"{words}；{row.exit.words}"), words=row.exit.words or words)


def new_name(remark: str) -> str:
    """The name that somebody has now by a remark (改名为“邱新名”); empty for none."""
    for clause in _CLAUSES.split("".join(remark.split())):
        found = _RENAMED.fullmatch(clause)
        if found and not _NO_NAME.search(found["name"]):
            return found["name"]
    return ""


def rename(row: RosterRow, remark: str) -> None:
    """Give somebody the new name that a remark tells, the former one beside it; a person looks at it."""
    now = new_name(remark)
    if now and row.name and now != row.name and "name" not in row.corrected:
        row.alias, row.name = row.name, now
        row.doubt("renamed_noted", "name", row.alias, now)


def moved_sector(text: str, vocabulary: Vocabulary) -> str | None:
    """The sector into which a cell says that somebody has gone over from another one (妇联→工会); none for others."""
    found = _MOVED.fullmatch("".join(text.split()))
    if not found or vocabulary.sector(text)[0] or not vocabulary.sector(found["old"])[0]:
        return None
    return vocabulary.sector(found["new"])[0]


def is_left(words: list[str], written: str) -> bool:
    """Whether cells about a change, or the remark, tell that somebody has left."""
    return tells_of_leaving(written) or any(map(says_of_leaving, [*words, written]))


def heading_stays(text: str) -> bool:
    """Whether what stands in a column about changes is about another thing than leaving the committee."""
    return bool(stays_a_member(text)) or kind_of(text) in {JOINED, OFFICE, OTHER}


def leaves_by_post(row: RosterRow) -> None:
    """Ask about 已退休, 县教育局（已调离）: where the post itself tells that somebody may have left."""
    plain, remarks = split_remarks(row.post or "")
    for words in [*remarks, plain] if "post_moved" not in row.warnings else ():
        if says_of_leaving(words) or (len(words) <= 12 and tells_of_retiring(words)):
            leaves = "left_noted" if says_of_leaving(words) else "retired_noted"
            row.doubt(stays_a_member(words) or leaves, "post", row.post or "")
