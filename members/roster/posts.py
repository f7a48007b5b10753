"""The employer's post from one column or two, line by line as it is written."""

import re

from members.roster.cells import folded
from members.roster.offices import apart
from members.roster.wrapping import joined, lines_of

_BODY = re.compile(
    r"(?:局|会|院|校|学|中心|公司|委|办|部|处|科|站|所|社|厂|馆|园|团|联|厅|店|行|队|镇|乡|街道|村|社区|集团|政府|政协|人大|法院|支行|合作社|农场|协|室)$"
)


def posts_in(both: str, unit: str, post: str) -> list[str]:
    """The lines of the cells for unit and post. Units and posts that stand side by side in as many lines are pairs."""
    if not both.strip():
        units, posts = lines_of(unit), lines_of(post)
        if len(units) == len(posts) > 1 and all(_BODY.search(folded(each)) for each in units):
            return [_unit_and_post("", *pair) for pair in zip(units, posts, strict=True)]
        unit, post = (joined(lines)[0] for lines in (units, posts))
        return [_unit_and_post("", unit, post)] if len(posts) < 2 or unit else posts
    lines = lines_of(both)
    more = _unit_and_post(joined(lines)[0], "", joined(lines_of(post))[0]).removeprefix(joined(lines)[0])
    return [*lines[:-1], lines[-1] + more] if lines else []


def _unit_and_post(both: str, unit: str, post: str) -> str:
    if both:
        more = "" if post in both else apart(post)[1] if apart(post)[0] else post
        return both + more
    return post if unit and post.startswith(unit) else unit + post
