"""What one administrator did with accounts without a second one: shown to whoever confirms the rest, never hindered.

Forty units get their people on the first day; what is confirmed eighty times is read by nobody. It is told instead.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BooleanField, Case, Count, ExpressionWrapper, F, Q, QuerySet, When
from django.utils import timezone

from core.compiled import per_day
from core.lists import taken_out
from core.models import Event, Post, Role, User
from core.people.grants import CONFIRMERS

DAYS = 7
#: Accounts opened and put right, posts given, one-time passwords handed out, by the pages of accounts and of members.
KEYS = (
    "create_account",
    "open_account",
    "give_post",
    "reset_password",
    "reissue_password",
    "print_slips",
    "correct_account",
)

#: Of those, what is shown by name where it is about the head of a unit, who signs replies for it.
OF_HEADS = ("give_post", "reset_password", "reissue_password", "correct_account")


#: So many acts are shown by themselves.
SHOWN = 12


@dataclass(frozen=True)
class Done:
    """Acts of one person that are counted; or one that is shown by itself, which is the event ``pk``."""

    actor_id: int
    actor_name: str
    key: str
    label: str
    pk: int | None
    text: str | None
    at: datetime | None
    of_head: bool | None
    times: int


def single_handed() -> list[Done]:
    """What one administrator did in these ``DAYS``, and whether it is about a unit's head (``of_head``).

    What a second administrator confirmed is done in that one's name, and not among it. One statement, which reads no
    more rows and texts than are shown, however much was done.
    """
    return [Done(*one) for one in _single_handed(timezone.localdate())]


@per_day()
def _single_handed(today: date) -> QuerySet[Any]:
    since = today - timedelta(days=DAYS)
    rows = Event.objects.filter(key__in=KEYS, at__gte=timezone.make_aware(datetime.combine(since, time.min))).exclude(
        actor=None
    )
    rows = rows.exclude(post__role__in=CONFIRMERS)
    # Who was made a head, acted as one and is none since is shown for as long: what was done is still to be looked at.
    heads = Post.objects.filter(role=Role.UNIT_HEAD).filter(Q(valid_to=None) | Q(valid_to__gte=since))
    of_head = Q(content_type__app_label="core", content_type__model=User._meta.model_name, key__in=OF_HEADS)
    of_head &= Q(object_id__in=heads.values("user"))
    shown = rows.filter(of_head | Q(key="correct_account")).order_by("-at", "-id").values("pk")[:SHOWN]
    alike = rows.annotate(shown=ExpressionWrapper(Q(pk__in=shown), BooleanField())).order_by()
    by_itself = [Case(When(shown=True, then=F(name))) for name in ("pk", "text", "at")]
    head = Case(When(Q(shown=True) & of_head, then=True), When(shown=True, then=False))
    told = alike.values_list("actor_id", "actor_name", "key", "label", *by_itself, head)
    return told.annotate(times=Count("pk"))


def named(done: Iterable[Done]) -> list[Done]:
    """Of ``single_handed`` what is shown by itself, newest first: heads of units, and corrections."""
    return sorted((one for one in done if one.pk), key=lambda one: (one.at, one.pk), reverse=True)


def lately(done: Iterable[Done]) -> list[tuple[str, list[tuple[str, int]]]]:
    """Who did what how often, busiest first: (name, [(act, times)])."""
    found: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for one in done:
        found[one.actor_id, one.actor_name][one.label] += one.times
    busiest = sorted(found.items(), key=lambda one: -one[1].total())
    return [(name, sorted(acts.items())) for (_, name), acts in busiest]


def about_accounts(rows: QuerySet[Event]) -> QuerySet[Event]:
    """Of ``rows`` those that the security administrator may read: about accounts, and what was taken out of the site;
    never about matters."""
    return rows.filter(Q(content_type=ContentType.objects.get_for_model(User)) | Q(key__in=(*KEYS, *taken_out.KEYS)))
