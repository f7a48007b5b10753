"""Since when and by what way the newcomers of a roster are members, as it is told before anything is written.

The day that counts where the file names none can be said anew as long as the roster waits; refused rows keep it.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db import transaction

from core.chinese import long_date
from core.matters import events
from core.matters.lifecycle import Refused
from core.models.sheets import KeptSheet
from core.people.actors import Actor
from members.models import Mandate, RosterImport
from members.roster import Rejected
from members.services.mandates import check_first_day
from members.services.roster_exits import EXITS, LEAVING
from members.services.roster_former import how_left
from members.services.roster_planned import Plan, Planned
from members.services.roster_since import how_gained

KEPT = "starts_on"
"""Where the summary of an upload keeps the day."""


@dataclass(frozen=True)
class Outlook:
    """``told``: how many begin when and how. ``open``: for how many of them the file names no day, so that ``day``
    counts, by ``way``; ``by_act``: only because the import happens today."""

    told: list[str]
    open: int
    day: date
    way: str
    by_act: bool
    term_day: date


def outlook(plan: Plan, kept: RosterImport) -> Outlook:
    """What the preview says of the days."""
    rows = [each for each in plan.rows if each.begins and each.kind not in {EXITS, LEAVING, "unchanged"}]
    counts = Counter((each.begins, each.gained) for each in rows)
    told = [f"{count} 人{in_words(day, way)}" for (day, way), count in sorted(counts.items()) if day]
    term = plan.its_term
    return Outlook(
        told, sum(each.since is None for each in rows), plan.first_day,
        str(Mandate.Gained(how_gained(plan.first_day, term)).label),
        not plan.first_of_term and not said_of(kept), term.starts_on,
    )  # fmt: skip


def in_words(day: date, way: str) -> str:
    """自2022年1月6日起任职，换届提名."""
    return f"自{long_date(day)}起任职，{Mandate.Gained(way).label}"


def of_row(planned: Planned) -> str:
    """The same of one row; nothing where no mandate begins by it, or where it waits to be told whether one does."""
    if planned.known and planned.known.gone and planned.kind == "unchanged":
        return f"{how_left(planned.known)}离任，表中仍有" if planned.known.left_on else "已离任，表中仍有"
    waits = planned.begins is None or planned.kind == LEAVING
    return "" if waits else in_words(cast(date, planned.begins), planned.gained)


def said_of(kept: RosterImport) -> date | None:
    """The day that was given for all mandates of the upload."""
    said = kept.summary.get(KEPT)
    return date.fromisoformat(said) if said else None


@transaction.atomic
def say(*, roster: RosterImport, day: date, seen: str, actor: Actor) -> None:
    """The day for whom the file names none. Refused outside of the term, once the roster does not wait any more, and
    where somebody else has said another day meanwhile (``seen``)."""
    now = RosterImport.objects.select_for_update().select_related("term").get(pk=roster.pk)
    if now.state != KeptSheet.State.PREVIEW:
        raise Refused("这份名册已经导入或放弃，不能再改。")
    if (now.summary.get(KEPT) or "") != seen:
        raise Refused("另一位同事刚刚改过任职日期，没有覆盖。请看过现在的内容再定。")
    check_first_day(now.term, day)
    now.summary[KEPT] = day.isoformat()
    now.save(update_fields=["summary"])
    text = f"“{now.name}”没有写明日期的新委员{in_words(day, how_gained(day, now.term))}"
    events.record(now, actor=actor, key="check_roster", label="核对名册", text=text)


def with_day(row: Rejected, plan: Plan) -> dict[str, str]:
    """The cells of a refused row with the day that it would have had in this roster, unless it names one, or is about a
    member in office."""
    known = plan.register.by_name.get(row.name or "", ())
    written = row.cells.get("since", "")
    if any(each.mandate_id for each in known) or re.search(r"\d", written) or plan.term is None:
        return row.cells
    added = how_gained(plan.first_day, plan.term) == Mandate.Gained.ADDED
    return row.cells | {"since": f"{plan.first_day.isoformat()}{written or ('届中增补' if added else '')}"}
