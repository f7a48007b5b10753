"""Settling what a roster's preview asks: what notes say, how bodies are called, single values, doubts that are none."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.matters.lifecycle import ActError
from core.people.access import roles
from core.people.actors import Actor
from members.roster.decisions import EXIT, doubt_key
from members.services import roster_decisions as decisions
from members.services import roster_exits, roster_first_day
from members.services.roster_uploads import IMPORTERS, SHEET
from members.views.roster import PAGES
from members.views.roster_asked import Failed


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    """The tab and page on which the form stood."""
    asked = QueryDict(request.POST.get("back", "")[:400])
    query = QueryDict(mutable=True)
    query.update({key: asked[key] for key in ("show", "q", "page") if asked.get(key)})
    return redirect(f"{reverse('members:roster_import', args=[pk])}?{query.urlencode()}")


@roles(*IMPORTERS, hidden=True)
@require_POST
def statements(request, pk: int):
    """Confirm what the notes say: what is ticked is applied, what is not is left alone."""
    try:
        decisions.decide_statements(
            roster=PAGES.kept(pk),
            offered=request.POST.getlist("offered")[:200],
            ticked=request.POST.getlist("on"),
            seen=request.POST.get("seen", ""),
            actor=Actor.of(request.user, request=request),
        )
    except ActError as error:
        messages.error(request, error.sentence)
    return _back(request, pk)


@roles(*IMPORTERS, hidden=True)
@require_POST
def spellings(request, pk: int):
    """Say what one or several spellings are; each that can be registered is, whatever becomes of the others."""
    roster, actor = PAGES.kept(pk), Actor.of(request.user, request=request)
    rows = zip(*(request.POST.getlist(key)[:200] for key in ("field", "written", "choice", "seen")), strict=False)
    for field, written, choice, seen in rows:
        if not choice:
            messages.error(request, f"请为“{written[:60]}”选择一项。")
            continue
        try:
            done = decisions.decide_spelling(
                roster=roster, field=field, written=written, choice=choice, seen=seen, actor=actor
            )
        except ActError as error:
            messages.error(request, error.sentence)
        else:
            messages.success(request, done)
    return _back(request, pk)


@roles(*IMPORTERS, hidden=True)
@require_POST
def first_day(request, pk: int):
    """Say from which day those are members for whom the file names none."""
    roster, actor = PAGES.kept(pk), Actor.of(request.user, request=request)
    try:
        day = date.fromisoformat(request.POST.get("day", "").strip()[:10])
    except ValueError:
        messages.error(request, "请填写任职日期，如 2022-01-06。")
        return _back(request, pk)
    try:
        roster_first_day.say(roster=roster, day=day, seen=request.POST.get("seen", ""), actor=actor)
    except ActError as error:
        messages.error(request, error.sentence)
    return _back(request, pk)


@roles(*IMPORTERS, hidden=True)
@require_POST
def settle(request, pk: int):
    """Accept a doubt, or put one value right; what cannot be read stays in its field with the reason."""
    roster, posted = PAGES.kept(pk), request.POST
    actor = Actor.of(request.user, request=request)
    told: dict[str, Any] = {"row": posted.get("row", ""), "field": posted.get("field", "")}
    value = posted.get("value", "").strip()[:400]
    if told["field"] == EXIT and "way" in posted:
        value = f"{posted['way']}|{posted.get('day', '').strip()}"[:60]
    try:
        if kind := posted.get("all"):
            rows = [planned.row for planned in roster_exits.answered_alike(SHEET.plan(roster).to_check, kind)]
            doubts = [doubt_key(row.key, doubt) for row in rows for doubt in row.doubts if doubt.key == kind]
            decisions.settle_kind(roster=roster, kind=kind, doubts=doubts, actor=actor)
        elif posted.get("doubt"):
            decisions.settle_doubt(roster=roster, doubt=posted["doubt"], name=posted.get("name", ""), actor=actor)
        else:
            decisions.correct(roster=roster, value=value, seen=posted.get("seen", ""), actor=actor, **told)
    except ActError as error:
        asked = QueryDict(posted.get("back", "")[:400])
        return PAGES.page_of(request, roster, asked, Failed(**told, value=value, sentence=error.sentence))
    return _back(request, pk)
