"""Attachments, served only to whoever may see their matter."""

from django.http import FileResponse, Http404
from django.views.decorators.http import require_GET

from core.matters.enclosed import readable_file
from core.people.access import signed_in


@signed_in
@require_GET
def attachment(request, pk: int):
    """The file as a download; the browser is never left to guess what it is."""
    found = readable_file(request.user, pk)
    try:
        content = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("附件的文件不在了，请联系系统管理员。") from error
    response = FileResponse(content, as_attachment=True, filename=found.name, content_type=found.mime)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
