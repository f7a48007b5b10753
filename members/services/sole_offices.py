"""Offices that one person holds at a time (主席, 秘书长): what is said where a list has two of them, or no chair."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from members.models import Mandate, OfficeHeld, Term

Office = OfficeHeld.Office
SOLE = (Office.CHAIR, Office.SECRETARY_GENERAL)


def doubts(held: Iterable[tuple[str, str]]) -> list[str]:
    """A sentence for each such office that does not have its one holder; ``held`` are pairs of office and name.

    No 秘书长 yet is no doubt: the office is often filled later.
    """
    rows = list(held)
    found = []
    for office in SOLE:
        names = [name for key, name in rows if key == office]
        if len(names) > 1:
            found.append(f"有{len(names)}位{office.label}（{'、'.join(names)}），应为1位，请核对。")
        elif not names and office == Office.CHAIR:
            found.append("没有主席，请核对。")
    return found


def on_list(term: Term) -> list[str]:
    """The same of the list of a term; one statement."""
    rows = OfficeHeld.objects.filter(mandate__term=term, ends_on=None, office__in=SOLE).order_by("mandate__member")
    return doubts(rows.values_list("office", "mandate__member__name"))


def held_already(mandate: Mandate, office: str, starts_on: date) -> str:
    """That others of the term hold this office on that day or later, in a sentence; empty where it is free."""
    if office not in SOLE:
        return ""
    later = Q(ends_on=None) | Q(ends_on__gte=starts_on)
    rows = OfficeHeld.objects.filter(later, mandate__term=mandate.term_id, office=office).exclude(mandate=mandate)
    names = list(dict.fromkeys(rows.order_by("pk").values_list("mandate__member__name", flat=True)))
    return (
        f"{'、'.join(names)}现任{Office(office).label}，应为1位。请先登记其任职结束，或确认后再登记。" if names else ""
    )
