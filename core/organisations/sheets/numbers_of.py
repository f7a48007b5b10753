"""Whose the numbers of a column are (单位、主办领导、联系方式、联络员): of whom their label says, else of the people
named in the column before it, also where nothing is known of their sort."""

import re
from typing import cast

from core.organisations.names import without_brackets
from core.organisations.sheets.sections import sections_of
from core.organisations.sheets.words import OF_CONTACTS
from core.sheets.reading import Table, key_of, text_of

_NUMBERS = frozenset({"contact_phone", "contact_mobile"})
#: Fields in which the numbers of one person are read, in this order; they are put together afterwards.
_OF = {
    "contact_name": ("contact_phone", "contact_mobile", "contact_more"),
    "head_name": ("head_phone", "head_mobile"),
}
#: Says nothing of whose it is.
_BARE = re.compile(r"(?:联系|办公|移动|固定|手机|单位)?(?:电话|手机|号码|联系方式|座机|短号)(?:号码?)?(?:[及和]?手机)?")
_OF_OFFICE = re.compile(r"办公|单位|值班|座机|固定")
_PERSON = re.compile(
    r"(?:领导|负责人|负责同志|责任人|[局院委部厅镇乡县区市站所]长|主任|书记|成员|人员|秘书|干部|专员|同志|联系人|联络员)(?:姓名)?$"
)
_OFFICE = re.compile(r"(?:[党政机关]{0,3}办公?室?|值班室?|总?值班|办公室值班)")
_THIS_WORK = re.compile(r"分管|主管|主办|提案|办理")
_OTHER = ""


def take_numbers(table: Table) -> list[str]:
    """Give each column of numbers to its people; what belongs to others is left out and stays no contact's. Returns
    what to look at."""
    if sections_of(table):
        return []
    _take_office_numbers(table)
    people = _people(table)
    columns = [
        at
        for at in sorted(table.labels)
        if table.fields.get(at) in _NUMBERS
        and at not in table.over
        and (_is_bare(table.labels[at]) or OF_CONTACTS.search(table.labels[at]))
    ]
    owners = {at: _owner(table, at, people) for at in columns}
    if "contact_name" in people.values() and owners and "contact_name" not in owners.values():
        return _between(table, owners, people)
    _assign(table, owners, people)
    return []


def _take_office_numbers(table: Table) -> None:
    """A column that is called by an office (党政办) and holds numbers is where the body is rung up."""
    for at, label in table.labels.items():
        if at in table.fields or at in table.columns or not _OFFICE.fullmatch(key_of(label)):
            continue
        told = [text for index in table.rows() if (text := text_of(table.sheet.rows[index][at]))]
        numbers = [
            text for text in told if len(re.sub(r"\D", "", text)) > 6 and not re.search(r"[\u4e00-\u9fff]", text)
        ]
        free = next((one for one in _OF["contact_name"] if one not in table.columns.values()), "")
        if numbers and len(numbers) * 2 > len(told) and free:
            table.columns[at] = free
            table.unread.remove(label)


def _people(table: Table) -> dict[int, str]:
    """Column → field of the people named there, ``_OTHER`` for those of whom nothing is kept. Of several that lead,
    whoever is in charge of this work goes first."""
    found: dict[int, str] = {}
    for at, label in table.labels.items():
        field = table.fields.get(at, "")
        if field in _OF or field == "past" or (not field and _PERSON.search(key_of(label))):
            found[at] = field if field in _OF else _OTHER
    for field in _OF:
        named = [at for at in sorted(found) if found[at] == field]
        first = next((at for at in named if _THIS_WORK.search(table.labels[at])), None)
        chosen = next((at for at in named if table.columns.get(at) == field), None)
        if field == "head_name" and first is not None and chosen is not None and first != chosen:
            table.columns[first] = table.columns.pop(chosen)
            table.unread.append(table.labels[chosen])
            table.unread.remove(table.labels[first])
            table.again = [label for label in table.again if label != table.labels[first]]
            chosen = first
        found |= {at: _OTHER for at in named if at != chosen}
    return found


def _owner(table: Table, column: int, people: dict[int, str]) -> str | None:
    """Whose the column is: of whom its label says (经办人电话), else of whoever stands before it; None where nobody
    does."""
    label = table.labels[column]
    if not _is_bare(label):
        word = cast(re.Match[str], OF_CONTACTS.search(label))[0]
        called = [at for at in people if word in table.labels[at]]
        return people[max(called, key=lambda at: (at < column, at))] if called else "contact_name"
    before = [at for at in people if table.name_at < at < column]
    return people[max(before)] if before else None


def _is_bare(label: str) -> bool:
    return bool(_BARE.fullmatch(key_of(without_brackets(label)[0])))


def _between(table: Table, owners: dict[int, str | None], people: dict[int, str]) -> list[str]:
    """Where no numbers would be left for the contact: those behind everybody may be the contact's all the same."""
    last = max(people)
    behind = [at for at in owners if at > last]
    contact = max(at for at in people if people[at] == "contact_name")
    if behind and contact < last and any(table.columns.get(at) in _NUMBERS for at in behind):
        label, who = table.labels[behind[0]], table.labels[last]
        return [
            f"“{label}”一栏在“{who}”后面，按联系人的电话登记，请核对；是{who}的，请把表头写成“{who}电话”后重新上传。"
        ]
    _assign(table, owners, people)
    return []


def _assign(table: Table, owners: dict[int, str | None], people: dict[int, str]) -> None:
    """The columns as their owners' fields; untouched where each is already what it should be."""
    repeated = any(table.columns.get(at) is None for at in owners)
    if not repeated and all(owner in (None, "contact_name") for owner in owners.values()):
        return
    free = {field: [one for one in _OF[field] if not _is_taken(table, one, owners)] for field in _OF}
    for at, owner in owners.items():
        label, was = table.labels[at], table.columns.pop(at, None)
        if was is None:
            for labels in (table.unread, table.again):
                if label in labels:
                    labels.remove(label)
        if owner is None and was is None and not _OF_OFFICE.search(label):
            table.unread.append(label)
            table.again.append(label)
            continue
        room = free["contact_name" if owner is None else owner] if owner != _OTHER else []
        if room:
            table.columns[at] = room.pop(0)
        else:
            who = next((table.labels[one] for one in sorted(people, reverse=True) if one < at), "")
            table.unread.append(f"{label}（“{who}”的）" if who else label)


def _is_taken(table: Table, field: str, owners: dict[int, str | None]) -> bool:
    """Whether a column that says itself whose numbers it holds is read into the field."""
    return any(one == field for at, one in table.columns.items() if at not in owners)
