"""What a person chooses on the preview for a row: which body it means, that it is another one, or not wanted."""

from core.models import Organisation
from core.organisations.sheets.directory import Directory
from core.organisations.sheets.offices import is_bare
from core.organisations.sheets.planned import GONE, NEW, REFUSED, SKIPPED, Plan, Planned
from core.organisations.sheets.rows import Row
from core.organisations.sheets.words import LABELS as FIELDS
from core.sheets.lines import Change

Kind = Organisation.Kind
ANOTHER, SKIP, HANDLES, SEEN, BODY, ROW = "new", "skip", "handles", "seen", "body:", "row:"
LABELS = {ANOTHER: "另立一家", SKIP: "不要这一行", HANDLES: "也是承办单位", SEEN: "已核对，照此登记"}
MOST = 4


def body_chosen(row: Row, known: Directory) -> list[Organisation]:
    """The body that was chosen for the row, while it is in use; nothing where none was."""
    pk = row.decided.removeprefix(BODY)
    return [known.bodies[int(pk)]] if pk != row.decided and int(pk) in known.bodies else []


def row_chosen(one: Planned, plan: Plan) -> Planned | None:
    """The row that was chosen to speak of the same body."""
    place = one.row.decided.removeprefix(ROW)
    rows = (other for other in plan.rows if other.row.place == place and other.twin is not one)
    return next(rows, None) if place != one.row.decided else None


def choices_of(one: Planned) -> list[tuple[str, str]]:
    """Value and label of whatever may be chosen for the row, be it only that it is not wanted; what was chosen may be
    taken back."""
    if one.row.decided:
        return [("", "改回")]
    if not one.doubts and one.kind != REFUSED:
        return [(SKIP, LABELS[SKIP])]
    found = [_of(it) for it in one.may_be[:MOST]]
    if one.may_be and one.kind not in (REFUSED, GONE):
        found.append((ANOTHER, LABELS[ANOTHER]))
    of_others = one.becomes in (Kind.PEOPLES_ORGANISATION, Kind.PARTY)
    if one.kind == NEW and one.body is None and of_others and not one.values.get("also_handles"):
        found.append((HANDLES, LABELS[HANDLES]))
    found += [(SEEN, LABELS[SEEN])] if one.kind != REFUSED else []
    return [*found, (SKIP, LABELS[SKIP])]


def in_words(one: Planned) -> str:
    """What was chosen, for the preview."""
    said = one.row.decided
    if said.startswith(ROW):
        return f"与{said.removeprefix(ROW)}是同一家"
    return LABELS.get(said, f"就是“{one.body}”" if said and one.body else "")


def skipped(row: Row) -> Planned | None:
    """The row as one that is not wanted, if that was chosen; another choice that changes its cells is put there."""
    if row.decided == HANDLES:
        row.also_handles = "是"
    return Planned(row, SKIPPED) if row.decided == SKIP else None


def take_body_chosen(one: Planned, known: Directory) -> None:
    """The row's name finds the body that was chosen for it from now on."""
    body, name = one.body, one.row.name
    if not one.row.decided.startswith(BODY) or body is None or known.knows(body, name):
        return
    one.twin = body
    if not is_bare(name):
        one.names.append(("alias", name))
        one.changes.append(Change(FIELDS["spellings"], "", name))


def _of(it: Organisation | Planned) -> tuple[str, str]:
    if isinstance(it, Organisation):
        return f"{BODY}{it.pk}", f"就是“{it}”"
    return f"{ROW}{it.row.place}", f"与{it.row.place}“{it.row.name}”是同一家"
