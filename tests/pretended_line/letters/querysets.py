from typing import Self

from core.matters.querysets import MatterQuerySet
from core.models import User
from core.models.roles import posts_that


class LetterQuerySet(MatterQuerySet):
    def visible_to(self, user: User) -> Self:
        """The committee's offices see every letter, others their own."""
        post = user.post_in_use if user.is_authenticated else None
        if post is None:
            return self.none()
        return self if post.role in posts_that(office=True) else self.filter(writer=user)

    def party_to(self, user: User) -> Self:
        return self.filter(writer=user)
