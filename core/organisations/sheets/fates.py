"""What a remark, a column of states or brackets behind a name say became of a body: ended, merged, renamed, or what it
was made of."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from core.organisations.sheets.naming import is_named_as_body
from core.sheets.reading import key_of

_END = r"([^，,。；;、（()）\s\d][^，,。；;（()）\s]*?)"
_STOP = r"(?=$|[，,。；;（()）\s])"
_PLANNED = re.compile(r"拟|待|筹|计划|即将|研究|未(?:撤|并|合|更)")
_MERGED = re.compile(
    r"(?:撤并|合并|归并|整合|整体|职[能责]|职[能责]和?人员|业务)?(?:已|均|全部)?"
    rf"(?:并|划|转|归|整合|合并|撤并|移交|划转|归并)(?:入|到|至|给)(?:了)?{_END}{_STOP}"
)
_RENAMED = re.compile(
    rf"(?:更名为?|改名为?|改称为?|改为|改设为?|(?<!出)现为|现名为?|现称|现叫|现改为)[:：“\"]?{_END}[”\"]?{_STOP}"
)
_SAME = re.compile(
    rf"^(?:即|同|就是|与)(?!时|意|上|步|级|一|样|\d){_END}(?:同一(?:家|单位|机构)|重复|一致|是一家)?{_STOP}"
)
_PLATE = re.compile(rf"^(?:在|设在|由|与)?{_END}(?:加?挂牌(?:机构)?|合署(?:办公)?)$")
_REPEATED = re.compile(r"^(?:与|同)第?(\d+)(?:行|号|项|条)?(?:重复|同|一致|是同一家|相同)?$|^重复$")
_ABSORBED = re.compile(rf"{_END}(?:已|均)?并入(?:本单位|我单位|本局)?{_STOP}")
_MADE_OF = re.compile(
    r"由(?:原)?([^，,。；;（()）]+?)(?:等?(?:合并)?(?:组建|整合|合并|更名|改名|改称|改设|改组|转设)(?:而来|而成|组建)?)"
)
_FORMER = re.compile(rf"(?:^|[，,。；;\s])(?:原名?(?:称)?|曾用名|曾称|旧称|前身)(?:为|叫|系|是)?[:：]?{_END}{_STOP}")
_ENDED = re.compile(
    r"撤销|注销|裁撤|已撤|停用|解散|取消|不再(?:单设|单独|保留|设|列|承办|使用|存在)|已?合并$|已并$|并转|不在用|废止|撤并"
)
_SPEAKS_OF_IT = re.compile(r"撤|并入|合并|更名|改名|改设|划转|改制|转制|转企|改组|(?:已|整体|现)转为")
_NO_BODY = re.compile(r"^(?:上|下|前|后)?(?:一行|同上)$")
#: In a column that says whether a body is in use.
OUT_OF_USE = frozenset({"否", "停用", "不在用", "已停用", "撤销", "已撤销", "注销", "0", "FALSE", "false"})
IN_USE = frozenset(
    {"是", "在用", "正常", "启用", "有效", "存续", "运行", "新设", "新增", "1", "√", "TRUE", "true", "Y"}
)


class Sort(StrEnum):
    """``SAME``: another name of a body that is there."""

    ENDED, MERGED, RENAMED, SAME = "ended", "merged", "renamed", "same"


@dataclass
class Fate:
    """``sort`` is empty where the body is there as ever; ``into`` is who it became; ``former`` are names that it had,
    ``absorbed`` whoever became part of it; ``planned`` where all this is only intended, ``unread`` where the
    words speak of such a thing and are not understood."""

    sort: str = ""
    into: str = ""
    former: list[str] = field(default_factory=list)
    absorbed: list[str] = field(default_factory=list)
    planned: bool = False
    unread: bool = False


def fate_of(text: str) -> Fate:
    """What the words say; nothing where they speak of something else."""
    if _PLANNED.search(text):
        return Fate(planned=True)
    found = Fate(former=[name for match in _FORMER.findall(text) for name in _names(match)])
    found.absorbed = [name for match in _MADE_OF.findall(text) for name in _names(match)]
    for sort, pattern in ((Sort.RENAMED, _RENAMED), (Sort.MERGED, _MERGED), (Sort.SAME, _SAME), (Sort.SAME, _PLATE)):
        if (match := pattern.search(text)) and is_named_as_body(into := match[1].strip('“”"的')):
            return Fate(sort, into, found.former, found.absorbed)
    if absorbed := [name for match in _ABSORBED.findall(text) for name in _names(match) if len(name) > 2]:
        return Fate("", "", found.former, [*found.absorbed, *absorbed])
    if _ENDED.search(_MADE_OF.sub("", text)):
        found.sort = Sort.ENDED
    found.unread = not (found.sort or found.former or found.absorbed) and bool(_SPEAKS_OF_IT.search(text))
    return found


def state_of(text: str) -> Fate:
    """The same of a cell that says whether the body is in use."""
    return Fate(Sort.ENDED) if text in OUT_OF_USE else fate_of(text)


def repeats(text: str) -> bool:
    """Whether a remark says that the row stands in the sheet already."""
    return bool(_REPEATED.match(text.strip()))


def _names(text: str) -> list[str]:
    parts = re.split(r"[、/]|(?<=[局委办部院会处])[和与及]", text.removeprefix("原"))
    names = [re.sub(r"等$|(?:于)?\d{4}年.*$", "", part.strip('“”" ')).removeprefix("原") for part in parts]
    return [name for name in names if len(key_of(name)) > 2 and not _NO_BODY.match(name)]
