"""The committee that the bulk belongs to: the one that is there, or the demo's people where nobody is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from core import bulk, rulebook
from core.clock import calendar, clocks
from core.clock.reminders.ladder import Ladder, ladder_for
from core.clock.workdays import DueDate
from core.committee.starting import is_empty
from core.models import Organisation, Post, ReminderScan, Role, User
from core.people.posts import users_in
from core.pinyin import sort_key
from demo import organisations, people
from demo.bulk.made import Unsuitable
from demo.days import Days
from demo.names import Names
from members.models import Mandate, Member, Session, Term
from proposals.models import Assignment, Evaluation, Proposal

SEED = 20260101


@dataclass
class Ground:
    """What every row of the bulk refers to, read once."""

    today: date
    yesterday: date
    sessions: list[Session]
    units: list[Organisation]
    members: list[tuple[int, int | None]]
    author: User
    clerk: User
    kinds: dict[type, int]
    rng: Random
    _due: dict = field(default_factory=dict)
    _ladders: dict[str, Ladder] = field(default_factory=dict)

    def due(self, key: str, timing: str, start: date, since: str) -> tuple[DueDate, object]:
        """The due day of the rule ``key`` from ``start`` with the rule itself, worked out once for each day."""
        found = self._due.get((key, timing, start, since))
        if found is None:
            rule = rulebook.rule(key, start, timing)
            found = clocks.due_date(start, rule=rule, start_label=since), rule
            self._due[(key, timing, start, since)] = found
        return found

    def next_step(self, kind: str, start: date, due: date, *, lapses: bool) -> date | None:
        """When it is to be spoken of next, all steps up to the last working day having been said."""
        ladder = self._ladders.get(kind) or self._ladders.setdefault(kind, ladder_for(kind, self.today))
        return ladder.next_step(due, max(start, self.yesterday), lapses=lapses)

    def at(self, day: date, hour: int = 10) -> datetime:
        """An aware moment on ``day`` in local time."""
        return timezone.make_aware(datetime.combine(day, time(hour)))


def prepare(members: int, say: Callable[[str], None]) -> Ground:
    """Find or make the committee, add ``members`` members and read everything; raises ``Unsuitable``."""
    rng, today = Random(SEED), timezone.localdate()  # noqa: S311 - the same bulk every time
    with transaction.atomic():
        if is_empty():
            say("数据库是空的，先建立演示委员会的机构和人员。")
            rulebook.ensure_defaults()
            calendar.ensure_seed()
            people.create(organisations.create(rng), people.create_sessions(Days(today).sessions), rng)
        term = Term.objects.current()
        sessions = list(Session.objects.filter(term=term, opens_on__lte=today).order_by("-opens_on"))
        kind = Organisation.Kind.UNIT
        units = list(Organisation.objects.filter(kind=kind, is_active=True).exclude(supervised_by=None).order_by("id"))
        clerk = users_in(Role.PROPOSAL_CLERK).order_by("id").first()
        if not (term and sessions and units and clerk):
            raise Unsuitable("数据库里没有可用的届次、承办单位或提案委工作人员。请在空库或演示库上运行。")
        if members:
            say(f"委员 {members} 名")
            _add_members(term, members, rng)
        yesterday = _scanned(today)
    signers = list(Mandate.objects.filter(term=term, ends_on=None).order_by("id").values_list("member", "member__user"))
    clerk.post_in_use = clerk.posts.filter(role=Role.PROPOSAL_CLERK).select_related("organisation").first()
    return Ground(
        today=today,
        yesterday=yesterday,
        sessions=sessions,
        units=units,
        members=signers,
        author=clerk,
        clerk=clerk,
        kinds={model: ContentType.objects.get_for_model(model).pk for model in (Proposal, Assignment, Evaluation)},
        rng=rng,
    )


def _scanned(today: date) -> date:
    """The last working day counts as scanned, as where the site has been in use: only today's steps are to be said."""
    day = today - timedelta(days=1)
    while not calendar.current().is_workday(day):
        day -= timedelta(days=1)
    ReminderScan.objects.get_or_create(day=day)
    return day


def _add_members(term: Term, number: int, rng: Random) -> None:
    sectors = list(Organisation.objects.filter(kind=Organisation.Kind.SECTOR, is_active=True).order_by("id"))
    if not sectors:
        raise Unsuitable("数据库里没有界别，不能添加委员。")
    names = Names(rng, Member.objects.values_list("name", flat=True))
    taken = Member.objects.count()
    genders = [rng.choice("男女") for _ in range(number)]
    given = [(names.new(gender), gender, f"bulk{taken + place:06d}") for place, gender in enumerate(genders)]
    with bulk.wide_statements():
        users = bulk.create(
            User,
            [User(username=login, full_name=name, password=UNUSABLE_PASSWORD_PREFIX) for name, _, login in given],
        )
        bulk.create(Post, [Post(user_id=user.pk, role=Role.MEMBER) for user in users])
        made = bulk.create(
            Member,
            [
                Member(user_id=user.pk, name=name, gender=gender, sort_key=sort_key(name), employer_post="某单位职工")
                for user, (name, gender, _) in zip(users, given, strict=True)
            ],
        )
        bulk.create(
            Mandate,
            [
                Mandate(
                    member_id=member.pk,
                    term_id=term.pk,
                    sector_id=sectors[place % len(sectors)].pk,
                    starts_on=term.starts_on,
                )
                for place, member in enumerate(made)
            ],
        )
