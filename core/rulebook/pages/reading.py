"""Reading the rule book: the list of a day, one key with its history, two versions side by side, a sheet to print."""

from datetime import date
from urllib.parse import quote

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core import rulebook
from core.models import Clock, Role, Rule
from core.people.access import roles
from core.rulebook import answering, browsing, confirming
from core.rulebook.forms import TrialForm

FEW_GROUPS = 3  # as many stand open
MAY_READ = tuple(Role.values)


def day_of(text: str) -> date:
    """The day asked about; today where none is written or it cannot be read."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()


def key_or_404(name: str) -> rulebook.Key:
    """The key; a local deadline exists only where a regulation brought it."""
    key = rulebook.find_key(name)
    if key is None or (key.is_local and not rulebook.versions_of(name) and not rulebook.classes_of(name)):
        raise Http404("制度库里没有这个项目。")
    return key


def may_write(request) -> bool:
    """Whether the post in use keeps the rule book."""
    return bool(request.user.post_in_use and request.user.post_in_use.role == Role.SYSADMIN)


def may_confirm(request) -> bool:
    """Whether the post in use sees what waits to be confirmed."""
    post = request.user.post_in_use
    return bool(post and post.role in (*confirming.CONFIRMERS, Role.SYSADMIN))


@roles(*MAY_READ)
@require_GET
def rules(request):
    """The rules that stand on a day, by group, each with its source; every date and list comes from here."""
    on = day_of(request.GET.get("on", ""))
    wanted = request.GET.get("q", "").strip()[:60]
    state = request.GET.get("state", "")
    state = state if state in browsing.STATES else "in_force"
    regulation = request.GET.get("regulation", "")
    every = browsing.every_line(on)
    found = [line for line in every if not wanted or line.mentions(wanted)]
    found = [line for line in found if not regulation or str(line.rule.regulation_id) == regulation]
    counts = browsing.counts_by_state(found)
    asked = request.GET.copy()
    tabs = []
    for code, label in browsing.STATES.items():
        asked["state"] = code
        tabs.append({"label": label, "count": counts[code], "address": asked.urlencode(), "current": code == state})
    groups = grouped(browsing.bundled(line for line in found if line.state == state))
    shut = request.GET.get("open") != "all" and not wanted and not regulation and len(groups) > FEW_GROUPS
    context = {
        "groups": groups,
        "shut": shut,
        "everything": everything_of(request),
        "on": on,
        "is_today": on == timezone.localdate(),
        "q": wanted,
        "state": state,
        "tabs": tabs,
        "regulation": regulation,
        "regulations": regulations_in(every),
        "left_out": [
            (one, rows)
            for one in regulations_in(every)
            if regulation in ("", str(one.pk)) and (rows := answering.left_out_of(one))
        ],
        "may_write": may_write(request),
        "pending": len(confirming.waiting(timezone.localdate())) if may_confirm(request) else 0,
    }
    return render(request, "setup/rules/list.html", context)


def everything_of(request) -> str:
    """The address of the same list with every group open."""
    asked = request.GET.copy()
    asked["open"] = "all"
    return asked.urlencode()


def grouped(lines) -> list[tuple[str, list]]:
    """Lines, or bundles of them, by their key's group, groups and keys in the order of the catalogue."""
    found: dict[str, list] = {}
    for line in lines:
        found.setdefault(line.key.group, []).append(line)
    return list(found.items())


def regulations_in(lines) -> list:
    """The regulations that any version rests on, the office's own first."""
    found = {line.rule.regulation_id: line.rule.regulation for line in lines}
    return sorted(found.values(), key=lambda r: (r.is_default, r.title))


@roles(*MAY_READ)
@require_GET
def key_page(request, name: str):
    """One key: what it decides, what is in force, every version of every class, and a trial of periods."""
    key = key_or_404(name)
    today = timezone.localdate()
    lines = browsing.lines_of(key, today)
    trial = TrialForm(request.GET if "start" in request.GET else None, initial={"start": today})
    tried = []
    if key.type == "period" and trial.is_bound and trial.is_valid():
        tried = browsing.trials(lines, trial.cleaned_data["start"])
    context = {
        "key": key,
        "today": today,
        "classes": by_class(lines, today),
        "current": next(iter(browsing.bundled(line for line in lines if line.state == "in_force")), None),
        "lines": lines,
        "trial": trial if key.type == "period" else None,
        "tried": tried,
        "left_out": answering.left_out_for(name),
        "running": Clock.objects.filter(rule__key=name, stopped_at__isnull=True).count(),
        "may_write": may_write(request),
        "has_classes": len({line.rule.applies_to for line in lines}) > 1,
    }
    return render(request, "setup/rules/key.html", context, status=422 if trial.errors else 200)


def by_class(lines, today: date) -> list[dict]:
    """Versions of each class together, in the order in which they come."""
    found: dict[str, list] = {}
    for line in lines:
        found.setdefault(line.rule.applies_to, []).append(line)
    return [{"code": code, "label": rows[0].matter_class, "lines": rows} for code, rows in found.items()]


@roles(*MAY_READ)
@require_GET
def compare(request, name: str):
    """Two versions of a key side by side: what differs in the value, in the dates that follow, and in the article."""
    key = key_or_404(name)
    lines = {str(line.rule.pk): line for line in browsing.lines_of(key, timezone.localdate())}
    picked = request.GET.getlist("pick")
    if len(picked) == 2:
        return redirect(f"{request.path}?a={quote(picked[0])}&b={quote(picked[1])}")
    first, second = (lines.get(request.GET.get(side, "")) for side in ("a", "b"))
    context = {"key": key, "lines": lines.values(), "a": request.GET.get("a", ""), "b": request.GET.get("b", "")}
    if first is None or second is None or first is second:
        context["sentence"] = "请选择两个不同的版本。" if request.GET else ""
        return render(request, "setup/rules/compare.html", context, status=422 if request.GET else 200)
    old, new = sorted((first, second), key=lambda line: (line.version.starts, line.rule.pk))
    comparison = browsing.compare(key, old.rule, new.rule)
    left, right = browsing.sides(comparison.text)
    start = day_of(request.GET.get("start", ""))
    context |= {
        "old": old, "new": new, "changes": comparison.changes, "is_period": key.type == "period", "start": start,
        "columns": [(old, left), (new, right)], "has_text": bool(comparison.text),
        "tried": browsing.trials([old, new], start) if key.type == "period" else [],
    }  # fmt: skip
    return render(request, "setup/rules/compare.html", context)


@roles(*MAY_READ)
@require_GET
def sheet(request):
    """The rule book in force on a day as a sheet to print."""
    on = day_of(request.GET.get("on", ""))
    lines = [line for line in browsing.every_line(on) if line.state == "in_force"]
    return render(request, "setup/rules/sheet.html", {"groups": grouped(lines), "on": on, "count": len(lines)})


def rule_of(key: rulebook.Key, pk: int) -> Rule:
    """The version ``pk`` of ``key``; a version of another key is none of this page's."""
    try:
        return Rule.objects.select_related("regulation").get(pk=pk, key=key.key)
    except Rule.DoesNotExist:
        raise Http404("没有这个版本。") from None
