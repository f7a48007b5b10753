"""Offices that one person holds at a time (主席, 秘书长), and that do not go together: what is said of a list, or one.

主席 goes with neither 副主席 nor 秘书长. A 副主席 who is 秘书长 as well (兼任) there is, but rarely: it is asked about.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from members.models import Mandate, OfficeHeld, Term

Office = OfficeHeld.Office
SOLE = (Office.CHAIR, Office.SECRETARY_GENERAL)
APART = (Office.VICE_CHAIR, Office.SECRETARY_GENERAL)
"""What does not go with 主席, and goes together only where it is meant so."""


def clash(name: str, offices: Iterable[str]) -> str:
    """Why one person cannot hold these at the same time, in a sentence; empty where it is no contradiction."""
    held = set(offices)
    others = "、".join(office.label for office in APART if office in held)
    return f"{name}任主席，不能同时任{others}，请核对。" if others and Office.CHAIR in held else ""


def both(name: str, offices: Iterable[str]) -> str:
    """That one person is 副主席 and 秘书长, to be looked at; empty where not."""
    return f"{name}既是副主席又是秘书长，确系兼任的方可登记。" if set(APART) <= set(offices) else ""


def doubts(held: Iterable[tuple[str, str]]) -> list[str]:
    """A sentence for each such office that does not have its one holder; ``held`` are pairs of office and name.

    No 秘书长 yet is no doubt: the office is often filled later.
    """
    rows = list(held)
    of_one: dict[str, list[str]] = {}
    for key, name in rows:
        of_one.setdefault(name, []).append(key)
    found = [told for name, keys in of_one.items() if not clash(name, keys) and (told := both(name, keys))]
    for office in SOLE:
        names = [name for key, name in rows if key == office]
        if len(names) > 1:
            found.append(f"有{len(names)}位{office.label}（{'、'.join(names)}），应为1位，请核对。")
        elif not names and office == Office.CHAIR:
            found.append("没有主席，请核对。")
    return found


def on_list(term: Term) -> list[str]:
    """The same of the list of a term; one statement."""
    asked = (*SOLE, *APART)
    rows = OfficeHeld.objects.filter(mandate__term=term, ends_on=None, office__in=asked).order_by("mandate__member")
    return doubts(rows.values_list("office", "mandate__member__name"))


def held_already(mandate: Mandate, office: str, starts_on: date) -> str:
    """What is to be looked at before this office is given from that day on, in a sentence; empty where nothing is.

    Others of the term hold what has one holder, or the same person is 副主席 and 秘书长.
    """
    later = Q(ends_on=None) | Q(ends_on__gte=starts_on)
    if office in SOLE:
        rows = OfficeHeld.objects.filter(later, mandate__term=mandate.term_id, office=office).exclude(mandate=mandate)
        names = list(dict.fromkeys(rows.order_by("pk").values_list("mandate__member__name", flat=True)))
        if names:
            who, label = "、".join(names), Office(office).label
            return f"{who}现任{label}，应为1位。请先登记其任职结束，或确认后再登记。"
    return both(mandate.member.name, _own(mandate, office, starts_on)) if office in APART else ""


def contradicts(mandate: Mandate, office: str, starts_on: date) -> str:
    """Why this office cannot be given beside those that the person holds on that day or later; empty where it can."""
    told = clash(mandate.member.name, _own(mandate, office, starts_on))
    return f"{told}先登记原职务结束，再登记新任职务。" if told else ""


def _own(mandate: Mandate, office: str, starts_on: date) -> list[str]:
    later = Q(ends_on=None) | Q(ends_on__gte=starts_on)
    return [*mandate.offices.filter(later).values_list("office", flat=True), office]
