"""The duty that a roster notes for a seat in a committee or group (副主任, 组长)."""

import re

from members.models import Seat
from members.roster import RosterRow
from members.roster.bodies import parts_of

DUTIES = (
    (re.compile("副主任"), Seat.Duty.DEPUTY),
    (re.compile("主任"), Seat.Duty.HEAD),
    (re.compile("(?<!副)召集人"), Seat.Duty.CONVENOR),
    (re.compile("(?<!副)组长"), Seat.Duty.LEADER),
)


def duty_noted(row: RosterRow, name: str, body: str) -> str:
    """The duty in a body by the name in the row; empty where none is noted, a plain member for any other words."""
    noted = row.duties.get((name, body), "")
    return next((duty for pattern, duty in DUTIES if pattern.search(noted)), Seat.Duty.MEMBER) if noted else ""


def called(body: str, duty: str) -> str:
    """The body with the duty there."""
    return f"{body}（{Seat.Duty(duty).label}）" if duty else body


def called_in(row: RosterRow, name: str) -> str:
    """The bodies of one kind that a row names, each with the duty there."""
    return "、".join(called(body, duty_noted(row, name, body)) for body in parts_of(name, getattr(row, name)))
