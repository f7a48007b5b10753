"""The units' works on a matter's page, round by round, and the page of one of them: what of it one person sees.

A line that hands its matters to units derives its page from ``WorksOnPage``, and the page of one unit's work from that
page and ``WorkPage``. Reads what the kind fetches for a page; costs no query. Drafts and the talk between units stay
inside.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.utils import timezone

from core.clock import clocks
from core.matters.actions import Actions, actions_for
from core.matters.answered import answered_by, answered_in, only_for, rows_of
from core.matters.clock_visibility import MatterClocks
from core.matters.extensions import ExtensionRequest
from core.matters.naming import number_of
from core.matters.owed import OwedLine, Owing, line_of
from core.matters.pages import ClockLine, MatterPage, clock_line, nearest, newest
from core.matters.unit_work import is_own_work, works_beside
from core.matters.urging import urgings_of
from core.matters.whose_turn import whose_turn
from core.matters.work_lines import Round, WorkLine, enclosers, keys_of, round_before
from core.models import Attachment, Clock
from core.people.actors import Actor


class WorksOnPage(MatterPage):
    """A matter's page with the works of its units.

    ``work_line`` is how a work is shown; works in a state among ``kept_inside`` are shown only to those inside.
    ``owing`` is how answers to merged matters are owed; ``gets_letter`` says of the actor and a work whether the letter
    that went out is open to them. The page itself says whether this person runs the committee's affairs
    (``is_committee``), reads what stays inside (``is_inside``), works for a unit (``is_unit``) or stands behind the
    matter (``is_party``).
    """

    work_line: ClassVar[type[WorkLine]] = WorkLine
    kept_inside: ClassVar[Collection[str]] = ()
    owing: ClassVar[Owing]
    gets_letter: ClassVar[Callable[[Actor, Any], bool]]

    is_committee: bool
    is_inside: bool
    is_unit: bool
    is_party: bool
    shows_contact_data: bool

    def judged(self, _number: int) -> tuple[list[Any], list[tuple[str, int]]]:
        """Who judged that round and how, and how many judged how, as far as this person reads it."""
        return [], []

    @property
    def reads_talks(self) -> bool:
        """What units talked about with those behind the matter is for whoever handles it or stands behind it."""
        return self.is_inside or self.is_unit or self.is_party

    @cached_property
    def behind_own(self) -> frozenset[int] | None:
        """Where others were merged with it, whoever only stands behind the own matter (``own_matters``, else this one)
        reads of talks with the signers of that, and their telephone numbers; None for whoever reads those of all."""
        if self.is_inside or self.is_unit or not self.matter.merged.all():
            return None
        return frozenset(one.pk for each in self.own_matters or [self.matter] for one in each.signatories.all())

    def shows_phone_of(self, signatory: Any) -> bool:
        """Whether this person reads how whoever signed is reached."""
        return self.shows_contact_data and (self.behind_own is None or signatory.pk in self.behind_own)

    @property
    def reads_totals(self) -> bool:
        """How many judged how is for those who handle the matter or stand behind it, not for whoever may read it."""
        return self.is_inside or self.is_unit or self.is_party

    # ---- works ----

    @cached_property
    def rounds(self) -> list[Round]:
        """Rounds of handling, the present one first; the first stays readable beside the second."""
        by_number: dict[int, list[Any]] = {}
        for work in self.matter.assignments.all():
            if work.state in self.kept_inside and not self.is_inside:
                continue
            by_number.setdefault(work.round, []).append(self._line(work))
        rounds = [Round(number, lines) for number, lines in sorted(by_number.items(), reverse=True)]
        for one in rounds:
            one.judgements, one.totals = self.judged(one.number)
            if self.reads_talks and one.number > 1:
                one.only_for = only_for(self.matter, answered_in(self.matter, one.number))
        return rounds

    @cached_property
    def lines(self) -> list[Any]:
        return [line for one in self.rounds for line in one.lines]

    @cached_property
    def to_do(self) -> list[Any]:
        """Works on which this person has something to do or to decide."""
        return [line for line in self.lines if line.actions.primary]

    @property
    def replies(self) -> list[Any]:
        return [line for line in self.lines if line.shows_reply]

    def line_of(self, work: Any) -> Any:
        """The work as this page shows it."""
        return next(line for line in self.lines if line.work.pk == work.pk)

    def _line(self, work: Any) -> WorkLine:
        own = is_own_work(self.actor, work)
        known = self.matter_clocks.about(work)
        product = "reply" if work.answers else "joint_opinion"
        owed = {row: self.matter_clocks.about(row) for row in rows_of(work)}
        of_open = [clock for row, dates in owed.items() if row.is_open for clock in dates]
        limit = newest(known, product) or (clock_line(first) if (first := nearest(of_open, ())) else None)
        known = [*known, *of_open]
        gone = work.state in work.gone
        clock = nearest(known, ("reply", "joint_opinion"))
        return self.work_line(
            work=work,
            turn=whose_turn(work, self.actor),
            clock=clock,
            light=clocks.light(clock) if clock and not gone else None,
            limit=None if gone else limit,
            owed=[line_of(row, max((clock.due for clock in dates), default=None)) for row, dates in owed.items()],
            promise=None if gone else newest(known, "promised"),
            extensions=self._visible_extensions(work),
            urged=len(urgings_of(work)) if self.is_inside or own else 0,
            actions=actions_for(work, self.actor),
            shows_reply=work.answers and hasattr(work, "reply") and type(self).gets_letter(self.actor, work),
            shows_inside=self.is_inside or own or works_beside(self.actor, work),
            shows_contacts=self.reads_talks,
            behind=self.behind_own,
            is_own=own,
            actor=self.actor,
        )

    def _visible_extensions(self, work: Any) -> list[Any]:
        """Requests for more time: all for those who handle the matter, granted ones for whoever reads the dates."""
        every = list(work.extensions.all())
        if self.is_inside or is_own_work(self.actor, work):
            return every
        return [one for one in every if one.state == ExtensionRequest.State.GRANTED]

    @cached_property
    def answers_owed(self) -> list[OwedLine]:
        """Of a merged matter: the own answer of those behind it from each unit, given or still owed, with its day."""
        if self.matter.merged_into_id is None:
            return []
        return [line_of(row, row.due) for row in self.owing.of_merged([self.matter])]

    @cached_property
    def answered_me(self) -> date | None:
        """When those behind the own matter (``own_matters``) had the last letter of every unit that is to answer them,
        while others merged with it are still to be answered; None as long as one of these letters is out."""
        own = {one.pk for one in self.own_matters}
        works = [line.work for line in self.rounds[0].lines if line.work.answers] if own and self.rounds else []
        works = [work for work in works if work.state not in work.gone]
        mine = [work for work in works if own & {one.pk for one in answered_by(work)}]
        if not mine or any(work.is_open for work in mine) or not any(work.is_open for work in works):
            return None
        return timezone.localdate(max(work.delivered_at for work in mine))

    @cached_property
    def content_before(self) -> bool:
        """Whether a further round answers others only: those behind the own matter were content with the one before."""
        own = {one.pk for one in self.own_matters}
        answered = {one.pk for one in answered_in(self.matter)} if own and self.matter.round > 1 else own
        return bool(own) and not own & answered

    @property
    def own_date(self) -> ClockLine | None:
        """Without what the matter owes to others, once those behind the own one are not to be answered any more."""
        if self.answered_me is None and not self.content_before:
            return super().own_date
        return next((line for line in self.clock_lines if line.clock.kind in self.shared_clocks), None)

    @property
    def own_matters(self) -> list[Any]:
        """The matter, and what is merged into it, behind which this person stands."""
        return []

    # ---- dates ----

    @cached_property
    def seen_clocks(self) -> list[Clock]:
        """The dates that this person may read, of the matter and of everything in it."""
        return self.matter_clocks.readable

    @cached_property
    def matter_clocks(self) -> MatterClocks:
        """Read with the whole matter, else now; the program itself reads none."""
        if self.matter.all_clocks is not None:
            return self.matter.all_clocks
        user = self.actor.user
        return MatterClocks.of(self.matter, user) if user else MatterClocks([], frozenset())

    # ---- files ----

    def enclosing(self) -> Sequence[Any]:
        """What else in the matter files may be enclosed with, as far as this person reads it."""
        return ()

    @cached_property
    def files(self) -> list[Attachment]:
        """Files of the matter, of what this person reads of the units' works, and of what else encloses some."""
        read = self._enclosed | keys_of([self.matter, *self.enclosing()])
        return [file for file in super().files if self.is_paper(file) or (file.content_type_id, file.object_id) in read]

    @cached_property
    def _enclosed(self) -> set[tuple[int, int]]:
        return keys_of(enclosers(self.lines))

    @property
    def matter_files(self) -> list[Attachment]:
        rest = [one for one in self.files if not self.is_paper(one)]
        return [one for one in rest if (one.content_type_id, one.object_id) not in self._enclosed]


class WorkPage(WorksOnPage):
    """One unit's work with its matter: whom it answers, what is asked, the text, the other units, the draft.

    Beside the line's own page, from which it is derived as well; ``with_texts`` fetches the long texts of merged
    matters, which a matter's page does without.
    """

    beside = True
    progress = None
    of_every_part = ("unite", "part", "accept_return", "change_unit", "revoke", "take_lead", "take_lead_again")
    with_texts: ClassVar[Callable[[Sequence[Any]], None]]

    def __init__(self, thing: Any, actor: Actor):
        super().__init__(thing, actor)
        self.work = thing

    def context(self) -> dict[str, Any]:
        return super().context() | {"work": self.work, "line": self.line}

    # ---- whom it answers ----

    @cached_property
    def answered(self) -> list[Any]:
        """The matters whose people this work's letter answers or is to answer, with their texts."""
        found = answered_by(self.work) or [self.matter]
        type(self).with_texts([one for one in found if one.pk != self.matter.pk])
        return found

    @property
    def subject(self) -> Any:
        """The first of them: on a letter of its own (另行答复) the merged one that it is for."""
        return self.answered[0]

    @property
    def other_texts(self) -> list[Any]:
        """Those answered with it, and the one into which they were merged where that was answered before."""
        main = [] if self.matter in self.answered else [self.matter]
        return [*self.answered[1:], *main]

    @property
    def title(self) -> str:
        return str(self.subject)

    @property
    def number(self) -> str:
        return number_of(self.subject)

    @property
    def part_name(self) -> str:
        return f"{self.work.unit.brief}（{self.work.get_role_display()}）"

    # ---- this work and the others ----

    @cached_property
    def line(self) -> Any:
        """This work as the matter's page shows it."""
        return self.line_of(self.work)

    @cached_property
    def actions(self) -> Actions:
        return self.line.actions

    @property
    def beside_works(self) -> list[Any]:
        """The other works in the same round: those of other units, and what this one does for others merged."""
        return [one for one in self.lines if one.work.round == self.work.round and one.work != self.work]

    @property
    def units_beside(self) -> list[Any]:
        """Of these, what other units do."""
        return [one for one in self.beside_works if one.work.unit_id != self.work.unit_id]

    @property
    def lead_lines(self) -> list[Any]:
        """For a joint unit: the drafts that it countersigns."""
        return [one for one in self.beside_works if one.shows_reply and not self.work.answers]

    @property
    def lines_before(self) -> list[Any]:
        """Replies and talks of the round before, the letter first that those got who are answered now."""
        return round_before(self.lines, self.work)

    @property
    def only_for(self) -> str:
        """“只答复收0091的提案者”, where the letter is not for everybody behind the matter."""
        return only_for(self.matter, self.answered) if self.work.answers else ""

    @property
    def opinion_lines(self) -> list[Any]:
        """The joint units' opinions."""
        return [one for one in self.beside_works if one.opinion]
