"""The proposers' judgement, second handling, closing, follow-up."""

from core.delivery.notices import tell
from core.matters.answered import still_to_be_answered
from core.matters.deadlines import start_for
from core.matters.grades import least_favourable
from core.matters.judging import leave_unanswered, said, settle
from core.matters.lifecycle import Act, Refused
from core.matters.telling import out_of_reach
from core.matters.unit_work import ANSWERING
from core.models import Role
from core.people.posts import users_in
from members.models import Member
from proposals.effects.telling import named, tell_judges
from proposals.fields import GRADES, signatories_behind, unanswered
from proposals.guards import after_judgement, has_time_to_judge
from proposals.models import Evaluation, FollowUp, Proposal, Signatory
from proposals.permissions import TO_JUDGE, holders_of, own_judgement
from proposals.states import GONE, WITH_UNITS


def take_result(act: Act) -> None:
    """The matter's result is the least favourable of its units' grades, by meaning; each reply keeps its own."""
    proposal = act.obj
    works = proposal.assignments.filter(round=proposal.round, role__in=ANSWERING).exclude(state__in=GONE)
    replies = [work.reply for work in works.select_related("reply")]
    worst = least_favourable(replies)
    proposal.result_letter, proposal.result_label = worst.letter, worst.label
    proposal.result_meaning, proposal.answered_at = worst.meaning, act.at
    proposal.save(update_fields=["result_letter", "result_label", "result_meaning", "answered_at"])


def ask_for_judgement(act: Act) -> None:
    """征询意见: each signatory of the proposal and of those merged into it judges separately, once every letter that is
    for them has come; who was asked before the others is asked no more.

    After a second handling only those who were not content are asked again; if nobody was (new circumstances), all are.
    """
    gone = _ask(act, act.obj, asked_now(act.obj))
    if gone and not unanswered(act.obj, act.actor).exists():
        title = f"{named(act.obj)}已答复，提案者都已不再任委员，请{after_judgement(act.obj)}"
        tell(users_in(Role.PROPOSAL_CLERK), title, act=act, url=act.obj.get_absolute_url(), key="nobody")


def ask_those_answered(act: Act) -> None:
    """Whose letters have all come is asked at once, while others merged with theirs still wait. Whoever the site does
    not reach gets the form on paper when all are answered."""
    proposal = Proposal.objects.get(pk=act.obj.proposal_id)
    if proposal.state in WITH_UNITS and proposal.merged.exists():
        _ask(act, proposal, [one for one in asked_now(proposal) if not out_of_reach(holders_of(one))])


def asked_now(proposal: Proposal) -> list[Signatory]:
    """Whoever is to judge this round, waits for no letter any more and has not been asked yet."""
    behind, of = signatories_behind(proposal, None), {one.pk: one for one in (proposal, *proposal.merged.all())}
    asked = behind.filter(state=Signatory.State.AGREED)
    done = behind.filter(evaluations__proposal=proposal, evaluations__round=proposal.round)
    unhappy = Evaluation.objects.filter(proposal=proposal, round=proposal.round - 1, result="dissatisfied")
    if proposal.round > 1 and unhappy.exists():
        asked = asked.filter(pk__in=unhappy.values("signatory"))
    # Whoever stands behind several of them is asked once, on the main one where that is one of them.
    ordered = sorted(asked, key=lambda one: (one.proposal_id != proposal.pk, one.proposal_id, one.order, one.pk))
    owed = still_to_be_answered(proposal)
    once = {(one.member_id, one.body): one for one in reversed(ordered)}
    for one in (*(one for one in ordered if one.proposal_id in owed), *done):
        once.pop((one.member_id, one.body), None)
    for one in once.values():
        one.proposal = of[one.proposal_id]
    return list(reversed(once.values()))


def _ask(act: Act, proposal: Proposal, asked: list[Signatory]) -> bool:
    """Each has an own time to judge from now on and hears of it. Whoever is a member no longer is not asked; whether
    there was somebody."""
    there = set(Member.objects.in_office(act.day).filter(signatures__in=asked).values_list("pk", flat=True))
    gone = [one for one in asked if one.member_id and one.member_id not in there]
    rows = [Evaluation(proposal=proposal, signatory=one, round=proposal.round) for one in asked]
    for row in rows:
        row.state = Evaluation.State.NO_ANSWER if row.signatory in gone else Evaluation.State.WAITING
    for row in Evaluation.objects.bulk_create(rows):
        if row.state == Evaluation.State.WAITING:
            start_for(act, row, "feedback")
    tell_judges(act, proposal, [one for one in asked if one not in gone])
    return bool(gone)


def judge(act: Act) -> None:
    """One signatory's own judgement; a second click finds it already given. One that comes late replaces 无反馈."""
    asked = own_judgement(act.actor, act.obj, *TO_JUDGE)
    mine = asked and Evaluation.objects.select_for_update().filter(pk=asked.pk, state__in=TO_JUDGE).first()
    if mine is None:
        raise Refused("您已经评价过了。")
    settle(act, mine, said(act))


def correct(act: Act) -> None:
    """更正评价: the new judgement counts, the earlier one stays readable beside it."""
    mine = Evaluation.objects.select_for_update().get(pk=own_judgement(act.actor, act.obj, "given").pk)
    settle(act, mine, said(act))


def record_no_answer(act: Act) -> None:
    """无反馈 for those whose own time is over; it stays 无反馈 and is never counted as 满意."""
    for evaluation in unanswered(act.obj, act.actor):
        if not has_time_to_judge(evaluation, act.day):
            leave_unanswered(act, evaluation)


def record_silence(act: Act) -> None:
    """One signatory's time is over: 无反馈. The office hears when nobody is waited for any more."""
    leave_unanswered(act, act.facts["evaluation"])
    if _nobody_is_waited_for(act):
        title = f"{named(act.obj)}评价期满，请{after_judgement(act.obj)}"
        tell(users_in(Role.PROPOSAL_CLERK), title, act=act, url=act.obj.get_absolute_url())


def judge_not(act: Act) -> None:
    """Whoever has left is not waited for: 无反馈. The office hears when nobody is waited for any more."""
    waiting = Evaluation.objects.filter(proposal=act.obj, round=act.obj.round, signatory=act.facts["signatory"])
    for evaluation in waiting.filter(state=Evaluation.State.WAITING):
        leave_unanswered(act, evaluation)
    tell_nobody_left(act)


def tell_nobody_left(act: Act) -> None:
    """The office is told once nobody is asked to judge any more."""
    if _nobody_is_waited_for(act):
        title = f"{named(act.obj)}的提案者都不再评价，请{after_judgement(act.obj)}"
        tell(users_in(Role.PROPOSAL_CLERK), title, act=act, url=act.obj.get_absolute_url())


def _nobody_is_waited_for(act: Act) -> bool:
    """Neither for a judgement nor, where some judge before others, for a letter."""
    return act.obj.state not in WITH_UNITS and not unanswered(act.obj, act.actor).exists()


def close(act: Act) -> None:
    act.obj.closed_at = act.at
    act.obj.save(update_fields=["closed_at"])


def record_follow_up(act: Act) -> None:
    """跟踪办理结果: a second result beside the first, never in its place."""
    proposal, facts = act.obj, act.facts
    made = FollowUp(
        proposal=proposal,
        unit=act.actor.organisation if act.actor.role == "unit_clerk" else None,
        text=facts["text"],
        recorded_by=act.actor.user,
        recorded_at=act.at,
    )
    GRADES.put(made, facts["letter"], act.day)
    made.save()
    proposal.save(update_fields=GRADES.put(proposal, facts["letter"], act.day, "follow_"))


def list_as_filed(act: Act) -> None:
    """公布立案目录: the day on which the matter stood in the published list."""
    act.obj.listed_at = act.at
    act.obj.save(update_fields=["listed_at"])


def mark_key(act: Act) -> None:
    act.obj.is_key = True
    act.obj.save(update_fields=["is_key"])
