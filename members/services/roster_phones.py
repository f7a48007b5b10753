"""What is to be looked at about the telephone numbers of a roster: by them members are called, reminded and told.

A number is never a reason to refuse a row; two people may really share one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from core.identifiers import mobiles_in
from members.roster import RosterRow
from members.roster.decisions import ask_about
from members.roster.result import Doubt
from members.services.roster_register import Known
from members.services.roster_renamed import LIKELY, TAKEN, likely

FIELD = "phone"
UNREAD = {"phone_unreadable", "phone_odd", "phone_of_others"}


def doubt_phones(
    rows: Iterable[tuple[RosterRow, Known | None]], people: Mapping[int, Known], accepted: Collection[str]
) -> None:
    """Doubt the rows without a mobile number, and those whose number another row or another member has too."""
    rows = list(rows)
    in_file: dict[str, list[RosterRow]] = defaultdict(list)
    for row, _ in rows:
        for number in mobiles_in(row.phone or ""):
            in_file[number].append(row)
    kept = _held_by(people, rows)
    for row, known in rows:
        for number in mobiles_in(row.phone or ""):
            others = [other for other in in_file[number][:4] if other is not row]
            holders = [holder for holder in kept.get(number, [])[:4] if holder is not known]
            if others:
                told = "、".join(f"{other.name}，{other.sheet} 第 {other.row} 行" for other in others[:3])
                _doubt(row, "same_phone", number, told, accepted)
            same = [holder for holder in holders if known is None and likely(row, holder)]
            if same:
                _doubt(row, LIKELY, number, same[0].name, accepted)
            elif holders:
                _doubt(row, TAKEN, number, "、".join(holder.name for holder in holders[:3]), accepted)
        if len(mobiles_in(row.phone or "")) > 1 and not (known and known.phone == row.phone):
            _doubt(row, "phone_several", row.phone or "", "", accepted)
        if _lacks(row, known):
            _doubt(row, "phone_missing", row.phone or "", "", accepted)


def _held_by(people: Mapping[int, Known], rows: Iterable[tuple[RosterRow, Known | None]]) -> dict[str, list[Known]]:
    """Whose numbers they are once the roster is written: who gets another one by it does not keep the old."""
    renewed = {known.pk for row, known in rows if known and mobiles_in(row.phone or "")}
    held: dict[str, list[Known]] = defaultdict(list)
    for known in people.values():
        for number in mobiles_in(known.phone) if known.pk not in renewed else ():
            held[number].append(known)
    return held


def _lacks(row: RosterRow, known: Known | None) -> bool:
    """Whether neither the row nor the register has a mobile number; a roster without such a column says so once."""
    if FIELD not in row.columns or mobiles_in(row.phone or "") or (known and mobiles_in(known.phone)):
        return False
    return not any(doubt.key in UNREAD for doubt in [*row.doubts, *row.settled])


def _doubt(row: RosterRow, key: str, written: str, about: str, accepted: Collection[str]) -> None:
    ask_about(row, Doubt(key, FIELD, written, about), accepted)
