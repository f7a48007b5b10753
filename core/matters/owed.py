"""One answer for everybody whose matter was merged into another (并案): each with its own date, open or late by itself.

A matter into which others were merged (``merged``) is worked on once. A unit that answers owes an answer to those whom
the matter itself is from, and one for every matter merged into it. A letter answers whom the unit says
(``letter_to``); whom it leaves to be answered otherwise (另行答复), a work that ``continues`` the first goes the whole
way once more for, with talks, draft, signature and check of its own, and the matter waits for it as for any other. A
new round answers those who were not content; where none of them stands behind the matter itself, its works say so
(``answers_own``).

A line derives its rows from ``OwedAnswer``, with the links ``work`` (``related_name="owed"``) and ``merged``
(``related_name="answers_owed"``), gives its works the link ``continues`` to one another, and declares one ``Owing``.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, OuterRef, QuerySet, Subquery

from core.chinese import long_date
from core.clock import clocks
from core.delivery.notices import tell
from core.matters.answered import answered_by, continues, first_answered, open_rows, rows_of
from core.matters.deadlines import ClockKind, classes_of, stop_for
from core.matters.engine import perform
from core.matters.letter_to import left_by
from core.matters.lifecycle import Act, Effect, Refused
from core.matters.naming import name_of, number_of
from core.matters.telling import Words, worded
from core.matters.unit_work import unit_users
from core.models import Clock, Timed
from core.models.generic import matter_of
from core.organisations.names import brief_on

KIND = "reply"
#: What a work that goes on takes over from the one that it continues.
TAKEN_OVER = ("unit", "role", "round", "channel", "assigned_at", "signed_at", "handler_name", "handler_phone")


class OwedAnswer(Timed):
    """What a unit's work owes to those behind one merged matter. Its clock is its own; the letter is the work's."""

    owed_since = models.DateTimeField("并案时间", null=True, blank=True, help_text="空着的，不知道从何时起")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    ended_at = models.DateTimeField("不再并案", null=True, blank=True)

    work: Any
    merged: Any

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return name_of(self.merged)

    @property
    def matter(self) -> Any:
        """On whose page its clock stands."""
        return matter_of(self.work)

    @property
    def rule_classes(self) -> tuple[str, ...]:
        """The date is that of the merged matter's own class, whatever class the other one is of."""
        return classes_of(self.merged)

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.ended_at is None


# ---- rows in the database ----


def counting(rows: QuerySet) -> QuerySet:
    """Of these rows those that are owed or answered in the present round, each with its day (``due``)."""
    gone = rows.model._meta.get_field("work").related_model.gone
    about = Clock.objects.filter(
        content_type=ContentType.objects.get_for_model(rows.model), object_id=OuterRef("pk"), kind=KIND
    )
    rows = rows.filter(ended_at=None).exclude(answered_at=None, work__state__in=gone)
    return rows.annotate(due=Subquery(about.order_by("-id").values("due")[:1]))


def rows_model(model: type[models.Model]) -> type[models.Model] | None:
    """The model of the rows that works of this model owe by; None where they owe none."""
    found = (relation for relation in model._meta.related_objects if relation.related_name == "owed")
    return next((relation.related_model for relation in found), None)


# ---- dates ----


def running(work: Any, kind: str = KIND) -> Clock | None:
    """The limit of a work: its own, or, where it only continues another, the first of what it still owes."""
    return clocks.running_clock(work, kind) or min(_of_rows(work, kind), key=_ends, default=None)


def alongside(work: Any, clock: Clock) -> list[Clock]:
    """What else the work owes by other clocks of that kind: given more time with it."""
    return [one for one in _of_rows(work, clock.kind) if one.pk != clock.pk]


def first_running(work: Any, kinds: Iterable[str]) -> Clock | None:
    """The running clock of these kinds that ends first, of the work or of what it owes."""
    kinds = tuple(kinds)
    found = [clocks.first_running(one, kinds) for one in (work, *open_rows(work))]
    return min((one for one in found if one is not None), key=_ends, default=None)


def _of_rows(work: Any, kind: str) -> list[Clock]:
    found = [clocks.running_clock(row, kind) for row in open_rows(work)]
    return [one for one in found if one is not None]


def _ends(clock: Clock) -> tuple[date, int]:
    return clock.due, clock.pk


def drop(act: Act) -> None:
    """The work goes elsewhere or ends: what it owed is not waited for here any more."""
    for row in open_rows(act.obj):
        clocks.stop_clock(row, None, act.at, act.row.label, void=True)


def running_keys(work: Any) -> list[int]:
    """The keys of every clock that runs on the work and on what it owes, by which a stop is undone."""
    return [key for one in (work, *open_rows(work)) for key in clocks.running_keys(one)]


# ---- what a page says ----


@dataclass(frozen=True)
class OwedLine:
    """One owed answer as a page tells it: which unit owes it for which matter, and how that stands."""

    unit: str
    number: str
    due: date | None
    answered_at: datetime | None
    url: str

    @property
    def light(self) -> clocks.Light | None:
        """Of what is still owed."""
        return clocks.light(Clock(due=self.due, kind=KIND)) if self.due and self.answered_at is None else None

    @property
    def words(self) -> str:
        """“待答复，限2027年3月1日”, or when it was answered."""
        if self.answered_at is not None:
            return f"{long_date(self.answered_at)}已答复"
        return f"待答复，限{long_date(self.due)}" if self.due else "待答复"


def line_of(row: Any, due: date | None) -> OwedLine:
    """The row as a page tells it; its work, unit and merged matter are fetched."""
    unit = brief_on(row.work.unit, row.work.assigned_at)
    return OwedLine(unit, number_of(row.merged), due, row.answered_at, row.merged.get_absolute_url())


def name_for(own: Any, main: Any) -> str:
    """How notices on the main matter name it to those behind ``own``: by their own one first."""
    return name_of(main) if own.pk == main.pk else f"{name_of(own)}（已并入{number_of(main)}）"


def named_for(work: Any) -> str:
    """How notices to a unit name what it works on: by the first of those whom it answers."""
    return name_for(first_answered(work), matter_of(work))


def tell_behind_each(
    act: Act, people: Callable[[Any], Iterable[Any]], those: Iterable[Any], title: str, **more: str
) -> None:
    """Tell whoever stands behind each of these, once, by the name of the own matter where that was merged."""
    matter, told = matter_of(act.obj), set[int]()
    for one in those:
        found = [user for user in people(one) if user.pk not in told]
        told.update(user.pk for user in found)
        words = title.replace(name_of(matter), name_for(one, matter))
        tell(found, words[:200], act=act, url=matter.get_absolute_url(), **more)


# ---- acts ----


@dataclass(frozen=True)
class Owing:
    """For the rows ``model``; ``matter`` is the works' link to the matter. Acts of the program: ``goes_on`` begins a
    work for those not answered, which need not be signed for again; ``falls_away`` ends it when nobody is left.

    ``people`` gives the accounts behind one matter, without those merged into it; ``objection`` says of a work and a
    merged matter why its letter cannot answer those behind that one (nobody has talked to them). ``discontent`` are the
    keys of the matters behind which somebody was not content with the present round.
    """

    model: Any
    matter: str
    people: Callable[[Any], Iterable[Any]]
    objection: Callable[[Any, Any], str | None]
    discontent: Callable[[Any], Collection[int]]
    goes_on: str = "go_on"
    falls_away: str = "fall_away"

    def again(self, matter: Any) -> list[Any]:
        """Whom a further round is to answer: behind whose matters somebody was not content; where all were, all."""
        keys = self.discontent(matter)
        return [one for one in (matter, *matter.merged.order_by("pk")) if not keys or one.pk in keys]

    def owe(self, work: Any, merged: Any, since: datetime) -> Any:
        """The work owes an answer to those behind ``merged``; its clock is the line's to start."""
        row = self.model._default_manager.create(work=work, merged=merged, owed_since=since)
        forget(work)
        return row

    def limit(self, kind: ClockKind, target: Any) -> ClockKind:
        """The kind of clock of a work's reply as it runs for ``target``: the work itself, or one of these rows."""
        if not isinstance(target, self.model):
            return kind
        label = f"{kind.label}（并案{number_of(target.merged)}）"
        return replace(kind, label=label, of=lambda row: kind.of(row.work))

    def answer(self, act: Act) -> None:
        """送达: the letter answers whom the unit says; for the others the unit's work goes on."""
        work, left = act.obj, left_by(act.obj, act.facts)
        now = [row for row in open_rows(work) if row not in left]
        if not work.answers_own and not now:
            raise Refused("这份答复总要答复一位提案者，请至少勾选一件。")
        for row in now:
            if sentence := self.objection(work, row.merged):
                raise Refused(sentence)
            stop_for(act, row, KIND)
        self._rows(now).update(answered_at=act.at)
        if left:
            self.go_on(act, work, left)
        forget(work)

    def go_on(self, act: Act, work: Any, rows: list[Any]) -> None:
        """The unit, whose letter has gone out, works on for those whom it did not answer."""
        matter = matter_of(work)
        taken = {name: getattr(work, name) for name in (*TAKEN_OVER, self.matter)}
        made = type(work)._default_manager.create(**taken, continues=work, answers_own=False)
        self._rows(rows).update(work=made)
        perform(made, self.goes_on, act.actor, because=act)
        numbers = "、".join(number_of(row.merged) for row in rows)
        title = f"{name_of(matter)}还须另行答复并案的{numbers}"
        tell(unit_users(work.unit), title, act=act, url=made.get_absolute_url(), key="apart")

    def end(self, act: Act, merged: Iterable[Any]) -> None:
        """These matters are merged no more: nothing is owed for them here; a work only for them falls away."""
        rows = self.model._default_manager.filter(merged__in=merged, answered_at=None, ended_at=None)
        rows = list(rows.select_related("work__unit", f"work__{self.matter}"))
        for row in rows:
            clocks.stop_clock(row, None, act.at, act.row.label, void=True)
        self._rows(rows).update(ended_at=act.at)
        for work in {row.work.pk: row.work for row in rows}.values():
            if not work.answers_own and work.is_open and not open_rows(work):
                perform(work, self.falls_away, act.actor, because=act, reason=act.facts.get("reason") or act.row.label)

    def tell_answered(self, title: Words, body: Words = "") -> Effect:
        """Whoever the letter answers is told of it, by the name of the own matter where that was merged, and none of
        those whom it leaves to be answered otherwise."""

        def effect(act: Act) -> None:
            tell_behind_each(act, self.people, answered_by(act.obj), worded(title, act), body=worded(body, act))

        effect.__name__ = "tell_answered"
        return effect

    # ---- what is owed for merged matters, wherever it stands ----

    def of_merged(self, merged: Sequence[Any]) -> list[Any]:
        """Every row in the present round of the matter into which these are merged, with its day; one statement."""
        rows = self.model._default_manager.filter(
            merged__in=[one.pk for one in merged], work__round=F(f"work__{self.matter}__round")
        )
        known = {one.pk: one for one in merged}
        found = list(counting(rows).select_related("work__unit"))
        for row in found:
            row.merged = known[row.merged_id]
        return found

    def of_works(self, works: Sequence[Any]) -> list[Any]:
        """Every row of these works that counts, with its day; one statement."""
        return list(counting(self.model._default_manager.filter(work__in=[work.pk for work in works])))

    def _rows(self, rows: Iterable[Any]) -> QuerySet:
        return self.model._default_manager.filter(pk__in=[row.pk for row in rows])


def left_out(act: Act) -> str:
    """“，另行答复收0052”: whom a letter does not answer; empty where it answers all."""
    numbers = "、".join(number_of(row.merged) for row in left_by(act.obj, act.facts))
    return f"，另行答复{numbers}" if numbers else ""


def gone_on(act: Act) -> str:
    """“区住建局继续办理，另行答复收0052”."""
    return f"{act.obj.unit.brief}继续办理，另行答复{'、'.join(number_of(row.merged) for row in rows_of(act.obj))}"


def is_not_owed_apart(work: Any, _actor: Any) -> str | None:
    """What is owed to those whom a letter left out is not taken back as long as they are merged."""
    if not continues(work):
        return None
    return "这是另行答复并案提案者的一件，不能撤销；不再并案的，请提案委撤回并案。"


def forget(work: Any) -> None:
    """Ask for its rows again next time: adding nothing lets go what was fetched."""
    work.owed.add()
