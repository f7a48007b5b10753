"""Addresses of matters: list, page, acts, acts on many and papers of a kind, and the lines of business by registration.

Every line stands below ``/<app>/``. An app with a ``urls`` module puts ``matter_urls(KIND)`` into it beside addresses
of its own; one without needs none.
"""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from core.matters import kinds
from core.matters.alike_views import AlikeList, AlikeWhileWriting, SideBySide
from core.matters.batch_views import BatchView, WalkView
from core.matters.draft_views import Autosave, CheckDraft, NewDraft, WriteDraft
from core.matters.kept_views import KeepForm
from core.matters.kinds import MatterKind
from core.matters.list_views import MatterList
from core.matters.page_views import ActView, DetailPage
from core.matters.paper_views import PapersOfMany, PaperView
from core.matters.row_sheet_views import RowSheetView
from core.matters.version_views import VersionsPage
from core.people.access import roles, signed_in

Urls = list[URLPattern | URLResolver]


def matter_urls(kind: MatterKind) -> Urls:
    """The addresses of one kind; those of a part stand below its ``path``.

    List and page are open to the kind's ``readers``, the rest to whoever has signed in: what one may see and do there
    is decided for each thing.
    """
    readers = roles(*kind.readers)
    made: Urls = [
        path("<int:pk>/", readers(DetailPage.as_view(matter_kind=kind)), name=_name(kind, "detail")),
        path("<int:pk>/do/<slug:key>/", signed_in(ActView.as_view(matter_kind=kind)), name=_name(kind, "act")),
        path("<int:pk>/do/<slug:key>/keep/", signed_in(KeepForm.as_view(matter_kind=kind)), name=_name(kind, "keep")),
    ]
    if kind.table is not None:
        batch = signed_in(BatchView.as_view(matter_kind=kind))
        made.append(path("", readers(MatterList.as_view(matter_kind=kind)), name=_name(kind)))
        made.append(path("batch/<slug:key>/", batch, name=_name(kind, "batch")))
        made.append(path("walk/", signed_in(WalkView.as_view(matter_kind=kind)), name=_name(kind, "walk")))
    if kind.sheets:
        posts = roles(*{post: post for sheet in kind.sheets for post in sheet.posts})
        made.append(path("sheet/<slug:key>/", posts(RowSheetView.as_view(matter_kind=kind)), name=_name(kind, "sheet")))
    if kind.matter.papers:
        paper = signed_in(PaperView.as_view(matter_kind=kind))
        made.append(path("<int:pk>/documents/<slug:kind>.<slug:extension>", paper, name=_name(kind, "paper")))
    if kind.papers:
        made.append(path("papers/", signed_in(PapersOfMany.as_view(matter_kind=kind)), name=_name(kind, "papers")))
    if kind.writing is not None:
        made += _writing_urls(kind)
    if kind.likeness is not None:
        made += _likeness_urls(kind)
    if not kind.path:
        return made
    below: Urls = [path(kind.path, include(made))]
    return below


def _writing_urls(kind: MatterKind) -> Urls:
    pages = {"write": WriteDraft, "autosave": Autosave, "check": CheckDraft}
    made: Urls = [path("new/", signed_in(NewDraft.as_view(matter_kind=kind)), name=_name(kind, "new"))]
    for what, view in pages.items():
        page = signed_in(view.as_view(matter_kind=kind))
        made.append(path(f"<int:pk>/{what}/", page, name=_name(kind, what)))
    versions = roles(*kind.readers)(VersionsPage.as_view(matter_kind=kind))
    return [*made, path("<int:pk>/versions/", versions, name=_name(kind, "versions"))]


def _likeness_urls(kind: MatterKind) -> Urls:
    readers = roles(*kind.readers)
    line, found, pair = (view.as_view(matter_kind=kind) for view in (AlikeWhileWriting, AlikeList, SideBySide))
    return [
        path("similar/", signed_in(line), name=_name(kind, "alike")),
        path("<int:pk>/similar/", readers(found), name=_name(kind, "similar")),
        path("<int:pk>/beside/<int:other>/", readers(pair), name=_name(kind, "beside")),
    ]


def _name(kind: MatterKind, what: str = "") -> str:
    return kind.name_of_url(what).partition(":")[2]


def lines_of_business() -> Urls:
    """The addresses of every app that has registered a kind."""
    apps: dict[str, list[MatterKind]] = {}
    for kind in kinds.every():
        apps.setdefault(kind.app_label, []).append(kind)
    made: Urls = []
    for app, registered in apps.items():
        made.append(path(f"{app}/", include(_urls_of(app, registered))))
    return made


def _urls_of(app: str, registered: list[MatterKind]) -> str | tuple[Urls, str]:
    module = f"{registered[0].model._meta.app_config.name}.urls"
    if find_spec(module) is not None:
        return module
    made: Urls = []
    for kind in registered:
        made += matter_urls(kind)
    return made, app
