"""Notes that name one of the people of the file (王某同志兼任提案委员会主任; 贺某暂不列入): asked about at that row."""

import re

from members.roster.pending import is_pending
from members.roster.post_changes import seat_in
from members.roster.result import Result, RosterRow
from members.roster.vocabulary import Directory

_CLAUSES = re.compile(r"[。；;\n]|(?<!\d)\d{1,2}[.、](?!\d)")
_SIGNED = re.compile(r"^[^:：]{0,6}(?:填表|制表|填报|审核|复核|审批|经办|联系|负责|打印)人?[:：]")
_DUTY = re.compile(r"(?:同志|委员)?(?:现|同时)?(?:兼任?|担任|任)(?P<what>.{3,20})$")
_MOST = 2
"""Names in one clause from which on it is a list of them."""


def ask_by_name(result: Result, directory: Directory) -> None:
    """Ask about each row whose name a note says something of; a seat that it tells of is proposed."""
    notes = [each.text for each in result.ignored if each.why == "note" and each.text]
    for clause in (part.strip() for note in notes for part in _CLAUSES.split(note)):
        found = [row for row in result.rows if _says_of(clause, row.name)]
        if found and not _SIGNED.match(clause) and len({row.name for row in found}) <= _MOST:
            for row in found:
                _ask(row, clause, directory)


def _says_of(clause: str, name: str) -> bool:
    before = rf"(?:^|[，,、:：（(“\"\s]|注){re.escape(name)}"
    return len(name) > 1 and bool(re.search(rf"{before}(?:同志|委员)?[^\s，,、。；;:：)）]{{2,}}", clause))


def _ask(row: RosterRow, clause: str, directory: Directory) -> None:
    told = _DUTY.search(clause.partition(row.name)[2])
    seat = seat_in(told["what"], directory) if told else None
    if seat and not getattr(row, seat[0]):
        row.proposed[seat[0]] = f"{seat[1]}（{seat[2]}）"
        row.doubt("noted_by_name", seat[0], clause)
    else:
        row.doubt("pending_noted" if is_pending(clause) else "noted_by_name", "remark", clause)
