"""A person whom another sheet of the same file names again (按专委会): one member, with what each sheet says."""

import re
from difflib import SequenceMatcher

from core.brackets import split_remarks
from core.identifiers import mobiles_in
from members.roster.bodies import DUTY, alike, parts_of
from members.roster.bodies import FIELDS as BODIES
from members.roster.cells import folded
from members.roster.result import RosterRow
from members.roster.words import FIELDS

UNWRITTEN = {"party_supposed", "party_open", "sector_assumed"}
"""The doubts that are settled once a sheet says it in writing."""
OF_LEAVING = {"left_noted", "left_an_office", "leaving_asked"}
ALIKE = 0.6
"""From which share of common characters on two posts are taken for one, written otherwise."""
_LESSER = {"常委", "常务委员", "委员"}
"""What goes with any office: who is 副主席 stands among the 常委 too."""
FACTS = ("gender", "ethnicity", "birth", "party", "sector", "post", "card_no", "phone", "email", "office", "since")


def is_again(row: RosterRow, earlier: RosterRow) -> bool:
    """Whether a row of another sheet is this person, going by the name: nothing that both say may speak against it.

    Another unit or post does, unless it is only written otherwise or the row's own sheet has no sectors and so is no
    list of members by itself. The same name with the same mobile number is the same person, whatever else is written:
    that is a slip of one of the sheets, and asked about. A sector that the row has from its neighbours says nothing.
    """
    if row.sheet == earlier.sheet:
        return False
    if _share_mobile(row, earlier):
        return True
    against = any(_differ(name, row, earlier) for name in ("gender", "birth", "card_no"))
    against = against or ("sector" not in row.supposed and not _same_sector(row, earlier))
    return not against and not (row.sector and _differ("post", row, earlier) and not _posts_alike(row, earlier))


def has_left(row: RosterRow, earlier: RosterRow) -> bool:
    """Whether a row of a list of leavers is this person of another sheet: there the post is a former one."""
    against = any(_differ(name, row, earlier) for name in ("gender", "birth", "card_no"))
    alike = bool(row.post and earlier.post) and _posts_alike(row, earlier)
    return row.sheet != earlier.sheet and not against and (_same_sector(row, earlier) or alike)


def take_exit(earlier: RosterRow, leaver: RosterRow) -> None:
    """What a list of leavers says of a member of another sheet: that, and nothing else."""
    earlier.exit = leaver.exit
    for doubt in leaver.doubts:
        if doubt.key in OF_LEAVING:
            earlier.doubt(doubt.key, doubt.field, f"{place(leaver)}：{doubt.written}", doubt.about)


def agreement(row: RosterRow, earlier: RosterRow) -> int:
    """How much speaks for the two being one person, besides the name: nothing, or the more the higher."""
    same = {name for name in ("birth", "post") if _both_say(name, row, earlier)}
    sector = "sector" not in row.supposed and bool(row.sector) and _same_sector(row, earlier)
    sure = _share_mobile(row, earlier) or _both_say("card_no", row, earlier)
    alike = bool(row.post and earlier.post) and _posts_alike(row, earlier)
    return 8 * sure + 3 * ("birth" in same) + 2 * ("post" in same or alike) + sector


def _same_sector(row: RosterRow, earlier: RosterRow) -> bool:
    return not row.sector or not earlier.sector or row.sector == earlier.sector


def _both_say(name: str, one: RosterRow, other: RosterRow) -> bool:
    return bool(getattr(one, name) and getattr(other, name)) and not _differ(name, one, other)


def _share_mobile(one: RosterRow, other: RosterRow) -> bool:
    return bool(set(mobiles_in(one.phone or "")) & set(mobiles_in(other.phone or "")))


def _posts_alike(one: RosterRow, other: RosterRow) -> bool:
    """县教育局局长 and 教育局党组书记、局长: one post written longer or shorter."""
    first, second = (folded(each.post or "") for each in (one, other))
    return first in second or second in first or SequenceMatcher(None, first, second).ratio() >= ALIKE


def duty_as_such(row: RosterRow) -> None:
    """主任 or 副组长 under 职务 in a list by bodies is the duty there, and no post with an employer."""
    for name in BODIES:
        body = getattr(row, name)
        if row.post and body and not row.sector and DUTY.match(folded(row.post)):
            setattr(row, name, f"{body}（{row.post}）")
            row.post = None


def supplement(earlier: RosterRow, more: RosterRow) -> list[str]:
    """Add to a member what another sheet says more; what it says otherwise is doubted. Returns the names of fields."""
    added = [name for name in FACTS if getattr(more, name) and name not in more.unwritten and _add(name, earlier, more)]
    added += [name for name in BODIES if getattr(more, name) and _add_bodies(name, earlier, more)]
    if more.office_beside and more.office_beside not in (earlier.office or "") + earlier.office_beside:
        earlier.office_beside = "、".join(filter(None, (earlier.office_beside, more.office_beside)))
        added += ["office"] if "office" not in added else []
    if "party" in more.declined and "party" in earlier.unwritten:  # what is written goes before a note for all rows
        earlier.party, earlier.told = [], [each for each in earlier.told if each[0] != "party"]
        earlier.doubts = [each for each in earlier.doubts if each.field != "party" or each.key not in UNWRITTEN]
        earlier.doubt("party_none", "party", more.declined["party"], place(more))
    if more.implied[1] and not earlier.implied[1]:
        earlier.implied = more.implied
        added += ["office"] if not earlier.office and "office" not in added else []
    if more.remark and more.remark not in (earlier.remark or ""):
        earlier.keep(more.remark)
        added.append("remark")
    earlier.added = earlier.added or more.added
    for doubt in more.doubts:
        if doubt.field in added or doubt.key == "left_noted":
            earlier.doubt(doubt.key, doubt.field, doubt.written, doubt.about)
    return [FIELDS[name] for name in added]


def _add(name: str, earlier: RosterRow, more: RosterRow) -> bool:
    """Take over one fact: where there is none, where a person wrote it against what was only taken for granted, or
    where it says more of the same. What cannot be together is doubted."""
    told, held = getattr(more, name), getattr(earlier, name)
    earlier.doubts = [doubt for doubt in earlier.doubts if doubt.field != name or doubt.key not in UNWRITTEN]
    if not held or (name in earlier.unwritten and held != told):
        setattr(earlier, name, told)
        earlier.told = [each for each in earlier.told if each[0] != name]
        earlier.supposed.discard(name)
        return True
    if name == "post" and "post" in {earlier.lacks, more.lacks} and _posts_alike(earlier, more):
        fuller = earlier.lacks == "post" and len(told) > len(held)
        earlier.post, earlier.lacks = (told, more.lacks) if fuller else (held, earlier.lacks)
        return fuller
    if _differ(name, earlier, more):
        earlier.doubt("sheets_differ", name, "、".join(told) if isinstance(told, list) else told, place(more))
        return False
    if name == "office":
        more_of_it = [part for part in _parts(told) if part not in _parts(held)]
        earlier.office = "、".join([held, *more_of_it])
        return bool(more_of_it)
    if name in {"birth", "phone"} and len(told) > len(held):
        setattr(earlier, name, told)
        return True
    return False


def place(row: RosterRow) -> str:
    """Where a person finds a row of another sheet."""
    return f"工作表“{row.sheet}”第 {row.row} 行"


def _differ(name: str, one: RosterRow, other: RosterRow) -> bool:
    """Whether both rows say something by themselves, and not the same."""
    first, second = getattr(one, name), getattr(other, name)
    if not first or not second or name in one.unwritten or name in other.unwritten:
        return False
    if name == "party":
        return set(first) != set(second)
    if name == "birth":
        return not (first.startswith(second) or second.startswith(first))
    if name == "phone":
        return not (_within(first, second) or _within(second, first))
    if name == "office":
        return not set(_parts(first)) & set(_parts(second)) and not _LESSER & {*_parts(first), *_parts(second)}
    return folded(first) != folded(second)


def _within(numbers: str, others: str) -> bool:
    """Whether the one cell's numbers all stand in the other, a landline with its area code or without."""
    held = [re.sub(r"\D", "", number) for number in others.split("、")]
    told = (re.sub(r"\D", "", number) for number in numbers.split("、"))
    return all(any(h.endswith(t) if len(h) > len(t) else t.endswith(h) for h in held) for t in told)


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[、，,；;/兼]+", folded(text)) if part]


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
