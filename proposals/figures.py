"""What homes say of proposals: figures, stages, short lists, and members' ways in. Each opens the list it counts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet

from core.matters.figures import Asked, Counts, Figure, FigureSet, Stages, share
from core.matters.homes import Entry, HomeParts, ShortList, Tab
from core.matters.nearest import keys_with
from core.models import Role
from core.models.roles import posts_that
from proposals.models import Assignment, Proposal, Signatory, UnitRole
from proposals.states import DONE, GONE, ON_FILE, AssignmentState, ProposalState

P = ProposalState
#: What counts as handled by a unit: all but what was taken from it.
KEPT = [state.value for state in AssignmentState if state not in GONE]
MEMBERS = frozenset({Role.MEMBER})
UNITS = frozenset(posts_that(unit=True))
SEE_ALL = frozenset(posts_that(office=True))
SEE_A_PART = frozenset(posts_that(admin=False)) - MEMBERS - UNITS - SEE_ALL


def of_session(asked: Asked) -> Mapping[str, Any]:
    """The list's conditions: this session."""
    return {"session": asked.session.pk if asked.session else ""}


def of_unit(asked: Asked) -> Mapping[str, Any]:
    """The list's conditions: this person's unit."""
    return {"unit": asked.organisation_id}


def received(asked: Asked) -> QuerySet[Proposal]:
    """Proposals received in the session, among those this person may see."""
    return Proposal.objects.visible_to(asked.user).filter(session=asked.session, receipt_number__isnull=False)


def is_late(asked: Asked) -> Q:
    """Some duty of this person's concern is past its day; lateness is computed here, never stored."""
    return Q(pk__in=keys_with(Q(due__lt=asked.today), Proposal, asked.user))


def works_of_unit(asked: Asked) -> QuerySet[Assignment]:
    """The unit's works, without those taken from it."""
    return Assignment.objects.filter(unit=asked.organisation_id).exclude(state__in=GONE)


def is_late_work(asked: Asked) -> Q:
    """In hand, and a duty on it is past its day."""
    return Q(pk__in=keys_with(Q(due__lt=asked.today), Assignment, asked.user)) & ~Q(state__in=DONE)


def own_signatures(asked: Asked) -> QuerySet[Signatory]:
    """The member's signatures under received proposals of the session."""
    mine = Signatory.objects.filter(member__user=asked.user, state=Signatory.State.AGREED)
    return mine.filter(proposal__session=asked.session).exclude(proposal__receipt_number=None)


def _share_of(part: str, whole: str, words: str):
    def note(_asked: Asked, counts: Counts) -> str:
        return f"{words}{share(counts[part], counts[whole])}"

    return note


# fmt: off
SESSION = FigureSet("本次会议提案", SEE_ALL, received, "proposals:list", of_session, of_session=True, figures=(
    Figure("received", "收到", query={"received": "1"}, note=lambda asked, _: str(asked.session)),
    Figure("filed", "立案", lambda _: Q(number__isnull=False), {"filed": "1"},
           _share_of("filed", "received", "立案率 ")),
    Figure("answered", "已答复", lambda _: Q(answered_at__isnull=False), {"answered": "1"},
           _share_of("answered", "filed", "占立案 ")),
    Figure("late", "逾期", is_late, {"light": "late"}, lambda *_: "有环节超过期限"),
))
#: Desks that see a part of the session only, and are told so.
PART = replace(SESSION, title="本次会议提案中您能查看的", posts=SEE_A_PART)
UNIT = FigureSet("本单位承办", UNITS, works_of_unit, "proposals:assignments", of_unit, figures=(
    Figure("works", "承办", query={"state": KEPT}, note=lambda _, counts: f"主办、分办、单办 {counts['answering']} 件"),
    Figure("answering", where=lambda _: ~Q(role=UnitRole.JOINT), shown=False),
    Figure("open", "办理中", lambda _: ~Q(state__in=DONE), {"open": "1"}, lambda *_: "未完成"),
    Figure("done", "已完成", lambda _: Q(state__in=DONE), {"open": "0"}, _share_of("done", "works", "")),
    Figure("late", "逾期", is_late_work, {"light": "late"}, lambda *_: "超过期限"),
))
MEMBER = FigureSet("本次会议以来的我", MEMBERS, own_signatures, "proposals:list", of_session, of_session=True, figures=(
    Figure("led", "我提的", lambda _: ~Q(position=Signatory.Position.COSIGNER), {"mine": "led", "received": "1"}),
    Figure("joined", "我联名的", lambda _: Q(position=Signatory.Position.COSIGNER),
           {"mine": "joined", "received": "1"}),
    Figure("filed", "已立案", lambda _: Q(proposal__state__in=ON_FILE), {"mine": "any", "filed": "1"}),
))
STAGES = Stages("提案走到哪一步", received, is_late, "proposals:list", of_session, steps=(
    ("审查", (P.SUBMITTED, P.RETURNED, P.RECOMMENDED)),
    ("交办", (P.FILED, P.ASSIGNING)),
    ("办理", (P.HANDLING, P.REHANDLING)),
    ("评价", (P.EVALUATING,)),
    ("跟踪", (P.FOLLOWING,)),
    ("办结", (P.CLOSED,)),
))
KEY = ShortList("重点提案", lambda asked: received(asked).filter(is_key=True),
                "proposals:list", "key=1", "还没有列为重点的提案。")
LATE = ShortList("有环节逾期的提案", lambda asked: received(asked).filter(is_late(asked)),
                 "proposals:list", "light=late", "没有逾期的提案。")
# fmt: on

HOME = HomeParts(
    figures=(SESSION, PART, UNIT, MEMBER),
    stages=STAGES,
    lists=(KEY, LATE),
    entries=(
        Entry("写提案", "proposals:new", MEMBERS, primary=True),
        Entry("看提案", "proposals:list", MEMBERS),
    ),
    tab=Tab("我的提案", "proposals:list", "bi-file-text", "mine=any"),
)
