"""Believable bulk for measuring: proposals by the hundred thousand with everything a page, a search or a scan reads.

``ground`` the committee they belong to · ``texts`` what they say · ``course`` how far each has come and which clocks
run · ``writing`` puts them into the database in wide statements. Nothing here goes through the life-cycle engine: the
rows are placed as acts would have left them, from a fixed seed.
"""

from collections.abc import Callable

from django.conf import settings

from demo.bulk import ground, writing
from demo.bulk.made import Made, Unsuitable

__all__ = ["Made", "Unsuitable", "make"]


def make(
    *,
    proposals: int,
    members: int = 0,
    clocks: int | None = None,
    searchable: bool = True,
    say: Callable[[str], None] = lambda sentence: None,
) -> Made:
    """Add ``proposals`` matters and ``members`` members, with about ``clocks`` running clocks (default: as many as
    proposals); ``say`` hears how far it is. ``searchable`` decides about the entries of the full-text index.

    Raises ``Unsuitable`` in production, and where there is no committee that the matters could belong to.
    """
    if settings.PRODUCTION:
        raise Unsuitable("正式环境不生成测量数据。请在另一个数据库上测量。")
    here = ground.prepare(members, say)
    return writing.write(here, proposals, proposals if clocks is None else clocks, searchable, say)
