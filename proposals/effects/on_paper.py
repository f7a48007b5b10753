"""征询意见表 that came back on paper: the office enters it on behalf of whoever signed it, marked as such for good.

What somebody said in the own account is never replaced from paper. The same act done again for a form that was entered
already puts it right; what stood there before stays readable.
"""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.chinese import long_date, some_of
from core.delivery.notices import tell
from core.files.attachments import UploadRefused, add_attachment
from core.matters.answered import answered_by
from core.matters.fields import ActField, day, file, one
from core.matters.judging import said, settle
from core.matters.lifecycle import Act, Refused
from core.matters.telling import users_of
from core.models import Event, Role
from core.people.actors import Actor
from core.people.posts import users_in
from members.signing.standing import without_account
from proposals.effects.telling import named
from proposals.fields import INSIDE, evaluation_questions
from proposals.models import Evaluation, Proposal, Signatory
from proposals.permissions import TO_JUDGE, holders_of, own_judgement

BY_POST = "纸质征询意见表"
ON_PAPER = Q(state__in=TO_JUDGE) | Q(state=Evaluation.State.GIVEN, paper_dated__isnull=False)


def _may_be_entered(proposal: Proposal, _actor: Actor) -> QuerySet[Evaluation]:
    """Judgements of the round that nobody gave in the own account."""
    rows = Evaluation.objects.filter(ON_PAPER, proposal=proposal, round=proposal.round)
    return rows.select_related("signatory__member", "signatory__organisation")


def _worded(evaluation: Evaluation) -> str:
    stands = f"已录入：{evaluation.get_result_display()}，再录入即更正" if evaluation.result else ""
    return f"{evaluation.signatory.name}（{stands or evaluation.get_state_display()}）"


def somebody_has_not_judged_here(proposal: Proposal, _actor: Actor) -> str | None:
    """Whoever judged in the own account needs nobody to enter a paper."""
    asked = [one for one in proposal.evaluations.all() if one.round == proposal.round]
    if any(one.state in TO_JUDGE or one.paper_dated for one in asked):
        return None
    return "各位提案者都已在平台上评价，没有要录入的纸质征询意见表。"


JUDGEMENT = one("evaluation", "谁的征询意见表", _may_be_entered, named=_worded)
DATED = day("paper_dated", "表上的日期", latest_today=True, help="签名旁写的那天；没有写的，填收到的那天")
SCAN = file("scan", "扫描件或照片", required=False, help=f"只有提案者本人、{INSIDE}看得到")


def fields(proposal: Proposal, actor: Actor) -> tuple[ActField, ...]:
    """Whose form it is, its day, the questions as on the form, a picture of it."""
    return JUDGEMENT, DATED, *evaluation_questions(proposal, actor), SCAN


def enter(act: Act) -> None:
    """What the form says counts as that signatory's judgement; one that comes late replaces 无反馈."""
    asked: Evaluation = act.facts["evaluation"]
    given_on, proposal = act.facts["paper_dated"], act.obj
    answered = answered_on(proposal, asked.signatory)
    if answered and given_on < answered:
        raise Refused(f"答复于{long_date(answered)}送达，表上的日期不能更早，请核对是不是上一次的征询意见表。")
    now = Evaluation.objects.select_for_update().filter(ON_PAPER, pk=asked.pk).first()
    if now is None:
        raise Refused(f"{asked.signatory.name}已经在平台上评价，以本人的评价为准。")
    settle(act, now, said(act) | {"paper_dated": given_on})
    if upload := act.facts.get("scan"):
        try:
            add_attachment(target=now, upload=upload, actor=act.actor, category=BY_POST, audience=Event.Audience.OFFICE)
        except UploadRefused as error:
            raise Refused(str(error)) from error


def answered_on(proposal: Proposal, signatory: Signatory) -> date | None:
    """The day on which this person's own letter, the first of several, went out in the present round."""
    works = proposal.assignments.filter(round=proposal.round).exclude(delivered_at=None)
    own = [w for w in works if w.answers and signatory.proposal_id in {one.pk for one in answered_by(w)}]
    days = [timezone.localdate(work.delivered_at) for work in own if work.delivered_at]
    return min(days, default=timezone.localdate(proposal.answered_at) if proposal.answered_at else None)


def in_words(act: Act) -> str:
    """“录入欧阳明远的纸质征询意见表（2026年5月8日填写）：满意”; of one entered before what it was."""
    asked: Evaluation = act.facts["evaluation"]
    was = Evaluation.objects.values_list("earlier", flat=True).get(pk=asked.pk)
    result = Evaluation.Result(act.facts["result"]).label
    dated = f"（{long_date(act.facts['paper_dated'])}填写）"
    if asked.state == Evaluation.State.GIVEN and was:
        before = Evaluation.Result(was[-1]["result"]).label
        return f"更正{asked.signatory.name}的{BY_POST}{dated}：原为{before}，现为{result}"
    late = "逾期的" if asked.state == Evaluation.State.NO_ANSWER else ""
    return f"录入{asked.signatory.name}{late}{BY_POST}{dated}：{result}"


def tell_signer(act: Act) -> None:
    """Whoever has an account reads what was entered, and whom to ask where that is not what they wrote."""
    signatory = act.facts["evaluation"].signatory
    title = f"{named(act.obj)}：您的{BY_POST}已由提案委录入"
    body = f"{in_words(act)}。与您填写的不一致的，请告诉提案委。"
    tell(users_of(holders_of(signatory)), title, act=act, url=act.obj.get_absolute_url(), body=body)


def entered_for(actor: Actor, proposal: Proposal) -> str:
    """What a signatory reads whose form on paper was entered while the own answer was filled in."""
    mine = own_judgement(actor, proposal, "given")
    said = f"您的{BY_POST}已由提案委录入，刚才填的没有记下。不是您的意思的，请用“更正评价”，过了期限的请告诉提案委。"
    return said if mine and mine.paper_dated else ""


# ---- who gets the answer on paper ----


def tell_office_of_paper(act: Act) -> None:
    """The office sends its form on paper to whoever has no account, and enters what comes back."""
    asked = Evaluation.objects.filter(proposal=act.obj, round=act.obj.round, state=Evaluation.State.WAITING)
    people = [one.signatory for one in asked.select_related("signatory__member", "signatory__organisation")]
    if names := without_account(people):
        title = f"{named(act.obj)}已答复，请给{some_of(names, 5, '位')}送{BY_POST}"
        body = "平台上没有账号，通知不到；收回后由提案委“录入纸质评价”。"
        tell(users_in(Role.PROPOSAL_CLERK), title, act=act, url=act.obj.get_absolute_url(), body=body, key="paper")


def by_letter(page: Any) -> dict[str, Any]:
    """For whoever delivers: which of those who are answered have no account."""
    behind = [one for proposal in answered_by(page.work) for one in proposal.signatories.all()]
    agreed = [one for one in behind if one.state == Signatory.State.AGREED]
    return {"on_paper": some_of(without_account(agreed), 5, "位")}
