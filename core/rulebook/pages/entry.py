"""One request to enter the next version of a rule: what is asked, whether it fits, and what it leads to."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from core import rulebook
from core.clock import calendar
from core.frame import unsent_input
from core.matters.lifecycle import ActError
from core.models import Clock, Rule
from core.people.actors import Actor
from core.rulebook import browsing, versions
from core.rulebook.forms import VersionForm, editor_for, quiet
from core.rulebook.pages.specials import own_values, specials_of


@dataclass(frozen=True)
class Wanted:
    """One version to be entered: for which class (empty = every one), and the editor that holds its value."""

    code: str
    label: str
    editor: Any


@dataclass(frozen=True)
class Beside:
    """A class of which nothing is entered: what it has, and what it will have."""

    label: str
    before: str
    after: str


class Entry:
    """The frame of the versions, the value for every class (or for the one class of the address) and, beside it, the
    values of single classes. Entered is what was changed; the same source and day hold for all of it."""

    def __init__(self, request, key: rulebook.Key):
        self.request, self.key, self.today = request, key, timezone.localdate()
        self.actor = Actor.of(request.user, request=request)
        self.classes = rulebook.classes_of(key.key)
        data = request.POST if request.method == "POST" else unsent_input.for_page(request)
        self.step = step_of(data)
        self.matter_class = self._class(request, data)
        self.base = standing(key.key, self.today, self.matter_class)
        current = self.base.value if self.base else key.default
        used = browsing.used_codes(key)
        self.form = VersionForm(data, classes=list(self.classes.items()), initial={"applies_to": self.matter_class})
        self.editor = editor_for(key, current, data, used=used)
        self.specials = [] if self.matter_class else specials_of(key, data, self.today, current, used)
        self.beside: list[Beside] = []

    def _class(self, request, data) -> str:
        asked = (request.GET if data is None else data).get("applies_to", "")
        if asked and asked not in self.classes:
            if request.method == "GET":
                raise Http404("这个项目没有这个类别。")
            return ""
        return asked

    @property
    def editors(self) -> list:
        return [self.editor, *(one.editor for one in self.specials)]

    def silence(self) -> None:
        """Show what was typed without a word about what is still missing."""
        if self.form.is_bound:
            quiet(self.form, self.editor, *(one.editor for one in self.specials if one.sent))

    def is_complete(self) -> bool:
        """Whether everything is filled in; each part is asked, so that every mistake shows at once."""
        return all([self.form.is_valid(), self.editor.is_valid(), *[one.is_valid() for one in self.specials]])

    def wanted(self) -> list[Wanted]:
        """What is to be entered. The value for every class is left alone where only others were changed."""
        changed = [Wanted(one.code, one.label, one.editor) for one in self.specials if one.is_wanted]
        if changed and self.base is not None and self.editor.value() == self.base.value:
            return changed
        return [Wanted(self.matter_class, self.classes.get(self.matter_class, ""), self.editor), *changed]

    def fits(self) -> bool:
        """Whether the rule book would take it: it is entered, looked at, and the writing undone."""
        starts = self.form.cleaned_data["effective_from"]
        before = own_values(self.key, starts)
        with transaction.atomic():
            entered = self.save()
            if entered:
                self.beside = self._beside(before, starts)
            transaction.set_rollback(True)
        rulebook.forget()
        calendar.forget()
        return bool(entered)

    def _beside(self, before: dict[str, Rule], starts: date) -> list[Beside]:
        entered = {one.code for one in self.wanted()}
        if self.matter_class or "" not in entered:
            return []
        found = []
        for code, old in before.items():
            new = standing(self.key.key, starts, code)
            if code not in entered and new is not None:
                found.append(Beside(self.classes[code], rulebook.words(old), rulebook.words(new)))
        return found

    def save(self) -> list[Rule]:
        """The new versions, all or none; empty where one was refused, with the sentence at its field."""
        data, entered = self.form.cleaned_data, []
        one = Wanted("", "", self.editor)
        try:
            with transaction.atomic():
                regulation = self.form.settle_regulation(self.actor)
                for one in self.wanted():
                    rule = versions.enter_version(
                        actor=self.actor, key=self.key.key, value=one.editor.value(), applies_to=one.code,
                        effective_from=data["effective_from"], effective_to=data["effective_to"],
                        regulation=regulation, article=data["article"], article_text=data["article_text"],
                        note=data["note"],
                    )  # fmt: skip
                    entered.append(rule)
        except versions.Faults as error:
            for fault in error.faults if one else ():
                one.editor.object_to(fault.sentence)
            return []
        except ActError as error:
            self.form.add_error(None, f"{one.label}：{error.sentence}" if one.label else error.sentence)
            return []
        return entered

    def ask(self, status: int = 200):
        """The form; classes that have no value of their own may be added one by one."""
        shown = {one.code for one in self.specials}
        addable = [] if self.matter_class else [pair for pair in self.classes.items() if pair[0] not in shown]
        faults = len(self.form.errors) + sum(len(one.errors) for one in self.editors) if self.form.is_bound else 0
        context = {
            "key": self.key, "form": self.form, "editor": self.editor, "base": self.base,
            "base_words": rulebook.words(self.base) if self.base else "",
            "class_label": self.classes.get(self.matter_class, ""), "faults": faults,
            "specials": self.specials, "addable": addable,
            "own_count": sum(one.base is not None for one in self.specials),
            "special_open": any(one.is_open for one in self.specials),
        }  # fmt: skip
        return render(self.request, "setup/rules/next.html", context, status=status)

    def show(self):
        """What will change, from when, and what will not."""
        data = self.form.cleaned_data
        starts = data["effective_from"]
        rows = [self._row(one, starts) for one in self.wanted()]
        context = {
            "key": self.key, "data": data, "source": self.form.source, "rows": rows, "starts": starts,
            "ends": data["effective_to"], "beside": self.beside,
            "general_kept": not self.matter_class and all(row["code"] for row in rows),
            "base_words": rulebook.words(self.base) if self.base else "",
            "is_past": starts <= self.today, "is_long_past": starts < self.today,
            "running": Clock.objects.filter(rule__key=self.key.key, stopped_at__isnull=True).count(),
            "typed": typed(self.request.POST),
        }  # fmt: skip
        return render(self.request, "setup/rules/preview.html", context)

    def _row(self, one: Wanted, starts: date) -> dict:
        old = standing(self.key.key, starts, one.code)
        new = Rule(key=self.key.key, value=one.editor.value(), applies_to=one.code, effective_from=starts)
        after = following(self.key.key, starts, one.code)
        return {
            "code": one.code, "label": one.label, "old": old, "old_words": rulebook.words(old) if old else "",
            "new_words": rulebook.words(new), "same": old is not None and old.value == new.value,
            "changes": self._changes(old, new), "after": after,
            "after_eve": after - timedelta(days=1) if after else None,
            "samples": browsing.old_and_new(self.key, old, new, starts),
        }  # fmt: skip

    def _changes(self, old: Rule | None, new: Rule) -> list:
        """Line by line, for values too long to be seen through in one sentence."""
        if old is None or not (isinstance(new.value, list) or self.key.type == "conventions"):
            return []
        return browsing.changes_between(self.key, old.value, new.value, "", "")


def step_of(data) -> str:
    """What the button asks for; a class that was chosen but not yet opened is opened first."""
    if data is None:
        return ""
    step = data.get("step", "check")
    return "add" if step == "check" and data.get("add_class") else step


def standing(key: str, on, matter_class: str) -> Rule | None:
    """The rule that would hold on a day for a class; None where there is none."""
    try:
        return rulebook.rule(key, on, matter_class)
    except rulebook.UnknownRule:
        return None


def following(key: str, on, matter_class: str):
    """The first day after ``on`` on which an already entered version begins."""
    return min((v.starts for v in rulebook.versions_of(key, matter_class) if v.starts > on), default=None)


@dataclass(frozen=True)
class Typed:
    """One field as it was sent, to be sent again with the confirmation."""

    name: str
    value: str


def typed(data) -> list[Typed]:
    """Everything that was filled in, so that confirming or going back loses nothing."""
    kept = ((name, value) for name, values in data.lists() for value in values)
    return [Typed(name, value) for name, value in kept if name not in ("csrfmiddlewaretoken", "step")]
