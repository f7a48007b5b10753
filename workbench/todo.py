"""What waits for a person in the post in use: proposals and units' works, by how soon they are due."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch, Q

from core.actors import Actor
from core.clocks import Light, light
from core.lifecycle import lifecycle_of, next_step
from core.models import Clock, Role
from proposals.models import Assignment, Evaluation, Proposal, ProposalState, Signatory
from proposals.reading import OF_THE_COMMITTEE

MOST = 200
SIGNATORIES = (Role.MEMBER, Role.COMMITTEE_CLERK, Role.LIAISON)
GROUPS = (("late", "已逾期"), ("today", "今天到期"), ("week", "本周"), ("later", "以后"))
ICONS = {
    "late": "bi-exclamation-octagon-fill",
    "today": "bi-hourglass-split",
    "week": "bi-check-circle",
    "later": "bi-calendar3",
}


@dataclass
class Todo:
    """One thing to do: the matter, the verb of the next step, and the soonest date that bears on it."""

    matter: Proposal | Assignment
    proposal: Proposal
    verb: str
    url: str
    context: str
    clock: Clock | None = None
    light: Light | None = None

    @property
    def due(self) -> date:
        return self.clock.due if self.clock else date.max


@dataclass
class TodoList:
    """What waits, in four groups; ``more`` says that the list was cut at the most pressing ones."""

    groups: list[tuple[str, str, str, list[Todo]]]
    total: int
    more: bool = False
    items: list[Todo] = field(default_factory=list)


def todo_list(user, today: date) -> TodoList:
    """Everything whose next step is this person's, soonest first, in a number of queries that does not grow with it."""
    actor = Actor.of(user)
    proposals = list(_proposals(user)[: MOST + 1])
    works = list(_works(user)[: MOST + 1])
    items = [_of_proposal(p, actor) for p in proposals] + [_of_work(w, actor) for w in works]
    soonest = _soonest_clocks(user, proposals, works)
    for item in items:
        item.clock = soonest.get((item.matter._meta.label, item.matter.pk))
        item.light = light(item.clock, today) if item.clock else None
    items.sort(key=lambda item: (item.due, -item.matter.pk))
    groups = {key: [] for key, _ in GROUPS}
    week_end = today + timedelta(days=6 - today.weekday())
    for item in items[:MOST]:
        groups[_group(item.due, today, week_end)].append(item)
    shown = [(key, label, ICONS[key], groups[key]) for key, label in GROUPS if groups[key]]
    return TodoList(shown, len(items), more=len(items) > MOST, items=items)


def _group(due: date, today: date, week_end: date) -> str:
    if due < today:
        return "late"
    if due == today:
        return "today"
    return "week" if due <= week_end else "later"


def _proposals(user):
    """Waiting proposals with just what the role's rows ask about."""
    rows = Proposal.objects.waiting_for(user).defer("situation", "analysis", "suggestion").order_by("id")
    signers = Prefetch("signatories", Signatory.objects.select_related("member", "organisation"))
    role = user.hat.role if user.hat else ""
    if role == Role.PROPOSAL_CLERK:
        judged = Evaluation.objects.select_related("signatory__member", "signatory__organisation")
        return rows.prefetch_related(signers, Prefetch("evaluations", judged))
    return rows.prefetch_related(signers)


def _works(user):
    """Waiting units' works with just what the role's rows ask about."""
    rows = Assignment.objects.waiting_for(user).select_related("proposal", "unit", "channel", "reply").order_by("id")
    rows = rows.defer("proposal__situation", "proposal__analysis", "proposal__suggestion")
    if user.hat and user.hat.role == Role.UNIT_CLERK:
        peers = Prefetch("proposal__assignments", Assignment.objects.select_related("unit"))
        return rows.prefetch_related("contacts", "countersigns", peers)
    return rows.prefetch_related("extensions")


def _of_proposal(proposal: Proposal, actor: Actor) -> Todo:
    row = _next_of_proposal(proposal, actor)
    names = [s.name for s in proposal.signatories.all() if s.state in ("agreed", "invited")]
    people = f"{names[0]}等{len(names)}人" if len(names) > 1 else "".join(names)
    url = proposal.get_absolute_url()
    if row is not None and row.key == "submit":
        verb = "看联名" if proposal.state == "cosigning" else "接着写"
        return Todo(proposal, proposal, verb, url, _writing_words(proposal))
    words = f"{proposal.get_state_display()} · {people}"
    return Todo(proposal, proposal, row.label if row else "查看", f"{url}do/{row.key}/" if row else url, words)


def _next_of_proposal(proposal: Proposal, actor: Actor):
    """The row that waits for this person. A signatory's proposal is here for judgement only if it was asked for."""
    if proposal.state == ProposalState.EVALUATING and actor.is_in(*SIGNATORIES):
        return lifecycle_of(proposal).row("evaluate")
    return next_step(proposal, actor)


def _writing_words(proposal: Proposal) -> str:
    if proposal.state == "returned":
        return "退回修改，请改好后再提交"
    asked = [s for s in proposal.signatories.all() if s.position == "cosigner"]
    if not asked:
        return "草稿"
    agreed = sum(s.state == "agreed" for s in asked)
    return f"已邀{len(asked)}人联名，{agreed}人同意"


def _of_work(work: Assignment, actor: Actor) -> Todo:
    row = next_step(work, actor)
    verb = row.label if row else "查看"
    url = work.get_absolute_url()
    if work.state == "return_asked":
        return Todo(work, work.proposal, "答复退办", url, f"{work.unit.brief}申请退办：{work.return_reason[:40]}")
    if row and row.key == "grant_extension":
        asked = next(e for e in work.extensions.all() if e.state == "asked")
        words = f"{work.unit.brief}申请延期{asked.length}：{asked.reason[:40]}"
        return Todo(work, work.proposal, "答复延期", url, words)
    unit = "" if work.unit_id == actor.organisation_id else f"{work.unit.brief} · "
    again = " · 二次办理" if work.round > 1 else ""
    words = f"{work.get_state_display()} · {unit}{work.get_role_display()}{again}"
    return Todo(work, work.proposal, verb, f"{url}do/{row.key}/" if row else url, words)


def _soonest_clocks(user, proposals, works) -> dict[tuple[str, int], Clock]:
    """The running clock that ends first for each waiting thing; a right that lapses (退办) is no duty and left out."""
    if not proposals and not works:
        return {}
    kinds = ContentType.objects.get_for_models(Proposal, Assignment, Signatory, Evaluation)
    ids = [p.pk for p in proposals]
    mine = Q(content_type=kinds[Proposal], object_id__in=ids)
    own = Q(holder_user=user) | Q(holder_org__isnull=False, holder_org=user.hat.organisation_id)
    mine |= Q(content_type__in=(kinds[Signatory], kinds[Evaluation]), root_id__in=ids) & own
    mine |= Q(content_type=kinds[Assignment], object_id__in=[w.pk for w in works])
    found: dict[tuple[str, int], Clock] = {}
    invited = Q(content_type=kinds[Signatory])
    running = Clock.objects.filter(mine, stopped_at__isnull=True).filter(Q(lapses=False) | invited)
    if user.hat.role != Role.PROPOSAL_CLERK:
        running = running.exclude(kind__in=OF_THE_COMMITTEE)
    for clock in running.select_related("rule__regulation").order_by("due", "id"):
        label, pk = "proposals.Proposal", clock.root_id
        if clock.content_type_id == kinds[Assignment].pk:
            label, pk = "proposals.Assignment", clock.object_id
        found.setdefault((label, pk), clock)
    return found
