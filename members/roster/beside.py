"""What stands beside a value (in brackets, beside the name) fills blank fields, is doubted, or is kept as a note."""

from members.roster.remarks import animal_fits, meaning_of
from members.roster.result import RosterRow
from members.roster.words import FIELDS


def beside(row: RosterRow, field: str, remark: str, written: str) -> None:
    """What a remark in brackets beside the value of ``field`` tells."""
    told = meaning_of(remark)
    take(row, "gender", told.gender, written)
    take(row, "ethnicity", told.ethnicity, written)
    take(row, "party", told.parties, written)
    if told.animal and row.birth and not animal_fits(told.animal, row.birth):
        row.doubt("birth_animal", field, written, told.animal)
    if field == "birth" and row.birth and remark.isdigit() and len(remark) == 2:
        return  # an age
    note = told.note or told.former
    if note or not told.sure:
        row.keep(f"{FIELDS[field]}注：{remark}")
        row.doubt("remark_kept", field, written, remark)


def take(row: RosterRow, field: str, value, written: str) -> bool:
    """Fill a blank field with what stands beside it; doubt what contradicts a filled one. Whether it was filled."""
    if not value:
        return False
    held = getattr(row, field)
    if not held:
        setattr(row, field, list(value) if field == "party" else value)
        return True
    if held != value if field != "party" else not set(value) <= set(held):
        row.doubt(f"{field}_conflict", field, written)
    return False
