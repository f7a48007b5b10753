"""The head of the chain leaves the site once a day, so that it is kept where nobody here can change it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.delivery import channels
from core.delivery.notices import announce
from core.matters import events
from core.models import Committee, Event, EventSeal, Post, Role, User
from core.people.actors import system_actor

KEY = "seal_head"


@transaction.atomic
def tell_head(now: datetime) -> int:
    """Send the newest seal to the auditors by mail or gateway, once a day; returns to how many.

    Where nothing leaves the site nothing is written: the head stands on the auditor's home, to be printed.
    """
    seal, committee = EventSeal.objects.order_by("-number").first(), Committee.objects.first()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    if not channels.configured() or seal is None or committee is None:
        return 0
    if Event.objects.filter(key=KEY, at__gte=midnight).exists():
        return 0
    held = Post.objects.valid_on(timezone.localdate(now)).filter(role=Role.AUDITOR)
    people = User.objects.filter(is_active=True, pk__in=held.values("user"))
    text = f"当日封签第{seal.number}号，累计{seal.total or 0}条：{seal.digest}"
    event = events.record(committee, actor=system_actor(now), key=KEY, label="送出当日封签", text=text)
    return announce(people, text, event=event, target=committee, url="/", body="请另行保管，供以后核对。")
