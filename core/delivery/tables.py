"""The list of deliveries. Whose post has no business with the matters sees numbers and kinds, never titles."""

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.html import format_html

from core.lists import BatchAction, Column, FixedView, Table, TableFilterSet, tag
from core.models import Channel, Delivery, Notice

State = Delivery.State
HIDDEN = "（不在您的查阅范围）"
ICONS = {
    State.DEAD: "bi-exclamation-octagon",
    State.HELD: "bi-pause-circle",
    State.WAITING: "bi-hourglass-split",
    State.SENT: "bi-check-circle",
}


class DeliveryFilters(TableFilterSet):
    state = django_filters.MultipleChoiceFilter(label="状态", choices=State.choices)
    channel = django_filters.ChoiceFilter(label="渠道", choices=Channel.choices)
    kind = django_filters.ChoiceFilter(label="类别", choices=Notice.Kind.choices, field_name="notice__kind")
    person = django_filters.CharFilter(label="收件人", method="to")

    class Meta:
        model = Delivery
        fields = ()

    def to(self, rows, _name, value):
        value = value.strip()
        return rows.filter(
            Q(notice__recipient__full_name__icontains=value) | Q(notice__recipient__username__icontains=value)
        )


def _number(row):
    return format_html('<span class="tabular text-nowrap">第{}号</span>', row.pk)


def _state(row):
    kind = "key" if row.state in (State.DEAD, State.HELD) else "state" if row.state == State.SENT else ""
    icon = ICONS.get(row.state, "")
    mark = format_html('<i class="bi {}" aria-hidden="true"></i> ', icon) if icon else ""
    return tag(format_html("{}{}", mark, _state_in_words(row)), kind)


def _state_in_words(row):
    return f"{row.get_state_display()}（{row.released_by}放行）" if row.released_by else row.get_state_display()


def _next(row):
    if row.state == State.SENT:
        return row.sent_at
    return row.not_before if row.state in (State.WAITING, State.SENDING) else None


NUMBER = Column("id", "编号", html=_number, sort="id", export=lambda row: row.pk)
PERSON = Column("person", "收件人", value=lambda row: str(row.notice.recipient), css="text-nowrap")
CHANNEL = Column("channel", "渠道", value="get_channel_display")
KIND = Column("kind", "类别", value="notice.get_kind_display", css="text-nowrap")
TITLE = Column("title", "通知标题", value=lambda row: row.title_shown)
STATE = Column("state", "状态", html=_state, export=_state_in_words, css="text-nowrap")
TRIED = Column("attempts", "已试", value=lambda row: f"{row.attempts}次" if row.attempts else "", css="text-nowrap")
WHY = Column("last_error", "原因")
NEXT = Column("next", "下次发送（或送达）", value=_next)
WRITTEN = Column("created_at", "写入时间", sort="created_at")


class DeliveryTable(Table):
    """For the system administrator: no word of business."""

    key = "deliveries"
    title = "对外送达"
    model = Delivery
    filterset = DeliveryFilters
    order = ("-pk",)
    searchable = False
    columns = (NUMBER, PERSON, CHANNEL, KIND, STATE, TRIED, WHY, NEXT, WRITTEN)
    views = (
        FixedView("未送达", "state=dead"),
        FixedView("待放行", "state=held"),
        FixedView("待发送", "state=waiting&state=sending"),
    )
    empty = "还没有对外发送的消息。有通知要发邮件或短信时，会列在这里。"

    def actions(self):
        return [
            BatchAction("重新发送", "/settings/deliveries/resend/", primary=True),
            BatchAction("不再发送", "/settings/deliveries/drop/"),
        ]

    def list_queryset(self):
        return Delivery.objects.select_related("notice__recipient", "released_by")


class OfficeDeliveryTable(DeliveryTable):
    """For the office: titles of the matters that this person may see."""

    columns = (NUMBER, PERSON, CHANNEL, KIND, TITLE, STATE, TRIED, WHY, NEXT)

    def actions(self):
        return [BatchAction("放行", "/settings/deliveries/release/"), *super().actions()]

    def rows_of(self, ids):
        rows = super().rows_of(ids)
        seen = _seen({(row.notice.root_type_id, row.notice.root_id) for row in rows}, self.user)
        for row in rows:
            mine = row.notice.recipient_id == self.user.pk
            known = mine or (row.notice.root_type_id, row.notice.root_id) in seen
            row.title_shown = row.notice.title if known else HIDDEN
        return rows


def _seen(roots: set[tuple[int, int]], user) -> set[tuple[int, int]]:
    """Of these matters (content type and key) those that ``user`` may see: one query per kind of matter."""
    found = set()
    for kind in {kind for kind, _ in roots}:
        rows = ContentType.objects.get_for_id(kind).model_class()._default_manager.all()
        if hasattr(rows, "visible_to"):
            keys = [pk for root, pk in roots if root == kind]
            found |= {(kind, pk) for pk in rows.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)}
    return found
