"""What waits for a member among the proposals, and how it goes on once the member has left."""

from django.db.models import QuerySet

from members.signing.desk import SignersDesk, Sort
from proposals.lifecycle import PROPOSAL, WRITING
from proposals.models import Evaluation, Signatory
from proposals.signing import SIGNING
from proposals.states import JUDGING, WITH_UNITS, ProposalState


def _judging() -> QuerySet[Evaluation]:
    return Evaluation.objects.filter(state=Evaluation.State.WAITING, proposal__state__in=JUDGING)


DESK = SignersDesk(
    "proposals",
    "提案",
    SIGNING,
    PROPOSAL,
    Signatory,
    "proposal",
    writing=WRITING,
    unsent=(ProposalState.DRAFT, ProposalState.COSIGNING),
    with_units=WITH_UNITS,
    judging=_judging,
    judged=Sort(
        "件提案待评价办理结果",
        "登记为无反馈，由提案委办结、转入跟踪或二次交办",
        "仍由本人评价，照常提交",
    ),
    on_way=Sort(
        "件已提交的提案",
        "照常办理；答复后不再请本人评价，沟通由其他提案者或提案委参加",
        "照常办理，沟通和评价仍由本人参加",
    ),
    lapse_with_first="lapse_with_proposer",
).desk
