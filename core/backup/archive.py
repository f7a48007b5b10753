"""The file of a backup: a tar in gzip, read and written as a stream, so that its size costs no memory.

Its members, in this order: ``backup.json`` (what this is), the rows in pieces (``tables/<table>/<piece>.jsonl``), the
files (``media/…``, ``fonts/…``, ``site/…``), ``SHA256SUMS`` (one line for each member before it) and ``manifest.json``
(rows and digest of each table, the state of the migrations, the digest of ``SHA256SUMS``). Whoever changes a byte
changes a digest; ``manifest.sig`` signs the manifest with a key of the site where it has one.
"""

import gzip
import hashlib
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

FORMAT = 1
HEAD, SUMS, MANIFEST, SIGNATURE = "backup.json", "SHA256SUMS", "manifest.json", "manifest.sig"
TABLE = re.compile(r"tables/([a-z0-9_]+)/\d{6}\.jsonl")
FILE = re.compile(r"(media|fonts|site)/(.+)")
LARGEST_PIECE = 256 * 1024 * 1024
_CHUNK = 1 << 18
NOT_OURS = "“{name}”不是本系统的备份文件，没有写入任何数据。请选择由 manage.py backup 或每日自动备份生成的文件。"
CUT_OFF = "备份文件“{name}”不完整或已损坏（可能没有拷完），没有写入任何数据。请重新拷贝，或换一份完好的备份。"
CHANGED = "备份文件“{name}”里的“{member}”与清单不符，可能损坏或被改动过，没有写入任何数据。请换一份完好的备份。"


class BadArchive(Exception):
    """The file cannot be trusted; the text is a sentence that says why and what to do."""


def as_json(value: Any) -> bytes:
    """One line of JSON, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _line(digest: str, size: int, name: str) -> bytes:
    return f"{digest}  {size} {name}\n".encode()


class Writer:
    """Members are added one after the other; ``close`` adds the list of digests and the manifest."""

    def __init__(self, out: IO[bytes]):
        self._packed = gzip.GzipFile(fileobj=out, mode="wb", compresslevel=6)
        self._tar = tarfile.open(fileobj=self._packed, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed with the whole
        self._sums = TemporaryFile()  # noqa: SIM115 - closed with the whole
        self.files = 0

    def add(self, name: str, content: bytes) -> None:
        self._member(name, io.BytesIO(content), len(content))

    def add_file(self, name: str, path: Path) -> None:
        """The file as long as it is now: one that grows meanwhile is cut there. Raises OSError."""
        with path.open("rb") as file:
            self._member(name, file, os.fstat(file.fileno()).st_size)
        self.files += 1

    def _member(self, name: str, file: IO[bytes], size: int, *, summed: bool = True) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        heard = _Hashing(file)
        self._tar.addfile(info, heard)
        if summed:
            self._sums.write(_line(heard.digest.hexdigest(), size, name))

    def close(self, manifest: dict[str, Any], sign: Callable[[bytes], dict[str, str]] | None = None) -> None:
        """End the archive with its list and its manifest, signed where there is who signs."""
        size = self._sums.tell()
        self._sums.seek(0)
        sums = _Hashing(self._sums)
        info = tarfile.TarInfo(SUMS)
        info.size, info.mode = size, 0o600
        self._tar.addfile(info, sums)
        last = as_json(manifest | {"sums": sums.digest.hexdigest()})
        self._member(MANIFEST, io.BytesIO(last), len(last), summed=False)
        if sign is not None:
            signature = as_json(sign(last))
            self._member(SIGNATURE, io.BytesIO(signature), len(signature), summed=False)
        self._tar.close()
        self._packed.close()

    def let_go(self) -> None:
        """Close what is still open; an archive without its manifest is of no use."""
        for one in (self._tar, self._packed, self._sums):
            with suppress(OSError, ValueError):
                one.close()


class _Hashing:
    """Reads through to a file and digests what passes."""

    def __init__(self, file: IO[bytes]):
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        part = self._file.read(size)
        self.digest.update(part)
        return part


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """An archive under its name only when it is whole: until then ``<name>.part``, which a failure takes away."""
    part = path.with_name(path.name + ".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # holds people's data: the owner's only
    try:
        with os.fdopen(descriptor, "wb") as out:
            writer = Writer(out)
            try:
                yield writer
            finally:
                writer.let_go()
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


@dataclass
class Member:
    """One member while the archive is read: its content can be read once, now."""

    name: str
    size: int
    file: "IO[bytes] | _Hashing"

    def content(self) -> bytes:
        """All of it; only for pieces of tables and other small things. Raises BadArchive where it is too large."""
        if self.size > LARGEST_PIECE:
            raise BadArchive(CHANGED.format(name="", member=self.name))
        return self.file.read()


@dataclass(frozen=True)
class Checked:
    """What the end of an archive says, after everything before it was found to agree."""

    manifest: dict[str, Any]
    manifest_bytes: bytes
    signature: dict[str, str] | None


def read(path: Path, each: Callable[[Member], None] | None = None) -> Checked:
    """Go through the archive once; ``each`` is given every table piece and file as it passes, before all is judged.

    Raises BadArchive where the file is none of ours, cut off, or not what its manifest says; what ``each`` has done by
    then is the caller's to take back.
    """
    try:
        with gzip.open(path, "rb") as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            checked = _Reading(path.name, each).through(tar)
            while packed.read(_CHUNK):  # to the very end: the last bytes are the checksum of the whole
                pass
            return checked
    except FileNotFoundError:
        raise BadArchive(f"找不到备份文件“{path}”，请核对路径。") from None
    except (IsADirectoryError, PermissionError):
        raise BadArchive(f"打不开备份文件“{path}”，请核对路径和权限。") from None
    except gzip.BadGzipFile as error:
        words = CUT_OFF if "CRC" in str(error) or "length" in str(error) else NOT_OURS
        raise BadArchive(words.format(name=path.name)) from None
    except (EOFError, tarfile.TarError, zlib.error, UnicodeDecodeError):
        raise BadArchive(CUT_OFF.format(name=path.name)) from None


class _Reading:
    def __init__(self, archive: str, each: Callable[[Member], None] | None):
        self.archive, self.each = archive, each
        self.sums = TemporaryFile()  # noqa: SIM115 - closed with the whole
        self.sums_digest = ""
        self.manifest, self.signature = b"", b""

    def through(self, tar: tarfile.TarFile) -> Checked:
        with self.sums:
            for number, info in enumerate(tar):
                file = tar.extractfile(info) if info.isreg() else None
                if file is None or (number == 0) != (info.name == HEAD):
                    raise BadArchive(NOT_OURS.format(name=self.archive))
                self._take(info, file)
            return self._judged()

    def _take(self, info: tarfile.TarInfo, file: IO[bytes]) -> None:
        heard = _Hashing(file)
        member = Member(info.name, info.size, heard)
        ended = bool(self.sums_digest)
        if info.name == SUMS and not ended:
            self.sums_digest = self._compared(heard)
        elif info.name == MANIFEST and ended and not self.manifest:
            self.manifest = member.content()
        elif info.name == SIGNATURE and self.manifest and not self.signature:
            self.signature = member.content()
        elif not ended and (info.name == HEAD or is_of_data(info.name)):
            if info.name == HEAD:
                self._head(member.content())
            elif self.each is not None:
                self.each(member)
            while heard.read(_CHUNK):
                pass
            self.sums.write(_line(heard.digest.hexdigest(), info.size, info.name))
        else:
            self._differs(info.name)

    def _head(self, content: bytes) -> None:
        try:
            known = json.loads(content)["format"]
        except (ValueError, KeyError, TypeError):
            raise BadArchive(NOT_OURS.format(name=self.archive)) from None
        if known != FORMAT:
            raise BadArchive(f"备份文件“{self.archive}”是另一种格式（{known}），请用生成它的那一版程序恢复。")

    def _compared(self, listed: "_Hashing") -> str:
        """The digest of the list, whose every line is what was read; else BadArchive names the first that is not."""
        self.sums.seek(0)
        rest = b""
        while part := listed.read(_CHUNK):
            *lines, rest = (rest + part).split(b"\n")
            for line in lines:
                if (own := self.sums.readline()) != line + b"\n":
                    self._differs((own or line).decode().split(" ", 3)[-1].strip())
        if rest or self.sums.readline():
            self._differs(SUMS)
        return listed.digest.hexdigest()

    def _judged(self) -> Checked:
        if not self.manifest:
            raise BadArchive(CUT_OFF.format(name=self.archive))
        try:
            manifest = json.loads(self.manifest)
            signature = json.loads(self.signature) if self.signature else None
        except ValueError:
            self._differs(MANIFEST)
        if manifest.get("sums") != self.sums_digest:
            self._differs(SUMS)
        return Checked(manifest, self.manifest, signature)

    def _differs(self, member: str) -> None:
        raise BadArchive(CHANGED.format(name=self.archive, member=member))


def is_of_data(name: str) -> bool:
    """Whether a member is a piece of a table or a file, under a name that stays inside its folder."""
    return ".." not in name.split("/") and bool(TABLE.fullmatch(name) or FILE.fullmatch(name))
