"""Whose turn it is (轮到谁), said in words: computed from state, units' work and signatures, never stored.

Reads only what a page or a list has already fetched (``proposals.reading``, ``for_list``), so it costs no query.
"""

from dataclasses import dataclass

from core.models import Role
from proposals.models import AssignmentState as A
from proposals.models import Evaluation, Proposal, Signatory
from proposals.models import ProposalState as P
from proposals.models.states import EXTENDABLE, GONE
from proposals.rules import people

WITH_UNITS = (P.HANDLING, P.REHANDLING)
ENDED = {
    P.CLOSED: "已办结",
    P.NOT_FILED: "未予立案",
    P.MERGED: "已并入另一件提案办理",
    P.PASSED_DONE: "转送件已处理完毕",
    P.WITHDRAWN: "已撤案",
}
IN_OFFICE = {
    P.SUBMITTED: (Role.PROPOSAL_CLERK, "提出初审意见"),
    P.RECOMMENDED: (Role.PROPOSAL_CHAIR, "审定"),
    P.FILED: (Role.PROPOSAL_CLERK, "送交办"),
    P.FOLLOWING: (Role.PROPOSAL_CLERK, "登记跟踪进展"),
    P.PASSED_TAKEN: (Role.OPINION_SIGNER, "签发转送件"),
}


@dataclass(frozen=True)
class Turn:
    """Who is waited for, and for what. ``who`` is empty once the matter has ended; ``is_me`` for the person asking."""

    who: str
    what: str
    is_me: bool = False

    @property
    def sentence(self) -> str:
        """“轮到您：签收”, “轮到区住建局：签收”, or how it ended."""
        if not self.who:
            return f"{self.what}。"
        return f"轮到{'您' if self.is_me else self.who}：{self.what}"


def whose_turn(proposal: Proposal, actor=None) -> Turn:
    """The most telling turn: the asking person's own if there is one, else the first (the lead unit's)."""
    return next(iter(all_turns(proposal, actor)))


def all_turns(proposal: Proposal, actor=None) -> list[Turn]:
    """Everybody who is waited for at this moment, the asking person first; never empty."""
    state = proposal.state
    if state in ENDED:
        return [Turn("", ENDED[state])]
    if state in WITH_UNITS:
        works = works_of(proposal)
        turns = [_turn_in_state(work, actor) for work in works if _is_waited_for(work)]
        turns += [_extension_turn(work, actor) for work in works if _asks_for_time(work)]
        turns = list(dict.fromkeys(turns)) or [Turn("承办单位", "办理")]
    else:
        turns = [_turn_before_or_after_units(proposal, actor)]
    return sorted(turns, key=lambda turn: not turn.is_me)


def works_of(proposal: Proposal) -> list:
    """The units' works of the present round that count, as already fetched."""
    works = getattr(proposal, "working_assignments", None)
    if works is None:
        works = [work for work in proposal.assignments.all() if work.state not in GONE]
    return [work for work in works if work.round == proposal.round]


def turn_of_work(work, actor=None) -> Turn:
    """Who is waited for in one unit's work; its office first, for itself, while a request for more time lies there."""
    if _asks_for_time(work) and (asked := _extension_turn(work, actor)).is_me:
        return asked
    return _turn_in_state(work, actor)


def _turn_in_state(work, actor) -> Turn:
    unit, channel = (work.unit_id, work.unit.brief), (work.channel_id, work.channel.brief)
    match work.state:
        case A.SENT:
            return _turn(actor, Role.UNIT_CLERK, *unit, "签收")
        case A.SIGNED if not work.answers:
            return _turn(actor, Role.UNIT_CLERK, *unit, "提交会办意见")
        case A.SIGNED:
            return _turn(actor, Role.UNIT_CLERK, *unit, "与提案者沟通并起草答复")
        case A.RETURN_ASKED:
            return _turn(actor, Role.SUPERVISOR, *channel, f"答复{work.unit.brief}的退办申请")
        case A.DRAFTED:
            return _turn(actor, Role.UNIT_CLERK, *unit, "修改定稿并送会签或签发")
        case A.COUNTERSIGNING:
            return Turn("会办单位", "会签答复稿", _countersign_is_mine(work, actor))
        case A.SIGNING:
            return _turn(actor, Role.UNIT_HEAD, *unit, "签发答复")
        case A.CHECKING:
            return _turn(actor, Role.SUPERVISOR, *channel, f"审核{work.unit.brief}的答复")
        case A.CHECKED:
            return _turn(actor, Role.UNIT_CLERK, *unit, "送达答复")
        case A.OPINION_GIVEN if _waits_for_countersign(work):
            return _turn(actor, Role.UNIT_CLERK, *unit, "会签答复稿")
    return Turn("", work.get_state_display())


def _is_waited_for(work) -> bool:
    return work.is_open or (work.state == A.OPINION_GIVEN and _waits_for_countersign(work))


def _turn_before_or_after_units(proposal: Proposal, actor) -> Turn:
    state = proposal.state
    if state in IN_OFFICE:
        role, what = IN_OFFICE[state]
        return Turn(role.label, what, actor is not None and actor.is_in(role))
    match state:
        case P.ASSIGNING:
            channel = proposal.channel
            return _turn(actor, Role.SUPERVISOR, channel.pk, channel.brief, "交办")
        case P.PASSED_ON:
            role = Role.OPINION_EDITOR if proposal.passed_on_as == "opinion" else Role.OFFICE_CLERK
            return Turn(role.label, "接收处理转送件", actor is not None and actor.is_in(role))
        case P.COSIGNING:
            return _cosigning_turn(proposal, actor)
        case P.EVALUATING:
            return _judging_turn(proposal, actor)
    what = "按意见修改后再提交" if state == P.RETURNED else "写好后提交"
    mine = proposal.waits_for_me if _is_row(proposal) else _is_proposer(actor, proposal)
    return Turn(_first(proposal), what, mine)


def _cosigning_turn(proposal: Proposal, actor) -> Turn:
    if _is_row(proposal):
        what = "答复联名邀请" if proposal.my_signature == Signatory.State.INVITED else "等联名人答复，然后提交"
        return Turn(_first(proposal), what, proposal.waits_for_me)
    asked = [s for s in proposal.signatories.all() if s.state == Signatory.State.INVITED]
    if actor is not None and people.is_invited.test(actor, proposal):
        return Turn("联名人", "答复联名邀请", True)
    if asked and not _is_proposer(actor, proposal):
        return Turn(_names([s.name for s in asked]), "答复联名邀请")
    if asked:
        return Turn(_first(proposal), f"等{_names([s.name for s in asked])}答复联名邀请，也可以直接提交", True)
    return Turn(_first(proposal), "提交", _is_proposer(actor, proposal))


def _judging_turn(proposal: Proposal, actor) -> Turn:
    if _is_row(proposal):
        return Turn("提案者", "评价答复", proposal.waits_for_me)
    waiting = [
        e for e in proposal.evaluations.all() if e.round == proposal.round and e.state == Evaluation.State.WAITING
    ]
    if actor is not None and people.is_asked_to_judge.test(actor, proposal):
        return Turn("提案者", "评价答复", True)
    if waiting:
        return Turn(_names([e.signatory.name for e in waiting]), "评价答复")
    role = Role.PROPOSAL_CLERK
    return Turn(role.label, "办结、转入跟踪或二次交办", actor is not None and actor.is_in(role, Role.PROPOSAL_CHAIR))


def _asks_for_time(work) -> bool:
    """An open request for an extension, as annotated on a list's row or fetched for a page."""
    if work.state not in EXTENDABLE:
        return False
    if hasattr(work, "asks_for_time"):
        return work.asks_for_time
    return _is_fetched(work, "extensions") and any(e.state == "asked" for e in work.extensions.all())


def _extension_turn(work, actor) -> Turn:
    what = f"答复{work.unit.brief}的延期申请"
    return _turn(actor, Role.SUPERVISOR, work.channel_id, work.channel.brief, what)


def _turn(actor, role: str, organisation_id: int, who: str, what: str) -> Turn:
    is_me = actor is not None and actor.is_in(role) and actor.organisation_id == organisation_id
    return Turn(who, what, is_me)


def _is_row(proposal: Proposal) -> bool:
    """A list's row (``with_list_facts``): signatures are summed up in it, not fetched."""
    return hasattr(proposal, "waits_for_me")


def _is_fetched(obj, name: str) -> bool:
    return name in getattr(obj, "_prefetched_objects_cache", {})


def _waits_for_countersign(work) -> bool:
    return _is_fetched(work, "countersigns") and any(c.state == "waiting" for c in work.countersigns.all())


def _countersign_is_mine(lead, actor) -> bool:
    if actor is None or not actor.is_in(Role.UNIT_CLERK):
        return False
    joints = [w for w in works_of(lead.proposal) if not w.answers and w.unit_id == actor.organisation_id]
    return any(_waits_for_countersign(work) for work in joints)


def _is_proposer(actor, proposal: Proposal) -> bool:
    return actor is not None and people.is_proposer.test(actor, proposal)


def _first(proposal: Proposal) -> str:
    if _is_row(proposal):
        return proposal.first_name or "提案者"
    leading = (s for s in proposal.signatories.all() if s.position != Signatory.Position.COSIGNER)
    return next((s.name for s in leading), "提案者")


def _names(names: list[str]) -> str:
    return "、".join(names[:3]) + (f"等{len(names)}人" if len(names) > 3 else "")
