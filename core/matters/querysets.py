"""What the kit asks of the queryset of every kind of matter: who may open it, whom it is from, which are marked."""

from typing import Self

from django.db import models

from core.models import User


class MatterQuerySet(models.QuerySet):
    """Base of the querysets of matters; a line says at least ``visible_to``."""

    def visible_to(self, user: User) -> Self:
        """What this person may open in the post in use; everything else answers as if it did not exist."""
        raise NotImplementedError

    def party_to(self, user: User) -> Self:
        """Those that this person has a part in, in the post in use: signed, wrote, or took over. Nobody, by default."""
        return self.none()

    def marked(self) -> Self:
        """Those that leaders follow (重点). None, by default."""
        return self.none()
