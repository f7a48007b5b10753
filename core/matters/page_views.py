"""Views of matters: the page of one, and one act on it. A refusal never loses what was typed."""

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from core.frame import unsent_input
from core.matters import kept_forms, once, walking
from core.matters.actions import act_url
from core.matters.engine import act_form, check, perform
from core.matters.instruct_forms import WHICH
from core.matters.kinds import MatterKind
from core.matters.lifecycle import (
    Act,
    ActError,
    AlreadyDone,
    Forbidden,
    InvalidFacts,
    Refused,
    Stale,
    Transition,
    UnknownAct,
    lifecycle_of,
)
from core.matters.naming import number_of as number_of_matter
from core.matters.pages import ActPage, MatterPage, page_of
from core.matters.turns import Turn
from core.matters.walking import Way
from core.matters.whose_turn import whose_turn
from core.models import KeptForm, User
from core.models.generic import matter_of
from core.people.access import SignedInRequest
from core.people.actors import Actor
from core.people.proving import AskedFor
from core.text import number_of


class KindView(View):
    """A view of one kind of matter; ``matter_kind`` comes with the address."""

    matter_kind: MatterKind = cast(MatterKind, None)


class DetailPage(KindView):
    """Where a thing is, whose turn it is, what may be done; its own sections; what happened."""

    http_method_names = ["get"]

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        try:
            thing = self.matter_kind.fetch_whole(request.user, pk)
        except Http404:
            said = self.matter_kind.left(request.user, pk) if self.matter_kind.left else ""
            if not said:
                raise
            return refused_page(request, self.matter_kind, Refused(said), status=404)
        page = page_of(thing, Actor.of(request.user, request=request))
        # What happened is read first: urgings are taken from it, so that nobody asks for them again.
        context = {"events": page.events} | page.context() | {"unsent": _unsent_here(request, page)}
        context["walk"] = walking.walk(request.user, thing, request.GET)
        return render(request, page.template, context)


def _unsent_here(request: SignedInRequest, page: MatterPage) -> QueryDict | None:
    """What had been typed into an act's form on the page itself when the sign-in ran out."""
    if not page.asks_here:
        return None
    acts = (act_url(page.thing, row.key) for row in lifecycle_of(page.thing).rows)
    return unsent_input.for_page(request, *acts, having=page.asks_here)


def row_of(thing: Any, key: str) -> Transition:
    """The row that has a button under this name; Http404 for others."""
    try:
        row = lifecycle_of(thing).row(key)
    except UnknownAct as error:
        raise Http404 from error
    if row.system:
        raise Http404
    return row


def typed_facts(request: SignedInRequest, thing: Any, key: str, actor: Actor) -> dict[str, Any]:
    """What was filled in, field by field, as each field's own widget reads it."""
    form = act_form(thing, key, actor)
    return {
        name: field.widget.value_from_datadict(request.POST, request.FILES, name) for name, field in form.fields.items()
    }


def seen_revision(fields: QueryDict) -> int | None:
    """The revision the person was looking at; None where the form did not say."""
    return number_of(fields.get("seen", ""), 9)


def chosen_by_address(kind: MatterKind, key: str) -> str:
    """The field of this act that takes one of the matters found alike; empty where there is none."""
    return kind.likeness.chosen_in.get(key, "") if kind.likeness else ""


def _choose(form: forms.Form, name: str, sent: QueryDict) -> None:
    """What was chosen on the page of those alike stands in the form; the form itself says what may be chosen."""
    if name in form.fields and (key := number_of(sent.get(name, ""))) is not None:
        form.initial[name] = form.fields[name].initial = key


@dataclass(frozen=True)
class Asked:
    """One act asked for by one person on one thing."""

    request: SignedInRequest
    thing: Any
    row: Transition
    actor: Actor


class ActView(KindView):
    """GET shows what is asked (or asks to confirm), POST does it."""

    http_method_names = ["get", "post"]

    @classmethod
    def asked_for(cls, user: User, given: dict[str, Any], address: dict[str, Any]) -> AskedFor | None:
        """The act in words, where it is gone on with after the password (``core.people.proving``); None where this
        person is not offered it."""
        thing = given["matter_kind"].visible_to(user).filter(pk=address["pk"]).first()
        if thing is None:
            return None
        row = row_of(thing, address["key"])
        return AskedFor(row.save or row.label, str(matter_of(thing))) if row.actor_may(Actor.of(user), thing) else None

    def get(self, request: SignedInRequest, pk: int, key: str) -> HttpResponse:
        thing = self.matter_kind.fetch_whole(request.user, pk)
        actor = Actor.of(request.user, request=request)
        asked = Asked(request, thing, row_of(thing, key), actor)
        try:
            check(thing, key, actor)
        except ActError as error:
            return act_refused(asked, error)
        unsent = unsent_input.for_page(request)
        form = act_form(thing, key, actor)
        kept = None if unsent or not kept_forms.has_long_text(form) else kept_forms.kept(thing, key, request.user)
        form = unsent_input.fill(form, kept_forms.as_typed(kept) if kept else unsent)
        for name in (chosen_by_address(self.matter_kind, key), WHICH):
            _choose(form, name, request.GET)
        return act_page(asked, form, seen=seen_revision(unsent) if unsent else None, kept=kept)

    def post(self, request: SignedInRequest, pk: int, key: str) -> HttpResponse:
        thing = get_object_or_404(self.matter_kind.visible_to(request.user), pk=pk)
        actor = Actor.of(request.user, request=request)
        row = row_of(thing, key)
        facts = typed_facts(request, thing, key, actor)
        way = walking.Way.asked(request.user, request.POST.get(walking.PARAM, ""))
        try:
            seen, nonce = seen_revision(request.POST), once.nonce_in(request.POST)
            act = perform(thing, key, actor, seen=seen, nonce=nonce, **facts)
        except InvalidFacts as error:
            return act_page(self._again(request, pk, row, actor), error.form, status=error.status)
        except Forbidden as error:
            return act_refused(self._again(request, pk, row, actor), error)
        except Refused as error:
            if isinstance(error, AlreadyDone) and error.same:
                kept_forms.drop(thing, key, request.user)
                return self._onward(request, pk, row, actor, way, already=error.sentence)
            asked = self._again(request, pk, row, actor)
            if not row.actor_may(actor, asked.thing):  # what the form offers is for whoever may do the act
                return act_refused(asked, error)
            form = act_form(asked.thing, key, actor, data=facts)
            stale = isinstance(error, Stale)
            return act_page(asked, form, refusal=error.sentence, status=error.status, stale=stale)
        kept_forms.drop(thing, key, request.user)
        act = self._and_then(request, act)
        done = act.row.done(act) if callable(act.row.done) else act.row.done
        return self._onward(request, pk, act.row, actor, way, done=done)

    def _and_then(self, request: SignedInRequest, act: Act) -> Act:
        """The act that was asked for together with this one is done as well; refused, it says why, and this one
        stays done. Returns the last of the two."""
        following = onward(act.obj, act.row)
        if following is None or request.POST.get("do") != following.key:
            return act
        try:
            return perform(act.obj, following.key, act.actor)
        except ActError as error:
            messages.error(request, f"还不能{following.label}：{error.sentence}")
            return act

    def _again(self, request: SignedInRequest, pk: int, row: Transition, actor: Actor) -> Asked:
        return Asked(request, self.matter_kind.fetch_whole(request.user, pk), row, actor)

    def _onward(
        self,
        request: SignedInRequest,
        pk: int,
        row: Transition,
        actor: Actor,
        way: Way | None,
        *,
        already: str = "",
        done: str = "",
    ) -> HttpResponse:
        """Say what happened and what comes next, or that it was done ``already``, and go to the page that follows.

        That is the next of the list one came from, where the act has finished the matter for it. Whoever may no longer
        see the matter goes home.
        """
        thing = self.matter_kind.visible_to(request.user).filter(pk=pk).first()
        comes = what_comes_next(whose_turn(thing, actor)) if thing is not None else ""
        after = special_page(self.matter_kind, row.key).after
        follows = None if after or way is None else walking.onward(request.user, thing or self._unseen(pk), way)
        said = already or done or f"“{row.label}”已办好。"
        if follows is not None and thing is not None:
            said = f"{number_of_matter(matter_of(thing)) or thing}：{said}"
        if follows is not None:
            comes += f"下面是“{way.title if way else ''}”的下一件，连这件还有 {follows[1]} 件。"
        (messages.info if already else messages.success)(request, f"{said}{comes}")
        if follows is not None:
            return redirect(follows[0])
        if thing is None:
            return redirect("/")
        if after:
            return redirect(after, pk=pk)
        return redirect(f"{thing.get_absolute_url()}{walking.along(way.url) if way else ''}")

    def _unseen(self, pk: int) -> Any:
        """What this person may not see any more, only to be found in the list."""
        return self.matter_kind.model._default_manager.get(pk=pk)


def onward(thing: Any, row: Transition) -> Transition | None:
    """The act that the form of this one offers to do at once with it."""
    return lifecycle_of(thing).row(row.onward(thing)) if row.onward else None


def what_comes_next(turn: Turn) -> str:
    """The second half of the message after an act."""
    if not turn.who:
        return f"该件{turn.what}。"
    return f"接下来{turn.sentence}。"


def special_page(kind: MatterKind, key: str) -> ActPage:
    """What is special about the page of this act."""
    return (kind.page or MatterPage).acts.get(key) or ActPage()


def act_refused(asked: Asked, error: ActError) -> HttpResponse:
    """An act that is not offered: only the sentence and the way back, nothing that stands beside the act's form."""
    page = page_of(asked.thing, asked.actor)
    back = asked.thing if asked.actor.is_in(*page.kind.readers) else page.matter
    context = {"page": page, "row": asked.row, "refusal": error.sentence, "back": back.get_absolute_url()}
    return render(asked.request, "matters/act_refused.html", context, status=error.status)


def act_page(
    asked: Asked, form: forms.Form, *, seen: int | None = None, refusal: str = "", status: int = 200,
    kept: KeptForm | None = None, stale: bool = False,
) -> HttpResponse:  # fmt: skip
    """The page of one act with its form.

    ``seen`` is the revision that was looked at when the form was filled in, where that is not the present one; ``kept``
    is what stands in it from an earlier time. ``stale``: the ``refusal`` is that the thing has changed meanwhile.
    """
    thing, row = asked.thing, asked.row
    page = page_of(thing, asked.actor)
    special = special_page(page.kind, row.key)
    context = page.context() | {
        "form": form,
        "row": row,
        "refusal": refusal,
        "stale": stale,
        "possible": _is_possible(thing, row.key, asked.actor),
        "onward": onward(thing, row),
        "seen": thing.revision if seen is None else seen,
        "text_open": special.text_open,
        "beside_form": page.beside or special.text_open or bool(chosen_by_address(page.kind, row.key)),
        "choosing_for": row.key if chosen_by_address(page.kind, row.key) else "",
        "walk": (walk := walking.walk(asked.request.user, thing, asked.request.POST or asked.request.GET)),
        "back": f"{thing.get_absolute_url()}{walk.along if walk else ''}",
        "action": act_url(thing, row.key),
        "kept": kept,
        "changed_since": kept is not None and kept.seen != thing.revision,
        "keep_url": f"{act_url(thing, row.key)}keep/" if kept_forms.has_long_text(form) else "",
        **(special.more(page) if special.more else {}),
    }
    return render(asked.request, special.template or page.act_template, context, status=status)


def _is_possible(thing: Any, key: str, actor: Actor) -> bool:
    try:
        check(thing, key, actor)
    except ActError:
        return False
    return True


def refused_page(request: SignedInRequest, kind: MatterKind, error: ActError, status: int = 0) -> HttpResponse:
    """A sentence instead of the page, with the status that the refusal has; JSON for a script."""
    if wants_json(request):
        return JsonResponse({"detail": error.sentence}, status=status or error.status)
    context = {"sentence": error.sentence, "back": kind.list_url, "kind_title": kind.title}
    return render(request, "matters/refused.html", context, status=status or error.status)


def wants_json(request: SignedInRequest) -> bool:
    """Whether a script asks."""
    return "application/json" in request.headers.get("Accept", "")
