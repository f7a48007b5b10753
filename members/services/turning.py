"""What the homes of those who keep the register say around a change of term (换届): before its day, and after it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from core.chinese import long_date
from members.models import Contact, Mandate, Term
from members.services.prepared import WARN

TOLD = timedelta(days=14)
"""For how long after the day it is told what turned."""

KEPT = 3600


@dataclass(frozen=True)
class Turn:
    """One line about a change of term; ``urgent`` once an unconfirmed list is in force, ``over`` once all went well.

    ``settled``: the list is confirmed and its day is to come.
    """

    term: Term
    sentence: str
    urgent: bool = False
    over: bool = False
    settled: bool = False


def turn(terms: Iterable[Term], today: date) -> Turn | None:
    """What is to be said of the nearest change of term, of all ``terms``; one statement in the days after it.

    A list that is not confirmed is told of for ``WARN`` before its day and after it; one that is, until its day.
    """
    later = sorted(terms, key=lambda one: one.starts_on)[1:]
    near = [
        one for one in later if one.starts_on >= today - WARN and (one.starts_on <= today + WARN or one.confirmed_at)
    ]
    if not near:
        return None
    term = near[-1]
    if term.starts_on > today:
        days = (term.starts_on - today).days
        if term.confirmed_at:
            told = f"{long_date(term.starts_on)}换届：{term}名单已确认，{_turned(term)}。"
            return Turn(term, told, settled=True)
        return Turn(term, f"{term}新一届名单还没有确认，{days}天后（{long_date(term.starts_on)}）换届。")
    if term.confirmed_at and today < term.starts_on + TOLD:
        return Turn(term, f"换届完成：{long_date(term.starts_on)}起为{term}，{_turned(term)}。", over=True)
    if term.confirmed_at:
        return None
    told = f"{term}已于{long_date(term.starts_on)}启用，名单没有经过确认：{_turned(term)}。请逐人核对。"
    return Turn(term, told, urgent=True)


def _turned(term: Term) -> str:
    """How many stayed, came and went, as the day left them; read once an hour."""
    return cache.get_or_set(_key(term), lambda: _counted(term), KEPT) or ""


def _key(term: Term) -> str:
    return f"turned:{term.pk}:{term.starts_on}"


def forget(term: Term) -> None:
    """The list of the term was put right: what is told is counted anew, once the act is written."""
    transaction.on_commit(lambda: cache.delete(_key(term)))


def _counted(term: Term) -> str:
    held = Mandate.objects.valid_on(term.starts_on - timedelta(days=1))
    new = Q(term=term, starts_on=term.starts_on)
    old = Mandate.objects.filter(pk__in=held.values("pk"), member=OuterRef("member"))
    rows = Mandate.objects.filter(new | Q(pk__in=held.values("pk"))).annotate(was=Exists(old))
    counts = rows.aggregate(
        stay=Count("pk", filter=new & Q(was=True)), come=Count("pk", filter=new & Q(was=False)),
        held=Count("pk", filter=~new),
    )  # fmt: skip
    told = f"留任{counts['stay']}人，新进{counts['come']}人，届满不再担任{counts['held'] - counts['stay']}人"
    ended = Contact.objects.filter(ends_on=term.starts_on - timedelta(days=1)).count()
    return f"{told}，随之结束委员联系{ended}项" if ended else told
