"""One message on its way out, and the two ways in which sending it may fail."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Message:
    """What a channel carries. ``key`` is the same at every attempt; ``title`` is the subject of a mail."""

    key: str
    kind: str
    address: str
    name: str
    title: str
    text: str
    url: str
    created_at: datetime


class TryAgain(Exception):
    """It did not go, and may go later; the text says why in the office's words."""


class Undeliverable(Exception):
    """It will never go to this address; the text says why in the office's words."""
