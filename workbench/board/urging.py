"""From chosen dates to the acts of urging: which works or proposals they mean, and which dates an act does not fit."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from core.models import Clock, Role
from proposals.models import Assignment, Proposal

#: Dates of the office that urges itself, on works of units.
OFFICES_OWN = ("check", "return_answer", "extension_answer")


@dataclass(frozen=True)
class Urging:
    """One act of the life-cycle tables, and the dates it speaks of."""

    key: str
    label: str
    model: type
    fits: str

    @property
    def url(self) -> str:
        return reverse("workbench:board_urge", args=[self.key])

    def target_of(self, clock: Clock) -> int | None:
        """The key of the work or the proposal that this act urges because of this date; None where it does not fit."""
        if self.key == "urge_evaluation":
            return clock.root_id if clock.kind == "feedback" else None
        if clock.content_type_id != ContentType.objects.get_for_model(Assignment).pk:
            return None
        if (clock.kind == "sign") != (self.key == "urge_sign") or clock.kind in OFFICES_OWN:
            return None
        return clock.object_id


URGINGS = {
    row.key: row
    for row in (
        Urging("urge_sign", "催签收", Assignment, "只对“签收”的期限"),
        Urging("urge", "催办", Assignment, "只对承办单位签收以后的期限"),
        Urging("urge_evaluation", "催评价", Proposal, "只对“提案者评价”的期限"),
    )
}
OFFERED = {
    Role.SUPERVISOR: ("urge_sign", "urge", "urge_evaluation"),
    Role.PROPOSAL_CLERK: ("urge_sign", "urge", "urge_evaluation"),
    Role.PROPOSAL_CHAIR: ("urge_sign", "urge", "urge_evaluation"),
}


def split(urging: Urging, rows: Iterable[Clock]) -> tuple[list[int], list[Clock]]:
    """The keys to urge, each once, and the dates to which the act does not apply."""
    targets, left_out = [], []
    for row in rows:
        target = urging.target_of(row)
        if target is None:
            left_out.append(row)
        elif target not in targets:
            targets.append(target)
    return targets, left_out


def sentence_about(urging: Urging, left_out: list[Clock], most: int = 5) -> str:
    """Which chosen dates do not go on, by name; ``left_out`` rows have ``matter_name``."""
    names = "、".join(f"{row.matter_name}的“{row.label}”" for row in left_out[:most])
    more = f"等{len(left_out)}条" if len(left_out) > most else ""
    return f"{names}{more}不适用“{urging.label}”（{urging.fits}），没有带入。"
