"""Inviting co-signers, signing, submitting."""

from core import search
from core.delivery.notices import tell
from core.matters.deadlines import start_for, stop_for
from core.matters.lifecycle import Act, Refused
from core.matters.numbering import next_number
from members.models import Member
from members.models.signing import accounts
from members.services.terms import current_session
from proposals.effects.telling import signatory_users
from proposals.models import Proposal, Signatory
from proposals.signing import SIGNING


def invite(act: Act) -> None:
    """One invitation per member, with its own clock and notice; a member asked before is not asked twice."""
    proposal = act.obj
    order = proposal.signatories.count()
    for place, member in enumerate(act.facts["members"], start=order):
        signatory, created = Signatory.objects.get_or_create(
            proposal=proposal,
            member=member,
            defaults={"position": Signatory.Position.COSIGNER, "order": place, "invited_at": act.at},
        )
        if created:
            start_for(act, signatory, "cosign")
    if proposal.proposer_kind == Proposal.ProposerKind.INDIVIDUAL:
        proposal.proposer_kind = Proposal.ProposerKind.JOINT
        proposal.save(update_fields=["proposer_kind"])
    people = [member.user for member in act.facts["members"] if member.user_id]
    first = next((s for s in proposal.signatories.all() if s.position == Signatory.Position.FIRST), None)
    title = f"{first.name if first else act.actor.name}邀您联名：{proposal.title}"
    tell(people, title, act=act, url=proposal.get_absolute_url(), body=act.facts.get("remark") or "")


def _answer(act: Act, state: str) -> None:
    mine = act.obj.signatories.filter(member__user=act.actor.user, state=Signatory.State.INVITED)
    changed = mine.update(
        state=state,
        answered_at=act.at,
        answered_by=act.actor.user,
        text_version=act.obj.text_version,
        remark=act.facts.get("remark") or "",
    )
    if not changed:
        raise Refused("您已经答复过这份联名邀请。")
    for signatory in act.obj.signatories.filter(member__user=act.actor.user):
        stop_for(act, signatory, "cosign")


def agree(act: Act) -> None:
    _answer(act, Signatory.State.AGREED)


def decline(act: Act) -> None:
    _answer(act, Signatory.State.DECLINED)


def withdraw_signature(act: Act) -> None:
    """A co-signer steps back before the proposal is submitted."""
    mine = act.obj.signatories.filter(member__user=act.actor.user, state=Signatory.State.AGREED)
    if not mine.update(state=Signatory.State.DECLINED, answered_at=act.at, remark=act.facts.get("reason") or ""):
        raise Refused("您没有在这件提案上署名。")


def ask_signers_again(act: Act) -> None:
    """The text will change: signatures given to the old text no longer count and are asked for again."""
    signed = act.obj.signatories.filter(position=Signatory.Position.COSIGNER, state=Signatory.State.AGREED)
    people = signatory_users(act.obj, Signatory.State.AGREED, merged=False)
    signed.update(state=Signatory.State.INVITED, answered_at=None, text_version=None)
    SIGNING.stop_asking(act, act.obj)
    title = f"《{act.obj.title}》正在修改，改好后请您重新署名"
    tell(people, title, act=act, url=act.obj.get_absolute_url())


def let_signers_go(act: Act) -> None:
    """A text given up waits for no signature any more; whoever was asked to sign is told."""
    SIGNING.stop_asking(act, act.obj)
    asked = act.obj.signatories.filter(position=Signatory.Position.COSIGNER).select_related("member__user")
    what = {Signatory.State.INVITED: "您不必再答复", Signatory.State.AGREED: "您的署名不再有效"}
    for state, follows in what.items():
        people = accounts(s for s in asked if s.state == state)
        words = f"{act.actor.name}放弃了《{act.obj.title}》的草稿，{follows}"
        # Whoever had not signed cannot open the text any more.
        url = act.obj.get_absolute_url() if state == Signatory.State.AGREED else SIGNING.address
        tell(people, words, act=act, url=url)
    asked.filter(state=Signatory.State.INVITED).update(state=Signatory.State.LAPSED)


def tell_lapsed(act: Act) -> None:
    """Whoever had not answered when the text was first handed in learns that nobody waits for the answer any more."""
    if act.obj.submitted_at != act.at:
        return
    lapsed = act.obj.signatories.filter(state=Signatory.State.LAPSED).select_related("member__user")
    tell(accounts(lapsed), f"《{act.obj.title}》已经提交，您不必再答复联名邀请", act=act, url=SIGNING.address)


def send_round_again(act: Act) -> None:
    """The changed text goes to everybody who has not answered it."""
    waiting = act.obj.signatories.filter(state=Signatory.State.INVITED).select_related("member__user")
    if not waiting:
        raise Refused("没有待答复的联名人，可以直接提交。")
    for signatory in waiting:
        start_for(act, signatory, "cosign")
    tell(accounts(waiting), f"请您对修改后的文稿署名：{act.obj.title}", act=act, url=act.obj.get_absolute_url())


def _to_the_running_term(act: Act) -> None:
    """A draft of a term that has ended is handed in to the new one; who is no longer a member has not signed it."""
    proposal, today = act.obj, act.actor.today
    if proposal.session.term.last_day is None or proposal.session.term.last_day >= today:
        return
    proposal.session = current_session(today)
    left = proposal.signatories.filter(position=Signatory.Position.COSIGNER).exclude(
        member__in=Member.objects.in_office(today)
    )
    left.update(state=Signatory.State.LAPSED)


def submit(act: Act) -> None:
    """Receipt number, 大会提案 or 平时提案 by the session's cut-off, unanswered invitations lapse, signers fixed."""
    proposal = act.obj
    if proposal.receipt_number is None:
        _to_the_running_term(act)
    session = proposal.session
    if proposal.receipt_number is None:
        proposal.receipt_number = next_number("proposal.receipt", str(session.pk))
        opens = session.proposals_from
        in_session = act.at <= session.proposal_cutoff and (opens is None or act.at >= opens)
        proposal.timing = Proposal.Timing.SESSION if in_session else Proposal.Timing.INTERIM
        proposal.submitted_at = act.at
    lapsed = proposal.signatories.filter(state=Signatory.State.INVITED)
    SIGNING.stop_asking(act, proposal)
    lapsed.filter(position=Signatory.Position.COSIGNER).update(state=Signatory.State.LAPSED)
    proposal.signatories.exclude(position=Signatory.Position.COSIGNER).update(
        state=Signatory.State.AGREED, answered_at=act.at, text_version=proposal.text_version
    )
    if proposal.proposer_kind in {Proposal.ProposerKind.INDIVIDUAL, Proposal.ProposerKind.JOINT}:
        agreed = proposal.signatories.filter(position=Signatory.Position.COSIGNER, state=Signatory.State.AGREED)
        kinds = Proposal.ProposerKind
        proposal.proposer_kind = kinds.JOINT if agreed.exists() else kinds.INDIVIDUAL
    proposal.save(update_fields=["session", "receipt_number", "timing", "submitted_at", "proposer_kind"])
    search.index(proposal)
