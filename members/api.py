"""The register of members, terms and sessions for other systems. Reading only; imports and mandates are pages."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from rest_framework import serializers

from core import search
from core.api.filters import WholeFilter
from core.api.serializers import OrganisationBrief
from core.api.views import ListedViewSet
from core.models import Organisation
from core.text import as_one_word
from members.models import Contact, Mandate, Member, MemberParty, OfficeHeld, PartyOffice, Seat, Session, Term
from members.readers import reads_private_of, whoever_reads_private


class TermSerializer(serializers.ModelSerializer):
    label = serializers.CharField(source="__str__")  # type: ignore[assignment]
    ends_on = serializers.SerializerMethodField(help_text="本届结束后才有")
    is_current = serializers.SerializerMethodField(help_text="今天是否在本届之内")

    class Meta:
        model = Term
        fields = ["id", "number", "label", "starts_on", "ends_on", "is_current"]

    def get_ends_on(self, term: Term) -> date | None:
        return self._days(term)[0]

    def get_is_current(self, term: Term) -> bool:
        return self._days(term)[1]

    def _days(self, term: Term) -> tuple[date | None, bool]:
        """End and 本届: from what was read with the row, else of every term in one statement for all rows."""
        if term.knows_next:
            return term.ended_on, term.is_current
        context: Any = self.context  # shared by all rows of an answer
        known = context.setdefault("term_days", {})
        if term.pk not in known:
            known.update({row.pk: (row.ended_on, row.is_current) for row in Term.objects.with_next()})
        return known[term.pk]


class SessionSerializer(serializers.ModelSerializer):
    label = serializers.CharField(source="__str__")  # type: ignore[assignment]
    term = TermSerializer()

    class Meta:
        model = Session
        fields = ["id", "number", "label", "term", "opens_on", "closes_on", "proposals_from", "proposal_cutoff"]


WITH_MANDATE = "离任、届满的，随委员资格结束之日"


class SeatSerializer(serializers.ModelSerializer):
    organisation = OrganisationBrief()
    ends_on = serializers.DateField(source="last_day", help_text=WITH_MANDATE)
    duty_label = serializers.CharField(source="get_duty_display")

    class Meta:
        model = Seat
        fields = ["organisation", "duty", "duty_label", "starts_on", "ends_on"]


class OfficeSerializer(serializers.ModelSerializer):
    ends_on = serializers.DateField(source="last_day", help_text=WITH_MANDATE)
    label = serializers.CharField(source="get_office_display")  # type: ignore[assignment]

    class Meta:
        model = OfficeHeld
        fields = ["office", "label", "starts_on", "ends_on"]


class PartyOfficeSerializer(serializers.ModelSerializer):
    """党派职务."""

    party = serializers.CharField()

    class Meta:
        model = PartyOffice
        fields = ["party", "title", "starts_on", "ends_on"]


class MemberBrief(serializers.ModelSerializer):
    class Meta:
        model = Member
        fields = ["id", "name"]


class MemberContactSerializer(serializers.ModelSerializer):
    """联系: who keeps in contact with whom."""

    kind_label = serializers.CharField(source="get_kind_display")
    member = MemberBrief()
    contacted = MemberBrief()

    class Meta:
        model = Contact
        fields = ["kind", "kind_label", "member", "contacted", "starts_on", "ends_on"]


class MandateSerializer(serializers.ModelSerializer):
    """The seat for one term."""

    term = TermSerializer()
    sector = OrganisationBrief()
    ends_on = serializers.DateField(source="left_on", help_text="本人离任之日；届满后为本届结束之日")
    ended = serializers.SerializerMethodField(help_text="退出方式；届满为 term_end")
    seats = SeatSerializer(many=True)
    offices = OfficeSerializer(many=True)

    class Meta:
        model = Mandate
        fields = ["term", "sector", "starts_on", "ends_on", "gained", "ended", "seats", "offices"]

    def to_representation(self, instance: Mandate):
        instance.tell_term()
        return super().to_representation(instance)

    def get_ended(self, mandate: Mandate) -> str:
        term_end = mandate.left_on and mandate.left_on != mandate.ends_on
        return Mandate.Ended.TERM_END.value if term_end else mandate.ended


class MemberSerializer(serializers.ModelSerializer):
    """委员. Telephone, address and what else is private are there for the office and oneself, and empty for others."""

    parties = serializers.SlugRelatedField(slug_field="party", many=True, read_only=True)
    mandates = MandateSerializer(source="mandates_newest_first", many=True)
    phone = serializers.SerializerMethodField()
    email = serializers.SerializerMethodField()
    address = serializers.SerializerMethodField()
    postcode = serializers.SerializerMethodField()
    birth = serializers.SerializerMethodField(help_text="他人只见年份")
    card_no = serializers.SerializerMethodField(help_text=f"本届委员证号，{whoever_reads_private()}")
    masked = serializers.SerializerMethodField(help_text="联系方式是否不予显示（电话、地址、邮箱、邮编为空）")
    level_label = serializers.CharField(source="level_words")

    class Meta:
        model = Member
        fields = [
            "id", "name", "gender", "ethnicity", "birth", "employer_post", "parties", "mandates", "phone", "email",
            "address", "postcode", "card_no", "masked", "level", "level_label",
        ]  # fmt: skip

    def get_masked(self, member: Member) -> bool:
        return not reads_private_of(self.context["actor"].user, member)

    def get_phone(self, member: Member) -> str:
        return "" if self.get_masked(member) else member.phone

    def get_email(self, member: Member) -> str:
        return "" if self.get_masked(member) else member.email

    def get_address(self, member: Member) -> str:
        return "" if self.get_masked(member) else member.address

    def get_postcode(self, member: Member) -> str:
        return "" if self.get_masked(member) else member.postcode

    def get_birth(self, member: Member) -> str:
        return member.birth_year if self.get_masked(member) else member.birth

    def get_card_no(self, member: Member) -> str:
        mandates = [] if self.get_masked(member) else member.mandates_newest_first
        return mandates[0].card_no if mandates else ""


class MemberWholeSerializer(MemberSerializer):
    """One 委员, with what a row of the list leaves out."""

    party_offices = PartyOfficeSerializer(many=True)
    contacts = MemberContactSerializer(many=True, help_text="作为联系人")
    contacted_by = MemberContactSerializer(many=True, help_text="作为联系对象")

    class Meta(MemberSerializer.Meta):
        fields = [*MemberSerializer.Meta.fields, "party_offices", "contacts", "contacted_by"]


class MemberFilters(filters.FilterSet):
    term = WholeFilter(method="in_term", label="届（数字）")
    sector = WholeFilter(method="in_sector", label="界别")
    body = WholeFilter(method="in_body", label="界别、专委会、小组或联络办")
    party = filters.ChoiceFilter(
        field_name="parties__party", choices=[(p, p) for p in MemberParty.CANONICAL], label="党派"
    )
    level = filters.ChoiceFilter(
        choices=[(value, label) for value, label in Member.Level.choices if value], label="层级（住区的上级委员）"
    )
    gender = filters.ChoiceFilter(choices=Member.Gender.choices, label="性别")
    in_office = filters.BooleanFilter(method="holds_mandate", label="现任")

    def in_term(self, rows, _name, value):
        return rows.filter(Exists(Mandate.objects.begun().filter(member=OuterRef("pk"), term__number=value)))

    def in_sector(self, rows, _name, value):
        held = Mandate.objects.valid_on(timezone.localdate())
        return rows.filter(Exists(held.filter(member=OuterRef("pk"), sector=value)))

    def in_body(self, rows, _name, value):
        body = Organisation.objects.filter(pk=value).first()
        return rows.filter(pk__in=Member.objects.of_body(body).values("pk")) if body else rows.none()

    def holds_mandate(self, rows, _name, value):
        held = Mandate.objects.valid_on(timezone.localdate()).filter(member=OuterRef("pk"))
        return rows.filter(Exists(held)) if value else rows.filter(~Exists(held))


class MemberViewSet(ListedViewSet):
    """委员名册."""

    model = Member
    queryset = Member.objects.none()
    serializer_class = MemberWholeSerializer
    list_serializer_class = MemberSerializer  # type: ignore[assignment]
    filterset_class = MemberFilters
    orderings = {"name": ("sort_key", "pk"), "id": ("pk",)}
    default_ordering = "name"

    def get_queryset(self) -> QuerySet:
        rows = Member.objects.visible_to(self.request.user)
        if self.action != "retrieve":
            return rows
        contacts = Contact.objects.select_related("member", "contacted")
        both = (Prefetch("contacts", contacts), Prefetch("contacted_by", contacts))
        return self.rows(rows).prefetch_related("party_offices", *both)

    def rows(self, queryset):
        return queryset.for_list()

    def search(self, rows, query: str):
        """Any part of the name, the beginning of its pinyin, or the index."""
        by_name = Q(name__icontains=as_one_word(query)) | Q(sort_key__istartswith=query)
        return rows.filter(by_name | Q(pk__in=search.matching_ids(Member, query)))


class TermFilters(filters.FilterSet):
    is_current = filters.BooleanFilter(method="of_today", label="本届")

    def of_today(self, rows, _name, value):
        current = Term.objects.current_only()
        return rows.filter(pk__in=current) if value else rows.exclude(pk__in=current)


class TermViewSet(ListedViewSet):
    """届."""

    model = Term
    queryset = Term.objects.all()
    serializer_class = TermSerializer
    filterset_class = TermFilters
    orderings = {"number": ("number",), "id": ("pk",)}
    default_ordering = "-number"

    def search(self, rows, query: str):
        return rows.filter(number=int(query)) if query.isdecimal() and len(query) < 5 else rows.none()


class SessionFilters(filters.FilterSet):
    term = WholeFilter(field_name="term__number", label="届（数字）")
    is_current = filters.BooleanFilter(method="of_today", label="本届")

    def of_today(self, rows, _name, value):
        current = Term.objects.current_only()
        return rows.filter(term__in=current) if value else rows.exclude(term__in=current)


class SessionViewSet(ListedViewSet):
    """次（全体会议）."""

    model = Session
    queryset = Session.objects.select_related("term")
    serializer_class = SessionSerializer
    filterset_class = SessionFilters
    orderings = {"opens_on": ("opens_on", "pk"), "number": ("term__number", "number"), "id": ("pk",)}
    default_ordering = "-opens_on"

    def rows(self, queryset):
        return queryset.select_related("term")

    def search(self, rows, query: str):
        return rows.filter(number=int(query)) if query.isdecimal() and len(query) < 5 else rows.none()
