"""Who may see which forwarded texts. Reading only."""

from collections.abc import Collection
from typing import Self

from core.matters.querysets import MatterQuerySet
from core.models import Role, User
from core.models.roles import posts_that

EDITORS = (Role.OPINION_EDITOR, Role.OPINION_SIGNER)


class ForwardedTextQuerySet(MatterQuerySet):
    def visible_to(self, user: User) -> Self:
        """The committee's offices and the editors see all; whoever wrote the text sees what became of it."""
        post = user.post_in_use if user.is_authenticated else None
        if post is None:
            return self.none()
        if post.role in (*EDITORS, *posts_that(office=True)):
            return self
        return self.party_to(user)

    def party_to(self, user: User, *, merged: bool = True) -> Self:
        """The editors' and the signers' own; else texts of matters that this person signed or wrote."""
        post = user.post_in_use
        if post is not None and post.role in EDITORS:
            return self
        source = self.model._meta.get_field("source").related_model._default_manager
        return self.filter(source__in=source.party_to(user).order_by().values("pk"))

    def for_page(self) -> Self:
        """With what the page names beside the text."""
        return self.select_related("source__session__term")

    def for_turns(self, _states: Collection[str]) -> Self:
        """With what ``waits_for`` asks about: nothing beyond the row."""
        return self.defer("text")

    def for_naming(self) -> Self:
        """Only what ``matter_name`` reads."""
        return self.only("pk", "number", "title")

    def with_search_text(self) -> Self:
        """Only what the search index reads."""
        return self.only("pk", "state", "number", "title", "text", "handled")
