"""The two lists: proposals (提案) and units' works (承办件); what all lists share is in ``core.matters.tables``."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.utils.safestring import SafeString

from core.chinese import some_of
from core.lists import Column, FixedView, Link, tag
from core.matters.in_main import words_in_main
from core.matters.tables import MatterTable
from core.matters.turns import Turn
from core.models import Role
from core.models.roles import posts_that
from members.services.suspensions import is_suspended
from proposals import ledger
from proposals.effects.instructing import INSTRUCTING
from proposals.filters import OF_PROPOSALS, OF_WORKS
from proposals.models import Assignment, Evaluation, OwedAnswer, Proposal
from proposals.querysets import BODIES, first_name
from proposals.writing import ENTERS_FOR_OTHERS, may_start

CHOOSE_KEY_ONES = (Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR)
AGAIN = tag("二次办理")
IN_MAIN = Turn("", "答复和评价在那一件的页面上")


def people_of(row: Any) -> str:
    """“沈岚等3人”."""
    return some_of([row.first_name] if row.first_name else [], 1, "人", row.cosigners + 1)


def units_of(row: Any) -> str:
    """“区住建局等3家”, the lead first."""
    works = [work for work in row.working_assignments if work.round == row.round and not work.continues_id]
    if not works:
        return ""
    lead = next((work for work in works if work.answers), works[0])
    return some_of([lead.unit.brief], 1, "家", len(works))


def result_of(row: Proposal) -> str:
    """“B→A”: the letter of the answer, and what became of it."""
    if not row.result_letter:
        return ""
    after = f"→{row.follow_letter}" if row.follow_letter and row.follow_letter != row.result_letter else ""
    return f"{row.result_letter}{after}"


def owed_to(works: Sequence[int]) -> dict[int, str]:
    """By key of the work: the first proposers of the merged proposals that it owes an answer."""
    rows = OwedAnswer.objects.filter(work__in=works, ended_at=None).annotate(first=first_name("merged")).order_by("pk")
    found: dict[int, list[str]] = {}
    for work, name in rows.values_list("work", "first") if works else ():
        found.setdefault(work, []).append(name or "")
    return {work: some_of([name for name in names if name], 3, "位") for work, names in found.items()}


class ProposalTable(MatterTable):
    """提案."""

    key = "proposals"
    title = "提案"
    model = Proposal
    conditions = OF_PROPOSALS
    search_hint, card_search_hint = "案由、正文、提案者", "案由、正文里的词、提案者"
    empty = "还没有可以看到的提案。"
    former_view = "proposals.views.listing.ProposalList"
    ledger = ledger.OF_PROPOSALS
    sheet_sort = "number"
    card_filters = ("session", "state")

    def own_tabs(self) -> Sequence[FixedView]:
        if self.actor.is_in(Role.MEMBER):
            own = (("我的", "any"), ("我提的", "led"), ("我联名的", "joined"))
            return [FixedView(label, f"mine={which}") for label, which in own]
        views = []
        if self.actor.is_in(Role.COMMITTEE_CLERK, Role.LIAISON):
            views.append(FixedView("本单位提的", "mine=led"))
        elif self.actor.is_in(*ENTERS_FOR_OTHERS):
            views.append(FixedView("我录入的", "mine=led"))
        if self.actor.is_in(Role.LEADER):
            views += [FixedView("我的批示", "instructed=1"), FixedView("我的批示待落实", "instruction=given")]
        elif self.actor.is_in(INSTRUCTING.office, Role.SUPERVISOR, *posts_that(unit=True)):
            views.append(FixedView("待落实批示", "instruction=mine"))
        return [*views, FixedView("重点提案", "key=1"), FixedView("逾期", "light=late")]

    @cached_property
    def links(self) -> Sequence[Link]:
        found = []
        if may_start(self.actor) and not (self.actor.is_in(Role.MEMBER) and is_suspended(self.actor.user)):
            words = "代为录入" if self.actor.is_in(*ENTERS_FOR_OTHERS) else "写提案"
            found.append(Link(words, "/proposals/new/", icon="bi-pencil", primary=True))
        if self.actor.is_in(*CHOOSE_KEY_ONES):
            found.append(Link("重点提案遴选", "/proposals/sessions/key/"))
        return found

    def own_columns(self) -> tuple[Column, ...]:
        number = ("session__opens_on", "number", "receipt_number")  # filed ones by their number, then received ones
        return (
            Column("number", "案号", value="case_number", sort=number, css="text-nowrap tabular"),
            self.subject_column("提案"),
            self.state_column(),
            self.turn_column(),
            self.due_column(),
            Column("people", "提案者", value=people_of, shown=False),
            Column("category", "类别", value="category_label", sort="category", shown=False),
            Column("units", "承办单位", value=units_of, shown=False),
            Column("result", "结果", value=result_of, sort="result_letter", css="text-nowrap", first=False),
            self.day_column("submitted", "提交", "submitted_at", first=False),
        )

    def rows_of(self, ids: list) -> list[Any]:
        """What was merged tells how the one stands into which it was; one statement, where any was."""
        rows = super().rows_of(ids)
        merged = [row.pk for row in rows if row.merged_into_id]
        found = self._read_in_main(merged) if merged else {}
        for row in rows:
            row.in_main = found.get(row.pk, "")
        return rows

    def _read_in_main(self, merged: list[int]) -> dict[int, str]:
        present = {"signatory__proposal": OuterRef("pk"), "round": F("proposal__round")}
        asked = Evaluation.objects.filter(**present, state="waiting")
        own = asked.visible_to(self.user) if self.actor.is_in(Role.MEMBER, *BODIES) else asked.none()
        rows = Proposal.objects.filter(pk__in=merged, merged_into__in=Proposal.objects.visible_to(self.user))
        named = rows.only("merged_into__state", "merged_into__number", "merged_into__receipt_number")
        return words_in_main(named.annotate(asked=Exists(own)), OwedAnswer)

    def read_of(self, row: Any) -> str:
        return getattr(row, "in_main", "") or super().read_of(row)

    def turn_of(self, row: Any) -> Turn:
        return IN_MAIN if getattr(row, "in_main", "") else super().turn_of(row)

    def context_of(self, row: Any) -> str:
        return " · ".join(part for part in (people_of(row), row.category_label, units_of(row)) if part)

    def card_context_of(self, row: Any) -> str:
        return f"{row.session.opens_on.year}年 {row.session} · {self.context_of(row)}"

    def tags_of(self, row: Proposal) -> Sequence[SafeString]:
        found = [tag("重点", "key")] if row.is_key else []
        found += [AGAIN] if row.round > 1 else []
        return [*found, tag("代录")] if row.on_behalf else found

    def card_tags_of(self, row: Proposal) -> Sequence[SafeString]:
        found = [tag("重点", "key")] if row.is_key else []
        return [*found, tag(f"结果：{row.result_label}")] if row.result_letter else found


class AssignmentTable(MatterTable):
    """承办件."""

    key = "assignments"
    title = "承办件"
    model = Assignment
    part_of = "proposal"
    conditions = OF_WORKS
    search_hint = "案由、正文、提案者"
    empty = "还没有交办给您单位的提案。"
    former_view = "proposals.views.listing.AssignmentList"
    ledger = ledger.OF_WORKS
    sheet_sort = "number"

    def own_tabs(self) -> Sequence[FixedView]:
        own = FixedView("本单位", f"unit={self.actor.organisation_id}")
        return (
            *((own,) if self.actor.is_in(*posts_that(unit=True)) else ()),
            FixedView("办理中", "open=1"),
            FixedView("逾期", "light=late"),
            FixedView("二次办理", "round=2"),
        )

    def own_columns(self) -> tuple[Column, ...]:
        number = ("proposal__session__opens_on", "proposal__number", "round", "id")  # the lead unit first
        return (
            Column("number", "案号", value="proposal.case_number", sort=number, css="text-nowrap tabular"),
            self.subject_column("提案", "proposal.title"),
            Column("unit", "单位", value="unit.brief"),
            Column("people", "第一提案者", value="first_name", shown=False),
            Column("category", "类别", value="proposal.category_label", sort="proposal__category", shown=False),
            Column("role", "方式", value="get_role_display", sort="role", css="text-nowrap", first=False),
            self.state_column(),
            self.turn_column(),
            self.due_column(),
            Column("handler", "经办人", value="handler", css="text-nowrap", first=False),
            self.day_column("assigned", "交办", "assigned_at", first=False),
        )

    def rows_of(self, ids: list) -> list[Any]:
        """A work that answers only those behind merged proposals names these; one statement, where any does."""
        rows = super().rows_of(ids)
        names = owed_to([row.pk for row in rows if not row.answers_own])
        for row in rows:
            row.first_name = names.get(row.pk) or row.first_name
        return rows

    def context_of(self, row: Any) -> str:
        return " · ".join(part for part in (row.first_name, row.proposal.category_label) if part)

    def tags_of(self, row: Assignment) -> Sequence[SafeString]:
        found = ([tag("重点", "key")] if row.proposal.is_key else []) + ([AGAIN] if row.round > 1 else [])
        return [*found, tag("另行答复")] if row.continues_id else found
