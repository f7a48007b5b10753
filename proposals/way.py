"""The way of a matter (进程): the steps it has made, the one it is at, and those before it, with their days."""

from dataclasses import dataclass

from django.utils import timezone

from core.chinese import short_date
from proposals.models import Proposal
from proposals.models import ProposalState as P

STEPS = (
    ("提交", (P.DRAFT, P.COSIGNING, P.RETURNED)),
    ("审查", (P.SUBMITTED, P.RECOMMENDED)),
    ("立案", (P.FILED,)),
    ("交办", (P.ASSIGNING,)),
    ("办理", (P.HANDLING, P.REHANDLING)),
    ("评价", (P.EVALUATING,)),
    ("办结", (P.FOLLOWING,)),
)
ENDINGS = {
    P.NOT_FILED: "不予立案",
    P.MERGED: "已并案",
    P.PASSED_ON: "转送",
    P.PASSED_TAKEN: "转送",
    P.PASSED_DONE: "转送办结",
    P.WITHDRAWN: "已撤案",
}
DECISIONS = ("file", "not_file", "merge", "pass_on")


@dataclass(frozen=True)
class Step:
    """One step: ``state`` is done, now or todo; ``small`` its day or what is expected."""

    label: str
    state: str
    small: str = ""


def way_of(proposal: Proposal, events) -> list[Step]:
    """Steps in order. A matter that left the usual way ends with how it left."""
    days = _days(proposal, events)
    if proposal.state in ENDINGS:
        made = [Step(label, "done", days[label]) for label, _ in STEPS if days.get(label)]
        running = proposal.state in (P.PASSED_ON, P.PASSED_TAKEN)
        return [*made, Step(ENDINGS[proposal.state], "now" if running else "done", _day_of_last_change(events))]
    here = next((i for i, (_, states) in enumerate(STEPS) if proposal.state in states), len(STEPS))
    return [
        Step(label, "done" if i < here else "now" if i == here else "todo", _note(proposal, label, i, here, days))
        for i, (label, _) in enumerate(STEPS)
    ]


def _note(proposal: Proposal, label: str, place: int, here: int, days: dict) -> str:
    if place < here:
        return days.get(label, "")
    if place > here:
        return ""
    match proposal.state:
        case P.HANDLING | P.REHANDLING:
            since = timezone.localdate(proposal.assigned_at) if proposal.assigned_at else timezone.localdate()
            again = "二次 · " if proposal.state == P.REHANDLING else ""
            return f"{again}第 {(timezone.localdate() - since).days + 1} 天"
        case P.FOLLOWING:
            return "跟踪中"
    return proposal.get_state_display()


def _days(proposal: Proposal, events) -> dict[str, str]:
    """The day on which each step was made, from the matter's own dates and, for the review, from its events."""
    reviewed = next((e.at for e in events if e.key in DECISIONS), None)
    known = {
        "提交": proposal.submitted_at,
        "审查": reviewed,
        "立案": proposal.filed_at,
        "交办": proposal.assigned_at,
        "办理": proposal.answered_at,
        "评价": _last(events, "evaluate") or proposal.answered_at,
        "办结": proposal.closed_at,
    }
    return {label: short_date(at) for label, at in known.items() if at}


def _last(events, key: str):
    return next((event.at for event in events if event.key == key), None)


def _day_of_last_change(events) -> str:
    changed = next((e.at for e in events if e.to_state and e.to_state != e.from_state), None)
    return short_date(changed) if changed else ""
