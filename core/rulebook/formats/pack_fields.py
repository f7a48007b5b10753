"""What may stand in a pack of deadlines: the names of its parts, and what those that nobody computes are called."""

import re

from core.rulebook.formats.faults import Fault
from core.rulebook.formats.nodes import Item

TOP = (
    "id", "kind", "place", "level", "subject", "title", "adopted", "adopted_by", "effective_from", "effective_to",
    "published", "reported", "seen", "version_note", "source", "completeness", "ambiguities", "note", "notes",
    "conventions", "calendar", "rules", "examples", "extension", "cap", "replaces", "supersedes",
)  # fmt: skip
COMPUTED = (
    "id", "class", "from", "n", "unit", "fixed_date", "extension", "of", "max_times", "anchor", "cap", "roll",
    "effective_from", "effective_to", "article", "article_text",
)  # fmt: skip
#: Conditions and effects in words: kept with the rule, computed by nobody.
DESCRIBED = {
    "title": "", "label": "", "name": "", "text": "", "note": "", "notes": "", "remark": "", "meaning": "含义",
    "needs": "条件", "condition": "条件", "conditions": "条件", "when": "条件", "if": "条件", "unless": "除外",
    "exception": "除外", "exceptions": "除外", "gate": "前提", "then": "随后", "late": "逾期", "penalty": "逾期",
    "consequence": "后果", "replies": "答复", "to": "报送", "copy_to": "抄送", "report_to": "报", "form": "形式",
    "mode": "形式", "with": "附", "content": "内容", "contents": "内容", "what": "内容", "purpose": "目的", "by": "由",
    "who": "由", "actor": "由", "decided_by": "决定", "approved_by": "批准", "source": "出处", "ambiguity": "歧义",
    "ambiguities": "歧义", "explain": "说明", "comment": "说明", "version_note": "说明", "published": "公布",
    "adopted": "通过", "seen": "查阅", "reported": "报道", "avoided": "示例未涉及",
    "scope": "范围", "subject": "对象", "object": "对象", "stage": "环节", "step": "环节", "receiver": "报送",
    "recipient": "报送", "notify": "通知", "channel": "渠道", "effect": "效果", "result": "结果", "outcome": "结果",
    "reason": "理由", "reasons": "理由", "grounds": "理由", "no_answer": "不答复的", "silence": "不答复的",
    "default": "不答复的", "place": "地区", "level": "层级", "signed_by": "签发", "publication": "公开",
}  # fmt: skip
RULE = (*COMPUTED, *DESCRIBED)
PERIOD = ("n", "unit", "from", "fixed_date", "roll")
EXTENSION = (*PERIOD, *DESCRIBED, "id", "of", "max_times", "anchor", "cap", "class")
LATER_ANCHORS = {"due", "first_due", "due_day", "first_due_day", "rolled_due"}
ANCHORS = {"start", "nominal", *LATER_ANCHORS}
NUMBERED = {
    "D1": "start_day_counts", "D2": "missing_month_day", "D3": "roll", "D4": "adjusted_workdays_count",
    "D5": "plain_days", "D6": "fixed_date_roll", "D7": "backward_roll", "D8": "extension_from", "D9": "reassignment",
    "D10": "due_day_in_time", "D11": "unpublished_year", "D12": "impossible_date",
}  # fmt: skip
WRITTEN_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")


def written(text: str) -> str:
    """“9月30日” as 09-30, “2026年9月30日” as 2026-09-30; anything else as it stands."""
    found = WRITTEN_DAY.fullmatch(text.strip().removeprefix("每年"))
    if not found:
        return text.strip()
    year, month, day = found.groups()
    return (f"{year}-" if year else "") + f"{int(month):02}-{int(day):02}"


def not_mapping(item: Item, key: str, name: str) -> list[Fault]:
    return (
        [] if isinstance(item.value, dict) else [Fault(item.line, key, f"{name}应写成 {{n: 1, unit: months}} 的样子。")]
    )
