"""A paper as the answer to a request, for pages and interface alike."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from core.people.actors import Actor
from proposals import documents
from proposals.models import Proposal


def paper_file(actor: Actor, proposal: Proposal, kind: str, extension: str, work=None) -> HttpResponse:
    """The file itself, for pages and API; raises UnknownPaper, Forbidden or Refused."""
    paper = documents.kind_of(kind)
    papers = documents.papers_of(paper, proposal, actor, work)
    body, mime = documents.rendered(papers, extension)
    response = HttpResponse(body, content_type=mime)
    name = documents.file_name(paper, proposal, extension, work)
    response["Content-Disposition"] = content_disposition_header(extension != "pdf", name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
