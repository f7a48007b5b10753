"""What waits for a member among the proposals, and how it goes on once the member has left."""

from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from core.matters.engine import perform
from core.models import Event
from core.organisations.handing_on import Thing
from core.people.actors import system_actor
from members.models import Member
from members.services.left_behind import Desk, Left
from proposals.effects.leaving import PROPOSER_LEFT, heir_of, tell_units
from proposals.lifecycle import PROPOSAL, WITH_UNITS, WRITING
from proposals.models import Evaluation, Proposal, Signatory
from proposals.states import ProposalState

Position, State = Signatory.Position, Signatory.State
UNSENT = (ProposalState.DRAFT, ProposalState.COSIGNING)


def _signatures() -> QuerySet[Signatory]:
    """Of members, on matters that have not ended."""
    rows = Signatory.objects.exclude(member=None).exclude(proposal__state__in=PROPOSAL.ends)
    return rows.select_related("proposal", "member").order_by("proposal", "pk")


def _led() -> QuerySet[Signatory]:
    return _signatures().filter(position=Position.FIRST, proposal__state__in=WRITING)


def _asked() -> QuerySet[Signatory]:
    rows = _signatures().filter(position=Position.COSIGNER, proposal__state__in=UNSENT)
    return rows.filter(state__in=(State.INVITED, State.AGREED))


def _judging() -> QuerySet[Evaluation]:
    """Judgements waited for, by this round's signatories and by those of merged proposals."""
    rows = Evaluation.objects.filter(state=Evaluation.State.WAITING, proposal__state=ProposalState.EVALUATING)
    return rows.exclude(signatory__member=None).select_related("proposal", "signatory").order_by("proposal", "pk")


def waiting(member: Member) -> Iterable[Left]:
    """Texts, invitations, judgements; and what is on its way and goes on without the member."""
    led = list(_led().filter(member=member))
    signed = Signatory.objects.filter(position=Position.COSIGNER, state=State.AGREED).values("proposal")
    followed = set(_led().filter(member=member, proposal__in=signed).values_list("pk", flat=True))
    yield _left(
        "件起草中、已有人联名的提案",
        [s for s in led if s.pk in followed],
        "由署名在先的联名人作第一提案人",
        "不能提交，草稿、邀请和已有的署名都保留；退回修改的期限照常计算",
    )
    alone = [s for s in led if s.pk not in followed]
    yield _left(
        "件起草中、没有人署名的提案",
        alone,
        "不再提出；受邀联名的委员会收到通知",
        "不能提交，草稿和邀请都保留；退回修改的期限照常计算",
    )
    asked = list(_asked().filter(member=member))
    invited = [s for s in asked if s.state == State.INVITED]
    yield _left(
        "份联名邀请待答复",
        invited,
        "不再等待，第一提案人会收到通知",
        "不能署名，可以答复“不署名”；到期没有答复的，邀请失效",
    )
    yield _left(
        "份署名在未提交的提案上",
        [s for s in asked if s.state == State.AGREED],
        "署名不再有效",
        "已有的署名仍然有效，第一提案人可以照常提交",
    )
    judging = list(_judging().filter(signatory__member=member))
    yield _left(
        "件提案待评价办理结果",
        judging,
        "登记为无反馈，由提案委办结、转入跟踪或二次交办",
        "仍由本人评价，照常提交",
    )
    going = _signatures().filter(member=member, state=State.AGREED).exclude(proposal__state__in=WRITING)
    on_way = list(going.exclude(proposal__in=[row.proposal_id for row in judging]))
    yield _left(
        "件已提交的提案",
        on_way,
        "照常办理；答复后不再请本人评价，沟通由其他提案者或提案委参加",
        "照常办理，沟通和评价仍由本人参加",
    )


def _left(label: str, rows: list, follows: str, meanwhile: str) -> Left:
    """Only what has been handed in is named: a text in the making is its writers' own."""
    sent = [row.proposal for row in rows if row.proposal.receipt_number is not None]
    first = tuple(Thing(str(one), one.get_absolute_url()) for one in sent)
    return Left(label, len(rows), follows, first, meanwhile)


def settle(member: Member, at: datetime, day: date) -> int:
    """Act by act, as the program; each matter says what has become of it."""
    actor, touched = system_actor(at), set()
    for signature in [*_led().filter(member=member), *_asked().filter(member=member)]:
        proposal = Proposal.objects.get(pk=signature.proposal_id)
        alone = signature.position == Position.FIRST and heir_of(proposal, day) is None
        perform(proposal, "lapse_with_proposer" if alone else "signer_left", actor, signatory=signature.pk)
        touched.add(proposal.pk)
    for evaluation in _judging().filter(signatory__member=member):
        perform(evaluation.proposal, "judge_left", actor, signatory=evaluation.signatory_id)
        touched.add(evaluation.proposal_id)
    for signature in _untold():
        if signature.member_id == member.pk:
            tell_units(signature, actor)
            touched.add(signature.proposal_id)
    return len(touched)


def _untold() -> list[Signatory]:
    """First proposers of matters that units are handling, of whom the units have not been told that they left."""
    rows = list(_signatures().filter(position=Position.FIRST, proposal__state__in=WITH_UNITS))
    told = Event.objects.filter(root_type=ContentType.objects.get_for_model(Proposal), key=PROPOSER_LEFT)
    known = set(told.filter(root_id__in=[row.proposal_id for row in rows]).values_list("root_id", "facts__member"))
    return [row for row in rows if (row.proposal_id, row.member_id) not in known]


def holders() -> Iterable[int]:
    """Members for whom a text, an invitation or a judgement waits, or of whom the units are to be told."""
    for rows in (_led(), _asked()):
        yield from rows.order_by().values_list("member", flat=True).distinct()
    yield from (row.member_id for row in _untold())
    yield from _judging().order_by().values_list("signatory__member", flat=True).distinct()


DESK = Desk("proposals", waiting, settle, holders)
