"""How acts read on the timeline, and what is waited for; what units do is worded in ``core.matters.unit_words``."""

from core import rulebook
from core.chinese import short_date
from core.matters.lifecycle import Act
from core.matters.numbering import kept_number
from core.matters.unit_words import names
from core.matters.urging import not_reached
from core.matters.whose_turn import rows_of
from members.signing.leaving import how_gone
from proposals import receipt
from proposals.fields import GRADES
from proposals.models import Evaluation, Proposal, ReviewOpinion, Signatory
from proposals.permissions import TO_JUDGE, judges, own_judgement
from proposals.states import ProposalState as P

JUDGED = "已评价，待提案委处理"
#: What a text waits for whose last invited signer has answered.
ALL_ANSWERED = "提交"


def judged_by_all(proposal: Proposal) -> str:
    """Nobody is asked for a judgement any more; what comes next is the office's to say."""
    return "" if any(row.key in ("evaluate", "settle_contact") for row in rows_of(proposal)) else JUDGED


def never_handed_in(proposal: Proposal) -> str:
    """A draft that was given up was no case yet that could have been withdrawn (撤案)."""
    return "" if proposal.submitted_at else "草稿已作废"


def invited(act: Act) -> str:
    return f"邀请{names(act.facts['members'])}联名"


def submitted(act: Act) -> str:
    why = receipt.words(act.obj) or f"计为{act.obj.get_timing_display()}"
    return f"提交，收件号{act.obj.receipt_number:04d}，{why}"


def receipt_corrected(act: Act) -> str:
    return f"更正收到日期：{receipt.words(act.obj)}"


def recommended(act: Act) -> str:
    main = act.facts.get("main")
    into = f"，并入{main.case_number}《{main.title}》" if main else ""
    lead, joints = act.facts.get("lead"), act.facts.get("joints")
    units = f"，建议主办{lead}" if lead else ""
    units += f"，会办{names(joints)}" if joints else ""
    return f"初审意见：{ReviewOpinion.Outcome(act.facts['outcome']).label}{into}{units}"


def filed(act: Act) -> str:
    return f"立案，编为{act.obj.case_number}"


def undone(act: Act) -> str:
    """With the number that the proposal will have again, where it was filed."""
    filed = act.from_state == P.FILED
    kept = kept_number(Proposal.NUMBERS, str(act.obj.session_id), act.obj) if filed else None
    return f"撤回审定，案号第{kept:04d}号保留给本件" if kept else "撤回审定"


def unmerged(act: Act) -> str:
    """With where the proposal goes on."""
    kept = f"，仍为已立案，案号第{act.obj.number:04d}号" if act.obj.number else "，重新审定"
    return f"撤回并案{kept}"


def goes_on_unmerged(act: Act) -> str:
    """What the proposers are told: what was filed stays so."""
    now = "仍为已立案，单独办理" if act.obj.number else "将重新审定"
    return f"{act.obj.matter_name}的并案已撤回，{now}"


def not_filed(act: Act) -> str:
    ground = rulebook.label_of("proposal.nonfiling_grounds", act.facts["ground"], act.day)
    return f"不予立案：{ground}"


def merged(act: Act) -> str:
    """By its number: whoever reads the one is not always somebody who may open the other."""
    return f"并入{act.facts['main'].case_number}"


def passed_on(act: Act) -> str:
    return f"不立案，转为{Proposal.PassedOnAs(act.facts['passed_on_as']).label}"


def passed_on_as(act: Act) -> str:
    """What the proposers are told."""
    return f"{act.obj.matter_name}不立案，已转为{act.obj.get_passed_on_as_display()}"


def review_text(act: Act) -> str:
    return act.facts.get("text") or ""


def urged_to_judge(act: Act) -> str:
    waiting = [e for e in act.obj.evaluations.all() if e.round == act.obj.round and e.state == "waiting"]
    return f"催{names(e.signatory.name for e in waiting)}评价：{act.facts['wording']}{not_reached(judges(act.obj))}"


def judged(act: Act) -> str:
    """“沈岚评价：满意”; marked where the time had run out and 无反馈 was recorded before."""
    asked = own_judgement(act.actor, act.obj, *TO_JUDGE)
    late = asked is not None and asked.state == Evaluation.State.NO_ANSWER
    return f"{act.actor.name}{'逾期' if late else ''}评价：{Evaluation.Result(act.facts['result']).label}"


def judgement_corrected(act: Act) -> str:
    """“沈岚更正评价：由不满意改为满意”."""
    asked = own_judgement(act.actor, act.obj, "given")
    was = Evaluation.objects.get(pk=asked.pk).earlier[-1]["result"]
    said = act.facts["result"]
    what = f"由{Evaluation.Result(was).label}改为{Evaluation.Result(said).label}" if said != was else "补充意见"
    return f"{act.actor.name}更正评价：{what}"


def feedback_over(act: Act) -> str:
    return f"评价期满，{act.facts['evaluation'].signatory.name}登记为无反馈"


def judge_left(act: Act) -> str:
    left = act.facts["signatory"]
    return f"{left.name}{how_gone(left)}，登记为无反馈"


def rehandled(act: Act) -> str:
    return f"第{act.obj.round + 1}次交办"


#: What those read of a further round who were content and are behind another of the merged proposals.
NOT_ANSWERED_AGAIN = "{matter}由承办单位二次办理，答复其他提案者；对您的答复和您的评价不变，不用再评价"


def followed(act: Act) -> str:
    return f"跟踪办理：{GRADES.words(act.facts['letter'], act.day)}"


def talked(act: Act) -> str:
    return f"{short_date(act.facts['held_on'])}组织面谈（{act.facts['people']}）后办结"


# ---- what is waited for ----


def what_to_write(proposal) -> str:
    """What the proposer is to do with a text that is not yet handed in."""
    asked = any(s.state == Signatory.State.INVITED for s in proposal.signatories.all())
    if proposal.state == "returned" and not asked:
        return "按意见修改后再提交"
    if proposal.state == "draft":
        return "写好后提交"
    return "等联名人答复，也可以直接提交" if asked else ALL_ANSWERED


def what_to_draft(assignment) -> str:
    return "与提案者沟通并起草答复" if assignment.state == "signed" else "修改定稿并送会签或签发"
