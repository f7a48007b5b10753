"""Putting matters into the database, a few thousand at a time, each lot in a transaction of its own."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import islice

from django.db import connection, transaction

from core import bulk, search
from core.matters import events, turn_keeping
from core.matters.deadlines import clock_kind
from core.models import Clock, Event, NumberSeries
from core.people.actors import Actor
from demo.bulk.course import INTERIM, Course, Matter, Ticking
from demo.bulk.ground import Ground
from demo.bulk.made import Made
from demo.bulk.texts import Writer
from proposals.models import Assignment, Evaluation, Meaning, Proposal, ReviewOpinion, Signatory
from proposals.models import Reply as ReplyRow

LOT = 2000
MEANINGS = {"A": Meaning.SOLVED, "B": Meaning.PLANNED, "C": Meaning.NOT_NOW, "D": Meaning.REFERENCE}
LETTERS = {"A": "已解决或采纳", "B": "正在解决或列入计划", "C": "因条件限制暂不能解决", "D": "留作参考"}
FILING_HOUR = 15


def write(ground: Ground, proposals: int, clocks: int, searchable: bool, say: Callable[[str], None]) -> Made:
    """Write so many proposals, the open ones first until so many clocks run; returns what was written."""
    course, writer = Course(ground), Writer(ground.rng)
    matters = _matters(course, proposals, clocks)
    counts, done, began = Counter(), 0, time.monotonic()
    while lot := list(islice(matters, LOT)):
        with transaction.atomic(), bulk.wide_statements():
            counts += _Lot(ground, writer, searchable).write(lot)
        done += len(lot)
        say(f"提案 {done}/{proposals} 件，运行期限 {counts['running']} 个，用时 {time.monotonic() - began:.0f} 秒")
    say("轮到谁，逐批写入。")
    turn_keeping.rebuild()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    else:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize")
    return Made(done, len(ground.members), counts["works"], counts["running"], counts["stopped"])


def _matters(course: Course, proposals: int, clocks: int):
    running = 0
    for _ in range(proposals):
        matter = course.open() if running < clocks else course.ended()
        running += matter.running
        yield matter


class _Lot:
    """One transaction's worth of rows."""

    def __init__(self, ground: Ground, writer: Writer, searchable: bool):
        self.ground, self.rng, self.writer, self.searchable = ground, ground.rng, writer, searchable
        self.counts: Counter = Counter()

    def write(self, matters: list[Matter]) -> Counter:
        """Write everything about ``matters``; returns how many works, running and stopped clocks there are."""
        rows = bulk.create(Proposal, self._numbered(matters))
        firsts = bulk.create(Signatory, [self._first(row) for row in rows])
        bulk.create(
            Signatory, [one for row, first in zip(rows, firsts, strict=True) for one in self._others(row, first)]
        )
        bulk.create(ReviewOpinion, [self._review(row, m) for row, m in zip(rows, matters, strict=True) if m.filed])
        pairs = [(row, matter, work) for row, matter in zip(rows, matters, strict=True) for work in matter.works]
        works = bulk.create(Assignment, [self._work(*pair) for pair in pairs])
        self.counts["works"] += len(works)
        answered = [(work, matter) for work, (_, matter, planned) in zip(works, pairs, strict=True) if planned.answered]
        replies = bulk.create(ReplyRow, [self._reply(*pair) for pair in answered])
        judged = [(r, f, m) for r, f, m in zip(rows, firsts, matters, strict=True) if m.answered]
        asked = bulk.create(Evaluation, [self._evaluation(*one) for one in judged])
        clocks = [clock for row, m in zip(rows, matters, strict=True) for clock in self._own_clocks(row, m)]
        for work, (row, _, planned) in zip(works, pairs, strict=True):
            clocks += [self._clock(one, row, work, Assignment) for one in planned.clocks]
        for evaluation, (row, first, matter) in zip(asked, judged, strict=True):
            clocks += [self._feedback(one, row, evaluation, first) for one in matter.clocks if one.kind == "feedback"]
        bulk.create(Clock, clocks)
        for clock in clocks:
            self.counts["stopped" if clock.stopped_at else "running"] += 1
        bulk.create(Event, [event for row, m in zip(rows, matters, strict=True) for event in self._events(row, m)])
        if self.searchable:
            search.index_many((row, row.search_text()) for row in rows)
            search.index_many((one, one.search_text()) for one in replies)
        return self.counts

    def _numbered(self, matters: list[Matter]) -> list[Proposal]:
        """Proposals with receipt numbers and, once filed, numbers that go on from their session's series."""
        last: dict[tuple[str, int], int] = {}

        def number(series: str, session) -> int:
            key = (series, session.pk)
            if key not in last:
                row, _ = NumberSeries.objects.get_or_create(key=series, scope=str(session.pk))
                last[key] = row.last
            last[key] += 1
            return last[key]

        made = []
        for matter in matters:
            session = self.ground.sessions[matter.session]
            made.append(self._proposal(matter, session, number))
        for (series, session), value in last.items():
            NumberSeries.objects.filter(key=series, scope=str(session)).update(last=value)
        return made

    def _proposal(self, matter: Matter, session, number) -> Proposal:
        said, at = self.writer.next(), self.ground.at
        handed = matter.handed is not None
        channel = self.ground.units[matter.unit].supervised_by_id
        cutoff = session.proposal_cutoff.date()
        return Proposal(
            session_id=session.pk,
            timing=Proposal.Timing.SESSION if session.opens_on <= matter.submitted <= cutoff else INTERIM,
            title=said.title,
            situation=said.situation,
            analysis=said.analysis,
            suggestion=said.suggestion,
            category=said.category,
            publish_consent=self.rng.random() < 0.9,
            state=matter.state,
            revision=3,
            author_id=self.ground.author.pk,
            receipt_number=number("proposal.receipt", session),
            number=number("proposal.number", session) if matter.filed else None,
            submitted_at=at(matter.submitted),
            filed_at=at(matter.filed, FILING_HOUR) if matter.filed else None,
            assigned_at=at(matter.handed) if handed else None,
            answered_at=at(matter.answered) if matter.answered else None,
            closed_at=at(matter.closed) if matter.closed else None,
            channel_id=channel if handed or matter.state == "assigning" else None,
            is_key=handed and self.rng.random() < 0.01,
            result_letter=matter.letter,
            result_label=LETTERS.get(matter.letter, ""),
            result_meaning=MEANINGS.get(matter.letter, ""),
        )

    def _first(self, row: Proposal) -> Signatory:
        member, user = self.rng.choice(self.ground.members)
        return self._signatory(row, member, user, Signatory.Position.FIRST, 0)

    def _others(self, row: Proposal, first: Signatory) -> list[Signatory]:
        number = self.rng.choice((0, 0, 0, 1, 2, 4))
        chosen = self.rng.sample(self.ground.members, min(number, len(self.ground.members)))
        return [
            self._signatory(row, member, user, Signatory.Position.COSIGNER, place)
            for place, (member, user) in enumerate(chosen, start=1)
            if member != first.member_id
        ]

    def _signatory(self, row: Proposal, member: int, user: int | None, position: str, order: int) -> Signatory:
        made = Signatory(
            proposal_id=row.pk, member_id=member, position=position, state=Signatory.State.AGREED, order=order,
            answered_at=row.submitted_at, answered_by_id=user, text_version=1,
        )  # fmt: skip
        made.user_id = user
        return made

    def _review(self, row: Proposal, matter: Matter) -> ReviewOpinion:
        return ReviewOpinion(
            proposal_id=row.pk, step=ReviewOpinion.Step.RECOMMENDATION, outcome=ReviewOpinion.Outcome.FILE,
            text="建议立案。", category=row.category, by_id=self.ground.clerk.pk, at=self.ground.at(matter.filed),
        )  # fmt: skip

    def _work(self, row: Proposal, matter: Matter, planned) -> Assignment:
        unit, at = self.ground.units[planned.unit], self.ground.at
        signed = planned.state != "sent"
        return Assignment(
            proposal_id=row.pk, unit_id=unit.pk, role=planned.role, channel_id=unit.supervised_by_id,
            state=planned.state, revision=2, assigned_at=at(planned.handed),
            signed_at=at(min(planned.handed + timedelta(days=2), self.ground.today)) if signed else None,
            delivered_at=at(planned.answered) if planned.answered else None,
            handler_name=unit.contact_name if signed else "", handler_phone=unit.contact_phone if signed else "",
            opinion="同意主办单位意见。" if planned.state == "opinion_given" else "",
        )  # fmt: skip

    def _reply(self, work: Assignment, matter: Matter) -> ReplyRow:
        at = self.ground.at(matter.answered)
        return ReplyRow(
            assignment_id=work.pk, text=self.writer.reply(), letter=matter.letter, label=LETTERS[matter.letter],
            meaning=MEANINGS[matter.letter], signed_at=at, checked_at=at, delivered_at=at,
        )  # fmt: skip

    def _evaluation(self, row: Proposal, first: Signatory, matter: Matter) -> Evaluation:
        given = matter.state != "evaluating"
        return Evaluation(
            proposal_id=row.pk, signatory_id=first.pk, state="given" if given else "waiting",
            result=Evaluation.Result.SATISFIED if given else "",
            answered_at=self.ground.at(matter.answered) if given else None,
        )  # fmt: skip

    def _own_clocks(self, row: Proposal, matter: Matter) -> list[Clock]:
        return [self._clock(one, row, row, Proposal) for one in matter.clocks if one.kind != "feedback"]

    def _feedback(self, one: Ticking, row: Proposal, evaluation: Evaluation, first: Signatory) -> Clock:
        clock = self._clock(one, row, evaluation, Evaluation)
        clock.holder_user_id = first.user_id
        return clock

    def _clock(self, one: Ticking, row: Proposal, target, model: type) -> Clock:
        kind = clock_kind(one.kind)
        found, rule = self.ground.due(kind.rule, row.timing, one.start, kind.since)
        kinds = self.ground.kinds
        unit = self.ground.units[one.unit] if one.unit is not None else None
        holder = unit.pk if unit else None
        if one.channel:
            holder = unit.supervised_by_id if unit else row.channel_id
        watched = unit.supervised_by_id if unit else row.channel_id
        return Clock(
            content_type_id=kinds[model], object_id=target.pk, root_type_id=kinds[Proposal], root_id=row.pk,
            kind=kind.key, label=kind.label, started_on=one.start, nominal=found.nominal, due=found.due,
            provisional=found.provisional, lapses=kind.lapses, explanation=found.explanation, rule_id=rule.pk,
            rule_value=rule.value | {"start_label": kind.since}, holder_role=one.role, holder_org_id=holder,
            watched_by_id=watched if holder else None,
            next_reminder=self._next(one, found.due, kind.lapses),
            stopped_at=self.ground.at(one.stopped_on) if one.stopped_on else None,
            stop_reason="已办理" if one.stopped_on else "",
        )  # fmt: skip

    def _next(self, one: Ticking, due: date, lapses: bool) -> date | None:
        return None if one.stopped_on else self.ground.next_step(one.kind, one.start, due, lapses=lapses)

    def _events(self, row: Proposal, matter: Matter) -> list[Event]:
        """The three acts that every reader of a timeline looks for."""
        told = [("submit", "提交", matter.submitted, "submitted"), ("file", "立案", matter.filed, "filed"),
                ("assign", "交办", matter.handed, "handling"), ("close", "办结", matter.closed, "closed")]  # fmt: skip
        made = []
        for key, label, day, state in told:
            if day:
                actor = Actor(self.ground.clerk, self.ground.clerk.post_in_use, at=self.ground.at(day, FILING_HOUR))
                made.append(events.unsaved(row, actor=actor, key=key, label=label, to_state=state))
        return made
