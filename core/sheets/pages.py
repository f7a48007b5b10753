"""A kind of sheet as pages: upload, preview with tabs, confirm once, give up, refused rows and the original back."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.files.workbook import WorkbookError
from core.frame.unsent_input import refill
from core.lists import purpose, taken_out
from core.lists.taken_out import TakenOut
from core.matters.lifecycle import ActError
from core.people.access import SignedInRequest, roles
from core.people.actors import Actor
from core.sheets import jobs, keeping, taking_back
from core.sheets.forms import SheetForm
from core.sheets.kinds import SheetKind
from core.sheets.lines import SheetLine
from core.sheets.writing import as_xlsx, refused_name, refused_workbook
from core.text import clean_line

RECENT, PER_PAGE = 20, 50


@dataclass(frozen=True)
class Addresses:
    """Names of addresses: what the sheet is about at home, where uploads begin, one upload, what is done to it."""

    home: str
    start: str
    show: str
    confirm: str
    discard: str
    refused: str
    original: str
    undo: str = ""
    decide: str = ""


@dataclass(frozen=True)
class Made:
    """A file to be handed out, and how much of what is in it."""

    content: bytes
    name: str
    rows: int
    unit: str


class SheetPages:
    """Base of the pages; one object, whose views go into the app's addresses. Others' uploads are seen by whoever may
    bring in this kind of sheet; to anybody else they are not there (404).

    ``tabs`` are key → label; a key is one of the plan's counts or of ``more_counts``. ``first`` are the tabs opened by
    themselves, in this order, where they have rows. ``writes`` are the counts that something would be written for.
    """

    kind: ClassVar[SheetKind]
    addresses: ClassVar[Addresses]
    title: ClassVar[str]
    home_label: ClassVar[str]
    form: ClassVar[type[forms.Form]] = SheetForm
    start_page: ClassVar[str] = "sheets/start.html"
    preview_page: ClassVar[str] = "sheets/preview.html"
    result_page: ClassVar[str] = "sheets/result.html"
    tabs: ClassVar[dict[str, str]]
    first: ClassVar[tuple[str, ...]]
    writes: ClassVar[tuple[str, ...]] = ("new", "changed")
    name_label: ClassVar[str] = "名称"
    search_hint: ClassVar[str] = "名称、内容"
    #: How one counts what the sheet lists.
    measure: ClassVar[str] = "家"
    #: A job task (``core.sheets.jobs``) for sheets that are too large for a click.
    job: ClassVar[str] = ""
    undo_page: ClassVar[str] = "sheets/undo.html"
    lately: ClassVar[tuple[str, ...]] = ("uploaded_by",)
    #: Whether the sheet holds private data of people, so that whoever takes it out says what for.
    asks_purpose: ClassVar[bool] = False

    def __init__(self) -> None:
        shown, hidden = roles(*self.kind.roles), roles(*self.kind.roles, hidden=True)
        self.start = shown(never_cache(require_http_methods(["GET", "POST"])(self._start)))
        self.show = hidden(never_cache(require_GET(self._show)))
        self.confirm = hidden(require_POST(self._confirm))
        self.discard = hidden(require_POST(self._discard))
        self.refused = hidden(never_cache(require_http_methods(["GET", "POST"])(self._refused)))
        self.original = hidden(never_cache(require_http_methods(["GET", "POST"])(self._original)))
        self.decide = hidden(require_POST(self._decide))
        self.undo = hidden(never_cache(require_http_methods(["GET", "POST"])(self._undo)))

    # ---- what a kind says ----

    def take_in(self, data: dict[str, Any], actor: Actor) -> Any:
        """Keep what the form brought."""
        return keeping.take_in(self.kind, data["file"], actor)

    def shown(self, kept: Any, plan: Any, tab: str, failed: Any = None) -> tuple[Sequence[SheetLine], dict[str, Any]]:
        """The lines of one tab, and what else the preview shows. ``failed`` is what ``page_of`` was given."""
        raise NotImplementedError

    def more_counts(self, plan: Any) -> dict[str, int]:
        """Of tabs that are no count of the plan."""
        return {}

    def result(self, request: SignedInRequest, kept: Any) -> dict[str, Any]:
        """What else the page of a sheet shows that was written."""
        return {}

    def figures(self, counts: dict[str, int]) -> list[tuple[str, int, str]]:
        """Label, number and address of what was written."""
        labels = {"new": "新增", "changed": "更新", "unchanged": "未变", "refused": "退回"}
        return [(label, counts[key], "") for key, label in labels.items()]

    def at_once(self, kept: Any) -> bool:
        """Whether confirming is quick enough for a click."""
        return True

    # ---- the views ----

    def _start(self, request: SignedInRequest) -> HttpResponseBase:
        form = refill(self.form(request.POST or None, request.FILES or None), request)
        if request.method == "POST" and form.is_valid():
            try:
                kept = self.take_in(form.cleaned_data, Actor.of(request.user, request=request))
            except WorkbookError as error:
                form.add_error("file", str(error))
            except ActError as error:
                form.add_error(None, error.sentence)
            else:
                return redirect(self.addresses.show, kept.pk)
        rows = self.kind.model._default_manager.select_related(*self.lately).defer(*self.kind.model.CONTENT)
        recent = [(kept, self._told(kept), reverse(self.addresses.show, args=[kept.pk])) for kept in rows[:RECENT]]
        context = {"form": form, "recent": recent, **self._frame()}
        return render(request, self.start_page, context, status=422 if form.errors else 200)

    def _told(self, kept: Any) -> str:
        counts, undone = kept.summary.get("counts"), kept.summary.get("undone")
        if undone and self.kind.takes_back:
            return f"已撤销：{taking_back.in_words(undone)}"
        return self.kind.in_words(counts) if counts else ""

    def _show(self, request: SignedInRequest, pk: int) -> HttpResponseBase:
        return self.page_of(request, self.kept(pk), request.GET)

    def page_of(self, request: SignedInRequest, kept: Any, asked: Any, failed: Any = None) -> HttpResponseBase:
        """The page of an upload: its preview while it waits, what became of it afterwards. With ``failed``, a thing
        that could not be settled on the preview, the answer is 422."""
        frame, actor = {"kept": kept, **self._frame(kept)}, Actor.of(request.user, request=request)
        if not kept.waits:
            counts = kept.summary.get("counts")
            refused = keeping.refused_of(self.kind, kept, actor)
            frame |= {"figures": self.figures(counts) if counts else [], "refused": refused, "counts": counts}
            frame |= {
                "may_undo": taking_back.may_be_taken_back(self.kind, kept, actor.today),
                "undone": kept.summary.get("undone"),
            }
            return render(request, self.result_page, frame | self.result(request, kept))
        try:
            plan = self.kind.plan(kept, actor)
        except WorkbookError as error:
            return render(request, self.preview_page, frame | {"problem": str(error)}, status=422)
        context = frame | self._preview(kept, plan, asked, failed)
        return render(request, self.preview_page, context, status=422 if failed else 200)

    def _preview(self, kept: Any, plan: Any, asked: Any, failed: Any) -> dict[str, Any]:
        counts = plan.counts | self.more_counts(plan)
        tab, query = asked.get("show", ""), asked.get("q", "").strip()
        if tab not in self.tabs:
            tab = next((key for key in self.first if counts[key]), self.first[-1])
        lines, told = self.shown(kept, plan, tab, failed)
        page = Paginator([line for line in lines if line.contains(query)], PER_PAGE).get_page(asked.get("page"))
        known = [key for key in self.tabs if counts[key] or key == tab]
        return told | {
            "plan": plan,
            "counts": counts,
            "writes": sum(counts[key] for key in self.writes),
            "waiting": self.kind.waits(plan),
            "unlooked": self.kind.unlooked(plan),
            "tabs": [(key, self.tabs[key], counts[key], key == tab) for key in known],
            "tab": tab,
            "q": query,
            "page": page,
            "back": urlencode({"show": tab, "q": query, "page": page.number}),
            "failed": failed,
        }

    def _confirm(self, request: SignedInRequest, pk: int) -> HttpResponseBase:
        kept = self.kept(pk)
        if reason := clean_line(request.POST.get("reason", "")):
            keeping.keep_reason(self.kind, kept, reason)
        if self.job and kept.waits and not self.at_once(kept):
            back = reverse(self.addresses.show, args=[pk])
            return redirect("core:job", pk=jobs.ask(self.kind, kept, self.job, request, back).pk)
        digest, skip = request.POST.get("digest", ""), bool(request.POST.get("skip_refused"))
        actor, known = Actor.of(request.user, request=request), jobs.known_in(request)
        looked = bool(request.POST.get("looked"))
        try:
            counts = keeping.confirm(
                self.kind, kept, digest=digest, skip_refused=skip, actor=actor, known=known, looked=looked
            )  # fmt: skip
        except keeping.AlreadyImported as error:
            messages.info(request, error.sentence)
        except ActError as error:
            messages.error(request, error.sentence)
        except WorkbookError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"已导入：{self.kind.in_words(counts)}。")
        return redirect(self.addresses.show, pk)

    def _discard(self, request: SignedInRequest, pk: int) -> HttpResponseBase:
        kept = self.kept(pk)
        try:
            keeping.discard(self.kind, kept, Actor.of(request.user, request=request))
        except ActError as error:
            messages.error(request, error.sentence)
            return redirect(self.addresses.show, pk)
        messages.success(request, f"已放弃导入“{kept.name}”，{self.kind.ground}没有变动。")
        return redirect(self.addresses.start)

    def _decide(self, request: SignedInRequest, pk: int) -> HttpResponseBase:
        """What was chosen for one row of the preview, then the preview again where it was."""
        actor, place, choice = (
            Actor.of(request.user, request=request),
            *(request.POST.get(n, "") for n in ("place", "choice")),
        )
        try:
            keeping.decide(self.kind, self.kept(pk), place, choice, actor)
        except ActError as error:
            messages.error(request, error.sentence)
        back = urlencode({name: request.POST.get(name, "") for name in ("show", "q", "page")})
        return redirect(f"{reverse(self.addresses.show, args=[pk])}?{back}")

    def _undo(self, request: SignedInRequest, pk: int) -> HttpResponseBase:
        """Take the whole import back, on the day it was confirmed; the page says beforehand what that will do."""
        kept, actor = self.kept(pk), Actor.of(request.user, request=request)
        if request.method != "POST" and taking_back.may_be_taken_back(self.kind, kept, actor.today):
            told = taking_back.outlook(self.kind, kept, actor)
            return render(request, self.undo_page, {"kept": kept, "outlook": told, **self._frame(kept)})
        try:
            done = taking_back.take_back(self.kind, kept, actor) if request.method == "POST" else None
        except ActError as error:
            messages.error(request, error.sentence)
        else:
            if done is None:
                messages.error(request, taking_back.TOO_LATE)
            else:
                messages.success(request, f"已撤销导入：{taking_back.in_words(asdict(done))}。")
        return redirect(self.addresses.show, pk)

    def _refused(self, request: SignedInRequest, pk: int) -> HttpResponseBase:
        def made(kept: Any, actor: Actor) -> Made:
            rows = keeping.refused_of(self.kind, kept, actor)
            return Made(refused_workbook(self.kind.fields, rows), refused_name(kept.name), len(rows), "行")

        return self._handed_out(request, pk, "退回的行", made)

    def _original(self, request: SignedInRequest, pk: int) -> HttpResponseBase:
        def made(kept: Any, _actor: Actor) -> Made:
            return Made(keeping.content_of(self.kind, kept), kept.name, 1, "份")

        return self._handed_out(request, pk, "原件", made)

    def _handed_out(
        self, request: SignedInRequest, pk: int, what: str, made: Callable[[Any, Actor], Made]
    ) -> HttpResponseBase:
        """A file of this upload, once it is said what for where that is asked; it leaves one event, as exports do."""
        kept, actor = self.kept(pk), Actor.of(request.user, request=request)
        title, back = f"{self.kind.noun}{what}", reverse(self.addresses.show, args=[pk])
        if nothing := taken_out.nothing_ahead(request):
            return nothing
        if self.asks_purpose and (page := purpose.asked(request, title, here=request.path, back=back)):
            return page
        try:
            file = made(kept, actor)
        except WorkbookError as error:
            messages.error(request, str(error))
            return redirect(back)
        said = purpose.said(request) if self.asks_purpose else ""
        taken = TakenOut(title, file.rows, f"文件：{kept.name}", purpose=said, unit=file.unit)
        taken_out.record(taken, actor=actor)
        return as_xlsx(file.content, file.name)

    def kept(self, pk: int) -> Any:
        """The upload, or 404."""
        return get_object_or_404(self.kind.model._default_manager.select_related(*self.lately), pk=pk)

    def _frame(self, kept: Any = None) -> dict[str, Any]:
        here = self.addresses
        urls = {"home": reverse(here.home), "start": reverse(here.start)}
        if kept is not None:
            for name in ("show", "confirm", "discard", "refused", "original", "undo", "decide"):
                if address := getattr(here, name):
                    urls[name] = reverse(address, args=[kept.pk])
        return {"pages": self, "kind": self.kind, "urls": urls}
