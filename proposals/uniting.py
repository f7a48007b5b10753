"""A unit is merged into another one that sits on the same matter: one work goes on, and one voice is asked.

The stronger role goes on (主办 before 会办); of two alike the one further on. Of two 分办 one answers for both: a unit
works once on a matter in a round. What the other wrote stays on its record, which counts nowhere any more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.clock import clocks
from core.matters import events
from core.matters.engine import perform
from core.models import Organisation
from core.organisations.handing_on import Shared, Thing
from core.organisations.moving import HANDED_ON
from core.people.actors import Actor
from proposals.models import Assignment, Countersign, Evaluation, Proposal, Reply, Signatory
from proposals.states import AssignmentState
from proposals.still_open import open_proposals, open_signatures, open_works

Position, State = Signatory.Position, Signatory.State
SIGNED = ("position", "order", "state")


# ---- works ----


@dataclass(frozen=True)
class Pair:
    """The works of two units on one matter in one round, of which ``ours`` is still at work."""

    ours: Assignment
    theirs: Assignment

    @property
    def works(self) -> tuple[Assignment, Assignment]:
        """The one that goes on and the one that ends; of two alike the successor's own goes on."""
        first, second = sorted((self.theirs, self.ours), key=_strength, reverse=True)
        return first, second

    @property
    def becomes(self) -> str:
        goes_on, ends = self.works
        return f"{ends}并入{goes_on}，由“{self.theirs.unit}”一并办理"

    @property
    def objection(self) -> str:
        """What only the channel, or the unit itself, can decide first."""
        number = self.ours.proposal.case_number
        for work in (self.ours, self.theirs):
            if work.answers and work.state == AssignmentState.RETURN_ASKED:
                return f"{number}上两家都在承办，{work}正在申请退办，请先由“{work.channel}”答复退办申请，再来办理。"
        if self.ours.answers and self.theirs.state == AssignmentState.DELIVERED:
            return f"{number}上{self.theirs}的答复已经送达，{self.ours}的还没有，请先送达，再来办理。"
        return ""


def _strength(work: Assignment) -> tuple[bool, int]:
    asked = work.state == AssignmentState.RETURN_ASKED
    return work.answers, -1 if asked else AssignmentState.values.index(work.state)


def pairs(body: Organisation, successor: Organisation) -> list[Pair]:
    """Every matter on which the body is at work beside its successor."""
    related = ("proposal", "unit", "channel")
    ours = list(open_works().filter(unit=body).select_related(*related).order_by("pk"))
    beside = Assignment.objects.working().filter(unit=successor, proposal__in=[one.proposal_id for one in ours])
    theirs = {(one.proposal_id, one.round): one for one in beside.select_related(*related)}
    return [Pair(one, theirs[key]) for one in ours if (key := (one.proposal_id, one.round)) in theirs]


def _unite_works(pair: Pair, body: Organisation, actor: Actor) -> dict[str, Any]:
    """One work ends; returns how it and those around it stood."""
    goes_on, ends = pair.works
    around = pair.ours.proposal.assignments.filter(round=pair.ours.round).select_related("reply")
    asked = Countersign.objects.filter(assignment=ends, state=Countersign.State.WAITING)
    notes = {
        "work": ends.pk,
        "around": [[one.pk, one.role, one.state] for one in around],
        "must_change": [one.reply.pk for one in around if hasattr(one, "reply") and one.reply.must_change],
        "asked": list(asked.values("id", "reply_id", "assignment_id", "draft_number")),
        "clocks": clocks.running_keys(ends),
    }
    words = f"“{body}”并入“{pair.theirs.unit}”，由其一并办理（{goes_on.get_role_display()}）"
    perform(ends, "unite", actor, because=body, reason=words)
    _remember(notes, actor)
    return notes


def _remember(notes: dict[str, Any], actor: Actor) -> None:
    """Papers of before go on naming the work that ended, and the part that each unit had."""
    rows = Assignment.objects.in_bulk([pk for pk, *_ in notes["around"]])
    for pk, role, state in notes["around"]:
        if rows[pk].role != role:
            rows[pk].keep("role", role, actor.at)
        if pk == notes["work"]:
            rows[pk].keep("state", state, actor.at)
    Assignment.objects.bulk_update(rows.values(), ["past"])


def _part_works(notes: dict[str, Any], body: Organisation, actor: Actor) -> None:
    work = Assignment.objects.get(pk=notes["work"])
    words = f"撤销“{body}”的移交，仍分别办理"
    perform(work, "part", actor, because=body, reason=words)
    Countersign.objects.bulk_create(Countersign(**row) for row in notes["asked"])
    for pk, role, state in notes["around"]:
        one = Assignment.objects.get(pk=pk)
        if one.state != state:
            perform(one, "part", actor, because=body, reason=words)
        one.forget_last("state" if pk == notes["work"] else "role" if one.role != role else "")
        Assignment.objects.filter(pk=pk).update(role=role, past=one.past)
    Reply.objects.filter(assignment__in=[row[0] for row in notes["around"]]).update(must_change=False)
    Reply.objects.filter(pk__in=notes["must_change"]).update(must_change=True)
    clocks.run_again(notes["clocks"])


# ---- signatures ----


def both_signed(body: Organisation, successor: Organisation) -> list[tuple[Signatory, Signatory]]:
    """The two bodies' signatures under one text."""
    ours = open_signatures().filter(organisation=body).select_related("proposal").order_by("pk")
    theirs = Signatory.objects.filter(organisation=successor, proposal__in=ours.values("proposal"))
    under = {one.proposal_id: one for one in theirs.select_related("proposal")}
    return [(one, under[one.proposal_id]) for one in ours if one.proposal_id in under]


def _unite_signatures(ours: Signatory, theirs: Signatory) -> dict[str, Any]:
    """The successor's stands for both, in the stronger place; the other counts no more.

    A body signs as the proposer or with one, so one of the two has agreed.
    """
    notes = {str(one.pk): [getattr(one, name) for name in SIGNED] for one in (ours, theirs)}
    leads = min((ours, theirs), key=lambda one: (one.position == Position.COSIGNER, one.order))
    Signatory.objects.filter(pk=theirs.pk).update(position=leads.position, order=leads.order, state=State.AGREED)
    Signatory.objects.filter(pk=ours.pk).update(position=Position.COSIGNER, state=State.LAPSED)
    return notes


def twice_asked(body: Organisation, successor: Organisation) -> list[Evaluation]:
    """Judgements not yet given that one body would give twice, on a matter or for one merged into it."""
    rows = Evaluation.objects.filter(signatory__organisation__in=(body, successor))
    rows = rows.filter(proposal__in=open_proposals()).select_related("proposal", "signatory")
    found: dict[int, list[Evaluation]] = {}
    for one in rows.order_by("pk"):
        if one.round == one.proposal.round:
            found.setdefault(one.proposal_id, []).append(one)
    spare = []
    for of_matter in found.values():
        of_matter.sort(key=lambda one: (one.state != one.State.GIVEN, one.signatory.organisation_id != successor.pk))
        spare += [one for one in of_matter[1:] if one.state != one.State.GIVEN]
    return spare


def _ask_once(spare: list[Evaluation], actor: Actor) -> dict[str, Any]:
    names = ("id", "proposal_id", "signatory_id", "round", "state")
    notes = {
        "rows": [{name: getattr(one, name) for name in names} for one in spare],
        "clocks": [pk for one in spare for pk in clocks.running_keys(one)],
    }
    for one in spare:
        clocks.stop_clock(one, None, actor.at, "并入一并评价", void=True)
    Evaluation.objects.filter(pk__in=[one.pk for one in spare]).delete()
    return notes


# ---- both ----


def shared(body: Organisation, successor: Organisation) -> Iterable[Shared]:
    """What becomes of each matter on which both have a part."""
    for pair in pairs(body, successor):
        yield Shared(_named(pair.ours.proposal), pair.becomes, pair.objection)
    for proposal, words in _voices(both_signed(body, successor), twice_asked(body, successor), successor):
        yield Shared(_named(proposal), words)


def _named(proposal: Proposal) -> Thing:
    return Thing(proposal.matter_name, proposal.get_absolute_url(), "", proposal.case_number or "未编号的一件")


def _voices(
    signed: list[tuple[Signatory, Signatory]], spare: list[Evaluation], successor: Organisation
) -> Iterable[tuple[Proposal, str]]:
    for ours, _theirs in signed:
        yield ours.proposal, f"两家的署名合为“{successor}”一家的署名"
    for one in spare:
        yield one.proposal, f"两家的评价由“{successor}”一并作出"


def unite(body: Organisation, successor: Organisation, actor: Actor) -> tuple[dict[str, Any], list[Proposal]]:
    """Do what ``shared`` tells; returns what ``part`` needs, and the matters."""
    works, signed, spare = pairs(body, successor), both_signed(body, successor), twice_asked(body, successor)
    voices = list(_voices(signed, spare, successor))
    notes = {
        "works": [_unite_works(pair, body, actor) for pair in works],
        "handled": [pair.ours.proposal_id for pair in works],
        "signed": [_unite_signatures(*two) for two in signed],
        "spare": _ask_once(spare, actor),
        "voices": [proposal.pk for proposal, _ in voices],
    }
    for proposal, words in voices:
        _tell(proposal, f"“{body}”并入“{successor}”，{words}", actor)
    return notes, [pair.ours.proposal for pair in works] + [proposal for proposal, _ in voices]


def part(notes: dict[str, Any], body: Organisation, actor: Actor) -> list[Proposal]:
    """Both works, signatures and judgements are as they were; returns the matters, whose turns are to follow."""
    for one in notes["works"]:
        _part_works(one, body, actor)
    for two in notes["signed"]:
        for pk, values in two.items():
            Signatory.objects.filter(pk=pk).update(**dict(zip(SIGNED, values, strict=True)))
    Evaluation.objects.bulk_create(Evaluation(**row) for row in notes["spare"]["rows"])
    clocks.run_again(notes["spare"]["clocks"])
    matters = list(Proposal.objects.filter(pk__in=notes["voices"]).order_by("pk"))
    for proposal in matters:
        _tell(proposal, f"撤销“{body}”的移交，仍分别署名和评价", actor)
    return matters + list(Proposal.objects.filter(pk__in=notes["handled"]).order_by("pk"))


def _tell(proposal: Proposal, words: str, actor: Actor) -> None:
    events.record(proposal, actor=actor, key=HANDED_ON, label="提案者变更", text=words)
