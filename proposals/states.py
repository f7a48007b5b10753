"""State values of the two tables in ``proposals/lifecycle.py``. Values are stored: they are never renamed."""

from django.db import models


class ProposalState(models.TextChoices):
    """Where a proposal is on its way. Outcome, visibility and lateness are other facts."""

    DRAFT = "draft", "草稿"
    COSIGNING = "cosigning", "征集联名"
    SUBMITTED = "submitted", "待审查"
    RETURNED = "returned", "退回修改"
    RECOMMENDED = "recommended", "待审定"
    FILED = "filed", "已立案"
    ASSIGNING = "assigning", "待交办"
    HANDLING = "handling", "办理中"
    EVALUATING = "evaluating", "待评价"
    REHANDLING = "rehandling", "二次办理"
    FOLLOWING = "following", "跟踪办理"
    CLOSED = "closed", "已办结"
    NOT_FILED = "not_filed", "不予立案"
    MERGED = "merged", "已并案"
    PASSED_ON = "passed_on", "已转送"
    WITHDRAWN = "withdrawn", "已撤案"


class AssignmentState(models.TextChoices):
    """Where one unit's work (承办件) is."""

    SENT = "sent", "待签收"
    SIGNED = "signed", "办理中"
    RETURN_ASKED = "return_asked", "申请退办"
    DRAFTED = "drafted", "已拟稿"
    COUNTERSIGNING = "countersigning", "会签中"
    SIGNING = "signing", "待签发"
    CHECKING = "checking", "待督查审核"
    CHECKED = "checked", "待送达"
    DELIVERED = "delivered", "已答复"
    OPINION_GIVEN = "opinion_given", "已提会办意见"
    RETURNED = "returned", "已退办"
    REVOKED = "revoked", "已撤销"
    UNITED = "united", "已并入办理"


PRIVATE = (ProposalState.DRAFT, ProposalState.COSIGNING)
#: A text sent back and changed is signed anew.
SIGNING_STATES = (ProposalState.COSIGNING, ProposalState.RETURNED)
UNDER_REVIEW = (ProposalState.SUBMITTED, ProposalState.RETURNED, ProposalState.RECOMMENDED)
ON_FILE = (
    ProposalState.FILED,
    ProposalState.ASSIGNING,
    ProposalState.HANDLING,
    ProposalState.EVALUATING,
    ProposalState.REHANDLING,
    ProposalState.FOLLOWING,
    ProposalState.CLOSED,
    ProposalState.MERGED,
)
#: It waits for nobody any more.
ENDED = (
    ProposalState.CLOSED,
    ProposalState.NOT_FILED,
    ProposalState.MERGED,
    ProposalState.PASSED_ON,
    ProposalState.WITHDRAWN,
)
GONE = (AssignmentState.RETURNED, AssignmentState.REVOKED, AssignmentState.UNITED)
#: What a unit was to do is done.
DONE = (AssignmentState.DELIVERED, AssignmentState.OPINION_GIVEN)
#: A request for more time waits for its answer while the work is in one of these (a return may be asked for meanwhile).
EXTENDABLE = (
    AssignmentState.SIGNED,
    AssignmentState.RETURN_ASKED,
    AssignmentState.DRAFTED,
    AssignmentState.COUNTERSIGNING,
    AssignmentState.SIGNING,
    AssignmentState.CHECKING,
    AssignmentState.CHECKED,
)
#: Units are at work on it.
WITH_UNITS = (ProposalState.HANDLING, ProposalState.REHANDLING)
#: Somebody may have every letter and judge: of merged ones some do before the others are answered.
JUDGING = (ProposalState.HANDLING, ProposalState.EVALUATING, ProposalState.REHANDLING)
#: The unit has signed for the matter, and its reply has not left the house.
AT_WORK = (
    AssignmentState.SIGNED,
    AssignmentState.DRAFTED,
    AssignmentState.COUNTERSIGNING,
    AssignmentState.SIGNING,
)
