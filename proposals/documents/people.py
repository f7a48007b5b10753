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


def names(signers: list[Signer], *, at_most: int = 3) -> str:
    """“张三、李四、王五等12人”."""
    shown = "、".join(one.name for one in signers[:at_most])
    return f"{shown}等{len(signers)}人" if len(signers) > at_most else shown
