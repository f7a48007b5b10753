"""Who reads the register, and who reads what is private in it (电话、住址、出生日期、委员证号)."""

from typing import Any, Protocol

from core.models import Role, User
from core.models.roles import KEEPERS, called

READERS = [role for role in Role.values if role not in (Role.SECADMIN, Role.AUDITOR)]
PRIVATE_TO = {Role.SYSADMIN, Role.OFFICE_CLERK, Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR, Role.LEADER}


def whoever_reads_private() -> str:
    """Those posts and the person, in the words of forms: made of the table that decides it."""
    return f"只有{called(PRIVATE_TO)}和本人看得到"


def keeps_register(user: Any) -> bool:
    """Whether this person, in the post in use, enters and changes what the register says."""
    post = user.post_in_use
    return post is not None and post.role in KEEPERS


def reads_private(user: User) -> bool:
    """Whether this person, in the post in use, reads what is private of everybody."""
    post = user.post_in_use
    return post is not None and post.role in PRIVATE_TO


class Person(Protocol):
    """A member, seen from what knows no models: querysets ask here too."""

    user_id: int | None


def reads_private_of(user: User, member: Person) -> bool:
    """Everybody's, or the own."""
    return reads_private(user) or member.user_id == user.pk
