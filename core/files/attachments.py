"""Files of a matter (附件): taken in after a look at their content, served to whoever may see the matter."""

from django.core.files import File
from django.db import transaction
from django.http import Http404

from core import rulebook
from core.files import uploads
from core.files.uploads import UploadRefused
from core.matters import events
from core.models import Attachment, Event
from core.models.generic import about
from core.people.actors import Actor

__all__ = ["UploadRefused", "add_attachment", "readable_attachment", "remove_attachment"]


def add_attachment(
    *, target, upload: File, actor: Actor, category: str = "", at_most: int | None = None, root=None,
    audience: str = Event.Audience.ALL, told: bool = True,
) -> Attachment:  # fmt: skip
    """Keep ``upload`` as an attachment of ``target`` and write the event; ``root`` where it is not target's matter.
    Of what belongs to an act (``told`` False) that act's own event tells.

    Name, type and size come from the content (``core.files.uploads.inspect``); raises UploadRefused with a sentence for
    what cannot be taken, and where ``target`` has ``at_most`` files already. ``audience`` reads that it was uploaded.
    The caller has checked who may.
    """
    largest = int(rulebook.value("attachment.max_mb", actor.today)) * 1024 * 1024
    found = uploads.inspect(upload, upload.name or "", max_size=largest)
    with transaction.atomic():
        where = about(target, root)
        type(target)._base_manager.select_for_update().filter(pk=target.pk).first()  # two uploads count one by one
        of_target = Attachment.objects.filter(
            content_type=where["content_type"], object_id=target.pk, removed_at__isnull=True
        )
        if at_most is not None and of_target.count() >= at_most:
            raise UploadRefused(f"附件最多{at_most}个，请先移除不需要的附件。")
        if of_target.filter(sha256=found.sha256).exists():
            raise UploadRefused(f"“{found.name}”已经上传过了，内容完全相同。")
        attachment = Attachment(
            **where,
            name=found.name,
            extension=found.extension,
            mime=found.mime,
            size=found.size,
            sha256=found.sha256,
            category=category,
            uploaded_by=actor.user,
        )
        attachment.file.save(found.name, File(upload), save=False)
        try:
            attachment.save()
            if told:
                events.record(
                    target, root=root, actor=actor, key="attach", label="上传附件", text=found.name, audience=audience
                )
        except Exception:
            attachment.file.delete(save=False)
            raise
    return attachment


@transaction.atomic
def remove_attachment(*, attachment: Attachment, actor: Actor, told: bool = True) -> bool:
    """Take a file off its matter; the row and the file stay for the record. Returns whether it was still there.

    The caller has checked who may.
    """
    rows = Attachment.objects.filter(pk=attachment.pk, removed_at__isnull=True)
    if not rows.update(removed_at=actor.at):
        return False
    if told:
        events.record(
            attachment.target, root=attachment.root, actor=actor, key="detach", label="移除附件", text=attachment.name
        )
    return True


def readable_attachment(user, pk: int) -> Attachment:
    """A file that this person may read: whoever may see the thing it belongs to and its matter; else Http404."""
    attachment = Attachment.objects.filter(pk=pk, removed_at__isnull=True).first()
    if attachment is None or not (
        _sees(user, attachment.content_type, attachment.object_id)
        and _sees(user, attachment.root_type, attachment.root_id)
    ):
        raise Http404
    return attachment


def _sees(user, kind, pk: int) -> bool:
    """Where the files of a thing are for fewer people than the thing, its queryset has ``files_visible_to`` as well."""
    rows = kind.model_class()._default_manager.all()
    seen = getattr(rows, "files_visible_to", None) or getattr(rows, "visible_to", None)
    return seen is not None and seen(user).filter(pk=pk).exists()
