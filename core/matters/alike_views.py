"""Pages of matters that may be the same: the line beside a text being written, the list of one, two side by side.

The same list is a piece of other pages, which fetch it once they are shown (``static/js/alike.js``); it names only what
the person who looks may see.
"""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from core.matters import alike
from core.matters.actions import act_url
from core.matters.drafts import writing_of
from core.matters.engine import check
from core.matters.fields import ActField
from core.matters.kinds import MatterKind
from core.matters.lifecycle import ActError, UnknownAct, lifecycle_of
from core.matters.page_views import KindView
from core.matters.pages import page_of
from core.people.access import SignedInRequest
from core.people.actors import Actor
from core.search.similar import Text
from core.text import number_of

LONGEST_TITLE = 200
SHOWN_TO_WRITERS = 5


class AlikeWhileWriting(KindView):
    """A line for the page on which one writes: how many are like ``title`` and the saved text of the draft ``of``."""

    http_method_names = ["get"]

    def get(self, request: SignedInRequest) -> HttpResponse:
        actor = Actor.of(request.user, request=request)
        draft = number_of(request.GET.get("of", ""))
        title = request.GET.get("title", "")[:LONGEST_TITLE]
        text = Text(title, _body_of(self.matter_kind, actor, draft) if draft else "")
        found = alike.find(
            self.matter_kind, actor, text, leave_out=draft, at_least=alike.WORTH_SAYING, most=SHOWN_TO_WRITERS
        )
        return render(request, "matters/_alike_line.html", {"found": found, "kind": self.matter_kind})


def _body_of(kind: MatterKind, actor: Actor, draft: int) -> str:
    """What this person has written so far below the title; nothing of texts that are not theirs to write."""
    matter = kind.visible_to(actor.user).filter(pk=draft).first() if actor.user else None
    writes = matter is not None and kind.writing is not None and writing_of(kind).actor_may(actor, matter)
    return alike.text_of(matter).body if writes else ""


class AlikeList(KindView):
    """Those that may be the same as one matter; with ``part`` the list alone, as a piece of another page.

    ``for`` names an act in which one of them is chosen: those that may be are listed first, each with its choice.
    """

    http_method_names = ["get"]

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        matter = self.matter_kind.fetch_whole(request.user, pk)
        actor = Actor.of(request.user, request=request)
        key = request.GET.get("for", "")
        field = self._field(matter, key, actor)
        chosen = self._to_choose(field, matter, actor) if field else []
        found = alike.find(self.matter_kind, actor, alike.text_of(matter), leave_out=pk)
        offered = {one.matter.pk for one in chosen}
        context = {
            "page": page_of(matter, actor),
            "heading": alike.likeness_of(self.matter_kind).heading(actor),
            "chosen": chosen,
            "found": [one for one in found if one.matter.pk not in offered],
            "address": matter.get_absolute_url(),
            "field": field.name if field else "",
            "choice_label": field.label if field else "",
            "act": act_url(matter, key),
            "part": "part" in request.GET,
        }
        return render(request, "matters/_alike.html" if context["part"] else "matters/alike.html", context)

    def _field(self, matter: Any, key: str, actor: Actor) -> ActField | None:
        """The field of that act in which one is chosen; None where the act is not this person's to do."""
        name = alike.likeness_of(self.matter_kind).chosen_in.get(key)
        return _field_of(matter, key, name, actor) if name and _is_possible(matter, key, actor) else None

    def _to_choose(self, field: ActField, matter: Any, actor: Actor) -> list[alike.Found]:
        """Those alike that the field takes."""
        rows = field.rows(matter, actor)
        seen = alike.seen_by(self.matter_kind, actor).filter(pk__in=rows.order_by().values("pk"))
        return alike.find(self.matter_kind, actor, alike.text_of(matter), among=seen, leave_out=matter.pk)


class SideBySide(KindView):
    """Two matters of a kind beside each other, what both texts have marked, and the acts that join them."""

    http_method_names = ["get"]

    def get(self, request: SignedInRequest, pk: int, other: int) -> HttpResponse:
        if pk == other:
            raise Http404
        actor = Actor.of(request.user, request=request)
        matters = [self.matter_kind.fetch_whole(request.user, key) for key in (pk, other)]
        context = {
            "page": page_of(matters[0], actor),
            "other": page_of(matters[1], actor),
            "told": self._told(matters, actor),
            "rows": alike.side_by_side(*matters),
            "acts": self._acts(matters, actor),
        }
        return render(request, "matters/side_by_side.html", context)

    def _told(self, matters: list[Any], actor: Actor) -> list[str]:
        likeness = alike.likeness_of(self.matter_kind)
        rows = likeness.fetch(self.matter_kind.visible_to(actor.user)).in_bulk([matter.pk for matter in matters])  # type: ignore[arg-type]
        return [likeness.told(rows[matter.pk], actor) for matter in matters]

    def _acts(self, matters: list[Any], actor: Actor) -> list[dict[str, str]]:
        """Acts on the first in which the second may be chosen, with the address that has it filled in."""
        one, other = matters
        found = []
        for key, name in alike.likeness_of(self.matter_kind).chosen_in.items():
            if not _is_possible(one, key, actor):
                continue
            if _field_of(one, key, name, actor).rows(one, actor).filter(pk=other.pk).exists():
                label = lifecycle_of(one).row(key).label
                found.append({"label": label, "url": f"{act_url(one, key)}?{name}={other.pk}"})
        return found


def _field_of(matter: Any, key: str, name: str, actor: Actor) -> ActField:
    fields = lifecycle_of(matter).row(key).fields_for(matter, actor)
    return next(field for field in fields if field.name == name)


def _is_possible(matter: Any, key: str, actor: Actor) -> bool:
    try:
        check(matter, key, actor)
    except (ActError, UnknownAct):
        return False
    return True
