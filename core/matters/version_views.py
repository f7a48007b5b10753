"""The page of a text's versions (各稿): which were kept, and what each changed in the one before it."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from core.matters.lifecycle import Forbidden
from core.matters.page_views import KindView, refused_page
from core.matters.pages import MatterPage, page_of
from core.matters.versions import Piece, Version, changes, versions_of
from core.people.access import SignedInRequest
from core.people.actors import Actor
from core.text import number_of


@dataclass(frozen=True)
class Shown:
    """One version, and the one before it among those that this person reads; None of the first. ``place`` is which of
    them it is, counted from 1: what is saved by itself in between has numbers of its own, which nobody reads."""

    place: int
    version: Version
    before: Version | None

    @property
    def changes(self) -> dict[str, list[Piece]]:
        """What it changed, column by column; nothing where it is the first."""
        return changes(self.before, self.version) if self.before else {}


def shown_to(page: MatterPage) -> list[Shown]:
    """The versions that this person may read, the newest first; none where the page says that they are not open."""
    if not page.reads_versions:
        return []
    kept = versions_of(page.matter, handed_in=not page.writes_text)
    pairs = zip(kept, [None, *kept], strict=False)
    return [Shown(place, *pair) for place, pair in enumerate(pairs, start=1)][::-1]


class VersionsPage(KindView):
    """The versions, the newest first, and one of them (``v``: its number, else the newest) with what it changed."""

    http_method_names = ["get"]

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        page = page_of(self.matter_kind.fetch_whole(request.user, pk), Actor.of(request.user, request=request))
        if not page.reads_versions:
            writers = self.matter_kind.writing.writers if self.matter_kind.writing else ""
            refusal = Forbidden(f"各稿只有{writers}和经办的工作人员可以看。")
            return refused_page(request, self.matter_kind, refusal)
        found = shown_to(page)
        wanted = number_of(request.GET.get("v", ""), 9)
        chosen = next((one for one in found if one.version.number == wanted), found[0] if found else None)
        context = page.context() | {"versions": found, "chosen": chosen}
        return render(request, "matters/versions.html", context)
