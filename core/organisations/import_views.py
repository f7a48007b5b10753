"""Importing a sheet of bodies as pages: upload, preview field by field, confirm once."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.files.workbook import WorkbookError
from core.frame.unsent_input import refill
from core.matters.lifecycle import ActError
from core.models import OrganisationImport
from core.organisations.forms import SheetForm
from core.organisations.services import KEEPERS
from core.organisations.sheets import applying
from core.organisations.sheets.plan import CHANGED, NEW, REFUSED, UNCHANGED, Plan, Planned
from core.people.access import roles
from core.people.actors import Actor

RECENT, PER_PAGE = 10, 100
DOUBT = "doubt"
TABS = {REFUSED: "退回", DOUBT: "需核对", NEW: "新增", CHANGED: "有变动", UNCHANGED: "未变"}


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def start(request):
    """The form, and the sheets taken in lately."""
    form = refill(SheetForm(request.POST or None, request.FILES or None), request)
    if request.method == "POST" and form.is_valid():
        try:
            kept = applying.take_in(form.cleaned_data["file"], Actor.of(request.user, request=request))
        except WorkbookError as error:
            form.add_error("file", str(error))
        except ActError as error:
            form.add_error(None, error.sentence)
        else:
            return redirect("setup:organisations_sheet", kept.pk)
    recent = OrganisationImport.objects.select_related("uploaded_by").defer("rows")[:RECENT]
    context = {"form": form, "recent": recent}
    return render(request, "setup/organisations/import.html", context, status=422 if form.errors else 200)


@roles(*KEEPERS)
@require_GET
def show(request, pk: int):
    """The preview while the sheet waits, what was written once it is confirmed."""
    kept = get_object_or_404(OrganisationImport.objects.select_related("uploaded_by"), pk=pk)
    context: dict[str, Any] = {"kept": kept, **kept.summary}
    if kept.state == OrganisationImport.State.PREVIEW:
        context |= _preview(applying.plan_of(kept), request.GET)
    return render(request, "setup/organisations/sheet.html", context)


def _preview(plan: Plan, asked) -> dict[str, Any]:
    counts = plan.counts | {DOUBT: len(plan.doubtful)}
    shown = asked.get("show", "")
    shown = shown if shown in TABS else next((key for key in TABS if counts[key]), UNCHANGED)
    rows = plan.doubtful if shown == DOUBT else plan.of_kind(shown)
    return {
        "plan": plan,
        "counts": counts,
        "writes": counts[NEW] + counts[CHANGED],
        "tabs": [(key, label, counts[key], key == shown) for key, label in TABS.items() if counts[key]],
        "shown": shown,
        "page": Paginator([(one, _facts(one)) for one in rows], PER_PAGE).get_page(asked.get("page")),
    }


def _facts(one: Planned) -> str:
    """What the row says besides the name, in one line."""
    row = one.row
    told = [row.short_name, one.kind_label, row.branch or row.group_branch, row.supervised_by, row.contact_name,
            row.contact_phone]  # fmt: skip
    return " · ".join(text for text in told if text)


@roles(*KEEPERS)
@require_POST
def confirm(request, pk: int):
    """Write what the preview showed; a second click changes nothing."""
    kept = get_object_or_404(OrganisationImport, pk=pk)
    try:
        counts = applying.confirm(
            kept, digest=request.POST.get("digest", ""), skip_refused=bool(request.POST.get("skip_refused")),
            actor=Actor.of(request.user, request=request),
        )  # fmt: skip
    except applying.AlreadyImported as error:
        messages.info(request, error.sentence)
    except ActError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, f"已导入：{applying.in_words(counts)}。")
    return redirect("setup:organisations_sheet", pk)


@roles(*KEEPERS)
@require_POST
def discard(request, pk: int):
    """Give the sheet up."""
    kept = get_object_or_404(OrganisationImport, pk=pk)
    try:
        applying.discard(kept, Actor.of(request.user, request=request))
    except ActError as error:
        messages.error(request, error.sentence)
        return redirect("setup:organisations_sheet", pk)
    messages.success(request, f"已放弃导入“{kept.name}”，组织机构没有变动。")
    return redirect("setup:organisations_import")
