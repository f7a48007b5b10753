"""Who is told what. Every notice is written with its act; nobody is told twice and the actor not of the own act."""

from core.delivery.notices import tell
from core.matters.lifecycle import Act
from core.models import Organisation, Role, User
from core.people.posts import users_in
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
    roles = (Role.COMMITTEE_CLERK, Role.LIAISON, Role.OFFICE_CLERK)
    return [user for role in roles for user in users_in(role, organisation)]


def unit_users(unit: Organisation, role: str = Role.UNIT_CLERK) -> list[User]:
    return list(users_in(role, unit))


def tell_proposers(title: str, *, with_reason: bool = False):
    """An effect: tell everybody who signed. ``title`` may name {case}."""

    def effect(act: Act) -> None:
        matter = act.obj.matter
        body = act.event.reason if with_reason else ""
        tell(
            signatory_users(matter), title.format(case=named(matter)), act=act, url=matter.get_absolute_url(), body=body
        )

    effect.__name__ = "tell_proposers"
    return effect


def tell_role(role: str, title: str):
    """An effect: tell everybody in a post of the committee's office."""

    def effect(act: Act) -> None:
        matter = act.obj.matter
        tell(users_in(role), title.format(case=named(matter)), act=act, url=act.obj.get_absolute_url())

    effect.__name__ = f"tell_{role}"
    return effect


def tell_channel(title: str):
    """An effect: tell the supervision office through which the matter goes."""

    def effect(act: Act) -> None:
        office = act.obj.channel
        title_now = title.format(case=named(act.obj.matter), unit=getattr(act.obj, "unit", ""))
        tell(users_in(Role.SUPERVISOR, office), title_now, act=act, url=act.obj.get_absolute_url())

    effect.__name__ = "tell_channel"
    return effect


def tell_unit(title: str, role: str = Role.UNIT_CLERK):
    """An effect on a unit's work: tell the unit."""

    def effect(act: Act) -> None:
        title_now = title.format(case=named(act.obj.matter))
        body = act.event.reason
        tell(unit_users(act.obj.unit, role), title_now, act=act, url=act.obj.get_absolute_url(), body=body)

    effect.__name__ = f"tell_{role}"
    return effect
