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
    """What the file says: where the present stretch began, how far it got, the digest of each seal of that stretch, and
    the lines that are not ours."""

    begun: Line | None
    newest: Line | None
    digests: dict[int, str]
    faults: tuple[str, ...] = ()


def read() -> Book | None:
    """The whole file; None where there is none to be read."""
    book = path()
    if book is None or not book.exists():
        return None
    begun = newest = None
    digests: dict[int, str] = {}
    faults: list[str] = []
    with book.open("rb") as file:
        for number, content in enumerate(file, start=1):
            line = _line(content)
            if line is None:
                faults.append(f"封签簿第{number}行不是本站写的，或被改动过。")
                continue
            if line.why:  # what stood before it may have been signed with a key that is gone
                begun, faults, digests = line, [], {}
            newest = line
            if line.seal:
                digests[line.seal] = line.digest
    return Book(begun, newest, digests, tuple(faults[:20]))


_ends: dict[Path, tuple[int, Line | None, Line | None]] = {}


def reached() -> tuple[Line | None, Line | None]:
    """Where the present stretch began and its newest line. Only what was added since is read: the sealer asks at every
    tick."""
    book = path()
    if book is None or not book.exists():
        return None, None
    end, begun, newest = _ends.get(book, (0, None, None))
    with book.open("rb") as file:
        if os.fstat(file.fileno()).st_size < end:
            end, begun, newest = 0, None, None
        file.seek(end)
        content = b""
        for content in file:
            if b'"why": ""' not in content:
                line = _line(content)
                begun = line if line and line.why else begun
        newest = (_line(content) if content else None) or newest
        _ends[book] = (file.tell(), begun, newest)
    return begun, newest


def _line(content: bytes) -> Line | None:
    try:
        said = json.loads(content)
        mac = said.pop("mac")
        line = Line(**said)
    except (ValueError, KeyError, TypeError):
        return None
    return line if hmac.compare_digest(mac, event_marks.sign(*asdict(line).values())) else None
