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
    why the text cannot be changed just now. ``writers`` names those who may, for refusals. ``hand_in`` is the act that
    gives the text in: it is offered even while a guard objects, because the page before it says all at once.

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
    also: Callable[[Any, Actor, Mapping[str, Any]], bool] | None = None
    form: type["DraftForm"] | None = None
    limits: Callable[[], dict[str, Any]] = dict
    files_max: str = ""
    template: str = "matters/write.html"
    check_template: str = "matters/check.html"
    more: Callable[[Any], dict[str, Any]] | None = None

    def form_for(self, model: type[models.Model]) -> type["DraftForm"]:
        """The form of the page."""
        return self.form or form_of(model, self.fields)


TEXT_STORED = 20_000
ROWS = 6


class DraftForm(forms.Form):
    """The form of a text while it is being written: nothing is compulsory until it is handed in."""

    @classmethod
    def initial_of(cls, matter: Any) -> dict[str, Any]:
        """What the page shows of a stored draft."""
        return {name: getattr(matter, name) for name in cls.base_fields if hasattr(matter, name)}

    @property
    def texts(self) -> list[str]:
        """The names of what is typed, as against chosen: kept on the writer's own device until it is saved."""
        return [name for name, one in self.fields.items() if type(one) is forms.CharField]


def form_of(model: type[models.Model], names: tuple[str, ...]) -> type[DraftForm]:
    """A form of these columns of a model, none of them compulsory."""
    made: dict[str, Any] = {}
    for name in names:
        column = model._meta.get_field(name)
        more = {"max_length": TEXT_STORED} if isinstance(column, models.TextField) else {}
        made[name] = column.formfield(required=False, **more)  # type: ignore[union-attr]
        if more:
            made[name].widget.attrs["rows"] = ROWS
    return type("TextForm", (DraftForm,), made)
