"""The address at which the form of an act saves itself while it is typed."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from core.matters import kept_forms
from core.matters.engine import act_form, not_theirs
from core.matters.lifecycle import ActError, Refused
from core.matters.overtaken import taken
from core.matters.page_views import KindView, row_of, seen_revision
from core.people.access import SignedInRequest
from core.people.actors import Actor


class KeepForm(KindView):
    """Keep what stands in the form of an act, or let it go (``drop``); answers JSON to the page's script."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int, key: str) -> JsonResponse:
        thing = get_object_or_404(self.matter_kind.visible_to(request.user), pk=pk)
        actor, row = Actor.of(request.user, request=request), row_of(thing, key)
        if "drop" in request.POST:
            kept_forms.drop(thing, key, request.user)
            return JsonResponse({"dropped": True})
        seen = seen_revision(request.POST)
        try:
            if not row.actor_may(actor, thing):
                raise not_theirs(row)
            if seen is None or seen > thing.revision:
                raise Refused(taken(thing, row, actor))
            typed = dict(request.POST.lists())
            at = kept_forms.keep(thing, key, request.user, typed, seen, act_form(thing, key, actor))
        except ActError as error:
            return JsonResponse({"detail": error.sentence}, status=error.status)
        return JsonResponse({"saved": f"{timezone.localtime(at):%H:%M}"})
