"""The rule book in force on a day, written in the form that ``load_rules`` reads (see ``docs/rules.md``)."""

from datetime import date

import yaml

from core.chinese import long_date
from core.rulebook import browsing
from core.rulebook.browsing import Line

#: Stands where one document has to be named and several are in force; a file that still says so is not loaded.
TITLE_TO_FILL_IN = "请写依据的制度名称"
HEAD = """\
# 制度库，{day}有效。改好以后可以再导入：
# 一、title 写新制度的名称；二、要改的规则改取值value，并把施行日期effective_from改为新的施行日期；
# 三、没有改动的留着不动，导入时算“未变”；
# 四、以“#-”开头的是系统推荐、尚未由制度确定的，要确定的去掉“#”，并写施行日期。
"""


def written(on: date) -> str:
    """Every rule in force on ``on``, one on a line; loaded again unchanged it changes nothing.

    What is only recommended stands as a comment: a regulation has to take it up before it can be entered.
    """
    lines = [line for line in browsing.every_line(on) if line.state == "in_force"]
    parts = [HEAD.format(day=long_date(on)), yaml.safe_dump({"regulation": _document(lines)}, **STYLE), "rules:\n"]
    group = None
    for line in lines:
        if line.key.group != group:
            group = line.key.group
            parts.append(f"# {group}\n")
        parts.append(_rule(line))
    if all(line.is_recommended for line in lines):
        parts.append("[]\n")
    return "".join(parts)


STYLE = {"allow_unicode": True, "sort_keys": False, "width": 100_000}


def _document(lines: list[Line]) -> dict:
    own = {line.rule.regulation for line in lines if not line.is_recommended}
    if len(own) != 1:
        return {"title": TITLE_TO_FILL_IN}
    found = own.pop()
    facts = {"title": found.title, "adopted_by": found.adopted_by, "adopted_on": found.adopted_on}
    return {name: fact for name, fact in facts.items() if fact}


def _rule(line: Line) -> str:
    rule = line.rule
    facts = {
        "key": rule.key,
        "applies_to": rule.applies_to,
        "value": rule.value,
        "effective_from": None if line.is_recommended else rule.effective_from,
        "effective_to": rule.effective_to,
        "article": rule.article,
        "article_text": rule.article_text,
        "note": "" if line.is_recommended else rule.note,
    }
    kept = {name: fact for name, fact in facts.items() if name == "value" or fact not in (None, "")}
    row = yaml.safe_dump(kept, default_flow_style=True, **STYLE).strip()
    named = f"{line.key.label}（{line.matter_class}）" if line.matter_class else line.key.label
    return f"{'#' if line.is_recommended else ''}- {row}  # {named}：{line.cited}\n"
