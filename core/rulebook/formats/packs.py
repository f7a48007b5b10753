"""Reading a pack of deadlines in the neutral vocabulary (``kind: deadlines``, see ``docs/rules.md``)."""

import re
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from core import rulebook
from core.chinese import long_date
from core.clock.workdays import CONVENTIONS
from core.rulebook.answering import LeftOut
from core.rulebook.formats import vocabulary
from core.rulebook.formats.faults import Fault, Faults, nearest
from core.rulebook.formats.files import too_long
from core.rulebook.formats.nodes import Item, day_of, reported_day, unknown
from core.rulebook.formats.pack_fields import (
    ANCHORS,
    DESCRIBED,
    EXTENSION,
    LATER_ANCHORS,
    NUMBERED,
    PERIOD,
    RULE,
    TOP,
    not_mapping,
    written,
)
from core.rulebook.formats.plans import NOTE_MAX, Draft, Reading, RegulationFacts
from core.rulebook.formats.telling_apart import told_apart

KINDS = {"scoring": "履职评分办法", "ladder": "缺席阶梯", "ladders": "缺席阶梯"}
NO_DAY = (
    "文件没有写通过日期或施行日期，不知道从哪一天起用。"
    "请用 --effective-from 2026-01-01（页面上填“施行日期”）指定施行日期。"
)


def is_pack(tree: Item) -> bool:
    """Whether the file is written in the vocabulary of packs rather than in our own form."""
    return tree.get("kind") is not None


def read_pack(tree: Item, effective_from: date | None = None, *, undated: date | None = None) -> Reading:
    """The pack's document and rules.

    A rule is in force from its own day, else from ``effective_from``, else from the pack's, else from the adoption.
    ``undated`` stands for all but the first of these, for trying a pack out.
    """
    kind = tree.text("kind")
    if kind not in ("deadlines", "deadline"):
        named = f"{KINDS[kind]}（kind: {kind}）" if kind in KINDS else f"“{kind}”"
        sentence = f"这个文件的类别是{named}，这里只收期限类制度（kind: deadlines）。"
        raise Faults([Fault(tree.value["kind"].line, "kind", sentence)])
    return _Pack(tree, effective_from, undated).reading


@dataclass(frozen=True)
class _Frame:
    """What all drafts made of one rule share."""

    rule_id: str
    stem: str
    matter_class: str
    line: int
    starts: date
    ends: date | None
    more: dict[str, Any]


class _Pack:
    def __init__(self, tree: Item, effective_from: date | None, undated: date | None):
        self.reading = Reading("deadlines", faults=unknown(tree, TOP))
        self.tree = tree
        self.day = undated or self._day(effective_from)
        self.reading.regulation = self._document()
        rules = tree.get("rules")
        if rules is None or not isinstance(rules.value, list) or not rules.value:
            self._fault(rules.line if rules else tree.line, "rules", "没有写规则。应有 rules: 下的一条条规则。")
            return
        self.ids = {row.text("id") for row in rules.value if isinstance(row.value, dict)}
        self.undated = [row.line for row in rules.value if self.day is None and row.get("effective_from") is None]
        if self.undated:
            self._fault(self._line("adopted"), "adopted", NO_DAY)
        for row in rules.value:
            self._rule(row)
        self._loose("extension")
        self._loose("cap")
        self._conventions(tree.get("conventions"))
        self.reading.drafts = told_apart(self.reading.drafts, self.reading.warnings)

    def _fault(self, line: int, key: str, sentence: str) -> None:
        self.reading.faults.append(Fault(line, key, sentence))

    def _line(self, name: str) -> int:
        found = self.tree.value.get(name)
        return found.line if found is not None else self.tree.line

    # ---- the document ----

    def _day(self, given: date | None) -> date | None:
        if given is not None:
            return given
        for name, what in (("effective_from", "施行日期"), ("adopted", "通过日期")):
            item = self.tree.get(name)
            if item is not None:
                return self._reported(item, name, what)
        return None

    def _reported(self, item: Item, key: str, what: str) -> date | None:
        """The day from which a thing dated roughly is surely in force, with a warning; a fault where it is no date."""
        text = item.text()
        try:
            day, exact = reported_day(text)
        except ValueError:
            self._fault(item.line, key, f"{what}“{text}”不存在，请核对制度原文后更正。")
            return None
        if day is None:
            self._fault(item.line, key, f"{what}“{text}”看不懂，请写成 2026-01-31，或只写年、年月。")
        elif not exact:
            self.reading.warnings.append(
                f"第{item.line}行：{what}写的是“{text}”，按{long_date(day)}起施行。如原文另有日期，请指定施行日期。"
            )
        return day

    def _document(self) -> RegulationFacts:
        tree, adopted = self.tree, self.tree.get("adopted")
        adopted_on, _ = day_of(adopted, "adopted")
        texts = {
            "title": (tree.text("title") or f"{tree.text('place')}{tree.text('id')}").strip("《》"),
            "adopted_by": tree.text("adopted_by"),
            "place": tree.text("place"),
            "code": tree.text("id"),
        }
        if not texts["title"]:
            self._fault(tree.line, "title", "没有写文件名称title。")
        self.reading.faults += too_long(tree, texts)
        noted = (
            ("通过", "" if adopted_on else tree.text("adopted")),
            ("对象", tree.text("subject")),
            ("公布", tree.text("published")),
            ("报道", tree.text("reported")),
            ("查阅", tree.text("seen")),
            ("版本", tree.text("version_note")),
            ("来源", tree.text("source")),
            ("完整性", tree.text("completeness")),
            ("歧义", tree.text("ambiguities")),
            ("说明", "；".join(filter(None, (tree.text("note"), tree.text("notes"))))),
        )
        note = "\n".join(f"{label}：{text}" for label, text in noted if text)
        return RegulationFacts(**texts, adopted_on=adopted_on, effective_from=self.day, note=note)

    # ---- one rule ----

    def _rule(self, row: Item) -> None:
        if not isinstance(row.value, dict):
            return self._fault(row.line, "rules", "规则应写成 - {id: …, from: …, n: …, unit: …}。")
        rule_id = row.text("id")
        wrong = unknown(row, RULE, rule_id or "rules")
        if not re.fullmatch(r"\w[\w-]{0,40}", rule_id):
            wrong.append(
                Fault(row.line, rule_id or "rules", "没有写规则的代号id，或代号里有字母、数字、下划线以外的字。")
            )
        if wrong:
            self.reading.faults += wrong
            for matter_class in self._classes(row) if rule_id else []:
                self._leave_out(row, rule_id, matter_class, wrong)
            return None
        for matter_class in self._classes(row):
            before = len(self.reading.faults)
            frame = self._frame(row, rule_id, matter_class)
            if frame is not None:
                self._drafts(row, frame)
            self._leave_out(row, rule_id, matter_class, self.reading.faults[before:])
        return None

    def _leave_out(self, row: Item, rule_id: str, matter_class: str, wrong: list[Fault]) -> None:
        """A rule that could not even be read is remembered by what it was to decide, and for whom."""
        if not wrong or self.day is None:
            return
        key = vocabulary.key_of(vocabulary.stem(rule_id, matter_class))
        applies_to, _foreign = vocabulary.class_of(matter_class, key)
        sentence, starts = "".join(fault.sentence for fault in wrong), self.day.isoformat()
        self.reading.left_out.append(LeftOut(row.line, rule_id, key, applies_to, sentence, starts, matter_class))

    def _classes(self, row: Item) -> list[str]:
        given = row.get("class")
        if given is not None and isinstance(given.value, list):
            named = [item.text() for item in given.value]
        else:
            named = [row.text("class")]
        return [one for name in named if name for one in vocabulary.one_by_one(name)] or ["all"]

    def _frame(self, row: Item, rule_id: str, matter_class: str) -> _Frame | None:
        own = row.get("effective_from")
        before = len(self.reading.faults)
        starts = self._reported(own, rule_id, "施行日期") if own is not None else self.day
        ends, wrong = day_of(row.get("effective_to") or self.tree.get("effective_to"), rule_id, "截止日期")
        self.reading.faults += wrong
        if len(self.reading.faults) > before or starts is None:
            return None  # an undated rule is said once, for the whole file
        described = DESCRIBED if self._names(row.text("of")) else {"of": "对象"} | DESCRIBED
        note = "；".join(
            f"{label}：{text}" if label else text for name, label in described.items() if (text := row.text(name))
        )
        if len(note) > NOTE_MAX:
            self.reading.warnings.append(f"第{row.line}行 {rule_id}：说明过长，只保存前{NOTE_MAX - 1}字。")
            note = note[: NOTE_MAX - 1] + "…"
        more = {"article": row.text("article"), "article_text": row.text("article_text"), "note": note}
        name = vocabulary.stem(rule_id, matter_class)
        return _Frame(rule_id, name, matter_class, row.line, starts, ends, more)

    def _drafts(self, row: Item, frame: _Frame) -> None:
        """What the rule becomes: a period of its own, the extension or the last possible day of another one."""
        words, of = vocabulary.words(), self._of(row)
        if self._extends(row, frame):
            return self._extension(row, frame, of)
        if frame.stem in words.latest:
            of = of if self._names(of) else words.usual
            if self._known(row, frame, of):
                self._add(_cap_key(of), self._period(row, frame), frame, row, "cap", vocabulary.stem(of))
            return None
        key = vocabulary.key_of(frame.stem)
        value = self._period(row, frame)
        if "from" not in value and "fixed_date" not in value and key.startswith(rulebook.LOCAL):
            return self._fault(
                row.line, frame.rule_id, "没有写从什么事起算（from），如 received（收到）、assigned（交办）。"
            )
        self._add(key, value, frame, row)
        self._parts(row, frame, frame.stem, value)
        return None

    def _parts(self, row: Item, frame: _Frame, of: str, value: dict) -> None:
        """What stands inside a rule: its own extension, its own last possible day."""
        extension, cap = row.get("extension"), row.get("cap")
        if extension is not None:
            wrong = not_mapping(extension, frame.rule_id, "extension") or unknown(extension, EXTENSION, frame.rule_id)
            self.reading.faults += wrong
            if not wrong:
                inner = replace(frame, rule_id=f"{frame.rule_id}_extension", line=extension.line)
                self._extension(extension, inner, of)
        if cap is not None:
            self._cap(cap, replace(frame, rule_id=f"{frame.rule_id}_cap", line=cap.line), of, value.get("from"))

    def _cap(self, item: Item, frame: _Frame, of: str, start: str | None) -> None:
        if isinstance(item.value, dict):
            wrong = unknown(item, (*PERIOD, *DESCRIBED), frame.rule_id)
            self.reading.faults += wrong
            value = self._period(item, frame)
        else:
            wrong, value = [], {"unit": "fixed_date", "fixed_date": written(item.text())}
        if start and value.get("unit") != "fixed_date":
            value.setdefault("from", start)
        if not wrong:
            self._add(_cap_key(of), value, frame, item, "cap", of)

    def _extension(self, row: Item, frame: _Frame, of: str) -> None:
        if not self._known(row, frame, of):
            return
        of = vocabulary.stem(of)
        anchor = row.text("anchor")
        if anchor and anchor not in ANCHORS:
            sentence = (
                f"延期的起点anchor应为start（原起算日）或due（原截止日），现为“{anchor}”{nearest(anchor, ANCHORS)}"
            )
            return self._fault(row.value["anchor"].line, frame.rule_id, sentence)
        times = row.get("max_times")
        deadline = vocabulary.deadline_of(of)
        value = self._period(row, frame)
        if not deadline.extension:
            value |= {"of": of} | ({"max_times": times.plain()} if times is not None else {})
        if "n" in value or not (times is not None or row.get("cap") is not None):
            key = deadline.extension or rulebook.LOCAL + frame.rule_id
            self._add(key, value, frame, row, "extension", of)
        if times is not None and deadline.extension_times:
            self._add(deadline.extension_times, times.plain(), frame, times, "extension_max", of)
        if row.get("cap") is not None:
            self._cap(row.get("cap"), replace(frame, rule_id=f"{of}_cap"), of, None)
        if anchor in LATER_ANCHORS:
            self._set_conventions({"extension_from": "due"}, row, frame.rule_id)

    def _extends(self, row: Item, frame: _Frame) -> bool:
        """Whether a rule makes another one longer: it says so by its id, or by ``of`` with another deadline's name.

        ``of`` in words (of whom, of what) only describes; and what begins of itself (``from``, a day named in the text)
        or is a deadline of its own extends nothing.
        """
        words = vocabulary.words()
        if frame.stem in words.extensions:
            return True
        if (
            not self._names(row.text("of"))
            or frame.stem in words.latest
            or vocabulary.stem(row.text("of")) == frame.stem
        ):
            return False
        if row.get("max_times") is not None or row.get("anchor") is not None:
            return True
        begins = row.get("from") is not None or row.get("fixed_date") is not None
        return not begins and vocabulary.key_of(frame.stem).startswith(rulebook.LOCAL)

    def _of(self, row: Item) -> str:
        """The deadline that ``of`` names; the usual one where it names none and is no name that was misspelt."""
        of = row.text("of")
        describes = not self._names(of) and not re.fullmatch(r"[A-Za-z][\w-]*", of)
        return vocabulary.words().usual if describes else of

    def _names(self, of: str) -> bool:
        """Whether this is the name of a deadline: one of this file, or one that we know."""
        return bool(of) and (
            of in self.ids
            or vocabulary.stem(of) in {*vocabulary.words().by_id, *(vocabulary.stem(i) for i in self.ids)}
        )

    def _known(self, row: Item, frame: _Frame, of: str) -> bool:
        """The same, with a fault where it is none."""
        if self._names(of):
            return True
        sentence = f"of 说的“{of}”不是本文件里的规则{nearest(of, self.ids)}"
        self._fault(row.line, frame.rule_id, sentence)
        return False

    def _period(self, row: Item, frame: _Frame) -> dict[str, Any]:
        """The parts of a period as they are written; whether they can be held is for ``values``."""
        value = {name: item.plain() for name in PERIOD if (item := row.get(name)) is not None}
        unit = value.get("unit")
        value["unit"] = vocabulary.UNITS.get(unit, unit) if isinstance(unit, str) else unit
        if value["unit"] in ("weeks", "week", "years", "year") and isinstance(value.get("n"), int):
            times, unit, word = (7, "days", "日") if "week" in value["unit"] else (12, "months", "个月")
            value |= {"n": value["n"] * times, "unit": unit}
            self.reading.warnings.append(f"第{row.line}行 {frame.rule_id}：时长按{value['n']}{word}计。")
        if "fixed_date" in value:
            value["fixed_date"] = written(str(value["fixed_date"]))
            value["unit"] = value["unit"] or "fixed_date"
        return {name: part for name, part in value.items() if part is not None}

    def _add(self, key: str, value: Any, frame: _Frame, at: Item, part: str = "", of: str = "") -> None:
        applies_to, foreign = vocabulary.class_of(frame.matter_class, key)
        if foreign and applies_to not in vocabulary.TIME:
            self.reading.warnings.append(
                f"第{frame.line}行 {frame.rule_id}：类别“{applies_to}”不是本系统的类别，"
                "按原样保存，不用于本系统的计时。"
            )
        if key.startswith(rulebook.LOCAL) and not part and not rulebook.check_value(key, value):
            self.reading.warnings.append(
                f"第{frame.line}行 {frame.rule_id}：系统没有对应的办理环节，"
                "作为本地期限保存，可查阅和试算，不自动计时。"
            )
        self.reading.drafts.append(
            Draft(
                key=key, value=value, effective_from=frame.starts, line=frame.line, at=at, applies_to=applies_to,
                effective_to=frame.ends, source_id=frame.rule_id, source_class=frame.matter_class,
                foreign_class=foreign, part=part, part_of=of, **frame.more,
            )
        )  # fmt: skip

    # ---- what stands beside the rules ----

    def _loose(self, name: str) -> None:
        """An extension or a cap written beside the rules is one of the usual deadline."""
        item = self.tree.get(name)
        if item is None or self.day is None:
            return
        frame = _Frame(name, name, "all", item.line, self.day, None, {})
        if name == "cap":
            self._cap(item, frame, vocabulary.words().usual, None)
            return
        wrong = not_mapping(item, name, name) or unknown(item, EXTENSION, name)
        self.reading.faults += wrong
        if not wrong:
            self._extension(item, frame, item.text("of") or vocabulary.words().usual)

    def _conventions(self, item: Item | None) -> None:
        if item is None or self.day is None:
            return
        wrong = not_mapping(item, "conventions", "conventions")
        self.reading.faults += wrong
        if not wrong:
            given = {NUMBERED.get(name, name): part for name, part in item.plain().items()}
            self._set_conventions(given, item, "conventions")

    def _set_conventions(self, given: dict, item: Item, source: str) -> None:
        try:
            now = rulebook.value("calendar.conventions", self.day)
        except rulebook.UnknownRule:
            now = {}
        value = asdict(CONVENTIONS) | now | given
        if value == asdict(CONVENTIONS) | now:
            return
        self.reading.warnings.append(
            f"第{item.line}行：文件改变期限计算口径（{rulebook.value_words('calendar.conventions', value)}）。"
        )
        frame = _Frame(source, source, "all", item.line, self.day or date.min, None, {})
        self._add("calendar.conventions", value, frame, item, "conventions")


def _cap_key(of: str) -> str:
    name = vocabulary.stem(of)
    return vocabulary.deadline_of(name).latest or f"{rulebook.LOCAL}{name}_cap"
