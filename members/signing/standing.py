"""Who stands behind a text that was signed: the actor's own signature, and whom notices and turns reach.

The matter has ``signatories`` derived from ``Signature``, and ``merged`` where several may be merged into one. All of
it reads rows at hand.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from rules import predicate

from core.matters.telling import out_of_reach
from core.matters.turns import Holder, of_body, of_person
from core.models import Event, Role
from core.models.generic import aimed_at
from core.models.roles import posts_that
from core.organisations.succession import stands_for
from core.people.actors import Actor
from members.models import Signature
from members.models.signing import COSIGNER, FIRST

BODY_ROLES = posts_that(acts_for_body=True)
State = Signature.State
#: Signatures whose people stand behind the text, or are asked to.
STANDING = (State.INVITED, State.AGREED)


def signature_of(actor: Actor, matter: Any, *positions: str) -> Any | None:
    """The actor's own signature under the text, given or asked for: as a member, or for the body whose post is worn.

    Who would not sign, or was asked in vain, is a stranger. A body has its own before that of one merged into it.
    """
    signed = [one for one in matter.signatories.all() if one.state in STANDING]
    signed = [one for one in signed if not positions or one.position in positions]
    if actor.user and actor.role == Role.MEMBER:
        return next((one for one in signed if one.member_id and one.member.user_id == actor.user.pk), None)
    if actor.role not in BODY_ROLES:
        return None
    ours = [one for one in signed if one.organisation_id and stands_for(actor.organisation_id, one.organisation)]
    return next((one for one in ours if one.organisation_id == actor.organisation_id), ours[0] if ours else None)


def own_signatures(actor: Actor, matter: Any) -> Iterator[Any]:
    """The actor's signatures under this text and under those merged into it."""
    if found := signature_of(actor, matter):
        yield found
    for merged in matter.merged.all():  # asked for only where the first is not enough
        if found := signature_of(actor, merged):
            yield found


def own_signature(actor: Actor, matter: Any) -> Any | None:
    """The first of them; None for a stranger."""
    return next(own_signatures(actor, matter), None)


@predicate
def is_invited(actor, matter) -> bool:
    """Asked to co-sign and has not answered."""
    found = signature_of(actor, matter, COSIGNER)
    return found is not None and found.state == State.INVITED


@predicate
def has_agreed(actor, matter) -> bool:
    """A co-signer who has signed."""
    found = signature_of(actor, matter, COSIGNER)
    return found is not None and found.state == State.AGREED


def who_signed_before(matter: Any, agreeing: str = "agree_cosign") -> set[int]:
    """The accounts of those who have ever signed this text, whatever became of that: one statement over its events."""
    said = Event.objects.filter(**aimed_at(matter), key=agreeing)
    return set(said.values_list("actor_id", flat=True)) - {None}


def outdated(matter: Any) -> list[Any]:
    """Co-signers whose name stands under a text that has changed since: sent back after it was handed in, or before.

    They count no more once the text is handed in as it stands; whoever has left cannot be asked again.
    """
    led = next((one.text_version for one in matter.signatories.all() if one.position != COSIGNER), None)
    if led == matter.text_version:
        return []
    given = [one for one in matter.signatories.all() if one.position == COSIGNER and one.state == State.AGREED]
    return [one for one in given if one.member_id and one.text_version not in (None, matter.text_version)]


# ---- who is waited for, who is told ----


def first_signer(matter: Any) -> Iterable[Holder]:
    """The member who leads the text; nobody where a body does."""
    for one in matter.signatories.all():
        if one.position == FIRST:
            yield from holders_of(one)


def invited(matter: Any) -> Iterable[Holder]:
    """Whoever was asked to co-sign and has not answered."""
    for one in matter.signatories.all():
        if one.position == COSIGNER and one.state == State.INVITED:
            yield from holders_of(one)


def holders_of(signature: Any) -> list[Holder]:
    """The member, by account; a body through whoever signs and judges for it."""
    if signature.member_id:
        return of_person(signature.name, signature.member.user_id)
    return of_body(signature.body)


def without_account(signatories: Iterable[Any]) -> list[str]:
    """Names of those whom the site cannot reach."""
    return [one.name for one in signatories if out_of_reach(holders_of(one))]
