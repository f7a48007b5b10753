"""What one person sees of one matter, or of one part of it: the object that a page's template reads.

A line of business subclasses ``MatterPage`` in its ``page.py``: it names templates and steps and adds its own sections;
turn, acts, progress, dates, files, papers and what happened are the kit's. Views: ``core.matters.page_views``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

from core.chinese import some_of
from core.clock import clocks
from core.matters import drafts, events, kinds, papers, urging
from core.matters.actions import Actions, actions_for
from core.matters.clock_visibility import MatterClocks
from core.matters.instructions import ENTER, Said, rows_on, said_on
from core.matters.lifecycle import lifecycle_of
from core.matters.naming import number_of
from core.matters.progress import Progress, Shown, shown_steps
from core.matters.reading import is_over
from core.matters.turns import Turn, held_elsewhere, turns_of
from core.matters.whose_turn import all_turns, turns_of_part
from core.models import Attachment, Clock, Event, Post
from core.models.generic import aimed_at, matter_of, rooted_in
from core.people.actors import Actor

SHORT_STORY = 8  # so many events are read at one glance


@dataclass(frozen=True)
class ClockLine:
    """One date with its light, how it came about, and whose it is."""

    clock: Clock
    light: clocks.Light
    whose: str

    @property
    def source(self) -> str:
        return self.clock.rule.source if self.clock.rule else ""


@dataclass(frozen=True)
class Section:
    """One part of a matter's text."""

    heading: str
    text: str


@dataclass(frozen=True)
class ActPage:
    """What is special about the page of one act.

    ``text_open``: the matter's text stands open beside the form. ``after`` names the address (of this thing) to which
    one goes when it is done, instead of the thing's own page. ``more`` gives further values to the template.
    """

    template: str = ""
    text_open: bool = False
    after: str = ""
    more: Callable[[Any], dict[str, Any]] | None = None


def _moved(event: Event, own: set[tuple[int, int]]) -> bool:
    """Whether one of these things came into another state by it."""
    return event.to_state not in ("", event.from_state) and (event.content_type_id, event.object_id) in own


class MatterPage:
    """Everything of ``thing`` (a matter, or a part with a life of its own) that this person may see, worked out once.

    ``acts`` are the pages of acts that differ from the usual; ``act_template`` is the usual one. ``beside`` puts every
    act's form beside the text. Clocks of a kind in ``shared_clocks`` that end alike for several people share one line.
    ``asks_here`` names the fields of acts' forms that stand on the page itself, ``text_template`` shows the text.
    ``of_every_part`` are acts on one part that concern the others as well.
    Costs no statement beside those of the events on a thing that its kind has fetched whole.
    """

    template: ClassVar[str] = "matters/detail.html"
    act_template: ClassVar[str] = "matters/act.html"
    text_template: ClassVar[str] = "matters/_sections.html"
    acts: ClassVar[Mapping[str, ActPage]] = {}
    beside: ClassVar[bool] = False
    progress: ClassVar[Progress | None] = None
    shared_clocks: ClassVar[tuple[str, ...]] = ()
    asks_here: ClassVar[tuple[str, ...]] = ()
    of_every_part: ClassVar[tuple[str, ...]] = ()

    def __init__(self, thing: Any, actor: Actor):
        self.thing, self.actor = thing, actor
        self.matter = matter_of(thing)
        self.kind = kinds.of(thing)

    def context(self) -> dict[str, Any]:
        """What the template reads beside ``page``; lines add the names that their templates use."""
        return {"page": self, "matter": self.matter, "thing": self.thing}

    # ---- head ----

    @property
    def is_part(self) -> bool:
        return self.thing is not self.matter

    @property
    def title(self) -> str:
        return str(self.matter)

    @property
    def number(self) -> str:
        return number_of(self.matter)

    @property
    def part_name(self) -> str:
        """How the part is called beside its matter; empty on the matter's own page."""
        return str(self.thing) if self.is_part else ""

    @property
    def state(self) -> str:
        """How the thing's state reads."""
        return lifecycle_of(self.thing).read(self.thing)

    @property
    def tags(self) -> Sequence[str]:
        """Words beside the state."""
        return ()

    @property
    def outcome(self) -> str:
        """What came of it, in the words that another matter's page may repeat to this person."""
        return ""

    @property
    def alike_heading(self) -> str:
        """What stands over matters like this one; empty where its kind compares none."""
        likeness = self.kind.matter.likeness
        return likeness.heading(self.actor) if likeness else ""

    @property
    def sections(self) -> Sequence[Section]:
        """The text of the matter, where the general templates show it."""
        return ()

    @property
    def invitation(self) -> Any | None:
        """What asks this person to sign (``members.signing.invitation``); the page is then that, and no more."""
        return None

    @cached_property
    def writes_text(self) -> bool:
        """Whether this person is among those who write the text of the matter."""
        writing = self.kind.matter.writing
        return writing is not None and writing.actor_may(self.actor, self.matter)

    @property
    def reads_versions(self) -> bool:
        """Whether earlier versions of the text (各稿) are open to this person: to its writers all of them, to the desk
        those that were handed in."""
        is_desk = self.actor.is_in(*lifecycle_of(self.matter).desk)
        return self.writes_text or (self.kind.matter.writing is not None and is_desk)

    # ---- what happened, whose turn it is, what may be done ----

    @cached_property
    def timeline(self) -> list[Event]:
        """Everything that happened in the matter as far as this person may read it, newest first."""
        found = list(events.timeline(self.matter, self.actor.user))
        urging.remember(self.matter, found)
        withheld = self.withheld(found)
        return [event for event in found if event.pk not in withheld]

    def withheld(self, _found: Sequence[Event]) -> set[int]:
        """The keys of those of them that this person does not read for a reason of the matter's own."""
        return set()

    @cached_property
    def events(self) -> list[Event]:
        """The same; on the page of a part without what is about other parts."""
        if not self.is_part:
            return self.timeline
        own = self.kind.content_type.pk, self.thing.pk
        return [
            event
            for event in self.timeline
            if event.content_type_id != own[0] or event.object_id == own[1] or event.key in self.of_every_part
        ]

    @cached_property
    def key_events(self) -> list[Event]:
        """The steps that brought the thing to where it stands, and what leaders said; of a short story everything."""
        if len(self.events) <= SHORT_STORY:
            return self.events
        own = {(self.kind.content_type.pk, self.thing.pk), (self.kind.matter.content_type.pk, self.matter.pk)}
        return [event for event in self.events if event.facts.get("instruction") or _moved(event, own)]

    @cached_property
    def instructions(self) -> list[Said]:
        """What leaders wrote on the matter and what became of it, as far as this person may read it, newest first."""
        return [replace(one, files=self._papers_of(one)) if one.event.key == ENTER else one for one in self._said]

    @cached_property
    def _said(self) -> list[Said]:
        return said_on(self.matter, self.actor, self.timeline)

    @property
    def other_events(self) -> list[Event]:
        """What else happened, newest first."""
        shown = {event.pk for event in self.key_events}
        return [event for event in self.events if event.pk not in shown]

    @cached_property
    def turns(self) -> list[Turn]:
        """Whom the thing waits for, this person first; never empty."""
        return turns_of_part(self.thing, self.actor) if self.is_part else all_turns(self.matter, self.actor)

    @property
    def turn(self) -> Turn:
        return self.turns[0]

    @property
    def other_turns(self) -> list[Turn]:
        return self.turns[1:]

    @cached_property
    def elsewhere(self) -> list[Post]:
        """This person's other posts in which the matter waits for them."""
        return held_elsewhere(turns_of(self.matter), self.actor.user)

    @cached_property
    def actions(self) -> Actions:
        return actions_for(self.thing, self.actor)

    @cached_property
    def steps(self) -> list[Shown]:
        if self.progress is None:
            return []
        reads = lifecycle_of(self.matter).reworded(self.matter)
        return shown_steps(self.progress, self.matter, self.timeline, reads)

    @cached_property
    def barred(self) -> str | None:
        """Why this person, who writes the text, may not hand it in for the time being."""
        return drafts.barred(self.thing, self.actor)

    # ---- dates ----

    @cached_property
    def seen_clocks(self) -> list[Clock]:
        """The dates of the matter that this person may read."""
        return MatterClocks.of(self.matter, self.actor.user).readable if self.actor.user else []

    @cached_property
    def clock_lines(self) -> list[ClockLine]:
        return self._lines([clock for clock in self.seen_clocks if not is_over(clock)])

    @property
    def own_date(self) -> ClockLine | None:
        """The one date that a member reads beside the turn: the one that ends first."""
        return next(iter(self.clock_lines), None)

    @cached_property
    def stopped_clock_lines(self) -> list[ClockLine]:
        """Dates that were met or passed by an act, and rights that lapsed unused."""
        return self._lines([clock for clock in self.seen_clocks if is_over(clock)])

    def _lines(self, shown: list[Clock]) -> list[ClockLine]:
        """One line per date; people who have the same time, and stand alike, share one."""
        lines: dict[object, ClockLine] = {}
        people: dict[object, list[str]] = {}
        for clock in shown:
            line = clock_line(clock)
            key = (clock.kind, clock.due, line.light) if clock.kind in self.shared_clocks else clock.pk
            lines.setdefault(key, line)
            people.setdefault(key, []).append(line.whose)
        return [replace(line, whose=_whose(people[key])) for key, line in lines.items()]

    # ---- files, papers ----

    @cached_property
    def files(self) -> list[Attachment]:
        """Files of the matter that this person may have; a matter that is known to have none is not asked."""
        if not getattr(self.matter, "has_files", True):
            return []
        rows = Attachment.objects.filter(**rooted_in(self.matter), removed_at__isnull=True)
        found = list(rows.select_related("uploaded_by", "content_type"))
        return [one for one in found if not self.is_paper(one) or one.object_id in self._papers_read]

    @staticmethod
    def is_paper(file: Attachment) -> bool:
        """Whether it is a leader's instruction on paper: read with that, and shown beside its words."""
        return (file.content_type.app_label, file.content_type.model) == ("core", "instruction")

    @cached_property
    def _papers_read(self) -> set[int]:
        """The keys of the instructions whose paper this person reads: of each that is read here, any part's."""
        read = {said.event.pk for said in self._said}
        return {row.pk for row in rows_on(self.matter) if row.event_id in read}

    def _papers_of(self, said: Said) -> list[Attachment]:
        keys = {row.pk for row in rows_on(self.matter) if row.event_id == said.event.pk}
        return [file for file in self.files if self.is_paper(file) and file.object_id in keys]

    def files_about(self, thing: Any) -> list[Attachment]:
        """Of these the ones that belong to ``thing`` itself: the matter, a part of it, or something written in it."""
        own = aimed_at(thing)
        return [one for one in self.files if (one.content_type, one.object_id) == (own["content_type"], thing.pk)]

    @property
    def matter_files(self) -> list[Attachment]:
        """The files that stand by themselves: those of the matter's own text."""
        return self.files_about(self.matter)

    @cached_property
    def papers(self) -> list[papers.Offered]:
        """What may be printed now."""
        return papers.offered(self.kind.matter.papers, self.matter, self.actor)


def clock_line(clock: Clock) -> ClockLine:
    """The date with its light and the name of the holder."""
    whose = clock.holder_org.brief if clock.holder_org else str(clock.holder_user or "")
    return ClockLine(clock, clocks.light(clock), whose)


def nearest(known: Sequence[Clock], products: Sequence[str]) -> Clock | None:
    """The running clock that ends first; where none runs, the last one of the thing's own ``products`` (kinds)."""
    running = [clock for clock in known if clock.stopped_at is None and not clock.lapses]
    if running:
        return min(running, key=lambda clock: (clock.due, clock.pk))
    return max((clock for clock in known if clock.kind in products), key=lambda clock: clock.pk, default=None)


def newest(known: Sequence[Clock], kind: str) -> ClockLine | None:
    """The last clock of that kind, running or stopped."""
    alike = [clock for clock in known if clock.kind == kind]
    return clock_line(max(alike, key=lambda clock: clock.pk)) if alike else None


def _whose(people: list[str]) -> str:
    return some_of([name for name in people if name], 3, "位", len(people))


def page_of(thing: Any, actor: Actor) -> MatterPage:
    """The page object of a thing for this person, as its kind says."""
    return (kinds.of(thing).page or MatterPage)(thing, actor)
