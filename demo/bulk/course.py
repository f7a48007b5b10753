"""How far each matter has come: its state, its units' works, and the clocks that run on it or have been stopped.

Days are placed back from today as a year of work would have left them: most of what is open is in hand with units, a
twelfth of it late; what is older is closed, with its clocks stopped.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from core.matters.deadlines import clock_kind
from core.models import Role
from demo.bulk.ground import Ground
from proposals.models import AssignmentState as A
from proposals.models import Proposal, UnitRole
from proposals.models import ProposalState as P

OPEN = ((P.SUBMITTED, 4), (P.RECOMMENDED, 2), (P.FILED, 3), (P.ASSIGNING, 4), (P.HANDLING, 62), (P.EVALUATING, 12),
        (P.FOLLOWING, 13))  # fmt: skip
ENDED = ((P.CLOSED, 88), (P.NOT_FILED, 8), (P.WITHDRAWN, 4))
WORKING = ((A.SENT, 6), (A.SIGNED, 62), (A.DRAFTED, 14), (A.SIGNING, 6), (A.CHECKING, 8), (A.CHECKED, 4))
JOINT = ((A.SENT, 8), (A.SIGNED, 62), (A.OPINION_GIVEN, 30))
LATE_SHARE = 0.08
LEAD_ALONE, WITH_ONE, WITH_TWO = 55, 30, 15


@dataclass
class Ticking:
    """One clock to be written: running where ``stopped_on`` is None."""

    kind: str
    start: date
    stopped_on: date | None = None
    role: str = ""
    unit: int | None = None  # place among the units
    channel: bool = False  # held by the office through which the matter goes


@dataclass
class Work:
    """One unit's work with its clocks."""

    unit: int
    role: str
    state: str
    handed: date
    clocks: list[Ticking] = field(default_factory=list)
    answered: date | None = None


@dataclass
class Matter:
    """One proposal: state, session, days, works and its own clocks."""

    state: str
    session: int
    submitted: date
    filed: date | None = None
    handed: date | None = None
    answered: date | None = None
    closed: date | None = None
    unit: int = 0
    works: list[Work] = field(default_factory=list)
    clocks: list[Ticking] = field(default_factory=list)
    letter: str = ""

    @property
    def running(self) -> int:
        """How many clocks run on it; each signatory's feedback is one of its own clocks."""
        return sum(c.stopped_on is None for c in self.clocks) + sum(
            c.stopped_on is None for work in self.works for c in work.clocks
        )


class Course:
    """Makes matters, the same for the same seed."""

    def __init__(self, ground: Ground):
        self.ground, self.rng, self.today = ground, ground.rng, ground.today

    def open(self) -> Matter:
        """One whose way is not over."""
        state = pick(self.rng, OPEN)
        make = {P.HANDLING: self._handling, P.EVALUATING: self._evaluating, P.FOLLOWING: self._following}
        return make[state]() if state in make else self._before_units(state)

    def ended(self) -> Matter:
        """One that is over; the older, the earlier its session."""
        rng, state = self.rng, pick(self.rng, ENDED)
        session = rng.randrange(len(self.ground.sessions))
        begins = self.ground.sessions[session].opens_on
        submitted = min(begins + rng.randrange(250) * DAY, self.today - 200 * DAY)
        matter = Matter(state, session, submitted)
        matter.clocks.append(Ticking("review", submitted, submitted + 5 * DAY, Role.PROPOSAL_CLERK))
        if state == P.CLOSED:
            matter.filed, matter.handed = submitted + 6 * DAY, submitted + 14 * DAY
            self._hand(matter, [A.DELIVERED], [A.OPINION_GIVEN])
            matter.answered = matter.works[0].answered = matter.handed + rng.randrange(40, 110) * DAY
            for work in matter.works:
                work.clocks.append(
                    Ticking(
                        "reply" if work.answered else "joint_opinion", matter.handed, matter.answered, unit=work.unit
                    )
                )
            matter.closed, matter.letter = matter.answered + 12 * DAY, rng.choice("AABBCD")
        else:
            matter.closed = submitted + 8 * DAY
        return matter

    def _before_units(self, state: str) -> Matter:
        kind, role = {
            P.SUBMITTED: ("review", Role.PROPOSAL_CLERK),
            P.RECOMMENDED: ("review", Role.PROPOSAL_CLERK),
            P.FILED: ("handover", Role.PROPOSAL_CLERK),
            P.ASSIGNING: ("assign", ""),
        }[state]
        since = self._since(kind)
        matter = Matter(state, 0, since if kind == "review" else since - 9 * DAY)
        if kind != "review":
            matter.filed = since if state == P.FILED else since - 4 * DAY
            matter.clocks.append(Ticking("review", matter.submitted, matter.filed, Role.PROPOSAL_CLERK))
        matter.unit = self.rng.randrange(len(self.ground.units))
        matter.clocks.append(Ticking(kind, since, None, role, channel=state == P.ASSIGNING))
        return matter

    def _handling(self) -> Matter:
        state = pick(self.rng, WORKING)
        handed = self._since("sign" if state == A.SENT else "reply")
        matter = self._filed(P.HANDLING, handed)
        self._hand(matter, [state], [pick(self.rng, JOINT), pick(self.rng, JOINT)])
        for work in matter.works:
            work.clocks += self._clocks_of(work)
        return matter

    def _clocks_of(self, work: Work) -> list[Ticking]:
        """What runs on a work in its state, and the signing that was stopped."""

        def ticking(kind: str, start: date, stopped: date | None = None, **more) -> Ticking:
            return Ticking(kind, start, stopped, **{"unit": work.unit} | more)

        if work.state == A.SENT:
            made = [ticking("sign", work.handed), ticking("return", work.handed)]
        else:
            made = [ticking("sign", work.handed, min(work.handed + 2 * DAY, self.today))]
        if work.role == UnitRole.JOINT:
            over = min(work.handed + 20 * DAY, self.today) if work.state == A.OPINION_GIVEN else None
            return [*made, ticking("joint_opinion", work.handed, over)]
        if work.state == A.SENT or (work.state == A.SIGNED and self.rng.random() < 0.2):
            made.append(ticking("first_contact", work.handed))
        made.append(ticking("reply", work.handed))
        if work.state == A.CHECKING:
            made.append(ticking("check", self._since("check"), channel=True))
        if work.state == A.CHECKED:
            made.append(ticking("deliver", self._since("deliver")))
        return made

    def _evaluating(self) -> Matter:
        answered = self._since("feedback")
        matter = self._answered(P.EVALUATING, answered)
        matter.clocks.append(Ticking("feedback", answered))
        return matter

    def _following(self) -> Matter:
        followed = self._since("follow_up")
        matter = self._answered(P.FOLLOWING, followed - 12 * DAY, "B")
        matter.clocks.append(Ticking("follow_up", followed, None, Role.PROPOSAL_CLERK))
        return matter

    def _answered(self, state: str, answered: date, letter: str = "") -> Matter:
        handed = answered - self.rng.randrange(40, 90) * DAY
        matter = self._filed(state, handed)
        self._hand(matter, [A.DELIVERED], [A.OPINION_GIVEN])
        matter.answered = matter.works[0].answered = answered
        matter.letter = letter or self.rng.choice("AAABBCD")
        matter.works[0].clocks.append(Ticking("reply", handed, answered, unit=matter.works[0].unit))
        return matter

    def _filed(self, state: str, handed: date) -> Matter:
        submitted = handed - 14 * DAY
        matter = Matter(state, self._session_of(submitted), submitted, filed=handed - 8 * DAY, handed=handed)
        matter.clocks.append(Ticking("review", submitted, matter.filed, Role.PROPOSAL_CLERK))
        return matter

    def _hand(self, matter: Matter, lead: list[str], joint: list[str]) -> None:
        """Give it to one unit, or to a lead unit with one or two joint ones."""
        number = pick(self.rng, ((0, LEAD_ALONE), (1, WITH_ONE), (2, WITH_TWO)))
        units = self.rng.sample(range(len(self.ground.units)), min(1 + number, len(self.ground.units)))
        role = UnitRole.LEAD if len(units) > 1 else UnitRole.SOLE
        matter.unit = units[0]
        matter.works.append(Work(units[0], role, lead[0], matter.handed))
        for place, unit in enumerate(units[1:]):
            matter.works.append(Work(unit, UnitRole.JOINT, joint[place % len(joint)], matter.handed))

    def _session_of(self, day: date) -> int:
        """Place of the session to which what is submitted on ``day`` belongs."""
        begun = (place for place, session in enumerate(self.ground.sessions) if session.opens_on <= day)
        return next(begun, len(self.ground.sessions) - 1)

    def _since(self, kind: str) -> date:
        """A starting day from which the period ``kind`` still runs today, or for a few is over."""
        length = (self.ground.due(clock_kind(kind).rule, INTERIM, self.today, "")[0].due - self.today).days
        late = self.rng.random() < LATE_SHARE
        ago = length + self.rng.randrange(1, max(3, length // 2)) if late else self.rng.randrange(length + 1)
        return self.today - ago * DAY


DAY = timedelta(days=1)
INTERIM = Proposal.Timing.INTERIM


def pick(rng: Random, weighted) -> str:
    """One of (value, weight)."""
    values, weights = zip(*weighted, strict=True)
    return rng.choices(values, weights)[0]
