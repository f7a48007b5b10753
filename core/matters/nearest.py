"""The nearest date of the rows of a list, and the condition on their lights, as far as the reader may read them."""

from functools import reduce
from operator import or_

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from core.clock import lights
from core.matters.clock_visibility import RUNNING, readable
from core.matters.deadlines import roots
from core.models import Clock, User

#: What an address says of lights, and the cards it means: a light is late or soon, a card is one of them.
CARDS = {"late": (lights.YELLOW, lights.RED), "soon": (lights.WARNING,)}


def duties_on(model: type[models.Model], user: User) -> QuerySet[Clock]:
    """Running duties on rows of ``model`` that this person may read, where he or she may open the matter.

    On a matter stands everything of its page, on a part of one what is about the part itself.
    """
    kind, _ = _columns(model)
    return Clock.objects.filter(RUNNING, readable(user), **{kind: ContentType.objects.get_for_model(model)})


def nearest_date(model: type[models.Model], user: User) -> dict[str, Subquery]:
    """Annotations ``next_due``, ``next_label``, ``next_kind``: the running duty that ends first."""
    _, key = _columns(model)
    nearest = duties_on(model, user).filter(**{key: OuterRef("pk")}).order_by("due", "id")
    return {f"next_{name}": Subquery(nearest.values(name)[:1]) for name in ("due", "label", "kind")}


def keys_with(condition: Q, model: type[models.Model], user: User) -> QuerySet:
    """Keys of the rows of ``model`` with a duty that meets the condition on clocks."""
    return duties_on(model, user).filter(condition).values(_columns(model)[1])


def with_light(light: str, model: type[models.Model], user: User) -> QuerySet:
    """Keys of the rows with a duty that is late, or soon, or has this card (yellow, red)."""
    today = timezone.localdate()
    shown = reduce(or_, (lights.card_filter(card, today) for card in CARDS.get(light, (light,))))
    return keys_with(shown, model, user)


def _columns(model: type[models.Model]) -> tuple[str, str]:
    """The columns of ``Clock`` that name a row of ``model``: a matter with everything on its page, or a part of one."""
    return ("root_type", "root_id") if model._meta.label in roots() else ("content_type", "object_id")
