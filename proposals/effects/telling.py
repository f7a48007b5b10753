"""Who is told: the people behind a proposal, its units and the office that hands it on."""

from collections.abc import Iterable
from functools import partial

from core.delivery.notices import tell
from core.matters.lifecycle import Act
from core.matters.merging import tell_behind
from core.matters.owed import name_for
from core.matters.telling import tell_holders, users_of
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


def own_signers(proposal: Proposal) -> list[User]:
    """People behind this very proposal."""
    return signatory_users(proposal, merged=False)


def writers(proposal: Proposal) -> list[User]:
    """Whoever changes the text and hands it in."""
    return users_of(permissions.proposers(proposal))


def cosigners(proposal: Proposal) -> list[User]:
    """Whoever has signed beside them."""
    leading = {one.pk for one in writers(proposal)}
    return [one for one in own_signers(proposal) if one.pk not in leading]


#: Effects of rows; see ``core.matters.telling`` and ``core.matters.merging``.
tell_proposers = partial(tell_behind, own_signers)
tell_channel = partial(tell_holders, permissions.channel_office)
tell_unit = partial(tell_holders, permissions.unit_clerk, with_reason=True)
tell_head = partial(tell_holders, permissions.unit_head, with_reason=True)
tell_first = partial(tell_holders, permissions.first_signer)

#: 退回修改: it is the writers' turn; whoever has signed beside them is asked again once the text has changed.
of_return = (
    tell_behind(writers, "{matter}请修改后再提交", with_reason=True),
    tell_behind(cosigners, "{matter}退回第一提案人修改，正文有改动会再请您署名", with_reason=True, key="cosigners"),
)


def tell_judges(act: Act, main: Proposal, asked: Iterable[Signatory]) -> None:
    """Whoever is asked to judge, by the name of the proposal that they signed."""
    told = set[int]()
    for signatory in asked:
        people = [one for one in users_of(permissions.holders_of(signatory)) if one.pk not in told]
        told.update(one.pk for one in people)
        title = f"{name_for(signatory.proposal, main)}已答复，请您评价"
        tell(people, title, act=act, url=main.get_absolute_url(), key="judge")
