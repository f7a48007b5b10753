"""One's own notices."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from core.chinese import short_date
from core.delivery.notices import mark_read
from core.matters import kinds
from core.models import Event, Notice, User
from core.models.notices import OPEN
from core.people.access import signed_in


@signed_in
@require_GET
def notices(request):
    """Newest first, those of one matter together, unread ones marked; or only what asks for an act (``doing``)."""
    rows = request.user.notices.order_by("-created_at", "-id")
    unread, doing = bool(request.GET.get("unread")), bool(request.GET.get("doing"))
    if unread:
        rows = rows.filter(OPEN)
    if doing:
        rows = rows.filter(closed_at=None).exclude(asks="")
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    context = {"page": page, "groups": _together(page), "unread_only": unread, "doing_only": doing}
    return render(request, "notices/list.html", context)


def _together(rows: Iterable[Notice]) -> list[list[Notice]]:
    """The notices of each matter in one group, where its newest stands; the morning's digests are one as well, what is
    about no matter stands alone."""
    groups: dict[object, list[Notice]] = {}
    of_matters = {kind.content_type.pk for kind in kinds.matters()}
    for notice in rows:
        digest = notice.kind == Notice.Kind.DIGEST
        matter = (notice.root_type_id, notice.root_id) if notice.root_type_id in of_matters else notice.pk
        groups.setdefault(digest or matter, []).append(notice)
    return list(groups.values())


@signed_in
@require_POST
def open_notice(request, pk: int):
    """Mark as read and go to the matter."""
    notice = get_object_or_404(request.user.notices, pk=pk)
    mark_read(request.user, [notice.pk])
    if over := _over(notice, request.user):
        messages.info(request, over)
        return redirect("core:notices")
    ours = url_has_allowed_host_and_scheme(notice.url, {request.get_host()})
    return redirect(notice.url if ours else "core:notices")


def _over(notice: Notice, user: User) -> str:
    """What became of a thing that asks for nothing any more and that the person does not see; empty for any other."""
    at, model = notice.closed_at, notice.root_type.model_class()
    kind = kinds.kind_of(model) if model else None
    if at is None or kind is None or kind.visible_to(user).filter(pk=notice.root_id).exists():
        return ""
    public = Event.objects.filter(root_type=notice.root_type, root_id=notice.root_id, audience=Event.Audience.ALL)
    act = public.filter(at=at).order_by("pk").first()
    done = f"{short_date(timezone.localdate(at))}已{act.label}，" if act else ""
    return f"“{notice.title}”{notice.get_closed_as_display()}：{done}您现在的岗位看不到这件{kind.title}。"


@signed_in
@require_POST
def read_all(request):
    """Everything has been seen."""
    mark_read(request.user)
    return redirect("core:notices")
