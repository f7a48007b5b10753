"""What recognising a roster yields. ``as_json`` has the names of the published interface."""

import dataclasses
import re
from dataclasses import dataclass, field
from typing import Any

from members.roster.cells import folded, of_chinese_numeral
from members.roster.exits import Exit


@dataclass(frozen=True)
class Doubt:
    """Something understood that a person should look at: a key of ``words.WARNINGS``, the field, its text."""

    key: str
    field: str = ""
    written: str = ""
    about: str = ""


@dataclass
class Spelling:
    """How a committee or group is called in the file, and the body it is taken for (none: a body of its own).

    ``registered`` is known to the directory by this spelling, ``decided`` by a person for this file; what is neither
    and has a ``canonical`` waits to be confirmed; so does a new one whose name does not tell its kind (``kind_open``).
    Of any that is ``fresh`` beside known ones it may be said. ``known`` tells whether the directory has that body;
    ``options`` are alike.
    """

    field: str
    written: str
    canonical: str = ""
    rows: int = 0
    options: list[str] = dataclasses.field(default_factory=list)
    known: bool = False
    registered: bool = False
    decided: bool = False
    fresh: bool = False
    kind_open: bool = False

    @property
    def waits(self) -> bool:
        return (bool(self.canonical) or self.kind_open) and not self.registered and not self.decided


@dataclass
class RosterRow:
    """One member as understood. ``birth`` is YYYY-MM or YYYY-MM-DD; empty cells are ``None``, no parties ``[]``.

    ``since`` is the first day or month of the mandate where the roster names one, ``added`` how somebody came in later.
    ``explained`` are those ``marks`` beside the name that a note explains, ``told`` the facts taken from a note that
    speaks of all rows, ``settled`` the doubts that a person has accepted, ``supplied`` the bodies that only another
    sheet names, ``supposed`` the fields filled by what is so as a rule, ``proposed`` the values that a person gave the
    last time, ``declined`` what stands in a cell that names none (无), by field, ``implied`` the office that only the
    name of the list tells, and the words for it. ``exit`` is what the row tells of leaving, ``of_leavers``: it stands
    on a list of those who have left; ``party_offices`` are (party, office), ``vacant`` is a seat that nobody has.

    ``change`` is the kind of change that its own words tell (``changes``). A row ``of_change`` tells from which day on
    (``since``) the offices and seats of somebody known are others; ``adds`` are the fields for bodies in which it names
    what is new beside what is held, ``given_up`` the bodies that it leaves.

    ``was`` is what the row says somebody was before (原单位及职务, 原界别), by field: it tells who is meant and changes
    nothing; ``formerly`` are the fields that hold only that. ``lacks`` is the half of unit and post that is blank
    beside the other (unit, post), ``bare`` where the post beside the unit is a word that any body has (主任).
    ``same_as`` is the member whom a person has said to be meant.
    """

    name: str
    gender: str | None
    ethnicity: str | None
    birth: str | None
    party: list[str]
    sector: str | None
    post: str | None
    committee: str | None
    street_group: str | None
    card_no: str | None
    sheet: str
    row: int
    alias: str | None = None
    warnings: list[str] = field(default_factory=list)
    phone: str | None = None
    email: str | None = None
    office: str | None = None
    remark: str | None = None
    since: str | None = None
    added: str | None = None
    columns: frozenset[str] = frozenset()
    cells: dict[str, str] = field(default_factory=dict, repr=False)
    panel: int = 0
    marks: str = ""
    explained: str = ""
    office_beside: str = ""
    several: tuple[str, ...] = ()
    vacant: bool = False
    doubts: list[Doubt] = field(default_factory=list)
    settled: list[Doubt] = field(default_factory=list)
    told: list[tuple[str, str, str]] = field(default_factory=list)
    corrected: list[str] = field(default_factory=list)
    duties: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)
    supplied: set[str] = field(default_factory=set, repr=False)
    supposed: set[str] = field(default_factory=set, repr=False)
    proposed: dict[str, str] = field(default_factory=dict, repr=False)
    declined: dict[str, str] = field(default_factory=dict, repr=False)
    implied: tuple[str, str] = ("", "")
    exit: Exit = field(default_factory=Exit)
    of_leavers: bool = False
    change: str = ""
    of_change: bool = False
    adds: set[str] = field(default_factory=set, repr=False)
    given_up: set[str] = field(default_factory=set, repr=False)
    party_offices: list[tuple[str, str]] = field(default_factory=list)
    was: dict[str, str] = field(default_factory=dict, repr=False)
    formerly: set[str] = field(default_factory=set, repr=False)
    lacks: str = ""
    bare: bool = False
    same_as: str = ""

    @property
    def key(self) -> str:
        """Names the row in what a person decides about it."""
        return row_key(self.sheet, self.row, self.panel)

    @property
    def by_statement(self) -> dict[str, str]:
        """The fields that a note for all rows has filled."""
        return {name: value for name, value, _ in self.told}

    @property
    def unwritten(self) -> set[str]:
        """The fields whose value the row itself does not say."""
        return {name for name, _, _ in self.told} | self.supposed

    def doubt(self, key: str, field: str = "", written: str = "", about: str = "") -> None:
        """Put the row before a person, once for each key and field."""
        if key not in self.warnings:
            self.warnings.append(key)
        if not any((each.key, each.field) == (key, field) for each in self.doubts):
            self.doubts.append(Doubt(key, field, written, about))

    def keep(self, note: str) -> None:
        """Keep what could not be put into a field among the remarks."""
        if note and note not in (self.remark or ""):
            self.remark = "；".join(filter(None, (self.remark, note)))

    def as_json(self) -> dict[str, Any]:
        """The published fields; ``alias`` and ``warnings`` only where there are any."""
        row: dict[str, Any] = {
            "name": self.name,
            "gender": self.gender,
            "ethnicity": self.ethnicity,
            "birth": self.birth,
            "party": self.party,
            "sector": self.sector,
            "post": self.post,
            "committee": self.committee,
            "street_group": self.street_group,
            "card_no": self.card_no,
            "sheet": self.sheet,
            "row": self.row,
        }
        if self.alias:
            row["alias"] = self.alias
        if self.since:
            row["since"] = self.since
        if self.warnings:
            row["warnings"] = self.warnings
        if self.told:
            row["by_statement"] = self.by_statement
        return row


@dataclass
class Rejected:
    """A row that cannot be taken: ``reason`` is a key of ``words.REASONS``; ``cells`` are the texts as written."""

    sheet: str
    row: int
    name: str | None
    reason: str
    value: str | None = None
    of: int | None = None
    cells: dict[str, str] = field(default_factory=dict, repr=False)
    panel: int = 0
    also: list[str] = field(default_factory=list)
    """What else is wrong with the row, in sentences."""

    @property
    def key(self) -> str:
        """Names the row in what a person decides about it."""
        return row_key(self.sheet, self.row, self.panel)

    def as_json(self) -> dict[str, Any]:
        """``value`` goes with an unknown sector, ``of`` with a repeated row."""
        row: dict[str, Any] = {"sheet": self.sheet, "row": self.row, "name": self.name, "reason": self.reason}
        if self.reason == "unknown_sector":
            row["value"] = self.value
        if self.of is not None:
            row["of"] = self.of
        return row


@dataclass
class Ignored:
    """A row that is no member of its own; ``why`` is a key of ``words.IGNORED``. One that names a member of another
    sheet again says whose (``of``, ``of_sheet``) and which fields it has ``added`` there. ``text`` is what it says."""

    sheet: str
    row: int
    why: str
    panel: int = 0
    name: str = ""
    of: int | None = None
    of_sheet: str = ""
    added: list[str] = field(default_factory=list)
    text: str = field(default="", repr=False)

    @property
    def key(self) -> str:
        """Names the row in what a person decides about it."""
        return row_key(self.sheet, self.row, self.panel)

    def as_json(self) -> dict[str, Any]:
        row: dict[str, Any] = {"sheet": self.sheet, "row": self.row, "why": self.why}
        if self.of is not None:
            row |= {"name": self.name, "of": self.of, "of_sheet": self.of_sheet, "added": self.added}
        return row


@dataclass
class Result:
    """Everything a workbook said: each row of each sheet that was read is in exactly one of the three lists.
    ``unread_sheets`` says of visible sheets with a column of names why they could not be read, ``totals`` which totals
    of the file agree with no count of its rows."""

    sheets_read: list[str] = field(default_factory=list)
    sheets_ignored: list[str] = field(default_factory=list)
    unread_sheets: list[str] = field(default_factory=list)
    header_rows: list[int] = field(default_factory=list)
    rows: list[RosterRow] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    unread_columns: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    sequels: list[str] = field(default_factory=list)
    statements: list[Any] = field(default_factory=list)
    spellings: list[Spelling] = field(default_factory=list)
    totals: list[str] = field(default_factory=list)

    @property
    def term_number(self) -> int | None:
        """The 届 that a title names (政协××区第十五届委员会委员名单), if all titles that name one agree."""
        named = {number for title in self.titles if (number := _term_in(title))}
        return named.pop() if len(named) == 1 else None

    def as_json(self) -> dict[str, Any]:
        return {
            "sheets_read": self.sheets_read,
            "sheets_ignored": self.sheets_ignored,
            "header_rows": self.header_rows,
            "rows": [row.as_json() for row in self.rows],
            "rejected": [row.as_json() for row in self.rejected],
            "ignored": [row.as_json() for row in self.ignored],
            "statements": [
                {"sheet": s.sheet, "row": s.row, "text": s.quote, "field": s.field or None, "value": s.value}
                | ({"mark": s.mark} if s.mark else {})
                for s in self.statements
            ],
            "spellings": [
                {"field": s.field, "written": s.written, "taken_for": s.canonical or None, "rows": s.rows}
                for s in self.spellings
            ],
        }


def row_key(sheet: str, row: int, panel: int = 0) -> str:
    """One row of one panel of one sheet."""
    return f"{sheet}|{row}|{panel}"


def _term_in(title: str) -> int | None:
    match = re.search(r"第([一二三四五六七八九十\d]{1,3})届", folded(title))
    if not match:
        return None
    return int(match[1]) if match[1].isdigit() else of_chinese_numeral(match[1]) or None
