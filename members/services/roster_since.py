"""Since when and by what way the new mandates of a roster are held, and what of it is to be looked at."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Protocol

from django.utils import timezone

from members.models import Mandate, Term
from members.roster import RosterRow
from members.roster.decisions import ask_about
from members.roster.result import Doubt
from members.services.mandates import how_gained
from members.services.roster_register import Known

FIELD = "since"
UNREAD = "since_unreadable"
_SUBSTITUTED = "递补"


class Coming(Protocol):
    """A planned row; ``since`` stays empty where the roster says nothing."""

    row: RosterRow
    known: Known | None
    since: date | None
    gained: str
    begins: date | None
    effective: date | None
    exit: tuple[str, date] | None

    @property
    def offices_or_seats_change(self) -> bool: ...


def settle_since(rows: Iterable[Coming], term: Term | None, accepted: Collection[str], otherwise: date) -> None:
    """Take over what the rows say of the day: it is the roster's word, and goes before what an upload or a term's first
    roster says for all (``otherwise``). A month stands for its first day and is asked about; who came in later without
    a day that can be read is asked about with the day from which it will count."""
    today = timezone.localdate()
    for each in rows:
        row, known = each.row, each.known
        prepared = term is not None and term.is_upcoming
        if row.of_change and not row.since and known and each.offices_or_seats_change and not prepared:
            ask_about(row, Doubt("change_undated", FIELD, "", today.isoformat()), accepted)
        if not row.since and not row.added:
            continue
        if known and known.mandate_id:
            if row.of_change:
                each.effective = _changed_on(row, known, term, today, accepted)
            else:
                _compare(row, known, term, accepted)
            continue
        if row.added:
            each.gained = Mandate.Gained.SUBSTITUTED if row.added == _SUBSTITUTED else Mandate.Gained.ADDED
        if not row.since:
            written = next((doubt.written for doubt in row.doubts if doubt.key == UNREAD), row.added or "")
            row.doubts = [doubt for doubt in row.doubts if doubt.key != UNREAD]  # said with more by the other
            ask_about(row, Doubt("added_undated", FIELD, written, otherwise.isoformat()), accepted)
            continue
        each.since = _day(row, term, today, accepted)
        if not each.gained and term:
            each.gained = how_gained(each.since, term)
            if each.gained == Mandate.Gained.ADDED and FIELD not in row.corrected:
                ask_about(row, Doubt("since_later", FIELD, row.since), accepted)


def begin(rows: Iterable[Coming], term: Term | None, otherwise: date) -> None:
    """Say of every new mandate when it begins and how it is gained: where the roster says nothing, ``otherwise``.
    That of a past member began with the term."""
    for each in rows:
        if each.known and each.known.mandate_id:
            continue
        each.begins = each.since or otherwise
        if each.exit and term:
            each.begins = min(each.since or term.starts_on, each.exit[1])
        each.gained = each.gained or how_gained(each.begins, term)


def _changed_on(row: RosterRow, known: Known, term: Term | None, today: date, accepted: Collection[str]) -> date | None:
    """From when on somebody known has another office or seat, never before the person was a member."""
    if not row.since:
        return None
    day = _day(row, term, today, accepted)
    return max(day, known.starts_on) if known.starts_on else day


def _day(row: RosterRow, term: Term | None, today: date, accepted: Collection[str]) -> date:
    written = row.since or ""
    day, begins = date.fromisoformat(written if len(written) > 7 else f"{written}-01"), term.starts_on if term else None
    if begins and day < begins:
        if written != f"{begins:%Y-%m}":
            ask_about(row, Doubt("since_before", FIELD, written, begins.isoformat()), accepted)
        return begins
    if len(written) <= 7:
        if FIELD not in row.corrected:  # whoever typed it knows
            ask_about(row, Doubt("since_month", FIELD, written, day.isoformat()), accepted)
        row.since = day.isoformat()
    if day > today:
        ask_about(row, Doubt("since_ahead", FIELD, written), accepted)
    return day


def _compare(row: RosterRow, known: Known, term: Term | None, accepted: Collection[str]) -> None:
    """Who is in already stays in since the day that is known; another one in the file is only told."""
    begun = known.starts_on.isoformat() if known.starts_on else ""
    since, first = row.since or "", term.starts_on.isoformat() if term else ""
    agrees = begun.startswith(since) or (since <= first == begun)  # in since an earlier term
    if since and begun and not agrees:
        ask_about(row, Doubt("since_differs", FIELD, since, begun), accepted)
