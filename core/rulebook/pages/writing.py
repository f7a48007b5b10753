"""Entering the next version of a rule, after a look at what it will change; taking back one whose day has not come."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core import rulebook
from core.chinese import long_date
from core.clock import calendar
from core.frame import unsent_input
from core.matters.lifecycle import ActError
from core.models import Clock, Role, Rule
from core.people.access import roles
from core.people.actors import Actor
from core.rulebook import browsing, versions
from core.rulebook.forms import EMPTY_LINES, VersionForm, WithdrawForm, editor_for, quiet
from core.rulebook.pages.reading import key_or_404, rule_of


@roles(Role.SYSADMIN)
@require_http_methods(["GET", "POST"])
def next_version(request, name: str):
    """The next version of a key: filled in, looked at, saved. A version in force is never edited."""
    entry = Entry(request, key_or_404(name))
    if request.method == "GET":
        if entry.form.is_bound:
            quiet(entry.form, entry.editor)  # what was not handed in the last time, not judged yet
        return entry.ask()
    step = request.POST.get("step", "check")
    if step in ("edit", "more"):
        quiet(entry.form, entry.editor)
        return entry.ask()
    if not entry.is_complete() or not entry.fits():
        return entry.ask(422)
    if step == "save":
        rule = entry.save()
        if rule is None:
            return entry.ask(422)
        starts = rule.effective_from
        when = (
            f"自{long_date(starts)}起施行"
            if starts <= timezone.localdate()
            else f"{long_date(starts)}起施行，现为待施行"
        )
        messages.success(request, f"已录入“{entry.key.label}”的新版本，{when}。")
        return redirect(reverse("setup:rule", args=[name]))
    return entry.show()


class Entry:
    """One request to enter a version: its two forms, and what they lead to."""

    def __init__(self, request, key: rulebook.Key):
        self.request, self.key = request, key
        self.actor = Actor.of(request.user, request=request)
        self.classes = list(rulebook.classes_of(key.key).items())
        data = request.POST if request.method == "POST" else unsent_input.for_page(request)
        self.matter_class = self._class(request, data)
        more = EMPTY_LINES if data is not None and data.get("step") == "more" else 0
        self.base = standing(key.key, timezone.localdate(), self.matter_class)
        current = self.base.value if self.base else key.default
        self.form = VersionForm(data, classes=self.classes, initial={"applies_to": self.matter_class})
        self.editor = editor_for(key, current, data, used=used_codes(key), more=more)

    def _class(self, request, data) -> str:
        asked = (request.GET if data is None else data).get("applies_to", "")
        if asked and asked not in dict(self.classes):
            if request.method == "GET":
                raise Http404("这个项目没有这个类别。")
            return ""
        return asked

    def is_complete(self) -> bool:
        """Whether both forms are filled in; each is asked, so that every mistake shows at once."""
        return all([self.form.is_valid(), self.editor.is_valid()])

    def fits(self) -> bool:
        """Whether the rule book would take it: it is entered and the writing undone."""
        with transaction.atomic():
            rule = self.save()
            transaction.set_rollback(True)
        rulebook.forget()
        calendar.forget()
        return rule is not None

    def save(self) -> Rule | None:
        """The new version; None where it was refused, with the sentence at its field."""
        data = self.form.cleaned_data
        try:
            with transaction.atomic():
                return versions.enter_version(
                    actor=self.actor, key=self.key.key, value=self.editor.value(), applies_to=data["applies_to"],
                    effective_from=data["effective_from"], effective_to=data["effective_to"],
                    regulation=self.form.settle_regulation(self.actor), article=data["article"],
                    article_text=data["article_text"], note=data["note"],
                )  # fmt: skip
        except versions.Faults as error:
            for fault in error.faults:
                self.editor.object_to(fault.sentence)
        except ActError as error:
            self.form.add_error(None, error.sentence)
        return None

    def ask(self, status: int = 200):
        context = {
            "key": self.key, "form": self.form, "editor": self.editor, "base": self.base,
            "base_words": rulebook.words(self.base) if self.base else "",
            "class_label": rulebook.class_label(self.matter_class) if self.matter_class else "",
            "faults": count_faults(self.form, self.editor),
        }  # fmt: skip
        return render(self.request, "setup/rules/next.html", context, status=status)

    def show(self):
        """What will change, from when, and what will not."""
        data, today = self.form.cleaned_data, timezone.localdate()
        starts, matter_class = data["effective_from"], data["applies_to"]
        old = standing(self.key.key, starts, matter_class)
        new = Rule(key=self.key.key, value=self.editor.value(), applies_to=matter_class, effective_from=starts)
        after = following(self.key.key, starts, matter_class)
        context = {
            "key": self.key, "form": self.form, "data": data, "source": self.form.source,
            "old": old, "old_words": rulebook.words(old) if old else "", "new_words": rulebook.words(new),
            "starts": starts, "ends": data["effective_to"],
            "class_label": rulebook.class_label(matter_class) if matter_class else "",
            "changes": self._changes(old, new), "same": old is not None and old.value == new.value,
            "is_past": starts <= today, "is_long_past": starts < today,
            "after": after, "after_eve": after - timedelta(days=1) if after else None,
            "running": Clock.objects.filter(rule__key=self.key.key, stopped_at__isnull=True).count(),
            "samples": self._samples(old, new, starts), "typed": typed(self.request.POST),
            "last_day": starts - timedelta(days=1),
        }  # fmt: skip
        return render(self.request, "setup/rules/preview.html", context)

    def _changes(self, old: Rule | None, new: Rule) -> list:
        """Line by line, for values too long to be seen through in one sentence."""
        if old is None or not (isinstance(new.value, list) or self.key.type == "conventions"):
            return []
        return browsing.changes_between(self.key, old.value, new.value, "", "")

    def _samples(self, old: Rule | None, new: Rule, starts) -> list[dict]:
        if self.key.type != "period":
            return []
        pairs = [("原规则", old), ("新规则", new)] if old else [("新规则", new)]
        rows = [(label, *browsing.try_period(self.key, rule, starts)) for label, rule in pairs]
        return [{"label": label, "due": due, "explanation": explanation} for label, due, explanation in rows]


def standing(key: str, on, matter_class: str) -> Rule | None:
    """The rule that would hold on a day for a class; None where there is none."""
    try:
        return rulebook.rule(key, on, matter_class)
    except rulebook.UnknownRule:
        return None


def following(key: str, on, matter_class: str):
    """The first day after ``on`` on which an already entered version begins."""
    return min((v.starts for v in rulebook.versions_of(key, matter_class) if v.starts > on), default=None)


def used_codes(key: rulebook.Key) -> dict[str, str]:
    """Every code that any version of a list ever had, with its latest name."""
    found = {}
    for matter_class in ("", *rulebook.classes_of(key.key)):
        for version in sorted(rulebook.versions_of(key.key, matter_class), key=lambda v: v.starts):
            value = version.rule.value
            for row in value if isinstance(value, list) else ():
                code = row.get("code") or row.get("key") if isinstance(row, dict) else None
                if code:
                    found[code] = row.get("label", "")
    return found


def count_faults(form, editor) -> int:
    """How many places are to be mended."""
    return len(form.errors) + len(editor.errors) if form.is_bound else 0


@dataclass(frozen=True)
class Typed:
    """One field as it was sent, to be sent again with the confirmation."""

    name: str
    value: str


def typed(data) -> list[Typed]:
    """Everything that was filled in, so that confirming or going back loses nothing."""
    kept = ((name, value) for name, values in data.lists() for value in values)
    return [Typed(name, value) for name, value in kept if name not in ("csrfmiddlewaretoken", "step")]


@roles(Role.SYSADMIN)
@require_http_methods(["GET", "POST"])
def withdraw(request, name: str, pk: int):
    """Take back a version whose day has not come; the reason stands in the record."""
    key = key_or_404(name)
    rule = rule_of(key, pk)
    form = unsent_input.refill(WithdrawForm(request.POST or None), request)
    if request.method == "POST" and form.is_valid():
        try:
            versions.withdraw_version(
                actor=Actor.of(request.user, request=request), rule=rule, reason=form.cleaned_data["reason"]
            )
        except ActError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, f"已撤回“{key.label}”待施行的版本。")
            return redirect(reverse("setup:rule", args=[name]))
    context = {
        "key": key, "rule": rule, "words": rulebook.words(rule), "form": form,
        "is_pending": rule.effective_from > timezone.localdate(),
    }  # fmt: skip
    return render(request, "setup/rules/withdraw.html", context, status=422 if form.errors else 200)
