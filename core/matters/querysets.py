"""What the kit asks of the queryset of every kind of matter: who may open it, whom it is from, which are marked."""

from typing import Self

from django.db import models

from core.matters import kinds, turns
from core.models import User


class MatterQuerySet(models.QuerySet):
    """Base of the querysets of matters; a line says at least ``visible_to``."""

    def visible_to(self, user: User) -> Self:
        """What this person may open in the post in use; everything else answers as if it did not exist."""
        raise NotImplementedError

    def hidden_from(self, user: User) -> Self | None:
        """The few that this person may not open, for somebody who may open nearly all; None for everybody else.

        It is ``visible_to`` the other way round, for conditions that would otherwise ask about every matter.
        """
        return None

    def party_to(self, user: User, *, merged: bool = True) -> Self:
        """Those that this person has a part in, in the post in use: signed, wrote, or took over; with ``merged`` also
        through one merged into it. Nobody, by default."""
        return self.none()

    def waiting_for(self, user: User) -> Self:
        """Those that wait for this person in the post in use, themselves or (of matters) one of their parts."""
        return self.filter(turns.waiting_for(user, self.model, parts=kinds.of(self.model).is_matter))

    def as_read_by(self, user: User) -> Self:
        """With ``kept_title``, where lists show this person another title than the one that is being written."""
        return self

    def marked(self) -> Self:
        """Those that leaders follow (重点). None, by default."""
        return self.none()
