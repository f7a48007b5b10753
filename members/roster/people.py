"""Who of a file's rows is whom: repeated rows, the same person on another sheet, and namesakes that nobody mixes up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.identifiers import card_key
from members.roster.cells import folded, squeeze
from members.roster.decisions import DISTINCT, SAME_AS, SAME_ROW, SKIP, Decisions
from members.roster.line import Line
from members.roster.offices import imply_office
from members.roster.people_in_cells import OF_ONE_LINE
from members.roster.reader import RowReader
from members.roster.repeats import agreement, duty_as_such, has_left, is_again, supplement, take_exit
from members.roster.result import Ignored, Rejected, Result, RosterRow
from members.roster.words import also_wrong

SectorOf = Callable[[RosterRow, str], str | None]
"""The sector of the one member in office whom a row is plainly about, None where there is none such; with what the row
says of a sector that was not recognised."""


@dataclass
class _Waiting:
    """A row that is decided on when all sheets are known."""

    row: RosterRow
    reader: RowReader
    line: Line
    quoted: str = ""


@dataclass
class People:
    """The rows taken so far, to tell repeated rows and namesakes across all sheets."""

    result: Result
    decisions: Decisions
    sector_of: SectorOf | None = None
    taken: dict[tuple, RosterRow] = field(default_factory=dict)
    people: dict[str, list[RosterRow]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    cards: set[str] = field(default_factory=set)
    waiting: list[_Waiting] = field(default_factory=list)
    joined: dict[str, RosterRow] = field(default_factory=dict)
    """Row that is no member of its own → the member whose row it belongs to."""

    def add(self, row: RosterRow, reader: RowReader, line: Line) -> None:
        """Take the row or refuse it with the first reason that holds; what depends on other sheets waits for them."""
        quoted = row.cells.pop("quoted_sector", "")
        if SKIP in self._said(row):
            return self._refuse(row, reader, line, "left_out", quoted)
        if not row.name:
            return self._nobody(row, reader, line, quoted)
        if row.several:
            return self._refuse(row, reader, line, "several_names", quoted)
        duty_as_such(row)
        row.same_as = self._said(row).get(SAME_AS, "")
        self._prefer_known_sector(row)
        if DISTINCT not in self._said(row):
            earlier = self.taken.get(_key(row))
            if earlier and earlier.sheet == row.sheet and SAME_ROW not in self._said(row):
                return self._refuse(row, reader, line, "duplicate_row", quoted, of=earlier)
            if SAME_ROW in self._said(row) or self._has_to_wait(row, quoted):
                self.waiting.append(_Waiting(row, reader, line, quoted))  # another row tells who that is
                return None
            if earlier := earlier or self._elsewhere(row):
                return self._again(row, earlier)
        if row.sector is None and not self._keeps_sector(row, quoted):
            self.names.add(row.name)
            return self._refuse(row, reader, line, "unknown_sector", quoted)
        return self._take(row)

    def _nobody(self, row: RosterRow, reader: RowReader, line: Line, quoted: str) -> None:
        """A row without a name: a seat that nobody has, unless it tells of a person."""
        if row.vacant and not (row.gender or row.birth or row.phone or row.card_no or row.party):
            self.result.ignored.append(Ignored(row.sheet, row.row, "vacant", row.panel))
        else:
            self._refuse(row, reader, line, "missing_name", quoted)

    def take_listed(self, row: RosterRow) -> None:
        """Take somebody whom a line only names with an office, where that is a member in office; nobody else becomes
        one by it."""
        row.same_as = self._said(row).get(SAME_AS, "")
        if self.sector_of is None:
            return
        if SKIP not in self._said(row) and self._keeps_sector(row, ""):
            return self._take(row)
        reason = "left_out" if SKIP in self._said(row) else "unknown_sector"
        cells = {"name": row.name, "office": row.implied[0]}
        self.result.rejected.append(Rejected(row.sheet, row.row, row.name, reason, cells=cells, panel=row.panel))

    def finish(self) -> None:
        """Those that waited, now that all sheets are known: first whom somebody has said to be another row's person."""
        refused = {(each.name, each.sheet) for each in self.result.rejected if each.reason != "left_out"}
        by_key = {row.key: row for row in self.result.rows}
        for each in sorted(self.waiting, key=lambda one: SAME_ROW not in self._said(one.row)):
            said = self._said(each.row).get(SAME_ROW, "")
            doubtful = any(name == each.row.name and sheet != each.row.sheet for name, sheet in refused)
            earlier = (by_key.get(said) or self.joined.get(said)) if said else self._elsewhere(each.row, doubtful)
            if earlier:
                self._again(each.row, earlier)
            elif said:
                self._refuse(each.row, each.reader, each.line, "row_not_read", each.quoted)
            else:
                self._settle(each, doubtful)
        for row in self.result.rows:
            imply_office(row)
        if self.waiting:
            order = {sheet: place for place, sheet in enumerate(self.result.sheets_read)}
            self.result.rejected.sort(key=lambda row: (order[row.sheet], row.row, row.panel))

    def _settle(self, each: _Waiting, doubtful: bool) -> None:
        """A row that nothing gives to anybody: one of several people, or one by itself."""
        unclear = doubtful or any(is_again(each.row, other) for other in self.people.get(each.row.name, ()))
        if not unclear and (each.row.sector or self._keeps_sector(each.row, each.quoted)):
            return self._take(each.row)
        return self._refuse(
            each.row, each.reader, each.line, "which_namesake" if unclear else "unknown_sector", each.quoted
        )

    def _keeps_sector(self, row: RosterRow, quoted: str) -> bool:
        """Whether the row is plainly about a member in office, whose sector stays; one that was not recognised is asked
        about, not one that a list has no column for."""
        row.sector = self.sector_of(row, quoted) if self.sector_of else None
        row.supposed |= {"sector"} if row.sector else set()  # the row itself says nothing of it
        if row.sector and (quoted or "sector" in row.columns):
            row.doubt("sector_kept", "sector", quoted, row.sector)
        return row.sector is not None

    def _prefer_known_sector(self, row: RosterRow) -> None:
        """A sector that was only assumed from the rows beside gives way to that of the member in office."""
        assumed = any(doubt.key == "sector_assumed" for doubt in row.doubts)
        if known := assumed and self.sector_of and self.sector_of(row, ""):
            row.sector = known
            row.doubts = [doubt for doubt in row.doubts if doubt.key != "sector_assumed"]
            row.doubt("sector_kept", "sector", "", known)

    def _has_to_wait(self, row: RosterRow, quoted: str) -> bool:
        """Whether a row says nothing of its sector by itself while other sheets may tell who that is."""
        if row.sector is None:
            return not quoted and len(self.result.sheets_read) > 1
        others: list[RosterRow | Rejected] = [*self.people.get(row.name, ())]
        others += [each for each in self.result.rejected if each.name == row.name]
        return "sector" in row.supposed and any(each.sheet != row.sheet for each in others)

    def _said(self, row: RosterRow) -> Mapping[str, str]:
        return self.decisions.values.get(row.key, {})

    def _take(self, row: RosterRow) -> None:
        if row.name in self.names:
            row.doubt("same_name", "name", row.name)
        if row.card_no and card_key(row.card_no) in self.cards:
            row.doubt("same_card_no", "card_no", row.card_no)
        self.names.add(row.name)
        self.cards.add(card_key(row.card_no or ""))
        self.taken[_key(row)] = row
        self.people.setdefault(row.name, []).append(row)
        self.result.rows.append(row)

    def _elsewhere(self, row: RosterRow, doubtful: bool = False) -> RosterRow | None:
        """The one member of that name, on another sheet, against whom nothing speaks. Where there are namesakes, also
        among the rows that were refused (``doubtful``), the name alone tells nothing: something else has to speak for
        the one."""
        known = self.people.get(row.name, [])
        found = [each for each in known if (has_left if row.of_leavers else is_again)(row, each)]
        alone = len(known) == 1 and not doubtful
        best = max((agreement(row, each) for each in found), default=0)
        if best or not alone:
            found = [each for each in found if best and agreement(row, each) == best]
        return found[0] if len(found) == 1 else None

    def _again(self, row: RosterRow, earlier: RosterRow) -> None:
        if row.of_leavers and not earlier.of_leavers:
            take_exit(earlier, row)
            added = []
        else:
            added = supplement(earlier, row)
        self.joined[row.key] = earlier
        self.result.ignored.append(
            Ignored(
                row.sheet, row.row, "supplement" if added else "same_person", row.panel, row.name, earlier.row,
                earlier.sheet, added,
            )
        )  # fmt: skip

    def _refuse(
        self, row: RosterRow, reader: RowReader, line: Line, reason: str, quoted: str, of: RosterRow | None = None
    ) -> None:
        row.cells = {"quoted_sector": quoted}
        rejected = Rejected(
            sheet=row.sheet,
            row=row.row,
            panel=row.panel,
            name=row.name or None,
            reason=reason,
            value=(quoted or None) if reason == "unknown_sector" else "、".join(row.several) or None,
            of=of.row if of else None,
            cells=reader.as_written(row, line.index),
            also=also_wrong(row, with_sector=reason not in NOT_OF_SECTOR),
        )
        self.result.rejected.append(rejected)


NOT_OF_SECTOR = {"unknown_sector", "duplicate_row", "left_out", "which_namesake", "row_not_read"}
"""The reasons beside which nothing is said about the sector."""


def _key(row: RosterRow) -> tuple:
    post = squeeze(folded(row.post or ""))
    beside = row.remark if row.panel >= OF_ONE_LINE else None  # 张伟（大）、张伟（小） in one line
    return (row.name, post) if post else (row.name, "", row.sector, row.birth, beside)
