"""Trial messages to oneself: sent at once, outside the outbox, at most one a minute for each channel."""

import uuid
from datetime import timedelta

from django.utils import timezone

from core.delivery import channels
from core.delivery.message import Message, TryAgain, Undeliverable
from core.delivery.message_templates import Text
from core.matters import events
from core.matters.lifecycle import Refused
from core.models import Channel, Event
from core.models.generic import aimed_at
from core.people.actors import Actor

NOT_SO_OFTEN = timedelta(minutes=1)


def send(actor: Actor, channel: str, kind: str, text: Text, *, what: str) -> None:
    """Send ``text`` to the actor's own address and note it in an event; raises Refused with the reason why not."""
    from core.delivery.sending import SENDERS  # brings the HTTP library, which few pages need

    person, label = actor.user, Channel(channel).label
    if channel not in channels.configured():
        raise Refused(f"本站还没有开通{label}，请联系系统管理员。")
    if not channels.address_of(person, channel):
        raise Refused("请先填写并保存邮箱地址。" if channel == Channel.MAIL else "请先填写并保存手机号码。")
    recent = Event.objects.filter(**aimed_at(person), key="try_message", at__gt=timezone.now() - NOT_SO_OFTEN)
    if any(event.facts.get("channel") == channel for event in recent):
        raise Refused("刚刚试发过，请过一分钟再试。")
    # Noted first: an attempt that fails slowly must not be repeated at will either.
    events.record(person, actor=actor, key="try_message", label="试发消息", text=what, facts={"channel": channel})
    message = Message(
        key=str(uuid.uuid4()), kind=kind, address=channels.address_of(person, channel), name=actor.name,
        title=text.subject or "试发消息", text=text.body, url="", created_at=timezone.localtime(),
    )  # fmt: skip
    sender = SENDERS[channel]()
    try:
        sender.send(message)
    except (TryAgain, Undeliverable) as error:
        raise Refused(f"没有发出：{error}") from error
    finally:
        sender.close()
