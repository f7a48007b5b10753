"""Who appears on the papers of a matter."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Signer:
    """Whom a matter is from, as printed: a member, or a collective with its convenor or head."""

    name: str
    sector: str = ""
    card_no: str = ""
    mobile: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    note: str = ""  # how and when the person signed
