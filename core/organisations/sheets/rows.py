"""One row of a list of bodies as written: its cells by field, the name without what stands around it, and whose the
people in it are."""

import re
from dataclasses import dataclass

from core.models import Organisation
from core.organisations.sheets.headings import Group
from core.organisations.sheets.kinds import at_odds, branch_named
from core.organisations.sheets.words import AS_ABOVE, OF_CONTACTS, OF_LINES, TOGETHER, label_of
from core.organisations.sheets.written import written_of
from core.persons import instead_of, leads
from core.sheets.reading import SheetRow, Table, is_same, several_lines, text_of

Kind = Organisation.Kind
_OF_BODY = re.compile(r"[（(]?[^\d]{2,}(?:挂牌|合署(?:办公)?|并入|撤销)[)）]?")
_AS_LEFT = frozenset({"同左", "同左边", "同左栏", "同前栏", "←"})
VACANT = re.compile(r"[（(](?:空?缺|空|暂缺|暂空)[)）]|空缺|暂缺")
#: A column of mobile numbers alone; 办公电话/手机 is one of all.
_IS_MOBILE = re.compile(r"^(?!.*(?:办公|座机|固定|固话|联系方式|号码及)).*(?:手机|移动电话)")
_TITLED = re.compile(r"职[务级称]")
_IN_CHARGE = re.compile(r"提案|分管")


@dataclass
class Row(SheetRow):
    """One body as written. ``group_kind`` and ``group_branch`` are what the heading above it (``group_title``), or its
    sheet, says, ``group_several`` that heading where it names several branches, ``group_unread`` where it was not
    understood. ``in_brackets`` are the former names that stood behind the name, ``called`` other names there, ``noted``
    what there is no name. Of the columns ``copied`` the cell said 同上 and has the row above's value; of ``same`` it
    did, and cannot be the same. Of the people ``on_mobiles`` the sheet has no other numbers than mobile ones;
    ``titled`` where the column of those who lead has their posts too, ``of_handling`` where the list says that it
    is of those who handle matters. ``sections`` are contacts of its offices, a line each: office, name and numbers.
    ``post`` is what a column of its own says of the person, ``ranks`` is filled where the contact leads the body by
    that. ``continued`` are rows below that name nobody and were taken for this one's, ``hidden_lines`` further rows
    of this one that nobody sees; ``moved`` is what a sheet of changes tells of it. ``was``, ``within`` and
    ``is_past`` are what ``written`` says of its name; ``is_alone`` is filled where the line holds nothing else, and
    ``said`` are lines of what to look at."""

    name: str = ""
    short_name: str = ""
    kind: str = ""
    branch: str = ""
    parent: str = ""
    supervised_by: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_mobile: str = ""
    contact_more: str = ""
    head_name: str = ""
    head_phone: str = ""
    head_mobile: str = ""
    address: str = ""
    document_word: str = ""
    spellings: str = ""
    former: str = ""
    in_use: str = ""
    also_handles: str = ""
    in_brackets: str = ""
    remark: str = ""
    called: str = ""
    noted: str = ""
    group_title: str = ""
    group_several: str = ""
    group_unread: str = ""
    group_kind: str = ""
    group_branch: str = ""
    copied: str = ""
    same: str = ""
    on_mobiles: str = ""
    titled: str = ""
    of_handling: str = ""
    sections: str = ""
    post: str = ""
    ranks: str = ""
    continued: str = ""
    hidden_lines: str = ""
    moved: str = ""
    was: str = ""
    within: str = ""
    is_past: str = ""
    is_alone: str = ""
    said: str = ""

    def as_written(self) -> dict[str, str]:
        """The cells such that they say by themselves what the heading above them said."""
        kind, branch = dict(Organisation.Kind.choices), dict(Organisation.Branch.choices)
        return self.as_dict() | {
            "kind": self.kind or kind.get(self.group_kind, ""),
            "branch": self.branch or branch.get(self.branch_below, ""),
        }

    @property
    def tab(self) -> str:
        """The worksheet in which it stands."""
        return self.place.rpartition(" 第 ")[0]

    @property
    def branch_below(self) -> str:
        """The branch by the heading; by the name where that names several, or the name is a court's or
        procuratorate's, or is none of the people's organisations that the heading says."""
        own = branch_named(self.name)
        if self.group_several or own in (Organisation.Branch.COURT, Organisation.Branch.PROCURATORATE):
            return own
        return own if self.is_at_odds and self.group_kind == Kind.PEOPLES_ORGANISATION else self.group_branch

    @property
    def is_at_odds(self) -> bool:
        """Whether the body's own name says another branch than the heading."""
        return not self.group_several and at_odds(self.name, self.group_branch)


def row_of(table: Table, index: int, group: Group, above: Row | None) -> Row:
    row = Row(place=table.place(index), **group.told())
    copied: list[str] = []
    same: list[str] = []
    for one, value in table.values(index).items():
        text = text_of(several_lines(value) if one in OF_LINES else value)
        if one == "seq":
            continue
        if one != "name" and is_same(text):
            text = getattr(above, one) if above and one in AS_ABOVE else ""
            (copied if text else same).append(label_of(one))
        setattr(row, one, text)
    _take_name(row, above)
    _take_aside(row)
    row.copied, row.same = "、".join(copied), "、".join(same)
    row.on_mobiles = "、".join(_on_mobiles(table))
    leaders = [table.labels.get(at, "") for at, one in table.columns.items() if one == "head_name"]
    row.titled = "是" if any(_TITLED.search(label) for label in leaders) else ""
    for whole, parts in TOGETHER.items():
        numbers = [getattr(row, one) for one in (whole, *parts)]
        setattr(row, whole, "、".join(dict.fromkeys(filter(None, numbers))))
        for part in parts:
            setattr(row, part, "")
    if row.contact_name and leads(row.post):
        label = next((table.labels.get(at, "") for at, one in table.columns.items() if one == "contact_name"), "")
        row.ranks = "是"
        if "领导" in row.post or not OF_CONTACTS.search(label):
            _take_as_head(row)
    row.struck = "、".join(dict.fromkeys(label_of(one) for one in table.struck(index) if one != "seq"))
    row.hidden = "是" if table.sheet.is_hidden(index) else ""
    return row


def _take_name(row: Row, above: Row | None) -> None:
    over = (above.parent if above.within else above.name) if above else ""
    told = written_of(row.name, over)
    row.name, row.was, row.within, row.is_past = told.name, told.was, "是" * told.within, "是" * told.is_past
    row.parent = row.parent or told.parent
    row.former = "、".join(filter(None, (row.former, told.was)))
    row.said = "\n".join(filter(None, (row.said, told.told)))


def _take_aside(row: Row) -> None:
    """What stands where a person should and speaks of the body is a remark; 同左 is the person of the other column."""
    for name in ("contact_name", "head_name"):
        if now := instead_of(getattr(row, name)):
            said = f"{label_of(name)}写的是“{getattr(row, name)}”，按“{now}”登记，请核对"
            row.said = "\n".join(filter(None, (row.said, said)))
            setattr(row, name, now)
        if _OF_BODY.fullmatch(text := getattr(row, name)):
            row.remark = "；".join(filter(None, (row.remark, text.strip("()（）"))))
            setattr(row, name, "")
    if row.contact_name in _AS_LEFT and row.head_name:
        row.contact_name, row.contact_phone = row.head_name, row.contact_phone or row.head_phone
        row.said = "\n".join(filter(None, (row.said, f"联系人写的是“同左”，按“{row.head_name}”登记，请核对")))
    for name in ("contact_phone", *TOGETHER["contact_phone"]):
        if getattr(row, name) not in _AS_LEFT:
            continue
        told = f"按“{row.head_phone}”登记" if row.head_phone else "左边没有号码，没有登记"
        row.said = "\n".join(filter(None, (row.said, f"联系电话写的是“{getattr(row, name)}”，{told}，请核对")))
        setattr(row, name, row.head_phone)


def _on_mobiles(table: Table) -> list[str]:
    """Of whom the table has mobile numbers only (手机): what it says replaces no number of another sort."""
    of = {
        whole: [table.labels[at] for at, one in table.columns.items() if one in (whole, *parts)]
        for whole, parts in TOGETHER.items()
    }
    return [whole for whole, labels in of.items() if labels and all(map(_IS_MOBILE.search, labels))]


def part(one: Row, other: Row) -> None:
    """Of two contacts of one body the one who leads it is its head."""
    if one.contact_name and other.contact_name and bool(one.ranks) != bool(other.ranks):
        _take_as_head(one if one.ranks else other)


def choose_head(above: Row, more: Row) -> None:
    """Of two who lead a body the one whose post says this work (副主任（分管提案）) is meant."""
    if above.head_name and more.head_name and bool(_IN_CHARGE.search(above.post)) != bool(_IN_CHARGE.search(more.post)):
        keep = above if _IN_CHARGE.search(above.post) else more
        told = f"领导有“{above.head_name}”和“{more.head_name}”，按职务“{keep.post}”登记“{keep.head_name}”，请核对"
        above.head_name, above.head_phone, more.head_name, more.head_phone = keep.head_name, keep.head_phone, "", ""
        above.said = "\n".join(filter(None, (above.said, told)))


def _take_as_head(row: Row) -> None:
    """The person of the row leads, and whoever is to be rung up is another."""
    row.head_name, row.head_phone = row.contact_name, row.contact_phone
    row.contact_name = row.contact_phone = row.ranks = ""
