"""Who is told: the people behind a proposal, its units and the office that hands it on."""

from functools import partial

from core.matters.telling import tell_holders, tell_people, users_of
from core.models import User
from proposals import permissions
from proposals.fields import signers_behind
from proposals.models import Assignment, Proposal, Signatory


def named(proposal: Proposal) -> str:
    """How notices name a proposal."""
    return proposal.matter_name


def behind(work: Assignment) -> list[Signatory]:
    """Whoever has signed what this unit works on, and what was merged into it."""
    return list(signers_behind(work, None))


def signatory_users(proposal: Proposal, *states: str, merged: bool = True) -> list[User]:
    """People behind the proposal (and behind those merged into it), bodies through their clerks."""
    states = states or (Signatory.State.AGREED,)
    own = [proposal.pk, *(proposal.merged.values_list("pk", flat=True) if merged else [])]
    rows = Signatory.objects.filter(proposal__in=own, state__in=states).select_related("member", "organisation")
    return users_of(holder for row in rows for holder in permissions.holders_of(row))


#: Effects of rows; see ``core.matters.telling``.
tell_proposers = partial(tell_people, signatory_users, on_matter=True)
tell_channel = partial(tell_holders, permissions.channel_office)
tell_unit = partial(tell_holders, permissions.unit_clerk, with_reason=True)
tell_head = partial(tell_holders, permissions.unit_head, with_reason=True)
tell_first = partial(tell_holders, permissions.first_signer)
tell_judges = tell_holders(permissions.judges, "{matter}已答复，请您评价", on_matter=True)
