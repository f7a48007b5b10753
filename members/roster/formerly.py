"""What a row says that somebody was before (原单位及职务, 原界别): it tells who is meant, and changes nothing.

Where a sheet has no column for what somebody is now, the former value stands in its place: a leaver's, whom the
register may not know.
"""

from members.roster.bodies import DUTY
from members.roster.cells import folded, read_line
from members.roster.employers import names_post
from members.roster.layout import Panel
from members.roster.result import RosterRow
from members.roster.vocabulary import Vocabulary
from members.roster.wrapping import ends_as_post, joined, lines_of

NOW = {"sector": {"sector"}, "post": {"unit", "post", "unit_post", "new_post"}}
"""For each field with a former one the columns for what it is now."""
_POSTS = ("unit_post", "unit", "post")


def only_former(panel: Panel, name: str) -> bool:
    """Whether a table says of this field what it was, and not what it is."""
    return f"former_{name}" in panel.columns and not NOW[name] & panel.columns.keys()


def post_columns(panel: Panel) -> list[int | None]:
    """The columns for unit and post together, for the unit and for the post; the former ones where there are no
    others."""
    if only_former(panel, "post"):
        return [panel.one("former_post"), None, None]
    return [panel.one(name) for name in _POSTS]


def take_former(row: RosterRow, panel: Panel, vocabulary: Vocabulary, sector: str, post: str) -> None:
    """Put into the row what it was before, as its cells say (``sector``, ``post``). A sector may stand in the column of
    posts, where several tables share their columns."""
    told = {"sector": read_line(sector), "post": joined(lines_of(post))[0]}
    if not told["sector"] and vocabulary.heading(told["post"]):
        told = {"sector": told["post"], "post": ""}
    row.was |= {name: text for name, text in told.items() if text}
    row.formerly = {name for name in told if only_former(panel, name) and name not in row.corrected}


def half_of_post(panel: Panel, both: str, unit: str, post: str) -> str:
    """Which of unit and post is blank beside the other where each has a column, or has none; empty for none."""
    if not {"post", "unit_post", "new_post"} & panel.columns.keys():
        return "post" if unit.strip() and not (ends_as_post(unit) or names_post(unit)) else ""
    if not {"unit", "post"} <= panel.columns.keys() or both.strip() or bool(unit.strip()) == bool(post.strip()):
        return ""
    return "post" if unit.strip() else "unit"


def is_bare_post(both: str, unit: str, post: str) -> bool:
    """Whether the post beside the unit is a mere word for a duty (主任, 委员), which may be one in a committee."""
    return bool(unit.strip() and not both.strip() and DUTY.match(folded(post)))
