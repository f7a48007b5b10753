"""Who appears on a proposal's papers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Signer:
    """A proposer or co-signer as printed: a member, or a collective with its convenor or head."""

    name: str
    sector: str = ""
    card_no: str = ""
    mobile: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    note: str = ""  # how and when the person signed
