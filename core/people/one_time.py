"""One-time passwords: read by eye from a slip and typed blind on a phone, so that their spelling must forgive much."""

import secrets
import unicodedata

from core.models import User
from core.people.passwords import classes_in

# No 0 o, 1 l i, 5 s, 2 z, 8 b, 9 g q, m rn, w vv: nothing that the eye takes for another, and one case alone.
ALPHABET = "acdefghjknprtuvxy3467"
GROUPS, GROUP_LENGTH = 4, 4
LENGTH = GROUPS * GROUP_LENGTH


def one_time_password() -> str:
    """Sixteen random characters (70 bits) in groups of four, letters and digits among them."""
    while True:
        made = _printed("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))
        if classes_in(made) >= 3:
            return made


def _printed(characters: str) -> str:
    return "-".join(characters[at : at + GROUP_LENGTH] for at in range(0, LENGTH, GROUP_LENGTH))


def as_printed(typed: str) -> str:
    """What was typed as the slip has it: case, width, blanks and hyphens do not count. Anything else stays as it is."""
    characters = "".join(char for char in unicodedata.normalize("NFKC", typed).lower() if char.isalnum())
    is_one = len(characters) == LENGTH and set(characters) <= set(ALPHABET)
    return _printed(characters) if is_one else typed


def opens(user: User, typed: str) -> bool:
    """Whether ``typed`` is the person's password: one's own to the letter, a one-time one however it was typed.

    One check in every case, so that a failure takes as long for every account.
    """
    return user.check_password(as_printed(typed) if user.must_change_password else typed)
