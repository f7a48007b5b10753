"""The record of acts as a list."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.lists import Column, FixedView, Table, TableFilterSet, taken_out
from core.lists.columns import as_text
from core.matters import kinds
from core.models import Event, Role, User
from core.text import as_one_word
from members.readers import reads_private
from members.services.editing import PRIVATE
from workbench.audit import things
from workbench.audit.things import Thing

#: Acts and posts are found by reading the record; without anything that an index finds, no further back than this.
FAR_BACK = timedelta(days=365)
INDEXED = ("who", "object", "about", "event", "at_after")
NOT_SHOWN = "（不公开）"
SHOWN = 3


class AuditFilters(TableFilterSet):
    who = django_filters.CharFilter(label="人", method="done_by")
    key = django_filters.CharFilter(label="操作", lookup_expr="icontains", field_name="label")
    object = django_filters.CharFilter(label="对象（姓名、单位、用户名或编号）", method="meant")
    at = django_filters.DateFromToRangeFilter(label="时间")
    post = django_filters.ChoiceFilter(label="岗位", choices=Role.choices, field_name="post__role")
    about = django_filters.CharFilter(label="对象", method="about_one", widget=forms.HiddenInput)
    event = django_filters.NumberFilter(label="操作", field_name="pk", widget=forms.HiddenInput)

    class Meta:
        model = Event
        fields = ()

    def done_by(self, rows, _name, value):
        name = as_one_word(value)
        people = User.objects.filter(Q(full_name__icontains=name) | Q(username__icontains=name))
        asked = Q(actor__in=list(people.values_list("pk", flat=True)))
        return rows.filter(asked | Q(actor=None, actor_name__icontains=name) if name in "系统" else asked)

    def meant(self, rows, _name, value):
        return rows.filter(things.meant(value))

    def about_one(self, rows, _name, value):
        asked = things.of(value)
        return rows.none() if asked is None else rows.filter(asked)


def _act(row: Any) -> SafeString:
    said = format_html('<div class="zx-sub">{}</div>', row.text) if row.text else ""
    why = (
        format_html('<div class="zx-sub">用途：{}</div>', row.reason)
        if row.key in taken_out.KEYS and row.reason
        else ""
    )
    return format_html("{}{}{}{}", row.label, said, why, _folded(row.changes))


def _folded(changes: list[str]) -> SafeString | str:
    """What it was and what it became; long lists can be opened."""
    if not changes:
        return ""
    lines = format_html_join("", '<div class="zx-sub">{}</div>', ((one,) for one in changes))
    if len(changes) <= SHOWN:
        return lines
    return format_html('<details><summary class="zx-sub">改动 {} 项</summary>{}</details>', len(changes), lines)


def _object(row: Any) -> SafeString:
    thing: Thing = row.thing
    name = format_html('<a href="?{}" title="只看对它的操作">{}</a>', urlencode({"about": thing.about}), thing.name)
    shown = name if thing.about else thing.name
    return format_html('{}<div class="zx-sub">{}</div>', shown, thing.kind)


class AuditTable(Table):
    key = "audit"
    title = "操作记录"
    model = Event
    filterset = AuditFilters
    order = ("-at", "-id")
    searchable = False
    columns = (
        Column("at", "时间", css="text-nowrap tabular"),
        Column("actor_name", "人", css="text-nowrap"),
        Column("post_label", "岗位"),
        Column("label", "操作", html=_act, export=lambda row: row.label),
        Column("object", "对象", html=_object, export=lambda row: row.thing.name),
        Column("kind", "对象类别", value=lambda row: row.thing.kind, shown=False),
        Column("text", "说明", shown=False),
        Column("changes", "改动", value=lambda row: "；".join(row.changes), shown=False),
        Column("purpose", "用途", value=lambda row: row.reason if row.key in taken_out.KEYS else "", shown=False),
        Column("ip", "来源", css="tabular"),
    )
    views = tuple(FixedView(label, urlencode({"key": label})) for label in taken_out.LABELS.values())
    empty = "没有符合条件的记录。"

    def rows_of(self, ids):
        rows = super().rows_of(ids)
        private = reads_private(self.user)
        for row, thing in zip(rows, things.things_of(rows), strict=True):
            row.thing, row.changes = thing, changes_of(row, private)
        return rows

    @property
    def looks_far(self) -> bool:
        """Whether what is asked for has to be looked for row by row."""
        asked = {name for name in self.params if any(self.params.getlist(name))}
        return bool(asked & {"key", "post"}) and not asked & set(INDEXED)

    def filtered(self):
        rows = super().filtered()
        return rows.filter(at__gte=timezone.now() - FAR_BACK) if self.looks_far else rows

    @property
    def note(self) -> str:
        """Said above the list."""
        since = timezone.localdate() - FAR_BACK
        return f"没有写明人、对象或起始时间，只查了{as_text(since)}以来的。" if self.looks_far else ""


def changes_of(row: Event, private: bool) -> list[str]:
    """“手机：旧 → 新” for each field; of members' private data the names alone where the reader may not read them.

    A change of state stands in front. Both ways in which acts keep changes are read (``core.records``, imports).
    """
    said = [_state(row)] if row.from_state and row.to_state and row.from_state != row.to_state else []
    held = row.facts.get("changes") if isinstance(row.facts, dict) else None
    for one in held if isinstance(held, list) else []:
        if not isinstance(one, dict):
            continue
        label = str(one.get("label") or one.get("field") or "")
        hidden = not private and _is_private(row, one, label)
        was, now = one.get("was", one.get("old", "")), one.get("is", one.get("new", ""))
        said.append(
            f"{label}：{NOT_SHOWN}" if hidden else f"{label}：{as_text(was) or '（空）'} → {as_text(now) or '（空）'}"
        )
    return said


def _state(row: Event) -> str:
    model = things.model_of(row.content_type_id)
    kind = kinds.kind_of(model) if model else None
    names = {state.value: state.label for state in kind.lifecycle.states} if kind else {}
    return f"状态：{names.get(row.from_state, row.from_state)} → {names.get(row.to_state, row.to_state)}"


def _is_private(row: Event, change: dict, label: str) -> bool:
    model = things.model_of(row.content_type_id)
    if model is None or model._meta.app_label != "members":
        return False
    return change.get("field") in PRIVATE or label in _private_labels()


def _private_labels() -> set[str]:
    """What sheets call the private fields: their changes of other rows name no field."""
    from members.models import Mandate, Member

    return {
        str(field.verbose_name) for model in (Member, Mandate) for field in model._meta.fields if field.name in PRIVATE
    }
