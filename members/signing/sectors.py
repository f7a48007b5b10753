"""Which sector (界别) whoever leads a text is a member of, for many texts at once."""

from django.db.models import QuerySet

from members.models import Mandate, Signature
from members.models.signing import COSIGNER


def sectors_of(signatures: QuerySet, matter: str, term: str) -> dict[int, str]:
    """By key of the matter, the sector of its first signer in the matter's term; none for what a body leads.

    ``matter`` and ``term`` are the way from a signature to these. Two statements.
    """
    given = signatures.filter(state=Signature.State.AGREED, member__isnull=False).exclude(position=COSIGNER)
    led = {key: (member, of) for key, member, of in given.values_list(matter, "member", term)}
    held = Mandate.objects.filter(member__in={member for member, _ in led.values()}).select_related("sector")
    sectors = {(one.member_id, one.term_id): one.sector.brief for one in held if one.sector}
    return {key: sectors.get(who, "") for key, who in led.items()}
