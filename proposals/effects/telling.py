"""Who is told: the people behind a proposal, its units and the office that hands it on."""

from functools import partial

from core.matters.telling import tell_holders, tell_people
from core.models import Organisation, Role, User
from core.models.roles import posts_that
from core.people.posts import users_in
from proposals import permissions
from proposals.models import Evaluation, Proposal, Signatory


def named(proposal: Proposal) -> str:
    """How notices name a proposal."""
    return proposal.matter_name


def signatory_users(proposal: Proposal, *states: str, merged: bool = True) -> list[User]:
    """People behind the proposal (and behind those merged into it), bodies through their clerks."""
    states = states or (Signatory.State.AGREED,)
    own = [proposal.pk, *(proposal.merged.values_list("pk", flat=True) if merged else [])]
    rows = Signatory.objects.filter(proposal__in=own, state__in=states).select_related("member__user", "organisation")
    return [person for row in rows for person in users_of(row)]


def users_of(signatory: Signatory) -> list[User]:
    """The member's account, or a body's clerks; nobody where a member has none."""
    if signatory.member_id:
        return [signatory.member.user] if signatory.member.user_id else []
    return body_users(signatory.organisation)


def evaluation_users(evaluations: list[Evaluation]) -> list[User]:
    """The people whose judgement these are."""
    rows = Signatory.objects.filter(pk__in=[e.signatory_id for e in evaluations])
    return [person for row in rows.select_related("member__user", "organisation") for person in users_of(row)]


def body_users(organisation: Organisation) -> list[User]:
    """The clerks who write and judge for a body."""
    return [user for role in posts_that(acts_for_body=True) for user in users_in(role, organisation)]


def unit_users(unit: Organisation, role: str = Role.UNIT_CLERK) -> list[User]:
    return list(users_in(role, unit))


#: Effects of rows; see ``core.matters.telling``.
tell_proposers = partial(tell_people, signatory_users, on_matter=True)
tell_channel = partial(tell_holders, permissions.channel_office)
tell_unit = partial(tell_holders, permissions.unit_clerk, with_reason=True)
tell_head = partial(tell_holders, permissions.unit_head, with_reason=True)
