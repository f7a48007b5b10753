"""FIELDS (填写): what the rows of the two tables ask for. Coded values come from the committee's rules."""

from dataclasses import replace

from django.db.models import OuterRef, Subquery

from core import rulebook
from core.matters import alike, reply_numbers
from core.matters.coded import coded, coded_words, filled
from core.matters.draft_readers import readers_until
from core.matters.enclosing import FILES, with_reply
from core.matters.fields import ActField, choice, day, line, many, one, radio, text, unit, units
from core.matters.grades import Grades
from core.matters.letter_to import letter_to
from core.matters.suggesting import wished
from core.matters.unit_fields import IS_PUBLIC, REPLY_CONTACT, REPLY_PHONE, handler, letter, unit_after_return
from core.matters.unit_work import text_to_go_on_from
from core.models import Event
from core.models.generic import aimed_at
from core.models.roles import called, posts_that
from core.people.actors import Actor
from members.choices import members
from members.models import Member
from proposals import permissions
from proposals.advice import advice_on
from proposals.models import Assignment, ContactRecord, Evaluation, OwedAnswer, Proposal, ReviewOpinion, Signatory
from proposals.permissions import own_judgement
from proposals.similar import told_of
from proposals.states import ProposalState

GRADES = Grades("proposal.result_letters")
MERGEABLE = (ProposalState.FILED, ProposalState.ASSIGNING, ProposalState.HANDLING)


def to_file(proposal: Proposal, _actor: Actor) -> tuple[ActField, ...]:
    """立案: the category that the review proposes; filing against the advice asks why."""
    advice = advice_on(proposal)
    category = filled(CATEGORY, (advice and advice.category) or proposal.category)
    if advice is None or advice.outcome == ReviewOpinion.Outcome.FILE:
        return category, DECISION_TEXT
    label = f"立案理由（初审意见是{advice.get_outcome_display()}）"
    return category, replace(DECISION_TEXT, label=label, required=True, help="与初审意见不同，请写明为什么立案")


def to_refuse(proposal: Proposal, _actor: Actor) -> tuple[ActField, ...]:
    """不予立案: ground and reason as the first review proposes them, where it does."""
    advice = _advice(proposal, ReviewOpinion.Outcome.NOT_FILE)
    if advice is None:
        return GROUND, REASON
    return filled(GROUND, advice.ground), filled(REASON, advice.text)


def to_return(proposal: Proposal, _actor: Actor) -> tuple[ActField, ...]:
    """退回修改: the reason likewise."""
    advice = _advice(proposal, ReviewOpinion.Outcome.RETURN)
    return (filled(REASON, advice.text) if advice else REASON,)


def to_pass_on(proposal: Proposal, _actor: Actor) -> tuple[ActField, ...]:
    """转送: as what, and why, which the proposer is told word for word: as the first review says it, where it does."""
    advice = _advice(proposal, ReviewOpinion.Outcome.PASS_ON)
    return PASS_ON_AS, filled(PASS_ON_WHY, advice.text) if advice else PASS_ON_WHY


def _advice(proposal: Proposal, outcome: str) -> ReviewOpinion | None:
    found = advice_on(proposal)
    return found if found and found.outcome == outcome else None


def outcomes(_obj, _actor):
    return ReviewOpinion.Outcome.choices


def destinations(_obj, _actor):
    return Proposal.PassedOnAs.choices


def main_proposals(proposal, _actor):
    """Filed proposals of the same session into which this one may be merged."""
    rows = Proposal.objects.filter(session=proposal.session_id, state__in=MERGEABLE).exclude(pk=proposal.pk)
    return rows.for_list()


def advised_main(proposal: Proposal, _actor: Actor) -> int | None:
    """Into which one the first review proposes to merge."""
    if _advice(proposal, ReviewOpinion.Outcome.MERGE) is None:
        return None
    said = Event.objects.filter(**aimed_at(proposal), key="recommend").order_by("-pk").values_list("facts", flat=True)
    main = (said.first() or {}).get("main")
    return main["id"] if main else None


def members_to_invite(proposal, actor):
    """Members in office who have not signed this proposal yet and whose duties are not suspended; of whoever would not
    sign before, when that was said (``declined_at``): minds change, and texts do."""
    declined = proposal.signatories.filter(state=Signatory.State.DECLINED)
    asked = proposal.signatories.exclude(member=None).exclude(pk__in=declined.values("pk")).values("member")
    members = Member.objects.in_office(actor.today).not_suspended(actor.today).exclude(pk__in=asked)
    return members.annotate(declined_at=Subquery(declined.filter(member=OuterRef("pk")).values("answered_at")[:1]))


def to_recommend(proposal: Proposal, _actor: Actor) -> tuple[ActField, ...]:
    """初审意见: outcome with ground or main proposal, category, units beside whom the proposers suggest, words."""
    asked = "、".join(f"{row.unit.brief}（{'主办' if row.is_lead else '会办'}）" for row in wished(proposal))
    told = f"提案者建议{asked}" if asked else "提案者没有建议承办单位"
    lead = replace(ADVISED_LEAD, help=f"交办时作为建议填好，可以改；{told}")
    return OUTCOME, GROUND_IF_ANY, MAIN_IF_ANY, CATEGORY, lead, ADVISED_JOINTS, REVIEW_TEXT


def unanswered(proposal, _actor):
    """Evaluations of the round that are still waited for."""
    return Evaluation.objects.filter(proposal=proposal, round=proposal.round, state=Evaluation.State.WAITING)


def signatories_behind(proposal, _actor):
    """Signatures on the proposal and on those merged into it."""
    own = [proposal.pk, *proposal.merged.values_list("pk", flat=True)]
    return Signatory.objects.filter(proposal__in=own).select_related("member__user", "organisation")


def signers_behind(work, actor):
    """Whoever has signed what this unit works on, and what was merged into it."""
    return signatories_behind(work.proposal, actor).filter(state=Signatory.State.AGREED)


def talks_to_deny(proposal, actor):
    """Talks said to have been had with whoever acts."""
    return ContactRecord.objects.filter(pk__in=[talk.pk for talk in permissions.talks_with(actor, proposal)])


def own_denials(proposal, actor):
    """Talks that whoever acts has denied, and that are not looked into yet."""
    return ContactRecord.objects.filter(pk__in=[one.pk for one in permissions.denials_to_take_back(actor, proposal)])


def to_deliver(work: Assignment, actor: Actor) -> tuple[ActField, ...]:
    """送达: whom this letter is written to where several are owed one, and its number."""
    return (*letter_to(work, OwedAnswer, agreed), *reply_numbers.document_number(work, actor))


def agreed(proposal: Proposal) -> list[Signatory]:
    """Who has signed this very proposal."""
    return [one for one in proposal.signatories.all() if one.state == Signatory.State.AGREED]


def to_accept_return(work: Assignment, actor: Actor) -> tuple[ActField, ...]:
    """同意退办: to whom it goes, and a note."""
    return (*unit_after_return(work, actor), NOTE)


def category_of(proposal, _actor):
    return proposal.category


#: Those who read what stays inside, whatever unit it is about.
INSIDE = called(posts_that(inside=True, inside_only=()))

REASON = text("reason", "理由", max_length=1000)


def why_undone(proposal: Proposal, _actor: Actor) -> tuple[ActField, ...]:
    """Why a decision is withdrawn, with what becomes of the number."""
    kept = f"{proposal.case_number}保留给本件：再次立案仍用这个案号，不会编给别的提案" if proposal.number else ""
    return (replace(REASON, help=kept),)


def why_unmerged(proposal: Proposal, _actor: Actor) -> tuple[ActField, ...]:
    """Why a merge is taken back, with where the proposal goes on: what was filed before stays on file."""
    filed = f"撤回后回到“已立案”，保留{proposal.case_number}，接着送交办；要改审定结论的，再撤回审定"
    return (replace(REASON, help=filed if proposal.number else "撤回后回到审查，由您重新审定"),)


RECEIVED = day(
    "received_on", "收到日期", latest_today=True, initial=lambda proposal, _actor: proposal.received_on,
    help="收到纸质件的那天；计为大会提案还是平时提案由它确定",
)  # fmt: skip
NOTE = text("note", "说明", required=False, max_length=1000)
CATEGORY = choice("category", "类别", coded("proposal.categories"), initial=category_of)
OUTCOME = choice("outcome", "初审意见", outcomes)
GROUND = choice("ground", "不予立案依据", coded("proposal.nonfiling_grounds"))
GROUND_IF_ANY = choice("ground", "依据（不予立案时）", coded("proposal.nonfiling_grounds"), required=False)
REVIEW_TEXT = text("text", "审查意见", required=False, max_length=1000)
DECISION_TEXT = text("text", "审定意见", required=False, max_length=1000, help="空着则只记审定结论")
MAIN = one("main", "并入哪一件", main_proposals, named=told_of, places=alike.first, initial=advised_main)
MAIN_IF_ANY = one(
    "main", "并入哪一件（建议并案时）", main_proposals, required=False, named=told_of,
    help="列出本次会议已立案、还没有答复的提案，内容相近的另列一处，可直接选；那一件还没有立案的，在审查意见里写明",
)  # fmt: skip
PASS_ON_AS = choice("passed_on_as", "转为", destinations)
PASS_ON_WHY = text("text", "转送理由", max_length=1000, read_by="提案者看得到，原样写进给提案者的通知")
INVITEES = members("members", "邀请哪些委员联名", members_to_invite)
REMARK = line("remark", "附言", required=False, read_by=f"提案者、受邀委员和{INSIDE}看得到")
REMARK_KEPT = replace(REMARK, read_by="只有提案者和提案委看得到")

ADVISED_LEAD = unit("lead", "建议主办（建议立案时）", required=False)
ADVISED_JOINTS = units("joints", "建议会办", required=False)

HANDLER = handler(Assignment)
PROMISED = day("promised_on", "承诺答复日", required=False, help="可早于法定期限，提案者能看到")
RETURN_GROUND = choice("ground", "退办依据", coded("proposal.return_grounds"))

CONTACT_MODE = choice("mode", "沟通方式", coded("proposal.contact_modes"))
CONTACT_DAY = day("held_on", "沟通日期", latest_today=True)
CONTACT_SIGNERS = many(
    "signatories", "与谁沟通", signers_behind, required=False, ticked=True, named=lambda one: one.name,
    unless="至少勾选一人，或者写在下一栏", help="只通知勾选的人",
)  # fmt: skip
CONTACT_WITH = line(
    "with_whom", "还与谁沟通", required=False, unless="上面已勾选的可不填",
    help="上面没有列出的人；提案者已离任、去世的，与提案委沟通，写“提案委”"
)  # fmt: skip
DENIED = one("contact", "沟通记录", talks_to_deny)
TALKS_READ_BY = f"只有提案者、承办单位、{INSIDE}看得到"
DENIED_WORDS = text("denied_words", "说明", required=False, max_length=300, read_by=TALKS_READ_BY)
SETTLED_WHY = replace(REASON, read_by=f"原样写进给提案者和承办单位的通知，{INSIDE}也看得到")
OWN_DENIAL = one("contact", "沟通记录", own_denials)
CONTACT_PEOPLE = line("unit_people", "单位参加人", required=False)
CONTACT_TEXT = text("content", "沟通内容", max_length=2000, read_by=TALKS_READ_BY)

about_a_talk = (CONTACT_MODE, CONTACT_DAY, CONTACT_SIGNERS, CONTACT_WITH, CONTACT_PEOPLE, CONTACT_TEXT, FILES)
UNTIL_DELIVERED = f"{readers_until('提案委')}；送达以后{INSIDE}、承办单位和提案者都看得到，公开的大家看得到"
REPLY_TEXT = text(
    "text",
    "答复内容",
    initial=lambda work, _actor: text_to_go_on_from(work),
    max_length=20000,
    help="逐条回应提案的建议",
    read_by=UNTIL_DELIVERED,
)
LETTER = letter(GRADES)


def to_draft(work: Assignment, _actor: Actor) -> tuple[ActField, ...]:
    """起草答复, with the files that go with it."""
    return (REPLY_TEXT, LETTER, IS_PUBLIC, REPLY_CONTACT, REPLY_PHONE, *with_reply(work))


EXTENSION_REASON = text(
    "reason",
    "理由",
    max_length=1000,
    read_by=f"同意以前只有本单位、{INSIDE}看得到，同意以后所有能看到该件的人都看得到",
)
EXPLANATION = text("reason", "说明", max_length=2000, help="为什么还没有办完、打算怎样办、何时答复，提案者会收到")
EXTENSION_ANSWER = text("answer", "答复意见", required=False, max_length=1000)
SIGNATORY = one("signatory", "提案者", signatories_behind)
EVALUATION = one("evaluation", "评价", unanswered)
FOLLOW_TEXT = text("text", "进展", max_length=5000)
FOLLOW_LETTER = choice("letter", "跟踪结果", GRADES.choices)
TALK_DAY = day("held_on", "面谈日期", latest_today=True)
TALK_PEOPLE = line("people", "参加人")
EVALUATION_COMMENT = text(
    "comment", "意见和建议", required=False, max_length=2000,
    missed=lambda said: "您评了“不满意”，请选一条或者写一两句哪里不满意，承办单位才好改进。"
    if said.get("result") == Evaluation.Result.DISSATISFIED and not said.get("q_why") else "",
)  # fmt: skip
WHY_DISSATISFIED = radio("q_why", "哪里不满意", coded_words("proposal.dissatisfied_reasons"), required=False)


def evaluation_questions(_proposal, actor) -> tuple[ActField, ...]:
    """The committee's own questions (征询意见); the deciding one, with three fixed answers, must be answered."""
    asked = []
    for question in rulebook.value("proposal.evaluation_questions", actor.today):
        if question.get("decides"):
            asked.append(radio("result", question["label"], lambda _o, _a: Evaluation.Result.choices))
        else:
            pairs = [(option, option) for option in question["options"]]
            name, choices = f"q_{question['key']}", lambda _o, _a, pairs=pairs: pairs
            asked.append(radio(name, question["label"], choices, required=False))
    return (*asked, WHY_DISSATISFIED, EVALUATION_COMMENT)


def corrected_judgement(proposal, actor) -> tuple[ActField, ...]:
    """更正评价: the same, filled in as it was answered."""
    mine = own_judgement(actor, proposal, "given")
    if mine is None:
        return evaluation_questions(proposal, actor)
    said = {"result": mine.result, "comment": mine.comment} | {f"q_{key}": value for key, value in mine.answers.items()}
    return tuple(filled(one, said.get(one.name)) for one in evaluation_questions(proposal, actor))
