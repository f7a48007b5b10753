"""The registry of kinds of matter: a line of business registers itself with one object per kind, and nothing else.

Homes, to-do lists, board, calendar, search, lists, pages, interface, permissions and generated documents read the
registry; none of them knows a line of business by name. An app registers in its ``AppConfig.ready``.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.lists import Table
from core.matters import deadlines
from core.matters.api_kind import MatterApi
from core.matters.deadlines import ClockKind
from core.matters.homes import HomeParts
from core.matters.lifecycle import Lifecycle, Transition
from core.matters.likeness import Likeness
from core.matters.naming import number_of
from core.matters.papers import PaperKind
from core.matters.row_sheets import RowSheet
from core.matters.turns import Todo
from core.matters.writing import Writing
from core.models import Organisation, User
from core.models.generic import matter_of

#: Names of the addresses of a kind with a ``url_name``: one that stands beside another of its app, as its part or not.
NAMES_BESIDE = {
    "": "{}s", "detail": "{}", "act": "{}-act", "keep": "{}-keep", "batch": "{}s-batch", "walk": "{}s-walk",
    "paper": "{}-paper", "papers": "{}s-papers",
    "alike": "{}s-alike", "similar": "{}-similar", "beside": "{}-beside",
    "sheet": "{}s-sheet", "new": "{}-new", "write": "{}-write", "autosave": "{}-autosave", "check": "{}-check",
    "versions": "{}-versions",
}  # fmt: skip


@dataclass(frozen=True)
class MatterSearch:
    """How the search box finds matters of a kind: by words of their text, and by a number in one of these columns.

    ``signs`` may stand around a number as people write it: 第12号. ``people`` says of some words which of them name
    somebody who stands openly behind matters, with the keys of those matters; one statement. ``signed`` says which
    column a number means that has this sign before it (收0052), ``texts`` are the columns of the text from which the
    search box quotes, but in the states ``unsettled``, in which others read the text as it was before. ``replies`` are
    the letters on matters that a person reads, found by their 发文字号; ``replied`` leads from one to its matter.
    """

    numbers: tuple[str, ...] = ()
    signs: str = "第号"
    people: Callable[[Sequence[str]], Mapping[str, QuerySet]] | None = None
    signed: Mapping[str, str] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    unsettled: tuple[str, ...] = ()
    replies: Callable[[User], QuerySet] | None = None
    replied: str = ""


@dataclass(frozen=True, eq=False)
class MatterKind:
    """One kind of matter, or (``part_of`` names the matter's label) of a part of one with a life of its own.

    **Turns.** ``fetch_for_turns`` takes rows in some states and fetches what their transitions' ``waits_for`` ask
    about, parts included; ``parts`` gives a matter's parts that have a life of their own. ``todo`` names a thing that
    waits for a row's act, for to-do lists.

    **Pages.** ``readers`` are the posts that open its list (``table``: a ``MatterTable``) and its pages. ``page``
    (a ``pages.MatterPage``) says what one person sees of one thing; ``whole(user, pk)`` fetches a thing with everything
    its page reads (Http404 for strangers; without it the queryset's ``for_page()``), ``batch_rows`` what acts on many
    read, ``batch_order`` in which order they are done, ``sheets`` are the acts done row by row on one page.
    ``papers`` may be printed of it, ``writing`` is its text while it is written, ``likeness`` how that is compared with
    others; ``of_unit_url`` is the list of what one handling unit (承办单位) handles.

    **Elsewhere.** ``brief`` names the columns that its words and its number (``naming.number_of``) read, for lists of
    one line each; ``search`` puts it into the search box, ``home`` on people's homes. ``clocks`` is the table
    of the kinds of clock that its acts start, on it and on everything around it, in the order of the process.
    ``left(user, pk)`` says what became of a matter that this person had a part in and sees no more.
    ``instructions_office`` is the post that follows a leader's instruction on it where nobody else is named (批示,
    ``Instructing.office``). ``people`` are those behind a matter, for whoever has to tell them from elsewhere; ``api``
    says how it stands in the interface.

    **Addresses.** They stand below ``/<app>/`` at ``path`` ("" for the matter itself) under the names that
    ``url_name`` begins (see ``core.matters.addresses``). ``menu`` is the group of the navigation in which its list
    stands, with ``icon`` and ``order``; for the posts in ``own_first`` it opens there on what waits for them (待我办).
    """

    lifecycle: Lifecycle
    part_of: str = ""
    parts: Callable[[Any], Iterable[Any]] | None = None
    fetch_for_turns: Callable[[QuerySet, Collection[str]], QuerySet] | None = None
    todo: Callable[[Any, Transition], Todo] | None = None
    readers: tuple[str, ...] = ()
    page: type[Any] | None = None
    whole: Callable[[User, int], Any] | None = None
    batch_rows: Callable[[QuerySet], QuerySet] | None = None
    batch_order: Callable[[Any], Any] | None = None
    sheets: tuple[RowSheet, ...] = ()
    papers: tuple[PaperKind, ...] = ()
    writing: Writing | None = None
    likeness: Likeness | None = None
    path: str = ""
    url_name: str = ""
    menu: str = ""
    icon: str = ""
    order: int = 100
    own_first: tuple[str, ...] = ()
    of_unit_url: Callable[[Organisation], str] | None = None
    brief: tuple[str, ...] = ("state",)
    search: MatterSearch | None = None
    home: HomeParts = field(default_factory=HomeParts)
    clocks: tuple[ClockKind, ...] = ()
    table: type[Table] | None = None
    people: Callable[[Any], Iterable[User]] | None = None
    api: MatterApi | None = None
    left: Callable[[User, int], str] | None = None
    instructions_office: str = ""

    @property
    def label(self) -> str:
        """The model's label (``app.Model``): what is stored and looked up."""
        return self.lifecycle.model

    @property
    def title(self) -> str:
        return self.lifecycle.title

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)

    @property
    def content_type(self) -> ContentType:
        return ContentType.objects.get_for_model(self.model)

    @property
    def is_matter(self) -> bool:
        """Whether it stands for itself and is no part of another."""
        return not self.part_of

    @property
    def matter(self) -> "MatterKind":
        """The kind of the matter: this one, or that of which it is a part."""
        return _kinds[self.part_of] if self.part_of else self

    @property
    def app_label(self) -> str:
        return self.model._meta.app_label

    def name_of_url(self, what: str = "") -> str:
        """The name of an address: ``what`` is "" for the list, else a key of ``NAMES_BESIDE``."""
        if not self.url_name:
            return f"{self.app_label}:{what or 'list'}"
        return f"{self.app_label}:{NAMES_BESIDE[what].format(self.url_name)}"

    @property
    def list_url(self) -> str:
        """The address of its list."""
        return reverse(self.name_of_url())

    def visible_to(self, user: User) -> Any:
        """What this person may see in the post in use."""
        rows: Any = self.model._default_manager
        return rows.visible_to(user)

    def address_of(self, pk: int) -> str:
        """The address of one thing by its key; costs no statement."""
        thing: Any = self.model(pk=pk)
        return thing.get_absolute_url()

    def fetch_whole(self, user: User, pk: int) -> Any:
        """One thing with everything its page and its guards read; Http404 for what ``user`` may not see."""
        if self.whole is not None:
            return self.whole(user, pk)
        return get_object_or_404(self.for_papers(user), pk=pk)

    def for_papers(self, user: User) -> QuerySet:
        """Matters this person may see, many at once, with everything that papers read."""
        rows = self.visible_to(user)
        return rows.for_page() if hasattr(rows, "for_page") else rows

    def for_batch(self, user: User) -> QuerySet:
        """Rows this person may see, with what acts on many of them read."""
        rows = self.visible_to(user)
        return self.batch_rows(rows) if self.batch_rows else rows

    def for_turns(self, states: Collection[str] = ()) -> QuerySet:
        """Matters with everything that ``waits_for`` asks about, in a fixed number of statements.

        Where they are known to be in these ``states``, what cannot be asked about there is not fetched.
        """
        rows = self.model._default_manager.all()
        every = states or self.lifecycle.states.values
        return self.fetch_for_turns(rows, every) if self.fetch_for_turns else rows

    def open_matters(self) -> QuerySet:
        """Matters that have not ended, and may therefore wait for somebody."""
        return self.model._default_manager.exclude(state__in=self.lifecycle.ends)

    def things_of(self, matter) -> Iterator[Any]:
        """The matter itself, then its parts with a life of their own."""
        yield matter
        if self.parts:
            yield from self.parts(matter)

    def todo_of(self, obj, row: Transition) -> Todo:
        """What a to-do list says of ``obj`` waiting for ``row``, with the verb and the address filled in."""
        if self.todo is not None:
            said = self.todo(obj, row)
        else:
            matter = matter_of(obj)
            said = Todo(number=number_of(matter), title=str(matter), context=obj.get_state_display())
        return replace(said, verb=said.verb or row.label, url=said.url or f"{obj.get_absolute_url()}do/{row.key}/")


_kinds: dict[str, MatterKind] = {}


def register(*kinds: MatterKind) -> None:
    """Make these kinds known; the same label registered again replaces the first."""
    for kind in kinds:
        deadlines.register(kind.label, kind.clocks)
        _kinds[kind.label] = kind


def unregister(kind: MatterKind) -> None:
    """Forget a kind: for tests that bring one of their own."""
    _kinds.pop(kind.label, None)
    deadlines.unregister(kind.label)


def every() -> list[MatterKind]:
    """All kinds in the order of their registration: each matter before its parts."""
    return list(_kinds.values())


def matters() -> list[MatterKind]:
    """The kinds that stand for themselves."""
    return [kind for kind in _kinds.values() if kind.is_matter]


def parts_of(kind: MatterKind) -> list[MatterKind]:
    """The kinds of parts of a kind of matter."""
    return [part for part in _kinds.values() if part.part_of == kind.label]


def readers() -> frozenset[str]:
    """The posts that open the pages of some kind of matter."""
    return frozenset(role for kind in _kinds.values() for role in kind.readers)


def of(thing: models.Model | type[models.Model] | str) -> MatterKind:
    """The kind of what is known to have one; KeyError otherwise."""
    return _kinds[thing if isinstance(thing, str) else thing._meta.label]


def searched_by(role: str) -> list[MatterKind]:
    """The kinds that the search box looks through for people in this post."""
    return [kind for kind in _kinds.values() if kind.search and role in kind.readers]


def kind_of(thing: models.Model | type[models.Model] | str) -> MatterKind | None:
    """The kind of an object, a model or a label; None where nobody registered one."""
    return _kinds.get(thing if isinstance(thing, str) else thing._meta.label)


def of_unit_url(unit: Organisation, role: str | None = None) -> str:
    """The list of what a unit handles, of the first kind that has one; the page itself where none has.

    With ``role``, of those that the post opens: nothing where it opens none.
    """
    has = [kind for kind in every() if kind.of_unit_url and (role is None or role in kind.readers)]
    return next((kind.of_unit_url(unit) for kind in has if kind.of_unit_url), "#main" if role is None else "")
