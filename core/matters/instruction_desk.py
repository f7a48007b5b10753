"""批示 beside the page of a matter: what a desk is to follow (待落实批示) on its home, and what lists and their sheets
say of those on their rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When

from core.chinese import long_date
from core.clock.clocks import Light
from core.lists import Column
from core.matters import kinds, lines
from core.matters.instructions import (
    ANSWER,
    KEY,
    STANDS,
    followed_by,
    light_of,
    name_of_follower,
    readable,
)
from core.matters.kinds import MatterKind
from core.matters.unit_work import UNIT_POSTS
from core.models import Event, Instruction, Role, User
from core.people.per_post import per_post

MOST = 6
WORDS = 50

# ---- at home ----


@dataclass(frozen=True)
class ToFollow:
    """One instruction that the desk is to follow, with its matter."""

    row: Instruction
    matter: lines.Line

    @property
    def words(self) -> str:
        return self.row.words[:WORDS]

    @property
    def light(self) -> Light | None:
        return light_of(self.row)

    @property
    def url(self) -> str:
        """Where what was done is registered."""
        return f"{self.matter.url}do/{ANSWER}/?which={self.row.pk}"


@dataclass(frozen=True)
class Desk:
    """What is to be followed, the soonest due first, those without a day behind them; ``lists`` show all of it, by kind
    of matter."""

    rows: Sequence[ToFollow]
    more: bool
    lists: Sequence[tuple[str, str]]


def desk(user: User, today: date) -> Desk | None:
    """What this person is to follow in the post in use; one statement, none for posts that follow nothing."""
    asked = [kind for kind in kinds.matters() if kind.instructions_office]
    role = user.post_in_use.role if user.post_in_use else ""
    if role not in {*UNIT_POSTS, Role.SUPERVISOR, *(kind.instructions_office for kind in asked)}:
        return None
    found = _to_follow(user, today)
    by_type = {kind.content_type.pk: kind for kind in asked}
    shown = [ToFollow(row, _line(by_type[row.root_type_id], row)) for row in found[:MOST]]
    lists = [(kind.title, f"{kind.list_url}?instruction=mine") for kind in asked if role in kind.readers]
    return Desk(shown, len(found) > MOST, lists) if found else None


def _line(kind: MatterKind, row: Any) -> lines.Line:
    return lines.name_of(kind.model(pk=row.root_id, **row.matter_said))


@per_post
def _to_follow(user: User, _today: date) -> QuerySet[Instruction]:
    asked = [kind for kind in kinds.matters() if kind.instructions_office]
    named = Case(*(When(root_type=kind.content_type, then=_named(kind, user)) for kind in asked))
    rows = followed_by(user).annotate(matter_said=named).select_related("event")
    return rows.order_by(F("due_on").asc(nulls_last=True), "id")[: MOST + 1]


def _named(kind: MatterKind, user: User) -> Subquery:
    rows = kind.model._default_manager.filter(pk=OuterRef("root_id")).order_by()
    return Subquery(lines.said(kind, rows, user).values("said"))


# ---- in lists ----


def told_on(user: User, rows: Sequence[Any], own: bool) -> dict[int, list[Instruction]]:
    """By key of these matters the instructions on each that this person reads, the oldest first; with ``own`` those
    that he or she has written. One statement."""
    if not rows:
        return {}
    kind, of = kinds.of(rows[0]), {row.pk: row for row in rows}
    mine = Instruction.objects.filter(STANDS, root_type=kind.content_type, leader=user)
    asked = (mine if own else readable(user, kind)).filter(root_id__in=of)
    found: dict[int, list[Instruction]] = {}
    for row in asked.select_related("event").order_by("id"):
        row.root = of[row.root_id]
        found.setdefault(row.root_id, []).append(row)
    return found


def in_words(rows: Sequence[Instruction]) -> str:
    """“批示：请抓紧办理（限2026年3月20日，待落实）”: the last one, and how it stands with whoever follows it."""
    if not rows:
        return ""
    parts = [row for row in rows if row.event_id == rows[-1].event_id]
    due = next((row.due_on for row in parts if row.due_on), None)
    stands = dict.fromkeys(str(row.get_state_display()) for row in parts)
    told = "，".join([*([f"限{long_date(due)}"] if due else []), *stands])
    return f"批示：{rows[-1].words[:60]}（{told}）"


def told_of(user: User, rows: Sequence[Any]) -> dict[int, str]:
    """The same by key of matters, of what this person wrote; one statement, one more where older ones have no row."""
    found = {key: in_words(mine) for key, mine in told_on(user, rows, own=True).items()}
    if not rows or all(row.pk in found for row in rows):
        return found
    kind = ContentType.objects.get_for_model(rows[0])
    older = Event.objects.filter(
        actor=user, key=KEY, root_type=kind, root_id__in=[r.pk for r in rows], instructions=None
    )
    for event in older.order_by("id"):
        found.setdefault(event.root_id, f"批示：{str(event.facts.get('instruction', ''))[:60]}")
    return found


def _joined(value: Any) -> Any:
    return lambda row: "；".join(str(value(one)) for one in row.told_instructions if value(one))


#: What the sheet of a list says beside its own columns where the list was asked for instructions.
COLUMNS = (
    Column("instruction", "批示", value=_joined(lambda one: one.words), width=38),
    Column("instructed_by", "作批示的领导", value=_joined(lambda one: one.by), width=12),
    Column("instructed_on", "批示日期", value=_joined(lambda one: f"{one.day:%Y-%m-%d}"), width=11),
    Column("instruction_follower", "由谁落实", value=_joined(name_of_follower), width=14),
    Column("instruction_due", "落实期限", value=_joined(lambda one: f"{one.due_on:%Y-%m-%d}" if one.due_on else "不定"),
           width=11),
    Column("instruction_state", "落实状态", value=_joined(lambda one: one.get_state_display()), width=12),
    Column("instruction_answer", "落实情况", value=_joined(lambda one: one.answer), width=30),
)  # fmt: skip
