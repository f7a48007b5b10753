"""Reading a regulation in the system's own form (``regulation:`` and ``rules:``, see ``docs/rules.md``)."""

from datetime import date

from core import rulebook
from core.rulebook.answering import LeftOut
from core.rulebook.formats.faults import Fault, nearest
from core.rulebook.formats.nodes import Item, day_of, unknown
from core.rulebook.formats.plans import Draft, Reading, RegulationFacts

TOP = ("regulation", "rules")
DOCUMENT = ("title", "adopted_by", "adopted_on", "effective_from", "place", "code", "note")
RULE = ("key", "value", "applies_to", "effective_from", "effective_to", "article", "article_text", "note")
LONGEST = {"title": 200, "adopted_by": 120, "place": 60, "code": 60}


def read_file(tree: Item, effective_from: date | None = None) -> Reading:
    """The file's document and rules. ``effective_from`` holds for rules that the file itself does not date."""
    reading = Reading("rules", faults=unknown(tree, TOP))
    document = tree.get("regulation")
    if document is None or not isinstance(document.value, dict):
        reading.faults.append(Fault(tree.line, "regulation", "没有写制度文件。应有 regulation: {title: 文件名称, …}。"))
        document = Item(tree.line, {})
    reading.regulation = _document(document, effective_from, reading.faults)
    rules = tree.get("rules")
    if rules is None or not isinstance(rules.value, list) or not rules.value:
        reading.faults.append(
            Fault(rules.line if rules else tree.line, "rules", "没有写规则。应有 rules: 下的一条条规则。")
        )
        return reading
    for row in rules.value:
        draft = _rule(row, reading)
        if draft is not None:
            reading.drafts.append(draft)
    return reading


def _document(item: Item, effective_from: date | None, faults: list[Fault]) -> RegulationFacts:
    faults += unknown(item, DOCUMENT, "regulation")
    texts = {name: item.text(name) for name in ("title", "adopted_by", "place", "code", "note")}
    if not texts["title"] and item.value:
        faults.append(Fault(item.line, "regulation", "没有写文件名称title。"))
    faults += too_long(item, texts)
    days: dict[str, date | None] = {}
    for name, what in (("adopted_on", "通过日期"), ("effective_from", "施行日期")):
        days[name], wrong = day_of(item.get(name), f"regulation.{name}", what)
        faults += wrong
    days["effective_from"] = days["effective_from"] or effective_from
    return RegulationFacts(**texts, adopted_on=days["adopted_on"], effective_from=days["effective_from"])


def too_long(item: Item, texts: dict[str, str]) -> list[Fault]:
    """Faults for facts of the document that do not fit their column."""
    return [
        Fault(item.value[name].line if name in item.value else item.line, name, f"不能超过{most}字。")
        for name, most in LONGEST.items()
        if len(texts.get(name, "")) > most
    ]


def _leave_out(reading: Reading, item: Item, key: str, starts: date | None, sentence: str) -> None:
    """A rule that could not even be read is remembered by what it was to decide, and for whom."""
    if starts is not None and rulebook.find_key(key) is not None:
        applies_to = rulebook.class_code(key, item.text("applies_to"))
        reading.left_out.append(LeftOut(item.line, "", key, applies_to, sentence, starts.isoformat()))


def _rule(item: Item, reading: Reading) -> Draft | None:
    if not isinstance(item.value, dict):
        reading.faults.append(Fault(item.line, "rules", "规则应写成 - {key: …, value: …}。"))
        return None
    key = item.text("key")
    wrong = unknown(item, RULE, key or "rules")
    if not key:
        wrong.append(Fault(item.line, "rules", "没有写项目key。"))
    elif rulebook.find_key(key) is None:
        wrong.append(Fault(item.value["key"].line, key, f"没有这个项目{nearest(key, rulebook.catalogue())}"))
    value = item.value.get("value")
    if value is None:
        wrong.append(Fault(item.line, key, "没有写取值value。"))
    starts, faults = day_of(item.get("effective_from"), key, "施行日期")
    ends, more = day_of(item.get("effective_to"), key, "截止日期")
    wrong += faults + more
    starts = starts or reading.regulation.effective_from
    if starts is None and not faults:
        sentence = "没有写施行日期。请在规则或 regulation 里写 effective_from，或用 --effective-from 指定。"
        wrong.append(Fault(item.line, key, sentence))
    if wrong:
        reading.faults += wrong
        _leave_out(reading, item, key, starts, "".join(fault.sentence for fault in wrong))
        return None
    return Draft(
        key=key,
        value=value.plain(),
        effective_from=starts,
        line=item.line,
        at=value,
        applies_to=rulebook.class_code(key, item.text("applies_to")),
        effective_to=ends,
        article=item.text("article"),
        article_text=item.text("article_text"),
        note=item.text("note"),
    )
