"""Reading the committee's own rules (制度库): which value of a key is in force on a day, and where it comes from.

What keys exist, and the recommended values a new database starts with, stands in ``<app>/rulebook.yaml``. How versions
follow each other is told in ``docs/rules.md``; acts on the table are in ``core.rulebook.versions``.
"""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

import yaml
from django.apps import apps
from django.utils import timezone

from core.models import Regulation, Rule
from core.rulebook.classes import as_classes, candidates, parts
from core.rulebook.formats import chains, descriptions, values

FRESH_SECONDS = 30
SINCE_EVER = date(2000, 1, 1)
#: Deadlines of a local regulation for which the system has no act of its own are held under this prefix (本地期限).
LOCAL = "deadline."
LOCAL_KEY = re.compile(r"deadline\.\w[\w-]{0,45}")


class UnknownRule(LookupError):
    """No such key, or no value in force on that day."""


@dataclass(frozen=True)
class Key:
    """One setting that a committee may decide: what it is called and what shape its value has.

    ``classes`` are the classes of matter that may have a value of their own, with their names; ``since`` is the act a
    period runs from; ``drives`` says what the value moves in the program (empty: kept for reference).
    """

    key: str
    label: str
    type: str
    default: Any
    variants: dict[str, Any]
    note: str = ""
    group: str = "其他"
    min: int | None = None
    max: int | None = None
    choices: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    since: str = ""
    drives: str = ""

    @property
    def is_local(self) -> bool:
        """Whether it is a deadline of a local regulation without an act of the program (本地期限)."""
        return self.key.startswith(LOCAL)


@dataclass(frozen=True)
class Version:
    """One version of a chain: its first and last day (None = open), and how it stands on the day asked about.

    ``expired``: it is the newest begun, but the end which the regulation named is over.
    """

    rule: Rule
    starts: date
    ends: date | None
    state: chains.State


@cache
def catalogue() -> dict[str, Key]:
    """Every known key, from the rulebook files of the installed apps.

    A row without ``key`` is a heading: its ``group`` and ``classes`` hold for the rows after it that name none. A row
    with ``extends`` adds classes, and recommended values for them, to a key of an app below.
    """
    found: dict[str, Key] = {}
    for config in apps.get_app_configs():
        path = config.path + "/rulebook.yaml"
        try:
            with open(path, encoding="utf-8") as file:
                rows = yaml.safe_load(file)["rules"]
        except FileNotFoundError:
            continue
        heading: dict[str, Any] = {}
        for row in rows:
            if "extends" in row:
                below = found[row["extends"]]
                variants = below.variants | (row.get("variants") or {})
                found[below.key] = replace(below, classes=below.classes | row["classes"], variants=variants)
                continue
            if "key" not in row:
                heading = row
                continue
            facts = heading | row
            found[facts["key"]] = Key(default=facts.pop("value"), variants=facts.pop("variants", None) or {}, **facts)
    return found


def find_key(key: str) -> Key | None:
    """The key of the catalogue, or a local deadline (``deadline.<id>``); None where there is no such key."""
    if key in catalogue():
        return catalogue()[key]
    if LOCAL_KEY.fullmatch(key):
        return Key(key, f"本地期限（{key.removeprefix(LOCAL)}）", "period", None, {}, group="本地期限")
    return None


#: ``found`` remembers what ``rule`` answered from these ``rules``: lists ask the same of every row.
_cache: dict[str, Any] = {"at": None, "rules": {}, "found": {}}


def forget() -> None:
    """Drop what is remembered; the next question reads the table again."""
    _cache["at"] = None


def _rules() -> dict[tuple[str, str], list[Rule]]:
    """All rules by key and class, newest first, read in one query at most every half minute.

    A recommended setting counts as older than anything a regulation says. A rule saved in this process counts at once,
    one saved in another process within that time.
    """
    if _cache["at"] is None or time.monotonic() - _cache["at"] > FRESH_SECONDS:
        _cache.update(at=time.monotonic(), rules=chained(Rule.objects.select_related("regulation")), found={})
    return _cache["rules"]


def chained(rules: Iterable[Rule]) -> dict[tuple[str, str], list[Rule]]:
    """``rules`` by key and class, each chain newest first, recommended settings last."""
    grouped: dict[tuple[str, str], list[Rule]] = {}
    ordered = sorted(rules, key=lambda rule: (not rule.regulation.is_default, rule.effective_from), reverse=True)
    for rule in ordered:
        grouped.setdefault((rule.key, rule.applies_to), []).append(rule)
    return grouped


def regulations() -> list[Regulation]:
    """The documents on which any rule rests, read with the rules."""
    every = (found.regulation for rules in _rules().values() for found in rules)
    return list({regulation.pk: regulation for regulation in every}.values())


def rule(key: str, on: date | None = None, applies_to: str | Iterable[str] = "") -> Rule:
    """The rule in force on ``on`` (default today) for a class of matter, else the one for every class.

    A matter of several classes (重点, 界别, 大会) has the rule that says most of it; among those that say as much, the
    order in which its classes are given decides.
    The newest version begun. Where that names an end which is over, a class has the rule for every class; the rule for
    every class stays in force beyond its end until there is another (``check_rules`` reports it). A class value that
    is only recommended, and recommends nothing of its own, gives way to what a regulation says for every class.
    Raises UnknownRule where the key is unknown or nothing is in force that day.
    """
    on = on or timezone.localdate()
    if not isinstance(applies_to, str):
        return _in_force(key, on, applies_to)
    _rules()
    asked, found = (key, on, applies_to), _cache["found"]
    if asked not in found:
        found[asked] = _in_force(*asked)
    return found[asked]


def _in_force(key: str, on: date, applies_to: str | Iterable[str]) -> Rule:
    if find_key(key) is None:
        raise UnknownRule(f"unknown rule key: {key}")
    general = _begun(key, "", on)
    for code in candidates(as_classes(applies_to)):
        special = _begun(key, code, on)
        if special is not None and not _is_over(special, on) and not (general and _gives_way(special, general)):
            return special
    if general is None:
        raise UnknownRule(f"no value of {key} in force on {on}")
    return general


def value(key: str, on: date | None = None, applies_to: str | Iterable[str] = "") -> Any:
    """The value in force; see ``rule``."""
    return rule(key, on, applies_to).value


def _begun(key: str, applies_to: str, on: date) -> Rule | None:
    return next((found for found in _rules().get((key, applies_to), []) if found.effective_from <= on), None)


def _is_over(found: Rule, on: date) -> bool:
    return found.effective_to is not None and found.effective_to < on


def _gives_way(special: Rule, general: Rule) -> bool:
    key = catalogue().get(special.key)
    recommended = special.regulation.is_default and not general.regulation.is_default
    return recommended and key is not None and special.value == key.default


def versions_of(key: str, applies_to: str = "", on: date | None = None) -> list[Version]:
    """The chain of ``key`` for exactly this class, oldest first, with each version's last day and state on ``on``.

    A recommended setting that a regulation replaced from its first day on is left out.
    """
    chain = list(reversed(_rules().get((key, applies_to), [])))
    while len(chain) > 1 and chain[0].regulation.is_default and chain[1].effective_from <= chain[0].effective_from:
        chain.pop(0)
    on = on or timezone.localdate()
    standing = chains.standings([span(found) for found in chain], on)
    result = [
        Version(found, found.effective_from, how.ends, how.state) for found, how in zip(chain, standing, strict=True)
    ]
    if applies_to and result:
        result[0] = _yielding(result[0], on)
    return result


def _yielding(version: Version, on: date) -> Version:
    """A recommended class value that says nothing of its own ends when a regulation begins to speak for every class."""
    generals = [found for found in _rules().get((version.rule.key, ""), []) if _gives_way(version.rule, found)]
    if not generals:
        return version
    until = min(found.effective_from for found in generals) - chains.DAY
    ends = until if version.ends is None else min(until, version.ends)
    return replace(version, ends=ends, state="past" if ends < on else version.state)


def in_force(on: date | None = None) -> list[Rule]:
    """Every rule that is in force on ``on`` (default today) for its key and class, as ``rule`` finds it."""
    on = on or timezone.localdate()
    found = []
    for key, applies_to in _rules():
        newest = _begun(key, applies_to, on)
        if newest is not None and (not applies_to or rule_or_none(key, on, applies_to) == newest):
            found.append(newest)
    return found


def rule_or_none(key: str, on: date | None = None, applies_to: str | Iterable[str] = "") -> Rule | None:
    """``rule``, or None where nothing is in force."""
    try:
        return rule(key, on, applies_to)
    except UnknownRule:
        return None


def state_of(found: Rule, on: date | None = None) -> chains.State:
    """How this very version stands on ``on`` (default today): past, in_force, pending or expired."""
    on = on or timezone.localdate()
    known = next((v.state for v in versions_of(found.key, found.applies_to, on) if v.rule.pk == found.pk), None)
    return known or ("pending" if found.effective_from > on else "past")


def span(found: Rule) -> chains.Span:
    """The rule as a link of its chain."""
    return chains.Span(found.effective_from, found.effective_to, found.value)


def classes_of(key: str) -> dict[str, str]:
    """The classes of matter for which ``key`` may have, or has, a value of its own, with their names."""
    known = find_key(key)
    found = dict(known.classes) if known else {}
    kept = sorted(applies_to for name, applies_to in _rules() if name == key and applies_to)
    return found | {code: class_label(code) for code in kept if code not in found}


def class_code(key: str, name: str) -> str:
    """The class of this key that ``name`` means: its code, or its name (“界别提案”, “界别”); else ``name`` itself."""
    classes = classes_of(key)
    meant = (code for code, label in classes.items() if label in (name, f"{name}提案"))
    return name if not name or name in classes else next(meant, name)


def class_label(applies_to: str) -> str:
    """A class of matter in words, one of several with all its parts; a class that no key knows as it stands."""
    if not applies_to:
        return "全部"
    return "·".join(_class_name(code) for code in parts(applies_to))


def _class_name(code: str) -> str:
    return next((key.classes[code] for key in catalogue().values() if code in key.classes), code)


def check_value(key: str, value: Any, applies_to: str = "") -> list[str]:
    """Why ``value`` cannot be entered for ``key`` and this class: sentences for the person, empty where it can."""
    known = find_key(key)
    if known is None:
        return [f"没有“{key}”这个项目。"]
    found = values.objections(known, value)
    if applies_to and applies_to not in classes_of(key) and not set(parts(applies_to)) <= set(classes_of(key)):
        offered = "、".join(f"{code}（{label}）" for code, label in classes_of(key).items())
        found.append(f"没有“{applies_to}”这个类别，" + (f"可用：{offered}。" if offered else "这个项目不分类别。"))
    return found


def changed_between(key: str, after: date, until: date) -> bool:
    """Whether a version of ``key`` began or ended after the day ``after``, up to and including ``until``."""
    rows = [rule for (known, _), rules in _rules().items() if known == key for rule in rules]
    ended = (rule.effective_to for rule in rows if rule.effective_to)
    return any(after < rule.effective_from <= until for rule in rows) or any(after <= day < until for day in ended)


def ensure_defaults(**_) -> int:
    """Give every key without any rule its recommended value, and every class without one, unless a regulation
    already decides the key; called after migrate. Returns how many rules were added."""
    have = set(Rule.objects.values_list("key", "applies_to"))
    decided = set(Rule.objects.filter(regulation__is_default=False).values_list("key", flat=True))
    missing = [
        (key, applies_to, default)
        for key in catalogue().values()
        for applies_to, default in {"": key.default, **key.variants}.items()
        if (key.key, applies_to) not in have and not (applies_to and key.key in decided)
    ]
    if not missing:
        return 0
    regulation, _ = Regulation.objects.get_or_create(
        title="系统推荐设置（待本委员会制度替换）",
        adopted_on=None,
        defaults={"effective_from": SINCE_EVER, "is_default": True},
    )
    rows = [
        Rule(
            key=key.key,
            value=default,
            applies_to=applies_to,
            effective_from=SINCE_EVER,
            regulation=regulation,
            note=key.note,
        )
        for key, applies_to, default in missing
    ]
    Rule.objects.bulk_create(rows)
    forget()
    return len(rows)


def options(key: str, on: date | None = None) -> list[tuple[str, str]]:
    """A coded list (``[{code, label}]``) as pairs for a form."""
    return [(row["code"], row["label"]) for row in value(key, on)]


def label_of(key: str, code: str, on: date | None = None) -> str:
    """The label of one code of a coded list; the code itself where it is no longer listed."""
    return dict(options(key, on)).get(code, code)


def words(rule: Rule) -> str:
    """A rule's value in the office's words: 5个工作日; A 已解决或采纳；B …; 是."""
    return value_words(rule.key, rule.value)


def value_words(key: str, value: Any) -> str:
    """A value of ``key`` in the office's words, whether or not it stands in the table."""
    return descriptions.in_words(find_key(key), value)
