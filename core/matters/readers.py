"""Who reads what is written in an act, in the words that stand below the field: made of the posts that do read it."""

from collections.abc import Iterable
from typing import Any

from core.matters import events, kinds
from core.models import Event
from core.models.roles import called


def read_by(audience: str, thing: Any) -> str:
    """“只有承办单位、提案委、…看得到”: the posts that open such a thing and belong to the audience."""
    if audience == Event.Audience.ALL:
        return "所有能看到该件的人都看得到，包括写它的人"
    kind = kinds.kind_of(type(thing))
    reading = events.posts_reading(audience, thing._meta.app_label)
    if audience == Event.Audience.DESK:
        return f"只有当事人和{called(reading)}看得到"
    return only([role for role in reading if kind is None or role in kind.readers])


def only(roles: Iterable[str]) -> str:
    """“只有…看得到”, of these posts."""
    return f"只有{called(roles)}看得到"
