"""Conditions of lists of matters, said once for the page and the interface.

A table declares ``conditions``; ``page_filters`` and ``api_filters`` make the two sets of filters from them. Names are
part of addresses kept in views, figures and other systems: they are never renamed. The page offers choices, with 1 and
0 for yes and no; the interface takes true and false and whole numbers as well.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.db.models import QuerySet
from django_filters import rest_framework as api

from core.api.filters import WholeFilter
from core.lists import TableFilterSet, cached_choices
from core.matters import instructions, kinds, turns
from core.matters.nearest import with_light
from core.models import Organisation, User
from core.text import number_of

Choices = Sequence[tuple[str, str]] | Callable[[], Iterable[tuple[str, str]]]
Narrow = Callable[[QuerySet, Any, User], QuerySet]

YES_NO = (("1", "是"), ("0", "否"))
LIGHTS = (("late", "逾期"), ("soon", "临期"), ("yellow", "黄牌"), ("red", "红牌"))


@dataclass(frozen=True, eq=False)
class Condition:
    """One condition under one name. ``field`` is compared with what was asked for (default: the name).

    ``narrow(rows, value, user)`` says instead what is left of the rows, for this person. ``on_page`` and ``in_api``
    say where it is offered; ``api_label`` describes it to other systems where the label alone would not do.
    """

    name: str
    label: str
    field: str = ""
    narrow: Narrow | None = None
    on_page: bool = True
    in_api: bool = True
    api_label: str = ""

    def page_filter(self) -> django_filters.Filter:
        """Its filter on the page."""
        raise NotImplementedError

    def api_filter(self) -> django_filters.Filter:
        """Its filter in the interface."""
        raise NotImplementedError

    def meant(self, value: Any) -> Any:
        """What ``narrow`` is given of what the filter read."""
        return value

    @property
    def _on_page(self) -> dict[str, Any]:
        method = {"method": f"by_{self.name}"} if self.method() else {}
        return {"label": self.label, "field_name": self.field or self.name, **method}

    @property
    def _in_api(self) -> dict[str, Any]:
        return self._on_page | {"label": self.api_label or self.label}

    def method(self) -> Callable[[Any, QuerySet, str, Any], QuerySet] | None:
        """``by_<name>`` of the set of filters, where ``narrow`` decides."""
        narrow = self.narrow
        if narrow is None:
            return None
        return lambda filters, rows, _name, value: narrow(rows, self.meant(value), filters.user)


@dataclass(frozen=True, eq=False)
class Coded(Condition):
    """One of coded values, or several where ``page_many`` and ``api_many`` say so; ``api_any``: any text there."""

    choices: Choices = ()
    page_many: bool = False
    api_many: bool = False
    api_any: bool = False

    def page_filter(self) -> django_filters.Filter:
        made = django_filters.MultipleChoiceFilter if self.page_many else django_filters.ChoiceFilter
        return made(choices=self.choices, **self._on_page)

    def api_filter(self) -> django_filters.Filter:
        if self.api_any:
            return api.CharFilter(**self._in_api)
        made = api.MultipleChoiceFilter if self.api_many else api.ChoiceFilter
        return made(choices=self.choices, **self._in_api)


@dataclass(frozen=True, eq=False)
class Text(Condition):
    """A text that must be the same; in the interface only."""

    on_page: bool = False

    def api_filter(self) -> django_filters.Filter:
        return api.CharFilter(**self._in_api)


@dataclass(frozen=True, eq=False)
class Key(Condition):
    """The number of a thing: chosen from ``choices`` on the page, any whole number in the interface.

    With ``things(user)`` the page does not offer it but takes it from an address, as from a link on that thing's own
    page; its chip names the thing.
    """

    choices: Choices = ()
    things: Callable[[User], QuerySet] | None = None

    def page_filter(self) -> django_filters.Filter:
        if self.things is not None:
            return _OfThing(things=self.things, widget=forms.HiddenInput, **self._on_page)
        return django_filters.ChoiceFilter(choices=self.choices, **self._on_page)

    def api_filter(self) -> django_filters.Filter:
        return WholeFilter(**self._in_api)


class _OfThing(django_filters.ModelChoiceFilter):
    """One of the things that the person who asks may see."""

    def __init__(self, *args: Any, things: Callable[[User], QuerySet], **more: Any):
        self.things = things
        super().__init__(*args, queryset=None, **more)

    def get_queryset(self, request: Any) -> QuerySet:
        return self.things(self.parent.user)


@dataclass(frozen=True, eq=False)
class Flag(Condition):
    """Yes or no; ``narrow`` is given True or False. ``known``: whether the field holds anything at all.

    The page offers only “是” where the other rows would say nothing (``only_yes``); one that is not ``offered`` it
    takes from an address, as of a tab.
    """

    known: bool = False
    only_yes: bool = False
    offered: bool = True

    def page_filter(self) -> django_filters.Filter:
        options = YES_NO[:1] if self.only_yes else YES_NO
        hidden = {} if self.offered else {"widget": forms.HiddenInput}
        return django_filters.ChoiceFilter(choices=options, **self._on_page, **hidden)

    def api_filter(self) -> django_filters.Filter:
        return api.BooleanFilter(**self._in_api)

    def meant(self, value: Any) -> bool:
        return value in (True, "1")

    def method(self) -> Callable[[Any, QuerySet, str, Any], QuerySet]:
        field = self.field or self.name

        def by_field(_filters: Any, rows: QuerySet, _name: str, given: Any) -> QuerySet:
            asked = self.meant(given)
            return rows.filter(**{f"{field}__isnull": not asked} if self.known else {field: asked})

        return super().method() or by_field


@dataclass(frozen=True, eq=False)
class Days(Condition):
    """From one day to another; in the interface to the moment."""

    def page_filter(self) -> django_filters.Filter:
        return django_filters.DateFromToRangeFilter(**self._on_page)

    def api_filter(self) -> django_filters.Filter:
        return api.IsoDateTimeFromToRangeFilter(**self._in_api)


# ---- conditions that every line of business knows ----


def state(states: type[models.TextChoices]) -> Condition:
    """状态, several at once."""
    return Coded("state", "状态", choices=states.choices, page_many=True, api_many=True, api_label="状态，可重复")


def light() -> Condition:
    """亮灯: with a duty that this person may read and that is late or soon, or has a card."""

    def by_light(rows: QuerySet, asked: str, user: User) -> QuerySet:
        return rows.filter(pk__in=with_light(asked, rows.model, user))

    return Coded("light", "亮灯", narrow=by_light, choices=LIGHTS)


def turn() -> Condition:
    """待我办: what waits for this person; a matter also where one of its parts does."""

    def by_turn(rows: QuerySet, asked: bool, user: User) -> QuerySet:
        mine = turns.waiting_for(user, rows.model, parts=kinds.of(rows.model).is_matter)
        return rows.filter(mine) if asked else rows.exclude(mine)

    return Flag("turn", "待我办", narrow=by_turn, only_yes=True)


def instructed() -> Condition:
    """我的批示: on which this person has written one."""

    def by_instructed(rows: QuerySet, asked: bool, user: User) -> QuerySet:
        given = instructions.given_by(rows.model._default_manager.all(), user).values("pk")
        return rows.filter(pk__in=given) if asked else rows.exclude(pk__in=given)

    return Flag(
        "instructed", "我的批示", narrow=by_instructed, only_yes=True, offered=False, api_label="本人作过批示的"
    )


def instruction() -> Condition:
    """批示: by how one stands that this person reads; what the own desk is to follow, what a leader waits for."""

    def by_instruction(rows: QuerySet, asked: str, user: User) -> QuerySet:
        return rows.filter(pk__in=instructions.standing(user, kinds.of(rows.model), asked).values("root_id"))

    return Coded("instruction", "批示", narrow=by_instruction, choices=instructions.STANDINGS)


def _units() -> list[tuple[int, str]]:
    return _in_use_first(Organisation.objects.handling())


def _channels() -> list[tuple[int, str]]:
    return _in_use_first(Organisation.objects.filter(kind=Organisation.Kind.SUPERVISION_OFFICE))


def _in_use_first(bodies: QuerySet) -> list[tuple[int, str]]:
    """Those in use, then those of the past: what they did is still looked for under their names."""
    rows = bodies.order_by("-is_active", "order", "id")
    return [(row.pk, row.brief if row.is_active else f"{row.brief}（已停用）") for row in rows]


units = cached_choices("units", _units)
channels = cached_choices("channels", _channels)


def unit(field: str = "unit_id", narrow: Narrow | None = None) -> Condition:
    """承办单位."""
    return Key("unit", "承办单位", field, narrow, choices=units)


def channel(*, on_page: bool = True) -> Condition:
    """交办渠道."""
    return Key("channel", "交办渠道", "channel_id", on_page=on_page, choices=channels)


# ---- sets of filters ----


class PageFilters(TableFilterSet):
    """Filters of a list's page; ``user`` is the person who asks, in the post in use."""

    def __init__(self, *args: Any, user: User, **more: Any):
        self.user = user
        super().__init__(*args, **more)


@dataclass(frozen=True)
class Ticked:
    """The rows that were ticked in a list, by key, to be gone through (逐件办理)."""

    keys: tuple[int, ...]

    def __str__(self) -> str:
        return f"{len(self.keys)}件"


class _TickedField(forms.CharField):
    widget = forms.HiddenInput

    def clean(self, value: Any) -> Ticked | None:
        keys = tuple(key for part in str(value or "").split(".") if (key := number_of(part)) is not None)
        return Ticked(keys) if keys else None


class _TickedFilter(django_filters.Filter):
    field_class = _TickedField

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return qs.filter(pk__in=value.keys) if value else qs


def ticked(keys: Iterable[int]) -> str:
    """The value of the condition ``only`` for these rows."""
    return ".".join(map(str, keys))


class ApiFilters(api.FilterSet):
    """Filters of a list in the interface."""

    @property
    def user(self) -> Any:
        """The person who asks, in the post of the request."""
        return self.request.user


@cache
def page_filters(conditions: tuple[Condition, ...]) -> type[PageFilters]:
    """The filters of a page; its form shows them in this order."""
    made = {one.name: one.page_filter() for one in conditions if one.on_page}
    made["only"] = _TickedFilter(label="勾选的")
    return type("MatterFilters", (PageFilters,), made | _methods(one for one in conditions if one.on_page))


@cache
def api_filters(conditions: tuple[Condition, ...]) -> type[ApiFilters]:
    """The filters of the interface under the same names."""
    made = {one.name: one.api_filter() for one in conditions if one.in_api}
    return type("MatterFilters", (ApiFilters,), made | _methods(one for one in conditions if one.in_api))


def _methods(conditions: Iterable[Condition]) -> dict[str, Any]:
    return {f"by_{one.name}": method for one in conditions if (method := one.method())}
