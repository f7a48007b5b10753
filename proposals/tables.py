"""The two lists: proposals (提案) and units' works (承办件)."""

from functools import cached_property, partial

from django.db.models import Prefetch
from django.utils import timezone

from core import rulebook
from core.lists import BatchAction, Column, FixedView, Link, Table, due, subject, tag
from core.matters import turns
from core.matters.lifecycle import lifecycle_of
from core.matters.reading import next_light
from core.matters.whose_turn import whose_turn
from core.models import Role
from core.people.actors import Actor
from core.search import matching_ids
from proposals import services
from proposals.filters import AssignmentFilters, ProposalFilters
from proposals.models import Assignment, Proposal
from proposals.reading import nearest_date, with_list_facts, with_work_facts

PAPERS_OF_MANY = (Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR, Role.OFFICE_CLERK)


def people_of(row) -> str:
    """“沈岚等3人”."""
    name = row.first_name or ""
    return f"{name}等{row.cosigners + 1}人" if name and row.cosigners else name


def units_of(row) -> str:
    """“区住建局等3家”, the lead first."""
    works = [work for work in row.working_assignments if work.round == row.round]
    if not works:
        return ""
    lead = next((work for work in works if work.answers), works[0])
    return f"{lead.unit.brief}等{len(works)}家" if len(works) > 1 else lead.unit.brief


def category_of(row) -> str:
    return rulebook.label_of("proposal.categories", row.category) if row.category else ""


def context_of(row) -> str:
    """One line below the title: who, what about, which units."""
    return " · ".join(part for part in (people_of(row), category_of(row), units_of(row)) if part)


def tags_of(row) -> tuple:
    found = [tag("重点", "key")] if row.is_key else []
    found += [tag("二次办理")] if row.round > 1 else []
    found += [tag("代录")] if row.on_behalf else []
    return tuple(found)


def day_of(moment) -> str:
    """“2026-03-02”, the local day."""
    return f"{timezone.localdate(moment):%Y-%m-%d}" if moment else ""


def result_of(row) -> str:
    if not row.result_letter:
        return ""
    after = f"→{row.follow_letter}" if row.follow_letter and row.follow_letter != row.result_letter else ""
    return f"{row.result_letter}{after}"


EXPORTED_BESIDE = (
    Column("people", "提案者", value=people_of),
    Column("units", "承办单位", value=units_of),
    Column("category", "类别", value=category_of),
)


class ProposalTable(Table):
    """提案. Built for one person: tabs, turns and acts depend on the post in use."""

    key = "proposals"
    title = "提案"
    model = Proposal
    search_hint = "案由、正文、提案者"
    empty = "还没有可以看到的提案。"

    def __init__(self, *, queryset, user, params, path):
        super().__init__(queryset=queryset, user=user, params=params, path=path)
        self.actor = Actor.of(user)
        self.filterset = partial(ProposalFilters, user=user)
        self.views = self._views()
        self.columns = self._columns()
        if services.may_start(self.actor):
            self.empty_link = Link("写提案", "/proposals/new/")

    def _views(self) -> tuple[FixedView, ...]:
        views = [FixedView("待我办", "turn=1")]
        if self.actor.is_in(Role.MEMBER):
            views += [
                FixedView("我的", "mine=any"),
                FixedView("我提的", "mine=led"),
                FixedView("我联名的", "mine=joined"),
            ]
        elif self.actor.is_in(Role.COMMITTEE_CLERK, Role.LIAISON):
            views += [FixedView("本单位提的", "mine=led")]
        elif self.actor.is_in(*services.ENTERS_FOR_OTHERS):
            views += [FixedView("我录入的", "mine=led")]
        if not self.actor.is_in(Role.MEMBER):
            views += [FixedView("重点提案", "key=1"), FixedView("逾期", "light=late")]
        return tuple(views)

    def _columns(self) -> tuple[Column, ...]:
        actor = self.actor
        return (
            Column("number", "案号", value="case_number", sort=("session__opens_on", "number", "receipt_number"),
                   css="text-nowrap tabular"),
            Column("title", "提案", value="title",
                   html=lambda row: subject(str(row), row.get_absolute_url(), context_of(row), tags_of(row))),
            *(EXPORTED_BESIDE if self.params.get("export") else ()),
            Column("state", "状态", value="get_state_display", sort="state",
                   html=lambda row: tag(row.get_state_display(), "state"), css="text-nowrap"),
            Column("turn", "轮到谁", value=lambda row: whose_turn(row, actor).sentence, html=self._turn),
            Column("due", "期限", value="next_due", sort="next_due", html=light_cell),
            Column("result", "结果", value=result_of, sort="result_letter", css="text-nowrap"),
            Column("submitted", "提交", value="submitted_at", sort="submitted_at",
                   html=lambda row: day_of(row.submitted_at),
                   css="text-nowrap tabular"),
        )  # fmt: skip

    def _turn(self, row):
        return turn_cell(whose_turn(row, self.actor))

    @cached_property
    def found(self):
        if self.sort.removeprefix("-") == "due":
            self.queryset = self.queryset.annotate(**nearest_date(Proposal, root=True, user=self.user))
        return super().found

    def rows_of(self, ids: list) -> list[Proposal]:
        rows = super().rows_of(ids)
        turns.attach(rows)
        return rows

    def list_queryset(self):
        works = Assignment.objects.working().select_related("unit", "channel").order_by("round", "id")
        rows = Proposal.objects.defer("situation", "analysis", "suggestion").select_related("session__term", "channel")
        rows = rows.prefetch_related(Prefetch("assignments", works, to_attr="working_assignments"))
        return with_list_facts(rows, self.user)

    def actions(self) -> list[BatchAction]:
        return batch_actions(self, "/proposals/batch/") + self._papers()

    def _papers(self) -> list[BatchAction]:
        if not self.actor.is_in(*PAPERS_OF_MANY):
            return []
        return [BatchAction("打印提案表", "/proposals/papers/?kind=form")]


class AssignmentTable(Table):
    """承办件."""

    key = "assignments"
    title = "承办件"
    model = Assignment
    search_hint = "案由、正文"
    empty = "还没有交办给您单位的提案。"

    def __init__(self, *, queryset, user, params, path):
        super().__init__(queryset=queryset, user=user, params=params, path=path)
        self.actor = Actor.of(user)
        self.filterset = partial(AssignmentFilters, user=user)
        own = f"unit={self.actor.organisation_id}" if self.actor.is_in(Role.UNIT_CLERK, Role.UNIT_HEAD) else ""
        self.views = (
            FixedView("待我办", "turn=1"),
            *((FixedView("本单位", own),) if own else ()),
            FixedView("办理中", "open=1"),
            FixedView("逾期", "light=late"),
            FixedView("二次办理", "round=2"),
        )
        self.columns = self._columns()

    def _columns(self) -> tuple[Column, ...]:
        actor = self.actor
        return (
            Column("number", "案号", value="proposal.case_number", sort=("proposal__number",),
                   css="text-nowrap tabular"),
            Column("title", "提案", value="proposal.title", html=work_subject),
            Column("unit", "单位", value="unit.brief"),
            Column("role", "方式", value="get_role_display", sort="role", css="text-nowrap"),
            Column("state", "状态", value="get_state_display", sort="state",
                   html=lambda row: tag(row.get_state_display(), "state"), css="text-nowrap"),
            Column("turn", "轮到谁", value=lambda row: whose_turn(row, actor).sentence,
                   html=lambda row: turn_cell(whose_turn(row, actor))),
            Column("due", "期限", value="next_due", sort="next_due", html=light_cell),
            Column("handler", "经办人", value="handler_name", css="text-nowrap"),
            Column("assigned", "交办", value="assigned_at", sort="assigned_at",
                   html=lambda row: day_of(row.assigned_at), css="text-nowrap tabular"),
        )  # fmt: skip

    def rows_of(self, ids: list) -> list[Assignment]:
        rows = super().rows_of(ids)
        turns.attach(rows)
        return rows

    def list_queryset(self):
        return with_work_facts(Assignment.objects.for_list(), self.user)

    @cached_property
    def found(self):
        """Words are looked for in the proposals, which are what the index knows."""
        rows = self.filters.qs
        if self.q:
            rows = rows.filter(proposal__in=matching_ids(Proposal, self.q))
        if self.sort.removeprefix("-") == "due":
            rows = rows.annotate(**nearest_date(Assignment, root=False, user=self.user))
        return rows.order_by(*self._ordering())

    def actions(self) -> list[BatchAction]:
        return batch_actions(self, "/proposals/assignments/batch/")


def work_subject(row):
    proposal = row.proposal
    tags = ([tag("重点", "key")] if proposal.is_key else []) + ([tag("二次办理")] if row.round > 1 else [])
    context = " · ".join(part for part in (row.first_name, category_of(proposal)) if part)
    return subject(str(proposal), row.get_absolute_url(), context, tuple(tags))


def light_cell(row):
    """The light of the nearest date; nothing where nothing runs."""
    light = next_light(row)
    return due(light, f"{row.next_label}：{row.next_due:%Y-%m-%d}") if light else ""


def turn_cell(turn):
    """Who and what in one line; the own turn stands out by its word."""
    if not turn.who:
        return turn.what
    return tag(f"轮到您：{turn.what}", "key") if turn.is_me else f"{turn.who} {turn.what}"


def batch_actions(table: Table, url: str) -> list[BatchAction]:
    """Rows of the lifecycle marked ``batch`` that this person could do to something on this page."""
    if not table.rows:
        return []
    found = []
    for row in sorted(lifecycle_of(table.rows[0]).rows, key=lambda row: row.quiet):
        if row.batch and any(obj.state in row.source and row.actor_may(table.actor, obj) for obj in table.rows):
            found.append(BatchAction(f"批量{row.label}", f"{url}{row.key}/", primary=not found and not row.quiet))
    return found
