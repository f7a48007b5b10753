"""How a date is spoken of: whose it is, and how it came about."""

from core.models import Clock, Role

NAMES_OF_ROLES = {Role.PROPOSAL_CLERK: "提案委", Role.PROPOSAL_CHAIR: "提案委主任"}


def whose(row: Clock) -> str:
    """Who has to meet this date: an office, a person, or the people of a role."""
    if row.holder_org_id:
        return row.holder_org.brief
    if row.holder_user_id:
        return str(row.holder_user)
    return NAMES_OF_ROLES.get(row.holder_role) or dict(Role.choices).get(row.holder_role, "")


def explained(row: Clock) -> str:
    """How the date came about, with the rule's source, in sentences."""
    source = f"依据{row.rule.source}。" if row.rule_id else ""
    return f"{row.explanation.rstrip('。')}。{source}"
