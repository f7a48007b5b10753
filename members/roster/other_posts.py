"""Posts that are neither the employer's nor 政协职务: those in a party and in society; and 是否常委."""

import re

from members.roster.cells import ALONE, folded, read_parties
from members.roster.result import RosterRow

_TICKED = re.compile(r"[√✓✔☑1]|是|常委|Y|YES", re.IGNORECASE)
_OTHER_BODY = re.compile(r"^(?:县|区|市|省|旗)?(?:[县区市省旗]委|人大|政府)")


def take_posts(row: RosterRow, of_party: list[str], of_society: list[str]) -> None:
    """Keep offices in a party and posts in society. An office in a party tells the party where none is written."""
    for text in of_party:
        row.keep(f"党派职务：{text}")
        parties = [party for party in read_parties(text)[0] if party not in ALONE]
        if len(parties) == 1 and not row.party and "party" not in row.corrected:
            row.party = parties
            row.doubt("party_of_office", "party", text, parties[0])
        own = parties or [party for party in row.party if party not in ALONE]
        if len(own) == 1 and not _OTHER_BODY.match(folded(text)):
            row.party_offices.append((own[0], text[:60]))
    for text in of_society:
        row.keep(f"社会职务：{text}")


def is_ticked(text: str) -> bool:
    """Whether a cell under 是否常委 says yes."""
    return bool(_TICKED.fullmatch(folded(text)))
