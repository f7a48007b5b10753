"""What each person chooses: where mail and messages go, and which of them."""

import re

from django.db import transaction

from core.delivery import trial
from core.delivery.message_templates import Text
from core.identifiers import masked
from core.matters import events
from core.models import Channel, Notice, User
from core.people.actors import Actor

NOT_DIGITS = re.compile(r"[\s\-–—()（）]")
MOBILE = re.compile(r"1[3-9]\d{9}")
FIELDS = ("email", "phone", "mail_choice", "gateway_choice")


def tidy_phone(text: str) -> str:
    """Only the digits of a mobile number as people write it: +86, spaces and hyphens are dropped."""
    return NOT_DIGITS.sub("", text).removeprefix("+86").removeprefix("0086")


def is_mobile(number: str) -> bool:
    """A mobile number of mainland China."""
    return MOBILE.fullmatch(number) is not None


@transaction.atomic
def choose(*, actor: Actor, email: str, phone: str, mail_choice: str, gateway_choice: str) -> list[str]:
    """Keep one's own addresses and choices; an event for each that changed. Returns the labels of what changed."""
    user = User.objects.select_for_update().get(pk=actor.user.pk)
    wanted = {"email": email, "phone": phone, "mail_choice": mail_choice, "gateway_choice": gateway_choice}
    changed = []
    for name in FIELDS:
        old, new = getattr(user, name), wanted[name]
        if old == new:
            continue
        label, words = _words(user, name, old, new)
        setattr(user, name, new)
        events.record(user, actor=actor, key=f"change_{name}", label=label, text=words)
        changed.append(label.removeprefix("修改"))
    if changed:
        user.save(update_fields=list(FIELDS))
    return changed


def _words(user: User, name: str, old: str, new: str) -> tuple[str, str]:
    if name == "email":
        return "修改邮箱", f"邮箱由{masked(old)}改为{masked(new)}"
    if name == "phone":
        return "修改手机", f"手机由{masked(old)}改为{masked(new)}"
    channel = Channel.MAIL if name == "mail_choice" else Channel.GATEWAY
    return f"修改{channel.label}接收范围", f"由“{User.Choice(old).label}”改为“{User.Choice(new).label}”"


def try_channel(*, actor: Actor, channel: str, committee: str) -> None:
    """A trial message to one's own address; raises Refused with the reason why not."""
    text = Text(f"{committee}协商履职平台试发", f"{committee}协商履职平台：这是您本人试发的消息，收到即表示接收正常。")
    trial.send(actor, channel, Notice.Kind.ACT, text, what=f"向本人试发{Channel(channel).label}")
