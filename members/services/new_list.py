"""换届名单 as a workbook to be handed round before the turn: the new list, who stays, goes, comes, the composition."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from core.chinese import long_date
from core.sheets.writing import Page, book_of
from members.models import Mandate, Member, OfficeHeld, Term
from members.services.comparing import COMES, GOES, STAYS, Comparison, Row, comparison
from members.services.composition import Composition, composition

#: What each part of the comparison is called, on the page and in the workbook.
PARTS = {GOES: "不再担任", STAYS: "留任", COMES: "新进"}
PERSON = ("姓名", "性别", "民族", "出生年月", "党派", "工作单位及职务")
PLACE = ("政协职务", "界别", "专委会与小组")
POST = "工作单位及职务"


def marked(term: Term) -> str:
    """How far the list stands: nobody takes a draft for the list that was confirmed."""
    if term.confirmed_at:
        return f"已由{term.confirmed_by}于{long_date(timezone.localdate(term.confirmed_at))}确认"
    return "草案，未确认" if term.is_upcoming else "未经确认，到日启用"


def name_of(term: Term) -> str:
    """“第十六届换届名单（草案，未确认）”."""
    return f"{term}换届名单（{marked(term)}）"


def workbook(term: Term) -> tuple[bytes, int]:
    """Everything that the pages of the change of term show, by office, sector and name; and how many people it is."""
    found = comparison(term)
    new = [row for row in found.rows if row.new]
    pages = [_people("新名单", found, new, [("", "new")])]
    sides = {STAYS: [("本届", "old"), (str(term), "new")], GOES: [("本届", "old")], COMES: [("", "new")]}
    pages += [_people(PARTS[kind], found, found.of(kind), shown) for kind, shown in sides.items()]
    return book_of([*pages, _composition(composition(term))]), len(found.rows)


def _above(term: Term, said: str) -> tuple[str, str]:
    return name_of(term), f"{said}，{long_date(timezone.localdate())}导出"


def _people(title: str, found: Comparison, rows: Iterable[Row], sides: list[tuple[str, str]]) -> Page:
    """People with their places on these ``sides`` of the comparison, each headed by whose it is."""
    listed = sorted(rows, key=_order)
    header = [*PERSON, *(f"{whose}{label}" for whose, _ in sides for label in PLACE), "备注"]
    cells = [
        [*_person(row.member), *(cell for _, side in sides for cell in _place(getattr(row, side))), _remark(row)]
        for row in listed
    ]
    wide = [POST, *(label for label in header if label.endswith(PLACE[-1]))]
    return Page(title, header, cells, _above(found.term, f"{title}{len(listed)}人"), wide)


def _order(row: Row) -> tuple:
    place: Any = row.mandate  # with what ``comparison`` has fetched
    rank = min((held.rank for held in place.open_offices), default=len(OfficeHeld.Office))
    return rank, place.sector.order, place.sector_id, row.member.sort_key, row.member.pk


def _person(member: Member) -> Iterator[str]:
    parties = "、".join(row.party for row in member.parties.all())
    yield from (member.name, member.gender, member.ethnicity, member.birth, parties, member.employer_post)


def _place(mandate: Mandate) -> Iterator[str]:
    held: Any = mandate
    offices = sorted(held.open_offices, key=lambda one: one.rank)
    yield "、".join(one.get_office_display() for one in offices)
    yield mandate.sector.brief
    yield "、".join(seat.brief for seat in held.open_seats)


def _remark(row: Row) -> str:
    if row.left is None or row.left.ends_on is None:
        return row.corrected
    return f"本届已{row.left.get_ended_display()}（{long_date(row.left.ends_on)}）"


def _composition(found: Composition) -> Page:
    cells = [
        [title, line.label, cell.label, cell.count, cell.percent if not cell.exact else "", cell.target, cell.distance]
        for title, lines in found.tables
        for line in lines
        for cell in line.cells
    ]
    said = f"年龄算到{long_date(found.day)}"
    header = ("类别", "项目", "人员", "人数", "占比", "目标", "与目标相比")
    return Page("构成", header, cells, _above(found.term, said), wide=("目标",))
