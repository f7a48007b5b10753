"""An office that a list calls 督查室 or 办公室 and nothing else: whose it is says the heading above it."""

import re
from dataclasses import replace

from core.committee import identity
from core.models import Organisation
from core.organisations.names import ends_with, plain_key
from core.organisations.sheets.directory import Directory
from core.organisations.sheets.kinds import branch_written
from core.organisations.sheets.naming import OF_COMMITTEE, sure_key
from core.organisations.sheets.rows import Row
from core.sheets.reading import key_of

Branch, Kind = Organisation.Branch, Organisation.Kind
_SUPERVISES = re.compile(r"(?:督查|督办)(?:室|局|办|科|处|办公室|专员办公室)")
_BARE = re.compile(
    rf"{_SUPERVISES.pattern}|办公[室厅]|(?:综合|秘书|行政|文秘)(?:科|处|室|股|办|办公室)|(?:政策)?研究室|政研室|党政?办(?:公室)?"
    r"|机关(?:党委|党总支|党支部|工会)"
)
_OWNER = re.compile(r"([省市区县州旗盟])(委|人大|政协|人民政府|政府)(?!员)")
_OF_BRANCH = {Branch.PARTY: "委", Branch.GOVERNMENT: "政府", Branch.CPPCC: "政协", Branch.CONGRESS: "人大"}
_BOTH = re.compile(r"党政|党委.{0,3}政府|群团|团体|[乡镇街]")


def is_bare(name: str) -> bool:
    """Whether the name is 督查室 or 办公室 alone, which committee, government and others all have."""
    return bool(_BARE.fullmatch(key_of(name)))


def owner_in(*told: str) -> str:
    """县委, 县政府 or 县政协, by the first of the words that say so; empty where none does, or one says several."""
    for text in told:
        owners = dict.fromkeys(
            level + whose.replace("人民政府", "政府") for level, whose in _OWNER.findall(key_of(text))
        )  # fmt: skip
        if len(owners) == 1:
            return next(iter(owners))
        if owners or _BOTH.search(text):
            continue
        if whose := _OF_BRANCH.get(Branch(branch)) if (branch := branch_written(text)) else "":
            level = identity.current().region[-1:]
            return (level if level in "省市区县州旗盟" else "县") + whose
    return ""


def is_office_of(body: Organisation, word: str, owner: str) -> bool:
    """Whether the body is the owner's office of this word: 中共云溪县委督查室 is 县委's."""
    plain = key_of(body.name).replace("人民政府", "政府")
    if _SUPERVISES.fullmatch(key_of(word)):
        return owner in plain and body.kind == Kind.SUPERVISION_OFFICE and ends_with(body.name, word)
    if owner.endswith("政协"):
        ours = body.kind in OF_COMMITTEE or "政协" in plain
        return ours and sure_key(body.name, Kind.CPPCC_OFFICE) == plain_key(word)
    return plain_key(plain.partition(owner)[2]) == plain_key(word)


def offices_called(bodies: list[Organisation], word: str) -> list[Organisation]:
    """Whichever body may be meant by the word alone."""
    found = []
    for body in bodies:
        owner = owner_in(body.name) or ("县政协" if body.kind == Kind.CPPCC_OFFICE else "")
        if (owner and is_office_of(body, word, owner)) or (
            _SUPERVISES.fullmatch(key_of(word)) and body.kind == Kind.SUPERVISION_OFFICE and ends_with(body.name, word)
        ):
            found.append(body)
    return found


def named_whole(row: Row, known: Directory) -> tuple[Row, str, str]:
    """The row under the office's whole name, what to look at, and why it cannot be told whose it is."""
    if not is_bare(row.name) or Kind.SECTOR in (row.group_kind, row.kind):
        return row, "", ""
    bodies = list(known.bodies.values())
    owner = _owner_of(row)
    if not owner:
        return row, "", _unclear(row.name, bodies)
    mine = [body.name for body in bodies if is_office_of(body, row.name, owner)]
    whole = mine[0] if len(mine) == 1 else f"{owner}{row.name}"
    by_branch = f"系统“{row.branch}”" if row.branch else "这一行"
    heading = f"分组标题“{row.group_title}”" if row.group_title and not owner_in(row.branch) else by_branch
    note = f"名称只写“{row.name}”，按{heading}认作“{whole}”，请核对"
    return replace(row, name=whole, short_name="" if is_bare(row.short_name) else row.short_name), note, ""


def _owner_of(row: Row) -> str:
    """Whose the office is by the row's own cells and the heading above it."""
    if row.parent and not is_bare(row.parent) and not owner_in(row.parent):
        return row.parent
    ours = "政协" if row.group_kind in OF_COMMITTEE else ""
    of_sheet = "" if row.group_title else row.group_branch
    return owner_in(row.parent, row.branch, row.group_title, row.kind, ours, of_sheet)


def _unclear(word: str, bodies: list[Organisation]) -> str:
    """Why it cannot be told whose office is meant; empty where it is the only one there is."""
    fit = [body.name for body in offices_called(bodies, word)]
    if _SUPERVISES.fullmatch(key_of(word)) and len(fit) < 2:
        return ""
    if any(key_of(body.name) == key_of(word) for body in bodies):
        return ""
    if fit:
        return f"“{word}”可能是{'、'.join(f'“{name}”' for name in fit[:4])}，请写全称。"
    return f"“{word}”看不出是哪一家的，请写全称，或在上面写明分组标题（如“县政府部门”）。"
