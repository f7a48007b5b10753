"""The body of the directory that a row speaks of by its name, or why that cannot be told."""

from core.models import Organisation
from core.organisations.forms import spellings_of
from core.organisations.sheets.decided import body_chosen
from core.organisations.sheets.directory import Directory
from core.organisations.sheets.planned import Planned
from core.organisations.sheets.rows import Row


def meant_by(one: Planned, asked: str, sort: str, known: Directory) -> tuple[list[Organisation], str]:
    """The one that it is, or nothing and perhaps the reason why. ``asked`` is the kind that its cell says, ``sort`` the
    kind it has by whatever says so; of several a person may choose (``may_be``)."""
    row = one.row
    if chosen := body_chosen(row, known):
        return chosen, ""
    found = known.found(row.name, sort) or (known.found(row.name) if not sort else []) or _renamed(one, known, sort)
    found = found or _called_so(row, known, sort) or known.standing(row.name, asked)
    one.may_be = [*found] if len(found) > 1 else []
    return _told_apart(found, row)


def _told_apart(found: list[Organisation], row: Row) -> tuple[list[Organisation], str]:
    """The one of these that the row means, or why that cannot be told."""
    if len({body.kind for body in found}) > 1:
        fits = [body for body in found if body.kind == row.group_kind]
        labels = "、".join(dict.fromkeys(body.get_kind_display() for body in found))
        if len(fits) != 1:
            return [], f"目录里有几家叫“{row.name}”（{labels}），请在“类别”栏写明是哪一类。"
        found = fits
    if len(found) > 1:
        named = "、".join(f"“{body}”" for body in found)
        return [], f"“{row.name}”可能是{named}，请写全称。"
    return found, ""


def _called_so(row: Row, known: Directory, sort: str) -> list[Organisation]:
    """Whoever the directory knows by a name that stood in brackets."""
    return next((some for name in spellings_of(row.called) if (some := known.found(name, sort))), [])


def _renamed(one: Planned, known: Directory, asked: str) -> list[Organisation]:
    """The body that the directory still has under what the sheet calls the former name; nobody is registered twice."""
    for name in spellings_of(f"{one.row.in_brackets}、{one.row.was}"):
        if found := known.found(name, asked):
            return found
    return []
