"""What every story works with: the committee, the texts, the calendar, and the list of acts to come."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from random import Random

from core.models import Post, Role
from core.people.actors import Actor
from demo.days import Days
from demo.organisations import LIAISONS
from demo.people import Committee
from demo.writing import Deck

SUPERVISORS = {"gov": "gov_supervisor", "party": "party_supervisor"}


@dataclass
class Kit:
    """Stories add acts with ``at``; ``run`` lets them happen in the order of time."""

    committee: Committee
    deck: Deck
    days: Days
    rng: Random
    acts: list = field(default_factory=list)
    _order: count = field(default_factory=count)
    _posts: dict = field(default_factory=dict)
    _next_member: int = 0

    def __post_init__(self):
        people = {user.pk: user for user in self.committee.users.values()}
        self.bodies = bodies = {body.pk: body for body in self.committee.bodies.values()}
        self.sessions = {session.pk: session for session in self.committee.sessions.values()}
        for post in Post.objects.order_by("id"):
            user = people[post.user_id]
            if post.organisation_id:
                post.organisation = bodies[post.organisation_id]
            self._posts.setdefault((user.username, post.role), post)

    def actor(self, username: str, role: str, at: datetime) -> Actor:
        """A person in the post of that role."""
        user = self.committee.users[username]
        post = self._posts[username, role]
        user.post_in_use = post
        return Actor(user=user, post=post, at=at)

    def at(self, moment: datetime, told: str, act: Callable[[datetime], None]) -> None:
        """Let ``act`` happen at ``moment``; ``told`` says what it is, should it fail."""
        heapq.heappush(self.acts, (moment, next(self._order), told, act))

    def run(self, travel_to: Callable[[datetime], None]) -> int:
        """Let everything happen, earliest first; returns how many acts there were."""
        done = 0
        while self.acts:
            moment, _, told, act = heapq.heappop(self.acts)
            travel_to(moment)
            try:
                act(moment)
            except Exception as error:
                error.add_note(f"in the story {told} at {moment:%Y-%m-%d %H:%M}")
                raise
            done += 1
        return done

    def workday(self, count: int) -> date:
        """The working day ``count`` working days from today; negative: ago."""
        return self.days.in_(count)

    def pk(self, body: str) -> int:
        return self.committee.bodies[body].pk

    def some_member(self) -> str:
        """User names of ordinary members in turn, so that everybody writes something sooner or later."""
        people = self.committee.ordinary
        self._next_member += 7
        return people[self._next_member % len(people)]

    def some_members(self, number: int, but: str) -> tuple[str, ...]:
        """``number`` different ordinary members."""
        chosen: list[str] = []
        while len(chosen) < number:
            one = self.some_member()
            if one != but and one not in chosen:
                chosen.append(one)
        return tuple(chosen)

    def is_body(self, name: str) -> bool:
        return name in self.committee.bodies

    def role_for(self, proposer: str) -> str:
        """The post in which a proposer writes and judges."""
        if not self.is_body(proposer):
            return Role.MEMBER
        return Role.LIAISON if proposer in LIAISONS else Role.COMMITTEE_CLERK

    def channel_of(self, unit: str) -> str:
        """gov or party: the supervision office that hands matters to ``unit``."""
        supervisor = self.committee.bodies[unit].supervised_by_id
        return "gov" if supervisor == self.pk("gov") else "party"
