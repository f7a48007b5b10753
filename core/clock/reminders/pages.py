"""One's own digests (晨报): the list of them, and one day's."""

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.clock.reminders import digest
from core.delivery.notices import mark_read
from core.people.access import signed_in


@signed_in
@require_GET
def digest_list(request):
    """Newest first."""
    page = Paginator(digest.digests_of(request.user), 30).get_page(request.GET.get("page"))
    return render(request, "reminders/list.html", {"page": page})


@signed_in
@require_GET
def digest_page(request, day: str):
    """One's own digest of a day, each line as it stands now. Whoever opens it has read its notice."""
    try:
        on = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    if day != on.isoformat():
        raise Http404
    found = digest.read(request.user, on)
    unread = digest.digests_of(request.user).filter(url=request.path, read_at=None).values_list("pk", flat=True)
    mark_read(request.user, unread)
    context = {"day": on, "digest": found, "is_today": on == timezone.localdate()}
    return render(request, "reminders/day.html", context)
