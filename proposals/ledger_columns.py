"""Columns of the two ledgers (提案办理台账、提案承办台账); their rows carry ``ledger`` (``proposals.ledger``)."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from core import rulebook
from core.lists import Column
from core.matters.lifecycle import lifecycle_of
from proposals.models import Assignment, Proposal


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def _moment(name: str) -> Callable[[Any], date | None]:
    return lambda row: _day(getattr(row, name))


def _category(proposal: Proposal) -> str:
    return rulebook.label_of("proposal.categories", proposal.category) if proposal.category else ""


def _state(row: Any) -> str:
    return lifecycle_of(row).read(row)


def _works(row: Any) -> list[Assignment]:
    """The units' works of the present round."""
    return [work for work in row.working_assignments if work.round == row.round]


def _units(works: Iterable[Assignment], *, answering: bool) -> str:
    return "、".join(work.unit.name for work in works if work.answers == answering)


def _due(row: Any) -> date | None:
    """When the reply is due; of several units' replies the first."""
    dues = [row.ledger.dues[work.pk] for work in _works(row) if work.answers and work.pk in row.ledger.dues]
    return min(dues, default=None)


def _result(proposal: Proposal) -> str:
    return proposal.result_label or proposal.get_result_meaning_display() if proposal.result_letter else ""


def _followed(proposal: Proposal) -> str:
    """“A 已解决” where it was followed up."""
    return f"{proposal.follow_letter} {proposal.follow_label}".strip()


OF_PROPOSALS = (
    Column("number", "案号", value="case_number", width=11),
    Column("title", "案由", value="title", grows=True, width=38),
    Column("session", "届次", value=lambda row: str(row.session), width=14),
    Column("key", "重点", value=lambda row: "重点" if row.is_key else "", width=6),
    Column("first", "第一提案者", value="first_name", width=11),
    Column("sector", "界别或类别", value=lambda row: row.ledger.sector, width=11),
    Column("cosigners", "联名", value=lambda row: row.cosigners or None, width=6),
    Column("category", "类别", value=_category, width=10),
    Column("timing", "会期", value="get_timing_display", width=10),
    Column("filed", "立案", value=_moment("filed_at"), width=11),
    Column("lead", "主办单位", value=lambda row: _units(_works(row), answering=True), width=20),
    Column("joint", "会办单位", value=lambda row: _units(_works(row), answering=False), width=20),
    Column("channel", "交办渠道", value=lambda row: row.channel.name if row.channel else "", width=14),
    Column("assigned", "交办", value=_moment("assigned_at"), width=11),
    Column("due", "答复期限", value=_due, width=11),
    Column("answered", "答复", value=_moment("answered_at"), width=11),
    Column("modes", "沟通方式", value=lambda row: row.ledger.modes, width=12),
    Column("talks", "次数", value=lambda row: len(row.ledger.talks) or None, width=6),
    Column("letter", "结果", value="result_letter", width=6),
    Column("result", "结果说法", value=_result, width=14),
    Column("judged", "评价", value=lambda row: row.ledger.satisfaction, width=10),
    Column("followed", "跟踪结果", value=_followed, width=12),
    Column("state", "状态", value=_state, width=12),
)


def _letter(work: Assignment) -> str:
    """The proposal's letter, once the unit that answers has answered in the present round; joint units have none."""
    answered = work.answers and work.delivered_at and work.round == work.proposal.round
    return work.proposal.result_letter if answered else ""


OF_WORKS = (
    Column("number", "案号", value="proposal.case_number", width=11),
    Column("title", "案由", value="proposal.title", grows=True, width=38),
    Column("session", "届次", value=lambda row: str(row.proposal.session), width=14),
    Column("key", "重点", value=lambda row: "重点" if row.proposal.is_key else "", width=6),
    Column("first", "第一提案者", value="first_name", width=11),
    Column("sector", "界别或类别", value=lambda row: row.ledger.sector, width=11),
    Column("category", "类别", value=lambda row: _category(row.proposal), width=10),
    Column("unit", "承办单位", value="unit.name", width=20),
    Column("role", "承办方式", value="get_role_display", width=9),
    Column("round", "轮次", value=lambda row: row.round, width=6),
    Column("channel", "交办渠道", value="channel.name", width=14),
    Column("assigned", "交办", value=_moment("assigned_at"), width=11),
    Column("signed", "签收", value=_moment("signed_at"), width=11),
    Column("handler", "经办人", value="handler", width=9),
    Column("due", "期限", value=lambda row: row.ledger.dues.get(row.pk), width=11),
    Column("delivered", "完成", value=_moment("delivered_at"), width=11),
    Column("modes", "沟通方式", value=lambda row: row.ledger.modes, width=12),
    Column("talks", "次数", value=lambda row: len(row.ledger.talks) or None, width=6),
    Column("letter", "结果", value=_letter, width=6),
    Column("judged", "评价", value=lambda row: row.ledger.satisfaction, width=10),
    Column("state", "状态", value=_state, width=12),
)
