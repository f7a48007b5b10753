"""The page of the calendar: month, week, list, one day; whose dates; what is over where asked for."""

from dataclasses import replace
from datetime import date

from django.db.models import Count, Model, Q
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.matters import kinds
from core.matters.clock_rows import of_matter, of_matters
from core.matters.clock_visibility import WATCHERS, clocks_for, has_only_own, own_clocks
from core.matters.naming import name_of
from core.matters.of_others import known_of_others
from core.models import Organisation
from core.people.access import roles
from core.text import number_of
from workbench.board.figures import holder_filter, holder_name, list_url
from workbench.board.table import holder_choices
from workbench.due_calendar.asked import DAY, LATE, LIST, MONTH, ONE, VIEWS, WEEK, Asked
from workbench.due_calendar.days import Day, days_of, unpublished

PER_DAY = {MONTH: 3, "": 20, WEEK: 20, LIST: 20, DAY: 100, LATE: 20}


@roles(*kinds.readers())
@require_GET
def calendar(request):
    """What is due, day by day; every line opens its matter, “还有n件” opens the day."""
    today = timezone.localdate()
    asked = Asked.of(request.GET, today)
    only_own = has_only_own(request.user.post_in_use.role)
    matter = _matter(asked, request.user)
    rows = _rows(asked, request.user, only_own, matter)
    per_day = PER_DAY[asked.view]
    skip = (asked.page - 1) * per_day if asked.view == DAY else 0
    last = asked.last if asked.view else max(asked.last, asked.listed[1])
    found = days_of(
        rows, asked.first, last, user=request.user, today=today, per_day=per_day, skip=skip,
        month=(asked.day.year, asked.day.month) if asked.view in ("", MONTH) else None, empty_ones=asked.view != LATE,
    )  # fmt: skip
    for day in found:
        day.url = asked.url(view=DAY, date=day.date.isoformat())
    days, agenda = _grid_and_list(found, asked)
    late, late_of_list = _late(rows, asked)
    context = {
        "asked": asked,
        "today": today,
        "views": [(key, label, asked.url(view=key), asked.view == key) for key, label in VIEWS],
        "days": days,
        "weeks": [days[n : n + 7] for n in range(0, len(days), 7)] if asked.view in ("", MONTH, WEEK) else [],
        "agenda": agenda,
        "listed": sum(day.total for day in agenda),
        "total": sum(day.total for day in days if day.is_inside),
        "unpublished": unpublished(asked.first, last) if asked.view != LATE else [],
        "only_own": only_own,
        "units": [] if only_own else _units(asked.unit),
        "matter": name_of(matter) if matter else "",
        "late": late,
        "late_url": _late_url(asked, request.user, asked.first),
        "late_of_list": late_of_list,
        "late_of_list_url": _late_url(asked, request.user, asked.day),
        "more_url": asked.url(page=asked.page + 1) if asked.view == DAY and skip + per_day < days[0].total else "",
        "less_url": asked.url(page=asked.page - 1) if asked.view == DAY and asked.page > 1 else "",
    }
    return render(request, "workbench/calendar.html", context)


def _rows(asked: Asked, user, only_own: bool, matter: Model | None):
    """What is shown: a right that ran out is no news, and other people's rights concern nobody who watches."""
    rows = own_clocks(user) if asked.mine else clocks_for(user, known_of_others(user))
    if asked.view == LATE:
        rows = rows.filter(stopped_at__isnull=True, lapses=False)
    elif not asked.done:
        rows = rows.filter(stopped_at__isnull=True).exclude(lapses=True, due__lt=asked.today)
    if not (only_own or asked.mine):
        rows = rows.filter(lapses=False)
    if asked.unit and not only_own:
        rows = rows.filter(holder_filter(asked.unit))
    if asked.matter:
        rows = of_matter(rows, matter) if matter else rows.none()
    return of_matters(rows, asked.words, user)


def _grid_and_list(found: list[Day], asked: Asked) -> tuple[list[Day], list[Day]]:
    """The days of the grid, and of the list those on which something is due.

    Without a chosen view the page has both, read at once: of the grid's days only the first few lines are shown.
    """
    if asked.view:
        return found, [day for day in found if day.total and day.is_inside]
    grid = [replace(day, lines=day.lines[: PER_DAY[MONTH]]) for day in found if day.date <= asked.last]
    first, last = asked.listed
    return grid, [day for day in found if day.total and first <= day.date <= last]


def _late(rows, asked: Asked) -> tuple[int, int]:
    """How many duties were due before the days that are shown, and before those of the list, and still run; asked only
    where today is shown."""
    if asked.view == LATE or not asked.first <= asked.today <= max(asked.last, asked.listed[1]):
        return 0, 0
    late = rows.filter(due__lt=max(asked.first, asked.day), stopped_at__isnull=True, lapses=False)
    counted = late.aggregate(
        grid=Count("pk", filter=Q(due__lt=asked.first)), listed=Count("pk", filter=Q(due__lt=asked.day))
    )
    grid = counted["grid"] if asked.first <= asked.today <= asked.last else 0
    return grid, counted["listed"] if asked.listed[0] <= asked.today else 0


def _late_url(asked: Asked, user, day: date) -> str:
    """What was due before the day: the board's list for those who have it, else this calendar's own list."""
    if user.post_in_use.role in WATCHERS and not (asked.mine or asked.matter):
        return list_url(unit=asked.unit, due_before=(day - ONE).isoformat(), q=asked.words)
    return asked.url(view=LATE, date=None)


def _matter(asked: Asked, user) -> Model | None:
    """The matter that the page is narrowed to; one that this person may not open is not named.

    A bare number is one of the first kind of matters; others are named with their model: ``report-12``.
    """
    name, _, number = asked.matter.rpartition("-")
    for kind in kinds.matters():
        if number and name in ("", kind.model._meta.model_name):
            return kind.visible_to(user).filter(pk=int(number)).first()
    return None


def _units(chosen: str) -> list[tuple[str, str]]:
    """The choices of whose dates; one that is not among them but was asked for is added with its name."""
    choices = holder_choices()
    if not chosen or chosen in dict(choices):
        return choices
    if (body := number_of(chosen)) is None:
        return choices
    name = holder_name(chosen, Organisation.objects.in_bulk([body]))
    return [*choices, (chosen, name)] if name else choices
