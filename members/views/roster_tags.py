"""What stands beside a row's post in a roster's preview."""

from core.chinese import long_date
from members.services.roster_exits import WAYS
from members.services.roster_planned import Planned


def tags_of(planned: Planned) -> list[str]:
    """What becomes of the person, and what of a list of leavers is not taken."""
    gone = [f"离任：{dict(WAYS)[planned.exit[0]]}，{long_date(planned.exit[1])}"] if planned.exit else []
    kept = "、".join(change.label for change in planned.withheld)
    return gone + ([f"离任名单所写的{kept}没有采用"] if kept else [])


def post_of(planned: Planned) -> str:
    """The row's post; where it says none and something stands beside it, what is known."""
    known = planned.known.employer_post if planned.known else ""
    return planned.row.post or ((known or "单位未填") if tags_of(planned) else "")
