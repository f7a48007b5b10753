"""What the acts of each line of business do, whom they are for and why they are refused: by hand, one room a line."""

from tests.promises.tables import opinions, proposals, targets, waits

DOES = {**proposals.DOES, **opinions.DOES}
MAY = {**proposals.MAY, **opinions.MAY}
REFUSES = [*proposals.REFUSES]
WAITS = waits.WAITS
#: Acts on something of one's own beside the matter: an instruction one wrote or follows, a talk one has denied.
ON_SOMETHING_OWN = {"withdraw_instruction", "answer_instruction", "reopen_instruction", "undeny_contact"}
STAYS = targets.STAYS
BACK = targets.BACK
TO = targets.of(targets.TO)
AUDIENCE = targets.of(targets.AUDIENCE)
