"""Conditions of the two lists. Names are part of addresses kept in views and figures: they are never renamed."""

from functools import reduce
from operator import or_

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone

from core import rulebook
from core.clock import lights
from core.lists import TableFilterSet, cached_choices
from core.matters.fields import handling_units
from core.models import Organisation, Role
from members.models import Session
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
from proposals.reading import duties_for
from proposals.states import GONE

LIGHTS = (("late", "逾期"), ("soon", "临期"), ("yellow", "黄牌"), ("red", "红牌"))
MINE = (("led", "我提的"), ("joined", "我联名的"), ("any", "我提的和联名的"))
YES = (("1", "是"),)
YES_NO = (("1", "是"), ("0", "否"))
DONE = (AssignmentState.DELIVERED, AssignmentState.OPINION_GIVEN)


def sessions():
    return [(row.pk, str(row)) for row in Session.objects.select_related("term").order_by("-opens_on")]


def units():
    return [(row.pk, row.brief) for row in handling_units(None, None)]


def channels():
    rows = Organisation.objects.filter(kind=Organisation.Kind.SUPERVISION_OFFICE, is_active=True)
    return [(row.pk, row.brief) for row in rows]


def categories():
    return rulebook.options("proposal.categories")


def ids_by_light(light: str, model, *, root: bool, user):
    """Ids of matters (``root``) or works with a clock of this person's concern that is late or soon, or has a card."""
    names = ("root_type", "root_id") if root else ("content_type", "object_id")
    kind = ContentType.objects.get_for_model(model)
    today = timezone.localdate()
    cards = {"late": (lights.YELLOW, lights.RED), "soon": (lights.WARNING,)}.get(light, (light,))
    shown = reduce(or_, (lights.card_filter(card, today) for card in cards))
    return duties_for(user).filter(shown, **{names[0]: kind}).values(names[1])


class ProposalFilters(TableFilterSet):
    """Conditions of the list of proposals."""

    session = django_filters.ChoiceFilter(label="届次", choices=cached_choices("sessions", sessions))
    state = django_filters.MultipleChoiceFilter(label="状态", choices=ProposalState.choices)
    category = django_filters.ChoiceFilter(label="类别", choices=categories)
    unit = django_filters.ChoiceFilter(label="承办单位", choices=cached_choices("units", units), method="by_unit")
    proposer_kind = django_filters.ChoiceFilter(label="提案者类别", choices=Proposal.ProposerKind.choices)
    timing = django_filters.ChoiceFilter(label="大会或平时", choices=Proposal.Timing.choices)
    key = django_filters.ChoiceFilter(label="重点提案", choices=YES_NO, method="by_key")
    result_meaning = django_filters.ChoiceFilter(label="办理结果", choices=Meaning.choices)
    light = django_filters.ChoiceFilter(label="亮灯", choices=LIGHTS, method="by_light")
    turn = django_filters.ChoiceFilter(label="待我办", choices=YES, method="by_turn")
    mine = django_filters.ChoiceFilter(label="与我有关", choices=MINE, method="by_mine")
    received = django_filters.ChoiceFilter(label="已收件", choices=YES, method="by_received")
    filed = django_filters.ChoiceFilter(label="立案", choices=YES_NO, method="by_filed")
    answered = django_filters.ChoiceFilter(label="已答复", choices=YES_NO, method="by_answered")
    judged = django_filters.ChoiceFilter(label="评价", choices=Evaluation.Result.choices, method="by_judgement")
    submitted = django_filters.DateFromToRangeFilter(label="提交日期", field_name="submitted_at")

    class Meta:
        model = Proposal
        fields: tuple[str, ...] = ()

    def __init__(self, *args, user=None, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def by_unit(self, rows, _name, value):
        works = Assignment.objects.filter(unit=value).exclude(state__in=GONE)
        return rows.filter(pk__in=works.values("proposal"))

    def by_key(self, rows, _name, value):
        return rows.filter(is_key=value == "1")

    def by_light(self, rows, _name, value):
        return rows.filter(pk__in=ids_by_light(value, Proposal, root=True, user=self.user))

    def by_turn(self, rows, _name, _value):
        return rows.waiting_for(self.user)

    def by_mine(self, rows, _name, value):
        """Led: as first proposer, for the own body, or entered by oneself. Joined: signed beside others."""
        hat = self.user.post_in_use
        whose = Q(member__user=self.user)
        if hat and hat.role != Role.MEMBER and hat.organisation_id:
            whose |= Q(organisation=hat.organisation_id)
        signed = Signatory.objects.filter(whose, state__in=(Signatory.State.AGREED, Signatory.State.INVITED))
        joined = Q(pk__in=signed.filter(position=Signatory.Position.COSIGNER).values("proposal"))
        led = Q(pk__in=signed.exclude(position=Signatory.Position.COSIGNER).values("proposal"))
        led |= Q(author=self.user)
        return rows.filter({"led": led, "joined": joined}.get(value, led | joined))

    def by_received(self, rows, _name, _value):
        return rows.filter(receipt_number__isnull=False)

    def by_filed(self, rows, _name, value):
        return rows.filter(number__isnull=value != "1")

    def by_answered(self, rows, _name, value):
        return rows.filter(answered_at__isnull=value != "1")

    def by_judgement(self, rows, _name, value):
        return rows.filter(pk__in=Evaluation.objects.filter(result=value).values("proposal"))


class AssignmentFilters(TableFilterSet):
    """Conditions of the list of units' works."""

    session = django_filters.ChoiceFilter(
        label="届次", choices=cached_choices("sessions", sessions), field_name="proposal__session"
    )
    state = django_filters.MultipleChoiceFilter(label="状态", choices=AssignmentState.choices)
    role = django_filters.ChoiceFilter(label="承办方式", choices=UnitRole.choices)
    unit = django_filters.ChoiceFilter(label="承办单位", choices=cached_choices("units", units))
    channel = django_filters.ChoiceFilter(label="交办渠道", choices=cached_choices("channels", channels))
    category = django_filters.ChoiceFilter(label="类别", choices=categories, field_name="proposal__category")
    round = django_filters.ChoiceFilter(
        label="轮次", choices=(("1", "第一次办理"), ("2", "二次办理")), method="by_round"
    )
    key = django_filters.ChoiceFilter(label="重点提案", choices=YES_NO, method="by_key")
    light = django_filters.ChoiceFilter(label="亮灯", choices=LIGHTS, method="by_light")
    turn = django_filters.ChoiceFilter(label="待我办", choices=YES, method="by_turn")
    open = django_filters.ChoiceFilter(label="办理中", choices=YES_NO, method="by_open")

    class Meta:
        model = Assignment
        fields: tuple[str, ...] = ()

    def __init__(self, *args, user=None, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def by_round(self, rows, _name, value):
        return rows.filter(round=1) if value == "1" else rows.filter(round__gt=1)

    def by_key(self, rows, _name, value):
        return rows.filter(proposal__is_key=value == "1")

    def by_light(self, rows, _name, value):
        return rows.filter(pk__in=ids_by_light(value, Assignment, root=False, user=self.user))

    def by_turn(self, rows, _name, _value):
        return rows.waiting_for(self.user)

    def by_open(self, rows, _name, value):
        return rows.exclude(state__in=DONE) if value == "1" else rows.filter(state__in=DONE)
