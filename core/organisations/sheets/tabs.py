"""Which tabs of a workbook hold: one that calls itself old (作废, 2024年) beside another is set aside, and may be read
on purpose."""

import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

_OLD = re.compile(
    r"作废|废止|废弃|弃用|过期|过时|失效|停用|历史|往年|往届|去年|上一?年度|上一?届|旧(?![州街县店村镇城址])|备份|存档|归档|勿用|不用"
    r"|(?:更新|修订|修改|调整|变更|改革)前|原表|草稿"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True)
class Tab:
    """One tab that has a list: how many lines hold anything, whether it is read, and ``why`` it was set aside."""

    name: str
    lines: int = 0
    read: bool = True
    why: str = ""

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Tab":
        """From what was kept with the upload."""
        return cls(kept["name"], kept.get("lines", 0), kept.get("read", True), kept.get("why", ""))

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def set_aside(names: Sequence[str]) -> dict[str, str]:
    """Tab → why it does not seem to hold; nothing where that would leave none."""
    years = {name: max(map(int, _YEAR.findall(name)), default=0) for name in names}
    found: dict[str, str] = {}
    for name in names:
        if old := _OLD.search(name):
            found[name] = f"工作表名里有“{old[0]}”"
        elif later := max((year for year in years.values() if 0 < years[name] < year), default=0):
            found[name] = f"另有 {later} 年的工作表"
    return found if len(found) < len(names) else {}


def told_of(tabs: Sequence[Tab]) -> list[str]:
    """What is said of those that are not read."""
    return [
        f"工作表“{tab.name}”（{tab.lines} 行）没有读入：{tab.why or '没有选它'}。要读它的，请在下面勾选后重新读取。"
        for tab in tabs
        if not tab.read
    ]


def doubtful_alone(names: Collection[str]) -> list[str]:
    """That all there is calls itself old."""
    old = [name for name in names if _OLD.search(name)]
    return [f"工作表“{'”、“'.join(old)}”看名称像是旧表，仍照读，请核对。"] if old and len(old) == len(names) else []
