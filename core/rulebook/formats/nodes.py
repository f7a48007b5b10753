"""YAML read as a tree in which every value knows its line, so that a fault can say where it stands.

Dates and times stay as they are written: what does not exist must be refused by name, not by a parser.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import yaml

from core.rulebook.formats.faults import Fault, Faults, nearest
from core.text import is_storable, visible

LONGEST = 500_000
MOST_NODES = 50_000
DEEPEST = 20
TEXT_TAGS = ("str", "timestamp", "value", "binary")
DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True)
class Item:
    """A value with the line of its key (or its own, in a list): text, number, flag, None, or items by name or place."""

    line: int
    value: Any

    def plain(self) -> Any:
        """The value as ordinary data."""
        if isinstance(self.value, dict):
            return {name: item.plain() for name, item in self.value.items()}
        return [item.plain() for item in self.value] if isinstance(self.value, list) else self.value

    def get(self, name: str) -> "Item | None":
        """The item under ``name``; None where it is missing or empty (null)."""
        found = self.value.get(name) if isinstance(self.value, dict) else None
        return None if found is None or found.value is None else found

    def text(self, name: str = "") -> str:
        """The text under ``name`` (or of this item): numbers as they read, nested parts joined, nothing as empty."""
        item = self.get(name) if name else self
        return "" if item is None else _flat(item.plain())

    def rows(self, name: str) -> "list[Item]":
        """The items of the list under ``name``; empty where there is no list."""
        found = self.get(name)
        return found.value if found is not None and isinstance(found.value, list) else []


def _flat(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_flat(part) for part in value)
    if isinstance(value, dict):
        return "；".join(f"{name}：{_flat(part)}" for name, part in value.items())
    return str(value).strip()


def read(text: str) -> Item:
    """The tree of a YAML text. Raises ``Faults`` where it cannot be read, names a key twice, or is too large."""
    if len(text) > LONGEST:
        raise Faults([Fault(0, "", "文件过大，不像一份制度文件，请核对。")])
    try:
        root = yaml.compose(text.removeprefix("\ufeff"), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise Faults([_unreadable(error)]) from None
    except RecursionError:
        raise Faults([Fault(0, "", "文件层次过深，不像一份制度文件，请核对。")]) from None
    if not isinstance(root, yaml.MappingNode):
        raise Faults([Fault(1, "", "文件应由“名称: 内容”的各行组成，现在读不到任何名称。")])
    reader = _Reader()
    tree = reader.item(root, 1, 0)
    if reader.faults:
        raise Faults(reader.faults)
    return tree


def _unreadable(error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "有不能识别的字符"
    sentence = f"文件格式不对，读到这里读不下去（{problem}）。请检查缩进、冒号后的空格和引号。"
    return Fault(mark.line + 1 if mark else 0, "", sentence)


class _Reader:
    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.count = 0

    def seen(self, value: Any, line: int) -> Any:
        """A text as it is seen; halves of characters, which nothing can keep, are a fault."""
        if not isinstance(value, str):
            return value
        if not is_storable(value):
            self.faults.append(Fault(line, "", "文字中含有无法保存的字符（如 \\ud800、\\0），请删去。"))
        return visible(value)

    def item(self, node: yaml.Node, line: int, depth: int) -> Item:
        self.count += 1
        if depth > DEEPEST or self.count > MOST_NODES:
            raise Faults([Fault(line, "", "文件层次过深或内容过多，不像一份制度文件，请核对。")])
        if isinstance(node, yaml.ScalarNode):
            return Item(line, self.seen(self.scalar(node), line))
        if isinstance(node, yaml.SequenceNode):
            return Item(line, [self.item(part, part.start_mark.line + 1, depth + 1) for part in node.value])
        found: dict[str, Item] = {}
        for name, part in node.value:
            at = name.start_mark.line + 1
            if not isinstance(name, yaml.ScalarNode):
                self.faults.append(Fault(at, "", "名称应为一个词。"))
                continue
            name.value = self.seen(name.value, at)
            if name.value in found:
                self.faults.append(Fault(at, name.value, "同一处写了两次，请删去一个。"))
            found[name.value] = self.item(part, at, depth + 1)
        return Item(line, found)

    def scalar(self, node: yaml.ScalarNode) -> Any:
        kind = node.tag.rpartition(":")[2]
        if kind in TEXT_TAGS or ":" in node.value:  # 20:00 is a time, not a number to the base of sixty
            return node.value
        loader = yaml.SafeLoader("")
        try:
            return loader.construct_object(node)
        except (yaml.YAMLError, ValueError):
            return node.value
        finally:
            loader.dispose()


def unknown(item: Item, known: Iterable[str], key: str = "") -> list[Fault]:
    """A fault for every name in ``item`` that is not ``known``, with the nearest one."""
    known = list(known)
    return [
        Fault(found.line, key or name, f"不认识“{name}”{nearest(name, known)}")
        for name, found in item.value.items()
        if name not in known
    ]


def day_of(item: Item | None, key: str, what: str = "日期") -> tuple[date | None, list[Fault]]:
    """The day written in ``item``; None where there is none, a fault where it cannot be read or does not exist."""
    text = item.text() if item is not None else ""
    if not text:
        return None, []
    match = DAY.fullmatch(text)
    if not match:
        return None, [Fault(item.line, key, f"{what}“{text}”看不懂，请写成 2026-01-31。")]
    try:
        return date(*(int(part) for part in match.groups())), []
    except ValueError:
        return None, [Fault(item.line, key, f"{what}“{text}”不存在，请核对制度原文后更正。")]


def reported_day(text: str) -> tuple[date | None, bool]:
    """The first day on which a thing dated ``text`` is surely in force, and whether ``text`` names that very day.

    “2018-06-11” → that day; “2013-08 (reported)” → 1 September 2013; “2008” → 1 January 2009. (None, False) where it
    cannot be read. Raises ValueError for a day that does not exist.
    """
    match = re.match(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?![\d-])(.*)$", text.strip(), re.S)
    if not match:
        return None, False
    year, month, day = (int(part) if part else None for part in match.groups()[:3])
    if month is None:
        return date(year + 1, 1, 1), False
    if day is None:
        return (date(year, month, 28) + timedelta(days=4)).replace(day=1), False
    return date(year, month, day), not match[4].strip()


def line_in(item: Item, sentence: str) -> int:
    """The line inside ``item`` of which ``sentence`` speaks: the nth entry, or the first name that occurs in it."""
    nth = re.match(r"第(\d+)[项步]", sentence)
    if isinstance(item.value, list) and nth and int(nth[1]) <= len(item.value):
        return line_in(item.value[int(nth[1]) - 1], sentence[nth.end() :])
    if isinstance(item.value, dict):
        places = {
            match.start(): found.line
            for name, found in item.value.items()
            if (match := re.search(rf"(?<![A-Za-z_]){re.escape(name)}(?![A-Za-z_])", sentence))
        }
        if places:
            return places[min(places)]
    return item.line
