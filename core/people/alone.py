"""What one administrator did with accounts without a second one: shown to whoever confirms the rest, never hindered.

Forty units get their people on the first day; what is confirmed eighty times is read by nobody. It is told instead.
"""

from collections import defaultdict
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

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


def about_heads(most: int = 12) -> list[Event]:
    """What one administrator alone did lately with accounts of units' heads, newest first; one statement."""
    heads = Post.objects.not_over(timezone.localdate()).filter(role=Role.UNIT_HEAD)
    rows = _alone().filter(
        content_type=ContentType.objects.get_for_model(User), key__in=OF_HEADS, object_id__in=heads.values("user")
    )
    return list(rows.order_by("-at", "-id")[:most])


def _alone() -> QuerySet[Event]:
    """What a second administrator confirmed is done in that one's name, and not among it."""
    rows = Event.objects.filter(key__in=KEYS, at__gte=timezone.now() - timedelta(days=DAYS)).exclude(actor=None)
    return rows.exclude(post__role__in=CONFIRMERS)


def lately() -> list[tuple[str, list[tuple[str, int]]]]:
    """Who did what how often in these ``DAYS``, busiest first: (name, [(act, times)]); one statement."""
    rows = _alone().order_by()
    found: dict[tuple[int, str], list[tuple[str, int]]] = defaultdict(list)
    for actor, name, label, times in rows.values_list("actor", "actor_name", "label").annotate(n=Count("pk")):
        found[actor, name].append((label, times))
    busiest = sorted(found.items(), key=lambda one: -sum(times for _, times in one[1]))
    return [(name, sorted(acts)) for (_, name), acts in busiest]


def about_accounts(rows: QuerySet[Event]) -> QuerySet[Event]:
    """Of ``rows`` those that the security administrator may read: about accounts, and what was taken out of the site;
    never about matters."""
    return rows.filter(Q(content_type=ContentType.objects.get_for_model(User)) | Q(key__in=(*KEYS, *taken_out.KEYS)))
