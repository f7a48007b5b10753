"""One line of a table as a member: every cell read, and what stands beside its value understood or kept.

A remark in brackets never voids the value beside it. What it tells (sex, ethnicity, party, a post) fills a field that
is blank and is doubted where it contradicts one that is not; what it does not tell is kept as a note with a doubt.
"""

from collections.abc import Mapping

from core.brackets import split_remarks
from core.files.workbook import Sheet
from core.identifiers import card_number
from members.roster.additions import read_since
from members.roster.around_rows import doubt_comments
from members.roster.beside import beside, take
from members.roster.birth_cells import birth_of
from members.roster.carried import carried
from members.roster.cells import (
    read_ethnicity,
    read_gender,
    read_line,
    read_word,
    squeeze,
    text_of,
)
from members.roster.changes import (
    JOINED,
    OFFICE,
    OTHER,
    heading_stays,
    is_left,
    leaves_by_post,
    moved_sector,
    rename,
    settle_change,
)  # fmt: skip
from members.roster.combined import piece_of
from members.roster.exits import exit_of, stays_a_member, told_in
from members.roster.formerly import half_of_post, is_bare_post, post_columns, take_former
from members.roster.headings import asks_for_group
from members.roster.layout import Panel, Table, vertical_merges
from members.roster.leaving import note_of_leaving, tells_of_retiring
from members.roster.ledgers import STAYS, kind_named, take_content, take_facts
from members.roster.line import Line
from members.roster.names import LEGEND, NameParts, is_placeholder, read_name
from members.roster.numbers_in_posts import without_numbers
from members.roster.offices import apart, settle_column, take_from_post
from members.roster.other_posts import asks_for_tick, sex_ticked, take_posts, take_ticked
from members.roster.party_words import put_parties
from members.roster.pending import is_no_member, is_pending
from members.roster.post_changes import take_new_posts
from members.roster.posts import after_moving, posts_in, with_firm
from members.roster.reaching import take_numbers
from members.roster.remarks import former_name, meaning_of, names_office
from members.roster.result import RosterRow, row_key
from members.roster.sectors import Found, SectorFinder, of_own_party
from members.roster.vocabulary import Vocabulary
from members.roster.words import FIELDS
from members.roster.wrapping import joined, lines_of, without_open_end

CARRIED = ("name", "gender", "ethnicity", "birth", "party", "sector", "committee", "street_group", "card_no", "phone",
           "email", "office", "since", "remark")  # fmt: skip


class RowReader:
    """Turns the cells of one line into a ``RosterRow``; ``values`` are the corrected fields, by row."""

    def __init__(
        self,
        sheet: Sheet,
        table: Table,
        panel: Panel,
        vocabulary: Vocabulary,
        *,
        number: int = 0,
        span: tuple[int, int] = (0, 0),
        values: Mapping[str, Mapping[str, str]] | None = None,
    ):
        self.sheet, self.table, self.panel, self.vocabulary = sheet, table, panel, vocabulary
        self.number, self.span = number, span
        self.values = values or {}
        self.shared = vertical_merges(sheet, table)
        self.columns = frozenset(panel.columns) | ({"post"} if panel.columns.keys() & {"unit", "unit_post"} else set())
        self.columns |= {"gender"} if "sex" in panel.columns else set()
        self.more: list[int] = []
        """The rows that go on with the one that is being read."""
        self.in_post: list[str] = []
        """The telephone numbers that stood in the cells for its unit and post."""

    def read(self, line: Line, finder: SectorFinder, position: int) -> RosterRow:
        """The row as understood; ``sector`` stays empty where it is not known."""
        index, self.more, self.in_post = line.index, line.more, []
        fixed = self.values.get(row_key(self.sheet.name, self.sheet.number(index), self.number), {})
        found = self._sector(finder.of(position), fixed)
        row = RosterRow(
            name="", gender=None, ethnicity=None, birth=None, party=[], sector=found.sector,
            post=fixed.get("post") or None,
            committee=fixed.get("committee") or self.words(index, "committee") or finder.heading(position, "committee"),
            street_group=fixed.get("street_group") or self.words(index, "street_group")
            or finder.heading(position, "street_group"),
            card_no=self._card(index, fixed),
            sheet=self.sheet.name, row=self.sheet.number(index), panel=self.number,
            office=fixed.get("office") or self.words(index, "office"),
            remark=self._written_remark(index) or None,
            columns=self.columns, corrected=sorted(fixed),
        )  # fmt: skip
        row.cells = {"quoted_sector": found.quoted or ""}
        row.supposed |= {"sector"} if found.beside else set()
        parts = read_name(fixed.get("name") or self._raw_name(index))
        row.name, row.alias, row.several, row.vacant = parts.name, parts.alias or None, parts.several, parts.vacant
        if row.post is None and "new_post" not in self.panel.columns:
            row.post = self._post(line, row)
            leaves_by_post(row)
        else:
            for at in (index, *self.more):
                self._posts_at(row, at, index)  # for the numbers in them
        self._was(row, line)
        birth_of(self, row, index, fixed)
        self._person(row, index, fixed, parts)
        if row.sector is None and found.quoted and (own := of_own_party(found.quoted, row.party, self.vocabulary)):
            row.sector = own
            row.doubt("sector_of_party", "sector", found.quoted, own)
        self._offices(row, index, fixed)
        if found.warning:
            row.doubt(found.warning, "sector", found.quoted or "", found.sector or "")
        if found.sector and found.quoted:
            self._beside_sector(row, found.quoted, self.text(index, "sector"))
        take_posts(row, self.texts(index, "party_office"), self.texts(index, "social_post"))
        take_ticked(row, self._under(index, "standing"))
        phones = (text.strip() for text in (*self._all(index, "phone"), *self.in_post))
        row.columns |= {"phone"} if self.in_post else set()
        written = fixed.get("phone") or "、".join(dict.fromkeys(text for text in phones if read_word(text)))
        take_numbers(row, written, fixed.get("email") or self.words(index, "email") or "")
        self._name_notes(row, index, parts)
        remark = self._written_remark(index)
        rest = read_since(row, self.sheet, self.table, self.panel, index, fixed.get("since", ""), remark)
        self._remark(row, index, rest, remark, fixed)
        return row

    # ---- cells ----

    def cell(self, index: int, column: int | None):
        """A value, taken from the merged cell above where the row lies inside one."""
        if column is None:
            return ""
        value = self.sheet.rows[index][column]
        return self.shared.get((index, column), value) if value == "" else value

    def text(self, index: int, field: str) -> str:
        """A cell as text; of one for several fields what it says of this one."""
        column = self.panel.one(field)
        text = text_of(self.cell(index, column))
        fields = self.panel.combined.get(column, ()) if column is not None else ()
        return piece_of(text, field, fields) if fields else text

    def words(self, index: int, field: str) -> str | None:
        """A short cell, or the cells of several columns for the same thing joined by 、."""
        found = map(read_word, self._all(index, field))
        return "、".join(dict.fromkeys(word for word in found if word)) or None

    def texts(self, index: int, field: str) -> list[str]:
        """The cells of all columns of a field that say something, each once."""
        found = (joined(lines_of(text))[0] for text in self._all(index, field))
        return list(dict.fromkeys(text for text in found if read_word(text)))

    def _all(self, index: int, field: str) -> list[str]:
        """The cells of all columns of a field, those of the rows that go on with this one included."""
        columns = self.panel.columns.get(field, ())
        own = [text_of(self.cell(index, column)) for column in columns]
        return own + [text_of(self.sheet.rows[row][column]) for row in self.more for column in columns]

    def _raw_name(self, index: int) -> str:
        """The name's cell; surname and given name where these have columns of their own. A number in it is kept."""
        at = self.panel.one("name")
        value = text_of(self.cell(index, at))
        if at is not None:
            value += "".join(text_of(self.sheet.rows[row][at]) for row in self.more)
        plain, numbers = without_numbers(value)
        self.in_post += numbers
        return plain + self.text(index, "given") if "given" in self.panel.columns else plain

    def _post(self, line: Line, row: RosterRow) -> str | None:
        """Unit and post in one column, or in two that are joined; further lines of the same person follow."""
        rows = [self._posts_at(row, at, line.index) for at in (line.index, *line.more)]
        parts = [part for found in rows for part in found]
        told = [joined(found) for found in rows]
        text, sure = joined((text for text, _ in told), rows=True)
        found, sure = without_open_end(text), sure and all(sure for _, sure in told)
        if found and (found != text or not sure or line.unsure):
            row.doubt("post_open" if found != text else "post_lines", "post", "／".join(parts))
        if now := after_moving(found):
            row.doubt("post_moved", "post", found)
            row.keep(f"{FIELDS['post']}注：{found}")
            found = now
        return found or None

    def _was(self, row: RosterRow, line: Line) -> None:
        """What the row says of former times, and which half of unit and post it leaves blank."""
        former = (self.text(line.index, f"former_{name}") for name in ("sector", "post"))
        take_former(row, self.panel, self.vocabulary, *former)
        if "post" not in row.corrected and not line.more:
            cells = [self.text(line.index, name) for name in ("unit_post", "unit", "post")]
            row.lacks = half_of_post(self.panel, *cells)
            row.bare = not row.lacks and is_bare_post(*cells)

    def _posts_at(self, row: RosterRow, at: int, first: int) -> list[str]:
        """What one row says of unit and post, line by line; rows below the first have no part in merged cells."""
        columns = post_columns(self.panel)
        columns += [*self.panel.columns.get("unit", ())[1:], *self.panel.columns.get("company", ())]
        cells = (self.cell(at, c) if at == first or c is None else self.sheet.rows[at][c] for c in columns)
        plain = [without_numbers(text_of(cell)) for cell in cells]
        self.in_post += [number for _, found in plain for number in found]
        both, unit, post, *firms = (text for text, _ in plain)
        both, unit, left = with_firm(firms, both, unit)
        for firm in left:
            row.keep(f"所在企业：{firm}")
        return posts_in(both, unit, post)

    def _sector(self, found: Found, fixed: Mapping[str, str]) -> Found:
        if "sector" in fixed:
            return Found(*self.vocabulary.sector(fixed["sector"]))
        if found.sector is None and found.quoted and (moved := moved_sector(found.quoted, self.vocabulary)):
            return Found(moved, found.quoted, "sector_moved")
        if found.sector is None and found.quoted and (near := self.vocabulary.near(found.quoted)):
            return Found(near, found.quoted, "sector_near")
        return found

    def _beside_sector(self, row: RosterRow, quoted: str, own: str) -> None:
        """What stands beside a sector. The group behind it is the member's where the heading asks for both
        (界别及组别), else kept as a note."""
        for remark in split_remarks(quoted)[1] if own else ():
            beside(row, "sector", remark, own)
        group, at = self.vocabulary.group_of(quoted), self.panel.columns.get("sector", [0])[0]
        heading = "".join(text for column in self.table.header.texts[at : at + 1] for text in column)
        if group and asks_for_group(heading):
            row.street_group = row.street_group or group
            row.columns |= {"street_group"}
        elif group not in (row.street_group or ""):
            beside(row, "sector", group, own or quoted)

    # ---- facts of the person ----

    def _person(self, row: RosterRow, index: int, fixed: Mapping[str, str], parts: NameParts) -> None:
        """Sex, ethnicity and parties from their cells, then from what stands beside the name."""
        written, remarks = split_remarks(
            fixed.get("gender") or self.text(index, "gender") or sex_ticked(self._under(index, "sex"))
        )
        row.gender, problem = read_gender(written)
        if problem:
            row.doubt(problem, "gender", self.text(index, "gender"))
        ethnicity, more = split_remarks(fixed.get("ethnicity") or self.text(index, "ethnicity"))
        row.ethnicity = read_ethnicity(ethnicity)
        if row.ethnicity and not read_ethnicity(ethnicity, known_only=True):
            row.doubt("ethnicity_unknown", "ethnicity", ethnicity)
        put_parties(row, fixed.get("party") or self.text(index, "party"), self.vocabulary.directory)
        for field, remark in [("gender", each) for each in remarks] + [("ethnicity", each) for each in more]:
            beside(row, field, remark, self.text(index, field))
        name = text_of(self.cell(index, self.panel.one("name")))
        take(row, "gender", parts.gender, name)
        take(row, "ethnicity", parts.ethnicity, name)
        take(row, "party", parts.parties, name)
        row.office_beside = parts.office

    def _offices(self, row: RosterRow, index: int, fixed: Mapping[str, str]) -> None:
        """政协职务 in their column or under 职务: what is none of them is kept and asked about, and what stands among
        other posts too."""
        if "office" not in fixed and row.office:
            settle_column(row, self.text(index, "office"))
        elif {"unit_post", "post"} <= self.panel.columns.keys() and "post" not in fixed:
            written, both = self.text(index, "post"), read_line(self.text(index, "unit_post"))
            if both and read_line(written) not in both and (ours := apart(written)[0]):
                row.office_beside = "、".join(filter(None, (row.office_beside, ours)))
                row.doubt("office_mixed", "office", written)
        if "office" not in self.panel.columns and "post" not in fixed:
            take_from_post(row, own_column=read_line(self.text(index, "post")) == row.post)
        if "new_post" in self.panel.columns:
            take_new_posts(row, self.text(index, "new_post"), self.text(index, "old_post"), self.vocabulary.directory)

    def _written_remark(self, index: int) -> str:
        found = map(read_line, self._all(index, "remark"))
        return "；".join(dict.fromkeys(text for text in [*found, *self._leaving(index)] if text))

    def _under(self, index: int, *fields: str) -> list[tuple[str, str]]:
        """What these columns say, each with the heading over it."""
        columns = (at for field in fields for at in self.panel.columns.get(field, ()))
        return [("".join(map(squeeze, self.table.header.texts[at])), text_of(self.cell(index, at))) for at in columns]

    def _changed(self, index: int) -> list[tuple[str, str]]:
        """What the columns about leaving and other changes say, each with the heading over it."""
        return self._under(index, "leaving", "leaving_by")

    def _leaving(self, index: int) -> list[str]:
        """The same as remarks."""
        told = self._changed(index)
        stays = kind_named(told) in STAYS
        return [note_of_leaving(over, read_line(text), stays=stays or heading_stays(text)) for over, text in told]

    def _remark(self, row: RosterRow, row_at: int, rest: str, written: str, fixed: Mapping[str, str]) -> None:
        """What the column 备注 says in words that fill a blank field (女, 回族, 常委); it stays a remark too. That
        somebody has left is asked about: nobody becomes a serving member against it unseen. ``rest`` is what remains
        besides words that were understood before."""
        columns = told_in(self.sheet, self.table, self.panel, row_at)
        kind = kind_named(self._changed(row_at))
        own = "；".join(map(read_line, self._all(row_at, "remark")))
        leaves = is_left([], own) if kind in STAYS else is_left(columns.words, written)
        if leaves or columns.words or columns.day:
            row.exit = exit_of(columns, written)
        leaves = settle_change(row, columns, self.text(row_at, "category"), kind) != JOINED and leaves
        if row.change == OTHER:
            take_content(row, columns.words, self.vocabulary)
        elif row.change == JOINED:
            take_facts(row, [*columns.words, own])
        if leaves or tells_of_retiring(written):
            stays = stays_a_member("；".join(filter(None, (*columns.words, columns.basis))) or written)
            about_office = stays == "left_an_office" and names_office(written)
            if about_office:
                row.of_change, row.since = True, row.since or row.exit.day or None
            field = "office" if about_office else "remark"
            row.doubt(stays or ("left_noted" if leaves else "retired_noted"), field, written)
        elif pending := next(filter(is_pending, (written, self.text(row_at, "category"))), ""):
            row.doubt("pending_noted", "remark", pending)
        if is_no_member(own):
            row.doubt("not_a_member", "remark", own)
        told = meaning_of(rest)
        if not told.note and not told.former and len(written) <= 20:
            row.gender, row.ethnicity = row.gender or told.gender, row.ethnicity or told.ethnicity
            row.party = row.party or list(told.parties)
        row.alias = row.alias or former_name(written) or None
        rename(row, written)
        if "office" not in fixed:
            self._office_in_remark(row, written, "" if leaves else told.office, told.note)
        doubt_comments(row, self.sheet, row_at, self.span)

    def _office_in_remark(self, row: RosterRow, written: str, office: str, rest: str) -> None:
        """A post in the committee is taken from among the other words of a remark. What else it says has no field, and
        what only speaks of such a post may be another body's: both are asked about."""
        if office:
            row.office_beside = "、".join(filter(None, (row.office_beside, office)))
        if office and rest:
            row.doubt("office_among", "office", written, rest)
        elif names_office(rest) and row.change != OFFICE and "left_an_office" not in row.warnings:
            row.doubt("office_unread", "office", written)

    def _card(self, index: int, fixed: Mapping[str, str]) -> str | None:
        """The card number as shown: a number cell keeps the leading zeros that its format gives it."""
        if "card_no" in fixed:
            return card_number(fixed["card_no"]) or None
        column = self.panel.one("card_no")
        value = self.cell(index, column)
        text = card_number(text_of(value))
        if isinstance(value, float) and value.is_integer() and column is not None:
            zeros = self.sheet.number_format(index, column)
            if set(zeros) == {"0"}:
                text = text.zfill(len(zeros))
        return None if read_word(text) is None else text

    def _name_notes(self, row: RosterRow, index: int, parts: NameParts) -> None:
        """Notes beside the name are kept and doubted; marks wait for the statement that explains them."""
        written = text_of(self.cell(index, self.panel.one("name"))).strip()
        for note in parts.notes:
            row.keep(note)
        if self.sheet.struck_out(index, self.panel.columns["name"][0]):
            row.doubt("struck_out", "name", written)
        if any(map(self.sheet.is_hidden, (index, *self.more))):
            row.doubt("row_hidden", "name", written)
        if parts.odd:
            row.doubt("name_odd", "name", written, row.name)
        if is_placeholder(row.name):
            row.doubt("name_placeholder", "name", written)
        if parts.left:
            row.doubt("left_noted", "name", written)
        elif parts.pending:
            row.doubt("pending_noted", "name", written)
        elif parts.notes:
            retired = tells_of_retiring(written)
            row.doubt("retired_noted" if retired else "remark_kept", "name", written, "、".join(parts.notes))
        row.marks = self._marks(index, parts)

    def _marks(self, index: int, parts: NameParts) -> str:
        """The marks at the name, at the number, and in cells that hold nothing else."""
        marks = [parts.marks, self.text(index, "seq")]
        for column in (at for at in range(*self.span) if not asks_for_tick(self.table, self.panel, at)):
            value = self.sheet.rows[index][column]
            if isinstance(value, str) and 0 < len(text := squeeze(value)) <= 3 and set(text) <= set(LEGEND):
                marks.append(text)
        return "".join(dict.fromkeys(mark for text in marks for mark in text if mark in LEGEND))

    def as_written(self, row: RosterRow, index: int) -> dict[str, str]:
        """The cells' texts by field, for the file of refused rows."""
        cells = {field: read_line(self.text(index, field)) for field in CARRIED if field in self.panel.columns}
        cells["sector"] = row.sector or row.cells.get("quoted_sector", "")
        cells["post"] = row.post or ""
        cells["remark"] = self._written_remark(index)
        if "given" in self.panel.columns:
            cells["name"] = row.name
        if "birth" in cells and row.birth:
            cells["birth"] = row.birth
        return carried(row, {field: text for field, text in cells.items() if text})
