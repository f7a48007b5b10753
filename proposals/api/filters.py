"""Conditions of the two lists, under the names that the pages' addresses use; 1 and 0 or true and false."""

from django.db.models import Exists, OuterRef, QuerySet
from django_filters import rest_framework as filters

from core.api.filters import WholeFilter
from proposals import filters as pages
from proposals.models import (
    Assignment,
    AssignmentState,
    Evaluation,
    Meaning,
    Proposal,
    ProposalState,
    Signatory,
    UnitRole,
)


class ProposalFilters(filters.FilterSet):
    """Conditions of the list of proposals."""

    state = filters.MultipleChoiceFilter(choices=ProposalState.choices, label="状态，可重复")
    session = WholeFilter(field_name="session_id", label="届次")
    number = WholeFilter(label="案号")
    category = filters.CharFilter(label="类别代码")
    proposer_kind = filters.MultipleChoiceFilter(choices=Proposal.ProposerKind.choices, label="提案者类别")
    timing = filters.ChoiceFilter(choices=Proposal.Timing.choices, label="大会或平时")
    key = filters.BooleanFilter(field_name="is_key", label="重点提案")
    unit = WholeFilter(method="by_unit", label="承办单位")
    channel = WholeFilter(field_name="channel_id", label="交办渠道")
    member = WholeFilter(method="by_member", label="提案者（委员）")
    result_letter = filters.CharFilter(label="办理结果字母")
    result_meaning = filters.MultipleChoiceFilter(choices=Meaning.choices, label="办理结果含义")
    judged = filters.ChoiceFilter(choices=Evaluation.Result.choices, method="by_judgement", label="评价")
    light = filters.ChoiceFilter(choices=pages.LIGHTS, method="by_light", label="亮灯")
    turn = filters.BooleanFilter(method="by_turn", label="待我办")
    mine = filters.ChoiceFilter(choices=pages.MINE, method="by_mine", label="与我有关")
    received = filters.BooleanFilter(field_name="receipt_number", lookup_expr="isnull", exclude=True, label="已收件")
    filed = filters.BooleanFilter(field_name="number", lookup_expr="isnull", exclude=True, label="立案")
    answered = filters.BooleanFilter(field_name="answered_at", lookup_expr="isnull", exclude=True, label="已答复")
    submitted = filters.IsoDateTimeFromToRangeFilter(field_name="submitted_at", label="提交时间")

    by_unit = pages.ProposalFilters.by_unit
    by_judgement = pages.ProposalFilters.by_judgement
    by_light = pages.ProposalFilters.by_light
    by_mine = pages.ProposalFilters.by_mine

    @property
    def user(self):
        """Whose sight and turn the conditions speak of."""
        return self.request.user

    def by_turn(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        """What waits for this person, or what does not."""
        waiting = pages.ProposalFilters.by_turn(self, Proposal.objects.all(), name, "1")
        return rows.filter(pk__in=waiting.values("pk")) if value else rows.exclude(pk__in=waiting.values("pk"))

    def by_member(self, rows: QuerySet, _name: str, value) -> QuerySet:
        """Signed by this member: a signature asked for and not given is the proposers' own affair."""
        signed = Signatory.objects.filter(proposal=OuterRef("pk"), member=value)
        return rows.filter(Exists(signed.filter(state="agreed")))


class AssignmentFilters(filters.FilterSet):
    """Conditions of the list of units' works."""

    proposal = WholeFilter(field_name="proposal_id", label="提案")
    session = WholeFilter(field_name="proposal__session_id", label="届次")
    state = filters.MultipleChoiceFilter(choices=AssignmentState.choices, label="状态，可重复")
    role = filters.MultipleChoiceFilter(choices=UnitRole.choices, label="承办方式")
    unit = WholeFilter(field_name="unit_id", label="承办单位")
    channel = WholeFilter(field_name="channel_id", label="交办渠道")
    category = filters.CharFilter(field_name="proposal__category", label="类别代码")
    round = WholeFilter(label="轮次")
    key = filters.BooleanFilter(field_name="proposal__is_key", label="重点提案")
    light = filters.ChoiceFilter(choices=pages.LIGHTS, method="by_light", label="亮灯")
    turn = filters.BooleanFilter(method="by_turn", label="待我办")
    open = filters.BooleanFilter(method="by_open", label="办理中")

    by_light = pages.AssignmentFilters.by_light

    @property
    def user(self):
        """Whose dates the conditions speak of."""
        return self.request.user

    def by_turn(self, rows: QuerySet, _name: str, value: bool) -> QuerySet:
        """What waits for this person, or what does not."""
        waiting = Assignment.objects.waiting_for(self.request.user).values("pk")
        return rows.filter(pk__in=waiting) if value else rows.exclude(pk__in=waiting)

    def by_open(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        """Works that still have something to do, or those that have not."""
        return pages.AssignmentFilters.by_open(self, rows, name, "1" if value else "0")
