"""Those who signed, as papers print them: in their order, with what of them this reader may see."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core.chinese import long_date
from core.documents.casework.as_it_was import AsItWas
from core.documents.casework.people import Signer
from core.organisations.names import name_on
from members.models import Mandate
from members.models.signing import COSIGNER, Signature


def in_order(signatures: Iterable[Any], *states: str) -> list[Any]:
    """Signatures in one of these states (default: given), the first one or the body's first."""
    chosen = [one for one in signatures if one.state in (states or (Signature.State.AGREED,))]
    return sorted(chosen, key=lambda one: (one.position == COSIGNER, one.order, one.pk))


def printed(signatures: list[Any], term: int, was: AsItWas, at: datetime | None, *, contacts: bool) -> list[Signer]:
    """Each with sector and card of that term, named as on ``at``; ``contacts`` adds how to reach them."""
    members = [one.member_id for one in signatures if one.member_id]
    rows = Mandate.objects.filter(term=term, member__in=members).select_related("sector")
    mandates = {mandate.member_id: mandate for mandate in rows}
    return [_printed(one, mandates.get(one.member_id), was, at, contacts) for one in signatures]


def _printed(signature: Any, mandate: Mandate | None, was: AsItWas, at: datetime | None, contacts: bool) -> Signer:
    signed = signature.state == Signature.State.AGREED and signature.answered_at
    note = f"{long_date(signature.answered_at)}署名" if signed else ""
    name = was.signer(signature, at)
    if not signature.member_id:
        body = signature.organisation
        data = {"mobile": body.contact_phone, "address": body.address} if contacts else {}
        return Signer(name, sector=body.get_kind_display(), note=note, **data)
    member = signature.member
    data = {"sector": name_on(mandate.sector, at) if mandate else "", "note": note}
    if contacts:
        data |= {"mobile": member.phone, "email": member.email, "address": member.address, "postcode": member.postcode}
        data["card_no"] = mandate.card_no if mandate else ""
    return Signer(name, **data)


def phone_of(signature: Any) -> str:
    """Where whoever signed is reached."""
    return signature.member.phone if signature.member_id else signature.organisation.contact_phone


def is_own(signature: Any, user: Any, body: int | None) -> bool:
    """Whether this person signed, or the body that the person acts for."""
    if signature.member_id:
        return user is not None and signature.member.user_id == user.pk
    return signature.organisation_id == body
