"""What one administrator did with accounts without a second one: shown to whoever confirms the rest, never hindered.

Forty units get their people on the first day; what is confirmed eighty times is read by nobody. It is told instead.
"""

from collections import Counter, defaultdict
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Count, Q, QuerySet, When
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


def single_handed() -> QuerySet[Event]:
    """What one administrator did in these ``DAYS``, newest first, and whether it is about a unit's head (``of_head``).

    What a second administrator confirmed is done in that one's name, and not among it.
    """
    # Who was made a head, acted as one and is none since is shown for as long: what was done is still to be looked at.
    since = timezone.localdate() - timedelta(days=DAYS)
    heads = Post.objects.filter(role=Role.UNIT_HEAD).filter(Q(valid_to=None) | Q(valid_to__gte=since))
    about = Q(content_type__app_label="core", content_type__model=User._meta.model_name, key__in=OF_HEADS)
    rows = Event.objects.filter(key__in=KEYS, at__gte=timezone.now() - timedelta(days=DAYS)).exclude(actor=None)
    rows = rows.exclude(post__role__in=CONFIRMERS)
    rows = rows.annotate(of_head=Case(When(about & Q(object_id__in=heads.values("user")), then=True), default=False))
    return rows.order_by("-at", "-id")


def named(done: QuerySet[Event], most: int) -> list[Event]:
    """Of ``single_handed`` what is shown by itself and says whom it is about: heads of units, and corrections."""
    rows = done.filter(Q(of_head=True) | Q(key="correct_account"))
    return list(rows.only("at", "actor_name", "key", "label", "text")[:most])


def lately(done: QuerySet[Event]) -> list[tuple[str, list[tuple[str, int]]]]:
    """Who did what how often, busiest first: (name, [(act, times)]); counted by the database, however much it was."""
    found: dict[tuple[int | None, str], Counter[str]] = defaultdict(Counter)
    counted = done.order_by().values_list("actor_id", "actor_name", "label").annotate(times=Count("pk"))
    for actor, name, label, times in counted:
        found[actor, name][label] += times
    busiest = sorted(found.items(), key=lambda one: -one[1].total())
    return [(name, sorted(acts.items())) for (_, name), acts in busiest]


def about_accounts(rows: QuerySet[Event]) -> QuerySet[Event]:
    """Of ``rows`` those that the security administrator may read: about accounts, and what was taken out of the site;
    never about matters."""
    return rows.filter(Q(content_type=ContentType.objects.get_for_model(User)) | Q(key__in=(*KEYS, *taken_out.KEYS)))
