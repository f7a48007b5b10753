"""Files that no row names any more (a process killed between file and row): found in our own folders and deleted."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import FileField

AGE = timedelta(days=1)
AT_ONCE = 400
#: Where attachments go by ``PrivateFileField``, beside what the fields themselves say.
FOLDERS = {"attachments"}


def sweep(now: datetime) -> list[str]:
    """Delete files older than a day that no row names, in the folders that file fields write to; their names."""
    fields = [
        (model, field)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, FileField)
    ]
    folders = FOLDERS | {str(field.upload_to).strip("/").split("/")[0] for _, field in fields if field.upload_to}
    gone = []
    for names in _in_parts(_old(folders, now)):
        named: set[str] = set()
        for model, field in fields:
            rows = model._base_manager.filter(**{f"{field.name}__in": names}).order_by()
            named.update(rows.values_list(field.name, flat=True))
        for name in names:
            if name not in named:
                (Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True)
                gone.append(name)
    return gone


def _old(folders: set[str], now: datetime) -> Iterator[str]:
    root, before = Path(settings.MEDIA_ROOT), (now - AGE).timestamp()
    for folder in sorted(folders):
        for path in (root / folder).rglob("*"):
            if path.is_file() and not path.is_symlink() and path.stat().st_mtime < before:
                yield path.relative_to(root).as_posix()


def _in_parts(names: Iterator[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for name in names:
        part.append(name)
        if len(part) >= AT_ONCE:
            yield part
            part = []
    if part:
        yield part
