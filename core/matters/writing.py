"""A text that is written over days (文稿): what a kind of matter declares about it, and the columns that it needs.

``core.matters.drafts`` does the writing (start, save, attach, check), ``core.matters.draft_views`` shows it,
``core.matters.versions`` tells one version from another.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from core import rulebook
from core.matters.lifecycle import Guard
from core.people.actors import Actor


class WrittenMatter(models.Model):
    """Columns of a matter with a text: who began it, its version, when it was saved, and every version kept."""

    text_version = models.PositiveIntegerField("文稿版本", default=1)
    saved_at = models.DateTimeField("保存时间", auto_now=True)
    created_at = models.DateTimeField("起草时间", auto_now_add=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="录入人"
    )

    history = HistoricalRecords(
        inherit=True,
        excluded_fields=["revision", "saved_at"],
        history_change_reason_field=models.CharField(max_length=100, null=True),
    )

    class Meta:
        abstract = True


@dataclass(frozen=True)
class Beginning:
    """A matter about to be begun, not yet stored; ``add`` writes what belongs to it, ``said`` is for the story."""

    matter: Any
    said: str = ""
    add: Callable[[Any], object] | None = None


@dataclass(frozen=True)
class Writing:
    """How the text of a kind of matter is written; given to ``MatterKind(writing=…)``.

    ``fields`` are the columns of the text. While the matter is in one of ``states`` whoever ``actor_may`` may change
    them; the label beside each state is that of the button that leads back to writing. ``locked`` says for other states
    why the text cannot be changed just now. In states of ``kept_back`` others read the text that was handed in before:
    what is written is searchable only once it is handed in again. ``writers`` names those who may, for refusals.
    ``hand_in`` is the act that gives the text in: it is offered even while a guard objects, because the page before it
    says all at once. ``barred(actor)`` is the sentence why somebody hands nothing in for the time being: it stands
    on the pages where that person would write, which begin nothing new and offer no handing in; saving goes on.

    ``may_start`` are those who begin one with ``start(actor, **chosen)``; ``for_whom(actor)`` is the form by which
    somebody who writes on behalf of others chooses for whom. ``also(matter, actor, data)`` saves what stands in other
    tables and returns whether anything changed. ``form`` is the form of the page (by default one of ``fields``);
    ``limits`` what the page says about lengths, ``files_max`` the rule of how many files. ``more(matter)`` gives the
    template of the page (``template``) further values, ``matter`` being None before there is one; ``check_template``
    reads the matter's page (``core.matters.pages``).
    """

    fields: tuple[str, ...]
    states: Mapping[str, str]
    actor_may: Callable[[Actor, Any], bool]
    may_start: Callable[[Actor], bool]
    start: Callable[..., Beginning]
    hand_in: str = "submit"
    writers: str = "起草人"
    locked: Mapping[str, str] = field(default_factory=dict)
    for_whom: Callable[[Actor], type[forms.Form] | None] = lambda _actor: None
    barred: Callable[[Actor], str | None] = lambda _actor: None
    also: Callable[[Any, Actor, Mapping[str, Any]], bool] | None = None
    form: type["DraftForm"] | None = None
    limits: Callable[[], dict[str, Any]] = dict
    kept_back: tuple[str, ...] = ()
    files_max: str = ""
    template: str = "matters/write.html"
    check_template: str = "matters/check.html"
    more: Callable[[Any], dict[str, Any]] | None = None

    def form_for(self, model: type[models.Model]) -> type["DraftForm"]:
        """The form of the page."""
        return self.form or form_of(model, self.fields)


# ---- guards of the act that hands the text in ----


class About(str):
    """What a guard says, or a name in it, with the ``fields`` of the form it speaks of: pages lead there and mark them.

    ``each`` is what stands beside one of several fields, where the whole sentence would say too much.
    """

    fields: tuple[str, ...]
    each: str

    def __new__(cls, words: str, *fields: str, each: str = "") -> "About":
        made = super().__new__(cls, words)
        made.fields, made.each = fields, each or words
        return made


def missing(matter: models.Model, *columns: str) -> list[str]:
    """The labels of those columns that are still empty."""
    empty = [name for name in columns if not str(_value(matter, name)).strip()]
    return [About(label_of(type(matter), name), name) for name in empty]


def label_of(model: type[models.Model], column: str) -> str:
    """How a column is called: 案由."""
    return str(model._meta.get_field(column).verbose_name)  # type: ignore[union-attr]


def _value(matter: models.Model, name: str) -> Any:
    value = getattr(matter, name)
    return "" if value is None else value


def incomplete(labels: list[str]) -> str | None:
    """The sentence that tells all that is missing at once (一次性告知)."""
    if not labels:
        return None
    fields = [name for label in labels if isinstance(label, About) for name in label.fields]
    return About(f"还没有填写：{'、'.join(labels)}。请补齐后再提交。", *fields, each="还没有填写。")


def is_filled(*columns: str) -> Guard:
    """A guard: every one of these columns has something in it."""

    def guard(matter: Any, _actor: Actor) -> str | None:
        return incomplete(missing(matter, *columns))

    guard.__name__ = "text_is_complete"
    guard.__doc__ = "Every part is there; all that is missing is told at once (一次性告知)."
    return guard


def is_within(column: str, rule_key: str) -> Guard:
    """A guard: the column is no longer than the rule says, in characters."""

    def guard(matter: Any, _actor: Actor) -> str | None:
        most, length = rulebook.value(rule_key), len(getattr(matter, column).strip())
        label = label_of(type(matter), column)
        return About(f"{label}有{length}字，超过{most}字，请精简。", column) if length > most else None

    guard.__name__, guard.__doc__ = f"{column}_is_within_limits", f"No longer than the rule {rule_key} says."
    return guard


# ---- the form ----

TEXT_STORED = 20_000
ROWS = 6


class DraftForm(forms.Form):
    """The form of a text while it is being written: nothing is compulsory until it is handed in."""

    @classmethod
    def initial_of(cls, matter: Any) -> dict[str, Any]:
        """What the page shows of a stored draft."""
        return {name: getattr(matter, name) for name in cls.base_fields if hasattr(matter, name)}

    def mark(self, words: Mapping[str, str]) -> None:
        """Say these words beside the fields, of a form that nobody has handed in yet."""
        self.full_clean()
        self.cleaned_data: dict[str, Any] = {}
        for name, said in words.items():
            self.add_error(name, said)

    @property
    def texts(self) -> list[str]:
        """The names of what is typed, as against chosen: kept on the writer's own device until it is saved."""
        return [name for name, one in self.fields.items() if type(one) is forms.CharField]


def form_of(model: type[models.Model], names: tuple[str, ...]) -> type[DraftForm]:
    """A form of these columns of a model, none of them compulsory."""
    made: dict[str, Any] = {}
    for name in names:
        column: Any = model._meta.get_field(name)
        if isinstance(column, models.TextField):
            made[name] = column.formfield(required=False, max_length=TEXT_STORED)
            made[name].widget.attrs["rows"] = ROWS
        else:
            made[name] = column.formfield(required=False)
    return type("TextForm", (DraftForm,), made)
