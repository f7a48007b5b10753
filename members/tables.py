"""The register of members as a list."""

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.html import format_html

from core.lists import Column, Link, Table, TableFilterSet, cached_choices, subject, tag
from core.models import Organisation, Role
from members.models import Mandate, Member, MemberParty, OfficeHeld, Seat, Term
from members.readers import reads_private
from members.services import composition
from members.services.composition import LEADERS

OFFICES = [*OfficeHeld.Office.choices, ("leaders", "主席、副主席")]

#: What is asked of one mandate, as a condition on it.
OF_MANDATE = {
    "term": lambda value: Q(term=value),
    "sector": lambda value: Q(sector=value),
    "body": lambda value: Exists(Seat.objects.valid_on().filter(mandate=OuterRef("pk"), organisation=value)),
    "office": lambda value: Exists(
        OfficeHeld.objects.valid_on().filter(
            mandate=OuterRef("pk"), office__in=LEADERS if value == "leaders" else [value]
        )
    ),
}
#: Ages as key, label, from (years lived), under.
AGES = (
    ("u40", "40岁以下", 0, 40), ("40s", "40至49岁", 40, 50), ("50s", "50至59岁", 50, 60), ("60", "60岁以上", 60, 0),
)  # fmt: skip


def _ages() -> list[tuple[str, str]]:
    """Tens of years, and the bands by which the composition of a term is counted."""
    bands = [(key, label) for key, label, *_ in composition.ages()]
    return [*((key, label) for key, label, *_ in AGES), *bands, ("unknown", "出生年月未填")]


def _born(years: int) -> str:
    """The month of birth of who is so old by now, as the register writes it."""
    today = timezone.localdate()
    return f"{today.year - years}-{today.month:02d}-99"  # after every day of that month


def _bodies(*kinds):
    rows = Organisation.objects.filter(kind__in=kinds, is_active=True).order_by("order", "id")
    return [(row.pk, row.brief) for row in rows]


def terms() -> list[tuple[str, str]]:
    """Terms begun by today; kept apart for each day, so that a new one is there on its first."""
    today = timezone.localdate()
    return cached_choices(f"terms-{today}", lambda: [(t.pk, str(t)) for t in Term.objects.begun(today)])()


class MemberFilters(TableFilterSet):
    """What is asked of term, sector, body and office is asked of one and the same mandate: that of the chosen term,
    else the newest, which the row shows."""

    term = django_filters.ChoiceFilter(label="届", choices=terms, method="of_mandate")
    sector = django_filters.ChoiceFilter(
        label="界别", method="of_mandate", choices=cached_choices("sectors", lambda: _bodies(Organisation.Kind.SECTOR)),
    )  # fmt: skip
    body = django_filters.ChoiceFilter(
        label="专委会或小组", method="of_mandate",
        choices=cached_choices("bodies", lambda: _bodies(
            Organisation.Kind.SPECIAL_COMMITTEE, Organisation.Kind.LIAISON_OFFICE, Organisation.Kind.MEMBER_GROUP)),
    )  # fmt: skip
    party = django_filters.ChoiceFilter(
        label="党派",
        choices=[*((p, p) for p in MemberParty.CANONICAL), ("non_ccp", "非中共"), ("unknown", "未填")],
        method="of_party",
    )
    office = django_filters.ChoiceFilter(label="政协职务", choices=OFFICES, method="of_mandate")
    gender = django_filters.ChoiceFilter(label="性别", choices=Member.Gender.choices)
    age = django_filters.ChoiceFilter(label="年龄", choices=_ages, method="of_age")
    level = django_filters.ChoiceFilter(
        label="层级", choices=[("own", "本级委员"), *[c for c in Member.Level.choices if c[0]]], method="of_level"
    )
    serving = django_filters.ChoiceFilter(
        label="在任", choices=[("1", "在任"), ("0", "已离任"), ("s", "中止履职")], method="is_serving"
    )

    class Meta:
        model = Member
        fields = ()

    def filter_queryset(self, queryset):
        """The conditions on the mandate together, after the others."""
        rows = super().filter_queryset(queryset)
        asked = {name: value for name in OF_MANDATE if (value := self.form.cleaned_data.get(name))}
        if not asked:
            return rows
        held = Mandate.objects.begun()
        if not asked.get("term"):
            held = held.newest()
        for name, value in asked.items():
            held = held.filter(OF_MANDATE[name](value))
        return rows.filter(pk__in=held.values("member"))

    def of_party(self, rows, _name, value):
        own = MemberParty.objects.filter(member=OuterRef("pk"))
        if value == "unknown":
            return rows.filter(~Exists(own))
        if value == "non_ccp":  # of whom no party is kept, it is not known
            return rows.filter(Exists(own), ~Exists(own.filter(party="中共")))
        return rows.filter(Exists(own.filter(party=value)))

    def of_mandate(self, rows, _name, _value):
        return rows  # asked together, in ``filter_queryset``

    def is_serving(self, rows, _name, value):
        if value == "s":
            return rows.suspended()
        serving = Member.objects.in_office().values("pk")
        left = rows.exclude(pk__in=serving).filter(level=Member.Level.OWN)
        return rows.filter(pk__in=serving) if value == "1" else left

    def of_level(self, rows, _name, value):
        return rows.filter(level="" if value == "own" else value)

    def of_age(self, rows, _name, value):
        if value not in {key for key, *_ in AGES}:
            return rows.filter(composition.of_age("birth", value, timezone.localdate()))
        youngest, oldest = next((low, high) for key, _, low, high in AGES if key == value)
        rows = rows.exclude(birth="")
        rows = rows.filter(birth__gt=_born(oldest)) if oldest else rows
        return rows.exclude(birth__gt=_born(youngest)) if youngest else rows


def _mandate(member) -> Mandate | None:
    return member.mandates_newest_first[0] if member.mandates_newest_first else None


def _sector(member) -> str:
    mandate = _mandate(member)
    return mandate.sector.brief if mandate else ""


def _birth(member) -> str:
    return member.birth_year


def _card_no(member) -> str:
    mandate = _mandate(member)
    return mandate.card_no if mandate else ""


def _name(member):
    mandate = _mandate(member)
    offices = [tag(o.get_office_display(), "key") for o in mandate.offices.all() if o.is_held] if mandate else []
    if member.level:
        offices.append(tag(member.get_level_display(), "state"))
    if mandate and mandate.is_over:
        offices.append(tag(mandate.how_left))
    elif mandate and mandate.suspended_today:
        offices.append(tag("中止履职", "red"))
    face = format_html('<img class="m-face" loading="lazy" src="/members/{}/photo/" alt="">', member.pk)
    shown = subject(member.name, member.get_absolute_url(), member.employer_post, tuple(offices))
    return format_html("{}{}", face, shown) if member.photo else shown


def _seats(member) -> str:
    mandate = _mandate(member)
    return "、".join(s.organisation.brief for s in mandate.seats.all() if s.is_held) if mandate else ""


#: Others see the year only, and no order by the day.
BIRTH_YEAR = Column("birth", "出生年份", value=_birth)
BIRTH = Column("birth", "出生年月", sort="birth")
CARD_NO = Column("card_no", "委员证号", value=_card_no)
PHONE = Column("phone", "手机")


class MemberTable(Table):
    key = "members"
    title = "委员名册"
    model = Member
    filterset = MemberFilters
    order = ("sort_key", "pk")
    search_hint = "姓名、单位"
    columns: tuple[Column, ...] = (
        Column("name", "姓名", sort="sort_key", html=_name, export=lambda m: m.name),
        Column("gender", "性别"),
        BIRTH_YEAR,
        Column("parties", "党派", value=lambda m: "、".join(p.party for p in m.parties.all())),
        Column("sector", "界别", value=_sector),
        Column("seats", "专委会与小组", value=_seats),
    )
    empty = "名册还是空的，或没有符合条件的委员。"

    def __init__(self, *, user, **more):
        super().__init__(user=user, **more)
        if reads_private(user):
            own = tuple(BIRTH if column is BIRTH_YEAR else column for column in self.columns)
            self.columns = (*own, PHONE, CARD_NO)

    def list_queryset(self):
        return Member.objects.for_list()

    @property
    def empty_link(self):  # only those who may import are shown the way
        post = self.user.post_in_use
        if post and post.role in {Role.SYSADMIN, Role.OFFICE_CLERK}:
            return Link("导入名册", "/members/roster/")
        return None


def member_line(member) -> str:
    """Name with sector, for pickers."""
    mandate = _mandate(member)
    return format_html("{}（{}）", member.name, mandate.sector.brief) if mandate else member.name
