"""A proposer is a member no longer: what waited for that person goes on without them, or ends."""

from datetime import date

from core.delivery.notices import announce, tell
from core.matters import events
from core.matters.deadlines import stop_for
from core.matters.lifecycle import Act
from core.models import Event, Role
from core.people.actors import Actor
from core.people.posts import users_in
from members.models import Member
from members.querysets import left_as
from proposals.deadlines import stop_cosigning
from proposals.effects.judging import leave_unanswered
from proposals.effects.telling import accounts, named, unit_users
from proposals.fields import unanswered
from proposals.guards import after_judgement
from proposals.models import AssignmentState, Evaluation, Proposal, Signatory
from proposals.states import GONE

MATTERS = "/proposals/"
PROPOSER_LEFT = "proposer_left"
Position, State = Signatory.Position, Signatory.State


def heir_of(proposal: Proposal, day: date) -> Signatory | None:
    """The co-signer next in line: the first of those who have signed and are members on ``day``."""
    signed = proposal.signatories.filter(position=Position.COSIGNER, state=State.AGREED)
    return signed.filter(member__in=Member.objects.in_office(day)).order_by("order", "pk").first()


def let_go(act: Act) -> None:
    """A co-signer's invitation or signature counts no more; a first proposer is followed by the next in line."""
    left = act.facts["signatory"]
    if left.position == Position.COSIGNER:
        _drop(act, left)
    else:
        _follow(act, left)


def _drop(act: Act, left: Signatory) -> None:
    stop_for(act, left, "cosign")
    Signatory.objects.filter(pk=left.pk).update(state=State.LAPSED)
    first = act.obj.signatories.filter(position=Position.FIRST).select_related("member__user")
    words = f"{left.name}已离任，不再在《{act.obj.title}》上联名，您不必再等"
    tell(accounts(first), words, act=act, url=act.obj.get_absolute_url())


def _follow(act: Act, left: Signatory) -> None:
    proposal = act.obj
    heir = heir_of(proposal, act.day)
    if heir is None:
        return
    # Handed in before, the former first proposer's signature stays on it; otherwise it was never given.
    state = State.LAPSED if proposal.receipt_number is None else State.AGREED
    Signatory.objects.filter(pk=left.pk).update(position=Position.COSIGNER, order=heir.order, state=state)
    Signatory.objects.filter(pk=heir.pk).update(position=Position.FIRST, order=left.order)
    signed = proposal.signatories.filter(state=State.AGREED).exclude(pk__in=[left.pk, heir.pk])
    url = proposal.get_absolute_url()
    words = f"{left.name}已离任，《{proposal.title}》由您作第一提案人，请修改、提交或放弃"
    tell(accounts([heir]), words, act=act, url=url)
    others = accounts(signed.select_related("member__user"))
    tell(others, f"{left.name}已离任，《{proposal.title}》由{heir.name}作第一提案人", act=act, url=url, key="others")


def end_text(act: Act) -> None:
    """A text that nobody can take on ends; whoever was asked to sign, and the office that has seen it, are told."""
    proposal, left = act.obj, act.facts["signatory"]
    stop_cosigning(act, proposal)
    asked = proposal.signatories.filter(position=Position.COSIGNER, state__in=(State.INVITED, State.AGREED))
    people = accounts(asked.select_related("member__user"))
    tell(people, f"{left.name}已离任，《{proposal.title}》不再提出，您不必再答复", act=act, url=MATTERS)
    asked.filter(state=State.INVITED).update(state=State.LAPSED)
    if proposal.receipt_number is not None:
        words = f"{named(proposal)}的提案者{left.name}已离任，没有可接续的联名人，不再提出"
        tell(users_in(Role.PROPOSAL_CLERK), words, act=act, url=proposal.get_absolute_url(), key="office")


def tell_units(left: Signatory, actor: Actor) -> None:
    """The units that still work on the matter, and 提案委, hear that the first proposer has left, and whom to ask."""
    proposal = left.proposal
    signed = proposal.signatories.filter(position=Position.COSIGNER, state=State.AGREED)
    others = signed.filter(member__in=Member.objects.in_office(actor.today)).exists()
    whom = "其他提案者或提案委" if others else "提案委"
    more = {"facts": {"member": left.member_id}, "audience": Event.Audience.UNIT}
    gone = f"第一提案人{left.name}{_left_as(left)}"
    words = f"{gone}，沟通、答复由承办单位与{whom}联系"
    event = events.record(proposal, actor=actor, key=PROPOSER_LEFT, label="第一提案人离任", text=words, **more)
    title = f"{named(proposal)}的{gone}，沟通、答复请与{whom}联系"
    url = proposal.get_absolute_url()
    works = proposal.assignments.filter(round=proposal.round).exclude(state__in=(*GONE, AssignmentState.DELIVERED))
    for work in works.select_related("unit"):
        told = unit_users(work.unit.present)
        announce(told, title, event=event, target=proposal, url=work.get_absolute_url())
    office = f"{named(proposal)}的{gone}，承办单位将与{whom}沟通"
    announce(users_in(Role.PROPOSAL_CLERK), office, event=event, target=proposal, url=url)


def _left_as(left: Signatory) -> str:
    return Signatory.objects.annotate(how=left_as("member")).values_list("how", flat=True).get(pk=left.pk) or "已离任"


def judge_not(act: Act) -> None:
    """Whoever has left is not waited for: 无反馈. The office hears when nobody is waited for any more."""
    waiting = Evaluation.objects.filter(proposal=act.obj, round=act.obj.round, signatory=act.facts["signatory"])
    for evaluation in waiting.filter(state=Evaluation.State.WAITING):
        leave_unanswered(act, evaluation)
    tell_nobody_left(act)


def tell_nobody_left(act: Act) -> None:
    """The office is told once nobody is asked to judge any more."""
    if not unanswered(act.obj, act.actor).exists():
        title = f"{named(act.obj)}的提案者都不再评价，请{after_judgement(act.obj)}"
        tell(users_in(Role.PROPOSAL_CLERK), title, act=act, url=act.obj.get_absolute_url())
