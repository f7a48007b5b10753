"""照片: looked at by content, written anew as a small JPEG without what cameras add, kept out of the web."""

import secrets
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from core.files.uploads import inspect
from core.matters import events
from core.matters.lifecycle import Refused
from core.models import Event
from core.people.actors import Actor
from members.models import Member
from members.services import steps

KINDS = ("jpg", "png")
LARGEST = 10 * 1024 * 1024
SIDE = (480, 640)


@transaction.atomic
def keep(*, actor: Actor, member: Member, upload: UploadedFile) -> None:
    """The photo of the member, in place of the one before. Raises UploadRefused for what is no picture."""
    steps.check(actor)
    inspect(upload, upload.name or "", only=KINDS, max_size=LARGEST)  # type: ignore[arg-type]
    content = small(upload)
    member = steps.locked(member)
    before = member.photo.name
    # A name that tells nothing and cannot be guessed; what is kept is always a small JPEG.
    token = secrets.token_hex(16)
    member.photo.save(f"{token[:2]}/{token}.jpg", ContentFile(content), save=False)
    Member.objects.filter(pk=member.pk).update(photo=member.photo.name)
    _record(member, actor, "更换照片" if before else "上传照片")
    _delete(member, before)


@transaction.atomic
def remove(*, actor: Actor, member: Member) -> None:
    """No photo any more; the file goes too. Raises Refused where there is none."""
    steps.check(actor)
    member = steps.locked(member)
    if not member.photo:
        raise Refused("照片已经移除，请刷新后再看。")
    before = member.photo.name
    Member.objects.filter(pk=member.pk).update(photo="")
    _record(member, actor, "移除照片")
    _delete(member, before)


def small(upload) -> bytes:
    """The picture upright, within 480 × 640, as a JPEG that holds pixels and nothing else."""
    from PIL import Image, ImageOps  # slow to import; needed only where pictures are uploaded

    upload.seek(0)
    with Image.open(upload) as image:
        upright = ImageOps.exif_transpose(image)
        if upright.mode in ("RGBA", "LA", "P"):
            upright = upright.convert("RGBA")
            ground = Image.new("RGB", upright.size, "white")
            ground.paste(upright, mask=upright.getchannel("A"))
            upright = ground
        upright = upright.convert("RGB")
        upright.thumbnail(SIDE)
        bare = Image.new("RGB", upright.size)
        bare.paste(upright)
        out = BytesIO()
        bare.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def _record(member: Member, actor: Actor, label: str) -> None:
    events.record(member, actor=actor, key="photo", label=label, audience=Event.Audience.OFFICE)


def _delete(member: Member, name: str | None) -> None:
    """The file goes once the change stands."""
    if name:
        storage = member.photo.storage
        transaction.on_commit(lambda: storage.delete(name))
