"""From rows to papers: what each paper says about one proposal or one unit's work."""

from collections import defaultdict
from datetime import datetime

from django.utils import timezone

from core import rulebook
from core.chinese import long_date, some_of
from core.documents import Paper
from core.documents.casework import words as names
from core.documents.casework.feedback import FeedbackForm, Question, feedback_paper
from core.documents.casework.receipt import Receipt, receipt_paper
from core.matters.answered import answered_by, answered_in
from core.matters.grades import least_favourable
from core.matters.unit_papers import UnitPapers
from core.matters.unit_work import ANSWERING
from core.models import Attachment, Clock, Event
from core.models.generic import aimed_at, rooted_in
from core.organisations.names import name_on
from core.people.actors import Actor
from members.services.sessions import session_name
from members.signing.on_papers import is_own, phone_of, printed
from proposals.documents import access, words
from proposals.documents.as_it_was import WAS
from proposals.documents.form import ProposalForm, Review, form_paper
from proposals.documents.words import signatories
from proposals.handed_in import HANDED_IN
from proposals.models import (
    Assignment,
    AssignmentState,
    Evaluation,
    Proposal,
    ReviewOpinion,
    Signatory,
)
from proposals.permissions import is_party_to
from proposals.states import GONE, PRIVATE, UNDER_REVIEW


def moment(at) -> str:
    """2026年1月8日 10:32, local time."""
    return f"{long_date(at)} {timezone.localtime(at):%H:%M}"


def form_papers(proposal: Proposal, actor: Actor) -> list[Paper]:
    """提案表, with the text that this person may read."""
    HANDED_IN.show(proposal, actor)
    handed_in = HANDED_IN.at(proposal) if proposal.submitted_at else None
    suggested = defaultdict(list)
    for row in proposal.wished_units:
        suggested["主办" if row.is_lead else "会办"].append(name_on(row.unit, handed_in))
    asked = signatories(proposal, Signatory.State.AGREED, Signatory.State.INVITED)
    contacts = access.sees_contact_data(actor, proposal)
    timing = proposal.get_timing_display() if proposal.submitted_at else ""
    kinds = dict(rulebook.options("proposal.proposer_kinds"))
    files = Attachment.objects.filter(**aimed_at(proposal), removed_at__isnull=True)
    form = ProposalForm(
        heading=f"{session_name(proposal.session)}提案",
        title=str(proposal),
        signers=printed(asked, proposal.session.term_id, WAS, handed_in, contacts=contacts),
        sections=[("情况", proposal.situation), ("分析", proposal.analysis), ("建议", proposal.suggestion)],
        review=_review(proposal),
        kinds=tuple(kinds.values()),
        kind=kinds.get(proposal.proposer_kind, proposal.get_proposer_kind_display()),
        number=proposal.case_number if proposal.number else "",
        serial=f"收{proposal.receipt_number:04d}" if proposal.receipt_number else "",
        category="　".join(filter(None, (proposal.category_label, timing))),
        may_publish=proposal.publish_consent,
        no_publish_reason=proposal.publish_reason,
        suggested=[(role, suggested[role]) for role in ("主办", "会办")],
        received=_received(proposal, handed_in),
        entered_by=str(proposal.author) if proposal.on_behalf else "",
        attachments=list(files.values_list("name", flat=True)),
    )
    return [form_paper(form, author=names.committee())]


def _received(proposal: Proposal, at: datetime | None) -> str:
    """The day of receipt of a paper that was entered for others; the moment of what was handed in on the site."""
    if at and proposal.received_on:
        return f"{long_date(proposal.received_on)}收到"
    return moment(at) if at else ""


def _review(proposal: Proposal) -> Review:
    decisions = tuple(label for _, label in ReviewOpinion.Outcome.choices)
    decided = [r for r in proposal.reviews.all() if r.step == ReviewOpinion.Step.DECISION]
    if not decided or proposal.state in (*PRIVATE, *UNDER_REVIEW):  # none yet, or one that was taken back
        return Review(decisions)
    last = decided[-1]
    works = [w for w in proposal.assignments.all() if w.round == 1 and w.was("state", w.assigned_at) not in GONE]
    answering = [WAS.answered_then(w, w.assigned_at) for w in works]
    units = [WAS.unit_brief(w, w.assigned_at) for w in works]
    ground = rulebook.label_of("proposal.nonfiling_grounds", last.ground) if last.ground else ""
    main = proposal.merged_into
    into = f"并入{_numbered(main)}《{main.title}》" if main is not None else ""
    return Review(
        decisions,
        decision=last.get_outcome_display(),
        reason="\n".join(filter(None, (ground, into, last.text))),
        lead="、".join(unit for unit, answers in zip(units, answering, strict=True) if answers),
        joint="、".join(unit for unit, answers in zip(units, answering, strict=True) if not answers),
        reviewer=str(last.by or ""),
        date=long_date(last.at),
    )


def receipt_papers(proposal: Proposal, _actor: Actor) -> list[Paper]:
    """收件回执, for the text as it was handed in."""
    signed = signatories(proposal)
    text, at = HANDED_IN.text(proposal), HANDED_IN.at(proposal)
    paper = receipt_paper(
        Receipt(
            words=words.CASE,
            committee=names.committee(),
            office=words.proposal_office(),
            serial=f"收{proposal.receipt_number:04d}",
            submitted=_received(proposal, at),
            date=long_date(at),
            title=text.title,
            proposers=some_of([WAS.signer(s, at) for s in signed], 3, "人"),
            addressees=words.addressed(signed[0], at) if signed else "提案者",
            session=f"{session_name(proposal.session)}（{proposal.get_timing_display()}）",
            sha256=text.text_hash,
            characters=text.body_length,
            attachments=Attachment.objects.filter(**aimed_at(proposal), removed_at__isnull=True).count(),
            entered_by=str(proposal.author) if proposal.on_behalf else "",
        )
    )
    return [paper]


def _numbered(proposal: Proposal) -> str:
    return proposal.official_number or proposal.case_number


def _answered(work: Assignment, actor: Actor) -> list[Proposal]:
    """The proposals that the letter answers; a signatory gets the letters that answer the own signature."""
    found = answered_by(work)
    merged = [one.pk for one in found if one.pk != work.proposal_id]
    if merged:
        rows = Proposal.objects.filter(pk__in=merged).select_related("session__term").order_by("id")
        rows = rows.prefetch_related("signatories__member__user", "signatories__organisation", "merged")
        found = [*(one for one in found if one.pk == work.proposal_id), *rows]
        own = [p for p in found if is_party_to(actor, p) and p.pk != work.proposal_id]
        if own and not access.is_office(actor):
            return own
    return found


def why_again(proposal: Proposal) -> str:
    """Why it was handed out once more, and who was not content with the answer before, with their words."""
    said = Event.objects.filter(**aimed_at(proposal), key="rehandle").order_by("-pk").values_list("reason", flat=True)
    before = proposal.evaluations.filter(round=proposal.round - 1, result=Evaluation.Result.DISSATISFIED)
    unhappy = []
    for one in before.select_related("signatory__member", "signatory__organisation", "signatory__proposal"):
        of = one.signatory.proposal
        merged = f"（{of.case_number}）" if of.pk != proposal.pk else ""
        why = one.comment or one.answers.get("why", "")
        unhappy.append(f"{one.signatory.name}{merged}不满意{f'：{why}' if why else ''}")
    return "\n".join(filter(None, ("；".join(unhappy), said.first())))


UNITS = UnitPapers(
    words=words.CASE,
    was=WAS,
    numbered=_numbered,
    cited=words.cited,
    signed=signatories,
    phone=phone_of,
    addressees=words.addressees,
    answered=_answered,
    copied=words.proposal_office,
    delivered=AssignmentState.DELIVERED,
    enclosed=(f"政协{words.CASE.kind}办理情况征询意见表",),
    again=why_again,
    withdrawn=(AssignmentState.RETURNED, AssignmentState.REVOKED),
)


def feedback_papers(proposal: Proposal, actor: Actor) -> list[Paper]:
    """征询意见表 of the current round: the signatory's own; all for the office; blank ones for a unit."""
    asked = [e for e in proposal.evaluations.all() if e.round == proposal.round]
    if not asked:  # the reply is not yet delivered: blank forms go out with it
        signed = [s for one in answered_in(proposal) for s in signatories(one)]
        asked = [Evaluation(proposal=proposal, signatory=s, round=proposal.round) for s in signed]
    if not access.sees_answers(actor) and not actor.is_in(*access.UNIT):
        asked = [e for e in asked if is_own(e.signatory, actor.user, actor.organisation_id)] or asked[:0]
    known = Clock.objects.filter(**rooted_in(proposal), kind="feedback").order_by("id")
    limits = {clock.object_id: clock for clock in known}
    return [_feedback(proposal, evaluation, limits.get(evaluation.pk), actor) for evaluation in asked]


def _feedback(proposal: Proposal, evaluation: Evaluation, clock: Clock | None, actor: Actor) -> Paper:
    works = [
        w
        for w in proposal.assignments.all()
        if w.round == evaluation.round
        and w.role in ANSWERING
        and w.state not in GONE
        and evaluation.signatory.proposal_id in {one.pk for one in answered_by(w)}
    ]
    shown = evaluation.state == Evaluation.State.GIVEN and not actor.is_in(*access.UNIT)
    on = timezone.localdate(evaluation.answered_at) if shown else actor.today
    paper = shown and evaluation.paper_dated
    delivered = [w.delivered_at for w in works if w.delivered_at]
    own = next((one for one in proposal.merged.all() if one.pk == evaluation.signatory.proposal_id), proposal)
    replies = [w.reply for w in works if w.delivered_at]
    told = least_favourable(replies) if replies else None
    due = long_date(clock.due) if clock else ""
    office = words.proposal_office()
    return feedback_paper(
        FeedbackForm(
            words=words.CASE,
            committee=names.committee(),
            number=_numbered(own) + (f"（并入{_numbered(proposal)}）" if own.pk != proposal.pk else ""),
            title=own.title,
            unit="、".join(dict.fromkeys(WAS.unit_brief(w, w.delivered_at) for w in works)),
            role="、".join(dict.fromkeys(WAS.role_of(w, w.delivered_at).label for w in works)),
            grade=f"{told.letter}（{told.label}）" if told else "",
            signatory=WAS.signer(evaluation.signatory, evaluation.answered_at),
            questions=_questions(evaluation, on, shown),
            replied=long_date(max(delivered)) if delivered else "",
            due=due,
            opinion=evaluation.comment if shown else "",
            signed=long_date(evaluation.judged_on) if shown else "",
            entered=f"{long_date(evaluation.answered_at)}由{office}按纸质征询意见表录入。" if paper else "",
            return_to=[
                f"请{f'于{due}前' if due else ''}在履职平台填写，或填写本表后送{office}。",
                "每位提案者各填一份。承办单位及其工作人员不得代填、代交。",
            ],
            round=f"第{evaluation.round}次办理" if evaluation.round > 1 else "",
        )
    )


def _questions(evaluation: Evaluation, on, shown: bool) -> list[Question]:
    """The committee's own questions as in force on the day of the answer."""
    asked = []
    for question in rulebook.value("proposal.evaluation_questions", on):
        if question.get("decides"):
            options = tuple(label for _, label in Evaluation.Result.choices)
            answer = evaluation.get_result_display() if shown else ""
        else:
            options = tuple(question["options"])
            answer = evaluation.answers.get(question["key"], "") if shown else ""
        asked.append(Question(question["label"], options, answer))
    return asked
