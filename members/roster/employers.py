"""Whether two posts are with one employer, though each is written in its own way (县住建局, 县住房和城乡建设局局长)."""

import re

from core.brackets import split_remarks
from core.organisations.names import shortens
from members.roster.cells import folded
from members.roster.posts import BODIES

_PARTS = re.compile(r"[、,;/兼\s]+")
_EMPLOYER = re.compile(rf"^.*{BODIES}(?![长员])")
_POST = re.compile(
    r"(?:常务|党[组委支总]?部?|执行|总)*副?(?:[局校院厂馆所站社会处科行镇乡县部队组]长|书记|主任|经理|主席|主委|董事长|理事长"
    r"|教师|老师|医生|医师|工程师|干部|职工|员工|工人)$"
)
_LEAST = 3
"""From how many characters on a short form tells a longer one."""


def same_employer(one: str, other: str) -> bool:
    """Whether one of the posts of the first is with an employer of the second, or they are written alike."""
    first, second = (folded(split_remarks(text)[0]) for text in (one, other))
    if not first or not second:
        return False
    pairs = ((a, b) for a in _all(first) for b in _all(second))
    return first in second or second in first or any(a == b or shortens(*sorted((a, b), key=len)) for a, b in pairs)


def is_mere_employer(post: str) -> bool:
    """Whether a text names an employer and no post with it (县卫生院)."""
    plain = folded(post)
    return len(plain) >= _LEAST and _EMPLOYER.sub("", plain) == ""


def names_post(text: str) -> bool:
    """Whether more stands behind an employer (县水利局总工程师): that is a post."""
    return bool(_EMPLOYER.match(plain := folded(text)) and _EMPLOYER.sub("", plain))


def employer_in(post: str) -> str:
    """The first employer of a text of posts, without the post with it."""
    return _employer(_PARTS.split(folded(post))[0])


def _all(post: str) -> list[str]:
    """The employers in a text of one or several posts."""
    found = (_employer(part) for part in _PARTS.split(post))
    return [each for each in found if len(each) >= _LEAST]


def _employer(part: str) -> str:
    told = _EMPLOYER.match(part)
    return told[0] if told else _POST.sub("", part)
