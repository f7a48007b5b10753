"""What is said of a row outside its cells' values: comments on them, and the title of a list that is one group's."""

import re
from collections.abc import Iterable

from core.brackets import BRACKETS
from core.files.workbook import Sheet
from members.roster.bodies import known_body
from members.roster.cells import folded, text_of
from members.roster.changes import is_left
from members.roster.exits import stays_a_member
from members.roster.leaving import tells_of_retiring
from members.roster.names import read_name
from members.roster.pending import is_pending
from members.roster.result import RosterRow
from members.roster.titles import LISTS
from members.roster.vocabulary import Vocabulary

_LIST = re.compile(rf"(?:政协)?(?:委员|成员|人员)*(?:{LISTS}|表)?$")
_WHOSE = re.compile(r"^.*?政协(?=.)|^(?:19|20)\d\d年度?")
_GROUP = re.compile(
    r"(?:第[一二三四五六七八九十\d]{1,3}(?:委员|活动|联络|学习|履职)*(?:小组|组)|[\u4e00-\u9fff]{2,8}(?:活动|联络|委员)(?:小组|组))"
    r"(?:\([^()]*\))?"
)
_LEADERS = re.compile(r"(?P<duty>副?组长|副?召集人)[:：]\s*(?P<names>(?:(?!副?组长|副?召集人).)+)")
_NAMES = re.compile(r"[、，,;；/]|\s{2,}|\u3000")


def doubt_comments(row: RosterRow, sheet: Sheet, index: int, span: tuple[int, int]) -> None:
    """Ask about a row on whose cells a comment tells of leaving, or that somebody is not a member yet."""
    for text in sheet.comments(index, span):
        written = f"批注：{text}"
        stays = stays_a_member(text)
        if stays or is_left([], text):
            row.doubt(stays or "left_noted", "remark", written)
        elif tells_of_retiring(text):
            row.doubt("retired_noted", "remark", written)
        elif is_pending(text):
            row.doubt("pending_noted", "remark", written)


def group_of_list(names: Iterable[str], vocabulary: Vocabulary) -> str:
    """The group whose people a list has by its title or its sheet's name (第一活动组委员通讯录); empty for none."""
    for name in names:
        plain = _WHOSE.sub("", _LIST.sub("", folded(name).translate(BRACKETS)))
        if not plain or vocabulary.of_list(name):
            continue
        known = {folded(s).translate(BRACKETS): n for s, n in vocabulary.directory.names("street_group").items()}
        if body := known.get(plain) or known_body("street_group", plain, vocabulary.directory.names("street_group")):
            return body
        if _GROUP.fullmatch(plain):
            return plain.replace("(", "（").replace(")", "）")
    return ""


def leaders_in(names: Iterable[str]) -> dict[str, str]:
    """Name → duty, as a line above a list has them (组长：蒋春花　副组长：刘光荣)."""
    found: dict[str, str] = {}
    for text in names:
        for told in _LEADERS.finditer(text_of(text)):
            people = (read_name(part).name for part in _NAMES.split(told["names"].strip()))
            found |= {name: told["duty"] for name in people if name}
    return found


def put_group(row: RosterRow, group: str, leaders: dict[str, str], title: str) -> None:
    """Give somebody of such a list the seat in its group, with the duty there; a person looks at it."""
    if not group or row.street_group or row.committee:
        return
    row.street_group, row.columns = group, row.columns | {"street_group"}
    if duty := leaders.get(row.name):
        row.duties["street_group", group] = duty
        row.keep(f"职务注：{group}{duty}" if duty.startswith("副") else "")
    row.doubt("group_of_list", "street_group", title, group)
