"""政协职务 under whatever heading they stand (职务, 会内职务, 身份): they are never part of the employer's post."""

import re

from core.files.workbook import Sheet
from members.roster.cells import folded, is_blank, text_of
from members.roster.layout import Panel, Table, spans

_SPLIT = re.compile(r"[、，,；;/\s兼]+")
_OFFICE = re.compile(
    r"(?:[本区县市]?政协)?(?:不?驻会|专职|兼职)?(?:副?主席|副?秘书长|常委|常务委员|主席会议成员|党组成员)(?:委员)?|(?:政协)?委员"
)
_MEMBER = re.compile(r"(?:政协)?委员")
#: Headings of columns that hold another body's posts, or those of another time.
_OF_OTHERS = re.compile(r"专|委员会|小组|党派|工商联|界别|社会|团体|人大|原|曾|上届|历届|上一届|拟|推荐|建议|其他|其它")
ALMOST_ALL = 0.8
#: What no employer's post is called by itself.
_OURS_ALONE = re.compile(r"(?:政协)?(?:常委|常务委员|委员)")


def apart(text: str) -> tuple[str, str]:
    """The 政协职务 of a cell, and the other posts in it, each joined by 、."""
    parts = [part for part in _SPLIT.split(folded(text)) if part]
    ours = [part for part in parts if _OFFICE.fullmatch(part)]
    return "、".join(ours), "、".join(part for part in parts if part not in ours)


def settle_offices(sheet: Sheet, table: Table) -> None:
    """Read as 政协职务, whatever it is headed, the column that holds such offices and (almost) nothing else.

    Where a column for the unit stands beside one headed 职务, 主席 or 副主席 may be the employer's: there something has
    to stand in it that no employer's post is called (常委, 委员). Where unit and post are beside it, most is enough.
    """
    for panel, span in spans(table.header.panels, sheet.width):
        if "office" in panel.columns:
            continue
        if "post" in panel.columns:
            told = _told(sheet, table, panel, panel.columns["post"][0])
            if _is_of_offices(told, panel):
                panel.columns["office"] = panel.columns.pop("post")
                panel.offices_found = True
            continue
        for column in _unread(table, panel, span):
            if "office" not in panel.columns and _all_offices(_told(sheet, table, panel, column)):
                panel.columns["office"] = [column]
                panel.offices_found = True
                label = "".join(folded(text) for text in table.header.texts[column])
                table.header.unread[:] = [each for each in table.header.unread if each != label]


def _is_of_offices(told: list[str], panel: Panel) -> bool:
    ours = [text for text in told if text and not apart(text)[1]]
    if "unit_post" in panel.columns:
        return len(ours) * 2 > len(told)
    alone = any(_OURS_ALONE.fullmatch(folded(text)) for text in ours)
    return _all_offices(told) and (alone or "unit" not in panel.columns)


def _all_offices(told: list[str]) -> bool:
    """Whether (almost) all of them are offices, and some more than 委员, which any list of a body may say."""
    ours = [text for text in told if text and not apart(text)[1]]
    return len(ours) >= ALMOST_ALL * len(told) and any(not _MEMBER.fullmatch(folded(text)) for text in ours)


def _unread(table: Table, panel: Panel, span: tuple[int, int]) -> list[int]:
    """The columns of a panel with a heading that names no field, and none that another body's posts would have."""
    read = {column for columns in panel.columns.values() for column in columns}
    return [
        column
        for column in range(span[0], min(span[1], len(table.header.texts)))
        if column not in read and (label := "".join(table.header.texts[column])) and not _OF_OTHERS.search(label)
    ]


def _told(sheet: Sheet, table: Table, panel: Panel, at: int) -> list[str]:
    """What the column says of members, but for what the post beside it says too."""
    both = panel.one("unit_post")
    rows = sheet.rows[table.header.bottom + 1 : table.end]
    found = [
        (text_of(row[at]), text_of(row[both]) if both is not None else "") for row in rows if not is_blank(row[at])
    ]
    return [text for text, beside in found if folded(text) not in folded(beside)]
