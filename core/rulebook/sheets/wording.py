"""A rule's value as it stands in one cell of a workbook, and back: “3” and “个月”, “是”, “60%”, one line for each item.

``written`` and ``understood`` are each other's inverse. What cannot be understood raises ``Unclear`` with a sentence.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from core import rulebook
from core.clock.workdays import PeriodError
from core.rulebook.formats.descriptions import ROLLS
from core.rulebook.formats.values import RECEIVERS
from core.rulebook.forms.single import fixed_day, units_of

UNITS = {"working_days": "工作日", "days": "日", "months": "个月", "days_before": "日之前", "fixed_date": "写明的日期"}
READ_UNITS = {words: unit for unit, words in UNITS.items()} | {
    "个工作日": "working_days", "天": "days", "自然日": "days", "月": "months", "日前": "days_before",
    "天前": "days_before", "天之前": "days_before",
}  # fmt: skip
#: Kinds of value that have no place in one cell.
ON_PAGES = frozenset({"questions", "conventions"})
_AMOUNT = re.compile(r"(\d{1,6})\s*(\D*)")
_DATE = re.compile(r"(\d{4}[年./-])?\d{1,2}[月./-]\d{1,2}日?")
_DIGITS = "零一二三四五六七八九"
_NUMERAL = re.compile(f"[{_DIGITS}两十百]+")
_BEFORE = re.compile(r"(?:\D*前)(\d{1,6})\s*[日天]")
_BESIDE = re.compile(r"([^（(]+)[（(]([^）)]+)[）)]")
_TIMES = re.compile(r"最多(\d{1,2})次")
_HOURS = re.compile(r"(\d{1,2}:\d{2})\s*(?:至|到|-|—|~)\s*(?:次日)?\s*(\d{1,2}:\d{2})")
_STEP = re.compile(
    r"(?:(?P<today>当天)|(?P<side>提前|逾期)\s*(?P<day>\d{1,4})\s*天)(?:起?每\s*(?P<every>\d{1,3})\s*天)?\s*提醒\s*(?P<to>.+)"
)
_BAND = re.compile(r"(?P<min>\d+(?:\.\d+)?)分(?:及以上)?\s*(?P<label>\S.*)")
_LETTER = re.compile(r"(?P<letter>[A-Za-z])[\s.．、]+(?P<label>[^（(]+?)\s*(?:[（(](?P<meaning>[^）)]+)[）)])?")


class Unclear(Exception):
    """A cell that cannot be taken; ``field`` is the column that has to be mended."""

    def __init__(self, sentence: str, field: str = "new"):
        self.sentence, self.field = sentence, field
        super().__init__(sentence)


def unit_words(key: rulebook.Key, value: Any = None) -> list[str]:
    """The units a period of ``key`` may have, in words; empty for everything else."""
    return [UNITS[unit] for unit, _ in units_of(key, value)] if key.type == "period" else []


def offered(key: rulebook.Key) -> list[str]:
    """The few values a cell may have, where they are few."""
    if key.type == "flag":
        return ["是", "否"]
    return list(key.choices.values()) if key.type == "choice" else []


def written(key: rulebook.Key, value: Any) -> str:
    """The value as a cell shows it, the unit of a period included."""
    return WRITERS[key.type](key, value) if key.type in WRITERS else rulebook.value_words(key.key, value)


def understood(key: rulebook.Key, text: str, unit: str = "", current: Any = None, used: dict | None = None) -> Any:
    """The value that a cell means. ``current``, the value in force, lends codes and what the cell leaves out."""
    if key.type in ON_PAGES:
        raise Unclear("这一项在一个格子里写不下，请在制度库里打开它，用“录入下一版本”录入，并清空这一格。")
    if current is not None and text == written(key, current):
        return current
    if key.type == "period":
        return _period(key, text, unit, current or {})
    return READERS[key.type](key, text, current, used or {})


# ---- one line each ----


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in re.split(r"[\n；;]", text) if line.strip()]


def _write_letters(key, value: list) -> str:
    return "\n".join(f"{row['letter']} {row['label']}（{key.choices.get(row['meaning'])}）" for row in value)


def _write_steps(_key, value: list) -> str:
    return "\n".join(map(_write_step, sorted(value, key=lambda row: row["day"]))) or "不提醒"


def _write_step(row: dict) -> str:
    day = row["day"]
    when = "当天" if day == 0 else f"{'提前' if day < 0 else '逾期'}{abs(day)}天"
    again = f"起每{row['every']}天" if row.get("every") else ""
    return f"{when}{again}提醒{'、'.join(RECEIVERS[who] for who in row['to'])}"


def _write_bands(_key, value: list) -> str:
    return "\n".join(f"{row['min']}分及以上{row['label']}" for row in value)


WRITERS: dict[str, Callable[[Any, Any], str]] = {
    "list": lambda _key, value: "\n".join(row["label"] for row in value),
    "letters": _write_letters,
    "steps": _write_steps,
    "bands": _write_bands,
}


def _period(key, text: str, unit: str, current: dict) -> dict:
    kept = {name: more for name, more in current.items() if name not in ("n", "unit", "fixed_date")}
    allowed = dict(units_of(key, current))
    named = READ_UNITS.get(unit) if unit else None
    if unit and named is None:
        raise Unclear(f"没有“{unit}”这个单位，可写：{'、'.join(unit_words(key, current))}。", "unit")
    text, told = _told_beside(arabic(text.removeprefix("每年")))
    kept |= told
    if before := _BEFORE.fullmatch(text):  # 会议召开前7日
        text = f"{before[1]}日之前"
    if _DATE.fullmatch(text):
        return _fixed(text, named, allowed) | kept
    amount = _AMOUNT.fullmatch(text)
    said = READ_UNITS.get(amount[2].strip()) if amount and amount[2].strip() else None
    if amount is None or (amount[2].strip() and said is None):
        raise Unclear(f"“{text}”看不懂，请只写数字，如 5，单位写在“单位”一列。")
    if said and named and said != named:
        wanted = f"这里写的是“{amount[2].strip()}”，“单位”一列写的是“{unit}”，请改成一致。"
        raise Unclear(wanted)
    found = said or named or current.get("unit")
    if found is None or found == "fixed_date":
        raise Unclear(f"请写明单位：{'、'.join(unit_words(key, current))}。", "unit")
    if found not in allowed:
        page = "；从另一个日子倒推的，请在制度库里打开它，用“录入下一版本”录入" if found == "days_before" else ""
        raise Unclear(f"这一项的单位只能是{'、'.join(unit_words(key, current))}{page}。", "unit")
    return {"n": int(amount[1]), "unit": found} | kept


def _told_beside(text: str) -> tuple[str, dict]:
    """The text, and what the brackets behind it say, as the column of present values writes them."""
    found = _BESIDE.fullmatch(text)
    if not found:
        return text, {}
    told: dict[str, Any] = {}
    for part in re.split(r"[，,、；;]", found[2]):
        times = _TIMES.fullmatch(part.strip())
        roll = next((roll for roll, words in ROLLS.items() if words == part.strip()), None)
        if not times and not roll:
            return text, {}
        told |= {"max_times": int(times[1])} if times else {"roll": roll}
    return found[1].strip(), told


def arabic(text: str) -> str:
    """Numbers as regulations write them in figures: 七个工作日 → 7个工作日, 三十五 → 35."""
    return _NUMERAL.sub(lambda found: str(_figure(found[0])), text)


def _figure(numeral: str) -> int:
    total, digit = 0, None
    for sign in numeral:
        if sign in "十百":
            total += (1 if digit is None else digit) * (10 if sign == "十" else 100)
            digit = None
        else:
            digit = _DIGITS.index(sign) if sign != "两" else 2
    return total + (digit or 0)


def _fixed(text: str, named: str | None, allowed: dict) -> dict:
    if "fixed_date" not in allowed:
        raise Unclear("这一项写的是时长，不能写某月某日。")
    if named not in (None, "fixed_date"):
        raise Unclear(f"“{text}”是日期，单位请改为“写明的日期”。", "unit")
    try:
        return {"unit": "fixed_date", "fixed_date": fixed_day(text)}
    except PeriodError as error:
        raise Unclear(str(error)) from None


def _number(_key, text: str, _current, _used) -> int:
    text = arabic(text)
    if not re.fullmatch(r"\d{1,9}", text):
        raise Unclear(f"应为整数，现为“{text}”。")
    return int(text)


def _flag(_key, text: str, _current, _used) -> bool:
    if text not in ("是", "否"):
        raise Unclear(f"请写“是”或“否”，现为“{text}”。")
    return text == "是"


def _share(_key, text: str, current, _used) -> str:
    percent = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)\s*[%％]", text)
    try:
        share = Fraction(percent[1]) / 100 if percent else Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise Unclear(f"请写成 60%、0.6 或 2/3，现为“{text}”。") from None
    if not 0 <= share <= 1:
        raise Unclear(f"应在 0 到 100% 之间，现为“{text}”。")
    if current is not None and share == Fraction(str(current)):
        return current
    return f"{float(share):g}" if percent else text


def _choice(key, text: str, _current, _used) -> str:
    return _code(key, text)


def _codes(key, text: str, _current, _used) -> list[str]:
    return [] if text == "无" else [_code(key, part.strip()) for part in re.split(r"[、\n；;]", text) if part.strip()]


def _code(key, text: str) -> str:
    found = next((code for code, label in key.choices.items() if label == text), None)
    if found is None:
        raise Unclear(f"没有“{text}”，可写：{'、'.join(key.choices.values())}。")
    return found


def _hours(_key, text: str, _current, _used) -> dict:
    found = _HOURS.fullmatch(text.replace("：", ":"))
    if not found:
        raise Unclear(f"请写成 20:00至08:00，现为“{text}”。")
    return {"from": found[1].zfill(5), "to": found[2].zfill(5)}


def _list(_key, text: str, current, used: dict) -> list[dict]:
    """Lines known by their names keep their codes; a new name gets a code that no other ever had."""
    known = {row["label"]: row for row in current or []}
    codes, taken, found = {label: code for code, label in used.items()}, set(used), []
    for label in lines_of(text):
        code = codes.get(label)
        if label not in known and code is None:
            code = next(f"item{n}" for n in range(1, 10_000) if f"item{n}" not in taken)
            taken.add(code)
        found.append(known.get(label) or {"code": code, "label": label})
    return found


def _letters(key, text: str, current, _used) -> list[dict]:
    meanings = {row["letter"]: row["meaning"] for row in current or []}
    found = []
    for line in lines_of(text):
        match = _LETTER.fullmatch(line)
        if not match:
            raise Unclear(f"“{line}”看不懂，请每行写一项，如 A 已解决或采纳（{next(iter(key.choices.values()))}）。")
        letter = match["letter"].upper()
        meaning = _code(key, match["meaning"]) if match["meaning"] else meanings.get(letter)
        if meaning is None:
            raise Unclear(f"请在“{line}”后面用括号写明含义：{'、'.join(key.choices.values())}。")
        found.append({"letter": letter, "label": match["label"].strip(), "meaning": meaning})
    return found


def _steps(_key, text: str, _current, _used) -> list[dict]:
    return [] if text == "不提醒" else [_step(line) for line in lines_of(text)]


def _step(line: str) -> dict:
    match = _STEP.fullmatch(line)
    people = {label: who for who, label in RECEIVERS.items()}
    if not match:
        raise Unclear(f"“{line}”看不懂，请每行写一步，如 提前7天提醒责任人、逾期8天起每7天提醒单位负责人。")
    named = [part.strip() for part in re.split(r"[、和]", match["to"]) if part.strip()]
    if unknown := [name for name in named if name not in people]:
        raise Unclear(f"“{unknown[0]}”不是可以提醒的人，可写：{'、'.join(people)}。")
    day = 0 if match["today"] else int(match["day"]) * (-1 if match["side"] == "提前" else 1)
    every = {"every": int(match["every"])} if match["every"] else {}
    return {"day": day, "to": [people[name] for name in named]} | every


def _bands(_key, text: str, _current, _used) -> list[dict]:
    found = []
    for line in lines_of(text):
        match = _BAND.fullmatch(line)
        if not match:
            raise Unclear(f"“{line}”看不懂，请每行写一个等次，如 90分及以上优秀。")
        least = float(match["min"])
        found.append({"min": int(least) if least.is_integer() else least, "label": match["label"].strip()})
    return found


READERS: dict[str, Callable[[Any, str, Any, dict], Any]] = {
    "number": _number,
    "flag": _flag,
    "text": lambda _key, text, _current, _used: text,
    "share": _share,
    "choice": _choice,
    "codes": _codes,
    "hours": _hours,
    "list": _list,
    "letters": _letters,
    "steps": _steps,
    "bands": _bands,
}
