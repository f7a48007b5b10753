"""Papers (文书) of a matter: which there are, who may have them, and when. Pages, interface and jobs all ask here.

A line of business declares ``PaperKind`` rows and what the papers say (``MatterKind(papers=…)``); finding, checking,
rendering, naming and printing many is the kit's.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from core.documents import Paper, merge, render_docx
from core.matters.answered import first_answered
from core.matters.lifecycle import ActError, Forbidden, Refused
from core.matters.naming import brief_of, number_of
from core.models.generic import matter_of
from core.people.actors import Actor

FORMATS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class UnknownPaper(ActError):
    """No paper of that kind or in that format."""

    status = 404


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper. ``missing`` says in a sentence why a thing has none yet, or nothing.

    A paper belongs to the matter, or, with ``parts``, to each of the parts that it gives; ``build`` then gets a list
    of parts, otherwise the matter. ``no_parts`` is the sentence where there is no part yet. Who is in a post of
    ``many_for`` prints it of many matters at once, from the list.
    """

    key: str
    label: str
    may: Callable[[Actor, Any], bool]
    missing: Callable[[Any], str | None]
    build: Callable[[Any, Actor], list[Paper]]
    parts: Callable[[Any], Iterable[Any]] | None = None
    no_parts: str = ""
    many_for: tuple[str, ...] = ()

    def things(self, matter: Any, part: Any = None) -> list[Any]:
        """What of the matter the paper is about: itself, the one part that is meant, or all its parts."""
        if self.parts is None:
            return [matter]
        return [part] if part is not None else list(self.parts(matter))


@dataclass(frozen=True)
class Offered:
    """A paper that a page offers, with the addresses of its two formats."""

    key: str
    label: str
    pdf: str
    docx: str


def find(papers: Sequence[PaperKind], key: str) -> PaperKind:
    """The paper of that key; UnknownPaper otherwise."""
    found = next((paper for paper in papers if paper.key == key), None)
    if found is None:
        raise UnknownPaper("没有这种文书。")
    return found


def papers_of(paper: PaperKind, matter: Any, actor: Actor, part: Any = None) -> list[Paper]:
    """The papers of this kind for a matter, or for one ``part`` of it.

    The matter must be one that this person may see, fetched whole, and the part one of its parts. For a matter, papers
    of parts cover every part of which the person may have them. Raises Forbidden where the person may have none,
    Refused with a sentence where there is none yet.
    """
    things = paper.things(matter, part)
    allowed = [thing for thing in things if paper.may(actor, thing)]
    if not allowed and (things or paper.parts is None):
        raise Forbidden(f"您当前的岗位不能取得这件{paper.label}。")
    ready = [thing for thing in allowed if paper.missing(thing) is None]
    if not ready:
        sentence = next((paper.missing(thing) for thing in allowed), None)
        raise Refused(sentence or paper.no_parts or f"还没有{paper.label}。")
    made = paper.build(ready if paper.parts is not None else ready[0], actor)
    if not made:
        raise Refused(f"没有可以打印的{paper.label}。")
    return made


def offered(papers: Sequence[PaperKind], matter: Any, actor: Actor) -> list[Offered]:
    """What a matter's page offers this person now; costs no statement on a matter fetched whole."""
    rows = []
    for paper in papers:
        if any(paper.may(actor, thing) and paper.missing(thing) is None for thing in paper.things(matter)):
            base = f"{matter.get_absolute_url()}documents/{paper.key}"
            rows.append(Offered(paper.key, paper.label, f"{base}.pdf", f"{base}.docx"))
    return rows


def rendered(made: list[Paper], extension: str) -> tuple[bytes, str]:
    """The papers as one file of that format, and its media type; UnknownPaper for another format."""
    if extension not in FORMATS:
        raise UnknownPaper("文书只有 PDF 和 Word 两种格式。")
    body = merge(made) if extension == "pdf" else render_docx(*made)
    return body, FORMATS[extension]


def file_name(paper: PaperKind, matter: Any, extension: str, part: Any = None) -> str:
    """“答复函-第0025号-区教育局.pdf”: what it is, of which matter, of which part."""
    of = brief_of(part) if part is not None else str(matter)[:20]
    about = first_answered(part) if part is not None else matter
    words = filter(None, (paper.label, number_of(about), of))
    return re.sub(r'[\\/:*?"<>|\s]+', "", "-".join(words)) + f".{extension}"


def paper_file(papers: Sequence[PaperKind], thing: Any, key: str, extension: str, actor: Actor) -> HttpResponse:
    """The file itself as an answer, for pages and interface; raises UnknownPaper, Forbidden or Refused.

    ``thing`` is a matter or a part of one, fetched whole.
    """
    matter = matter_of(thing)
    part = None if thing is matter else thing
    paper = find(papers, key)
    body, mime = rendered(papers_of(paper, matter, actor, part), extension)
    response = HttpResponse(body, content_type=mime)
    name = file_name(paper, matter, extension, part)
    response["Content-Disposition"] = content_disposition_header(extension != "pdf", name) or ""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
