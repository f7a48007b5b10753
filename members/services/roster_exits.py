"""Who of a roster has left: such rows wait for an answer of their own, and nobody becomes a serving member by them.

A row that tells of leaving is written only where somebody has said what it means: that the person has left (how and
when), that the person is still a member, or that the row is not to be imported. A list of leavers changes nothing
else of a member who is known, but for what somebody has put right in the row.
"""

import calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Protocol

from django.utils import timezone

from core.chinese import long_date
from core.people.actors import Actor
from members.models import Mandate, OfficeHeld, Term
from members.roster.decisions import EXIT, Decisions
from members.roster.exits import Exit, day_in
from members.roster.result import RosterRow
from members.services import mandates, roster_namesakes
from members.services.roster_register import Known

LEAVING, EXITS = "leaving", "exits"
KINDS = (EXITS, LEAVING)
DOUBT, OFFICE_LEFT, LIKELY = "left_noted", "left_an_office", "likely_same"
OF_WHOM = {roster_namesakes.KEY, roster_namesakes.KNOWN, roster_namesakes.BY_NAME,
           roster_namesakes.BY_NOTE, roster_namesakes.AGAINST}  # fmt: skip
WAYS = [(value, label) for value, label in Mandate.Ended.choices if value != Mandate.Ended.TERM_END]


class Coming(Protocol):
    """A planned row, as far as somebody's leaving goes."""

    row: RosterRow
    kind: str
    known: Known | None
    changes: list[Any]
    withheld: list[Any]
    bodies: dict[str, list[str]]
    offices: list[str] | None
    exit: tuple[str, date] | None


def answered_alike(rows: Iterable[Any], kind: str) -> list[Any]:
    """The planned rows whose doubts of one ``kind`` may be found right at once. That all of them are members still may
    be said of those who are so already: nobody becomes a member by it."""
    return [each for each in rows if kind != DOUBT or (each.known and each.known.mandate_id)]


def tells(row: RosterRow) -> bool:
    """Whether the row tells that somebody has left, and nobody has said that this is not so."""
    return any(doubt.key == DOUBT for doubt in row.doubts)


def waits_for_an_answer(planned: Coming) -> bool:
    """Whether somebody has to say yet whether the person of the row has left."""
    return tells(planned.row)


def last_day(text: str) -> date | None:
    """The day, or the last of a month, that YYYY-MM-DD or YYYY-MM names."""
    parts = [int(part) for part in day_in(text).split("-") if part]
    if len(parts) < 2:
        return None
    days = calendar.monthrange(parts[0], parts[1])[1]
    return date(parts[0], parts[1], parts[2] if len(parts) > 2 and parts[2] <= days else days)


def with_year(said: str, today: date) -> str:
    """What was typed as way and day; a day without its year (11月30日) is the last such one that is not to come."""
    way, mark, written = said.partition("|")
    found = re.fullmatch(r"(\d{1,2})(?:月|[./-])(\d{1,2})[日号]?", "".join(written.split()))
    if not found:
        return said
    month, day = (int(each) for each in found.groups())
    year = today.year - ((month, day) > (today.month, today.day))
    return f"{way}{mark}{year}-{month:02}-{day:02}"


def decided(row: RosterRow, decisions: Decisions) -> tuple[str, date] | None:
    """The way and the day that somebody has said, None where nobody has."""
    way, _, written = decisions.values.get(row.key, {}).get(EXIT, "").partition("|")
    day = last_day(written)
    return (way, day) if way in dict(WAYS) and day else None


def objection_to(said: str) -> str:
    """Why this cannot be how and when somebody has left; empty where it can."""
    way, _, written = said.partition("|")
    day, today = last_day(written), timezone.localdate()
    if way not in dict(WAYS):
        return "请选择离任方式。"
    if day is None:
        return "请填写离任日期，写成 2026-03-31，只知道月份的写成 2026-03。"
    if day > today + mandates.LONGEST_AHEAD:
        return "离任日期距今超过一年，请核对年份。"
    return "去世日期不能晚于今天，请核对。" if way == Mandate.Ended.DIED and day > today else ""


def objection(
    row: RosterRow, known: Known | None, decisions: Decisions, term: Term | None
) -> tuple[str, str | None] | None:
    """Why the exit that was said cannot be registered: a reason of ``words.REASONS`` and what it quotes."""
    said = decided(row, decisions)
    begun = known.starts_on if known and known.starts_on else term.starts_on if term else None
    return ("exit_before", long_date(begun)) if said and begun and said[1] < begun else None


def settle(planned: Coming, decisions: Decisions) -> None:
    """What becomes of a row that tells of leaving."""
    row, known = planned.row, planned.known
    planned.exit = decided(row, decisions)
    who = [doubt for doubt in row.doubts if doubt.key in OF_WHOM]
    if known and known.gone and (planned.exit or tells(row)):  # registered before
        planned.kind, planned.changes, planned.exit, row.doubts = "unchanged", [], None, []
    elif planned.exit:  # how somebody has left says nothing yet about who that is
        planned.kind, planned.changes, row.doubts = LEAVING if who else EXITS, [], who
    elif tells(row):
        planned.kind = LEAVING
    if known and known.offices:
        about = _still_held(row, known)
        row.doubts = [replace(each, about=about) if each.key == OFFICE_LEFT else each for each in row.doubts]
    if planned.kind in KINDS:
        planned.changes = []
    elif row.of_leavers and known and known.mandate_id:
        _only_what_was_answered(planned)


def wait_for_whom(rows: Iterable[Coming]) -> None:
    """Hold the exits of those who may be a member under a name that is nearly the same, until somebody has said so."""
    for planned in rows:
        if planned.kind == EXITS and any(doubt.key == LIKELY for doubt in planned.row.doubts):
            planned.kind = LEAVING


def _only_what_was_answered(planned: Coming) -> None:
    """Of who stays though a list of leavers names them, what that list says otherwise (a former post) is not taken and
    is told; what somebody has put right in the row is."""
    said = set(planned.row.corrected)
    planned.withheld = [change for change in planned.changes if change.field not in said]
    planned.changes = [change for change in planned.changes if change.field in said]
    planned.bodies = {name: bodies for name, bodies in planned.bodies.items() if name in said}
    planned.offices = planned.offices if "office" in said else None
    if planned.kind == "changed" and not planned.changes:
        planned.kind = "unchanged"


def _still_held(row: RosterRow, known: Known) -> str:
    """The offices that the register has, and what the row says of their end."""
    held = "、".join(str(OfficeHeld.Office(office).label) for office in known.offices)
    told = "，".join(filter(None, (in_words(replace(row.exit, way="")), row.exit.basis)))
    return f"系统中现任：{held}" + (f"；原表写的是：{told}" if told else "")


def absent(people: Iterable[Known], rows: Iterable[Coming], refused: set[str | None]) -> list[Known]:
    """The members of the term of whom no row of the file says that they are still members; a row that was refused
    (by its name) is one about them."""
    named = {each.known.pk for each in rows if each.known and each.kind != LEAVING}
    return [
        known
        for known in people
        if known.mandate_id and known.pk not in named and not refused & {known.name, *known.other_names}
    ]


def in_words(told: Exit) -> str:
    """调离，2024年6月: what a row says of leaving, with what it names."""
    label = dict(WAYS).get(told.way, "")
    year, _, rest = told.day.partition("-")
    month, _, day = rest.partition("-")
    when = f"{year}年{int(month)}月{f'{int(day)}日' if day else ''}" if month else ""
    return "，".join(part for part in (str(label), when) if part)


def register_known(rows: Iterable[Coming], actor: Actor, facts: Mapping[str, Any]) -> None:
    """Register the exits of members in office, each as on the member's page; ``facts`` name the roster."""
    for planned in rows:
        if planned.known and planned.known.mandate_id and planned.exit:
            way, day = planned.exit
            told = planned.row.exit
            mandate = Mandate.objects.select_related("member", "term").get(pk=planned.known.mandate_id)
            mandates.end_mandate(
                actor=actor, mandate=mandate, ends_on=day, ended=way, reason=told.words[:200],
                decided_by=told.basis[:120], facts=facts,
            )  # fmt: skip


def ending(planned: Coming) -> dict[str, Any]:
    """The columns of a past member's mandate."""
    if not planned.exit:
        return {}
    way, day = planned.exit
    told = planned.row.exit
    return {"ends_on": day, "ended": way, "ended_reason": told.words[:200], "ended_by": told.basis[:120]}
