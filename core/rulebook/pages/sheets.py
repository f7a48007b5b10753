"""The template of the rule book as a workbook, and a filled one from upload to its last row."""

from collections.abc import Sequence
from typing import Any

from django.http import FileResponse, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from core import rulebook
from core.chinese import long_date
from core.committee import identity
from core.models import Clock, Role, Rule
from core.people.access import roles
from core.rulebook import browsing
from core.rulebook.formats.plans import PlanRow
from core.rulebook.sheets.kind import RULES
from core.rulebook.sheets.plan import RulesPlan
from core.rulebook.sheets.template import template
from core.sheets.lines import Change, SheetLine
from core.sheets.pages import Addresses, SheetPages
from core.sheets.writing import as_xlsx


@roles(Role.SYSADMIN)
@require_GET
def rules_template(request: HttpRequest) -> FileResponse:
    """Every rule in force today, to be filled in."""
    today = timezone.localdate()
    return as_xlsx(template(today, identity.current().name), f"制度录入表_{today:%Y%m%d}.xlsx")


class RuleSheetPages(SheetPages):
    kind = RULES
    addresses = Addresses(
        home="setup:rules",
        start="setup:rule_sheets",
        show="setup:rule_sheet",
        confirm="setup:rule_sheet_confirm",
        discard="setup:rule_sheet_discard",
        refused="setup:rule_sheet_refused",
        original="setup:rule_sheet_original",
    )
    title = "导入制度"
    home_label = "制度库"
    start_page = "setup/rules/sheet_start.html"
    preview_page = "setup/rules/sheet_preview.html"
    tabs = {"new": "要录入", "refused": "退回"}
    first = ("refused", "new")
    writes = ("new",)
    name_label = "规则"
    search_hint = "规则、取值"
    measure = "条"

    def shown(
        self, kept: Any, plan: RulesPlan, tab: str, failed: Any = None
    ) -> tuple[Sequence[SheetLine], dict[str, Any]]:
        if tab == "refused":
            lines = [SheetLine(one.place, one.name, texts=[one.row["new"]], reason=one.reason) for one in plan.refused]
        else:
            running = set(Clock.objects.filter(stopped_at__isnull=True).values_list("rule__key", flat=True))
            lines = [line_of(row, plan, running) for row in plan.new]
        today = timezone.localdate()
        told = {
            "warnings": plan.file.warnings,
            "pending": sum(row.effective_from > today for row in plan.new),
            "past": sum(row.effective_from < today for row in plan.new),
        }
        return lines, told

    def figures(self, counts: dict[str, int]) -> list[tuple[str, int, str]]:
        labels = {"new": "新录入", "unchanged": "未变", "refused": "退回"}
        return [(label, counts[name], "") for name, label in labels.items()]


def line_of(row: PlanRow, plan: RulesPlan, running: set[str]) -> SheetLine:
    """From → to, since when, by what, and for a period what it makes of its first day."""
    key = rulebook.find_key(row.key)
    source = (row.document or plan.file.regulation).title
    new = Rule(key=row.key, value=row.value, applies_to=row.applies_to, effective_from=row.effective_from)
    old = rulebook.rule_or_none(row.key, row.effective_from, row.applies_to)
    samples = browsing.old_and_new(key, old, new, row.effective_from) if key else []
    due = " → ".join(long_date(one.due) if one.due else "算不出" for one in samples)
    notes = [f"例：{long_date(row.effective_from)}起算的，截止日 {due}"] if due else []
    if row.key in running:
        notes.append("正在走的期限不变，新起算的按新值")
    if row.before == row.words:
        notes.append("取值与现行的一样，从此有了依据")
    changes = [Change("取值", row.before, row.words)]
    told = f"{long_date(row.effective_from)}起施行 · 《{source}》{row.article}"
    tags = [row.class_label] if row.applies_to else []
    return SheetLine(
        plan.rows[row.line].cell("new"), row.label, reverse("setup:rule", args=[row.key]), texts=["", told],
        beside="、".join(tags), changes=changes, notes=notes,
    )  # fmt: skip


RULE_SHEETS = RuleSheetPages()
