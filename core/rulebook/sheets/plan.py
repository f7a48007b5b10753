"""What an uploaded workbook would change: rows to enter, rows left as they are, rows refused and at which cell."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone

from core import rulebook
from core.chinese import written_day
from core.files.workbook import WorkbookError
from core.models import Regulation, Rule
from core.rulebook.browsing import keys, used_codes
from core.rulebook.formats.faults import nearest
from core.rulebook.formats.files import LONGEST
from core.rulebook.formats.plans import Draft, FilePlan, PlanRow, Reading, RegulationFacts, planned
from core.rulebook.sheets.reading import Content, Row
from core.rulebook.sheets.template import ALL, COLUMNS, DOCUMENT, ELSEWHERE
from core.rulebook.sheets.wording import READ_UNITS, Unclear, understood

_OF_DATES = re.compile(r"施行|起已有|起的一版|起始日|截止日期")
#: Names of the file form, which the workbook does not have.
_CODES = re.compile(r"(?<=[\u4e00-\u9fff])(?:max_times|fixed_date|unit|roll|article|note|min|n)(?=应|为|只|的|不)")


@dataclass(frozen=True)
class Refused:
    """A row that cannot be taken: what is wrong, each time with the cell, and the row as it was sent."""

    row: Row
    name: str
    faults: tuple[tuple[str, str], ...]

    @property
    def place(self) -> str:
        return "、".join(dict.fromkeys(cell for cell, _ in self.faults))

    @property
    def reason(self) -> str:
        return " ".join(f"{cell}：{sentence}" for cell, sentence in self.faults)


@dataclass(frozen=True)
class RulesPlan:
    """A workbook held against the rule book as it is now."""

    file: FilePlan
    rows: dict[int, Row]
    refused: tuple[Refused, ...]
    untouched: int

    @property
    def new(self) -> list[PlanRow]:
        return self.file.new

    @property
    def counts(self) -> dict[str, int]:
        unchanged = self.untouched + len(self.file.unchanged)
        return {"new": len(self.new), "unchanged": unchanged, "refused": len(self.refused)}

    @property
    def digest(self) -> str:
        """Another one whenever the outcome is."""
        rows = [
            (r.key, r.applies_to, r.words, r.before, str(r.effective_from), str(r.document), r.article, r.note)
            for r in self.new
        ]
        said = (rows, [one.reason for one in self.refused], self.counts, self.file.regulation)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def document_of(content: Content) -> RegulationFacts:
    """The document above the table. Raises WorkbookError naming the cell where it is wrong, or missing and needed."""
    said, places = content.document, content.places
    filled = [row for row in content.rows if is_filled(row)]
    days: dict[str, date | None] = {}
    for name in ("adopted_on", "effective_from"):
        try:
            days[name] = day_of(said.get(name, ""))
        except Unclear as error:
            raise WorkbookError(f"{places[name]}（{DOCUMENT[name]}）：{error.sentence}") from None
    title = said.get("title", "").removeprefix("《").removesuffix("》").strip()
    for name, text in (("title", title), ("adopted_by", said.get("adopted_by", ""))):
        if len(text) > LONGEST[name]:
            raise WorkbookError(f"{places[name]}（{DOCUMENT[name]}）：不能超过{LONGEST[name]}字。")
    if not title and any(not row["document"] for row in filled):
        where = places.get("title", "表的上方")
        raise WorkbookError(f"{where}（依据文件）：请写依据文件的名称，只写一次，各行不用再写。")
    if days["effective_from"] is None and any(not row["starts"] for row in filled):
        where = places.get("effective_from", "表的上方")
        raise WorkbookError(f"{where}（施行日期）：请写施行日期，如 2026-05-01；个别规则不同的，写在本行的“自何日起”。")
    return RegulationFacts(
        title=title,
        adopted_by=said.get("adopted_by", ""),
        adopted_on=days["adopted_on"],
        effective_from=days["effective_from"],
    )


def is_filled(row: Row) -> bool:
    """Whether the row says something: a row of the template that nobody touched does not."""
    if row["new"] or row["starts"] or row["document"] or row["article"]:
        return True
    return not row["key"] and bool(row["rule"] and row["applies_to"])  # an exception without its value


def plan_of(content: Content) -> RulesPlan:
    """The workbook as it would be entered now; writes nothing. A refused row hinders no other one."""
    document = _known(document_of(content))
    reader = _Reader(content, document)
    refused: dict[int, list[tuple[str, str]]] = {}
    for row in content.rows:
        try:
            reader.take(row)
        except Unclear as error:
            refused.setdefault(row.number, []).append((row.cell(error.field), error.sentence))
    file = planned(Reading("sheet", document, reader.drafts))
    rows = {row.number: row for row in content.rows}
    for fault in file.faults:
        row = rows[fault.line]
        sentence = _CODES.sub("", fault.sentence)
        refused.setdefault(fault.line, []).append((row.cell(_column(sentence)), sentence))
    told = tuple(Refused(rows[n], _name(rows[n]), tuple(found)) for n, found in sorted(refused.items()))
    return RulesPlan(replace(file, warnings=tuple(map(_tidy, file.warnings))), rows, told, reader.untouched)


def _name(row: Row) -> str:
    return row["rule"] + (f"（{row['applies_to']}）" if row["applies_to"] not in ("", ALL) else "")


def _column(sentence: str) -> str:
    if sentence.startswith("条款"):
        return "article"
    if sentence.startswith("说明"):
        return "note"
    return "starts" if _OF_DATES.search(sentence) else "new"


def _tidy(warning: str) -> str:
    """A warning of the plan with the rule's name in place of its code."""
    found = re.match(r"第(\d+)行 (\S+?)：", warning)
    key = rulebook.find_key(found[2]) if found else None
    return f"第{found[1]}行 {key.label}：{warning[found.end() :]}" if found and key else warning


def day_of(text: str) -> date | None:
    """A day as people write it; None for nothing. Raises Unclear."""
    if not text:
        return None
    try:
        found = written_day(text)
    except ValueError:
        raise Unclear(f"日期“{text}”不存在，请核对制度原文后更正。", "starts") from None
    if found is None:
        raise Unclear(f"日期“{text}”看不懂，请写成 2026-05-01。", "starts")
    return found


def _known(document: RegulationFacts) -> RegulationFacts:
    """A document that is entered already needs its name alone."""
    if document.adopted_on or not document.title:
        return document
    there = Regulation.objects.filter(title=document.title, is_default=False)[:2]
    if len(there) != 1:
        return document
    return replace(document, adopted_on=there[0].adopted_on, adopted_by=document.adopted_by or there[0].adopted_by)


class _Reader:
    """Rows one after the other: drafts of what is new, and how many were left as they are."""

    def __init__(self, content: Content, document: RegulationFacts):
        self.document, self.today = document, timezone.localdate()
        self.drafts: list[Draft] = []
        self.untouched = 0
        self.named = {key.label: key for key in keys()}
        self.others: dict[str, RegulationFacts] = {}

    def take(self, row: Row) -> None:
        if not is_filled(row):
            self._left_alone(row)
            return
        key = self._key(row)
        code = self._class(row, key)
        now = rulebook.rule_or_none(key.key, self.today, code)
        own = now if now is not None and now.applies_to == code else None
        if not row["new"]:
            raise Unclear("没有写新值。不改的请把这一行的日期、依据和条款清空；照现行值确认的，把现行值抄过来。")
        value = understood(key, row["new"], row["unit"], now.value if now else None, used_codes(key))
        if self._same(own, value) and not row["starts"]:
            self.untouched += 1
            return
        starts = day_of(row["starts"]) or self.document.effective_from
        if starts is None:  # asked for when the workbook was taken in
            raise Unclear("请写施行日期，如 2026-05-01。", "starts")
        draft = Draft(
            key=key.key, value=value, effective_from=starts, line=row.number, applies_to=code,
            article=row["article"], note="" if row["note"] == ELSEWHERE else row["note"],
            document=self._document(row["document"]),
        )  # fmt: skip
        self.drafts.append(draft)

    @staticmethod
    def _same(own: Rule | None, value: Any) -> bool:
        """Whether a regulation says so already; what is only recommended is taken up by being written."""
        return own is not None and not own.regulation.is_default and own.value == value

    def _left_alone(self, row: Row) -> None:
        """A row nobody filled in; a unit that was chosen without a value is a row begun."""
        key = rulebook.find_key(row["key"]) if row["key"] else None
        if key is not None and key.type == "period" and row["unit"]:
            now = rulebook.rule_or_none(key.key, self.today, rulebook_class(key, row["applies_to"]) or "")
            chosen = READ_UNITS.get(row["unit"])
            if now is not None and chosen != now.value.get("unit"):
                raise Unclear(f"单位改成了“{row['unit']}”，新值空着；请写新值，或把单位改回去。")
        self.untouched += 1

    def _key(self, row: Row) -> rulebook.Key:
        by_name = self.named.get(row["rule"])
        if not row["key"]:
            if by_name is None:
                raise Unclear(f"没有“{row['rule']}”这条规则{nearest(row['rule'], self.named)}", "rule")
            return by_name
        key = rulebook.find_key(row["key"])
        if key is None:
            raise Unclear(f"没有“{row['key']}”这个代号，请用新下载的模板填写。", "key")
        if row["rule"] and row["rule"] != key.label:
            raise Unclear(f"这一行原是“{key.label}”，规则名称不要改；另写一条请用表末空行。", "rule")
        return key

    @staticmethod
    def _class(row: Row, key: rulebook.Key) -> str:
        code = rulebook_class(key, row["applies_to"])
        if code is None:
            names = "、".join(rulebook.classes_of(key.key).values())
            offered = f"可写：{ALL}、{names}。" if names else f"这一项不分类别，请写“{ALL}”或空着。"
            raise Unclear(f"“{key.label}”没有“{row['applies_to']}”这个类别，{offered}", "applies_to")
        return code

    def _document(self, title: str) -> RegulationFacts | None:
        title = title.removeprefix("《").removesuffix("》").strip()
        if not title or title == self.document.title:
            return None
        if len(title) > LONGEST["title"]:
            raise Unclear(f"依据文件的名称不能超过{LONGEST['title']}字。", "document")
        if title not in self.others:
            self.others[title] = _known(RegulationFacts(title=title))
        return self.others[title]


def rulebook_class(key: rulebook.Key, name: str) -> str | None:
    """The class of that name; empty for every one, None where the key has no such class."""
    if name in ("", ALL):
        return ""
    return next((code for code, label in rulebook.classes_of(key.key).items() if label == name), None)


def cells_of(row: Row) -> dict[str, str]:
    """The row as it goes into the workbook of refused rows."""
    return {name: row[name] for name in COLUMNS}
