"""Notices, deliveries and senders as the tests of delivery need them."""

from django.db import connection

from core import rulebook
from core.delivery.message import TryAgain
from core.matters.lifecycle import Act, Transition
from core.models import Channel, Delivery, Event, Notice, Rule, User
from core.models.generic import about
from core.people.actors import Actor


def set_rule(key: str, value) -> None:
    Rule.objects.filter(key=key).update(value=value)
    rulebook.forget()


class FakeSender:
    """Takes what is sent; ``fails`` may hold an exception to be raised, or a function of the message."""

    def __init__(self, taken: list, fails):
        self.taken, self.fails = taken, fails

    def send(self, message):
        failure = self.fails(message) if callable(self.fails) else self.fails
        if failure:
            raise failure
        self.taken.append(message)

    def close(self):
        pass


DOWN = TryAgain("连接不上网关。")


def notice_for(user, target, *, kind=Notice.Kind.ACT, key="k", url="/somewhere/", title="有一件事") -> Notice:
    """A saved notice about ``target``."""
    return Notice.objects.create(
        **about(target), recipient=user, title=title, body="请办理", url=url, dedupe_key=key, kind=kind
    )


def waiting(user, target, count: int = 1, *, channel=Channel.GATEWAY, key: str = "row") -> list[Delivery]:
    """Rows that wait on one channel for ``user``."""
    notices = [notice_for(user, target, key=f"{key}{n}") for n in range(count)]
    rows = [Delivery(notice=notice, channel=channel) for notice in notices]
    Delivery.objects.bulk_create(rows)
    return list(Delivery.objects.filter(notice__in=notices).order_by("pk"))


def act_of(actor_user, target, key: str = "note") -> Act:
    """An act as effects see it, with its event."""
    actor = Actor.of(User.objects.get(pk=actor_user.pk))
    row = Transition(key=key, label="办", source=(), to=None, actor_may=lambda *_: True)
    event = Event.objects.create(
        **about(target), at=actor.at, actor=actor.user, actor_name=actor.name, key=key, label="办"
    )
    return Act(row=row, obj=target, actor=actor, facts={}, from_state="", event=event)


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def tell(user, count: int) -> None:
    """Give ``user`` as many unread notices."""
    Notice.objects.bulk_create(
        Notice(**about(user), recipient=user, title=f"通知{n}", url="/", dedupe_key=f"frame:{user.pk}:{n}")
        for n in range(count)
    )
