"""The list of running duties (督办清单): filtered, exported, kept as views, and the start of urging."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

import django_filters
from django import forms
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.chinese import short_date
from core.clock import clocks
from core.clock.lights import LABELS, card_filter
from core.lists import BatchAction, Column, FixedView, Table, TableFilterSet, cached_choices, subject
from core.lists.columns import as_text
from core.matters import kinds
from core.matters.clock_rows import named, of_matters, works_behind
from core.matters.filters import channels
from core.models import Clock, Event, Organisation
from core.models.roles import POSTS
from workbench.board.figures import (
    CARD_ICONS,
    CARD_NAMES,
    CARDS,
    NOBODYS,
    PROPOSERS,
    ROLE_PREFIX,
    holder_filter,
    stages,
)
from workbench.board.urging import URGERS, Urging, urgings
from workbench.board.words import explained, whose

CARD_CHOICES = tuple((CARD_NAMES[card], LABELS[card]) for card in CARDS)
CARD_OF_NAME = {name: card for card, name in CARD_NAMES.items()}


def holders():
    """Units and supervision offices, also merged ones that still owe something, then who is no office."""
    offices = Organisation.objects.filter(kind=Organisation.Kind.SUPERVISION_OFFICE)
    rows = (Organisation.objects.handling() | offices).order_by("kind", "order", "id")
    own = [post for post in POSTS.values() if post.inside and not post.watches]
    others = [(f"{ROLE_PREFIX}{post.role}", post.brief) for post in own]
    return [(row.pk, row.brief) for row in rows] + others + [(PROPOSERS, "提案者"), (NOBODYS, "未定责任人")]


holder_choices = cached_choices("board-holders", holders)


def matters_title() -> str:
    """How a column of matters is called: by their kind where there is one only."""
    titles = [kind.title for kind in kinds.matters()]
    return titles[0] if len(titles) == 1 else "事项"


class _AnyChoice(forms.ChoiceField):
    """Offers the usual values and takes any short one: a figure may name a holder or a stage that is not offered."""

    def valid_value(self, value):
        return len(str(value)) <= 40


class _AnyChoiceFilter(django_filters.ChoiceFilter):
    field_class = type("_Field", (_AnyChoice, django_filters.fields.ChoiceField), {})


class DutyFilters(TableFilterSet):
    """Conditions of the list. Names are part of addresses kept in views and figures: they are never renamed."""

    unit = _AnyChoiceFilter(label="单位", choices=holder_choices, method="by_unit")
    stage = _AnyChoiceFilter(label="环节", choices=stages, field_name="kind")
    card = django_filters.ChoiceFilter(label="亮牌", choices=CARD_CHOICES, method="by_card")
    due = django_filters.DateFromToRangeFilter(label="截止日", field_name="due")
    channel = django_filters.ChoiceFilter(label="督查渠道", choices=channels, field_name="watched_by")

    class Meta:
        model = Clock
        fields: tuple[str, ...] = ()

    def __init__(self, *args, user=None, today=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today or timezone.localdate()
        post = POSTS[user.post_in_use.role] if user and user.post_in_use else None
        if post and not post.office:
            del self.form.fields["channel"]
        if post and post.unit:
            del self.form.fields["unit"]

    def by_unit(self, rows, _name, value):
        return rows.filter(holder_filter(value))

    def by_card(self, rows, _name, value):
        return rows.filter(card_filter(CARD_OF_NAME[value], self.today))


@dataclass(frozen=True)
class Duty:
    """One running duty as a row: its matter, its light, and how often and when last it was urged."""

    clock: Clock
    matter_name: str
    url: str
    light: clocks.Light
    urged: int = 0
    urged_on: date | None = None

    @property
    def pk(self) -> int:
        return self.clock.pk

    def __str__(self) -> str:
        """A box is called by the matter and the stage; the clock's own name is only a date."""
        return f"{self.clock.label} {self.matter_name}"


class DutyTable(Table):
    """期限: running duties, each a ``Duty``."""

    key = "duties"
    title = "督办清单"
    model = Clock
    order = ("due", "pk")
    search_hint = "案号、案由、正文"
    empty = "现在没有正在计算的期限。"

    def __init__(self, *, queryset, user, params, path):
        super().__init__(queryset=queryset, user=user, params=params, path=path)
        self.today = timezone.localdate()
        self.filterset = partial(DutyFilters, user=user, today=self.today)
        self.views = tuple(FixedView(LABELS[card], f"card={CARD_NAMES[card]}") for card in reversed(CARDS))
        self.columns = (
            Column("matter", matters_title(), value="matter_name", html=_subject, grows=True),
            Column("unit", "单位", value=_whose, sort=("holder_org__order", "holder_org")),
            Column("stage", "环节", value="clock.label"),
            Column("card", "亮牌", value="light.card_label", html=card_cell, css="text-nowrap"),
            Column("due", "截止日", value="clock.due", sort="due", html=_due, css="tabular"),
            Column("left", "剩余", value="light.words", shown=False),
            Column("urged", "催办", value=lambda row: row.urged or None, html=_urged, css="text-nowrap"),
            *(EXPORTED_BESIDE if params.get("export") else ()),
        )

    def list_queryset(self) -> QuerySet[Clock]:
        return Clock.objects.select_related("rule__regulation", "holder_org", "holder_user", "watched_by")

    def rows_of(self, ids: list) -> list[Duty]:
        """The clocks with their matters and urgings: four statements whatever their number."""
        found: list[Clock] = super().rows_of(ids)
        urged = urged_facts(found)
        return [
            Duty(row.clock, row.matter_name, row.url, clocks.light(row.clock, self.today), *urged.get(row.clock.pk, ()))
            for row in named(found, self.user)
        ]

    @cached_property
    def found(self) -> QuerySet[Clock]:
        """Words are looked for in the matters, which are what the index knows."""
        return of_matters(self.filters.qs, self.q, self.user).order_by(*self._ordering())

    def actions(self) -> list[BatchAction]:
        post = self.user.post_in_use
        offered = urgings().values() if self.rows and post and post.role in {*URGERS} else ()
        return [BatchAction(urging.label, urging.url) for urging in offered]


def card_cell(row: Duty) -> SafeString:
    """The card as icon and word."""
    card = row.light.card
    return format_html(
        '<span class="zx-card-light {}"><i class="bi {}" aria-hidden="true"></i> {}</span>',
        CARD_NAMES[card], CARD_ICONS[card], row.light.card_label,
    )  # fmt: skip


def urged_facts(rows: Iterable[Clock]) -> dict[int, tuple[int, date]]:
    """By key of the clock: how often and when last it was urged, where it was at all; one statement, one more where
    something is owed beside a work's own."""
    acts, rows = urgings().values(), list(rows)
    behind = works_behind(rows)
    where = {row.pk: place for row in rows for urging in acts if (place := _place(urging, row, behind))}
    about = Q()
    for kind in {kind for kind, _, _ in where.values()}:
        about |= Q(content_type=kind, object_id__in={pk for other, pk, _ in where.values() if other == kind})
    if not where:
        return {}
    events = Event.objects.filter(about, key__in={key for _, _, key in where.values()}).order_by()
    counted = events.values("content_type", "object_id", "key").annotate(n=Count("pk"), last=Max("at"))
    found = {
        (row["content_type"], row["object_id"], row["key"]): (row["n"], timezone.localdate(row["last"]))
        for row in counted
    }
    return {pk: found[place] for pk, place in where.items() if place in found}


def _place(urging: Urging, row: Clock, behind: Mapping[int, tuple[int, int]]) -> tuple[int, int, str] | None:
    """Where an urging about this date is written: 催评价 on the matter, others on the unit's work."""
    target = urging.target_of(row, behind)
    return (urging.kind.content_type.pk, target, urging.row.key) if target is not None else None


def _whose(row: Duty) -> str:
    return whose(row.clock)


def _subject(row: Duty) -> SafeString:
    why = format_html('<details class="zx-why"><summary>怎么算的</summary><p>{}</p></details>', explained(row.clock))
    return format_html("{}{}", subject(row.matter_name, row.url), why)


def _due(row: Duty) -> SafeString:
    """The day, and below it how long there is."""
    return format_html(
        '<span class="text-nowrap">{}</span><div class="zx-sub">{}</div>', as_text(row.clock.due), row.light.words
    )


def _urged(row: Duty) -> SafeString:
    if row.urged_on is None:
        return SafeString("")
    return format_html('已催{}次<div class="zx-sub">{}</div>', row.urged, short_date(row.urged_on))


EXPORTED_BESIDE = (
    Column("urged_on", "最近催办", value="urged_on"),
    Column("started", "起算日", value="clock.started_on"),
    Column("channel", "督查渠道", value="clock.watched_by.brief"),
    Column("why", "算法", value=lambda row: explained(row.clock)),
)
