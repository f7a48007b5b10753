"""The clerks and heads that units still lack (补齐承办人员): one line each, those whom the directory names proposed."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.frame.unsent_input import refill
from core.identifiers import is_phone, mobiles_in, reached_by
from core.models import Organisation, Role
from core.models.roles import posts_that
from core.organisations.contacts import contact_of
from core.people.access import roles
from core.people.actors import Actor
from core.people.batch.applying import SHEET
from core.people.batch.plan import REFUSED, handlers_of, plan_of
from core.people.batch.reading import RawRow
from core.people.directory import name_objection, phone_objection
from core.sheets.keeping import take_in_rows

HOW = "这里填一人，另一人核对时再从“批量开通”加一行。"


@dataclass(frozen=True)
class Vacancy:
    """A post that nobody holds in a unit, and who the directory says may be meant; of several people each is one, the
    first counted 1."""

    unit: Organisation
    role: Role
    name: str = ""
    phone: str = ""
    number: int = 1

    @property
    def key(self) -> str:
        return f"{self.unit.pk}-{self.role}" + (f"-{self.number}" if self.number > 1 else "")

    @property
    def place(self) -> str:
        return f"{self.unit.brief} {self.role.label}" + (f"（第 {self.number} 位）" if self.number > 1 else "")

    @property
    def known_as(self) -> str:
        """What the directory calls whoever is proposed."""
        field = "contact_name" if self.role == Role.UNIT_CLERK else "head_name"
        return str(Organisation._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


@dataclass(frozen=True)
class Line:
    """A vacancy with its fields, for the page; the user name is asked for once it matters."""

    vacancy: Vacancy
    name: BoundField
    phone: BoundField
    username: BoundField
    ticked: bool

    @property
    def asks_username(self) -> bool:
        return bool(self.name.errors or self.username.errors or self.username.value())


class HandlersForm(forms.Form):
    """One line for each vacancy. Who is proposed is taken where that is ticked, or what stands there was changed;
    whoever is typed is taken; empty lines are left alone."""

    def __init__(self, *args: Any, vacancies: list[Vacancy], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.vacancies = vacancies
        proposed = [(one.key, one.place) for one in vacancies if one.name]
        self.fields["use"] = forms.MultipleChoiceField(label="开通", choices=proposed, required=False)
        for one in vacancies:
            self.fields[f"{one.key}-name"] = forms.CharField(
                label=f"{one.place}姓名", max_length=40, required=False, initial=one.name
            )
            self.fields[f"{one.key}-phone"] = forms.CharField(
                label=f"{one.place}手机", max_length=20, required=False, initial=one.phone
            )
            self.fields[f"{one.key}-username"] = forms.CharField(
                label=f"{one.place}用户名", max_length=60, required=False
            )

    def units(self) -> list[tuple[Organisation, list[Line]]]:
        """Unit, and its lines."""
        ticked = set(self["use"].value() or ())
        found: dict[Organisation, list[Line]] = {}
        for one in self.vacancies:
            name, phone, username = (self[f"{one.key}-{part}"] for part in ("name", "phone", "username"))
            found.setdefault(one.unit, []).append(Line(one, name, phone, username, one.key in ticked))
        return list(found.items())

    def rows(self) -> dict[str, RawRow]:
        """What is to be opened, by the key of the vacancy."""
        data = self.cleaned_data
        found: dict[str, RawRow] = {}
        for one in self.vacancies:
            name, phone, username = (data.get(f"{one.key}-{part}", "") for part in ("name", "phone", "username"))
            left = (name, phone) == (one.name, one.phone) and not username
            if (name or phone or username) and not (left and one.key not in data.get("use", ())):
                found[one.key] = RawRow(
                    place=one.place, name=name, phone=phone, username=username, role=one.role.label, unit=one.unit.name
                )
        return found

    def judge(self, actor: Actor) -> list[RawRow]:
        """The rows, each that cannot be taken told beside its field: a name that somebody has already is settled
        here, where there is a field for it."""
        rows = self.rows()
        for key, row in rows.items():
            if told := name_objection(row.name, HOW):
                self.add_error(f"{key}-name", told)
        keys = {id(row): key for key, row in rows.items()}
        for line in plan_of(rows.values(), actor.today, actor.user).lines:
            field = f"{keys[id(line.row)]}-name"
            if line.kind == REFUSED and field not in self.errors:
                self.add_error(field, line.sentence)
        if not rows and not self.errors:
            self.add_error(None, "还没有填写任何人，也没有勾选。至少勾选或填一行后再核对。")
        return list(rows.values())


@roles(Role.SYSADMIN)
@never_cache
@require_http_methods(["GET", "POST"])
def handlers(request):
    """Units in use without a clerk or a head; what is ticked or filled in goes the way of every batch."""
    actor = Actor.of(request.user, request=request)
    units = list(Organisation.objects.handling().filter(is_active=True))
    held = handlers_of([unit.pk for unit in units], actor.today)
    posts = [(unit, role) for unit in units for role in posts_that(unit=True) if role not in held[unit.pk]]
    lacking = [vacancy for unit, role in posts for vacancy in _vacancies(unit, role)]
    form = refill(HandlersForm(request.POST or None, vacancies=lacking), request)
    if request.method == "POST" and form.is_valid():
        rows = form.judge(actor)
        if not form.errors:
            batch = take_in_rows(SHEET, [row.as_dict() for row in rows], "补齐承办人员", actor)
            return redirect("setup:accounts_batch", batch.pk)
    proposed = sum(bool(one.name) for one in lacking)
    context = {"form": form, "lines": form.units(), "units": len(units), "proposed": proposed}
    return render(request, "setup/accounts_handlers.html", context, status=422 if form.errors else 200)


def _vacancies(unit: Organisation, role: Role) -> list[Vacancy]:
    """The contact of a unit is proposed as its clerk, whoever leads this work there as its head; of several people
    each, and nobody who has gone. A telephone number is proposed with whom it is known to be: the only one, a mobile
    one first, or of as many people as there are numbers each in turn."""
    told = (unit.contact_name, unit.contact_phone) if role == Role.UNIT_CLERK else (unit.head_name, unit.head_phone)
    contact = contact_of(told[0])
    names = [name for name in contact.names if not name_objection(name)]
    numbers = [one for one in reached_by(told[1] or contact.phone).phone.split("、") if is_phone(one)]
    numbers = [one for one in numbers if not phone_objection(one)]
    if len(contact.names) < 2:
        phones = sorted(numbers, key=lambda one: not one.startswith("1"))[:1]
    else:
        numbers = mobiles_in("、".join(numbers)) or numbers
        phones = numbers if len(numbers) == len(contact.names) == len(names) else []
    phones += [""] * len(names)
    found = [
        Vacancy(unit, role, *each, number) for number, each in enumerate(zip(names, phones, strict=False), start=1)
    ]
    return found or [Vacancy(unit, role)]
