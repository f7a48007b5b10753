"""A rule's value in the office's words: 5个工作日; 每年9月30日; 提前15天、7天、3天和当天提醒责任人."""

from itertools import groupby
from typing import Any

from core.rulebook.formats.values import RECEIVERS

UNITS = {"working_days": "个工作日", "days": "日", "months": "个月"}
ROLLS = {
    "next": "末日遇休息日的顺延",
    "previous": "末日遇休息日的提前",
    "none": "末日遇休息日的不顺延",
}
#: Starting events of a period in the words that stand after the date: “自2026年3月2日交办次日起”.
EVENTS = {
    "received": "收到",
    "assigned": "交办",
    "assignment_meeting": "交办会",
    "notice_received": "收到通知",
    "objection_received": "收到退办申请",
    "session_closed": "大会闭幕",
    "session_opened": "大会开幕",
    "filed": "立案",
    "submitted": "提交",
    "signed": "签收",
    "reassigned": "改办",
    "replied": "答复",
    "reply_received": "收到答复",
    "reply_and_form_received": "收到答复和征询意见表",
    "feedback_received": "收到反馈意见",
    "extension_requested": "申请延期",
    "reply_due": "答复期限",
    "published": "公布",
    "meeting": "会议召开",
    "meeting_held": "会议结束",
    "invited": "邀请",
    "decided": "作出决定",
    "approved": "批准",
    "closed": "办结",
}
CONVENTIONS = {
    ("start_day_counts", True): "起算当日计入",
    ("missing_month_day", "next_month"): "月末无对应日的算到次月1日",
    ("roll", "previous"): "末日遇休息日的提前",
    ("roll", "none"): "末日遇休息日的不顺延",
    ("weekends_rest", False): "末日只避法定节假日，不避周末",
    ("adjusted_workdays_count", False): "调休上班的周末不算工作日",
    ("plain_days", "working"): "“日”按工作日计",
    ("fixed_date_roll", "next"): "固定日期遇休息日的顺延",
    ("fixed_date_roll", "previous"): "固定日期遇休息日的提前",
    ("backward_roll", "next"): "倒推日遇休息日的顺延",
    ("backward_roll", "none"): "倒推日遇休息日的不移动",
    ("extension_from", "due"): "延期从原截止日接着算",
    ("extension_asked_by_due", False): "期满后仍可申请延期",
    ("reassignment", "keep"): "改办后仍从原起算日计",
    ("due_day_in_time", False): "截止日当天办理算逾期",
    ("unpublished_year", "refuse"): "放假安排未公布的年份不计算",
    ("impossible_date", "last_day"): "不存在的日期按月末",
}


def event_label(event: str) -> str:
    """The starting event in Chinese; an event nobody named is only a start."""
    return EVENTS.get(event, "起算")


def in_words(key, value: Any) -> str:
    """``value`` of ``key`` (``core.rulebook.Key`` or None) as a clerk would say it; odd values as they stand."""
    try:
        write = WRITERS.get(key.type if key else _guess(value), lambda _key, given: str(given))
        return write(key, value)
    except (AttributeError, LookupError, TypeError, ValueError):
        return str(value)


def _guess(value: Any) -> str:
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, dict) and ("n" in value or "fixed_date" in value):
        return "period"
    return "list" if isinstance(value, list) else "text"


def _period(key, value: dict) -> str:
    unit = value.get("unit")
    if unit == "fixed_date":
        words = _named_date(str(value["fixed_date"]))
    elif unit == "days_before":
        start = EVENTS.get(value.get("from", ""), "") or (key.since if key else "")
        words = f"{start}前{value['n']}日" if start else f"提前{value['n']}日"
    else:
        words = f"{value['n']}{UNITS.get(unit, unit)}"
    more = [ROLLS[value["roll"]]] if value.get("roll") in ROLLS and unit != "working_days" else []
    more += [f"最多{value['max_times']}次"] if value.get("max_times") else []
    return f"{words}（{'，'.join(more)}）" if more else words


def _named_date(text: str) -> str:
    *year, month, day = (int(part) for part in text.split("-"))
    return f"{year[0]}年{month}月{day}日" if year else f"每年{month}月{day}日"


def _list(_key, value: list) -> str:
    return "、".join(row["label"] if isinstance(row, dict) else str(row) for row in value)


def _letters(_key, value: list) -> str:
    return "；".join(f"{row['letter']} {row['label']}" for row in value)


def _questions(_key, value: list) -> str:
    return "；".join(f"{row['label']}（{'、'.join(row['options'])}）" for row in value)


def _codes(key, value: list) -> str:
    return "、".join(key.choices.get(code, code) for code in value) or "无"


def _bands(_key, value: list) -> str:
    return "；".join(f"{row['min']}分及以上{row['label']}" for row in value)


def _hours(_key, value: dict) -> str:
    return f"{value['from']}至{'次日' if value['to'] <= value['from'] else ''}{value['to']}"


def _share(_key, value: Any) -> str:
    return value if isinstance(value, str) and "/" in value else f"{float(value) * 100:g}%"


def _conventions(_key, value: dict) -> str:
    named = [CONVENTIONS[item] for item in value.items() if item in CONVENTIONS]
    return "；".join(named) or "依民法典和通行做法"


def _steps(_key, value: list) -> str:
    """Steps to the same people before the due day are joined: 提前15天、7天、3天和当天提醒责任人."""
    if not value:
        return "不提醒"
    rows = sorted(value, key=lambda row: row["day"])
    groups = groupby(rows, key=lambda row: (row["day"] > 0, row["to"], row.get("every")))
    return "；".join(_step_group(list(group)) for _, group in groups)


def _step_group(rows: list[dict]) -> str:
    people = _joined([RECEIVERS[who] for who in rows[0]["to"]])
    days = [row["day"] for row in rows]
    every = rows[0].get("every")
    if days[0] > 0:
        again = f"起每{every}天" if every else ""
        return f"逾期{'、'.join(f'{day}天' for day in days)}{again}提醒{people}"
    named = [f"{'提前' if number == 0 else ''}{-day}天" for number, day in enumerate(days) if day < 0]
    when = "、".join(named) + (("和当天" if named else "当天") if 0 in days else "")
    return f"{when}{f'起每{every}天' if every else ''}提醒{people}"


def _joined(names: list[str]) -> str:
    return names[0] if len(names) == 1 else "、".join(names[:-1]) + "和" + names[-1]


WRITERS = {
    "period": _period,
    "flag": lambda _key, value: "是" if value else "否",
    "list": _list,
    "letters": _letters,
    "questions": _questions,
    "codes": _codes,
    "bands": _bands,
    "hours": _hours,
    "share": _share,
    "choice": lambda key, value: key.choices.get(value, value),
    "conventions": _conventions,
    "steps": _steps,
}
