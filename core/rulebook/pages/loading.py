"""Loading a regulation written as YAML, and writing out the rule book of a day in the same form."""

import hashlib
from typing import cast

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.frame.unsent_input import refill
from core.matters.lifecycle import ActError
from core.models import Role
from core.people.access import roles
from core.people.actors import Actor
from core.rulebook import versions
from core.rulebook.export import TITLE_TO_FILL_IN, written
from core.rulebook.forms import LoadForm
from core.rulebook.pages.reading import MAY_READ, day_of


@roles(Role.SYSADMIN)
@require_http_methods(["GET", "POST"])
def load(request):
    """Upload or paste, look at every row, confirm; nothing is written before that."""
    if request.method == "GET":
        return render(request, "setup/rules/load.html", {"form": refill(LoadForm(), request)})
    form = LoadForm(request.POST, request.FILES)
    if request.POST.get("step") == "edit":
        form._errors = {}
        return render(request, "setup/rules/load.html", {"form": form})
    if not form.is_valid():
        return render(request, "setup/rules/load.html", {"form": with_text(form)}, status=422)
    return look(request, form)


def look(request, form: LoadForm):
    """Every row of the file; on the confirmation what was looked at is entered."""
    text, starts = form.cleaned_data["text"], form.cleaned_data["effective_from"]
    plan = versions.plan_file(text, effective_from=starts)
    if plan.new and plan.regulation.title == TITLE_TO_FILL_IN:
        form.add_error(None, "请在 regulation 的 title 写明依据的制度名称，再核对。")
        return render(request, "setup/rules/load.html", {"form": with_text(form)}, status=422)
    digest = digest_of(plan)
    refused: list[str] = []
    saving = request.POST.get("step") == "save"
    changed = saving and request.POST.get("digest") != digest
    if saving and not changed:
        skip = request.POST.get("skip_bad") == "1"
        try:
            done = versions.load_plan(actor=Actor.of(request.user, request=request), plan=plan, skip_bad=skip)
        except versions.Faults as error:
            refused = (
                ["有不能接受的内容，没有写入。请改正，或者勾选跳过。"]
                if plan.faults
                else [str(fault) for fault in error.faults]
            )
        except ActError as error:
            refused = [error.sentence]
        else:
            messages.success(request, told(done))
            return redirect(reverse("setup:rules"))
    today = timezone.localdate()
    context = {
        "plan": plan, "text": text, "starts": starts, "digest": digest, "changed": changed, "refused": refused,
        "pending": sum(row.effective_from > today for row in plan.new),
        "past": sum(row.effective_from < today for row in plan.new),
    }  # fmt: skip
    status = 409 if refused or changed else (422 if plan.faults else 200)
    return render(request, "setup/rules/load_preview.html", context, status=status)


def with_text(form: LoadForm) -> LoadForm:
    """The form with what the uploaded file says in its text, so that it can be mended on the page."""
    text = form.cleaned_data.get("file") if hasattr(form, "cleaned_data") else ""
    if text and isinstance(text, str):
        data = cast(QueryDict, form.data).copy()
        data["text"] = text
        form.data = data
    return form


def digest_of(plan) -> str:
    """What was looked at: confirming something else is asked again."""
    said = [(r.key, r.applies_to, r.words, str(r.effective_from), str(r.effective_to), r.status) for r in plan.rows]
    return hashlib.sha256(repr((said, [str(fault) for fault in plan.faults])).encode()).hexdigest()[:32]


@roles(*MAY_READ)
@require_GET
def download(request):
    """The rule book in force on a day as a file that can be edited and loaded again."""
    on = day_of(request.GET.get("on", ""))
    response = HttpResponse(written(on), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rules-{on:%Y-%m-%d}.yaml"'
    return response


def told(done: dict) -> str:
    """What was written, in a sentence."""
    parts = [f"新录入 {done['created']} 项"]
    parts += [f"未变 {done['unchanged']} 项"] if done["unchanged"] else []
    parts += [f"跳过 {done['skipped']} 项（原因列在下面，用到时会写明）"] if done["skipped"] else []
    return f"制度已导入：{'，'.join(parts)}。"
