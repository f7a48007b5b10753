"""What homes say of proposals: figures, stages, short lists, and members' ways in. Each opens the list it counts."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet

from core.matters.figures import Asked, Counts, Figure, FigureSet, Stages, share
from core.matters.homes import Entry, HomeParts, ShortList, Tab
from core.matters.instruction_desk import told_of
from core.matters.instructions import given_by
from core.matters.nearest import keys_with
from core.models import Role
from core.models.roles import posts_that
from members.filters import earlier_than
from proposals.filters import by_mine
from proposals.models import Assignment, Proposal, UnitRole
from proposals.states import DONE, ENDED, GONE, AssignmentState, ProposalState

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


def carried_on(asked: Asked) -> QuerySet[Proposal]:
    """What earlier sessions left unfinished, of whichever term; between sessions all that is unfinished."""
    rows = Proposal.objects.visible_to(asked.user).filter(receipt_number__isnull=False).exclude(state__in=ENDED)
    return earlier_than(rows, asked.session.pk) if asked.session else rows


def still_of_concern(asked: Asked) -> QuerySet[Proposal]:
    """What the session received, and what earlier ones left unfinished."""
    rows = Proposal.objects.visible_to(asked.user).filter(receipt_number__isnull=False)
    return rows.filter(~Q(state__in=ENDED) | Q(session=asked.session))


def before_session(asked: Asked) -> Mapping[str, Any]:
    """The list's conditions: unfinished, of earlier sessions."""
    return {"received": "1", "open": "1", **({"before": asked.session.pk} if asked.session else {})}


def in_stages(asked: Asked) -> QuerySet[Proposal]:
    """Those of the session; between sessions what is unfinished."""
    return received(asked) if asked.session else carried_on(asked)


def of_stages(asked: Asked) -> Mapping[str, Any]:
    """The list's conditions: those that the stages count."""
    return of_session(asked) if asked.session else before_session(asked)


def is_late(asked: Asked) -> Q:
    """Some duty of this person's concern is past its day; lateness is computed here, never stored."""
    return Q(pk__in=keys_with(Q(due__lt=asked.today), Proposal, asked.user))


def works_of_unit(asked: Asked) -> QuerySet[Assignment]:
    """The unit's works, without those taken from it."""
    return Assignment.objects.filter(unit=asked.organisation_id).exclude(state__in=GONE)


def is_late_work(asked: Asked) -> Q:
    """In hand, and a duty on it is past its day."""
    return Q(pk__in=keys_with(Q(due__lt=asked.today), Assignment, asked.user)) & ~Q(state__in=DONE)


def own(asked: Asked) -> QuerySet[Proposal]:
    """What the session received of the member's own, as the list finds it."""
    return by_mine(received(asked), "any", asked.user)


def is_mine(which: str) -> Callable[[Asked], Q]:
    """The list's own condition, so that figure and list cannot differ."""
    return lambda asked: Q(pk__in=by_mine(Proposal.objects.all(), which, asked.user).order_by().values("pk"))


def _share_of(part: str, whole: str, words: str, of: str = ""):
    """“立案率 79.4%（占收到68件）”: ``of`` says what it is a share of."""

    def note(_asked: Asked, counts: Counts) -> str:
        told = f"（{of}{counts[whole]}件）" if of else ""
        return f"{words}{share(counts[part], counts[whole])}{told}"

    return note


# fmt: off
SESSION = FigureSet("本次会议提案", SEE_ALL, received, "proposals:list", of_session, of_session=True, figures=(
    Figure("received", "收到", query={"received": "1"}, note=lambda asked, _: str(asked.session)),
    Figure("filed", "立案", lambda _: Q(number__isnull=False), {"filed": "1"},
           _share_of("filed", "received", "立案率 ", "占收到")),
    Figure("answered", "已答复", lambda _: Q(answered_at__isnull=False), {"answered": "1"},
           _share_of("answered", "filed", "占立案 ")),
    Figure("late", "逾期", is_late, {"light": "late"}, lambda *_: "有环节超过期限"),
))
#: Desks that see a part of the session only, and are told so.
PART = replace(SESSION, title="本次会议提案中您能查看的", posts=SEE_A_PART, figures=tuple(
    replace(one, note=_share_of("filed", "received", "占您能查看的 ")) if one.key == "filed" else one
    for one in SESSION.figures
))
EARLIER = FigureSet("以往会议未办结的提案", SEE_ALL | SEE_A_PART, carried_on, "proposals:list", before_session,
    where_any=True, figures=(
        Figure("left", "未办结", note=lambda *_: "接着办理，直到办结"),
        Figure("late", "逾期", is_late, {"light": "late"}, lambda *_: "有环节超过期限"),
    ),
)
UNIT = FigureSet("本单位承办", UNITS, works_of_unit, "proposals:assignments", of_unit, figures=(
    Figure("works", "承办", query={"state": KEPT}, note=lambda _, counts: f"主办、分办、单办 {counts['answering']} 件"),
    Figure("answering", where=lambda _: ~Q(role=UnitRole.JOINT), shown=False),
    Figure("open", "办理中", lambda _: ~Q(state__in=DONE), {"open": "1"}, lambda *_: "未完成"),
    Figure("done", "已完成", lambda _: Q(state__in=DONE), {"open": "0"}, _share_of("done", "works", "")),
    Figure("late", "逾期", is_late_work, {"light": "late"}, lambda *_: "超过期限"),
))
MEMBER = FigureSet("本次会议以来的我", MEMBERS, own, "proposals:list", of_session, of_session=True, figures=(
    Figure("led", "我提的", is_mine("led"), {"mine": "led", "received": "1"}),
    Figure("joined", "我联名的", is_mine("joined"), {"mine": "joined", "received": "1"}),
    Figure("filed", "已立案", lambda _: Q(number__isnull=False), {"mine": "any", "received": "1", "filed": "1"}),
))
STAGES = Stages("提案走到哪一步", in_stages, is_late, "proposals:list", of_stages, steps=(
    ("审查", (P.SUBMITTED, P.RETURNED, P.RECOMMENDED)),
    ("交办", (P.FILED, P.ASSIGNING)),
    ("办理", (P.HANDLING, P.REHANDLING)),
    ("评价", (P.EVALUATING,)),
    ("跟踪", (P.FOLLOWING,)),
    ("办结", (P.CLOSED,)),
    ("未立案等", (P.NOT_FILED, P.MERGED, P.PASSED_ON, P.WITHDRAWN)),
))
KEY = ShortList("重点提案", lambda asked: still_of_concern(asked).filter(is_key=True),
                "proposals:list", "key=1", "还没有列为重点的提案。")
LATE = ShortList("有环节逾期的提案", lambda asked: still_of_concern(asked).filter(is_late(asked)),
                 "proposals:list", "light=late", "没有逾期的提案。", late_first=True)
INSTRUCTED = ShortList("我的批示", lambda asked: given_by(Proposal.objects.visible_to(asked.user), asked.user),
                       "proposals:list", "instructed=1", "您还没有作过批示。", told=told_of)
# fmt: on

HOME = HomeParts(
    figures=(SESSION, PART, EARLIER, UNIT, MEMBER),
    stages=STAGES,
    lists=(KEY, LATE, INSTRUCTED),
    entries=(
        Entry("写提案", "proposals:new", MEMBERS, primary=True, icon="bi-pencil-square"),
        Entry("看提案", "proposals:list", MEMBERS, icon="bi-search"),
    ),
    tab=Tab("我的提案", "proposals:list", "bi-file-text", "mine=any"),
)
