"""批示 of leaders: what stands on a matter, who follows it and how it stands, as far as each person reads it.

A line declares the acts with ``core.matters.instructing`` and names in its kind the post that follows what nobody else
is named for; the card of the page, the conditions of lists, what is to be followed at home (``instruction_desk``) and
the short list on leaders' homes follow from the event and its ``Instruction`` rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from core.chinese import long_date
from core.clock import clocks
from core.matters import events, kinds
from core.matters.kinds import MatterKind
from core.matters.lifecycle import lifecycle_of
from core.matters.unit_work import ANSWERING, UNIT_POSTS
from core.models import Clock, Event, Instruction, Post, Role, User
from core.models.generic import rooted_in
from core.people.actors import Actor

KEY, ENTER, ANSWER, REOPEN = "instruct", "enter_instruction", "answer_instruction", "reopen_instruction"
CLOCK = "instruction"
Follower, State = Instruction.Follower, Instruction.State
OPEN = (State.OPEN, State.REPORTED)
STANDS = ~Q(state=State.WITHDRAWN)


def among(events: Iterable[Event]) -> list[Event]:
    """Those of these events by which one was written, or entered from paper, in their order."""
    return [event for event in events if event.key in (KEY, ENTER)]


def given_by(rows: QuerySet, user: User) -> QuerySet:
    """Of these matters those on which this person has written one that stands, here or on paper."""
    kind = ContentType.objects.get_for_model(rows.model)
    withdrawn = Instruction.objects.filter(~STANDS, event=OuterRef("pk"))
    here = Event.objects.filter(~Exists(withdrawn), actor=user, key=KEY, root_type=kind)
    on_paper = Instruction.objects.filter(STANDS, root_type=kind, leader=user)
    return rows.filter(Q(pk__in=here.values("root_id")) | Q(pk__in=on_paper.values("root_id")))


def has_instructions(model: type[Model]) -> Exists:
    """Whether any is followed on the matter, asked within its own statement; named so, pages heed it."""
    kind = ContentType.objects.get_for_model(model)
    return Exists(Instruction.objects.filter(root_type=kind, root_id=OuterRef("pk")))


# ---- who reads which, who follows which: of many ----


def readable(user: User, kind: MatterKind) -> QuerySet[Instruction]:
    """Those on matters of this kind, of which this person reads on the matters that he or she opens: offices all,
    units what they are to follow, others none. One that was withdrawn is nobody's any more."""
    post, rows = user.post_in_use, Instruction.objects.filter(STANDS, root_type=kind.content_type)
    if post is None:
        return rows.none()
    if post.role in UNIT_POSTS:
        return rows.filter(_of_unit(kind, post))
    return rows if post.role in events.posts_reading(Event.Audience.OFFICE, kind.app_label) else rows.none()


def followed_by(user: User) -> QuerySet[Instruction]:
    """Those that this person is to follow in the post in use and that are not done, on matters of every kind."""
    post = user.post_in_use
    asked = [found for kind in kinds.matters() if (found := _followed(kind, post)) is not None] if post else []
    rows = Instruction.objects.filter(state__in=OPEN)
    return rows.filter(reduce(or_, asked)) if asked else rows.none()


def _followed(kind: MatterKind, post: Post) -> Q | None:
    """On matters of this kind, in a state in which somebody may tell of it; None where the post follows none."""
    if not kind.instructions_office:
        return None
    matters = kind.model._default_manager.filter(state__in=kind.lifecycle.row(ANSWER).source).order_by()
    if post.role == kind.instructions_office:
        whose = Q(follower=Follower.OFFICE)
    elif post.role == Role.SUPERVISOR and _has(kind.model, "channel"):
        whose, matters = Q(follower=Follower.CHANNEL), matters.filter(channel=post.organisation_id)
    elif post.role in UNIT_POSTS and _has(kind.model, "assignments"):
        whose = _of_unit(kind, post)
    else:
        return None
    return whose & Q(root_type=kind.content_type, root_id__in=matters.values("pk"))


def _of_unit(kind: MatterKind, post: Post) -> Q:
    """Written to the units that answer, where the person's own is one of them in the present round."""
    if not _has(kind.model, "assignments"):
        return Q(pk__in=[])
    link: Any = kind.model._meta.get_field("assignments")
    works, matter = link.related_model, link.field.name
    mine = works._base_manager.filter(unit=post.organisation_id, role__in=ANSWERING, round=F(f"{matter}__round"))
    mine = mine.exclude(state__in=works.gone).order_by()
    return Q(follower=Follower.UNIT, root_id__in=mine.values(f"{matter}_id"))


def _has(model: type[Model], name: str) -> bool:
    return any(one.name == name for one in model._meta.get_fields())


#: What a list may be asked, and how an instruction stands that is meant.
STANDINGS = (
    ("mine", "待我落实"), ("given", "我作的，待落实"), ("open", "待落实"), ("reported", "已登记落实情况"),
    ("done", "已办结"), ("any", "有批示的"),
)  # fmt: skip


def standing(user: User, kind: MatterKind, asked: str) -> QuerySet[Instruction]:
    """Of those that this person reads on matters of this kind, the ones that stand so (one of ``STANDINGS``)."""
    rows = readable(user, kind)
    if asked == "mine":
        return followed_by(user).filter(root_type=kind.content_type)
    if asked == "given":
        return rows.filter(state__in=OPEN, leader=user)
    return rows if asked == "any" else rows.filter(state=asked)


def dates_of(writer: User | None) -> Q:
    """The days until which instructions are to be followed, of all of them or of one writer's."""
    mine = Instruction.objects.filter(leader=writer).order_by().values("pk")
    return Q(kind=CLOCK) if writer is None else Q(kind=CLOCK, object_id__in=mine)


# ---- the same of one matter ----


def rows_on(matter: Any) -> list[Instruction]:
    """Every follower's part, the oldest first; one statement, remembered, none where there is known to be none."""
    if not hasattr(matter, "instruction_rows"):
        none = getattr(matter, "has_instructions", True) is False
        rows = Instruction.objects.filter(**rooted_in(matter)).select_related("event__actor", "leader")
        matter.instruction_rows = [] if none else list(rows)
    found: list[Instruction] = matter.instruction_rows
    for row in found:
        row.root = matter
    return found


def forget(matter: Any) -> None:
    """Ask for them again next time."""
    matter.__dict__.pop("instruction_rows", None)


def answering_works(matter: Any) -> list[Any]:
    """The works of the units that answer in the present round, where the matter is handed to units."""
    listed = getattr(matter, "working_assignments", None)
    works = listed if listed is not None else matter.assignments.all() if hasattr(matter, "assignments") else ()
    return [one for one in works if one.round == matter.round and one.state not in one.gone and one.answers]


def follows(actor: Actor, row: Instruction, office: str) -> bool:
    """Whether the person is to follow this part, whatever became of it; ``office`` follows what nobody is named for."""
    matter: Any = row.root
    if row.follower == Follower.UNIT and actor.is_in(*UNIT_POSTS):
        return actor.organisation_id in {work.unit_id for work in answering_works(matter)}
    if row.follower == Follower.CHANNEL and actor.is_in(Role.SUPERVISOR):
        return bool(matter.channel_id == actor.organisation_id)
    return bool(row.follower == Follower.OFFICE and actor.role and actor.role == office)


def wrote(actor: Actor, row: Instruction, office: str) -> bool:
    """Whether it is the leader's own, or one on paper at the desk that enters these."""
    if row.event.key == ENTER and actor.is_in(office, Role.OFFICE_CLERK):
        return True
    return actor.user is not None and actor.is_in(Role.LEADER) and row.leader_id == actor.user.pk


def reopens(actor: Actor, row: Instruction, office: str) -> bool:
    """A part that is done: whoever wrote it may say that it is not; so may those who follow it, on the day itself."""
    if row.state != State.DONE:
        return False
    same_day = row.answered_at is not None and timezone.localdate(row.answered_at) == actor.today
    return wrote(actor, row, office) or (same_day and follows(actor, row, office))


def name_of_follower(row: Instruction) -> str:
    """“区住建局”: who follows it now."""
    matter: Any = row.root
    follower = row.follower
    channel = getattr(matter, "channel", None)
    if follower == Follower.CHANNEL and channel:
        return str(channel.brief)
    if follower == Follower.UNIT:
        return "、".join(dict.fromkeys(work.unit.brief for work in answering_works(matter))) or "承办单位"
    office = kinds.of(matter).instructions_office
    return Role(office).label if office else str(row.get_follower_display())


def quoted(row: Instruction) -> str:
    """“梁主席2026年3月2日批示：请抓紧办理（由区住建局落实，限2026年3月20日）”: to choose by, or to have before one."""
    due = f"，限{long_date(row.due_on)}" if row.due_on else ""
    return f"{row.by}{long_date(row.day)}批示：{row.words}（由{name_of_follower(row)}落实{due}）"


# ---- as a page tells them ----


@dataclass(frozen=True)
class Account:
    """What was told of it at one time, and how it stood from then on."""

    at: datetime
    by: str
    text: str
    state: str


@dataclass(frozen=True)
class Part:
    """One follower's part as a page tells it; ``answers`` and ``reopens`` say what this person may do with it."""

    row: Instruction
    whose: str
    answers: bool = False
    reopens: bool = False

    @property
    def light(self) -> clocks.Light | None:
        """Of what is still to be done by a day."""
        return light_of(self.row)

    @property
    def accounts(self) -> list[Account]:
        """Everything that was told, the oldest first."""
        return [
            Account(datetime.fromisoformat(one["at"]), one["by"], one["text"], State(one["state"]).label)
            for one in self.row.accounts
        ]


@dataclass(frozen=True)
class Said:
    """One instruction as a page tells it, with what became of it; ``files`` are the pictures of one on paper."""

    event: Event
    parts: Sequence[Part] = field(default_factory=tuple)
    files: Sequence[Any] = field(default_factory=tuple)

    @property
    def is_withdrawn(self) -> bool:
        return any(part.row.state == State.WITHDRAWN for part in self.parts)

    @property
    def on_paper(self) -> Instruction | None:
        """The part that says whose it was and when, where it came on paper."""
        return self.parts[0].row if self.parts and self.event.key == ENTER else None


def said_on(matter: Any, actor: Actor, events: Iterable[Event]) -> list[Said]:
    """Those of ``events`` (which this person reads), and those that the person's unit is to follow, newest first."""
    rows = rows_on(matter)
    read = {event.pk: event for event in among(events)}
    if actor.is_in(*UNIT_POSTS):
        rows = [row for row in rows if row.state != State.WITHDRAWN and follows(actor, row, "")]
        read |= {row.event_id: row.event for row in rows}
    parts: dict[int, list[Part]] = {}
    for row in rows:
        parts.setdefault(row.event_id, []).append(_part(row, actor))
    return [Said(read[key], parts.get(key, ())) for key in sorted(read, reverse=True)]


def _part(row: Instruction, actor: Actor) -> Part:
    matter: Any = row.root
    lifecycle, office = lifecycle_of(matter), kinds.of(matter).instructions_office
    told = bool(office) and matter.state in lifecycle.row(ANSWER).source
    answers = told and row.is_open and follows(actor, row, office)
    return Part(row, name_of_follower(row), answers, told and reopens(actor, row, office))


def light_of(row: Instruction) -> clocks.Light | None:
    """How what is still to be done by a day stands today."""
    return clocks.light(Clock(due=row.due_on, kind=CLOCK)) if row.due_on and row.is_open else None
