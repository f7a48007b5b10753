"""未办结事项移交: the matters of a term that had not ended when it ended, of every kind, as they are handed on.

Before the day it is a preview: what would be handed on if the term ended today. After it, it stays the list of that
day, and says of each matter how it stands now. Kinds are read from the registry; a kind whose matters belong to a
session is counted by it, every other by the day on which its matters began.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from django.db.models import Exists, ForeignKey, OuterRef, Q, QuerySet
from django.utils import timezone

from core.chinese import long_date
from core.committee import identity
from core.documents.data import Block, Body, Cell, Grid, Paper, Row, Signature, Title, label
from core.matters import kinds, turns
from core.matters.kinds import MatterKind
from core.matters.naming import number_of
from core.matters.nearest import nearest_date
from core.matters.whose_turn import all_turns
from core.models import Event, User
from members.models import Session, Term

#: More than these make no paper that anybody reads, and the spreadsheet has them all.
PAPER_MOST = 400


@dataclass(frozen=True)
class Line:
    """One matter that is handed on."""

    kind: str
    number: str
    title: str
    url: str
    session: str
    state: str
    turn: str
    due: date | None
    due_label: str
    ended: bool

    @property
    def due_words(self) -> str:
        return f"{long_date(self.due)}（{self.due_label}）" if self.due else ""


@dataclass(frozen=True)
class HandedOn:
    """What is handed on of one kind: the rows as a queryset, and how many have been settled since."""

    kind: MatterKind
    rows: QuerySet
    count: int
    settled: int

    @property
    def title(self) -> str:
        return self.kind.title


def session_field(kind: MatterKind) -> str:
    """The field by which matters of this kind belong to a session; empty where they do not."""
    fields = kind.model._meta.get_fields()
    return next((f.name for f in fields if isinstance(f, ForeignKey) and f.related_model is Session), "")


def _moment_after(term: Term) -> datetime | None:
    """The first moment of the next term, once it has come."""
    return timezone.make_aware(datetime.combine(term.ended_on + timedelta(days=1), time())) if term.ended_on else None


def rows_of(kind: MatterKind, term: Term, user: User) -> QuerySet:
    """Matters of ``kind`` that this person may see and that had not ended when the term did (today, while it runs)."""
    after, ends, rows = _moment_after(term), kind.lifecycle.ends, kind.visible_to(user)
    events = Event.objects.filter(root_type=kind.content_type, root_id=OuterRef("pk"))
    unfinished = ~Q(state__in=ends)
    if after:
        unfinished |= Q(Exists(events.filter(at__gte=after, to_state__in=ends, content_type=kind.content_type)))
    rows = rows.filter(unfinished)
    field = session_field(kind)
    if field:
        return rows.filter(**{f"{field}__term": term})
    return rows.filter(Exists(events.filter(at__lt=after))) if after else rows


def handed_on(term: Term, user: User) -> list[HandedOn]:
    """Of every kind that has any, in the order of the registry; two statements for each kind."""
    found = []
    for kind in kinds.matters():
        rows = rows_of(kind, term, user)
        count = rows.count()
        if count:
            settled = rows.filter(state__in=kind.lifecycle.ends).count() if term.ended_on else 0
            found.append(HandedOn(kind, rows, count, settled))
    return found


def lines(part: HandedOn, user: User, keys: Iterable[int] | None = None) -> list[Line]:
    """The matters in one line each, by number; a fixed number of statements for each five hundred."""
    model: Any = part.kind.model
    keys = list(part.rows.order_by("pk").values_list("pk", flat=True)) if keys is None else list(keys)
    found: list[Line] = []
    for start in range(0, len(keys), 500):
        rows = model._default_manager.filter(pk__in=keys[start : start + 500]).annotate(**nearest_date(model, user))
        field = session_field(part.kind)
        rows = list(rows.select_related(f"{field}__term") if field else rows)
        turns.attach(rows)
        found += [_line(part.kind, row, field) for row in sorted(rows, key=lambda row: row.pk)]
    return found


def _line(kind: MatterKind, row: Any, field: str) -> Line:
    ended = row.state in kind.lifecycle.ends
    return Line(
        kind=kind.title,
        number=number_of(row),
        title=str(row),
        url=row.get_absolute_url(),
        session=str(getattr(row, field)) if field else "",
        state=row.get_state_display(),
        turn="" if ended else "；".join(turn.sentence for turn in all_turns(row)),
        due=None if ended else row.next_due,
        due_label=row.next_label or "",
        ended=ended,
    )


def name_of(term: Term) -> str:
    """“第十五届未办结事项移交清单”, with 预览 while the term runs."""
    return f"{term}未办结事项移交清单" + ("" if term.ended_on else "（预览）")


COLUMNS = ("类别", "编号", "事项", "会议", "现在的状态", "轮到谁", "最近期限", "期限名称", "移交后已办结")


def workbook(term: Term, user: User, parts: Iterable[HandedOn]) -> BytesIO:
    """Everything as a spreadsheet; ``parts`` are what ``handed_on`` said."""
    # The spreadsheet library is large and seldom needed.
    from openpyxl import Workbook
    from openpyxl.styles import Font

    from core.lists.cells import cell_of

    book = Workbook()
    sheet = book.active
    sheet.title = "未办结事项"
    sheet.append([name_of(term)])
    sheet.append(COLUMNS)
    for part in parts:
        for line in lines(part, user):
            cells = (
                line.kind, line.number, line.title, line.session, line.state, line.turn, line.due, line.due_label,
                "是" if line.ended else "",
            )  # fmt: skip
            sheet.append([cell_of(sheet, cell) for cell in cells])
    for row in (1, 2):
        for cell in sheet[row]:
            cell.font = Font(bold=True)
    for letter, width in zip("ABCDEFGHI", (12, 14, 46, 18, 14, 40, 14, 14, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A3"
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out


def paper(term: Term, user: User, parts: Sequence[HandedOn]) -> Paper:
    """The list to be signed over, one table for all kinds; ``parts`` are what ``handed_on`` said."""
    total = sum(part.count for part in parts)
    said = "、".join(f"{part.title}{part.count}件" for part in parts) or "没有未办结的事项"
    when = f"截至{long_date(term.ended_on or timezone.localdate())}，{term}未办结事项共{total}件（{said}），清单如下。"
    head = tuple(label(name) for name in ("编号", "事项", "状态与轮到谁", "最近期限"))
    table = [Row(head)]
    for part in parts:
        table.append(Row((Cell(f"{part.title}（{part.count}件）", label=True, span=4),)))
        table += [_paper_row(line) for line in lines(part, user)]
    committee = identity.current().name
    contents = {
        "heading": Title(name_of(term), above=committee),
        "body": Body((Block(when),)),
        "facts": Grid((24.0, 62.0, 42.0, 28.0), tuple(table), repeat_first=True, dense=True),
        "signature": Signature(committee, long_date(timezone.localdate())),
    }
    return Paper("documents/receipt.html", name_of(term), contents, committee)


def _paper_row(line: Line) -> Row:
    how = "移交后已办结" if line.ended else f"{line.state}。{line.turn}"
    return Row((Cell(line.number), Cell(line.title), Cell(how), Cell(line.due_words)))
