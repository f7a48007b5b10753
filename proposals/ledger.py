"""The two ledgers (提案办理台账、提案承办台账): their columns, and who reads what of talks and judgements in them.

Nothing stands there that the person does not read on the page: talks and judgements as ``ProposalPage`` shows them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.lists import Column
from core.matters import ledgers
from core.matters.ledgers import Ledger, UnitsLedger, day_column, due_column, units_column
from core.matters.unit_work import COUNTING
from core.models import User
from core.people.actors import Actor
from members.signing.sectors import sectors_of
from proposals.effects.owing import OWING
from proposals.models import Assignment, ContactRecord, Evaluation, Proposal, Reply, Signatory
from proposals.querysets import JUDGEMENTS_OPEN_TO, UNITS


def _sectors(rows: Sequence[Proposal]) -> Mapping[int, str]:
    """界别 of the first proposer in the session's term, or what the body is that proposes."""
    signed = Signatory.objects.filter(proposal__in=[row.pk for row in rows])
    sectors = sectors_of(signed, "proposal", "proposal__session__term")
    return {row.pk: sectors.get(row.pk, row.get_proposer_kind_display()) for row in rows}


def _talks(works: Mapping[int, Any], proposals: Sequence[Proposal], user: User) -> Iterable[ContactRecord]:
    """Talks of these works, as the page shows them: to offices, to units, to those whom the matter is from."""
    rows = ContactRecord.objects.filter(COUNTING, assignment__in=works).only("assignment", "mode_label", "held_on")
    if Actor.of(user).is_in(*JUDGEMENTS_OPEN_TO, *UNITS):
        return rows
    own = Proposal.objects.party_to(user).filter(pk__in=[row.pk for row in proposals])
    return rows.filter(assignment__proposal__in=own.order_by().values("pk"))


def _replies(works: Mapping[int, Any], _proposals: Sequence[Proposal], user: User) -> Iterable[Reply]:
    """The letters that went out, to those who read them: whoever is behind a merged proposal reads not every one."""
    rows = Reply.objects.sent_to(user).filter(assignment__in=works)
    return rows.only("assignment", "document_number", "letter")


def _judgements(proposals: Sequence[Proposal], user: User) -> Iterable[Evaluation]:
    """Given or not, as far as this person reads it."""
    rows = Evaluation.objects.visible_to(user).filter(proposal__in=[row.pk for row in proposals])
    return rows.order_by("round", "id").only("proposal", "round", "result", "state")


READ = UnitsLedger(
    Assignment, "proposal", ("reply", "joint_opinion"), _talks, _judgements, _replies, _sectors, OWING
)  # fmt: skip


# ---- columns ----


def _number(proposal: Proposal) -> str:
    return proposal.case_number if proposal.number is not None else "未立案"


def _received(proposal: Proposal) -> str:
    return f"收{proposal.receipt_number:04d}" if proposal.receipt_number else ""


def _result_letter(proposal: Proposal) -> str:
    """Of the present round: none until it is answered."""
    return proposal.result_letter if ledgers.answered_on(proposal) else ""


def _result(proposal: Proposal) -> str:
    return (proposal.result_label or proposal.get_result_meaning_display()) if _result_letter(proposal) else ""


def _followed(proposal: Proposal) -> str:
    """“A 已解决” where it was followed up."""
    return f"{proposal.follow_letter} {proposal.follow_label}".strip()


def _letter(work: Assignment) -> str:
    """The proposal's letter, once the unit that answers has answered in the present round, its own one of an earlier
    round; joint units have none."""
    if work.round < work.proposal.round:
        return getattr(work.ledger.replies.get(work.pk), "letter", "")
    return work.proposal.result_letter if work.answers and work.delivered_at else ""


OF_PROPOSALS = Ledger("提案办理台账", (
    Column("number", "案号", value=_number, width=11),
    Column("received", "收文号", value=_received, width=9),
    Column("title", "案由", value="title", grows=True, width=38),
    Column("session", "届次", value=lambda row: str(row.session), width=14),
    Column("key", "重点", value=lambda row: "重点" if row.is_key else "", width=6),
    Column("first", "第一提案者", value="first_name", width=11),
    ledgers.SORT,
    Column("cosigners", "联名", value=lambda row: row.cosigners or None, width=6),
    Column("category", "类别", value="category_label", width=10),
    Column("timing", "会期", value="get_timing_display", width=10),
    day_column("filed", "立案", "filed_at"),
    units_column("lead", "主办单位", answering=True),
    units_column("joint", "会办单位", answering=False),
    Column("channel", "交办渠道", value=lambda row: row.channel.name if row.channel else "", width=14),
    ledgers.ROUND,
    ledgers.ASSIGNED,
    due_column("答复期限"),
    ledgers.ANSWERED,
    ledgers.NUMBERS,
    ledgers.MODES,
    ledgers.TALKS,
    Column("letter", "结果", value=_result_letter, width=6),
    Column("result", "结果说法", value=_result, width=14),
    ledgers.JUDGED,
    ledgers.LETTER_BEFORE,
    ledgers.JUDGED_BEFORE,
    Column("followed", "跟踪结果", value=_followed, width=12),
    ledgers.STATE,
    ledgers.NEXT_DUE,
    ledgers.NEXT,
), READ.of_matters, headed_by="届次")  # fmt: skip

OF_WORKS = Ledger("提案承办台账", (
    Column("number", "案号", value="proposal.case_number", width=11),
    Column("title", "案由", value="proposal.title", grows=True, width=38),
    Column("session", "届次", value=lambda row: str(row.proposal.session), width=14),
    Column("key", "重点", value=lambda row: "重点" if row.proposal.is_key else "", width=6),
    Column("first", "第一提案者", value="first_name", width=11),
    ledgers.SORT,
    Column("category", "类别", value="proposal.category_label", width=10),
    Column("unit", "承办单位", value="unit.name", width=20),
    Column("role", "承办方式", value="get_role_display", width=9),
    Column("round", "轮次", value=lambda row: row.round, width=6),
    Column("channel", "交办渠道", value="channel.name", width=14),
    day_column("assigned", "交办", "assigned_at"),
    day_column("signed", "签收", "signed_at"),
    Column("handler", "经办人", value="handler", width=9),
    due_column("期限"),
    day_column("delivered", "完成", "delivered_at"),
    ledgers.NUMBERS,
    ledgers.MODES,
    ledgers.TALKS,
    Column("letter", "结果", value=_letter, width=6),
    ledgers.JUDGED,
    ledgers.STATE,
    ledgers.NEXT_DUE,
    ledgers.NEXT,
), READ.of_works, headed_by="届次")  # fmt: skip
