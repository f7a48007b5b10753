"""When a proposal came in, and what follows from that: 大会提案 or 平时提案.

What is handed in on the site counts by the moment. A paper that staff enter for others counts by the day on which it
was received (收到日期), whenever it is entered.
"""

from datetime import date, datetime

from django.utils import timezone

from core.chinese import long_date
from members.models import Session
from proposals.models import Proposal


def first_day(session: Session) -> date:
    """The first day on which a paper of this session can have come in."""
    return timezone.localdate(session.proposals_from) if session.proposals_from else session.term.starts_on


def objection(day: date, session: Session, today: date) -> str:
    """Why a paper of this session cannot have come in on that day; empty where it can."""
    if day > today:
        return "收到日期不能晚于今天。"
    first = first_day(session)
    return f"收到日期不能早于{long_date(first)}：{session}的提案从那天起征集。" if day < first else ""


def timing_of(proposal: Proposal, at: datetime) -> str:
    """大会提案 while the session collects, by the day of receipt of a paper, else by the moment of handing in."""
    session = proposal.session
    opens, ends = session.proposals_from, session.proposal_cutoff
    if proposal.received_on:
        came, opens_on, ends_on = proposal.received_on, opens and timezone.localdate(opens), timezone.localdate(ends)
        within = came <= ends_on and (opens_on is None or came >= opens_on)
    else:
        within = at <= ends and (opens is None or at >= opens)
    return Proposal.Timing.SESSION if within else Proposal.Timing.INTERIM


def words(proposal: Proposal) -> str:
    """Why a paper counts as it does; empty for what was handed in on the site."""
    if not proposal.received_on:
        return ""
    ends = timezone.localdate(proposal.session.proposal_cutoff)
    return f"{long_date(proposal.received_on)}收到，大会提案{long_date(ends)}截止，计为{proposal.get_timing_display()}"
