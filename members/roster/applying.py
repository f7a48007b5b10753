"""Applying what notes state to the rows they speak of, and telling which rows that touched."""

from collections.abc import Iterable

from members.roster.additions import addition_in
from members.roster.beside import take
from members.roster.cells import read_parties
from members.roster.contradictions import suppose_party
from members.roster.names import reads_foreign
from members.roster.remarks import meaning_of
from members.roster.result import RosterRow
from members.roster.statements import SAME_AS_ABOVE, Statement

_SPLIT_VALUES = {"party"}


def apply_statements(row: RosterRow, statements: Iterable[Statement], above: RosterRow | None) -> None:
    """Fill blank fields and explain marks as the statements say; marks that none of them explains are doubted.

    Marks speak before defaults: who is marked is no longer unmarked. Values that the row itself gives always stay.
    """
    spoken = list(statements)
    explained = "".join(each.mark for each in spoken)
    row.explained = "".join(mark for mark in row.marks if mark in explained)
    for each in spoken:
        if each.mark and set(each.mark) <= set(row.marks):
            _of_mark(row, each)
    for each in sorted(spoken, key=lambda one: one.field == "party"):  # which party, the sector may tell
        if not each.mark and each.field:
            _of_blank(row, each, above)
    for mark in row.marks:
        if mark not in explained:
            row.doubt("mark_unexplained", "name", mark, mark)


def _of_mark(row: RosterRow, each: Statement) -> None:
    if each.field == "office":
        row.office_beside = "、".join(filter(None, (row.office_beside, each.value)))
        row.told.append(("office", each.value, each.key))
    elif each.field:
        if take(row, each.field, _value(each), each.mark):
            row.told.append((each.field, each.value, each.key))
    else:
        row.keep(each.value)
        told = addition_in(each.value)[0]
        if told and not row.since:
            row.added, row.since = told.how, told.since or None
        row.told.append(("remark", each.value, each.key))
        row.doubt("left_noted" if meaning_of(each.value).left else "mark_noted", "name", each.mark, each.value)


def _of_blank(row: RosterRow, each: Statement, above: RosterRow | None) -> None:
    value = getattr(above, each.field, None) if each.value == SAME_AS_ABOVE else _value(each)
    doubted = any(doubt.field == each.field and doubt.key.endswith("unreadable") for doubt in row.doubts)
    quoted = each.field == "sector" and row.cells.get("quoted_sector")
    if not value or getattr(row, each.field) or doubted or quoted:
        return
    if each.field == "party" and "party" in row.declined:  # 无 or — is an answer, and no blank that the note is about
        row.doubt("party_none", "party", row.declined["party"])
        return
    if each.field == "ethnicity" and value == "汉族" and reads_foreign(row.name):
        row.doubt("ethnicity_open", "ethnicity", "", f"{row.name}；说明：{value}")
        return
    if each.field == "since" and row.added:  # who came in later is told apart by that
        return
    if each.field == "party" and suppose_party(row, list(value)):
        return
    setattr(row, each.field, list(value) if each.field in _SPLIT_VALUES else value)
    row.told.append((each.field, value if isinstance(value, str) else "、".join(value), each.key))


def _value(each: Statement):
    return read_parties(each.value)[0] if each.field == "party" else each.value
