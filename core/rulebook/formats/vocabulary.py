"""Words of the neutral vocabulary of deadlines: which of our keys a rule's id means, which class a class word means.

What a line of business calls its own deadlines and acts stands in ``<app>/regulation_words.yaml``; what is the same for
every line stands here.
"""

import re
from dataclasses import dataclass, field
from functools import cache

import yaml
from django.apps import apps

from core import rulebook

EXTENSIONS = {"extension", "extend", "extended", "prolongation", "postponement"}

TIME = {"session": "session", "interim": "interim", "plenary": "session", "intersession": "interim"}
OWN_BODY = {"cppcc"}
OTHER_BODIES = {"npc", "deputy", "deputies", "congress"}
ROLES = {"lead", "joint", "unit", "head", "office", "member", "members", "proposer", "supervisor", "sole", "separate"}
STATES = {"dissatisfied", "merged", "filed", "assigned", "replied", "returned", "objected", "unsatisfied"}
EVERY = {"all", "any", "every"}
JOINERS = {"and", "or", "和", "或", "及"}
VERSION = re.compile(r"v?\d+|new|old|former")

UNITS = {
    "day": "days", "calendar_day": "days", "calendar_days": "days", "natural_days": "days",
    "working_day": "working_days", "workday": "working_days", "workdays": "working_days",
    "business_days": "working_days", "month": "months", "calendar_months": "months", "days_ahead": "days_before",
}  # fmt: skip


@dataclass(frozen=True)
class Deadline:
    """One deadline of a line of business and the ids that mean it; the fields are told in the files.

    ``usual``: the one meant where a regulation writes an extension or a latest day without saying of what.
    """

    key: str
    ids: str = ""
    usual: bool = False
    begins: str = ""
    unless: str = ""
    latest: str = ""
    latest_ids: str = ""
    extension: str = ""
    extension_ids: str = ""
    extension_times: str = ""
    of_the_session: bool = False

    @property
    def name(self) -> str:
        """Its first id, by which rules speak of it."""
        return self.ids.split()[0]

    def may_be(self, name: str) -> bool:
        """Whether an id that no file lists belongs to it by its beginning (reply_final_round)."""
        return (
            bool(self.begins)
            and name.startswith(self.begins)
            and not name[len(self.begins) :].startswith(tuple(self.unless.split()))
        )


@dataclass(frozen=True)
class MatterClass:
    """One class of a line's matters that a regulation may treat by itself: its code in the rule book, what ``kind`` of
    class it is (classes of one kind exclude each other), the words that mean it, and the classes it is a part of."""

    code: str
    kind: str
    words: str
    within: str = ""


@dataclass
class Words:
    """The words of all installed lines of business."""

    deadlines: dict[str, Deadline] = field(default_factory=dict)
    by_id: dict[str, str] = field(default_factory=dict)
    extensions: set[str] = field(default_factory=lambda: set(EXTENSIONS))
    latest: set[str] = field(default_factory=set)
    acts: dict[str, list[str]] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    every: set[str] = field(default_factory=lambda: set(EVERY))
    classes: dict[str, MatterClass] = field(default_factory=dict)
    by_class_word: dict[str, str] = field(default_factory=dict)

    @property
    def usual(self) -> str:
        """The name of the deadline meant where none is named; empty where no line of business has one."""
        return next((deadline.name for deadline in self.deadlines.values() if deadline.usual), "")

    def add(self, told: dict) -> None:
        """Take in what one file says."""
        for row in told.get("deadlines") or ():
            deadline = Deadline(**row)
            self.deadlines[deadline.key] = deadline
            self.by_id |= dict.fromkeys(deadline.ids.split(), deadline.key)
            self.by_id |= dict.fromkeys(deadline.latest_ids.split(), deadline.latest)
            self.latest |= set(deadline.latest_ids.split())
            self.extensions |= set(deadline.extension_ids.split())
        self.acts |= {act: events.split() for act, events in (told.get("acts") or {}).items()}
        self.same |= told.get("same") or {}
        self.every |= set((told.get("every") or "").split())
        for row in told.get("classes") or ():
            known = MatterClass(**row)
            self.classes[known.code] = known
            self.by_class_word |= dict.fromkeys((known.code, *known.words.split()), known.code)

    def class_words(self) -> set[str]:
        """Every word that may stand in the class of a rule."""
        return {*TIME, *OWN_BODY, *OTHER_BODIES, *ROLES, *STATES, *JOINERS, *self.every, *self.by_class_word}


@cache
def words() -> Words:
    """What the files of the installed apps say."""
    found = Words()
    for config in apps.get_app_configs():
        try:
            with open(config.path + "/regulation_words.yaml", encoding="utf-8") as file:
                found.add(yaml.safe_load(file))
        except FileNotFoundError:
            continue
    return found


def deadline_of(name: str) -> Deadline:
    """The deadline that an id (already a ``stem``) means; a bare local one where no line of business has it."""
    key = key_of(name)
    return words().deadlines.get(key) or Deadline(key)


def words_of(name: str) -> list[str]:
    """The parts of an id or a class word: lead_and_joint → lead, joint; a class of several words stays one."""
    parts = [word for word in re.split(r"[_\-\s/+,，、·]+", name.lower()) if word]
    known, found = words().by_class_word, []
    while parts:
        most = next((n for n in (3, 2) if "_".join(parts[:n]) in known and len(parts) >= n), 1)
        found.append("_".join(parts[:most]))
        parts = parts[most:]
    return [word for word in found if word not in JOINERS]


def kind_of(word: str) -> tuple[str, str]:
    """Of which kind a word of a class is (time, body, role, state, those of the lines, other), and what it means."""
    known = words()
    if word in TIME:
        return "time", TIME[word]
    if word in OWN_BODY or word in OTHER_BODIES:
        return "body", word
    if word in known.by_class_word:
        code = known.by_class_word[word]
        return known.classes[code].kind, code
    if word in ROLES:
        return "role", word.rstrip("s")
    return ("state", word) if word in STATES else ("other", word)


def one_by_one(matter_class: str) -> list[str]:
    """The classes that one word names at once: “党派、界别” are two; “大会_界别” is one."""
    parts = words_of(matter_class)
    several = [word for word in parts if kind_of(word)[0] in {known.kind for known in words().classes.values()}]
    kinds = [kind_of(word)[0] for word in several]
    if len(kinds) == len(set(kinds)):
        return [matter_class]
    twice = next(kind for kind in kinds if kinds.count(kind) > 1)
    rest = [word for word in parts if kind_of(word)[0] != twice]
    return ["_".join([*rest, word]) for word in several if kind_of(word)[0] == twice]


def stem(rule_id: str, matter_class: str = "") -> str:
    """The id without the words of its class and without a version: reply_session_cppcc → reply."""
    own = {*words().class_words(), *words_of(matter_class), *re.split(r"[_\-\s]+", matter_class.lower())}
    parts = rule_id.split("_")
    while len(parts) > 1 and (parts[-1].lower() in own or VERSION.fullmatch(parts[-1].lower())):
        parts.pop()
    return "_".join(parts)


def key_of(name: str) -> str:
    """The key of the catalogue that a rule of this id (already a ``stem``) belongs to; a local one where none does."""
    if name in words().by_id:
        return words().by_id[name]
    likely = (deadline.key for deadline in words().deadlines.values() if deadline.may_be(name))
    return next(likely, rulebook.LOCAL + name)


def class_of(matter_class: str, key: str) -> tuple[str, bool]:
    """How the class is held for ``key``: our class (empty = every one), and whether it is one we do not know.

    Classes that the key implies already (joint units, the office, filed at the session) are every class. A class of
    several kinds at once (界别的大会提案) is held under all of them.
    """
    parts, known = words_of(matter_class), words().class_words()
    if any(part not in known or part in OTHER_BODIES for part in parts):
        return matter_class, True
    deadline, own = words().deadlines.get(key), {known.kind for known in words().classes.values()}
    by_kind: dict[str, set[str]] = {}
    for kind, code in map(kind_of, parts):
        if kind in own or kind == "time":
            by_kind.setdefault(kind, set()).add(code)
    if deadline and deadline.of_the_session and by_kind.get("time") == {"session"}:
        del by_kind["time"]
    codes = [code for found in by_kind.values() if len(found) == 1 for code in found]
    return rulebook.joined(codes), bool(codes) and key.startswith(rulebook.LOCAL)
