"""The store of files: whole or not at all. A disk that is full refuses with a sentence and keeps no fragment."""

import errno
from contextlib import suppress
from typing import Any

from django.core.files.storage import FileSystemStorage
from django.db import DatabaseError

from core.files import space
from core.files.formats import UploadRefused

FULL = (errno.ENOSPC, errno.EDQUOT)


class NoRoom(UploadRefused):
    """The file could not be written; shown wherever a refused upload is."""


class WholeFiles(FileSystemStorage):
    """Takes away what was written of a file that could not be written to its end."""

    def _save(self, name: str, content: Any) -> str:
        try:
            return super()._save(name, content)  # type: ignore[misc]
        except OSError as error:
            with suppress(OSError):
                self.delete(name)
            if error.errno in FULL:
                raise NoRoom(space.FULL) from error
            raise


def is_full(error: BaseException) -> bool:
    """Whether this is how a full disk shows, in a file or in the database."""
    if isinstance(error, OSError):
        return error.errno in FULL
    return isinstance(error, DatabaseError) and "full" in str(error).lower() and "disk" in str(error).lower()
