"""How a proposal is written: who begins one and for whom, which columns, what stands beside the text."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from core import rulebook
from core.chinese import long_date
from core.matters.lifecycle import Forbidden, Refused
from core.matters.suggesting import suggest_units
from core.matters.writing import Beginning, Writing
from core.models import Organisation, Role
from core.people.actors import Actor
from members.models import Member
from members.services import suspensions
from members.services.terms import NoSession, current_session
from proposals import permissions, receipt
from proposals.forms import OnBehalfForm, WriteForm
from proposals.models import KIND_OF_BODY, Proposal, Signatory
from proposals.states import ProposalState as P

ENTERS_FOR_OTHERS = (Role.PROPOSAL_CLERK, Role.OFFICE_CLERK)
WRITES_FOR_BODY = (Role.COMMITTEE_CLERK, Role.LIAISON)


def may_start(actor: Actor) -> bool:
    """Members for themselves, body clerks for their body, office staff on somebody's behalf."""
    return actor.is_in(Role.MEMBER, *WRITES_FOR_BODY, *ENTERS_FOR_OTHERS)


def for_whom(actor: Actor) -> type[forms.Form] | None:
    """代为录入: staff say for whom they write."""
    return OnBehalfForm if actor.is_in(*ENTERS_FOR_OTHERS) else None


def barred(actor: Actor) -> str | None:
    """A member whose duties are suspended (中止履职) hands nothing in meanwhile."""
    if not actor.is_in(Role.MEMBER) or not suspensions.is_suspended(actor.user):
        return None
    return suspensions.objection(actor.today, member__user=actor.user)


def begin(
    actor: Actor,
    member: Member | None = None,
    organisation: Organisation | None = None,
    received_on: date | None = None,
) -> Beginning:
    """A new draft in the current session. Exactly one proposer follows from the post, or from what staff choose.

    What staff enter for others was received on ``received_on``, today where that is not said.
    Raises Forbidden for posts that do not propose, Refused where staff named no proposer or no session is set up.
    """
    member, organisation = _proposer(actor, member, organisation)
    try:
        session = current_session(actor.today)
    except NoSession as error:
        raise Refused(error.sentence) from None
    on_behalf = actor.is_in(*ENTERS_FOR_OTHERS)
    if received_on and not on_behalf:
        raise Refused("收到日期只在代为录入时填写。")
    received_on = (received_on or actor.today) if on_behalf else None
    if received_on and (told := receipt.objection(received_on, session, actor.today)):
        raise Refused(told)
    proposal = Proposal(
        session=session,
        author=actor.user,
        on_behalf=on_behalf,
        received_on=received_on,
        proposer_kind=KIND_OF_BODY[organisation.kind] if organisation else Proposal.ProposerKind.INDIVIDUAL,
    )
    said = f"受{member or organisation}委托代为录入" if on_behalf else ""
    first = Signatory(
        member=member,
        organisation=organisation,
        position=Signatory.Position.COLLECTIVE if organisation else Signatory.Position.FIRST,
        state=Signatory.State.AGREED,
    )
    return Beginning(proposal, said, add=lambda begun: begun.signatories.add(first, bulk=False))


def _proposer(
    actor: Actor, member: Member | None, organisation: Organisation | None
) -> tuple[Member | None, Organisation | None]:
    if actor.is_in(Role.MEMBER):
        own = getattr(actor.user, "member", None)
        if own is None:
            raise Refused("您的账号还没有与委员名册对应，请联系政协办公室。")
        return own, None
    if actor.is_in(*WRITES_FOR_BODY):
        return None, actor.organisation
    if not actor.is_in(*ENTERS_FOR_OTHERS):
        raise Forbidden("您当前的岗位不能提出提案。")
    if (member is None) == (organisation is None):
        raise Refused("代为录入时，请选择一位委员或一个集体提案单位。")
    return member, organisation


def limits() -> dict[str, Any]:
    """How long title and text may be, and how many files, as the committee's rules say; what counts not as 大会提案."""
    names = ("title_max", "body_max", "section_max", "title_form", "attachments_max")
    return {name: rulebook.value(f"proposal.{name}") for name in names} | {
        "early": before_collecting
    }  # called by pages that tell


def before_collecting() -> str:
    """What is told while the session does not collect 大会提案 yet; empty once it does."""
    try:
        session = current_session()
    except NoSession:
        return ""
    opens = session.proposals_from
    if opens is None or opens <= timezone.now():
        return ""
    return f"{session}的大会提案自{long_date(timezone.localdate(opens))}起征集，在此以前提交的计为平时提案。"


def on_the_page(proposal: Proposal | None) -> dict[str, Any]:
    """Who has been asked to sign."""
    if proposal is None:
        return {}
    signers = proposal.signatories.select_related("member", "organisation")
    return {"proposal": proposal, "cosigners": [s for s in signers if s.position == Signatory.Position.COSIGNER]}


WRITING = Writing(
    fields=("title", "situation", "analysis", "suggestion", "category", "publish_consent", "publish_reason"),
    states={P.DRAFT: "继续写", P.RETURNED: "修改文稿"},
    locked={P.COSIGNING: "正在征集联名，文稿已锁定。需要修改时，请先点“修改文稿”。"},
    actor_may=permissions.is_proposer,
    writers="提案者",
    may_start=may_start,
    start=begin,
    for_whom=for_whom,
    form=WriteForm,
    barred=barred,
    also=suggest_units,
    limits=limits,
    files_max="proposal.attachments_max",
    kept_back=(P.RETURNED,),
    template="proposals/write.html",
    check_template="proposals/check.html",
    more=on_the_page,
)
