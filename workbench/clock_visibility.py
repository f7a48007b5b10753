"""Who sees which clocks (期限), in the post in use: what the board, the calendar and the feed start from.

A clock is seen by whoever may open its matter, and of these by those whom the date concerns. Everything is one
condition on ``Clock``: nothing is asked per row.
"""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q, QuerySet

from core.matters.naming import attach
from core.models import Clock, Role
from core.search import matching_ids
from proposals.kinds import HANDLERS
from proposals.models import Assignment, KeySelection, Proposal
from proposals.querysets import BODIES, OFFICE, PASSED, UNITS
from proposals.reading import BETWEEN_OFFICES, OF_THE_COMMITTEE, OWN_TIME
from proposals.states import PRIVATE

NOBODY = Q(pk__in=[])
#: Who opens the supervision board; heads of units see their own unit's part of it.
WATCHERS = (
    Role.SUPERVISOR, Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR, Role.OFFICE_CLERK, Role.LEADER, Role.UNIT_HEAD,
)  # fmt: skip
STAFF = (Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR)


def clocks_for(user) -> QuerySet[Clock]:
    """Every clock, running or stopped, of matters this person may open, that concerns this person in the post in use.

    Supervision offices: what they watch or hold, and the proposers' time to judge, whom they may urge. The committee's
    offices and leaders: everything. Units: their own.
    Members and bodies: their own and those of proposals they signed, without the dates of offices among themselves.
    A kind of matter that is not named here is seen by nobody.
    """
    hat = user.post_in_use if user.is_authenticated else None
    if hat is None:
        return Clock.objects.none()
    # Plus nothing: with many matters the database is to go through the running clocks, not from matter to matter.
    rows = Clock.objects.alias(matter=F("root_id") + 0)
    role, organisation = hat.role, hat.organisation_id
    if role in OFFICE:
        return rows.filter(_of_the_office()).exclude(root_type=_type_of(Proposal), matter__in=_hidden(user))
    if role == Role.SUPERVISOR:
        watched = _held_by(organisation) | (Q(watched_by=organisation) if organisation else NOBODY)
        watched |= Q(kind="feedback")
        return rows.filter(watched, root_type=_type_of(Proposal), matter__in=_ids(Proposal.objects.visible_to(user)))
    if role in UNITS:
        return rows.filter(_held_by(organisation), _in(Proposal.objects.visible_to(user)))
    if role == Role.MEMBER:
        return rows.filter(_of_signed(Q(holder_user=user), Proposal.objects.all().signed_by(member__user=user)))
    if role in BODIES:
        ours = Q(author=user)
        if organisation:
            ours |= Proposal.objects.all().signed_by(organisation=organisation)
        return rows.filter(_of_signed(Q(holder_user=user) | _held_by(organisation), ours))
    if role in (Role.OPINION_EDITOR, Role.OPINION_SIGNER):
        return rows.filter(_in(Proposal.objects.visible_to(user).filter(state__in=PASSED)), kind="passed_on")
    return rows.none()


def duties_for(user) -> QuerySet[Clock]:
    """Of ``clocks_for``, the running duties; a right that lapses makes nobody late and is left out."""
    return clocks_for(user).filter(stopped_at__isnull=True, lapses=False)


def own_clocks(user) -> QuerySet[Clock]:
    """Of ``clocks_for``, those that this person has to meet; for leaders, those of key proposals (重点提案)."""
    hat = user.post_in_use if user.is_authenticated else None
    rows = clocks_for(user)
    if hat is None or has_only_own(hat.role):
        return rows
    mine = Q(holder_user=user) | Q(holder_role__in=STAFF if hat.role in STAFF else (hat.role,))
    if hat.role == Role.SUPERVISOR:
        mine |= _held_by(hat.organisation_id)
    elif hat.role == Role.OFFICE_CLERK:
        mine |= Q(kind="passed_on")
    elif hat.role == Role.LEADER:
        key = Proposal.objects.filter(is_key=True).order_by().values("pk")
        mine |= Q(root_type=_type_of(Proposal), root_id__in=key) & ~Q(kind__in=BETWEEN_OFFICES)
    return rows.filter(mine)


def has_only_own(role: str) -> bool:
    """Whether everything that this post sees is its own, so that “我的” would say nothing."""
    return role not in OFFICE and role != Role.SUPERVISOR


def of_proposal(rows: QuerySet[Clock], pk: int) -> QuerySet[Clock]:
    """Those of one proposal and of the units' works on it."""
    return rows.filter(root_type=_type_of(Proposal), root_id=pk)


def of_matters(rows: QuerySet[Clock], words: str) -> QuerySet[Clock]:
    """Those of proposals found by a number (12, 第0012号) or by words of the text; blank words change nothing."""
    words = words.strip()
    if not words:
        return rows
    digits = words.removeprefix("第").removeprefix("收").removesuffix("号").strip()
    if digits.isdecimal() and len(digits) <= 6:
        number = int(digits)
        found = Proposal.objects.filter(Q(number=number) | Q(receipt_number=number)).order_by().values("pk")
    else:
        found = matching_ids(Proposal, words)
    return rows.filter(root_type=_type_of(Proposal), root_id__in=found)


def named(rows: Iterable[Clock], user) -> list[Clock]:
    """The rows with ``matter_name`` and ``url`` of a page that this person may open, in a fixed number of statements.

    Where the unit's work itself is closed to this person, the proposal opens.
    """
    rows = attach(rows)
    work = _type_of(Assignment).pk
    role = user.post_in_use.role if user.post_in_use else ""
    ids = {row.object_id for row in rows if row.content_type_id == work}
    if role in OFFICE:
        opened = ids
    elif role in HANDLERS and ids:
        opened = set(Assignment.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    else:
        opened = set()
    for row in rows:
        if row.content_type_id == work and row.object_id not in opened:
            row.url = Proposal(pk=row.root_id).get_absolute_url()
    return rows


def _of_the_office() -> Q:
    """The kinds of matters whose pages the committee's offices open."""
    return Q(root_type=_type_of(Proposal)) | Q(root_type=_type_of(KeySelection))


def _hidden(user):
    """What the committee's offices do not see of proposals: other people's drafts. Few, where the visible are many."""
    return _ids(Proposal.objects.filter(state__in=PRIVATE).exclude(author=user))


def _held_by(organisation: int | None) -> Q:
    return Q(holder_org=organisation) if organisation else NOBODY


def _of_signed(own: Q, signed: Q) -> Q:
    """What a proposer sees: of proposals that he or she signed, the own dates and those that concern every proposer.

    Not the offices' dates among themselves, and not other people's own answers.
    """
    shared = ~Q(kind__in=(*BETWEEN_OFFICES, *OF_THE_COMMITTEE, *OWN_TIME))
    return _in(Proposal.objects.filter(signed)) & (own | shared)


def _in(proposals: QuerySet[Proposal]) -> Q:
    return Q(root_type=_type_of(Proposal), root_id__in=_ids(proposals))


def _ids(proposals: QuerySet[Proposal]):
    return proposals.order_by().values("pk")


def _type_of(model) -> ContentType:
    return ContentType.objects.get_for_model(model)
