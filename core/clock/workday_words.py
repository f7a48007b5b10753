"""The sentence that tells a clerk how a due date came about (期限说明), and the words for the time left."""

from datetime import date

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def full(day: date) -> str:
    """“2025年10月9日”."""
    return f"{day.year}年{day.month}月{day.day}日"


def short(day: date, year: int) -> str:
    """“10月9日”, with the year where it is not ``year``."""
    return f"{day.month}月{day.day}日" if day.year == year else full(day)


def span(start: date, end: date, year: int) -> str:
    """“10月1日至8日”: the end repeats only what differs from the start."""
    if start == end:
        return short(start, year)
    if (start.year, start.month) == (end.year, end.month):
        return f"{short(start, year)}至{end.day}日"
    return f"{short(start, year)}至{short(end, start.year)}"


def unpublished(years: list[int]) -> str:
    """The warning for years whose holidays are not yet known."""
    named = "、".join(f"{year}年" for year in years)
    return f"{named}放假安排尚未公布，暂按周一至周五、法定节日除外推算"


def left(working_days: int, days: int) -> str:
    """Time left or overdue in working days; in calendar days where it is less than one working day."""
    if days == 0:
        return "今天到期"
    if days > 0:
        return f"剩 {working_days} 个工作日" if working_days else f"剩 {days} 天"
    return f"逾期 {-working_days} 个工作日" if working_days else f"逾期 {-days} 天"


#: How a date reads that a regulation itself names.
BY_TEXT = "按制度写明的日期"


def explain(
    start: date, n: int | None, unit: str, nominal: date, due: date, *,
    counted, skipped, start_label: str, calendar, start_day_counts: bool, capped: bool, unsettled: list[int],
) -> str:  # fmt: skip
    """One sentence: from which day, how long, what was counted in or skipped, which day it ends on."""
    parts = [_period(start, n, unit, nominal, start_label, start_day_counts)]
    if unit == "working_days":
        adjusted = [day for day in counted if day.weekday() >= 5]
        if adjusted:
            parts.append("计入调休上班日" + "、".join(short(day, start.year) for day in adjusted))
        parts += _skipping(skipped, start.year)
    parts += _ending(start, nominal, due, skipped, calendar, capped)
    if unsettled:
        parts.append(unpublished(unsettled))
    return "，".join(parts)


def _period(start: date, n: int | None, unit: str, nominal: date, start_label: str, start_day_counts: bool) -> str:
    if unit == "fixed_date":
        return BY_TEXT
    if unit == "days_before":
        return f"自{full(start)}{start_label}往前{n}日"
    first_day = "当日" if start_day_counts else "次日"
    length = {"days": f"{n}日", "working_days": f"{n}个工作日", "months": f"{n}个月"}[unit]
    sentence = f"自{full(start)}{start_label}{first_day}起{length}"
    if unit == "months" and not start_day_counts and nominal.day < start.day and nominal.day >= 28:
        sentence += f"（{nominal.month}月没有{start.day}日，算到月末）"
    return sentence


def _ending(start: date, nominal: date, due: date, skipped, calendar, capped: bool) -> list[str]:
    if capped:
        return [f"最迟不得超过{full(due)}，截止{full(due)}"]
    if nominal == due:
        return [f"截止{full(due)}"]
    run = calendar.holiday(nominal)
    why = f"{run.name}假期" if run else WEEKDAYS[nominal.weekday()]
    moved = "顺延" if due > nominal else "提前"
    passed = [] if run else _skipping(skipped, start.year)
    return [f"期满日{short(nominal, start.year)}为{why}", *passed, f"{moved}至{short(due, start.year)}"]


def _skipping(runs, year: int) -> list[str]:
    named = "、".join(f"{run.name}假期{span(run.start, run.end, year)}" for run in runs)
    return [f"跳过{named}"] if named else []
