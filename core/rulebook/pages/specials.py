"""Values of single classes (例外) beside the value for every class: those there are, and those being added."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from core import rulebook
from core.models import Rule
from core.rulebook.forms import editor_for
from core.rulebook.forms.single import PREFIX


@dataclass
class Special:
    """One class on the form: ``base`` is its own value in force, None where it is being added. ``sent``: its fields
    came with the request."""

    code: str
    label: str
    editor: Any
    base: Rule | None
    sent: bool

    @property
    def words(self) -> str:
        return rulebook.words(self.base) if self.base else ""

    @property
    def is_wanted(self) -> bool:
        """Whether a version is to be entered: one that is added is, one that was there where it was changed."""
        return self.sent and (self.base is None or self.editor.value() != self.base.value)

    def is_valid(self) -> bool:
        return self.editor.is_valid() if self.sent else self.base is not None

    @property
    def is_open(self) -> bool:
        return self.base is None or bool(self.editor.errors)


def own_values(key: rulebook.Key, on: date) -> dict[str, Rule]:
    """The classes that have a value of their own in force on ``on``."""
    found = ((code, rulebook.rule_or_none(key.key, on, code)) for code in rulebook.classes_of(key.key))
    return {code: rule for code, rule in found if rule is not None and rule.applies_to == code}


def specials_of(key: rulebook.Key, data, on: date, general: Any, used: dict[str, str]) -> list[Special]:
    """The classes on the form: those with a value of their own, then those that ``data`` says are being added.

    One that is added begins empty, so that nothing is entered by mistake; a list begins as it is for every class.
    """
    classes, own = rulebook.classes_of(key.key), own_values(key, on)
    added = [code for code in added_codes(data) if code in classes and code not in own]
    found = []
    for code in [*own, *added]:
        base = own.get(code)
        current = base.value if base else (general if isinstance(general, list) else None)
        sent = data is not None and code in data.getlist("special")
        editor = editor_for(key, current, data if sent else None, used=used, prefix=f"{PREFIX}-{code}")
        found.append(Special(code, classes[code], editor, base, sent))
    return found


def added_codes(data) -> list[str]:
    """The classes that are being added, without the one that was just taken out again."""
    if data is None:
        return []
    step = data.get("step", "")
    codes = [*data.getlist("special"), data.get("add_class", "")]
    return [code for code in dict.fromkeys(codes) if code and step != f"drop-{code}"]
