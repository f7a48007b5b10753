"""What goes over when a body is merged or ends: open works, matters on their way through it, signatures needed."""

from core.matters.signing_again import SigningAgain
from core.matters.uniting import UnitingWorks
from core.matters.units_desk import UnitsDesk
from core.organisations.moving import BodyColumn
from members.signing.uniting import UnitingSigners
from proposals.effects.telling import signatory_users
from proposals.lifecycle import ASSIGNMENT
from proposals.models import Assignment, AssignmentState, Evaluation
from proposals.still_open import open_judgements, open_proposals, open_signatures, open_works

COLUMNS = (
    BodyColumn(
        "works", "unit", "承办单位", "件没有办结的承办件", open_works, "proposal", own=True,
        told=lambda work: f"（{work.get_role_display()}）",
    ),
    BodyColumn("work_channels", "channel", "交办单位", "件经其交办、没有办结的提案", open_works, "proposal"),
    BodyColumn("channels", "channel", "交办单位", "件经其交办、没有办结的提案", open_proposals),
    BodyColumn(
        "signatures", "organisation", "提案者", "件以其名义提出、没有办结的提案", open_signatures, "proposal",
        beside=lambda row: row.proposal.merged_into,
    ),
)  # fmt: skip
DESK = UnitsDesk(
    "proposals",
    COLUMNS,
    UnitingWorks(Assignment, "proposal", open_works, AssignmentState.RETURN_ASKED, AssignmentState.DELIVERED),
    SigningAgain(Assignment, ASSIGNMENT, matter="proposal"),
    signatory_users,
    UnitingSigners("proposal", "提案者", open_signatures, open_judgements, Evaluation.State.GIVEN),
).desk
