"""Importing a roster as pages: upload, preview field by field, confirm once, take the refused rows back."""

from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import jobs
from core.chinese import numeral
from core.frame.unsent_input import refill
from core.matters.lifecycle import ActError
from core.people.access import roles
from core.people.actors import Actor
from members import tasks
from members.models import RosterImport
from members.roster import RosterError
from members.roster.words import IGNORED, WARNINGS
from members.roster_forms import RosterForm
from members.services import roster_uploads as uploads
from members.services.roster_plan import Plan, Planned, sentence_of
from members.services.terms import start_term

PER_PAGE = 50
RECENT = 20
KINDS = {
    "new": "新增",
    "changed": "有变动",
    "unchanged": "未变",
    "refused": "退回",
    "ignored": "未读的行",
    "absent": "名册中没有",
}


@dataclass
class Line:
    """One line of the preview, whatever it tells of."""

    place: str
    name: str
    kind: str
    texts: list[str] = field(default_factory=list)
    changes: list = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def label(self) -> str:
        return KINDS[self.kind]

    def contains(self, query: str) -> bool:
        """Whether the words are anywhere on the line."""
        told = [self.name, self.place, *self.texts, *self.warnings, *(c.old + c.new for c in self.changes)]
        return query in " ".join(told)


@roles(*uploads.IMPORTERS)
@require_http_methods(["GET", "POST"])
def start(request):
    """The form, and the rosters taken in lately."""
    form = refill(RosterForm(request.POST or None, request.FILES or None), request)
    if request.method == "POST" and form.is_valid():
        actor = Actor.of(request.user, request=request)
        try:
            roster = _take_in(form.cleaned_data, actor)
        except RosterError as error:
            form.add_error("file", str(error))
        except ActError as error:
            form.add_error(None, error.sentence)
        else:
            return redirect("members:roster_import", roster.pk)
    recent = RosterImport.objects.select_related("term", "uploaded_by")[:RECENT]
    return render(
        request, "members/roster_start.html", {"form": form, "recent": recent}, status=422 if form.errors else 200
    )


def _take_in(data: dict, actor: Actor) -> RosterImport:
    with transaction.atomic():  # a term is only set up for a file that can be read
        term = data.get("term") or start_term(number=data["number"], starts_on=data["begins_on"], actor=actor)
        return uploads.take_in(upload=data["file"], term=term, actor=actor, starts_on=data.get("starts_on"))


@roles(*uploads.IMPORTERS)
@require_GET
def show(request, pk: int):
    """The preview while the roster waits, what was written once it is confirmed."""
    roster = get_object_or_404(RosterImport.objects.select_related("term", "uploaded_by"), pk=pk)
    if roster.state != RosterImport.State.PREVIEW:
        return render(request, "members/roster_result.html", {"roster": roster, **roster.summary})
    try:
        plan = uploads.plan_of(roster)
    except RosterError as error:
        return render(request, "members/roster_preview.html", {"roster": roster, "problem": str(error)}, status=422)
    return render(request, "members/roster_preview.html", {"roster": roster, **_preview(roster, plan, request.GET)})


def _preview(roster: RosterImport, plan: Plan, asked) -> dict:
    counts = plan.counts | {"ignored": len(plan.result.ignored), "absent": len(plan.absent)}
    kind = asked.get("show", "")
    kind = kind if kind in KINDS else next((k for k in ("refused", "changed", "new") if counts[k]), "unchanged")
    query = asked.get("q", "").strip()
    lines = [line for line in _lines(plan, kind) if line.contains(query)]
    page = Paginator(lines, PER_PAGE).get_page(asked.get("page"))
    hint = plan.result.term_number
    return {
        "plan": plan,
        "counts": counts,
        "writes": counts["new"] + counts["changed"],
        "tabs": [(key, label, counts[key], key == kind) for key, label in KINDS.items() if counts[key] or key == kind],
        "kind": kind,
        "q": query,
        "page": page,
        "rest": urlencode({"show": kind, "q": query}),
        "other_term": numeral(hint) if hint and hint != roster.term.number else "",
        "new_committees": [name for k, name in plan.new_bodies if k == "special_committee"],
        "new_groups": [name for k, name in plan.new_bodies if k == "member_group"],
    }


def _lines(plan: Plan, kind: str) -> list[Line]:
    if kind == "refused":
        return [
            Line(
                f"{r.sheet} 第 {r.row} 行",
                r.name or "（无姓名）",
                kind,
                [r.cells.get("post", "")],
                warnings=[sentence_of(r)],
            )
            for r in plan.refused
        ]
    if kind == "ignored":
        return [Line(f"{r.sheet} 第 {r.row} 行", "", kind, [IGNORED[r.why]]) for r in plan.result.ignored]
    if kind == "absent":
        return [
            Line("", k.name, kind, [k.employer_post], url=reverse("members:detail", args=[k.pk])) for k in plan.absent
        ]
    return [_planned_line(planned) for planned in plan.of_kind(kind)]


def _planned_line(planned: Planned) -> Line:
    row = planned.row
    own = [row.gender, row.birth, "、".join(row.party), row.sector, row.committee, row.street_group]
    return Line(
        place=f"{row.sheet} 第 {row.row} 行",
        name=row.name,
        kind=planned.kind,
        texts=[row.post or "", " · ".join(text for text in own if text)]
        if planned.kind != "changed"
        else [row.post or ""],
        changes=planned.changes,
        warnings=[WARNINGS[key] for key in row.warnings],
        url=reverse("members:detail", args=[planned.known.pk]) if planned.known else "",
    )


@roles(*uploads.IMPORTERS)
@require_POST
def confirm(request, pk: int):
    """Write what the preview showed; a second click changes nothing. A large roster is written by a job."""
    roster = get_object_or_404(RosterImport.objects.select_related("term"), pk=pk)
    if roster.state == RosterImport.State.PREVIEW and roster.summary.get("rows", 0) > tasks.ROWS_AT_ONCE:
        params = {
            "roster": roster.pk,
            "digest": request.POST.get("digest", ""),
            "skip_refused": bool(request.POST.get("skip_refused")),
            "ip": Actor.of(request.user, request=request).ip,
            "back": reverse("members:roster_import", args=[pk]),
        }
        job = jobs.start(tasks.ROSTER_JOB, f"导入名册“{roster.name}”", params, request.user)
        return redirect("core:job", pk=job.pk)
    try:
        counts = uploads.confirm(
            roster=roster,
            digest=request.POST.get("digest", ""),
            skip_refused=bool(request.POST.get("skip_refused")),
            actor=Actor.of(request.user, request=request),
        )
    except uploads.AlreadyImported as error:
        messages.info(request, error.sentence)
    except ActError as error:
        messages.error(request, error.sentence)
    except RosterError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已导入：新增 {counts['new']} 人，更新 {counts['changed']} 人。")
    return redirect("members:roster_import", pk)


@roles(*uploads.IMPORTERS)
@require_POST
def discard(request, pk: int):
    """Give the roster up."""
    roster = get_object_or_404(RosterImport, pk=pk)
    try:
        uploads.discard(roster=roster, actor=Actor.of(request.user, request=request))
    except ActError as error:
        messages.error(request, error.sentence)
        return redirect("members:roster_import", pk)
    messages.success(request, f"已放弃导入“{roster.name}”，委员名册没有变动。")
    return redirect("members:roster")


@roles(*uploads.IMPORTERS)
@require_GET
def refused(request, pk: int):
    """The refused rows as a workbook, with the reasons, to correct and send again."""
    roster = get_object_or_404(RosterImport.objects.select_related("term"), pk=pk)
    try:
        rows = uploads.refused_of(roster)
    except RosterError as error:
        messages.error(request, str(error))
        return redirect("members:roster_import", pk)
    return FileResponse(
        BytesIO(uploads.refused_workbook(rows)),
        as_attachment=True,
        filename=uploads.refused_name(roster),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
