"""One act on one thing: its form on a page of its own, and doing it. A refusal never loses what was typed."""

import re
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views import View

from core.matters.engine import act_form, check, perform
from core.matters.lifecycle import ActError, Forbidden, InvalidFacts, Refused, Transition, UnknownAct, lifecycle_of
from core.matters.turns import Turn
from core.matters.whose_turn import whose_turn
from core.people.access import signed_in
from core.people.actors import Actor
from proposals.effects.extending import MORE_TIME
from proposals.forms import dressed
from proposals.models import Assignment, Proposal
from proposals.offers import act_url
from proposals.page import Parts, parts_for
from proposals.reading import assignment_for_page, proposal_for_page

TEMPLATES = {
    "invite": "proposals/acts/invite.html",
    "evaluate": "proposals/acts/evaluate.html",
    "draft": "proposals/acts/draft.html",
    "ask_extension": "proposals/acts/ask_extension.html",
    "grant_extension": "proposals/acts/answer_extension.html",
    "refuse_extension": "proposals/acts/answer_extension.html",
}
TEXT_STANDS_OPEN = {
    "recommend",
    "file",
    "not_file",
    "pass_on",
    "return_to_author",
    "give_opinion",
    "assign",
    "hand_over",
}


NUMBERED = re.compile(r"(?:^|(?<=[；;。\n]))\s*(?:[一二三四五六七八九十]{1,3}(?:是|、)|[（(]?\d{1,2}[)）.、])")


@dataclass(frozen=True)
class Page:
    """What the page of an act shows beside its form."""

    request: HttpRequest
    obj: Proposal | Assignment
    row: Transition
    actor: Actor


def row_of(obj, key: str) -> Transition:
    """The row that has a button under this name; Http404 for others."""
    try:
        row = lifecycle_of(obj).row(key)
    except UnknownAct as error:
        raise Http404 from error
    if row.system:
        raise Http404
    return row


def typed_facts(request: HttpRequest, obj, key: str, actor: Actor) -> dict:
    """What was filled in, field by field, as each field's own widget reads it."""
    form = act_form(obj, key, actor)
    return {
        name: field.widget.value_from_datadict(request.POST, request.FILES, name) for name, field in form.fields.items()
    }


def seen_revision(request: HttpRequest) -> int | None:
    """The revision the person was looking at; None where the form did not say."""
    given = request.POST.get("seen", "")
    return int(given) if given.isdecimal() and len(given) < 10 else None


@method_decorator(signed_in, name="dispatch")
class ActView(View):
    """GET shows what is asked (or asks to confirm), POST does it. Subclasses say what it is done to."""

    model: type

    def fetch(self, request, pk):
        """The object as the engine wants it: fresh, visible to this person, else 404."""
        return get_object_or_404(self.model.objects.visible_to(request.user), pk=pk)

    def fetch_for_page(self, request, pk):
        """The object with everything the page shows."""
        raise NotImplementedError

    def next_turn(self, obj, actor) -> Turn:
        """Whose turn it is after the act."""
        raise NotImplementedError

    def get(self, request, pk: int, key: str) -> HttpResponse:
        obj = self.fetch_for_page(request, pk)
        actor = Actor.of(request.user, request=request)
        page = Page(request, obj, row_of(obj, key), actor)
        try:
            check(obj, key, actor)
        except ActError as error:
            return act_page(page, None, refusal=error.sentence, status=error.status)
        return act_page(page, act_form(obj, key, actor))

    def post(self, request, pk: int, key: str) -> HttpResponse:
        obj = self.fetch(request, pk)
        actor = Actor.of(request.user, request=request)
        row = row_of(obj, key)
        facts = typed_facts(request, obj, key, actor)
        try:
            perform(obj, key, actor, seen=seen_revision(request), **facts)
        except InvalidFacts as error:
            return act_page(self._page(request, pk, row, actor), error.form, status=error.status)
        except Forbidden as error:
            return act_page(self._page(request, pk, row, actor), None, refusal=error.sentence, status=error.status)
        except Refused as error:
            page = self._page(request, pk, row, actor)
            form = act_form(page.obj, key, actor, data=facts)
            return act_page(page, form, refusal=error.sentence, status=error.status)
        return self.done(request, pk, row, actor)

    def _page(self, request, pk, row, actor) -> Page:
        return Page(request, self.fetch_for_page(request, pk), row, actor)

    def done(self, request, pk: int, row: Transition, actor: Actor) -> HttpResponse:
        """Say what happened and what comes next; whoever may no longer see the matter goes back to the list."""
        obj = self.model.objects.visible_to(request.user).filter(pk=pk).first()
        if obj is None:
            messages.success(request, f"“{row.label}”已办好。")
            return redirect("proposals:list")
        messages.success(request, f"“{row.label}”已办好。{what_comes_next(self.next_turn(obj, actor))}")
        after = {"submit": "proposals:receipt", "edit_again": "proposals:write"}.get(row.key)
        if after:
            return redirect(after, pk=pk)
        return redirect(obj.get_absolute_url())


def what_comes_next(turn: Turn) -> str:
    """The second half of the message after an act."""
    if not turn.who:
        return f"该件{turn.what}。"
    return f"接下来{turn.sentence}。"


class ProposalAct(ActView):
    """An act on the matter."""

    model = Proposal

    def fetch_for_page(self, request, pk):
        return proposal_for_page(request.user, pk)

    def next_turn(self, obj, actor) -> Turn:
        return whose_turn(obj, actor)


class AssignmentAct(ActView):
    """An act on one unit's work."""

    model = Assignment

    def fetch_for_page(self, request, pk):
        return assignment_for_page(request.user, pk)

    def next_turn(self, obj, actor) -> Turn:
        return whose_turn(obj, actor)


def act_page(page: Page, form, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """The page of one act. ``form`` None: the act is not offered, only the sentence and the way back."""
    obj, row = page.obj, page.row
    possible = form is not None and _is_possible(obj, row.key, page.actor)
    if form is not None:
        dressed(form)
    parts = parts_for(obj.matter, page.actor)
    work = obj if isinstance(obj, Assignment) else None
    context = beside_the_form(obj.matter, work, parts) | {
        "form": form,
        "row": row,
        "obj": obj,
        "proposal": obj.matter,
        "work": work,
        "refusal": refusal,
        "possible": possible,
        "seen": obj.revision,
        "text_open": row.key in TEXT_STANDS_OPEN,
        "parts": parts,
        "back": obj.get_absolute_url(),
        "action": act_url(obj, row.key),
        "beside_form": work is not None or row.key in TEXT_STANDS_OPEN,
    }
    return render(page.request, TEMPLATES.get(row.key, "proposals/acts/act.html"), context, status=status)


def beside_the_form(proposal: Proposal, work: Assignment | None, parts: Parts) -> dict:
    """What stands beside the form of a unit's act: its own draft, the lead's draft, the joint units' opinions."""
    if work is None:
        return {}
    same_round = [line for line in parts.lines if line.work.round == work.round and line.work != work]
    return {
        "line": parts.line_of(work),
        "lead_lines": [line for line in same_round if line.shows_reply and not work.answers],
        "opinion_lines": [line for line in same_round if line.work.opinion and line.shows_inside],
        "points": points_of(proposal.suggestion),
        "limits": MORE_TIME.limits(work),
    }


def points_of(suggestion: str) -> list[str]:
    """The suggestions one by one, as far as the text counts them (一是……；二是……, 1. …); else its paragraphs."""
    numbered = [part.strip(" ；;。\n") for part in NUMBERED.split(suggestion) if part.strip(" ；;。\n")]
    if len(numbered) > 1:
        return numbered
    return [line.strip() for line in suggestion.splitlines() if line.strip()]


def _is_possible(obj, key: str, actor: Actor) -> bool:
    try:
        check(obj, key, actor)
    except ActError:
        return False
    return True
