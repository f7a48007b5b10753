"""封签簿: a file outside the database to which only is added, one signed line for each seal.

Its first line says where keyed seals begin: what was sealed before is checked by the chain alone. A restored backup
begins anew with a line that says so. The last line is how far the chain was, so that a tail cut off is missed.
"""

import fcntl
import hmac
import json
import logging
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from core import event_marks

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """``why`` is empty for a seal; else why the chain is taken as it is from here on (``begin``, ``restored`` …)."""

    at: str
    seal: int
    total: int
    last: int
    digest: str
    why: str = ""

    def signed(self) -> bytes:
        said = asdict(self)
        return (json.dumps(said | {"mac": event_marks.sign(*said.values())}, ensure_ascii=False) + "\n").encode()


def path() -> Path | None:
    return Path(settings.EVENT_SEAL_LOG) if settings.EVENT_SEAL_LOG else None


def add(seal: int, total: int, last: int, digest: str, why: str = "") -> None:
    """Write one line. A failure is logged, never raised: sealing goes on, and the next line says as much."""
    book = path()
    if book is None:
        return
    line = Line(timezone.localtime().isoformat(timespec="seconds"), seal, total, last, digest, why)
    try:
        descriptor = os.open(book, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(line.signed())
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        log.exception("the book of seals cannot be written")


@dataclass(frozen=True)
class Book:
    """What the file says: where the present stretch began, how far it got, and the lines that are not ours."""

    begun: Line | None
    newest: Line | None
    faults: tuple[str, ...] = ()


def read() -> Book | None:
    """The whole file; None where there is none to be read."""
    book = path()
    if book is None or not book.exists():
        return None
    begun = newest = None
    faults = []
    with book.open("rb") as file:
        for number, content in enumerate(file, start=1):
            line = _line(content)
            if line is None:
                faults.append(f"封签簿第{number}行不是本站写的，或被改动过。")
                continue
            if line.why:  # what stood before it may have been signed with a key that is gone
                begun, faults = line, []
            newest = line
    return Book(begun, newest, tuple(faults[:20]))


_ends: dict[Path, tuple[int, Line | None]] = {}


def begun() -> Line | None:
    """Where the present stretch began. Only what was added since is read: the sealer asks at every tick."""
    book = path()
    if book is None or not book.exists():
        return None
    end, found = _ends.get(book, (0, None))
    with book.open("rb") as file:
        if os.fstat(file.fileno()).st_size < end:
            end, found = 0, None
        file.seek(end)
        for content in file:
            line = _line(content) if b'"why": ""' not in content else None
            found = line if line and line.why else found
        _ends[book] = (file.tell(), found)
    return found


def _line(content: bytes) -> Line | None:
    try:
        said = json.loads(content)
        mac = said.pop("mac")
        line = Line(**said)
    except (ValueError, KeyError, TypeError):
        return None
    return line if hmac.compare_digest(mac, event_marks.sign(*asdict(line).values())) else None
