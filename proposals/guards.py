"""GUARDS (条件): each returns nothing, or the sentence that tells the person why not and what to do."""

from collections.abc import Callable
from typing import Any

from core import rulebook
from core.chinese import long_date, some_of
from core.clock.clocks import last_clock, running_clock
from core.matters import forwarding
from core.matters.countersigning import awaits_own_countersign
from core.matters.talking import open_denial
from core.matters.unit_work import has_denied_talk, must_change, rounds_are_left, talks_that_count
from core.matters.writing import About, incomplete, is_within, missing
from core.people.actors import Actor
from members.services.suspensions import objection
from members.services.terms import NoSession, current_session
from members.signing.standing import outdated
from proposals.advice import advice_on, advised, told
from proposals.models import Proposal, Signatory
from proposals.permissions import denials_to_take_back, own_judgement


def text_is_complete(proposal, _actor) -> str | None:
    """Every part is there; all that is missing is told at once (一次性告知)."""
    asked = missing(proposal, "title", "situation", "analysis", "suggestion", "category", "publish_consent")
    if proposal.publish_consent is False:
        asked += missing(proposal, "publish_reason")
    if rulebook.value("proposal.suggested_unit_required") and not proposal.wished_units:
        asked.append(About("建议承办单位", "lead"))
    return incomplete(asked)


title_is_within_limits = is_within("title", "proposal.title_max")


sections_are_within_limits = tuple(
    is_within(part, "proposal.section_max") for part in ("situation", "analysis", "suggestion")
)
rehandling_is_left = rounds_are_left(
    "proposal.rehandle_max", "二次交办", "请与提案者面谈，说明情况后办结或转入跟踪办理。"
)


def title_has_its_form(proposal, _actor) -> str | None:
    """关于……的提案, where the committee's rule wants it."""
    title = proposal.title.strip()
    if rulebook.value("proposal.title_form") and not (title.startswith("关于") and title.endswith(("提案", "建议"))):
        return About("案由请写成“关于……的提案”或“关于……的建议”。", "title")
    return None


def body_is_within_limits(proposal, _actor) -> str | None:
    """The three parts together, without white space, as the committee's rules say."""
    most = rulebook.value("proposal.body_max")
    if proposal.body_length > most:
        said = f"正文有{proposal.body_length}字，超过{most}字，请精简到{most}字以内。"
        return About(said, "situation", "analysis", "suggestion")
    return None


def has_a_proposer(proposal, _actor) -> str | None:
    """Somebody stands behind it: a first proposer or a collective body."""
    leading = [s for s in proposal.signatories.all() if s.position != Signatory.Position.COSIGNER]
    return None if leading else "还没有提案者，请先选择第一提案人或集体提案单位。"


def session_takes_proposals(proposal, actor) -> str | None:
    """A session whose term has ended takes no more; a draft is handed in to the new term's session, where there is one.

    What had been handed in before goes on as a matter of its own session.
    """
    term = proposal.session.term
    ends = term.last_day
    if not ends or actor.today <= ends or proposal.receipt_number is not None:
        return None
    try:
        session = current_session(actor.today)
    except NoSession as error:
        return error.sentence
    return f"{term}已于{long_date(ends)}届满，请在新一届提交。" if session.term_id == term.pk else None


def proposer_may_act(proposal, actor) -> str | None:
    """A suspended member (中止履职) hands nothing in, neither in person nor through the office."""
    first = next((s for s in proposal.signatories.all() if s.position == Signatory.Position.FIRST), None)
    if first is None or first.member_id is None:
        return None
    found = objection(actor.today, member_id=first.member_id)
    if found is None or (actor.user is not None and actor.user.pk == first.member.user_id):
        return found
    return f"{first.name}{found}"


def signer_may_act(_proposal, actor) -> str | None:
    """A suspended member signs nothing."""
    return objection(actor.today, member__user=actor.user) if actor.user else None


#: What stands against handing a text in.
complete = (
    has_a_proposer,
    text_is_complete,
    title_is_within_limits,
    title_has_its_form,
    body_is_within_limits,
    *sections_are_within_limits,
    session_takes_proposals,
    proposer_may_act,
)


def is_individual(proposal, _actor) -> str | None:
    """Collective proposals are not co-signed."""
    return "集体提案以单位名义提出，不征集联名。" if proposal.is_collective else None


def a_signature_is_outdated(proposal, _actor) -> str | None:
    """Signers are asked again where the text that they signed has changed since."""
    return None if outdated(proposal) else "没有署名在修改前文稿上的联名人，可以直接提交。"


def was_recommended(proposal, _actor) -> str | None:
    """Recommendation apart from decision, where the committee's rule wants it."""
    if rulebook.value("proposal.recommendation_first") and proposal.state != "recommended":
        return "该件还没有初审意见，请提案委工作人员先提出初审意见。"
    return None


def is_advised(outcome: str) -> Callable[[Proposal], bool]:
    """Whether the first review proposes this."""

    def ask(proposal: Proposal) -> bool:
        return advised(proposal) == outcome

    return ask


def is_not_advised_otherwise(outcome: str) -> Callable[[Proposal, Actor], str | None]:
    """What goes against the advice is decided one by one, with the advice in sight."""

    def ask(proposal: Proposal, _actor: Actor) -> str | None:
        found = advice_on(proposal)
        if found is None or found.outcome == outcome:
            return None
        return f"该件初审意见是“{found.get_outcome_display()}”，与批量办理的不同，请打开该件单独审定。"

    return ask


def as_advised(outcome: str) -> dict[str, Any]:
    """Of a row done to many: what goes against the advice is decided by itself, and the advice is told of each."""
    return {"batch": True, "batch_guards": (is_not_advised_otherwise(outcome),), "batch_told": told}


def was_recommended_or_filed(proposal, actor) -> str | None:
    """A filed proposal may be merged as well, before it is handed to units."""
    return None if proposal.state == "filed" else was_recommended(proposal, actor)


def main_is_not_answered(proposal: Proposal, _actor: Actor) -> str | None:
    """A merge is taken back until the main proposal or its own proposers are answered: they are asked to judge that."""
    main = proposal.merged_into
    if main is None:
        return None
    if main.answered_at is not None:
        return f"并入的{main.case_number}已经答复，并案不能再撤回。"
    answered = proposal.answers_owed.exclude(answered_at=None).exists()
    return "承办单位已经答复本件提案者，并案不能再撤回。" if answered else None


def text_is_not_taken_over(proposal, _actor) -> str | None:
    """What was passed on comes back by itself only until somebody has taken it over."""
    return forwarding.objection_to_recall(proposal)


def everyone_has_judged_if_asked(proposal, actor) -> str | None:
    """A second handling waits until all have judged; new circumstances may come later."""
    return everyone_has_judged(proposal, actor) if proposal.state == "evaluating" else None


def everyone_has_judged(proposal, _actor) -> str | None:
    """Every signatory of the round has judged or is recorded as 无反馈."""
    waiting = _waiting(proposal)
    if waiting:
        names = some_of([e.signatory.name for e in waiting], 5, "位")
        return f"{names}尚未评价。评价期限届满后可登记“无反馈”。"
    return None


def _dissatisfied(proposal) -> list:
    return [e for e in proposal.evaluations.all() if e.round == proposal.round and e.result == "dissatisfied"]


def nobody_is_dissatisfied(proposal, _actor) -> str | None:
    unhappy = _dissatisfied(proposal)
    if not unhappy:
        return None
    names = "、".join(e.signatory.name for e in unhappy)
    if proposal.round == 1:
        return f"{names}对办理结果不满意，应先二次办理。"
    return f"{names}对二次办理仍不满意，请组织面谈后办结。"


def second_round_left_someone_dissatisfied(proposal, _actor) -> str | None:
    if proposal.round > 1 and _dissatisfied(proposal):
        return None
    return "只有二次办理后仍有提案者不满意时，才须面谈后办结。"


def result_needs_no_follow_up(proposal, _actor) -> str | None:
    if proposal.result_meaning in rulebook.value("proposal.follow_meanings"):
        return f"办理结果为“{proposal.result_letter} {proposal.result_label}”，应转入跟踪办理。"
    return None


def result_needs_follow_up(proposal, _actor) -> str | None:
    if proposal.result_meaning in rulebook.value("proposal.follow_meanings"):
        return None
    return f"办理结果为“{proposal.result_letter} {proposal.result_label}”，不须跟踪办理，请直接办结。"


def has_time_to_judge(evaluation, today) -> bool:
    """Whether a signatory's own limit is still running on that day."""
    clock = running_clock(evaluation, "feedback")
    return clock is not None and today <= clock.due


def judgement_may_be_corrected(proposal, actor) -> str | None:
    """Within the own time to judge; afterwards what was said stands."""
    clock = last_clock(own_judgement(actor, proposal, "given"), "feedback")
    if clock is None or actor.today <= clock.due:
        return None
    return f"评价期限已于{long_date(clock.due)}届满，评价不能再更正。如有新的情况，请与提案委联系。"


def feedback_time_is_over(proposal, actor) -> str | None:
    """No answer may be recorded only for signatories whose own limit has run out."""
    waiting = _waiting(proposal)
    if not waiting or not all(has_time_to_judge(e, actor.today) for e in waiting):
        return None
    first = min(clock.due for e in waiting if (clock := running_clock(e, "feedback")))
    return f"提案者评价期限到{long_date(first)}为止，届满后才能登记无反馈。"


def somebody_has_not_judged(proposal, _actor) -> str | None:
    return None if _waiting(proposal) else "各位提案者都已评价。"


def _waiting(proposal) -> list:
    return [e for e in proposal.evaluations.all() if e.round == proposal.round and e.state == "waiting"]


def not_yet_key(proposal, _actor) -> str | None:
    return "该件已是重点提案。" if proposal.is_key else None


def is_within_return_window(assignment, actor) -> str | None:
    """No request in time counts as acceptance (逾期未申请视为接受)."""
    clock = running_clock(assignment, "return")
    if clock is None:
        return "申请退办的期限已过，视为接受交办。"
    if actor.today > clock.due:
        return f"申请退办的期限已于{long_date(clock.due)}届满，视为接受交办。如确有困难，请与交办单位联系。"
    return None


def proposer_was_contacted(assignment, _actor) -> str | None:
    """No communication, no reply (先沟通后答复); a key proposal needs a talk face to face."""
    contacts = talks_that_count(assignment)
    if not contacts:
        return "还没有与提案者的沟通记录。请先与提案者沟通并登记，再送审答复。"
    if _lacks_face_to_face(assignment, contacts):
        return "重点提案须当面沟通。请与提案者面商并登记，再送审答复。"
    return None


def _lacks_face_to_face(assignment, contacts) -> bool:
    key = assignment.proposal.is_key and rulebook.value("proposal.key_face_to_face")
    return key and not any(c.face_to_face for c in contacts)


def those_merged_were_contacted(assignment, merged) -> str | None:
    """The same for those behind a merged proposal whom a letter is to answer: with themselves, or, where they cannot
    be talked to any more, with the committee's office."""
    signed = [one for one in merged.signatories.all() if one.state == Signatory.State.AGREED]
    keys, every = {one.pk for one in signed}, talks_that_count(assignment)
    earlier = assignment.continues
    while earlier is not None:
        every, earlier = every + talks_that_count(earlier), earlier.continues
    contacts = [talk for talk in every if keys & set(talk.talked_with) or "提案委" in talk.with_whom]
    names = f"{some_of([one.name for one in signed], 3, '位')}（{merged.case_number}）"
    if not contacts:
        return f"还没有与{names}的沟通记录。请先与其沟通并登记，再由这封信答复；或者不勾选，另行答复。"
    if _lacks_face_to_face(assignment, contacts):
        return f"重点提案须当面沟通。请与{names}面商并登记，再由这封信答复。"
    return None


def own_denial_is_open(proposal, actor) -> str | None:
    """As long as the supervision office has not said what it found."""
    return None if denials_to_take_back(actor, proposal) else "督查室已经核实，异议不能再撤回。"


def a_talk_is_denied(assignment, _actor) -> str | None:
    return None if has_denied_talk(assignment) else "没有待核实的沟通记录。"


def answers_itself(assignment, _actor) -> str | None:
    """Only a unit that replies to the proposer has a limit to reply."""
    if assignment.answers:
        return None
    return "会办单位不直接答复提案者，没有答复期限可延。会办意见的时间请与主办单位商量。"


def unit_is_to_act(assignment, _actor) -> str | None:
    """Nobody is urged who is waiting for others: a joint unit after its opinion only while a draft lies with it."""
    if assignment.state == "opinion_given" and not awaits_own_countersign(assignment):
        return "会办意见已经提出，没有要该单位办的事。"
    return None


def is_not_yet_listed(proposal, _actor) -> str | None:
    """The list of filed proposals names each once, by its number."""
    if proposal.number is None:
        return "该件没有案号，不列入立案目录。"
    return f"该件已于{long_date(proposal.listed_at)}列入公布的立案目录。" if proposal.listed_at else None


def awaits_contact(assignment) -> bool:
    """An answering unit that has signed for the matter and not yet talked to the proposer; at whatever point, where
    what it registered was found never to have been."""
    if not assignment.answers or talks_that_count(assignment) or has_denied_talk(assignment):
        return False
    return assignment.state == "signed" or any(talk.stands is False for talk in assignment.contacts.all())


def awaits_first_draft(assignment) -> bool:
    """Drafting is the next step until there is a draft, and again when it was objected to or sent back."""
    return assignment.state == "signed" or must_change(assignment)


def awaits_closing(proposal) -> bool:
    """Everybody has judged and nothing is left to follow."""
    return not _still_asked(proposal) and not _dissatisfied(proposal) and not _to_follow(proposal)


def awaits_following(proposal) -> bool:
    """Everybody has judged; what was planned is to be followed."""
    return not _still_asked(proposal) and not _dissatisfied(proposal) and _to_follow(proposal)


def awaits_second_handling(proposal) -> bool:
    """Everybody has judged and somebody is not satisfied with the first handling."""
    first = proposal.state == "evaluating" and proposal.round == 1
    return first and not _still_asked(proposal) and bool(_dissatisfied(proposal))


def awaits_talk(proposal) -> bool:
    """Somebody is still not satisfied after the second handling."""
    return not _still_asked(proposal) and proposal.round > 1 and bool(_dissatisfied(proposal))


def after_judgement(proposal) -> str:
    """What may be done once everybody has judged, in the words of the acts that are open then."""
    if _dissatisfied(proposal):
        return "面谈后办结" if proposal.round > 1 else "二次交办"
    return "转入跟踪办理或二次交办" if _to_follow(proposal) else "办结或二次交办"


def _still_asked(proposal) -> bool:
    """Somebody has not judged, or a talk is still looked into."""
    return bool(_waiting(proposal)) or open_denial(proposal) is not None


def _to_follow(proposal) -> bool:
    return proposal.result_meaning in rulebook.value("proposal.follow_meanings")
