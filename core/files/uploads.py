"""Checks of uploaded files (附件检查): the extension and the content must both be on the list and agree.

Nothing here trusts the client: type and size come from the bytes. Refusals are sentences for the person uploading.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO

from core.files import formats
from core.files.formats import UploadRefused
from core.text import seen

__all__ = ["MAX_SIZE", "Inspected", "UploadRefused", "accept_attribute", "inspect", "safe_name"]

MAX_SIZE = 20 * 1024 * 1024
NAME_LENGTH = 160
_MACRO = {"docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppsm", "ppam"}
_ARCHIVES = {"zip", "rar", "7z", "tar", "gz"}
_WPS = {"wps": "docx", "et": "xlsx", "dps": "pptx", "wpt": "docx", "rtf": "docx", "ppt": "pptx"}


@dataclass(frozen=True)
class Inspected:
    """What the content is. ``extension`` has no dot; ``size`` is in bytes; ``name`` is safe to show and to send."""

    kind: str
    mime: str
    extension: str
    size: int
    sha256: str
    name: str


def inspect(
    file: BinaryIO, filename: str, *, only: Collection[str] | None = None, max_size: int = MAX_SIZE
) -> Inspected:
    """Read ``file`` and say what it is, leaving it at its start; raise ``UploadRefused`` with a sentence otherwise.

    ``only`` narrows the extensions (a roster import takes ``{"xlsx"}``); ``max_size`` is in bytes.
    """
    name = safe_name(filename)
    extension = _extension_of(name)
    allowed = [key for key in formats.FORMATS if only is None or key in only]
    if extension not in allowed:
        raise UploadRefused(_not_allowed(extension, allowed))
    size = _size(file)
    if size == 0:
        raise UploadRefused(f"“{name}”是空文件，请检查后重新选择。")
    if size > max_size:
        raise UploadRefused(
            f"“{name}”有 {_megabytes(size)} MB，超过 {_megabytes(max_size)} MB 的上限，请压缩或拆分后上传。"
        )
    found = formats.FORMATS[extension]
    try:
        file.seek(0)
        found.check(file, size, extension)
    finally:
        file.seek(0)
    return Inspected(found.kind, found.mime, extension, size, _sha256(file), name)


def accept_attribute(only: Collection[str] | None = None) -> str:
    """The value of a file field's ``accept`` attribute."""
    keys = [key for key in formats.FORMATS if only is None or key in only]
    return ",".join(f".{key}" for key in [*keys, *(["jpeg"] if "jpg" in keys else [])])


def safe_name(filename: str) -> str:
    """The last part of ``filename`` without control, direction or path characters; at most 160 characters."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", filename or ""))[-1]
    shown = re.sub(r'[<>:"|?*]', "_", seen(base)).strip().rstrip(" .")
    stem, dot, extension = shown.rpartition(".")
    if not dot:
        stem, extension = shown, ""
    extension = extension.strip().lower()[:12]
    tail = f".{'jpg' if extension == 'jpeg' else extension}" if extension else ""
    return (stem.strip(" .") or "附件")[: NAME_LENGTH - len(tail)] + tail


def _extension_of(name: str) -> str:
    return name.rpartition(".")[2] if "." in name else ""


def _not_allowed(extension: str, allowed: list[str]) -> str:
    if extension in _MACRO:
        return "带宏的文件不能上传，请在 Word、Excel 或 WPS 中另存为不含宏的格式（docx、xlsx、pptx）。"
    if extension in _ARCHIVES:
        return "压缩包不能上传，请解压后逐个上传。"
    instead = _WPS.get(extension)
    if instead in allowed:
        return f".{extension} 文件不能直接上传，请在 WPS 或 Office 中另存为 {instead} 后上传。"
    if extension in formats.FORMATS and len(allowed) == 1:
        return f"这里只接受 {allowed[0]} 文件，请另存为 {allowed[0]} 后上传。"
    shown = f".{extension} 文件不能上传" if extension else "文件没有扩展名，不能上传"
    return f"{shown}，可上传：{'、'.join(allowed)}。"


def _size(file: BinaryIO) -> int:
    file.seek(0, 2)
    return file.tell()


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0")


def _sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(1 << 18):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
