"""The page of the calendar: month, week, list, one day; whose dates; what is over where asked for."""

from django.db.models import Model
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.matters import kinds
from core.matters.clock_rows import of_matter, of_matters
from core.matters.clock_visibility import WATCHERS, clocks_for, has_only_own, own_clocks
from core.matters.naming import name_of
from core.models import Organisation
from core.people.access import roles
from core.text import number_of
from workbench.board.figures import holder_filter, holder_name, list_url
from workbench.board.table import holder_choices
from workbench.due_calendar.asked import DAY, LATE, LIST, MONTH, ONE, VIEWS, WEEK, Asked
from workbench.due_calendar.days import days_of, unpublished

PER_DAY = {MONTH: 3, "": 3, WEEK: 20, LIST: 20, DAY: 100, LATE: 20}


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
    month = asked.day.month if asked.view in ("", MONTH) else None
    days = days_of(
        rows, asked.first, asked.last, user=request.user, today=today, per_day=per_day, month=month, skip=skip,
        empty_ones=asked.view != LATE,
    )  # fmt: skip
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
        "unpublished": unpublished(asked.first, asked.last) if asked.view != LATE else [],
        "only_own": only_own,
        "units": [] if only_own else _units(asked.unit),
        "matter": name_of(matter) if matter else "",
        "late": _late(rows, asked),
        "late_url": _late_url(asked, request.user),
        "more_url": asked.url(page=asked.page + 1) if asked.view == DAY and skip + per_day < days[0].total else "",
        "less_url": asked.url(page=asked.page - 1) if asked.view == DAY and asked.page > 1 else "",
    }
    return render(request, "workbench/calendar.html", context)


def _rows(asked: Asked, user, only_own: bool, matter: Model | None):
    """What is shown: a right that ran out is no news, and other people's rights concern nobody who watches."""
    rows = own_clocks(user) if asked.mine else clocks_for(user)
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
    return of_matters(rows, asked.words)


def _late(rows, asked: Asked) -> int:
    """How many duties were due before the days that are shown and still run; asked only where today is shown."""
    if asked.view == LATE or not asked.first <= asked.today <= asked.last:
        return 0
    return rows.filter(due__lt=asked.first, stopped_at__isnull=True, lapses=False).count()


def _late_url(asked: Asked, user) -> str:
    """The board's list for those who have it, else this calendar's own list of what is late."""
    if user.post_in_use.role in WATCHERS and not (asked.mine or asked.matter):
        before = (asked.first - ONE).isoformat()
        return list_url(unit=asked.unit, due_before=before, q=asked.words)
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
