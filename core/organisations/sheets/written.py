"""What stands around a body's name in a list and is no part of it: marks, 其中, what it was called before."""

import re
from dataclasses import dataclass

from core.models import Organisation
from core.organisations.names import without_brackets
from core.organisations.sheets.naming import Behind, behind, is_named_as_body, several_named
from core.sheets.reading import is_number, is_same, key_of, unnumbered

_MARK = r"[★☆▲△●○◆◇■□*＊※✓√•▪◎]"
_NEW = r"[【\[（(［〔](?:新|新增|新设|新建|新成立|变更|修订|更正|更新)[】\])）］〕]"
_AROUND = re.compile(rf"^(?:{_MARK}|{_NEW}|\s)+|(?:{_MARK}|{_NEW}|\s)+$")
_WITHIN = re.compile(r"^[（(]?(?:其中|内含|下属|下设)[)）]?[:：]?\s*(?=.{2})")
_ARROW = re.compile(r"\s*(?:→|[-—=]+>|⇒|➔|➡)\s*")
_NOW = re.compile(r"^原(.{2,}?)[（(]现(?:为|名|称|叫|改为|更名为)?[:：]?\s*(.{2,}?)[)）]$")
#: What became of it, behind a comma in the cell of the name (原县农业局，现并入县农业农村局).
_BECAME = re.compile(
    r"^原?(?![州平阳])(.{2,}?)[，,；;]\s*((?:现|已|已经)*(?:并入|划入|整合到|合并到|合并为|更名为|改为|撤销).*)$"
)
_FORMERLY = re.compile(r"^原(?![州平阳])(?=.{3,}$)")
#: The body of which a name begins with whose part it is (县公安局城关派出所).
_OWNER = re.compile(r"^(.{2,}?[局委办院])(?=.{2,}(?:所|队|站|中心|分局)$)")
_PART = re.compile(r"(?:大队|支队|中队|派出所|分局|执法队|监察队)$")
_COLLECTIVE = re.compile(
    r"(?:全[县市区省州])?(?:各|有关|相关|其[他它余]|所有)(?:有关|相关|级|类)?"
    r"(?:乡镇街道|乡镇|镇街|街道|乡|镇|单位|部门|科室|局|委办局|园区|企业|学校|(?:承办|成员|责任|[县市区]直)(?:单位|部门))+"
    r"(?:办事处|政府)?"
)
_EXAMPLE = re.compile(r"[xX×○〇]{1,4}[镇乡街局委办].*|.*(?:填所在|示例|样例|例如).*")


@dataclass(frozen=True)
class Written:
    """The name, what it was (``was``), of whom it is part (``parent``, and whether the list says so by ``within``),
    whether it is nothing but a former name (``is_past``), and what to look at (``told``)."""

    name: str
    was: str = ""
    parent: str = ""
    within: bool = False
    is_past: bool = False
    told: str = ""


def written_of(text: str, above: str) -> Written:
    """The cell of a name taken apart; ``above`` is the body in the row above, of which 其中 says that this is part."""
    name = text
    for _ in range(2):  # 6.【新】, ★1.
        name = unnumbered(_AROUND.sub("", name)) or name
    if _WITHIN.match(name):
        name = _WITHIN.sub("", name).strip()
        owner = _OWNER.match(name)
        parent = owner[1] if owner else behind(above).name
        told = f"写的是“{text}”，按“{parent}”的下属机构登记，请核对" if parent else ""
        return Written(name, parent=parent, within=True, told=told)
    if len(parts := [part for part in _ARROW.split(name) if part]) == 2:
        return Written(parts[1], parts[0], told=f"写的是“{text}”，名称用“{parts[1]}”，“{parts[0]}”按曾用名登记，请核对")
    if now := _NOW.match(name):
        return Written(now[2], now[1], told=f"写的是“{text}”，名称用“{now[2]}”，“{now[1]}”按曾用名登记，请核对")
    if became := _BECAME.match(name):
        return Written(f"{became[1]}（{became[2]}）")  # read as what stands in brackets behind a name
    if _FORMERLY.match(name) and is_named_as_body(bare := name[1:]):
        return Written(bare, is_past=True)
    return Written(name)


def part_in(told: Behind) -> str:
    """The part of the body that brackets behind its name mean (县公安局（交警大队）), in full; empty for none."""
    if len(told.called) != 1 or told.called != told.doubtful or not _PART.search(told.called[0]):
        return ""
    part = told.called[0]
    return part if key_of(part).startswith(key_of(told.name)) else told.name + part


def _objection_to_words(name: str) -> str:
    """Why the words are the name of no one body; empty where they may be."""
    bare = key_of(without_brackets(name)[0])
    if _COLLECTIVE.fullmatch(bare):
        return f"“{name}”说的是许多家，不是一家单位。要登记的请逐家写出名称，不要的请删去这一行。"
    if _EXAMPLE.fullmatch(name):
        return f"“{name}”像是填写示例，不是单位名称，请写单位的全称或删去这一行。"
    return ""


def objection_to(name: str, kind: str) -> str:
    """Why what stands in the column of names is none; empty where it may be."""
    if not name:
        return "有内容但没有单位名称，请补上名称。"
    if is_same(name):
        return f"名称写的是“{name}”，看不出是哪一家，请写单位的全称。"
    if is_number(name):
        return f"名称“{name[:30]}”像是序号，不是名称，请核对“名称”栏填的是不是单位名称。"
    if told := _objection_to_words(name):
        return told
    if kind != Organisation.Kind.SECTOR and (several := several_named(name)):
        told = "、".join(f"“{one}”" for one in several)
        return f"一格里像是写了 {len(several)} 家：{told}。是几家的请分成几行，是一家的请把另一名称写在“其他写法”栏。"
    return f"“{name[:30]}……”过长（超过120字），请核对是不是几家写在了一格里。" if len(name) > 120 else ""
