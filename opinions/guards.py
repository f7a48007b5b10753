"""Why a text cannot be taken back any more by whoever passed it on."""

from typing import Any

from opinions.effects import made_of
from opinions.permissions import taker_of
from opinions.states import ForwardedState as S


def taken_over(source: Any) -> str | None:
    """What came from this matter is in somebody's hands: whose, and how it can still come back."""
    text = made_of(source)
    being_changed = text is not None and text.state == S.RECEIVED and bool(text.handled)
    if text is None or not (being_changed or text.state in (S.HANDLED, S.SIGNED)):
        return None
    who = f"{taker_of(text).label}{text.handled_by}"
    if text.state == S.SIGNED:
        return f"转送件已由{who}处理，并已签发，不能再撤回。"
    if being_changed:
        return f"转送件已由{who}接收处理，正在修改，不能撤回。确需收回的，请{who}退回转送方。"
    return f"转送件已由{who}接收处理，不能撤回。确需收回的，请{who}收回修改后退回转送方。"
