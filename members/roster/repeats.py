"""A person whom another sheet of the same file names again (按专委会): one member, with what each sheet says."""

from core.brackets import split_remarks
from members.roster.bodies import DUTY, alike, parts_of
from members.roster.bodies import FIELDS as BODIES
from members.roster.cells import folded
from members.roster.result import RosterRow
from members.roster.words import FIELDS

FACTS = ("gender", "ethnicity", "birth", "party", "sector", "post", "card_no", "phone", "email", "office", "since")


def is_again(row: RosterRow, earlier: RosterRow) -> bool:
    """Whether a row of another sheet is this person, going by the name: nothing that both say may speak against it.

    Another unit or post does, unless the row's own sheet has no sectors and so is no list of members by itself.
    """
    facts = ("gender", "birth", "sector", "card_no", *(("post",) if row.sector else ()))
    return row.sheet != earlier.sheet and not any(_differ(name, row, earlier) for name in facts)


def duty_as_such(row: RosterRow) -> None:
    """主任 or 副组长 under 职务 in a list by bodies is the duty there, and no post with an employer."""
    for name in BODIES:
        body = getattr(row, name)
        if row.post and body and not row.sector and DUTY.match(folded(row.post)):
            setattr(row, name, f"{body}（{row.post}）")
            row.post = None


def supplement(earlier: RosterRow, more: RosterRow) -> list[str]:
    """Add to a member what another sheet says more; what it says otherwise is doubted. Returns the names of fields."""
    added = []
    for name in FACTS:
        told, held = getattr(more, name), getattr(earlier, name)
        if not told or name in more.by_statement:
            continue
        if not held or (name in earlier.by_statement and held != told):
            setattr(earlier, name, told)
            earlier.told = [each for each in earlier.told if each[0] != name]
            added.append(name)
        elif _differ(name, earlier, more):
            written = "、".join(told) if isinstance(told, list) else told
            earlier.doubt("sheets_differ", name, written, place(more))
        elif name == "birth" and len(told) > len(held):
            earlier.birth = told
            added.append(name)
    added += [name for name in BODIES if getattr(more, name) and _add_bodies(name, earlier, more)]
    if more.office_beside and more.office_beside not in (earlier.office or "") + earlier.office_beside:
        earlier.office_beside = "、".join(filter(None, (earlier.office_beside, more.office_beside)))
        added += ["office"] if "office" not in added else []
    if more.remark and more.remark not in (earlier.remark or ""):
        earlier.keep(more.remark)
        added.append("remark")
    earlier.added = earlier.added or more.added
    for doubt in more.doubts:
        if doubt.field in added:
            earlier.doubt(doubt.key, doubt.field, doubt.written, doubt.about)
    return [FIELDS[name] for name in added]


def place(row: RosterRow) -> str:
    """Where a person finds a row of another sheet."""
    return f"工作表“{row.sheet}”第 {row.row} 行"


def _differ(name: str, one: RosterRow, other: RosterRow) -> bool:
    """Whether both rows say something by themselves, and not the same."""
    first, second = getattr(one, name), getattr(other, name)
    if not first or not second or name in one.by_statement or name in other.by_statement:
        return False
    if name == "party":
        return set(first) != set(second)
    if name == "birth":
        return not (first.startswith(second) or second.startswith(first))
    return folded(first) != folded(second)


def _add_bodies(name: str, earlier: RosterRow, more: RosterRow) -> bool:
    """Add the bodies that are not named yet, and the duties in those that are. Two sheets that each name another one
    are asked about."""
    held, changed = parts_of(name, getattr(earlier, name)), False
    own = bool(held) and name not in earlier.supplied
    for part in parts_of(name, getattr(more, name)):
        at = next((at for at, one in enumerate(held) if alike(name, _bare(one), _bare(part))), None)
        if at is None:
            held.append(part)
            changed = True
            if own:
                earlier.doubt("bodies_added", name, part, place(more))
        elif _bare(part) != part and _bare(held[at]) == held[at]:
            held[at] += part[len(_bare(part)) :]
            changed = True
    if changed:
        setattr(earlier, name, "、".join(held))
        earlier.supplied |= set() if own else {name}
    return changed


def _bare(part: str) -> str:
    return split_remarks(part)[0]
