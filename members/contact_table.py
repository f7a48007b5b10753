"""Contacts (联系) as a list."""

import django_filters
from django.db.models import Q

from core.lists import Column, Table, TableFilterSet, subject, tag
from core.text import as_one_word
from members.models import Contact
from members.querysets import held_on


class ContactFilters(TableFilterSet):
    kind = django_filters.ChoiceFilter(label="联系类别", choices=Contact.Kind.choices)
    now = django_filters.ChoiceFilter(
        label="状态", choices=[("1", "正在联系"), ("0", "已结束或未开始")], method="is_held"
    )

    ended = django_filters.DateFilter(label="结束于", field_name="ends_on")

    class Meta:
        model = Contact
        fields = ()

    def is_held(self, rows, _name, value):
        return rows.filter(held_on()) if value == "1" else rows.exclude(held_on())


def _who(contact: Contact):
    tags = () if contact.is_held else (tag("已结束" if contact.is_over else "未开始"),)
    return subject(contact.member.name, contact.member.get_absolute_url(), contact.member.employer_post, tags)


class ContactTable(Table):
    key = "contacts"
    title = "委员联系"
    asks_purpose = True
    model = Contact
    filterset = ContactFilters
    order = ("member__sort_key", "member_id", "pk")
    search_hint = "联系人、联系对象"
    columns = (
        Column("member", "联系人", sort="member__sort_key", html=_who, export=lambda c: c.member.name),
        Column(
            "contacted", "联系对象", export=lambda c: c.contacted.name,
            html=lambda c: subject(c.contacted.name, c.contacted.get_absolute_url(), c.contacted.employer_post),
        ),
        Column("kind", "联系类别", value="get_kind_display"),
        Column("starts_on", "自", sort="starts_on"),
        Column("ends_on", "至", sort="ends_on"),
    )  # fmt: skip
    empty = "还没有登记联系关系，或没有符合条件的。"

    def with_words(self, rows, newest_first):
        name = as_one_word(self.q)
        return rows.filter(Q(member__name__icontains=name) | Q(contacted__name__icontains=name))

    def list_queryset(self):
        return Contact.objects.select_related("member", "contacted")
