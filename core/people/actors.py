"""Who acts, in which post, when and from where. Every act of the engine takes one."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from core.models import Organisation, Post, User


@dataclass(frozen=True)
class Actor:
    """A person in one post at one moment. ``at`` is aware; acts entered later keep their own time."""

    user: User | None
    post: Post | None = None
    ip: str | None = None
    at: datetime = field(default_factory=timezone.now)

    @classmethod
    def of(cls, user: User, *, request=None, at: datetime | None = None) -> "Actor":
        """The person in the post now in use; the address is taken from ``request`` where there is one."""
        ip = request.META.get("REMOTE_ADDR") if request is not None else None
        return cls(user=user, post=user.post_in_use, ip=ip or None, at=at or timezone.now())

    @property
    def role(self) -> str:
        return self.post.role if self.post else ""

    @property
    def organisation(self) -> Organisation | None:
        return self.post.organisation if self.post else None

    @property
    def organisation_id(self) -> int | None:
        return self.post.organisation_id if self.post else None

    @property
    def name(self) -> str:
        return str(self.user) if self.user else "系统"

    @property
    def telephone(self) -> str:
        """Where the person is reached: the telephone of the account, else that of the body of the post in use."""
        own = self.user.phone if self.user else ""
        return own or (self.organisation.contact_phone if self.organisation else "")

    @property
    def today(self) -> date:
        """The local day of the act; clocks start from it."""
        return timezone.localdate(self.at)

    def is_in(self, *roles: str) -> bool:
        """Whether the post in use is one of ``roles``."""
        return self.role in roles


def system_actor(at: datetime | None = None) -> Actor:
    """The program itself, for acts that follow from others (all units replied, a period ran out)."""
    return Actor(user=None, post=None, at=at or timezone.now())
