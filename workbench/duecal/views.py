"""The page of the calendar: month, week, list, one day; whose dates; what is over where asked for."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.access import roles
from core.models import Organisation
from core.tables import cached_choices
from proposals.filters import units
from proposals.models import Proposal
from proposals.readers import READERS
from workbench.duecal.asked import DAY, LIST, MONTH, VIEWS, WEEK, Asked
from workbench.duecal.days import days_of, unpublished
from workbench.sight import clocks_for, has_only_own, of_matters, of_proposal, own_clocks

PER_DAY = {MONTH: 3, "": 3, WEEK: 20, LIST: 20, DAY: 100}
unit_choices = cached_choices("units", units)


@roles(*READERS)
@require_GET
def calendar(request):
    """What is due, day by day; every line opens its matter, “还有n件” opens the day."""
    today = timezone.localdate()
    asked = Asked.of(request.GET, today)
    only_own = has_only_own(request.user.hat.role)
    matter = _matter(asked, request.user)
    rows = _rows(asked, request.user)
    per_day = PER_DAY[asked.view]
    skip = (asked.page - 1) * per_day if asked.view == DAY else 0
    month = asked.day.month if asked.view in ("", MONTH) else None
    days = days_of(
        rows, asked.first, asked.last, user=request.user, today=today, per_day=per_day, month=month, skip=skip
    )
    for day in days:
        day.url = asked.url(view=DAY, date=day.date.isoformat())
    context = {
        "asked": asked,
        "today": today,
        "views": [(key, label, asked.url(view=key), asked.view == key) for key, label in VIEWS],
        "days": days,
        "weeks": [days[n : n + 7] for n in range(0, len(days), 7)] if asked.view in ("", MONTH, WEEK) else [],
        "agenda": [day for day in days if day.total and day.is_inside],
        "total": sum(day.total for day in days if day.is_inside),
        "unpublished": unpublished(asked.first, asked.last),
        "only_own": only_own,
        "units": [] if only_own else unit_choices(),
        "unit_name": _unit_name(asked.unit) if asked.unit and not only_own else "",
        "matter": matter,
        "more_url": asked.url(page=asked.page + 1) if asked.view == DAY and skip + per_day < days[0].total else "",
        "less_url": asked.url(page=asked.page - 1) if asked.view == DAY and asked.page > 1 else "",
    }
    return render(request, "workbench/calendar.html", context)


def _rows(asked: Asked, user):
    rows = own_clocks(user) if asked.mine else clocks_for(user)
    if not asked.done:
        rows = rows.filter(stopped_at__isnull=True)
    if asked.unit:
        rows = rows.filter(holder_org=int(asked.unit))
    if asked.matter:
        rows = of_proposal(rows, asked.matter)
    return of_matters(rows, asked.words)


def _matter(asked: Asked, user) -> Proposal | None:
    """The proposal that the page is narrowed to; one that this person may not open is not named."""
    if not asked.matter:
        return None
    return Proposal.objects.visible_to(user).for_naming().filter(pk=asked.matter).first()


def _unit_name(pk: str) -> str:
    named = dict(unit_choices()).get(pk)
    if named:
        return named
    found = Organisation.objects.filter(pk=int(pk)).first()
    return found.brief if found else ""
