"""How many a line of a sheet says there are (以上共12家, 合计 23人, 党群系统（12家）)."""

import re
import unicodedata
from collections.abc import Iterable

_TOTAL = re.compile(
    r"^(?:以上|全部|上述|本表|本页|全[省市区县州旗盟])?.{0,8}?(?:小计|合计|总计|总共|共计|累计|共有?|计)[:：]?"
)
_NUMBER = re.compile(r"(?<![\d.年月第])(\d{1,5})\s*(?:[家个名人位](?!月)|$)")
_BEHIND = re.compile(r"[(（]\s*(?:共|计)?\s*(\d{1,5})\s*[家个名人位]\s*[)）]\s*[:：]?$")


def counted_in(cells: Iterable[str]) -> int | None:
    """The number that a line of totals tells; None where it tells none, or several (其中)."""
    text = unicodedata.normalize("NFKC", " ".join(cells))
    match = _TOTAL.match(text)
    found = _NUMBER.findall(text[match.end() :]) if match else []
    return int(found[0]) if len(found) == 1 else None


def counted_behind(heading: str) -> int | None:
    """The number in brackets behind a group's heading."""
    match = _BEHIND.search(unicodedata.normalize("NFKC", heading))
    return int(match[1]) if match else None
