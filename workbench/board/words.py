"""How a date is spoken of: whose it is, and how it came about."""

from core.models import Clock
from core.models.roles import POSTS


def whose(row: Clock) -> str:
    """Who has to meet this date: an office, a person, or the people of a role."""
    if row.holder_org:
        return row.holder_org.brief
    if row.holder_user:
        return str(row.holder_user)
    return POSTS[row.holder_role].brief if row.holder_role in POSTS else ""


def explained(row: Clock) -> str:
    """How the date came about, with the rule's source, in sentences."""
    source = f"依据{row.rule.source}。" if row.rule else ""
    return f"{row.explanation.rstrip('。')}。{source}"
