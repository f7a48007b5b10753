"""Numbers without gaps and repeats: one locked row per series and scope."""

from django.db import transaction
from django.db.models import F

from core.models import NumberGap, NumberSeries


@transaction.atomic
def next_number(key: str, scope: str) -> int:
    """The next number of the series; the row stays locked until the surrounding transaction ends.

    Call it inside the transaction of the act: if the act fails, the number is not used up.
    """
    NumberSeries.objects.get_or_create(key=key, scope=scope)
    NumberSeries.objects.filter(key=key, scope=scope).update(last=F("last") + 1)
    return NumberSeries.objects.get(key=key, scope=scope).last


def declare_gap(key: str, scope: str, number: int, reason: str) -> NumberGap:
    """Declare a number that was given and is no longer in use."""
    series = NumberSeries.objects.get(key=key, scope=scope)
    return NumberGap.objects.get_or_create(series=series, number=number, defaults={"reason": reason})[0]
