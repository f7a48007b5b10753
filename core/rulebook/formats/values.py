"""Whether a value is one its key can hold: every objection is a sentence that names what is wrong and what is meant.

The shapes are told in ``docs/rules.md``. Nothing is repaired in silence (D12).
"""

import re
import typing
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from core.clock.workdays import UNITS, Conventions, PeriodError, fixed_date
from core.rulebook.formats.faults import nearest

ROLLS = ("next", "previous", "none")
LONGEST = {"days": 36500, "working_days": 10000, "months": 1200, "days_before": 36500}
RECEIVERS = {"holder": "责任人", "head": "单位负责人", "office": "督查单位", "leader": "分管领导"}
PERIOD_WORDS = ("n", "unit", "roll", "fixed_date", "from", "of", "max_times")
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def objections(key, value: Any) -> list[str]:
    """Why ``value`` cannot be the value of ``key`` (``core.rulebook.Key``); empty where it can."""
    if value is None:
        return ["没有写取值。"]
    check = CHECKS.get(key.type)
    return check(key, value) if check else [f"系统不认识取值类型“{key.type}”。"]


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _unknown(value: dict, known: typing.Iterable[str], what: str = "") -> list[str]:
    known = list(known)
    return [f"{what}不认识“{word}”{nearest(word, known)}" for word in value if word not in known]


def _mapping(value: Any, example: str) -> list[str]:
    return [] if isinstance(value, dict) else [f"取值应写成 {example}。"]


# ---- one function for each type ----


def _period(key, value: Any) -> list[str]:
    if wrong := _mapping(value, "{n: 5, unit: working_days}"):
        return wrong
    found = _unknown(value, PERIOD_WORDS)
    unit = value.get("unit")
    if unit not in UNITS:
        return [*found, f"计算单位unit应为{'、'.join(UNITS)}之一，现为{_shown(unit)}{nearest(unit, UNITS)}"]
    if key.choices and unit not in key.choices:
        found.append(f"这一项的计算单位unit只能是{'、'.join(key.choices)}，现为{_shown(unit)}。")
    elif unit == "fixed_date":
        found += _fixed(value.get("fixed_date"))
        if "n" in value and value["n"] is not None:
            found.append("写明固定日期的，不再写时长n。")
    else:
        found += _length("时长n", value.get("n"), LONGEST[unit])
        if value.get("fixed_date") is not None:
            found.append("有时长n的，不再写固定日期fixed_date；固定日期的unit应为fixed_date。")
    if "roll" in value and value["roll"] not in ROLLS:
        found.append(f"顺延方式roll应为next、previous或none，现为{_shown(value['roll'])}。")
    if "max_times" in value:
        found += _length("次数max_times", value["max_times"], 99)
    return found + _named_codes(value)


def _named_codes(value: dict) -> list[str]:
    return [
        f"{name}应为事件或规则的代号，现为{_shown(value[name])}。"
        for name in ("from", "of")
        if name in value and not (isinstance(value[name], str) and CODE.fullmatch(value[name]))
    ]


def _length(what: str, n: Any, most: int) -> list[str]:
    if not _whole(n) or n < 1:
        return [f"{what}应为不小于1的整数，现为{_shown(n)}。"]
    return [f"{what}为{n}，大得不合常理，请核对。"] if n > most else []


def _fixed(text: Any) -> list[str]:
    if isinstance(text, date):
        text = text.isoformat()
    if not isinstance(text, str) or not text.strip():
        return ["固定日期fixed_date应写成 2026-09-30 或每年的 09-30。"]
    said = re.fullmatch(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日", text)
    if said:
        written = "-".join(part for part in said.groups() if part)
        return _fixed(written) or [f"固定日期“{text}”请写成 {written}。"]
    if not re.fullmatch(r"(\d{4}-)?\d{1,2}-\d{1,2}", text):
        return [f"固定日期“{text}”看不懂，请写成 2026-09-30 或每年的 09-30。"]
    try:
        fixed_date(text)
    except PeriodError as error:
        return [str(error)]
    return []


def _number(key, value: Any) -> list[str]:
    if not _whole(value):
        return [f"应为整数，现为{_shown(value)}。"]
    least = 0 if key.min is None else key.min
    if value < least:
        return [f"不能小于{least}，现为{value}。"]
    return [f"不能大于{key.max}，现为{value}。"] if key.max is not None and value > key.max else []


def _flag(_key, value: Any) -> list[str]:
    return [] if isinstance(value, bool) else [f"应为 true（是）或 false（否），现为{_shown(value)}。"]


def _text(_key, value: Any) -> list[str]:
    if not isinstance(value, str) or not value.strip():
        return ["应为一段文字，不能空着。"]
    return ["文字过长，请不超过500字。"] if len(value) > 500 else []


def _share(_key, value: Any) -> list[str]:
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise ValueError
        share = Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        return [f"应为0到1之间的比例，如 0.6 或 2/3，现为{_shown(value)}。"]
    return [] if 0 <= share <= 1 else [f"应为0到1之间的比例，如 0.6 或 2/3，现为{value}。"]


def _choice(key, value: Any) -> list[str]:
    if isinstance(value, str) and value in key.choices:
        return []
    offered = "、".join(f"{code}（{label}）" for code, label in key.choices.items())
    return [f"应为下列之一：{offered}；现为{_shown(value)}。"]


def _codes(key, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        return ["应为代号的列表。"]
    found = [f"代号“{code}”重复。" for code in _twice(value)]
    if key.choices:
        found += [f"没有代号“{code}”{nearest(code, key.choices)}" for code in value if code not in key.choices]
    return found


def _rows(value: Any, what: str, name: str, check: Callable[[dict], list[str]]) -> list[str]:
    """A non-empty list of mappings in which ``name`` is unique; faults name the row by its number."""
    if not isinstance(value, list) or not value:
        return [f"应为{what}的列表，至少一项。"]
    found = []
    for number, row in enumerate(value, start=1):
        if isinstance(row, dict):
            found += [f"第{number}项{sentence}" for sentence in check(row)]
        else:
            found.append(f"第{number}项应写成 {{{name}: …, label: …}}。")
    names = [str(row.get(name)) for row in value if isinstance(row, dict) and row.get(name) is not None]
    return found + [f"{name} “{name_}”重复。" for name_ in _twice(names)]


def _label(row: dict) -> list[str]:
    label = row.get("label")
    return [] if isinstance(label, str) and label.strip() else ["没有写名称label。"]


def _code(row: dict, name: str) -> list[str]:
    code = row.get(name)
    if isinstance(code, str) and CODE.fullmatch(code):
        return []
    return [f"的代号{name}应为英文字母开头、由字母数字和下划线组成，现为{_shown(code)}。"]


def _list(_key, value: Any) -> list[str]:
    def check(row: dict) -> list[str]:
        found = _code(row, "code") + _label(row) + _unknown(row, ("code", "label", "face", "note"))
        if not isinstance(row.get("face", False), bool):
            found.append("的face（是否当面）应为 true 或 false。")
        return found

    return _rows(value, "代号和名称", "code", check)


def _letters(key, value: Any) -> list[str]:
    def check(row: dict) -> list[str]:
        found = _label(row) + _unknown(row, ("letter", "label", "meaning"))
        letter = row.get("letter")
        if not isinstance(letter, str) or not re.fullmatch(r"[A-Z]", letter):
            found.append(f"的letter应为一个大写字母，现为{_shown(letter)}。")
        if row.get("meaning") not in list(key.choices):
            found.append(f"的含义meaning应为{'、'.join(key.choices)}之一，现为{_shown(row.get('meaning'))}。")
        return found

    return _rows(value, "字母和说法", "letter", check)


def _questions(_key, value: Any) -> list[str]:
    def check(row: dict) -> list[str]:
        found = _code(row, "key") + _label(row) + _unknown(row, ("key", "label", "options", "decides"))
        options = row.get("options")
        if not isinstance(options, list) or len(options) < 2 or not all(isinstance(o, str) and o for o in options):
            found.append("的选项options至少两个，都应为文字。")
        elif _twice(options):
            found.append("的选项有重复。")
        if not isinstance(row.get("decides", False), bool):
            found.append("的decides应为 true 或 false。")
        return found

    found = _rows(value, "问题", "key", check)
    if not found and sum(bool(row.get("decides")) for row in value) != 1:
        found.append("应有且只有一问写 decides: true（按它认定是否满意）。")
    deciding = next((row for row in value if row.get("decides")), None) if not found else None
    if deciding and (deciding["key"], deciding["options"]) != ("result", ["满意", "基本满意", "不满意"]):
        found.append("认定是否满意的一问，代号应为result，选项应依次为满意、基本满意、不满意。")
    return found


def _conventions(_key, value: Any) -> list[str]:
    if wrong := _mapping(value, "{roll: next, …}"):
        return wrong
    kinds = typing.get_type_hints(Conventions)
    found = _unknown(value, [field.name for field in fields(Conventions)])
    for name, given in value.items():
        kind = kinds.get(name)
        if kind is bool and not isinstance(given, bool):
            found.append(f"{name}应为 true 或 false，现为{_shown(given)}。")
        elif kind is not None and kind is not bool and given not in typing.get_args(kind):
            found.append(f"{name}应为{'、'.join(typing.get_args(kind))}之一，现为{_shown(given)}。")
    return found


def _steps(_key, value: Any) -> list[str]:
    if not isinstance(value, list):
        return ["应为提醒步骤的列表；不提醒的写空列表 []。"]
    found = []
    for number, row in enumerate(value, start=1):
        wrong = _step(row) if isinstance(row, dict) else ["应写成 {day: -7, to: [holder]}。"]
        found += [f"第{number}步{sentence}" for sentence in wrong]
    if found:
        return found
    twice = _twice([(row["day"], to) for row in value for to in row["to"]])
    return [f"第{day}天对{RECEIVERS[to]}写了两次。" for day, to in twice]


def _step(row: dict) -> list[str]:
    found = _unknown(row, ("day", "to", "every"))
    day, to, every = row.get("day"), row.get("to"), row.get("every")
    if not _whole(day) or abs(day) > 3650:
        found.append(f"的day应为整数（负数为提前的天数），现为{_shown(day)}。")
    if not isinstance(to, list) or not to:
        found.append("没有写提醒谁，to应为holder、head、office、leader中的一个或几个。")
    else:
        found += [f"的to不认识“{who}”{nearest(who, RECEIVERS)}" for who in to if who not in tuple(RECEIVERS)]
        found += [f"的to里“{who}”重复。" for who in _twice(to)]
    if "every" in row and (not _whole(every) or every < 1):
        found.append(f"的every应为不小于1的整数，现为{_shown(every)}。")
    return found


def _hours(_key, value: Any) -> list[str]:
    if wrong := _mapping(value, "{from: '20:00', to: '08:00'}"):
        return wrong
    found = _unknown(value, ("from", "to"))
    for name, label in (("from", "开始"), ("to", "结束")):
        given = value.get(name)
        if not isinstance(given, str) or not CLOCK_TIME.fullmatch(given):
            found.append(f"{label}时间{name}应写成 20:00 的样子，现为{_shown(given)}。")
    if not found and value["from"] == value["to"]:
        found.append("开始和结束时间不能相同。")
    return found


def _bands(_key, value: Any) -> list[str]:
    def check(row: dict) -> list[str]:
        found = _label(row) + _unknown(row, ("min", "label"))
        least = row.get("min")
        if not isinstance(least, int | float) or isinstance(least, bool):
            found.append(f"的最低分min应为数字，现为{_shown(least)}。")
        return found

    found = _rows(value, "等次和最低分", "label", check)
    if not found and any(upper["min"] <= lower["min"] for upper, lower in pairwise(value)):
        found.append("各等次应按最低分从高到低排列，且不能相同。")
    return found


CHECKS: dict[str, Callable[[Any, Any], list[str]]] = {
    "period": _period,
    "number": _number,
    "flag": _flag,
    "text": _text,
    "share": _share,
    "choice": _choice,
    "codes": _codes,
    "list": _list,
    "letters": _letters,
    "questions": _questions,
    "conventions": _conventions,
    "steps": _steps,
    "hours": _hours,
    "bands": _bands,
}


def _twice(values: list) -> list:
    """What occurs more than once, each once."""
    found: list = []
    for value in values:
        if values.count(value) > 1 and value not in found:
            found.append(value)
    return found


def _shown(value: Any) -> str:
    """The value as the person wrote it, for a sentence."""
    if value is None:
        return "空"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else f"“{value}”"
