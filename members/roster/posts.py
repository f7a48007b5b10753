"""The employer's post from one column or two, line by line as it is written."""

import re
from collections.abc import Iterable

from core.brackets import split_remarks
from members.roster.cells import EMPTY_WORDS, folded
from members.roster.offices import apart
from members.roster.wrapping import joined, lines_of

BODIES = (
    r"(?:局|会|院|校|学|中心|公司|委|办|部|处|科|站|所|社|厂|馆|园|团|联|厅|店|行|队|镇|乡|街道|村|社区|集团|政府|政协|人大"
    r"|法院|支行|合作社|农场|协|室)"
)
_BODY = re.compile(rf"{BODIES}$")

_FIRMS_POST = (
    r"(?:执行|常务|副|总|董事|法定|党[委支]部?|技术|财务|行政|营销|销售|人事|运营|生产)*"
    r"(?:董事长?|经理|总裁|法人|代表人?|负责人|监事长?|书记|厂长|店长|股东|合伙人|创始人|总监|总工|工程师|厂医|员工|职工)"
)
#: Posts that name no employer.
_OF_A_FIRM = re.compile(rf"{_FIRMS_POST}(?:[、,，/;；兼]*{_FIRMS_POST})*")
_DATED = r"(?:已|现|于|(?:19|20)\d\d[年./\-]\d{1,2}(?:月|[./\-]\d{1,2}日?)?(?:\d{1,2}日)?)*"
_MOVED = re.compile(
    rf"^{_DATED}(?:工作)?(?:(?:[调转改升提]|交流|转岗)[任至到往入为]|提拔为|职务变动为|变更为|调整为)[:：]?(?P<now>.{{3,}})$"
)
_NOW = re.compile(
    r"^原(?:任|为)?[^，,；;。、]{3,}[，,；;。、]\s*(?:现|后)(?:已)?(?:调|转|改|升|提)?(?:任|为|在)?[:：]?(?P<now>.{3,})$"
)
_ARROW = re.compile(r"^.{3,}?(?:→|=>|-+>|—+>)(?P<now>.{3,})$")
_FORMER_BESIDE = re.compile(r"^(?P<now>[^(（]{3,})[(（]原(?:任|为|系|是)?[^()（）]{3,}[长任记员理席师监事][)）]$")
_NOT_DONE = re.compile("^(?:拟|待|建议)")
_OF_MEMBERSHIP = re.compile("委员|留任|仍|继续|保留")


def with_firm(firms: Iterable[str], both: str, unit: str) -> tuple[str, str, list[str]]:
    """The cells for unit-and-post and for the unit with the firm of a column of its own where they name none, and the
    firms that are left over: somebody has a unit beside them."""
    told = [line for line in ("".join(lines_of(firm)) for firm in firms) if folded(line) not in EMPTY_WORDS]
    left = [firm for firm in dict.fromkeys(told) if folded(firm) not in folded(both + unit)]
    if left and not unit.strip() and not both.strip():
        return both, left[0], left[1:]
    if left and _OF_A_FIRM.fullmatch(folded(both)):
        return left[0] + both, unit, left[1:]
    return both, unit, left


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


def after_moving(post: str) -> str:
    """Where somebody is now said to have moved (调任县教育局副局长（仍为委员）; 原县某局局长，现任科协主席;
    县审计局局长（原县文化馆馆长）); empty for plain posts."""
    found = _MOVED.match(post) or _NOW.match(post) or _ARROW.match(post) or _FORMER_BESIDE.match(post)
    if not found or _NOT_DONE.match(post):
        return ""
    plain, remarks = split_remarks(found["now"])
    return plain if remarks and all(_OF_MEMBERSHIP.search(each) for each in remarks) else found["now"].strip()


def _unit_and_post(both: str, unit: str, post: str) -> str:
    if both:
        more = "" if post in both else apart(post)[1] if apart(post)[0] else post
        return both + more
    return post if unit and post.startswith(unit) else unit + post
