"""Papers that are made within a request and kept nowhere."""

from io import BytesIO

from django.http import FileResponse
from django.utils import timezone

from core.documents.data import Paper
from core.documents.pdf import paper_pdf


def as_download(paper: Paper, name: str) -> FileResponse:
    """The paper as a PDF to save; neither this site nor a cache on the way keeps it."""
    response = FileResponse(
        BytesIO(paper_pdf(paper)),
        as_attachment=True,
        filename=f"{name}_{timezone.localtime():%Y%m%d%H%M}.pdf",
        content_type="application/pdf",
    )
    response.headers["Cache-Control"] = "no-store"
    return response
