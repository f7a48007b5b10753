"""A file by its key, for whoever may read what it belongs to."""

from typing import Any

from django.http import Http404

from core.files.attachments import readable_attachment
from core.matters import kinds
from core.matters.pages import page_of
from core.models import Attachment
from core.people.actors import Actor


def readable_file(user: Any, pk: int) -> Attachment:
    """The file, if this person may read it; else Http404.

    What belongs to a part of a matter, or to something written in it, is read by those who read that on its page.
    """
    found = Attachment.objects.filter(pk=pk, removed_at__isnull=True).first()
    model = found.root_type.model_class() if found else None
    kind = kinds.kind_of(model) if model else None
    if found is None or kind is None or found.content_type_id == found.root_type_id or _says_who(found):
        return readable_attachment(user, pk)
    page = page_of(kind.fetch_whole(user, found.root_id), Actor.of(user))
    if found not in page.files:
        raise Http404
    return found


def _says_who(file: Attachment) -> bool:
    """Whether what it belongs to says by itself who has its files."""
    model: Any = file.content_type.model_class()
    return hasattr(model._default_manager.all(), "files_visible_to")
