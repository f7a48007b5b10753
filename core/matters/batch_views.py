"""One act on many chosen rows: asks what is to be filled in, then does it, or has it done by a job."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from core.matters import batch, once, walking
from core.matters.batch import AT_ONCE, MOST, Outcome
from core.matters.kinds import MatterKind
from core.matters.lifecycle import Transition
from core.matters.page_views import KindView, row_of
from core.people.access import SignedInRequest
from core.people.actors import Actor
from core.text import keys_of, number_of

SHOWN = 50
WALKED = 200


class BatchView(KindView):
    """POST with ``ids`` shows the chosen rows and what must be filled in; with ``go`` it does the act to each.

    ``every`` chooses everything that the list ``next`` finds, not its one page only.
    """

    http_method_names = ["get", "post"]
    template_name = "matters/batch.html"

    def get(self, request: SignedInRequest, key: str) -> HttpResponse:
        """The address alone says nothing about which rows: back to the list."""
        return redirect(self.matter_kind.list_url)

    def post(self, request: SignedInRequest, key: str) -> HttpResponse:
        chosen = self._chosen(request)
        if not chosen:
            messages.error(request, "请先勾选要办理的件。")
            return redirect(self._back(request))
        if len(chosen) > MOST:
            messages.error(request, f"一次最多办理{MOST}件，请先用筛选缩小范围，分批办理。")
            return redirect(self._back(request))
        row = row_of(chosen[0], key)
        if not row.batch:
            raise Http404
        actor = Actor.of(request.user, request=request)
        form = batch.batch_form(chosen, row, actor, request.POST if "go" in request.POST else None)
        if "go" not in request.POST and (form.fields or row.confirm or len(chosen) > 1):
            return self._ask(request, row, chosen, actor, form)
        if form.is_bound and not form.is_valid():
            return self._ask(request, row, chosen, actor, form, status=400)
        given, seen, nonce = batch.filled_in(form), seen_of(request), once.nonce_in(request.POST)
        if len(chosen) > AT_ONCE:
            theirs = [obj for obj in chosen if row.actor_may(actor, obj)]
            if not theirs:
                return self._ask(request, row, chosen, actor, form, status=403)
            back = self._back(request)
            job = batch.start_job(theirs, row, actor, given, seen, back=back, user=request.user, nonce=nonce)
            return redirect("core:job", pk=job.pk)
        outcomes = batch.act_on_each(chosen, row, actor, given, seen, nonce)
        context = {
            "row": row,
            "done": [o for o in outcomes if not (o.refused or o.before)],
            "before": [o for o in outcomes if o.before],
            "refused": [o for o in outcomes if o.refused],
            "back": self._back(request),
        }
        return render(request, "matters/batch_done.html", context)

    def _ask(
        self,
        request: SignedInRequest,
        row: Transition,
        chosen: list[Any],
        actor: Actor,
        form: forms.Form,
        status: int = 200,
    ) -> HttpResponse:
        many = len(chosen) > AT_ONCE
        if many:
            rows = [Outcome(obj, batch.refusal_at_a_glance(obj, row, actor)) for obj in chosen]
        else:
            rows = [Outcome(obj, batch.refusal(obj, row, actor)) for obj in chosen]
        possible = [one.obj for one in rows if not one.refused]
        rows.sort(key=lambda one: bool(one.refused))
        shown = [one for one in rows[:SHOWN] if not one.refused]
        for one, own in zip(shown, batch.own_values([one.obj for one in shown], row, actor), strict=True):
            one.own = [*(row.batch_told(one.obj) if row.batch_told else ()), *own]
        context = {
            "row": row,
            "chosen": len(rows),
            "rows": rows[:SHOWN],
            "more": len(rows[SHOWN:]),
            "possible": len(possible),
            "ids": ",".join(str(obj.pk) for obj in possible),
            "seen": ",".join(f"{obj.pk}:{obj.revision}" for obj in possible),
            "as_job": len(possible) > AT_ONCE,
            "form": form,
            "offered": any(row.actor_may(actor, obj) for obj in chosen),
            "back": self._back(request),
            "here": request.path,
            "sheet_url": self._sheet_url(row, actor),
        }
        return render(request, self.template_name, context, status=status)

    def _sheet_url(self, row: Transition, actor: Actor) -> str:
        """Where each of the rows is filled in by itself; empty where the act has no such page."""
        having = any(one.act == row.key and actor.is_in(*one.posts) for one in self.matter_kind.sheets)
        return reverse(self.matter_kind.name_of_url("sheet"), args=[row.key]) if having else ""

    def _chosen(self, request: SignedInRequest) -> list[Any]:
        """The rows asked for that this person may see, one more than may be done at most.

        In the kind's own order of doing, else as asked.
        """
        given = asked_for(request, self.matter_kind, self._back(request), MOST)[: MOST + 1]
        by_id = self.matter_kind.for_batch(request.user).in_bulk(given)
        found = [by_id[pk] for pk in given if pk in by_id]
        return sorted(found, key=self.matter_kind.batch_order) if self.matter_kind.batch_order else found

    def _back(self, request: SignedInRequest) -> str:
        return back_to(request, self.matter_kind.list_url)


class WalkView(KindView):
    """POST with ``ids`` opens the first of the ticked rows that waits for this person, and goes on to the next after
    each act (逐件办理)."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest) -> HttpResponse:
        back = back_to(request, self.matter_kind.list_url)
        keys = asked_for(request, self.matter_kind, back, WALKED)[:WALKED]
        way = walking.Way.asked(request.user, walking.of_ticked(self.matter_kind.list_url, keys)) if keys else None
        if way is None or not way.keys:
            messages.error(request, "勾选的件都不在等您办理。" if keys else "请先勾选要办理的件。")
            return redirect(back)
        if len(way.keys) < len(keys):
            messages.info(request, f"勾选的{len(keys)}件里有{len(way.keys)}件等您办理，逐件办理这{len(way.keys)}件。")
        return redirect(f"{self.matter_kind.address_of(way.keys[0])}{walking.along(way.url)}")


def back_to(request: SignedInRequest, list_url: str) -> str:
    """The list from which one came, with its conditions; ``list_url`` where the page does not say."""
    given = request.POST.get("next", "")
    return given if given.startswith(list_url) and "//" not in given else list_url


def asked_for(request: SignedInRequest, kind: MatterKind, here: str, most: int) -> list[int]:
    """The keys ticked, or with ``every`` those of everything that the list at ``here`` finds, ``most`` and one."""
    if "every" not in request.POST:
        return keys_of(request.POST, "ids")
    if kind.table is None:
        raise Http404
    path, _, query = here.partition("?")
    visible = kind.visible_to(request.user)
    table = kind.table(queryset=visible, user=request.user, params=QueryDict(query), path=path)
    return list(table.found.values_list("pk", flat=True)[: most + 1])


def seen_of(request: SignedInRequest) -> dict[int, int]:
    """Revisions the person was looking at, sent as ``seen`` = “id:revision”, repeated or comma-separated."""
    parts = (part for value in request.POST.getlist("seen") for part in value.split(","))
    pairs = (one.partition(":") for one in parts)
    found = ((number_of(pk), number_of(rev, 9)) for pk, _, rev in pairs)
    return {pk: rev for pk, rev in found if pk is not None and rev is not None}
