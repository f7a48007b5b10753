"""Which posts open the pages of proposals (提案), and which those of units' works (承办件)."""

from core.models import Role

READERS = (
    Role.MEMBER, Role.UNIT_CLERK, Role.UNIT_HEAD, Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR, Role.COMMITTEE_CLERK,
    Role.OFFICE_CLERK, Role.SUPERVISOR, Role.LIAISON, Role.OPINION_EDITOR, Role.OPINION_SIGNER, Role.LEADER,
)  # fmt: skip
HANDLERS = (
    Role.UNIT_CLERK, Role.UNIT_HEAD, Role.SUPERVISOR, Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR, Role.OFFICE_CLERK,
    Role.LEADER,
)  # fmt: skip
