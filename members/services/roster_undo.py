"""Taking back a whole roster on the day it was written, as far as nothing has happened to its rows since.

Members it brought in are removed as by 误录删除, past ones too; changed ones get back what they were, and whose exit it
registered are members again. Whom that cannot be done for is named with the reason and stays. Bodies that it made go
too where nothing else has come to hang on them; spellings that became known by it stay known.
"""

from collections import defaultdict
from datetime import date, datetime, time
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.matters import events
from core.matters.lifecycle import Refused
from core.models import Event
from core.people.actors import Actor
from members.models import Member, RosterImport, Term
from members.services import editing, made_bodies, removal, roster_reopen, steps
from members.services.carry_over import check_open
from members.services.mandates import ENDED
from members.services.roster_uploads import SHEET

CREATED, UPDATED = "roster_created", "roster_updated"
SINCE = "之后又有改动或别的登记"
OPENED = "已开通账号"
GONE = "已不在名册里"
TOO_LATE = "只能在导入当天撤销整份名册，而且只能撤销一次。请在各委员的页面分别更正。"
Left = list[tuple[str, str]]


def undoable(roster: RosterImport, today: date) -> bool:
    """Whether the roster was written today, by a version that keeps what it wrote, and was not taken back."""
    written = roster.state == RosterImport.State.APPLIED and roster.applied_at is not None
    same_day = written and timezone.localdate(roster.applied_at) == today
    return same_day and "undone" not in roster.summary and _events(roster).exists()


def of_today(today: date) -> QuerySet[RosterImport]:
    """The rosters that were written today and not taken back; what was opened for their people stands in the way."""
    begins = timezone.make_aware(datetime.combine(today, time.min))
    written = RosterImport.objects.filter(state=RosterImport.State.APPLIED, applied_at__gte=begins)
    return written.exclude(summary__has_key="undone").order_by("pk")


def outlook(roster: RosterImport, actor: Actor) -> dict[str, Any]:
    """What taking the roster back would do now, in the words of ``undo``; nothing is written."""
    rows, exited = _of(roster)
    people = Member.objects.in_bulk([row.facts["member"] for row in rows])
    touched = _touched_since(rows, people)
    left: Left = []
    gone = _to_remove(rows, people, touched, left)
    changed = [row for row in rows if row.key == UPDATED]
    left += [_left(people.get(row.facts["member"])) for row in changed if _stays(row, people, touched)]
    restored = sum(not _stays(row, people, touched) for row in changed)
    return _told(len(gone), restored, left, roster_reopen.rehearsed(exited, actor))


@transaction.atomic
def undo(*, roster: RosterImport, actor: Actor) -> dict[str, Any]:
    """Returns what was done: ``removed`` and ``restored`` (how many), ``reopened`` (whose exit is taken back), ``left``
    (name, why), ``told`` (sentences on what did not come back).

    Forbidden for whoever may not import rosters; Refused where the day is over, where it was taken back before, and
    where the list of the term that it was for has been confirmed.
    """
    SHEET.check(actor)
    SHEET.lock(roster)
    check_open(Term.objects.get(pk=roster.term_id))
    kept = RosterImport.objects.select_for_update().get(pk=roster.pk)
    if not undoable(kept, actor.today):
        raise Refused(TOO_LATE)
    rows, exited = _of(kept)
    people = Member.objects.select_for_update().in_bulk([row.facts["member"] for row in rows])
    touched = _touched_since(rows, people)
    left: Left = []
    removed = _remove(rows, people, touched, kept, actor, left)
    restored = _restore(rows, people, touched, actor, left)
    done = _told(removed, restored, left, roster_reopen.take_back(exited, actor))
    made_bodies.forget([kept], actor, "导入已撤销")
    kept.summary |= {"undone": done | {"by": actor.name, "at": actor.at.isoformat()}}
    kept.save(update_fields=["summary"])
    text = f"撤销导入“{kept.name}”：删除误录 {removed} 人，恢复原状 {restored} 人"
    text += f"，撤销离任 {len(done['reopened'])} 人" if done["reopened"] else ""
    text += f"，{len(done['left'])} 人没有撤销" if done["left"] else ""
    events.record(kept, actor=actor, key="undo_roster", label="撤销导入", text=text, facts=done)
    return done


def _events(roster: RosterImport) -> QuerySet[Event]:
    day = timezone.localdate(roster.applied_at)
    since = timezone.make_aware(datetime.combine(day, time.min))
    return Event.objects.filter(key__in=[CREATED, UPDATED, ENDED], at__gte=since, facts__upload=roster.pk)


def _of(roster: RosterImport) -> tuple[list[Event], list[Event]]:
    """What the roster wrote of members row by row, and the exits that it registered; the newest first."""
    found = list(_events(roster).order_by("-pk"))
    return [one for one in found if one.key != ENDED], [one for one in found if one.key == ENDED]


def _told(removed: int, restored: int, left: Left, again: roster_reopen.Reopened) -> dict[str, Any]:
    more = {"reopened": again.names, "left": left + again.left, "told": again.told}
    return {"removed": removed, "restored": restored} | more


def _touched_since(rows: list[Event], people: dict[int, Member]) -> dict[int, set[int]]:
    """For each member the events after the roster's own; a taking back among them has its row done already."""
    found: dict[int, set[int]] = defaultdict(set)
    if rows and people:
        kind = ContentType.objects.get_for_model(Member)
        later = Event.objects.filter(root_type=kind, root_id__in=people, pk__gt=min(row.pk for row in rows))
        for pk, root in later.values_list("pk", "root_id"):
            found[root].add(pk)
    for row in rows:
        found[row.facts["member"]].discard(row.pk)
    return found


def _remove(
    rows: list[Event], people: dict[int, Member], touched: dict[int, set[int]], roster: RosterImport, actor: Actor,
    left: Left,
) -> int:  # fmt: skip
    """Take out again whom the roster brought in."""
    gone = _to_remove(rows, people, touched, left)
    removal.take_out(gone, actor=actor, reason=f"撤销导入名册“{roster.name}”"[:200])
    return len(gone)


def _to_remove(rows: list[Event], people: dict[int, Member], touched: dict[int, set[int]], left: Left) -> list[Member]:
    """Of those whom the roster brought in, the ones to whom nothing has happened since; the others go to ``left``."""
    new = [row.facts["member"] for row in rows if row.key == CREATED]
    free = [people[pk] for pk in new if pk in people and not touched[pk]]
    left += [_left(people[pk]) for pk in new if pk in people and touched[pk]]
    left_on = {row.facts["member"]: row.facts["left_on"] for row in rows if "left_on" in row.facts}
    against = removal.hanging_on(free, left_on)
    left += [(member.name, f"记录上有{'、'.join(against[member.pk])}") for member in free if against[member.pk]]
    return [member for member in free if not against[member.pk]]


def _stays(row: Event, people: dict[int, Member], touched: dict[int, set[int]]) -> bool:
    return row.facts["member"] not in people or bool(touched[row.facts["member"]])


def _left(member: Member | None) -> tuple[str, str]:
    if member is None:
        return "", GONE
    return member.name, OPENED if member.user_id else SINCE


def _restore(
    rows: list[Event], people: dict[int, Member], touched: dict[int, set[int]], actor: Actor, left: Left
) -> int:
    """Give back what members were whom the roster changed."""
    done = 0
    for row in (each for each in rows if each.key == UPDATED):
        member = people.get(row.facts["member"])
        if member is None or touched[member.pk]:
            left.append(_left(member))
            continue
        try:
            steps.put_back(row)
        except Refused:
            left.append((member.name, SINCE))
            continue
        editing.put_back(member, row, actor)
        text = f"撤销{row.actor_name}的“{row.text or row.label}”"
        events.record(
            row.root, actor=actor, key=steps.UNDO, label="撤销", text=text, facts={"undoes": row.pk},
            audience=row.audience,
        )  # fmt: skip
        done += 1
    return done
