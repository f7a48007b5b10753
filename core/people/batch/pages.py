"""Accounts in batch as pages: upload or fill in, check, confirm once, print the slips."""

from io import BytesIO

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.documents.answers import as_download
from core.files.workbook import MAX_FILE_BYTES, WorkbookError, too_large
from core.frame.unsent_input import refill
from core.matters.lifecycle import ActError
from core.models import AccountBatch, Organisation, Role
from core.models.roles import posts_that
from core.people.access import roles
from core.people.actors import Actor
from core.people.batch import applying
from core.people.batch.forms import BatchForm, HandlersForm
from core.people.batch.plan import KINDS, handlers_of
from core.people.batch.reading import TEMPLATE, RawRow, read_workbook

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RECENT = 20
EXAMPLES = (
    ("马宁", "", "13800000001", "承办单位经办人", "区水利局", "办公室科员", "2026-03-01", "长期"),
    ("洪泽川", "", "", "负责人", "区水利局", "局长", "", ""),
)


@roles(Role.SYSADMIN)
@never_cache
@require_http_methods(["GET", "POST"])
def start(request):
    """The form, and the lists taken in lately."""
    form = BatchForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            if upload.size > MAX_FILE_BYTES:
                raise WorkbookError(too_large(upload.size))
            content = upload.read()
            rows = read_workbook(content, upload.name)
            actor = Actor.of(request.user, request=request)
            batch = applying.take_in(rows=rows, name=upload.name, actor=actor, content=content)
        except WorkbookError as error:
            form.add_error("file", str(error))
        except ActError as error:
            form.add_error(None, error.sentence)
        else:
            return redirect("setup:accounts_batch", batch.pk)
    recent = AccountBatch.objects.select_related("uploaded_by")[:RECENT]
    context = {"form": form, "recent": recent}
    return render(request, "setup/accounts_import.html", context, status=422 if form.errors else 200)


@roles(Role.SYSADMIN)
@require_GET
def template(request):
    """A workbook with the headings and two rows to write over."""
    from openpyxl import Workbook  # large and seldom needed

    book = Workbook()
    sheet = book.active
    sheet.title = "账号名单"
    for row in (TEMPLATE, *EXAMPLES):
        sheet.append(row)
    for column, width in zip("ABCDEFGH", (12, 14, 16, 20, 24, 18, 14, 14), strict=True):
        sheet.column_dimensions[column].width = width
    notes = book.create_sheet("怎么填")
    for line in _how_to_fill():
        notes.append([line])
    notes.column_dimensions["A"].width = 100
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename="账号名单模板.xlsx", content_type=MIME)


def _how_to_fill() -> list[str]:
    return [
        "前两行是示例，请改成自己的人员。",
        "用户名可以不写，由系统按姓名拼音生成，核对时能看到。",
        "岗位写：" + "、".join(role.label for role in Role if role != Role.MEMBER) + "；一人几个岗位用顿号隔开。",
        "每个承办单位须有经办人和负责人各一名以上。委员的账号在“委员名册”里开通。",
        "日期写成 2026-03-01；“至”不写或写“长期”为不限期。",
    ]


@roles(Role.SYSADMIN)
@never_cache
@require_GET
def show(request, pk: int):
    """The preview while the list waits; what was written once it is confirmed."""
    batch = get_object_or_404(AccountBatch.objects.select_related("uploaded_by"), pk=pk)
    actor = Actor.of(request.user, request=request)
    if batch.state != AccountBatch.State.PREVIEW:
        users = applying.unused(batch, actor) if batch.state == AccountBatch.State.APPLIED else []
        return render(request, "setup/accounts_result.html", {"batch": batch, "slips": len(users), **batch.summary})
    plan = applying.plan_for(batch, actor)
    counts = plan.counts
    kind = request.GET.get("show", "")
    kind = kind if kind in KINDS else next((key for key in ("refused", "new", "post") if counts[key]), "same")
    context = {
        "batch": batch,
        "plan": plan,
        "counts": counts,
        "tabs": [(key, label, counts[key], key == kind) for key, label in KINDS.items() if counts[key] or key == kind],
        "lines": [line for line in plan.lines if line.kind == kind],
        "kind": kind,
        "writes": counts["new"] + counts["post"],
    }
    return render(request, "setup/accounts_preview.html", context)


@roles(Role.SYSADMIN)
@require_POST
def confirm(request, pk: int):
    """Write what the preview showed; a second click writes nothing."""
    batch = get_object_or_404(AccountBatch, pk=pk)
    actor = Actor.of(request.user, request=request)
    try:
        counts = applying.confirm(batch=batch, digest=request.POST.get("digest", ""), actor=actor)
    except ActError as error:
        messages.error(request, error.sentence)
    else:
        asked = f"；{counts['asked']} 个岗位已提请安全管理员确认" if counts["asked"] else ""
        messages.success(request, f"已开通账号 {counts['accounts']} 个{asked}。请打印密码条。")
    return redirect("setup:accounts_batch", pk)


@roles(Role.SYSADMIN)
@require_POST
def discard(request, pk: int):
    """Give the list up."""
    batch = get_object_or_404(AccountBatch, pk=pk)
    try:
        applying.discard(batch=batch, actor=Actor.of(request.user, request=request))
    except ActError as error:
        messages.error(request, error.sentence)
        return redirect("setup:accounts_batch", pk)
    messages.success(request, f"已放弃“{batch.name}”，没有写入任何内容。")
    return redirect("setup:accounts_import")


@roles(Role.SYSADMIN)
@require_POST
def slips(request, pk: int):
    """The slips as a PDF, made within this request; the passwords are on it and nowhere else."""
    batch = get_object_or_404(AccountBatch, pk=pk)
    printed = request.POST.get("printed", "")
    try:
        with transaction.atomic():  # no password is changed where no paper comes of it
            paper = applying.print_slips(
                batch=batch,
                printed=int(printed) if printed.isdecimal() else -1,
                actor=Actor.of(request.user, request=request),
                address=request.build_absolute_uri("/"),
            )
            return as_download(paper, "密码条")
    except ActError as error:
        messages.error(request, error.sentence)
        return redirect("setup:accounts_batch", pk)


@roles(Role.SYSADMIN)
@never_cache
@require_http_methods(["GET", "POST"])
def handlers(request):
    """Units in use without a clerk or a head: one line each; what is filled in goes the way of every batch."""
    actor = Actor.of(request.user, request=request)
    units = list(Organisation.objects.filter(kind=Organisation.Kind.UNIT, is_active=True))
    held = handlers_of([unit.pk for unit in units], actor.today)
    lacking = [(unit, [role for role in posts_that(unit=True) if role not in held[unit.pk]]) for unit in units]
    form = HandlersForm(request.POST or None, units=[pair for pair in lacking if pair[1]])
    refill(form, request)
    if request.method == "POST" and form.is_valid():
        rows = _typed(form)
        if rows:
            batch = applying.take_in(rows=rows, name="补齐承办人员", actor=actor)
            return redirect("setup:accounts_batch", batch.pk)
        form.add_error(None, "还没有填写任何人。至少填一行后再核对。")
    context = {"form": form, "lines": form.lines(), "units": len(units)}
    return render(request, "setup/accounts_handlers.html", context, status=422 if form.errors else 200)


def _typed(form: HandlersForm) -> list[RawRow]:
    rows = []
    for unit, missing in form.units:
        for role in missing:
            name = form.cleaned_data.get(f"{unit.pk}-{role}-name", "")
            phone = form.cleaned_data.get(f"{unit.pk}-{role}-phone", "")
            if name or phone:
                place = f"{unit.brief} {role.label}"
                rows.append(RawRow(place=place, name=name, phone=phone, role=role.label, unit=unit.name))
    return rows
