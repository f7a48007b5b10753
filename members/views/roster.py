"""Importing a roster as pages: upload, preview field by field, confirm once, take the refused rows back."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.chinese import some_of
from core.matters.lifecycle import ActError
from core.people.access import SignedInRequest, roles
from core.people.actors import Actor
from core.sheets.pages import Addresses, SheetPages
from members import tasks
from members.models import RosterImport
from members.roster_forms import RosterForm
from members.services import roster_undo
from members.services.roster_exits import EXITS, LEAVING
from members.services.roster_planned import Plan
from members.services.roster_uploads import IMPORTERS, SHEET, take_in
from members.services.terms import start_term
from members.views.roster_asked import Line
from members.views.roster_lines import KINDS, preview


class RosterPages(SheetPages):
    """名册. A large one is written by a job."""

    kind = SHEET
    addresses = Addresses(
        home="members:list",
        start="members:roster",
        show="members:roster_import",
        confirm="members:roster_confirm",
        discard="members:roster_discard",
        refused="members:roster_refused",
        original="members:roster_original",
    )
    title = "导入名册"
    home_label = "委员名册"
    form = RosterForm
    preview_page = "members/roster_preview.html"
    result_page = "members/roster_result.html"
    tabs = KINDS
    writes = ("new", "changed", EXITS)
    first = ("refused", "check", "changed", "new", "unchanged")
    name_label = "姓名"
    search_hint = "姓名、单位、界别"
    measure = "人"
    job = tasks.ROSTER_JOB
    lately = ("term", "uploaded_by")
    asks_purpose = True

    def take_in(self, data: dict[str, Any], actor: Actor) -> RosterImport:
        with transaction.atomic():  # a term is only set up for a file that can be read
            term = data.get("term") or start_term(number=data["number"], starts_on=data["begins_on"], actor=actor)
            return take_in(upload=data["file"], term=term, actor=actor, starts_on=data.get("starts_on"))

    def more_counts(self, plan: Plan) -> dict[str, int]:
        told = {kind: len(plan.of_kind(kind)) for kind in (EXITS, LEAVING)}
        return told | {"ignored": len(plan.result.ignored), "absent": len(plan.absent), "check": len(plan.to_check),
                       "left_out": len(plan.left_out)}  # fmt: skip

    def shown(self, kept: RosterImport, plan: Plan, tab: str, failed: Any = None) -> tuple[list[Line], dict[str, Any]]:
        return preview(kept, plan, tab, failed)

    def _told(self, kept: RosterImport) -> str:
        undone, told = kept.summary.get("undone"), super()._told(kept)
        if undone is None:
            return told
        left = f"，{len(undone['left'])} 人没有撤销" if undone.get("left") else ""
        return f"原{told}；已删除误录 {undone['removed']} 人，恢复原状 {undone['restored']} 人{left}"

    def result(self, request: SignedInRequest, kept: RosterImport) -> dict[str, Any]:
        today = timezone.localdate()
        return {"may_undo": roster_undo.undoable(kept, today), "undone": kept.summary.get("undone")}

    def figures(self, counts: dict[str, int]) -> list[tuple[str, int, str]]:
        found = [(label, number, reverse("members:list") if label == "新增" else "") for label, number, _ in
                 super().figures(counts)]  # fmt: skip
        return found + ([("登记离任", counts[EXITS], "")] if counts.get(EXITS) else [])

    def at_once(self, kept: RosterImport) -> bool:
        return kept.summary.get("rows", 0) <= tasks.ROWS_AT_ONCE


PAGES = RosterPages()


@roles(*IMPORTERS, hidden=True)
@require_http_methods(["GET", "POST"])
def undo(request, pk: int) -> HttpResponse:
    """Take the whole roster back, on the day it was written; the page says beforehand what that will do."""
    kept = PAGES.kept(pk)
    if request.method != "POST":
        if not roster_undo.undoable(kept, timezone.localdate()):
            messages.error(request, roster_undo.TOO_LATE)
            return redirect("members:roster_import", pk)
        outlook = roster_undo.outlook(kept, Actor.of(request.user, request=request))
        reopened = some_of(outlook["reopened"], 8, "人") if outlook["reopened"] else ""
        context = {"roster": kept, "outlook": outlook, "left": by_reason(outlook["left"]), "reopened": reopened}
        return render(request, "members/roster_undo.html", context)
    try:
        done = roster_undo.undo(roster=kept, actor=Actor.of(request.user, request=request))
    except ActError as error:
        messages.error(request, error.sentence)
    else:
        again = f"，撤销离任 {len(done['reopened'])} 人" if done["reopened"] else ""
        messages.success(request, f"已撤销：删除误录 {done['removed']} 人，恢复原状 {done['restored']} 人{again}。")
    return redirect("members:roster_import", pk)


def by_reason(left: Iterable[tuple[str, str]]) -> list[tuple[str, int, str]]:
    """Who stays, by the reason: how many, and the first of their names."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, why in left:
        found[why].append(name or "（无姓名）")
    return [(why, len(names), some_of(names, 8, "人")) for why, names in found.items()]
