"""What the acts on a forwarded text write, and how a text is taken over from another line of business."""

from dataclasses import replace
from typing import Any

from core import search
from core.matters import deadlines, forwarding
from core.matters.beginning import begin
from core.matters.engine import perform
from core.matters.forwarding import Forwarded
from core.matters.lifecycle import Act
from core.matters.telling import tell_waiting
from opinions.models import ForwardedText


def receive(act: Act, forwarded: Forwarded) -> ForwardedText:
    """转送: the text becomes a matter of its own, with its clock, its event and a word to whoever is to handle it.

    ``act`` is the act of the other line by which it was given away.
    """
    text = ForwardedText.objects.create(
        source=forwarded.source,
        number=getattr(forwarded.source, "case_number", ""),
        way=forwarded.way,
        title=forwarded.title[:200],
        text=forwarded.text,
        people=forwarded.people[:200],
        received_at=act.at,
    )
    event = begin(text, act.actor, key="received", label="转来", text=f"转为{text.get_way_display()}")
    deadlines.start_for(act, text, "passed_on")
    tell_waiting(f"{{matter}}转为{text.get_way_display()}，请接收", key="taker")(replace(act, obj=text, event=event))
    return text


def made_of(source: Any) -> ForwardedText | None:
    """The text that came from this matter, the last time it was passed on."""
    return ForwardedText.objects.filter(source=source.pk).select_related("handled_by").defer("text").first()


def recall(act: Act, source: Any) -> None:
    """撤回转送: the text ends as taken back, in the name of whoever takes it back at its source."""
    text = made_of(source)
    if text is not None:
        perform(text, "recalled", act.actor, because=act, reason=act.facts["reason"])


def give_back(act: Act) -> None:
    """退回转送方: the matter that the text came from goes on there."""
    forwarding.give_back(act, act.obj.source)


def keep_handling(act: Act) -> None:
    """What was done with it, by whom and when."""
    text = act.obj
    text.handled, text.handled_at, text.handled_by = act.facts["handled"], act.at, act.actor.user
    text.save(update_fields=["handled", "handled_at", "handled_by"])


def open_handling_again(act: Act) -> None:
    """What was written stays, to be changed; it is not done any more."""
    act.obj.handled_at = None
    act.obj.save(update_fields=["handled_at"])


def let_find_handling(act: Act) -> None:
    """Once it is signed, how it was handled is found as well."""
    search.index(act.obj)


def what_was_done(act: Act) -> str:
    """What whoever wrote the text is told of its handling."""
    return act.obj.handled


def keep_signature(act: Act) -> None:
    text = act.obj
    text.note, text.signed_at, text.signed_by = act.facts.get("note") or "", act.at, act.actor.user
    text.save(update_fields=["note", "signed_at", "signed_by"])
