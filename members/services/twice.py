"""Who may be in the register already: asked before somebody is entered, so that nobody stands there twice unseen."""

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, Value
from django.db.models.functions import Replace
from django.utils import timezone

from core.identifiers import mobiles_in, phone_number
from core.people.namesakes import Namesake
from members.models import Mandate, Member
from members.services import rejoining

_BLANKS = (" ", "\u3000", "\u00a0", "\t")
"""How lists set names wide (沈 岚), where such a name is stored."""


@dataclass(frozen=True)
class Likely:
    """A member of the register who may be the same person, and what speaks for it; ``exit`` is the mandate of the
    running term that an exit has ended, ``former`` whether there is none of that term."""

    member: Member
    why: str
    exit: Mandate | None = None
    former: bool = False

    def __str__(self) -> str:
        return f"{self.member}（{self.why}）"


def likely(name: str, *, birth: str = "", phone: str = "", on: date) -> list[Likely]:
    """Members of the same name, however wide it is set, whose birth does not speak against it, or with the same mobile
    number; one statement."""
    name, mobiles = _plain(name), mobiles_in(phone_number(phone))
    asked = Q(plain=name)
    for number in mobiles:
        asked |= Q(phone__contains=number)
    plain: F | Replace = F("name")
    for blank in _BLANKS:
        plain = Replace(plain, Value(blank), Value(""))
    rows = (
        Member.objects.annotate(plain=plain)
        .filter(asked)
        .prefetch_related("mandates__sector", "mandates__term")
        .order_by("pk")
    )
    found = [(row, _why(row, name, birth, mobiles)) for row in rows]
    return [
        Likely(row, "，".join([*why, *_standing(row, on)]), _exit(row, on), _former(row, on))
        for row, why in found
        if why
    ]


def _exit(row: Member, on: date) -> Mandate | None:
    """The person's newest mandate where an exit ended it and its term still runs: that is put right, not added to."""
    last = max((one for one in row.mandates.all() if one.starts_on <= on), key=lambda one: one.starts_on, default=None)
    return last if last and last.ends_on and last.ended and last.term.is_current else None


def _former(row: Member, on: date) -> bool:
    return rejoining.former(row, [one for one in row.mandates.all() if one.term.starts_on <= on])


def namesake(one: Likely) -> Namesake:
    """The same as forms ask about it."""
    return Namesake(one.member.get_absolute_url(), str(one))


def in_the_register(name: str, phone: str) -> list[Namesake]:
    """Members who may be the person of this name, as forms about others than members ask."""
    found = likely(name, phone=phone, on=timezone.localdate())
    return [Namesake(one.member.get_absolute_url(), f"委员{one}") for one in found]


def of_phone(phone: str, *, but: int) -> list[Member]:
    """The other members with one of these mobile numbers; no statement where there is none among them."""
    asked = Q()
    for number in mobiles_in(phone_number(phone)):
        asked |= Q(phone__contains=number)
    return list(Member.objects.filter(asked).exclude(pk=but).order_by("pk")[:3]) if asked else []


def _plain(name: str) -> str:
    return re.sub(r"\s+", "", name)


def _why(row: Member, name: str, birth: str, mobiles: list[str]) -> list[str]:
    why = []
    if set(mobiles) & set(mobiles_in(row.phone)):
        why.append("手机相同")
    if birth and row.birth and (row.birth.startswith(birth) or birth.startswith(row.birth)):
        why.append("出生年月相同")
    if _plain(row.name) != name:
        return [f"{one}，姓名不同" for one in why if one == "手机相同"]
    if not why and birth and row.birth:
        return []
    return ["同名", *why]


def _standing(row: Member, on: date) -> list[str]:
    mandates = sorted(row.mandates.all(), key=lambda one: (one.starts_on, one.pk))
    if not mandates:
        return [row.level_words] if row.level else []
    last = mandates[-1]
    left = f"，{last.ends_on:%Y-%m-%d}离任" if last.ends_on and last.ends_on < on else ""
    return [f"{last.sector.brief}{left}"]
