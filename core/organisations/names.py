"""What a body was called on a day: papers of the past print the name of their day, whatever it is called now."""

from datetime import date, datetime

from django.core.cache import cache
from django.utils import timezone

from core.models import Organisation, OrganisationName

KEY, SECONDS = "former-names", 60


def former_names() -> dict[int, list[tuple[date, str]]]:
    """Every body's former names with their last days, oldest first; one statement, remembered for a minute."""
    found = cache.get(KEY)
    if found is None:
        rows = OrganisationName.objects.filter(kind=OrganisationName.Kind.FORMER, valid_to__isnull=False)
        found = {}
        for body, name, until in rows.order_by("valid_to").values_list("organisation_id", "name", "valid_to"):
            found.setdefault(body, []).append((until, name))
        cache.set(KEY, found, SECONDS)
    return found


def forget() -> None:
    """To be called by whatever changes a former name."""
    cache.delete(KEY)


def name_on(body: Organisation, moment: date | datetime | None) -> str:
    """The full name on that day (a moment counts by its local day); the present one where no day is given."""
    if moment is None:
        return body.name
    day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return next((name for until, name in former_names().get(body.pk, ()) if day <= until), body.name)


def now_and_then(body: Organisation, moment: date | datetime | None) -> str:
    """“现名（原名）” for matters from before a change of name; the present name otherwise."""
    then = name_on(body, moment)
    return body.name if then == body.name else f"{body.name}（原{then}）"
