"""Reading the committee's own rules (制度库): which value of a key is in force on a day, and where it comes from.

What keys exist, and the recommended values a new database starts with, stands in ``<app>/rulebook.yaml``.
"""

import time
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import yaml
from django.apps import apps
from django.utils import timezone

from core.models import Regulation, Rule

FRESH_SECONDS = 30
SINCE_EVER = date(2000, 1, 1)


class UnknownRule(LookupError):
    """No such key, or no value in force on that day."""


@dataclass(frozen=True)
class Key:
    """One setting that a committee may decide: what it is called and what shape its value has."""

    key: str
    label: str
    type: str
    default: Any
    variants: dict[str, Any]
    note: str = ""


@cache
def catalogue() -> dict[str, Key]:
    """Every known key, from the rulebook files of the installed apps."""
    found = {}
    for config in apps.get_app_configs():
        path = config.path + "/rulebook.yaml"
        try:
            with open(path, encoding="utf-8") as file:
                rows = yaml.safe_load(file)["rules"]
        except FileNotFoundError:
            continue
        for row in rows:
            found[row["key"]] = Key(
                row["key"], row["label"], row["type"], row["value"], row.get("variants", {}), row.get("note", "")
            )
    return found


_cache: dict[str, Any] = {"at": None, "rules": {}}


def forget() -> None:
    """Drop what is remembered; the next question reads the table again."""
    _cache["at"] = None


def _rules() -> dict[tuple[str, str], list[Rule]]:
    """All rules by key and class, newest first, read in one query at most every half minute.

    A rule saved in this process counts at once, one saved in another process within that time.
    """
    if _cache["at"] is None or time.monotonic() - _cache["at"] > FRESH_SECONDS:
        grouped: dict[tuple[str, str], list[Rule]] = {}
        for rule in Rule.objects.select_related("regulation").order_by("-effective_from", "-id"):
            grouped.setdefault((rule.key, rule.applies_to), []).append(rule)
        _cache.update(at=time.monotonic(), rules=grouped)
    return _cache["rules"]


def rule(key: str, on: date | None = None, applies_to: str = "") -> Rule:
    """The rule in force on ``on`` (default today) for a class of matter, else the one for every class.

    Raises UnknownRule where the key is unknown or nothing is in force that day.
    """
    if key not in catalogue():
        raise UnknownRule(f"unknown rule key: {key}")
    on = on or timezone.localdate()
    for matter_class in dict.fromkeys((applies_to, "")):
        for candidate in _rules().get((key, matter_class), []):
            if candidate.effective_from <= on and (candidate.effective_to is None or on <= candidate.effective_to):
                return candidate
    raise UnknownRule(f"no value of {key} in force on {on}")


def value(key: str, on: date | None = None, applies_to: str = "") -> Any:
    """The value in force; see ``rule``."""
    return rule(key, on, applies_to).value


def classes_of(key: str) -> set[str]:
    """The classes of matter (or kinds of clock) for which ``key`` has ever had a value of its own."""
    return {matter_class for known, matter_class in _rules() if known == key and matter_class}


def ensure_defaults(**_) -> int:
    """Give every key that has no rule at all its recommended value; called after migrate. Returns how many."""
    have = set(Rule.objects.values_list("key", flat=True))
    missing = [key for key in catalogue().values() if key.key not in have]
    if not missing:
        return 0
    regulation, _ = Regulation.objects.get_or_create(
        title="系统推荐设置（待本委员会制度替换）",
        adopted_on=None,
        defaults={"effective_from": SINCE_EVER, "is_default": True},
    )
    rows = []
    for key in missing:
        for applies_to, default in {"": key.default, **key.variants}.items():
            rows.append(
                Rule(
                    key=key.key,
                    value=default,
                    applies_to=applies_to,
                    effective_from=SINCE_EVER,
                    regulation=regulation,
                    note=key.note,
                )
            )
    Rule.objects.bulk_create(rows)
    forget()
    return len(rows)


def options(key: str, on: date | None = None) -> list[tuple[str, str]]:
    """A coded list (``[{code, label}]``) as pairs for a form."""
    return [(row["code"], row["label"]) for row in value(key, on)]


def label_of(key: str, code: str, on: date | None = None) -> str:
    """The label of one code of a coded list; the code itself where it is no longer listed."""
    return dict(options(key, on)).get(code, code)


UNITS = {"working_days": "个工作日", "days": "日", "months": "个月", "days_before": "日之前"}


def words(rule: Rule) -> str:
    """A rule's value in the office's words: 5个工作日; A 已解决或采纳，B …; 是."""
    value = rule.value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict) and "n" in value:
        return f"{value['n']}{UNITS.get(value.get('unit'), value.get('unit'))}"
    if isinstance(value, list):
        return "；".join(_item(item) for item in value)
    return str(value)


def _item(item) -> str:
    if not isinstance(item, dict):
        return str(item)
    if "letter" in item:
        return f"{item['letter']} {item['label']}"
    options = f"（{'、'.join(item['options'])}）" if "options" in item else ""
    return f"{item.get('label', '')}{options}"
