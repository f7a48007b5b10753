"""HTML templates to PDF by WeasyPrint; fonts and style sheets are read once per process."""

import threading
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string

from core.committee import identity
from core.documents import fetch, fonts
from core.documents.data import Paper

# Pango's font map, kept for the life of the process, is not safe to use from two threads at once.
_press_in_use = threading.RLock()


class _Press(NamedTuple):
    html: Any
    font_config: Any
    stylesheets: list[Any]
    base_url: str


@cache
def _press() -> _Press:
    """WeasyPrint, imported on first use (about a second), with our fonts and the papers' style sheets."""
    fonts.prepare()
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    font_config = FontConfiguration()
    static = Path(settings.BASE_DIR) / "static"
    sheets = [
        CSS(filename=str(path), font_config=font_config, url_fetcher=fetch.fetcher())
        for path in sorted((static / "css" / "documents").glob("*.css"))
    ]
    return _Press(HTML, font_config, sheets, f"{static.as_uri()}/")


def _lay_out(template_name: str, context: Mapping[str, Any]):
    """The laid out document, not yet written. ``title`` and ``author`` of the context become metadata.

    A sheet with a slip to cut off that needs a page more is laid out more tightly where that saves the page.
    """
    document = _laid_out(template_name, context)
    if not context.get("slip") or len(document.pages) < 2:
        return document
    tight = _laid_out(template_name, {**context, "tight": True})
    return tight if len(tight.pages) < len(document.pages) else document


def _laid_out(template_name: str, context: Mapping[str, Any]):
    author = context.get("author") or identity.current().full_name
    source = render_to_string(template_name, {**context, "author": author})
    press = _press()
    html = press.html(string=fonts.drawable(source), base_url=press.base_url, url_fetcher=fetch.fetcher())
    return html.render(font_config=press.font_config, stylesheets=press.stylesheets)


def render_pdf(template_name: str, context: Mapping[str, Any]) -> bytes:
    """One paper as PDF, every font embedded, language and title set; safe to call from several threads."""
    with _press_in_use:
        return _lay_out(template_name, context).write_pdf()


def paper_pdf(paper: Paper) -> bytes:
    """:func:`render_pdf` of a described paper."""
    return render_pdf(paper.template, paper.context)


def merge(
    papers: Iterable[Paper],
    *,
    title: str = "",
    both_sides: bool = False,
    progress: Callable[[int], None] | None = None,
) -> bytes:
    """Many papers in one PDF, each with its own page numbers; fonts are embedded once for all.

    ``both_sides`` begins every paper on the front of a sheet. ``progress`` is called with the number of papers laid
    out so far. ``papers`` may be a generator; with none at all, ``ValueError``.
    """
    first: Any = None
    pages: list[Any] = []
    for done, paper in enumerate(papers, start=1):
        with _press_in_use:
            document = _lay_out(paper.template, paper.context)
            if both_sides and len(pages) % 2:
                pages.extend(_lay_out("documents/blank.html", {}).pages)
        first = first or document
        pages.extend(document.pages)
        if progress:
            progress(done)
    if first is None:
        raise ValueError("no papers to print")
    with _press_in_use:
        book = first.copy(pages)
        book.metadata.title = title or book.metadata.title
        return book.write_pdf()
