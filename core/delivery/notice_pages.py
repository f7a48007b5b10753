"""One's own notices."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from core.delivery.notices import mark_read
from core.models.notices import OPEN
from core.people.access import signed_in


@signed_in
@require_GET
def notices(request):
    """Newest first, unread ones marked."""
    rows = request.user.notices.order_by("-created_at", "-id")
    if request.GET.get("unread"):
        rows = rows.filter(OPEN)
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    return render(request, "notices/list.html", {"page": page, "unread_only": bool(request.GET.get("unread"))})


@signed_in
@require_POST
def open_notice(request, pk: int):
    """Mark as read and go to the matter."""
    notice = get_object_or_404(request.user.notices, pk=pk)
    mark_read(request.user, [notice.pk])
    ours = url_has_allowed_host_and_scheme(notice.url, {request.get_host()})
    return redirect(notice.url if ours else "core:notices")


@signed_in
@require_POST
def read_all(request):
    """Everything has been seen."""
    mark_read(request.user)
    return redirect("core:notices")
