"""Recommendation, decision, merging, passing on, withdrawing."""

from collections.abc import Callable
from functools import partial

from core import search
from core.chinese import some_of
from core.matters import forwarding
from core.matters.engine import perform
from core.matters.forwarding import Forwarded, forward
from core.matters.lifecycle import Act, Refused
from core.matters.numbering import declare_gap, keep, next_number
from core.matters.suggesting import suggest_by_review
from proposals.models import Proposal, ReviewOpinion, Signatory


def _opinion(act: Act, step: str, outcome: str) -> None:
    ReviewOpinion.objects.create(
        proposal=act.obj,
        step=step,
        outcome=outcome,
        ground=act.facts.get("ground") or "",
        text=act.facts.get("text") or act.facts.get("reason") or "",
        category=act.facts.get("category") or "",
        by=act.actor.user,
        at=act.at,
    )


def recommend(act: Act) -> None:
    """初审意见: a recommendation, not yet a decision."""
    if act.facts["outcome"] == ReviewOpinion.Outcome.NOT_FILE and not act.facts.get("ground"):
        raise Refused("建议不予立案时，请选择依据。")
    merges, main = act.facts["outcome"] == ReviewOpinion.Outcome.MERGE, act.facts.get("main")
    if merges and not main and not act.facts.get("text"):
        raise Refused("建议并案时，请选择并入哪一件；那一件还没有立案的，请在审查意见里写明。")
    if main and not merges:
        raise Refused("只有建议并案时才选择并入哪一件，请改选初审意见，或者不选。")
    suggests = act.facts.get("lead") or act.facts.get("joints")
    if suggests and act.facts["outcome"] != ReviewOpinion.Outcome.FILE:
        raise Refused("只有建议立案时才建议承办单位，请改选初审意见，或者不选单位。")
    suggest_by_review(act)
    _opinion(act, ReviewOpinion.Step.RECOMMENDATION, act.facts["outcome"])


def decide(outcome: str):
    """An effect that keeps the decision (审定意见)."""

    def effect(act: Act) -> None:
        _opinion(act, ReviewOpinion.Step.DECISION, outcome)

    effect.__name__ = f"decide_{outcome}"
    return effect


def number(act: Act) -> None:
    """立案 gives the number: one locked series per session, no gaps; what is filed again has its own one again."""
    proposal = act.obj
    proposal.number = next_number(Proposal.NUMBERS, str(proposal.session_id), proposal)
    proposal.filed_at = act.at
    proposal.category = act.facts.get("category") or proposal.category
    proposal.save(update_fields=["number", "filed_at", "category"])
    search.index(proposal)


def unnumber(act: Act) -> None:
    """A proposal withdrawn leaves a declared gap; its number is not given again."""
    _without_number(act, declare_gap)


def keep_number(act: Act) -> None:
    """A filing taken back keeps the number for this proposal, should it be filed again."""
    _without_number(act, partial(keep, matter=act.obj))


def _without_number(act: Act, declare: Callable[..., object]) -> None:
    proposal = act.obj
    if proposal.number is None:
        return
    reason = f"{act.row.label}：{act.facts['reason']}"[:200]
    declare(Proposal.NUMBERS, str(proposal.session_id), proposal.number, reason=reason)
    proposal.number, proposal.filed_at, proposal.listed_at = None, None, None
    proposal.save(update_fields=["number", "filed_at", "listed_at"])
    search.index(proposal)


def set_ground(act: Act) -> None:
    act.obj.nonfiling_ground = act.facts["ground"]
    act.obj.save(update_fields=["nonfiling_ground"])


def clear_decision(act: Act) -> None:
    act.obj.nonfiling_ground, act.obj.passed_on_as = "", ""
    act.obj.save(update_fields=["nonfiling_ground", "passed_on_as"])


def pass_on(act: Act) -> None:
    act.obj.passed_on_as = act.facts["passed_on_as"]
    act.obj.save(update_fields=["passed_on_as"])


def hand_text_over(act: Act) -> None:
    """What becomes of the text is the receiver's matter from now on; it leads back here."""
    proposal: Proposal = act.obj
    parts = {"情况与问题": proposal.situation, "分析": proposal.analysis, "建议": proposal.suggestion}
    forward(
        act,
        Forwarded(
            source=proposal,
            way=proposal.passed_on_as,
            title=proposal.title,
            text="\n\n".join(f"【{heading}】\n{part}" for heading, part in parts.items() if part),
            people=names_of_proposers(proposal),
        ),
    )


def take_text_back(act: Act) -> None:
    """撤回转送: what became of the text ends."""
    forwarding.recall(act, act.obj)


def take_again(act: Act, proposal: Proposal) -> None:
    """The desk gave the text back: the review decides anew, told by whom and why."""
    perform(proposal, "text_given_back", act.actor, because=act, reason=act.facts["reason"])


def names_of_proposers(proposal: Proposal) -> str:
    """“沈岚等3人”: everybody who signed."""
    names = [s.name for s in proposal.signatories.all() if s.state == Signatory.State.AGREED]
    return some_of(names, 1, "人")
