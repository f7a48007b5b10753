"""政协职务 under 职务 alone, beside a column for unit and post: they are never part of the employer's post."""

import re

from core.files.workbook import Sheet
from members.roster.cells import folded, is_blank, text_of
from members.roster.layout import Panel, Table

_SPLIT = re.compile(r"[、，,；;/\s兼]+")
_OFFICE = re.compile(
    r"(?:[本区县市]?政协)?(?:不?驻会|专职|兼职)?(?:副?主席|副?秘书长|常委|常务委员|主席会议成员|党组成员)(?:委员)?|(?:政协)?委员"
)
#: What no employer's post is called by itself.
_OURS_ALONE = re.compile(r"(?:政协)?(?:常委|常务委员|委员)")


def apart(text: str) -> tuple[str, str]:
    """The 政协职务 of a cell, and the other posts in it, each joined by 、."""
    parts = [part for part in _SPLIT.split(folded(text)) if part]
    ours = [part for part in parts if _OFFICE.fullmatch(part)]
    return "、".join(ours), "、".join(part for part in parts if part not in ours)


def settle_offices(sheet: Sheet, table: Table) -> None:
    """Read a column headed 职务 as 政协职务 where that is what it mostly holds and unit and post stand beside it."""
    for panel in table.header.panels:
        if "post" not in panel.columns or "office" in panel.columns:
            continue
        if "unit_post" in panel.columns or "unit" in panel.columns:
            told = _told(sheet, table, panel)
            ours = [text for text in told if text and not apart(text)[1]]
            alone = any(_OURS_ALONE.fullmatch(folded(text)) for text in ours)
            if len(ours) * 2 > len(told) and ("unit_post" in panel.columns or (alone and len(ours) == len(told))):
                panel.columns["office"] = panel.columns.pop("post")
                panel.offices_found = True


def _told(sheet: Sheet, table: Table, panel: Panel) -> list[str]:
    """What the column says of members, but for what the post beside it says too."""
    at, both = panel.columns["post"][0], panel.one("unit_post")
    rows = sheet.rows[table.header.bottom + 1 : table.end]
    found = [
        (text_of(row[at]), text_of(row[both]) if both is not None else "") for row in rows if not is_blank(row[at])
    ]
    return [text for text, beside in found if folded(text) not in folded(beside)]
