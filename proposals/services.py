"""Acts that are no step of the lifecycle: starting a draft, saving text, suggesting units, choosing key proposals."""

from datetime import date

from django.db import transaction
from django.db.models import F

from core import search
from core.clock import clocks
from core.matters import events, turn_keeping
from core.matters.lifecycle import Forbidden, Refused
from core.models import Organisation, Role
from core.people.actors import Actor, system_actor
from core.text import clean, clean_line
from members.models import Member, Session
from members.services.terms import current_session
from proposals import deadlines, permissions
from proposals.models import KeySelection, Proposal, ProposalState, Signatory, SuggestedUnit

TEXT_FIELDS = ("title", "situation", "analysis", "suggestion")
CHOICE_FIELDS = ("category", "publish_consent", "publish_reason")
EDITABLE = (ProposalState.DRAFT, ProposalState.RETURNED)
KIND_OF_BODY = {
    Organisation.Kind.PARTY: Proposal.ProposerKind.PARTY,
    Organisation.Kind.PEOPLES_ORGANISATION: Proposal.ProposerKind.PEOPLES_ORGANISATION,
    Organisation.Kind.SECTOR: Proposal.ProposerKind.SECTOR,
    Organisation.Kind.SPECIAL_COMMITTEE: Proposal.ProposerKind.SPECIAL_COMMITTEE,
    Organisation.Kind.MEMBER_GROUP: Proposal.ProposerKind.MEMBER_GROUP,
    Organisation.Kind.LIAISON_OFFICE: Proposal.ProposerKind.MEMBER_GROUP,
}
ENTERS_FOR_OTHERS = (Role.PROPOSAL_CLERK, Role.OFFICE_CLERK)
CHANGED_ELSEWHERE = "这份文稿刚才在别处改过了。您写的文字仍在下面，请先打开最新文稿核对后再保存。"


def may_start(actor: Actor) -> bool:
    """Members for themselves, body clerks for their body, office staff on somebody's behalf."""
    return actor.is_in(Role.MEMBER, Role.COMMITTEE_CLERK, Role.LIAISON, *ENTERS_FOR_OTHERS)


@transaction.atomic
def start_draft(*, actor: Actor, member: Member | None = None, organisation: Organisation | None = None) -> Proposal:
    """A new draft in the current session. Exactly one proposer follows from the post, or from what staff choose.

    Raises Forbidden for posts that do not propose, Refused where staff named no proposer; NoSession before set-up.
    """
    on_behalf = False
    if actor.is_in(Role.MEMBER):
        member, organisation = getattr(actor.user, "member", None), None
        if member is None:
            raise Refused("您的账号还没有与委员名册对应，请联系政协办公室。")
    elif actor.is_in(Role.COMMITTEE_CLERK, Role.LIAISON):
        member, organisation = None, actor.organisation
    elif actor.is_in(*ENTERS_FOR_OTHERS):
        on_behalf = True
        if (member is None) == (organisation is None):
            raise Refused("代为录入时，请选择一位委员或一个集体提案单位。")
    else:
        raise Forbidden("您当前的岗位不能提出提案。")
    kind = KIND_OF_BODY[organisation.kind] if organisation else Proposal.ProposerKind.INDIVIDUAL
    proposal = Proposal(
        session=current_session(actor.today), author=actor.user, on_behalf=on_behalf, proposer_kind=kind
    )
    proposal._history_date = actor.at
    proposal.save()
    Signatory.objects.create(
        proposal=proposal,
        member=member,
        organisation=organisation,
        position=Signatory.Position.COLLECTIVE if organisation else Signatory.Position.FIRST,
        state=Signatory.State.AGREED,
    )
    text = f"受{member or organisation}委托代为录入" if on_behalf else ""
    events.record(proposal, actor=actor, key="start", label="起草", to_state=proposal.state, text=text)
    turn_keeping.refresh(proposal, actor.at)
    return proposal


def cleaned_texts(data: dict) -> dict:
    """Texts as they will be stored: pasted styling gone, the title on one line."""
    texts = {name: clean(data[name]) for name in TEXT_FIELDS if name in data}
    if "title" in texts:
        texts["title"] = clean_line(data["title"])
    if "publish_reason" in data:
        texts["publish_reason"] = clean_line(data["publish_reason"] or "")
    return texts


@transaction.atomic
def save_draft(
    *, proposal: Proposal, actor: Actor, seen_version: int | None = None, keep: bool = False, **data
) -> bool:
    """Save what was typed. Returns whether anything changed. ``keep`` also keeps a version and an event.

    Autosaves (``keep=False``) write the row only. ``seen_version`` is the version the page was showing: if somebody
    saved meanwhile, Refused says so and nothing is overwritten. Raises Forbidden for others than the proposer.
    """
    check_editable(proposal, actor)
    if seen_version is not None and seen_version != proposal.text_version:
        raise Refused(CHANGED_ELSEWHERE)
    values = {**{name: data[name] for name in CHOICE_FIELDS if name in data}, **cleaned_texts(data)}
    changed = {name: value for name, value in values.items() if getattr(proposal, name) != value}
    rows = Proposal.objects.filter(pk=proposal.pk, state=proposal.state, text_version=proposal.text_version)
    if changed or keep:
        version = {"text_version": F("text_version") + 1} if changed else {}
        if not rows.update(**changed, **version, saved_at=actor.at):
            raise Refused(CHANGED_ELSEWHERE)
        proposal.refresh_from_db()
    if changed:
        search.index(proposal)
    if "title" in changed:
        turn_keeping.refresh(proposal, actor.at)
    if keep:
        proposal._history_date, proposal._history_user = actor.at, actor.user
        proposal._change_reason = f"第{proposal.text_version}稿"
        proposal.save()
        events.record(proposal, actor=actor, key="save", label="保存文稿", text=f"保存第{proposal.text_version}稿")
    return bool(changed)


def check_editable(proposal: Proposal, actor: Actor) -> None:
    """Raises Forbidden or Refused unless this person may change the text now."""
    if not permissions.is_proposer.test(actor, proposal):
        raise Forbidden("只有提案者可以修改文稿。")
    if proposal.state == ProposalState.COSIGNING:
        raise Refused("正在征集联名，文稿已锁定。需要修改时，请先点“修改文稿”。")
    if proposal.state not in EDITABLE:
        raise Refused(f"提案现为“{proposal.get_state_display()}”，文稿不能再改。")


@transaction.atomic
def suggest_units(*, proposal: Proposal, actor: Actor, lead: Organisation | None, joints=()) -> None:
    """Replace the proposer's suggestion (建议承办单位); the office decides."""
    check_editable(proposal, actor)
    proposal.suggested_units.all().delete()
    rows = [SuggestedUnit(proposal=proposal, unit=lead, is_lead=True)] if lead else []
    rows += [SuggestedUnit(proposal=proposal, unit=unit, is_lead=False) for unit in joints if unit != lead]
    SuggestedUnit.objects.bulk_create(rows)


def open_key_selections(today: date, actor: Actor | None = None) -> list[KeySelection]:
    """Begin 遴选重点提案 of the session that closed last before ``today``, unless it has begun; returns what began.

    Where its time had run out before anybody looked (the site was set up later in the year) nothing begins. ``actor``
    is the program at the moment of the day's work.
    """
    closed = Session.objects.filter(term__is_current=True, closes_on__lt=today).select_related("term")
    session = closed.order_by("-closes_on").first()
    if session is None or deadlines.key_selection_due(session) < today:
        return []
    with transaction.atomic():
        selection, new = KeySelection.objects.get_or_create(session=session)
        if not new:
            return []
        deadlines.start_key_selection(selection)
        events.record(selection, actor=actor or system_actor(), key="start_selection", label="开始遴选重点提案")
    return [selection]


def may_finish_selection(actor: Actor) -> bool:
    """提案委主任."""
    return actor.is_in(Role.PROPOSAL_CHAIR)


@transaction.atomic
def finish_key_selection(*, actor: Actor, selection: KeySelection, note: str = "") -> KeySelection:
    """完成遴选: the session's key proposals are chosen; the clock stops.

    Raises Forbidden for others than the chair, Refused while no proposal of the session is marked or once finished.
    """
    if not may_finish_selection(actor):
        raise Forbidden("只有提案委主任可以完成遴选。")
    held = KeySelection.objects.select_for_update().get(pk=selection.pk)
    if held.finished_at:
        raise Refused("这次遴选已经完成。")
    chosen = Proposal.objects.filter(session=held.session_id, is_key=True).count()
    if not chosen:
        raise Refused("本次会议还没有列为重点提案的件。请先在提案页面“列为重点提案”，再完成遴选。")
    note = clean_line(note)[:300]
    held.finished_at, held.finished_by, held.note = actor.at, actor.user, note
    held.save(update_fields=["finished_at", "finished_by", "note"])
    text = f"完成重点提案遴选，共{chosen}件"
    events.record(held, actor=actor, key="finish_selection", label="完成遴选", text=text, facts={"note": note})
    clocks.stop_clock(held, "key_select", actor.at, "完成遴选")
    return held
