"""The files that belong to the data: what people uploaded and jobs made, and fonts that the office has put in."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from core.backup.archive import FILE, is_of_data


def folders() -> dict[str, Path]:
    """By the first part of a member's name, the folder in which the rest of it stands."""
    return {"media": Path(settings.MEDIA_ROOT), "fonts": Path(settings.VAR_DIR) / "fonts"}


def every() -> Iterator[tuple[str, Path]]:
    """Member name and path of every file, in the order of names within each folder; links are not followed."""
    for first, folder in folders().items():
        for place, inner, names in os.walk(folder):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            for name in sorted(names):
                path = Path(place) / name
                if path.is_file() and not path.is_symlink():
                    yield f"{first}/{path.relative_to(folder).as_posix()}", path


def place_of(member: str) -> Path:
    """Where a member's file belongs. Raises KeyError for one that is no file of the data."""
    found = FILE.fullmatch(member) if is_of_data(member) else None
    if found is None:
        raise KeyError(member)
    return folders()[found[1]] / found[2]
