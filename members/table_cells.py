"""What the exported register says of a member beyond the page: offices, duties, first and last day, standing."""

from datetime import date

from django.utils import timezone

from members.models import Mandate, Member


def mandate_of(member: Member) -> Mandate | None:
    """The one that the row is about, read by ``for_list``."""
    return member.mandates_newest_first[0] if member.mandates_newest_first else None


def held(rows, mandate: Mandate) -> list:
    """Of the seats or offices of a mandate those in force on the day that the list is about."""
    return [row for row in rows.all() if row.is_held_on(mandate.shown_on)]


def offices(member: Member) -> str:
    """政协职务, the highest first."""
    mandate = mandate_of(member)
    rows = sorted(held(mandate.offices, mandate), key=lambda row: row.rank) if mandate else []
    return "、".join(row.get_office_display() for row in rows)


def seats(member: Member) -> str:
    """Committees and groups, with the duty of who is more than a member there."""
    mandate = mandate_of(member)
    return "、".join(row.brief for row in held(mandate.seats, mandate)) if mandate else ""


def since(member: Member) -> date | None:
    """First day of the mandate."""
    mandate = mandate_of(member)
    return mandate.starts_on if mandate else None


def until(member: Member) -> date | None:
    """Last day of the mandate; none while it is open."""
    mandate = mandate_of(member)
    return mandate.left_on if mandate else None


def standing(member: Member) -> str:
    """In office or not, and how somebody left: a sheet that is sent on has no labels beside the names."""
    mandate = mandate_of(member)
    if mandate is None:
        return member.level_words if member.level else ""
    if mandate.left_on and mandate.left_on < max(mandate.shown_on, timezone.localdate()):
        died = mandate.ended == Mandate.Ended.DIED
        return mandate.how_left if died else f"离任（{mandate.how_left}）"
    return "在任（中止履职）" if mandate.suspended_today else "在任"
