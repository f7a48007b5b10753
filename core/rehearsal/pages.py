"""The page of a rehearsal: begin, press stage by stage, see what came of each, clear it away."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.committee import guide
from core.matters.lifecycle import ActError
from core.people.access import roles
from core.people.actors import Actor
from core.rehearsal import running, script
from core.rehearsal.setup_step import KEY
from core.text import number_of


@roles(*running.MAY)
@require_http_methods(["GET", "POST"])
def rehearsal(request):
    """One press for each stage; nothing of it is in the real database."""
    if request.method == "POST":
        _press(request, request.POST.get("do", ""))
        return redirect(f"{request.path}#now")
    found, told = running.current(), script.every()
    what = script.chosen(found.kind if found else request.GET.get("kind", "")) or script.chosen()
    stages = what.stages if what else ()
    done = found.done if found else 0
    rows = [
        {
            "number": number + 1, "stage": stage, "is_done": number < done,
            "is_now": found is not None and number == done,
            "outcome": found.outcomes[number] if found and number < done else None,
        }
        for number, stage in enumerate(stages)
    ]  # fmt: skip
    context = {
        "script": what, "found": found, "rows": rows, "now": rows[done] if found and done < len(rows) else None,
        "told": told if len(told) > 1 else [], "is_over": found is not None and done == len(rows),
        "lacking": guide.lacking_for(KEY, request.user) if found is None else (),
    }  # fmt: skip
    return render(request, "rehearsal/page.html", context)


def _press(request, what: str) -> None:
    actor = Actor.of(request.user, request=request)
    try:
        if what == "begin":
            running.begin(actor, request.POST.get("kind", ""))
        elif what == "forward":
            seen = number_of(request.POST.get("seen", ""), 9)
            running.forward(actor, seen=-1 if seen is None else seen)
        elif what == "drop":
            running.drop(actor)
            messages.success(request, "试办的副本已清掉。真实数据没有任何改动。")
    except ActError as error:
        messages.error(request, error.sentence)
