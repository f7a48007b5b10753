"""An office that a list calls 督查室 and nothing else: whose it is says the heading above it."""

import re
from dataclasses import replace

from core.committee import identity
from core.models import Organisation
from core.organisations.names import ends_with
from core.organisations.sheets.directory import Directory
from core.organisations.sheets.kinds import branch_written
from core.organisations.sheets.reading import Row
from core.sheets.reading import key_of

Branch = Organisation.Branch
_BARE = re.compile(r"(?:督查|督办)(?:室|局|办|科|处|办公室|专员办公室)")
_OWNER = re.compile(r"([省市区县州旗盟])(委|人民政府|政府)(?!员)")
_OF_BRANCH = {Branch.PARTY: "委", Branch.GOVERNMENT: "政府"}


def is_bare(name: str) -> bool:
    """Whether the name is 督查室 alone, which committee and government both have."""
    return bool(_BARE.fullmatch(key_of(name)))


def owner_in(*told: str) -> str:
    """县委 or 县政府, by the first of the words that say so; empty where none does."""
    for text in told:
        if match := _OWNER.search(key_of(text)):
            return match[1] + ("委" if match[2] == "委" else "政府")
        if whose := _OF_BRANCH.get(Branch(branch)) if (branch := branch_written(text)) else "":
            level = identity.current().region[-1:]
            return (level if level in "省市区县州旗盟" else "县") + whose
    return ""


def is_of(name: str, owner: str) -> bool:
    """Whether an office of this name is the owner's: 中共云溪县委督查室 is 县委's, 县人民政府督查室 is 县政府's."""
    return owner in key_of(name).replace("人民政府", "政府")


def named_whole(row: Row, known: Directory) -> tuple[Row, str, str]:
    """The row under the office's whole name, what to look at, and why it cannot be told whose it is."""
    if not is_bare(row.name) or row.group_kind == Organisation.Kind.SECTOR:
        return row, "", ""
    offices = [
        body.name
        for body in known.bodies.values()
        if body.kind == Organisation.Kind.SUPERVISION_OFFICE and ends_with(body.name, row.name)
    ]
    owner = owner_in(row.parent, row.group_title, row.branch)
    if not owner and len(offices) > 1:
        return row, "", f"“{row.name}”可能是{'、'.join(f'“{name}”' for name in offices[:4])}，请写全称。"
    if not owner:
        return row, "", ""
    mine = [name for name in offices if is_of(name, owner)]
    whole = mine[0] if len(mine) == 1 else f"{owner}{row.name}"
    heading = f"分组标题“{row.group_title}”" if row.group_title else "这一行"
    note = f"名称只写“{row.name}”，按{heading}认作“{whole}”，请核对"
    return replace(row, name=whole, short_name="" if is_bare(row.short_name) else row.short_name), note, ""
