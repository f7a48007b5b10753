"""Loading and emptying the demo database."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from core import rulebook, search
from core.clock import calendar
from core.committee import identity, naming
from core.delivery import outbox
from core.matters import event_guard, kinds
from core.models import Attachment, Committee, GrantRequest, Notice, Organisation, Post, Role, User
from core.people import grants
from core.people.actors import Actor
from core.seals import chain
from core.sheets import keeping
from demo import clockwork, lines, members, organisations, people, rosters, terms
from demo.accounts import every_account
from demo.days import Days
from demo.kit import Kit
from demo.proposals import telling
from demo.travel import time_travel
from demo.writing import load_deck
from members.models import Mandate

SEED = 20260223
READ_AFTER = timedelta(days=14)


class NotInProduction(Exception):
    """The demo must never be near a production database."""


@dataclass(frozen=True)
class Loaded:
    """What a load wrote."""

    members: int
    units: int
    matters: dict[str, int]
    acts: int


def refuse_production() -> None:
    """Raises NotInProduction where the settings say so."""
    if settings.PRODUCTION:
        raise NotInProduction("正式环境不载入演示数据，也不清空数据库。")


def is_loaded() -> bool:
    """Whether the demo committee is here: all its accounts exist."""
    return User.objects.filter(username__in=every_account()).count() == len(every_account())


def empty() -> None:
    """Delete every row of the database, events included; defaults that come with a migration are written again."""
    refuse_production()
    for attachment in Attachment.objects.iterator():
        attachment.file.delete(save=False)
    for table in keeping.tables():
        for sheet in table._default_manager.exclude(file="").iterator():
            sheet.file.delete(save=False)
    event_guard.remove(connection)
    try:
        call_command("flush", interactive=False, verbosity=0)
    finally:
        event_guard.install(connection)
    for forget in (ContentType.objects.clear_cache, rulebook.forget, calendar.forget, identity.forget):
        forget()
    chain.begin_anew("demo")


def load(today: date | None = None) -> Loaded:
    """Build the committee and its two years up to ``today`` (default: the local day), then seal what happened."""
    refuse_production()
    rulebook.forget()
    rulebook.ensure_defaults()
    calendar.ensure_seed()
    today = today or timezone.localdate()
    with transaction.atomic():
        acts = _tell(today)
        _settle(today)
    for model in search.searchable_models():
        search.rebuild(model)
    while chain.seal_batch():
        pass
    return Loaded(
        Mandate.objects.begun(today).count(),
        Organisation.objects.filter(kind=Organisation.Kind.UNIT, is_active=True).count(),
        {kind.title: kind.model._default_manager.count() for kind in kinds.every()},
        acts,
    )


def _tell(today: date) -> int:
    rng = Random(SEED)  # noqa: S311 - the same demo every time
    days = Days(today)
    begins = timezone.make_aware(datetime.combine(days.sessions[1][0], time(9)))
    with time_travel(begins) as traveller, outbox.muted():
        _found(begins)
        bodies = organisations.create(rng)
        committee = people.create(bodies, people.create_sessions(days.sessions), rng)
        kit = Kit(committee, load_deck(SEED), days, rng)
        clockwork.regulate(kit.actor("sysadmin", Role.SYSADMIN, begins))
        clockwork.confirm_recommended(kit.actor("proposal_chair", Role.PROPOSAL_CHAIR, begins))
        organisations.reform(bodies, kit.actor("office_clerk", Role.OFFICE_CLERK, begins))
        telling.tell(kit)
        members.tell(kit)
        for tell in lines.tellers():
            tell(kit)
        rosters.tell(kit)
        terms.tell(kit)
        clockwork.tell(kit)
        return kit.run(traveller.to)


def _found(begins: datetime) -> None:
    """The committee's own row; its first days are over."""
    names = identity.current()
    level = naming.level_of(names.region[-1:], names.region) or Committee.Level.DISTRICT
    Committee.objects.create(
        pk=Committee.ONLY, name=names.name, full_name=names.full_name, region=names.region, level=level,
        set_up_at=begins,
    )  # fmt: skip


def _settle(today: date) -> None:
    """What nobody acts out: old notices are read, people who left no longer sign in, one account is locked."""
    old = timezone.now() - READ_AFTER
    Notice.objects.filter(read_at=None, created_at__lt=old).update(read_at=F("created_at"))
    clockwork.deliveries()
    for mandate in Mandate.objects.exclude(ends_on=None).select_related("member__user"):
        user = mandate.member.user
        if user is None:
            continue
        user.posts.filter(role=Role.MEMBER).update(valid_to=mandate.ends_on)
        user.is_active = False
        user.save(update_fields=["is_active"])
    Post.objects.filter(user__username="office_clerk", role=Role.LIAISON).update(valid_to=today + timedelta(days=20))
    _ask_for_a_grant()
    forgetful = User.objects.filter(is_active=True, username__startswith="m0").exclude(last_login=None).last()
    AccessAttempt.objects.create(
        username=forgetful.username,
        ip_address="192.0.2.15",
        user_agent="",
        path_info=settings.LOGIN_URL,
        failures_since_start=settings.AXES_FAILURE_LIMIT,
    )


def _ask_for_a_grant() -> None:
    """One post with power waits for the security administrator."""
    grants.ask(
        actor=Actor.of(User.objects.get(username="sysadmin")),
        act=GrantRequest.Act.GIVE,
        user=User.objects.get(username="opinion_signer"),
        role=Role.LEADER,
        organisation=Organisation.objects.get(kind=Organisation.Kind.CPPCC_OFFICE),
        title="秘书长",
        reason="秘书长参加主席会议，需要查看全部提案办理情况，党组会已定",
    )
