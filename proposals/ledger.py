"""What a ledger of proposals or of units' works (台账) says beside the list, read for many rows in a few statements.

Nothing stands there that the person does not read on the page: talks and judgements as ``ProposalPage`` shows them,
dates as the rule of clocks says.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType

from core.matters.clock_visibility import readable
from core.models import Clock, User
from core.people.actors import Actor
from members.models import Mandate
from proposals.models import Assignment, ContactRecord, Evaluation, Proposal, Signatory
from proposals.querysets import JUDGEMENTS_OPEN_TO, UNITS

#: The dates by which a unit's work ends: what a reply and what an opinion is due by.
ENDS = ("reply", "joint_opinion")


@dataclass
class Facts:
    """Of one proposal in its present round, or of one work; empty where the person does not read it."""

    sector: str = ""
    talks: list[ContactRecord] = field(default_factory=list)
    judged: Counter = field(default_factory=Counter)
    dues: dict[int, date] = field(default_factory=dict)

    @property
    def modes(self) -> str:
        """How the proposers were talked to: “走访、电话”."""
        return "、".join(dict.fromkeys(talk.mode_label for talk in self.talks))

    @property
    def satisfaction(self) -> str:
        """“满意”, or “满意2、基本满意1” where several have judged."""
        if len(self.judged) == 1 and self.judged.total() == 1:
            return next(iter(self.judged))
        return "、".join(f"{label}{number}" for label, number in self.judged.items())


def of_proposals(rows: Sequence[Any], user: User) -> dict[int, Facts]:
    """By key of the proposal: of all its works that count; rows are as ``for_list`` reads them."""
    found: dict[int, Facts] = {row.pk: Facts() for row in rows}
    works = {work.pk: work for row in rows for work in row.working_assignments if work.round == row.round}
    for pk, sector in _sectors(rows).items():
        found[pk].sector = sector
    for talk in _talks(works, rows, user):
        found[works[talk.assignment_id].proposal_id].talks.append(talk)
    rounds = {row.pk: row.round for row in rows}
    for one in _judgements(rows, user):
        if one.round == rounds[one.proposal_id]:
            found[one.proposal_id].judged[one.get_result_display()] += 1
    for pk, due in _dues(works, user).items():
        found[works[pk].proposal_id].dues[pk] = due
    return found


def of_works(rows: Sequence[Assignment], user: User) -> dict[int, Facts]:
    """By key of the work: the unit's own talks and date, and how the proposers judged its round."""
    found: dict[int, Facts] = {row.pk: Facts() for row in rows}
    works = {row.pk: row for row in rows}
    proposals = list({row.proposal_id: row.proposal for row in rows}.values())
    sectors = _sectors(proposals)
    judged: dict[tuple[int, int], Counter] = defaultdict(Counter)
    for one in _judgements(proposals, user):
        judged[one.proposal_id, one.round][one.get_result_display()] += 1
    for row in rows:
        found[row.pk].sector = sectors.get(row.proposal_id, "")
        found[row.pk].judged = judged[row.proposal_id, row.round] if row.answers else Counter()
    for talk in _talks(works, proposals, user):
        found[talk.assignment_id].talks.append(talk)
    for pk, due in _dues(works, user).items():
        found[pk].dues[pk] = due
    return found


def _sectors(rows: Iterable[Proposal]) -> dict[int, str]:
    """界别 of the first proposer in the session's term, or what the body is that proposes."""
    by_pk = {row.pk: row for row in rows}
    first = Signatory.objects.filter(proposal__in=by_pk, state=Signatory.State.AGREED, member__isnull=False)
    led = dict(first.exclude(position=Signatory.Position.COSIGNER).values_list("proposal", "member"))
    held = Mandate.objects.filter(member__in=set(led.values())).select_related("sector")
    sectors = {(one.member_id, one.term_id): one.sector.brief for one in held if one.sector}
    return {
        pk: sectors.get((led[pk], row.session.term_id), "") if pk in led else row.get_proposer_kind_display()
        for pk, row in by_pk.items()
    }


def _talks(works: dict[int, Assignment], proposals: Iterable[Proposal], user: User) -> Iterable[ContactRecord]:
    """Talks of these works, as the page shows them: to offices, to units, to those whom the matter is from."""
    rows = ContactRecord.objects.filter(assignment__in=works).only("assignment", "mode_label", "held_on")
    if not Actor.of(user).is_in(*JUDGEMENTS_OPEN_TO, *UNITS):
        own = Proposal.objects.party_to(user).filter(pk__in=[row.pk for row in proposals])
        rows = rows.filter(assignment__proposal__in=own.order_by().values("pk"))
    return rows


def _judgements(proposals: Iterable[Proposal], user: User) -> Iterable[Evaluation]:
    """What was given, as far as this person reads it."""
    given = Evaluation.objects.visible_to(user).filter(state=Evaluation.State.GIVEN)
    rows = given.filter(proposal__in=[row.pk for row in proposals]).order_by("round", "id")
    return rows.only("proposal", "round", "result")


def _dues(works: dict[int, Any], user: User) -> dict[int, date]:
    """The day by which each work is due, the newest that this person reads, met or not."""
    kind = ContentType.objects.get_for_model(Assignment)
    clocks = Clock.objects.filter(readable(user), content_type=kind, object_id__in=works, kind__in=ENDS).order_by("id")
    return {
        key: due
        for key, what, due in clocks.values_list("object_id", "kind", "due")
        if what == ENDS[0 if works[key].answers else 1]
    }
