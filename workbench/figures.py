"""Figures of the home pages: every one is counted from records and opens the list it counts."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q
from django.urls import reverse

from core.models import Clock
from members.models import Session
from proposals.models import Assignment, Proposal, Signatory
from proposals.reading import duties_for
from proposals.states import GONE, ON_FILE, AssignmentState, ProposalState

ANSWERED = (ProposalState.EVALUATING, ProposalState.FOLLOWING, ProposalState.CLOSED)


@dataclass(frozen=True)
class Figure:
    """A number, what it counts, a word beside it, and the list that shows what it counts."""

    label: str
    number: int
    note: str
    url: str


def _list(name: str, **query) -> str:
    return f"{reverse(name)}?{urlencode(query, doseq=True)}"


def share(part: int, whole: int) -> str:
    """A share with one decimal, as 79.4%; nothing to divide gives a dash."""
    return f"{part / whole:.1%}" if whole else "—"


def stage_url(session: Session, states) -> str:
    """The list of one stage."""
    return _list("proposals:list", session=session.pk if session else "", state=list(states))


def late_roots(user):
    """Running duties of this person's concern on proposals; lateness is computed here, never stored."""
    kind = ContentType.objects.get_for_model(Proposal)
    return duties_for(user).filter(root_type=kind)


def of_session(user, session: Session, today: date) -> list[Figure]:
    """Received, filed, answered and late proposals of one session, among those this person may see; one query."""
    overdue = late_roots(user).filter(due__lt=today).values("root_id")
    rows = Proposal.objects.visible_to(user).filter(session=session, receipt_number__isnull=False)
    counted = rows.aggregate(
        received=Count("pk"),
        filed=Count("pk", filter=Q(number__isnull=False)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        late=Count("pk", filter=Q(pk__in=overdue)),
    )
    pk = session.pk
    return [
        Figure("收到", counted["received"], str(session), _list("proposals:list", session=pk, received="1")),
        Figure("立案", counted["filed"], f"立案率 {share(counted['filed'], counted['received'])}",
               _list("proposals:list", session=pk, filed="1")),
        Figure("已答复", counted["answered"], f"占立案 {share(counted['answered'], counted['filed'])}",
               _list("proposals:list", session=pk, answered="1")),
        Figure("逾期", counted["late"], "有环节超过期限", _list("proposals:list", session=pk, light="late")),
    ]  # fmt: skip


def of_unit(user, today: date) -> list[Figure]:
    """A unit's own works: in hand, answered, late; one query."""
    kind = ContentType.objects.get_for_model(Assignment)
    overdue = Clock.objects.filter(content_type=kind, stopped_at__isnull=True, due__lt=today, lapses=False)
    done = (AssignmentState.DELIVERED, AssignmentState.OPINION_GIVEN)
    rows = Assignment.objects.filter(unit=user.post_in_use.organisation_id).exclude(state__in=GONE)
    counted = rows.aggregate(
        everything=Count("pk"),
        done=Count("pk", filter=Q(state__in=done)),
        lead=Count("pk", filter=~Q(role="joint")),
        late=Count("pk", filter=Q(pk__in=overdue.values("object_id")) & ~Q(state__in=done)),
    )
    unit = user.post_in_use.organisation_id
    return [
        Figure("承办", counted["everything"], f"主办、分办、单办 {counted['lead']} 件",
               _list("proposals:assignments", unit=unit)),
        Figure("办理中", counted["everything"] - counted["done"], "未完成",
               _list("proposals:assignments", unit=unit, open="1")),
        Figure("已完成", counted["done"], share(counted["done"], counted["everything"]),
               _list("proposals:assignments", unit=unit, open="0")),
        Figure("逾期", counted["late"], "超过期限", _list("proposals:assignments", unit=unit, light="late")),
    ]  # fmt: skip


def of_member(user, session: Session) -> list[Figure]:
    """A member's own year: led, co-signed, filed; one query."""
    mine = Signatory.objects.filter(member__user=user, state=Signatory.State.AGREED, proposal__session=session)
    mine = mine.exclude(proposal__receipt_number=None)
    counted = mine.aggregate(
        led=Count("pk", filter=~Q(position=Signatory.Position.COSIGNER)),
        joined=Count("pk", filter=Q(position=Signatory.Position.COSIGNER)),
        filed=Count("pk", filter=Q(proposal__state__in=ON_FILE)),
    )
    pk = session.pk
    return [
        Figure("我提的", counted["led"], "", _list("proposals:list", session=pk, mine="led")),
        Figure("我联名的", counted["joined"], "", _list("proposals:list", session=pk, mine="joined")),
        Figure("已立案", counted["filed"], "", _list("proposals:list", session=pk, mine="any", filed="1")),
    ]
