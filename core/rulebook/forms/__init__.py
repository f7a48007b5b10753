"""Forms of the rule book: one editor for each type of value, the frame of a version, loading a regulation."""

from typing import Any

from core.rulebook.forms.rows import (
    EMPTY_LINES,
    BandsEditor,
    LettersEditor,
    LinesEditor,
    ListEditor,
    QuestionsEditor,
    StepsEditor,
)
from core.rulebook.forms.single import (
    ChoiceEditor,
    CodesEditor,
    ConventionsEditor,
    Editor,
    FlagEditor,
    HoursEditor,
    NumberEditor,
    PeriodEditor,
    ShareEditor,
    TextEditor,
)
from core.rulebook.forms.version import LoadForm, TrialForm, VersionForm, WithdrawForm

__all__ = ["EMPTY_LINES", "LoadForm", "TrialForm", "VersionForm", "WithdrawForm", "editor_for", "quiet"]

EDITORS: dict[str, type[Editor] | type[LinesEditor]] = {
    "period": PeriodEditor,
    "number": NumberEditor,
    "flag": FlagEditor,
    "text": TextEditor,
    "choice": ChoiceEditor,
    "codes": CodesEditor,
    "hours": HoursEditor,
    "conventions": ConventionsEditor,
    "list": ListEditor,
    "letters": LettersEditor,
    "questions": QuestionsEditor,
    "steps": StepsEditor,
    "share": ShareEditor,
    "bands": BandsEditor,
}


def editor_for(key, current: Any, data=None, **more) -> Editor | LinesEditor:
    """The editor that fits the key's type, starting from ``current``; bound where ``data`` is given."""
    return EDITORS[key.type](key, current, data, **more)


def quiet(*forms) -> None:
    """Show what was typed without a word about what is still missing."""
    for form in forms:
        form.silence() if isinstance(form, LinesEditor) else setattr(form, "_errors", {})
