"""The lines of a list that head a group of bodies (二、党群系统): what they say of the rows below, or that it is not
understood."""

import re
from dataclasses import dataclass
from functools import lru_cache

from core.models import Organisation
from core.organisations.sheets.kinds import (
    branch_written,
    kind_guessed,
    kind_of_heading,
    names_several,
)
from core.organisations.sheets.words import group_of, is_count, is_nobody, is_numeral
from core.sheets.reading import Table, key_of, text_of, unnumbered

Kind = Organisation.Kind
_LONE = frozenset(
    {"乡镇", "镇街", "街镇", "乡镇街道", "街道乡镇", "街道", "乡镇、街道", "街道、乡镇", "法检两院", "群团", "政协机关"}
)
_OF = r"(?:本级|全?[省市区县州旗盟](?:直|属|级|管)?)?"
_SORT = (
    r"(?:国有|国资|国营|集体|民营|重点|骨干|公用)?企业|国企|央企|法检(?:两院)?|两院|(?:各)?民主党派|各党派|党派团体"
    r"|群团|人民团体|社会团体|群众团体|其[他它余]|事业|金融|垂管|垂直管理?|条管|条线|双管|双重管理|中央省属|中省属"
    r"|(?:中央|省属|中省属|中央省属)?驻[省市区县州旗盟地]"
)
_ENDS = ("系统", "类", "单位", "部门", "界别", "委员会")
_ITS = r"(?:类|口|系统|部门|单位|机构|组织|机关|企业|企事业单位)"
_CLASS = re.compile(rf"{_OF}(?:{_SORT}){_ITS}{{0,2}}|(?:党委|党群|党政|政府|人大|政协|政法)(?:类|口|系统|部门|单位)?")


_OWNER = re.compile(r"(?:中共)?[^省市区县州旗盟]{0,6}[省市区县州旗盟](?:委|人大|政府|人民政府|政协)")


@lru_cache(maxsize=1024)
def is_class(text: str) -> bool:
    """Whether a text names a class of bodies (国有企业, 民主党派, 其他) and cannot be the name of one."""
    return bool(_CLASS.fullmatch(key_of(text)))


@dataclass(frozen=True)
class Group:
    """What a heading says of the rows below: ``several`` where they need not be of one branch, ``unread`` where it was
    not understood and says nothing."""

    kind: str = ""
    branch: str = ""
    title: str = ""
    several: bool = False
    unread: bool = False

    def told(self) -> dict[str, str]:
        """The fields of a row below it."""
        return {
            "group_kind": self.kind,
            "group_branch": self.branch,
            "group_title": self.title,
            "group_several": self.title if self.several else "",
            "group_unread": self.title if self.unread else "",
        }


def said_in(table: Table, index: int) -> str:
    """What the line would head the rows below with, if it is a heading; empty where it holds more than that."""
    told, filled = _told(table, index)
    if not filled:
        return ""
    counted = len(filled) == 2 and is_count(filled[1]) and told[table.name_at] in ("", filled[1])
    if len(filled) == 1 or counted:
        return group_of(filled[0])
    numbered = len(filled) == 2 and is_numeral(filled[0]) and told[table.name_at] == filled[1]
    return filled[1] if numbered and (is_class(filled[1]) or filled[1].endswith(_ENDS)) else ""


def heading_at(table: Table, index: int, now: Group, sheet: Group) -> Group | None:
    """The group that the line begins; None where it is none. ``now`` is the group it stands in, ``sheet`` what holds
    for all of the sheet."""
    said = said_in(table, index)
    if not said:
        return None
    kind, branch, out = kind_of_heading(said), branch_written(said), _stands_out(table, index, said)
    followed = _next(table, index) is not None
    if out and followed and _OWNER.fullmatch(key_of(said)):  # 县委, 县政府 above their own
        return Group(kind or sheet.kind, branch, said)
    if out and _is_of_a_list(table, index, said):
        return None
    alike = is_class(said) and followed and now.kind != Kind.SECTOR  # a sector may be called so
    if alike or (out and (kind or branch or is_class(said))):
        return Group(kind or sheet.kind, branch, said, several=names_several(said))
    if out and followed and not _is_body(said):
        return Group(sheet.kind, "", said, unread=True)
    return None


def _told(table: Table, index: int) -> tuple[list[str], list[str]]:
    told = [text_of(value) for value in table.sheet.rows[index]]
    return told, [text for text in told if text]


def _is_body(said: str) -> bool:
    """Whether a line that is not understood as heading is a body's name."""
    kind, doubtful = kind_guessed(said)
    return kind != Kind.UNIT or not doubtful


def _stands_out(table: Table, index: int, said: str) -> bool:
    """A lone line is a heading where it is numbered or counted, merged across, or says “…系统”, “…类”, 乡镇."""
    text = _told(table, index)[1][0]
    if not text_of(table.sheet.rows[index][table.name_at]) and _OWNER.fullmatch(key_of(said)):
        return True
    return _across(table, index) or text != said or said in _LONE or said.endswith(_ENDS)


def _across(table: Table, index: int) -> bool:
    return any(top <= index <= bottom and right > left for top, left, bottom, right in table.sheet.merges)


def _next(table: Table, index: int, *, step: int = 1) -> int | None:
    """The next line below (above, with ``step`` -1) that says anything of a body."""
    end = len(table.sheet.rows) if step > 0 else table.bottom
    return next((at for at in range(index + step, end, step) if _speaks(_told(table, at)[1])), None)


def _speaks(filled: list[str]) -> bool:
    return bool(filled) and not is_nobody(filled[0])


def _is_of_a_list(table: Table, index: int, said: str) -> bool:
    """Whether the line is one of a list of bare names (一、县委党校 and 二、县残联): one beside it looks alike."""
    told, filled = _told(table, index)
    if told[table.name_at] != filled[0] or said in _LONE or is_class(said) or said.endswith(_ENDS):
        return False
    beside = [at for at in (_next(table, index), _next(table, index, step=-1)) if at is not None]
    return unnumbered(filled[0]) == said and any(_look(table, index) == _look(table, at) for at in beside)


def _look(table: Table, index: int) -> tuple[int, bool, bool, bool]:
    filled = _told(table, index)[1]
    text = filled[0]
    return len(filled), unnumbered(text) != text, text[0].isdigit(), _across(table, index)
