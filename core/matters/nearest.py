"""The nearest date of the rows of a list, and the condition on their lights, as far as the reader may read them."""

from functools import reduce
from operator import or_

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import BigIntegerField, Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from core.clock import lights
from core.matters import kinds
from core.matters.clock_visibility import RUNNING, readable
from core.matters.deadlines import roots
from core.matters.of_others import owed_to_others
from core.matters.owed import rows_model
from core.models import Clock, User

#: What an address says of lights, and the cards it means: a light is late or soon, a card is one of them.
CARDS = {"late": (lights.YELLOW, lights.RED), "soon": (lights.WARNING,)}


def duties_on(model: type[models.Model], user: User) -> QuerySet:
    """Running duties on rows of ``model`` that this person may read, where he or she may open the matter; ``of_row`` is
    the key of the row.

    On a matter stands everything of its page, on a part of one what is about the part itself, or about an answer that
    it owes to those behind a merged matter.
    """
    kind, key = _columns(model)
    about = ContentType.objects.get_for_model(model)
    rows = Clock.objects.filter(RUNNING, readable(user))
    owing = None if kind == "root_type" else rows_model(model)
    if owing is None:
        return rows.filter(**{kind: about}).annotate(of_row=F(key))
    owed = ContentType.objects.get_for_model(owing)
    work = Subquery(owing._base_manager.filter(pk=OuterRef("object_id")).values("work")[:1])
    of_row = Case(When(content_type=owed, then=work), default=F("object_id"), output_field=BigIntegerField())
    return rows.filter(content_type__in=(about, owed)).annotate(of_row=of_row)


def owing_works() -> list[tuple[type[models.Model], type[models.Model]]]:
    """The models of units' works that owe answers to those behind merged matters, each with that of the rows."""
    models_of_works = (kind.model for kind in kinds.every())
    return [(model, rows) for model in models_of_works if (rows := rows_model(model)) is not None]


def nearest_date(
    model: type[models.Model], user: User, among: Q | None = None, others: Q | None = None
) -> dict[str, Subquery]:
    """Annotations ``next_due``, ``next_label``, ``next_kind``: the running duty that ends first, of those ``among``
    which it is looked for where any are named; to whoever has a part in the matter none that is owed to ``others``
    (``known_of_others``, where that serves)."""
    kind, key = _columns(model)
    mine = Q(**{kind: ContentType.objects.get_for_model(model), key: OuterRef("pk")})
    owing = None if kind == "root_type" else rows_model(model)
    if owing is not None:
        owed = owing._base_manager.filter(work=OuterRef(OuterRef("pk"))).values("pk")
        mine |= Q(content_type=ContentType.objects.get_for_model(owing), object_id__in=owed)
    nearest = Clock.objects.filter(RUNNING, readable(user)).filter(mine).order_by("due", "id")
    nearest = nearest if among is None else nearest.filter(among)
    if others := owed_to_others(user) if others is None else others:
        nearest = nearest.exclude(others)
    return {f"next_{name}": Subquery(nearest.values(name)[:1]) for name in ("due", "label", "kind")}


def keys_with(condition: Q, model: type[models.Model], user: User) -> QuerySet:
    """Keys of the rows of ``model`` with a duty that meets the condition on clocks."""
    return duties_on(model, user).filter(condition).values("of_row")


def with_light(light: str, model: type[models.Model], user: User) -> QuerySet:
    """Keys of the rows with a duty that is late, or soon, or has this card (yellow, red)."""
    today = timezone.localdate()
    shown = reduce(or_, (lights.card_filter(card, today) for card in CARDS.get(light, (light,))))
    return keys_with(shown, model, user)


def _columns(model: type[models.Model]) -> tuple[str, str]:
    """The columns of ``Clock`` that name a row of ``model``: a matter with everything on its page, or a part of one."""
    return ("root_type", "root_id") if model._meta.label in roots() else ("content_type", "object_id")
