"""Conditions of the two lists, on their pages and in the interface. Names are part of addresses: never renamed."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from core import rulebook
from core.matters.filters import (
    Coded,
    Condition,
    Days,
    Flag,
    Key,
    Text,
    channel,
    instructed,
    instruction,
    light,
    state,
    turn,
    unit,
)
from core.models import Role, User
from core.organisations.succession import once_of
from members.filters import before, session
from members.models import Member
from proposals.models import (
    Assignment,
    AssignmentState,
    Evaluation,
    Meaning,
    Proposal,
    ProposalState,
    Signatory,
    UnitRole,
)
from proposals.states import DONE, ENDED, GONE

MINE = (("led", "我提的"), ("joined", "我联名的"), ("any", "我提的和联名的"))
ROUNDS = (("1", "第一次办理"), ("2", "二次办理"))


def categories() -> list[tuple[str, str]]:
    return rulebook.options("proposal.categories")


def by_unit(rows: QuerySet, unit: int | str, _user: User) -> QuerySet:
    """In the hands of this unit, or of one that is merged since until then: returned and revoked works do not count."""
    taken = (AssignmentState.RETURNED, AssignmentState.REVOKED)
    works = Assignment.objects.exclude(state__in=taken).filter(once_of(int(unit)))
    return rows.filter(pk__in=works.values("proposal"))


def by_member(rows: QuerySet, member: int | Member, _user: User) -> QuerySet:
    """Signed by this member: a signature asked for and not given is the proposers' own affair."""
    signed = Signatory.objects.filter(proposal=OuterRef("pk"), member=member)
    return rows.filter(Exists(signed.filter(state=Signatory.State.AGREED)))


def by_mine(rows: QuerySet, which: str, user: User) -> QuerySet:
    """Led: as first proposer, for the own body, or entered by oneself. Joined: signed beside others."""
    post = user.post_in_use
    whose = Q(member__user=user)
    if post and post.role != Role.MEMBER and post.organisation_id:
        whose |= Q(organisation=post.organisation_id)
    signed = Signatory.objects.filter(whose, state__in=(Signatory.State.AGREED, Signatory.State.INVITED))
    joined = Q(pk__in=signed.filter(position=Signatory.Position.COSIGNER).values("proposal"))
    led = Q(pk__in=signed.exclude(position=Signatory.Position.COSIGNER).values("proposal"))
    led |= Q(author=user)
    return rows.filter({"led": led, "joined": joined}.get(which, led | joined))


def by_judgement(rows: QuerySet, result: str, user: User) -> QuerySet:
    """Judged so by somebody whose judgement this person reads on the proposal's page."""
    return rows.filter(pk__in=Evaluation.objects.visible_to(user).filter(result=result).values("proposal"))


def by_round(rows: QuerySet, which: str, _user: User) -> QuerySet:
    return rows.filter(round=1) if which == "1" else rows.filter(round__gt=1)


def by_open(rows: QuerySet, still: bool, _user: User) -> QuerySet:
    """Works that still have something to do, or those that are done; what was taken from a unit is neither."""
    return rows.exclude(state__in=(*DONE, *GONE)) if still else rows.filter(state__in=DONE)


def by_ended(rows: QuerySet, still: bool, _user: User) -> QuerySet:
    """Proposals that still wait for somebody, or those that have ended."""
    return rows.exclude(state__in=ENDED) if still else rows.filter(state__in=ENDED)


OF_PROPOSALS: tuple[Condition, ...] = (
    session(),
    before(),
    state(ProposalState),
    Key("number", "案号", on_page=False),
    Coded("category", "类别", choices=categories, api_any=True, api_label="类别代码"),
    unit(narrow=by_unit),
    channel(on_page=False),
    Key("member", "提案者（委员）", narrow=by_member, things=Member.objects.visible_to),
    Coded("proposer_kind", "提案者类别", choices=Proposal.ProposerKind.choices, api_many=True),
    Coded("timing", "大会或平时", choices=Proposal.Timing.choices),
    Flag("key", "重点提案", "is_key"),
    Text("result_letter", "办理结果字母"),
    Coded("result_meaning", "办理结果", choices=Meaning.choices, api_many=True, api_label="办理结果含义"),
    light(),
    turn(),
    instructed(),
    instruction(),
    Coded("mine", "与我有关", narrow=by_mine, choices=MINE),
    Flag("received", "已收件", "receipt_number", known=True, only_yes=True),
    Flag("filed", "立案", "number", known=True),
    Flag("answered", "已答复", "answered_at", known=True),
    Flag("open", "未办结", narrow=by_ended),
    Coded("judged", "评价", narrow=by_judgement, choices=Evaluation.Result.choices),
    Days("submitted", "提交日期", "submitted_at", api_label="提交时间"),
)

OF_WORKS: tuple[Condition, ...] = (
    Key("proposal", "提案", "proposal_id", on_page=False),
    session("proposal__session_id"),
    state(AssignmentState),
    Coded("role", "承办方式", choices=UnitRole.choices, api_many=True),
    unit(),
    channel(),
    Coded("category", "类别", "proposal__category", choices=categories, api_any=True, api_label="类别代码"),
    Coded("round", "轮次", narrow=by_round, choices=ROUNDS, in_api=False),
    Key("round", "轮次", on_page=False),
    Flag("key", "重点提案", "proposal__is_key"),
    light(),
    turn(),
    Flag("open", "办理中", narrow=by_open),
)
