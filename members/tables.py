"""The register of members as a list."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.html import format_html

from core.lists import Column, Link, Table, TableFilterSet, cached_choices, subject, tag
from core.models import Organisation, Role
from members import table_cells
from members.levels import residents
from members.models import Mandate, Member, MemberParty, OfficeHeld, Seat, Term
from members.querysets import only_coming
from members.readers import reads_private
from members.services import composition
from members.services.composition import LEADERS
from members.table_cells import held, mandate_of

OFFICES = [*OfficeHeld.Office.choices, ("leaders", "主席、副主席")]

#: What is asked of one mandate, as a condition on it on a day.
OF_MANDATE = {
    "term": lambda value, day: Q(term=value),
    "sector": lambda value, day: Q(sector=value),
    "body": lambda value, day: Exists(Seat.objects.valid_on(day).filter(mandate=OuterRef("pk"), organisation=value)),
    "office": lambda value, day: Exists(
        OfficeHeld.objects.valid_on(day).filter(
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


def _born(years: int, day: date) -> str:
    """The month of birth of who is so old on ``day``, as the register writes it."""
    return f"{day.year - years}-{day.month:02d}-99"  # after every day of that month


def _bodies(*kinds):
    """Those in use, then those that only members of the past were in: earlier terms are asked for by them."""
    begun = Mandate.objects.begun()
    known = Exists(begun.filter(sector=OuterRef("pk"))) | Exists(
        Seat.objects.filter(organisation=OuterRef("pk"), mandate__in=begun)
    )
    rows = Organisation.objects.filter(Q(is_active=True) & ~only_coming() | Q(known), kind__in=kinds).order_by(
        "-is_active", "order", "id"
    )
    return [(row.pk, row.brief if row.is_active else f"{row.brief}（已停用）") for row in rows]


def terms() -> list[tuple[str, str]]:
    """Terms begun by today; kept apart for each day, so that a new one is there on its first."""
    today = timezone.localdate()
    return cached_choices(f"terms-{today}", lambda: [(t.pk, str(t)) for t in Term.objects.begun(today)])()


def _last_days() -> dict[str, str]:
    """By the key of each term that is over: its last day."""
    today = timezone.localdate()
    over = cached_choices(
        f"last-days-{today}",
        lambda: [(t.pk, t.ended_on.isoformat()) for t in Term.objects.begun(today).with_next() if t.ended_on],
    )
    return dict(over())


class MemberFilters(TableFilterSet):
    """What is asked of term, sector, body and office is asked of one and the same mandate: that of the chosen term,
    else the newest, which the row shows. Of a term that is over everything is told as on its last day."""

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
    gender = django_filters.ChoiceFilter(
        label="性别", choices=[*Member.Gender.choices, ("unknown", "未填")], method="of_gender"
    )
    age = django_filters.ChoiceFilter(label="年龄", choices=_ages, method="of_age")
    level = django_filters.ChoiceFilter(
        label="层级", choices=lambda: [("own", "本级委员"), *residents(Member.Level.choices)], method="of_level"
    )
    serving = django_filters.ChoiceFilter(
        label="在任", choices=[("1", "在任"), ("0", "已离任或届满"), ("s", "中止履职")], method="is_serving"
    )

    class Meta:
        model = Member
        fields = ()

    def __init__(self, *args, by_month: bool = False, **more):
        super().__init__(*args, **more)
        self.by_month = by_month

    @property
    def day(self) -> date:
        """The day as of which the register is read: the last one of the chosen term where that is over, else today."""
        self.is_valid()  # fills cleaned_data
        last = _last_days().get(chosen) if (chosen := self.form.cleaned_data.get("term")) else None
        return date.fromisoformat(last) if last else timezone.localdate()

    def filter_queryset(self, queryset):
        """The conditions on the mandate together, after the others."""
        rows = super().filter_queryset(queryset)
        asked = {name: value for name in OF_MANDATE if (value := self.form.cleaned_data.get(name))}
        if not asked:
            return rows
        day = self.day
        held = Mandate.objects.newest(day)
        for name, value in asked.items():
            held = held.filter(OF_MANDATE[name](value, day))
        return rows.filter(pk__in=held.values("member"))

    def of_gender(self, rows, _name, value):
        return rows.filter(gender="" if value == "unknown" else value)

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
            return rows.suspended(self.day)
        serving = Member.objects.in_office(self.day).values("pk")
        left = rows.exclude(pk__in=serving).filter(level=Member.Level.OWN)
        return rows.filter(pk__in=serving) if value == "1" else left

    def of_level(self, rows, _name, value):
        return rows.filter(level="" if value == "own" else value)

    def of_age(self, rows, _name, value):
        """Counted by year for whoever is shown the year alone: as on its last day, when all have had their birthday."""
        day = self.day if self.by_month else date(self.day.year, 12, 31)
        if value not in {key for key, *_ in AGES}:
            return rows.filter(composition.of_age("birth", value, day))
        youngest, oldest = next((low, high) for key, _, low, high in AGES if key == value)
        rows = rows.exclude(birth="")
        rows = rows.filter(birth__gt=_born(oldest, day)) if oldest else rows
        return rows.exclude(birth__gt=_born(youngest, day)) if youngest else rows


def _sector(member) -> str:
    mandate = mandate_of(member)
    return mandate.sector.brief if mandate else ""


def _birth(member) -> str:
    return member.birth_year


def _card_no(member) -> str:
    mandate = mandate_of(member)
    return mandate.card_no if mandate else ""


def _name(member):
    mandate = mandate_of(member)
    offices = [tag(o.get_office_display(), "key") for o in held(mandate.offices, mandate)] if mandate else []
    if member.level:
        offices.append(tag(member.level_words, "state"))
    if mandate and mandate.left_on and mandate.left_on < mandate.shown_on:
        offices.append(tag(mandate.how_left))
    elif mandate and mandate.suspended_today:
        offices.append(tag("中止履职", "red"))
    face = format_html('<img class="m-face" loading="lazy" src="/members/{}/photo/" alt="">', member.pk)
    shown = subject(member.name, member.get_absolute_url(), member.employer_post, tuple(offices))
    return format_html("{}{}", face, shown) if member.photo else shown


def _seats(member) -> str:
    mandate = mandate_of(member)
    return "、".join(s.organisation.brief for s in held(mandate.seats, mandate)) if mandate else ""


#: Others see the year only, and no order by the day.
BIRTH_YEAR = Column("birth", "出生年份", value=_birth)
BIRTH = Column("birth", "出生年月", sort="birth")
CARD_NO = Column("card_no", "委员证号", value=_card_no)
PHONE = Column("phone", "手机")
#: As an office sends the list on: by office, who left at the end; then by sector and name.
BY_OFFICE = ("office_rank", "sector_order", "sort_key")


class MemberTable(Table):
    key = "members"
    title = "委员名册"
    asks_purpose = True
    model = Member
    filterset = MemberFilters
    order = ("sort_key", "pk")
    search_hint = "姓名、单位"
    columns: tuple[Column, ...] = (
        Column("name", "姓名", sort="sort_key", html=_name, export=lambda m: m.name),
        Column("gender", "性别"),
        Column("ethnicity", "民族", shown=False),
        BIRTH_YEAR,
        Column("parties", "党派", value=lambda m: "、".join(p.party for p in m.parties.all())),
        Column("employer_post", "工作单位及职务", shown=False),
        Column("offices", "政协职务", value=table_cells.offices, sort=BY_OFFICE, shown=False),
        Column("sector", "界别", value=_sector),
        Column("seats", "专委会与小组", value=_seats, export=table_cells.seats),
        Column("starts_on", "任职自", value=table_cells.since, shown=False),
        Column("left_on", "任职至", value=table_cells.until, shown=False),
        Column("standing", "状态", value=table_cells.standing, shown=False),
    )
    empty = "名册还是空的，或没有符合条件的委员。"

    def __init__(self, *, user, **more):
        super().__init__(user=user, **more)
        if reads_private(user):
            own = tuple(BIRTH if column is BIRTH_YEAR else column for column in self.columns)
            self.columns = (*own, PHONE, CARD_NO)

    def make_filters(self, filterset):
        return filterset(data=self.params, queryset=self.queryset, by_month=reads_private(self.user))

    def list_queryset(self):
        return Member.objects.for_list(self.day)

    def filtered(self):
        rows: Any = super().filtered()
        return rows.with_rank(self.day) if self.sort.removeprefix("-") == "offices" else rows

    @property
    def day(self) -> date:
        """The day as of which the rows are told."""
        return self.filters.day if isinstance(self.filters, MemberFilters) else timezone.localdate()

    @property
    def empty_link(self):  # only those who may import are shown the way
        post = self.user.post_in_use
        if post and post.role in {Role.SYSADMIN, Role.OFFICE_CLERK}:
            return Link("导入名册", "/members/roster/")
        return None
