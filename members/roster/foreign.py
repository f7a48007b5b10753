"""Blocks on a roster's sheet that are no roster: tables of what was changed or put right, lists of numbers."""

import re

from core.files.workbook import Sheet
from members.roster.cells import folded, is_blank
from members.roster.headings import exact_field, is_heading, label_key

ROSTER_FIELDS = {
    "gender", "ethnicity", "birth", "party", "sector", "unit", "post", "unit_post", "office",
    "former_sector", "former_post",
}  # fmt: skip
"""A list of names is only a roster if at least one of these stands beside the name."""
_CHANGE = r"(?:变动|变更|更正|调整|修改|更改|订正|修正|勘误|异动)"
_CHANGED_WHAT = re.compile(rf"{_CHANGE}的?(?:事项|项目|内容|栏目|字段|类别)")
_THING = r"的?(?:内容|登记|情况|信息|记载|表述|写法|值|数据)?"
_CHANGED_FROM = re.compile(
    rf"{_CHANGE}(?:之|以)?前{_THING}|(?:原来?|旧|现有)(?:登记|内容|情况|信息|记载|表述|写法|为|值|有)(?:内容|信息)?|误写?|错误{_THING}"
)
_CHANGED_TO = re.compile(
    rf"(?:{_CHANGE}|改)(?:之|以)?(?:后|为|成){_THING}|(?:现|新|正确|拟改)(?:登记|内容|情况|信息|记载|表述|写法|为|值)|应[为改]为?|正确|改为"
)
_CHANGED_NAMES = {"委员", "人员", "成员", "对象"}


def is_of_contacts(name: str) -> bool:
    """Whether a sheet is called one of people's numbers and addresses: names and numbers are enough for it."""
    return bool(re.search(r"通[讯信]录|联系(?:方式|电话|表)|电话(?:表|簿|号码)|手机号", "".join(name.split())))


def is_of_changes(row: list) -> bool:
    """Whether a row heads a table of what was changed or put right (变动前｜变动后, 更正项目｜原登记｜更正为)."""
    if sum(not is_blank(value) for value in row) < 3:
        return False
    labels = [label_key(value) for value in row if isinstance(value, str) and 0 < len(value) <= 16]
    named = any(exact_field(label) == "name" or label in _CHANGED_NAMES for label in labels)
    what, before, after = (any(map(each.fullmatch, labels)) for each in (_CHANGED_WHAT, _CHANGED_FROM, _CHANGED_TO))
    return (before and after) or (named and what and (before or after))


def is_foreign(row: list, name_at: int) -> bool:
    """Whether a row with the heading 姓名 that heads no roster begins something else below a table with its names in
    column ``name_at``, and is no member's row beside such words."""
    return is_blank(row[name_at]) or is_heading(str(row[name_at]))


def foreign_told(sheet: Sheet, top: int, end: int) -> str:
    """Of a block that was not read: where it stands and why."""
    filled = [row for row in range(top, end) if any(not is_blank(value) for value in sheet.rows[row])]
    heads = "、".join(folded(value) for value in sheet.rows[top] if not is_blank(value))
    return (
        f"{sheet.name}”第 {sheet.number(top)} 至 {sheet.number(filled[-1])} 行没有读取："
        f"第 {sheet.number(top)} 行是另一种表的表头，不是名册（表头：{heads[:80]}）；"
        "其中的变动请在委员页面登记，或写成名册的样式"
    )
