"""Contacts of a body's offices (党政办, 法规科): the label says whose they are, or what stands over it."""

import re
from collections.abc import Iterator

from core.organisations.sheets.words import COLUMNS
from core.sheets.reading import Table, key_of, text_of

_CONTACTS = frozenset({"contact_name", "contact_phone", "contact_mobile"})
_OFFICE = re.compile(r"(?!.*(?:经办|承办|交办|单位|部门|领导|分管|负责))[\u3400-\u9fff]{1,10}?(?:办公室|[科股室处办])")
_IN_LABEL = re.compile(rf"(?P<office>{_OFFICE.pattern})(?P<what>(?:联系人|联络|姓名|电话|手机|联系).*)")
_HANDLES = re.compile(r"提案|建议")


def sections_of(table: Table) -> dict[str, dict[int, str]]:
    """Office → its columns with what they hold; "" is what no office is named of. Empty where fewer than two of them
    name people: then a column of the contact is the body's own, whatever it is called."""
    found: dict[str, dict[int, str]] = {}
    for column in sorted(table.labels):
        office, field = _said(table, column)
        if field in _CONTACTS and field not in found.setdefault(office, {}).values():
            found[office][column] = field
    named = {office: columns for office, columns in found.items() if "contact_name" in columns.values()}
    if len(named) > 1 and "" not in named:
        main = named[main_of(named)]
        main |= {at: one for at, one in found.get("", {}).items() if one not in main.values()}
    return named if len(named) > 1 else {}


def main_of(sections: dict[str, dict[int, str]]) -> str:
    """Whose contact is the body's: of the office that handles proposals, else what no office is named of, else the
    first."""
    handling = [office for office in sections if _HANDLES.search(office)]
    return (handling or [office for office in sections if not office] or list(sections))[0]


def take_sections(table: Table) -> dict[str, dict[int, str]]:
    """The offices but the main one; the table's own columns of a contact are those of the main one from here on."""
    sections = sections_of(table)
    if not sections:
        return {}
    main = main_of(sections)
    for column in [at for at, one in table.columns.items() if one in _CONTACTS]:
        del table.columns[column]
    table.columns.update(sections.pop(main))
    told = [table.labels[column] for columns in sections.values() for column in columns]
    told += [table.labels[column] for column in table.columns]
    for label in told:
        for labels in (table.unread, table.again):
            if label in labels:
                labels.remove(label)
    return sections


def further(table: Table, index: int, sections: dict[str, dict[int, str]]) -> Iterator[tuple[str, str, str]]:
    """Office, name and numbers of each further contact in the row."""
    for office, columns in sections.items():
        told = {field: text_of(table.sheet.rows[index][column]) for column, field in columns.items()}
        phones = dict.fromkeys(filter(None, (told.get("contact_phone", ""), told.get("contact_mobile", ""))))
        if told.get("contact_name") or phones:
            yield office, told.get("contact_name", ""), "、".join(phones)


def _said(table: Table, column: int) -> tuple[str, str]:
    """The office and the field of a column; ("", field) where no office is named."""
    label, over = key_of(table.labels[column]), key_of(table.over.get(column, ""))
    if over and _OFFICE.fullmatch(over):
        field = COLUMNS.field_of(label)
        return over, field
    if found := _IN_LABEL.fullmatch(label):
        return found["office"], COLUMNS.field_of(found["what"])
    return "", table.fields.get(column, "")
