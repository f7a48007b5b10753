"""Accounts in batch as pages: upload or fill in, check, confirm once, print the slips."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core.documents.answers import as_download
from core.frame.addresses import site_address
from core.matters.lifecycle import ActError
from core.models import AccountBatch, Role
from core.people.access import roles
from core.people.actors import Actor
from core.people.batch.applying import SHEET, print_slips, unused
from core.people.batch.forms import BatchForm
from core.people.batch.plan import BESIDE, DOUBT, KINDS, NEW, POST, REFUSED, SAME, Line, Plan
from core.people.batch.reading import FIELDS
from core.sheets.lines import SheetLine
from core.sheets.pages import Addresses, SheetPages
from core.sheets.writing import as_xlsx, workbook
from core.text import number_of

EXAMPLES = (
    ("马宁", "", "13800000001", "承办单位经办人", "水利局", "办公室科员", "2026-03-01", "长期"),
    ("洪泽川", "", "", "负责人", "水利局", "局长", "", ""),
)


class AccountPages(SheetPages):
    """账号名单."""

    kind = SHEET
    addresses = Addresses(
        home="setup:accounts",
        start="setup:accounts_import",
        show="setup:accounts_batch",
        confirm="setup:accounts_confirm",
        discard="setup:accounts_discard",
        refused="setup:accounts_refused",
        original="setup:accounts_original",
    )
    title = "批量开通账号"
    home_label = "账号"
    form = BatchForm
    start_page = "setup/accounts_import.html"
    preview_page = "setup/accounts_preview.html"
    result_page = "setup/accounts_result.html"
    tabs = {REFUSED: KINDS[REFUSED], DOUBT: "需核对", **KINDS, BESIDE: "标题和合计"}
    first = (REFUSED, DOUBT, NEW, POST, SAME)
    writes = (NEW, POST)
    name_label = "姓名"
    search_hint = "姓名、单位、岗位"
    asks_purpose = True

    def shown(self, kept: Any, plan: Plan, tab: str, failed: Any = None) -> tuple[list[SheetLine], dict[str, Any]]:
        told = {"tally": plan.tally}
        if tab == BESIDE:
            return [SheetLine(place=one.place, name=one.text, texts=[one.why]) for one in plan.beside], told
        return [_line(line) for line in plan.lines if (line.doubts if tab == DOUBT else line.kind == tab)], told

    def more_counts(self, plan: Plan) -> dict[str, int]:
        return {DOUBT: self.kind.unlooked(plan)}

    def result(self, request, kept: AccountBatch) -> dict[str, Any]:
        applied = kept.state == AccountBatch.State.APPLIED
        return {"slips": len(unused(kept, Actor.of(request.user, request=request))) if applied else 0}

    def figures(self, counts: dict[str, int]) -> list[tuple[str, int, str]]:
        return [
            ("新账号", counts["accounts"], ""),
            ("已有人员增加岗位", counts[POST], ""),
            ("待安全管理员确认", counts["asked"], reverse("setup:grants")),
            ("退回", counts[REFUSED], ""),
        ]


def _line(line: Line) -> SheetLine:
    row, time = line.row, ""
    if line.valid_from or line.valid_to:
        time = f"{line.valid_from or '即日'} 至 {line.valid_to or '长期'}"
    return SheetLine(
        place=row.place, name=row.name or "（无姓名）", texts=[line.post_label, time],
        beside=" · ".join(text for text in (line.username, line.username and row.phone) if text),
        tags=["须确认"] if line.power else [], notes=[*line.doubts, *line.notes], reason=line.sentence,
    )  # fmt: skip


PAGES = AccountPages()


@roles(Role.SYSADMIN)
@require_GET
def template(request):
    """A workbook with the headings and two rows to write over."""
    notes = [
        "前两行是示例，请改成自己的人员。",
        "用户名可以不写，由系统按姓名拼音生成，核对时能看到。",
        "岗位写：" + "、".join(role.label for role in Role if role != Role.MEMBER) + "；一人几个岗位用顿号隔开。",
        "每个承办单位须有经办人和负责人各一名以上。委员的账号在“委员名册”里开通。",
        "日期写成 2026-03-01；“至”不写或写“长期”为不限期；起止也可写在一格里。",
    ]
    return as_xlsx(workbook("账号名单", list(FIELDS.values()), EXAMPLES, notes=notes), "账号名单模板.xlsx")


@roles(Role.SYSADMIN, hidden=True)
@require_POST
def slips(request, pk: int):
    """The slips as a PDF, made within this request; the passwords are on it and nowhere else."""
    batch = PAGES.kept(pk)
    printed = number_of(request.POST.get("printed", ""), 9)
    try:
        with transaction.atomic():  # no password is changed where no paper comes of it
            paper = print_slips(
                batch=batch,
                printed=-1 if printed is None else printed,
                actor=Actor.of(request.user, request=request),
                address=f"{site_address(request)}/",
            )
            return as_download(paper, "密码条")
    except ActError as error:
        messages.error(request, error.sentence)
        return redirect("setup:accounts_batch", pk)
