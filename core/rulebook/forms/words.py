"""What the choices of rule forms are called in the office's words."""

from dataclasses import dataclass
from typing import Any

from core.rulebook.formats.descriptions import in_words

UNITS = (
    ("working_days", "个工作日"),
    ("days", "日（自然日）"),
    ("months", "个月"),
    ("days_before", "日之前（倒推）"),
    ("fixed_date", "制度写明的日期"),
)
ROLLS = (
    ("", "按期限计算口径"),
    ("next", "顺延到其后第一个工作日"),
    ("previous", "提前到其前最后一个工作日"),
    ("none", "不变动"),
)
COLUMNS = {"face": "当面", "note": "备注", "decides": "认定是否满意"}


@dataclass(frozen=True)
class Convention:
    """One of the conventions of counting: the name in ``Conventions``, its number, its question, its answers."""

    name: str
    number: str
    question: str
    answers: tuple[tuple[object, str], ...]

    def words(self, answer: object) -> str:
        """The meaning of ``answer``; what is not decided has the first one."""
        return dict(self.answers).get(answer, self.answers[0][1])


ROLLING = {"next": "顺延到其后第一个工作日", "previous": "提前到其前最后一个工作日", "none": "不变动"}


def _rolling(*order: str) -> tuple[tuple[object, str], ...]:
    return tuple((how, ROLLING[how]) for how in order)


CONVENTIONS = (
    Convention(
        "start_day_counts", "D1", "起算的当日",
        ((False, "不计入，自次日起算（民法典第二百零一条）"), (True, "计入")),
    ),
    Convention(
        "missing_month_day", "D2", "按月计算，到期月份没有对应日",
        (("last_day", "该月最后一日（民法典第二百零二条）"), ("next_month", "次月第一日")),
    ),
    Convention("roll", "D3", "最后一日是休息日", _rolling("next", "previous", "none")),
    Convention(
        "weekends_rest", "D3", "平常的周六、周日",
        ((True, "作休息日，最后一日落在周末也变动"), (False, "不作休息日，只有法定节假日才变动")),
    ),
    Convention(
        "adjusted_workdays_count", "D4", "调休上班的周六、周日", ((True, "算工作日"), (False, "仍算休息日")),
    ),
    Convention("plain_days", "D5", "制度只写“日”“天”", (("calendar", "自然日"), ("working", "工作日"))),
    Convention("fixed_date_roll", "D6", "制度写明的日期遇休息日", _rolling("none", "next", "previous")),
    Convention("backward_roll", "D7", "倒推的日期遇休息日", _rolling("previous", "next", "none")),
    Convention(
        "extension_from", "D8", "延期的起点",
        (("start", "与原期限合并，自原起算日重新推算"), ("due", "自原截止日起接着推算")),
    ),
    Convention(
        "extension_asked_by_due", "D8", "申请延期的时间",
        ((True, "须在期满前提出（含截止日当天）"), (False, "期满后也可以提出")),
    ),
    Convention(
        "reassignment", "D9", "改办后新单位的期限",
        (("restart", "自新单位收到之日起重新计算"), ("keep", "沿用原来的起算日")),
    ),
    Convention("due_day_in_time", "D10", "截止日当天办理", ((True, "算按期，至当日24时"), (False, "算逾期"))),
    Convention(
        "unpublished_year", "D11", "放假安排尚未公布的年份",
        (("provisional", "暂按周一至周五推算，标明“暂定”，公布后重算"), ("refuse", "不推算，先录入放假安排")),
    ),
    Convention(
        "impossible_date", "D12", "制度里不存在的日期（如9月31日）",
        (("refuse", "不予录入，核对原文"), ("last_day", "按该月最后一日")),
    ),
)  # fmt: skip


def said(key, row: Any) -> str:
    """One line of a list of ``key`` in words, with what the short form leaves out: the meaning, the further columns."""
    words = in_words(key, [row])
    if not isinstance(row, dict):
        return words
    more = [key.choices.get(row["meaning"], row["meaning"])] if row.get("meaning") else []
    more += [COLUMNS[n] if row[n] is True else str(row[n]) for n in COLUMNS if row.get(n)]
    return f"{words}（{'；'.join(more)}）" if more else words
