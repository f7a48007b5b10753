"""重点提案遴选 of a session: what is chosen, how long there is, and saying that it is done."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_GET

from core.frame import unsent_input
from core.matters.clock_visibility import MatterClocks
from core.matters.events import timeline
from core.matters.lifecycle import ActError
from core.models import Role
from core.people.access import roles
from core.people.actors import Actor
from members.models import Session
from proposals import key_selection
from proposals.models import KeySelection, Proposal

COMMITTEE = (Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR, Role.OFFICE_CLERK, Role.LEADER)


@roles(*COMMITTEE)
@require_GET
def newest_selection(_request: HttpRequest) -> HttpResponse:
    """To the page of the session that closed last; of the newest one where none has closed yet."""
    sessions = Session.objects.order_by("-closes_on")
    session = sessions.filter(closes_on__lt=timezone.localdate()).first() or sessions.first()
    if session is None:
        raise Http404
    return redirect("proposals:key", pk=session.pk)


@method_decorator(roles(*COMMITTEE), name="dispatch")
class KeySelectionPage(View):
    """GET shows it; POST finishes the selection (the chair's act)."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        unsent = unsent_input.for_page(request, having=("note",))
        return self._page(request, _session(pk), note=unsent.get("note", "") if unsent else "")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        session, note = _session(pk), request.POST.get("note", "")
        selection = get_object_or_404(KeySelection, session=session)
        actor = Actor.of(request.user, request=request)
        try:
            key_selection.finish_key_selection(actor=actor, selection=selection, note=note)
        except ActError as error:
            return self._page(request, session, refusal=error.sentence, note=note, status=error.status)
        return redirect("proposals:key", pk=session.pk)

    def _page(self, request, session: Session, *, refusal: str = "", note: str = "", status: int = 200):
        selection = KeySelection.objects.filter(session=session).first()
        rows = Proposal.objects.visible_to(request.user).filter(session=session, is_key=True)
        chosen = rows.for_list().order_by("number", "id")
        context = {
            "session": session,
            "selection": selection,
            "chosen": list(chosen),
            "clocks": MatterClocks.of(selection, request.user).readable if selection else [],
            "events": list(timeline(selection, request.user)) if selection else [],
            "may_finish": key_selection.may_finish_selection(Actor.of(request.user)),
            "refusal": refusal,
            "note": note,
        }
        return render(request, "proposals/key_selection.html", context, status=status)


def _session(pk: int) -> Session:
    return get_object_or_404(Session.objects.select_related("term"), pk=pk)
