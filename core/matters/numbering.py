"""Numbers without gaps and repeats: one locked row per series and scope."""

from django.db import transaction
from django.db.models import F, Model, QuerySet

from core.models import NumberGap, NumberSeries
from core.models.generic import aimed_at


@transaction.atomic
def next_number(key: str, scope: str, matter: Model | None = None) -> int:
    """The next number of the series; the row stays locked until the surrounding transaction ends.

    A ``matter`` that has given back a number of this series (``keep``) gets its own one again. Call it inside the
    transaction of the act: if the act fails, the number is not used up.
    """
    if matter is not None and (own := _kept_for(matter, key, scope).first()) is not None:
        own.delete()
        return own.number
    NumberSeries.objects.get_or_create(key=key, scope=scope)
    NumberSeries.objects.filter(key=key, scope=scope).update(last=F("last") + 1)
    return NumberSeries.objects.get(key=key, scope=scope).last


@transaction.atomic
def raise_to(key: str, scope: str, last: int) -> None:
    """Let the series go on after ``last`` where it is not that far yet: as high a number was written by hand."""
    NumberSeries.objects.get_or_create(key=key, scope=scope)
    NumberSeries.objects.filter(key=key, scope=scope, last__lt=last).update(last=last)


@transaction.atomic
def begin_after(key: str, scope: str, last: int, *, was: int = 0) -> bool:
    """Let the series go on after ``last``, as numbers were given elsewhere before (on paper); ``was`` is what was said
    so far. False where a number has been given here already: it stays as it is."""
    series, _ = NumberSeries.objects.get_or_create(key=key, scope=scope, defaults={"last": was})
    return bool(NumberSeries.objects.filter(pk=series.pk, last=was).update(last=last))


def keep(key: str, scope: str, number: int, matter: Model, reason: str) -> NumberGap:
    """Declare a number out of use for now: the matter that had it gets it again, nobody else."""
    made = declare_gap(key, scope, number, reason)
    for column, value in aimed_at(matter).items():
        setattr(made, column, value)
    made.save(update_fields=[*aimed_at(matter)])
    return made


def kept_number(key: str, scope: str, matter: Model) -> int | None:
    """The number that is kept for the matter, if any."""
    return _kept_for(matter, key, scope).values_list("number", flat=True).first()


def _kept_for(matter: Model, key: str, scope: str) -> QuerySet[NumberGap]:
    return NumberGap.objects.filter(series__key=key, series__scope=scope, **aimed_at(matter)).order_by("pk")


def declare_gap(key: str, scope: str, number: int, reason: str) -> NumberGap:
    """Declare a number that was given and is no longer in use."""
    series = NumberSeries.objects.get(key=key, scope=scope)
    return NumberGap.objects.get_or_create(series=series, number=number, defaults={"reason": reason})[0]
