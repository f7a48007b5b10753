"""Conditions of lists that read who and when: the session (届次)."""

from django.db.models import Q, QuerySet, Subquery
from django.utils import timezone

from core.lists import cached_choices
from core.matters.filters import Condition, Key
from core.models import User
from members.models import Session


def sessions() -> list[tuple[str, str]]:
    """Sessions of the terms begun by today; kept apart for each day, so that a new term is there on its first."""
    today = timezone.localdate()
    rows = Session.objects.of_begun_terms(today).select_related("term").order_by("-opens_on")
    return cached_choices(f"sessions-{today}", lambda: ((row.pk, str(row)) for row in rows))()


def earlier_than(rows: QuerySet, session: int | str, field: str = "session_id") -> QuerySet:
    """Rows of the sessions before this one, of whichever term."""
    this = Session.objects.filter(pk=session).order_by()
    term, number = (Subquery(this.values(field)[:1]) for field in ("term__number", "number"))
    before = Session.objects.filter(Q(term__number__lt=term) | Q(term__number=term, number__lt=number))
    return rows.filter(**{f"{field}__in": before.order_by().values("pk")})


def before(field: str = "session_id") -> Condition:
    """以往会议: of the sessions before the one that is named."""

    def narrow(rows: QuerySet, session: int | str, _user: User) -> QuerySet:
        return earlier_than(rows, session, field)

    return Key("before", "早于该次会议", narrow=narrow, choices=sessions)


def session(field: str = "session_id") -> Condition:
    """届次."""
    return Key("session", "届次", field, choices=sessions)
