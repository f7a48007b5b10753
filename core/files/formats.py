"""What the content of each accepted format must look like. Each check reads a file and refuses with a sentence."""

import re
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
UNPACKED_LIMIT = 200 * 1024 * 1024
#: Text-heavy sheets reach 30 to 1 at most; bombs start at hundreds.
RATIO_LIMIT = 100
ENTRY_LIMIT = 5000
PIXEL_LIMIT = 100_000_000
_MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|svg|script|iframe|\?xml|\?php|\?=)", re.I)
_RUNNABLE = (
    *(".exe", ".dll", ".scr", ".com", ".msi", ".jar", ".lnk"),
    *(".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta"),
)
_TEXT_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class UploadRefused(Exception):
    """The file cannot be taken; the message says why and what to do."""


@dataclass(frozen=True)
class Format:
    """One accepted extension."""

    kind: str
    mime: str
    label: str
    check: Callable[[BinaryIO, int, str], None]


def _broken(label: str) -> UploadRefused:
    return UploadRefused(f"文件不完整或已损坏，打不开这个{label}，请在本机打开确认后重新保存、再上传。")


def _other_content(file: BinaryIO, extension: str) -> UploadRefused:
    """Says what the content is instead, where that helps the person."""
    label = FORMATS[extension].label
    file.seek(0)
    head = file.read(1024)
    if head.startswith(OLE) and extension in ("docx", "xlsx", "pptx"):
        file.seek(0)
        if "EncryptedPackage".encode("utf-16-le") in file.read():
            return UploadRefused("文件设了打开密码，请取消密码后再上传。")
        return UploadRefused(
            f"扩展名是 .{extension}，内容却是旧版格式，请在 Office 或 WPS 中打开后另存为 {extension}，再上传。"
        )
    if head.startswith(ZIP) and extension in ("doc", "xls"):
        return UploadRefused(f"扩展名是 .{extension}，内容却是新版格式，请把扩展名改为 .{extension}x 后再上传。")
    return UploadRefused(f"扩展名是 .{extension}，内容却不是{label}，不能上传。请选择原始文件，不要改扩展名。")


def check_pdf(file: BinaryIO, size: int, extension: str) -> None:
    """A PDF starts with its mark and has its end mark."""
    if not file.read(16).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"%PDF-"):
        raise _other_content(file, extension)
    file.seek(max(0, size - 4096))
    if b"%%EOF" not in file.read():
        raise _broken("PDF")


def check_image(file: BinaryIO, size: int, extension: str) -> None:
    """The image library reads it as the format its extension names, at a size that can be shown."""
    from PIL import Image, ImageFile, UnidentifiedImageError  # slow to import; needed only where images are uploaded

    # The PDF renderer turns this on for the whole process when it is first imported; a cut-off file would then pass.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.init()  # a format asked for that is not loaded yet is an error of the library, not of the file
    wanted = {"jpg": ["JPEG", "MPO"], "png": ["PNG"]}[extension]
    signature = {"jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}[extension]
    if not file.read(8).startswith(signature):
        raise _other_content(file, extension)
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=wanted) as image:
                width, height = image.size
                if width * height > PIXEL_LIMIT:
                    raise UploadRefused(f"图片有 {width}×{height} 像素，过大，请缩小后上传。")
                image.load()
    except Image.DecompressionBombError:
        raise UploadRefused("图片像素过大，请缩小后上传。") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, zlib.error):
        raise _broken("图片") from None


def check_text(file: BinaryIO, size: int, extension: str) -> None:
    """Readable text in UTF-8, UTF-16 or GB 18030, and not a page or a script under another name."""
    raw = file.read()
    if _MARKUP.search(raw[:4096].replace(b"\x00", b"")) or raw.startswith(
        (b"MZ", b"\x7fELF", b"#!", b"{\\rtf", b"%PDF")
    ):
        raise _other_content(file, extension)
    encodings = ("utf-16",) if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _TEXT_CONTROLS.search(text):
            return
    raise _other_content(file, extension)


def check_ole(file: BinaryIO, size: int, extension: str) -> None:
    """A Word or Excel file of the old kind, without macros and without a password."""
    raw = file.read()
    if not raw.startswith(OLE):
        raise _other_content(file, extension)
    streams = {"doc": ["WordDocument"], "xls": ["Workbook", "Book"]}[extension]
    if not any(name.encode("utf-16-le") in raw for name in streams):
        raise _other_content(file, extension)
    if any(name.encode("utf-16-le") in raw for name in ("_VBA_PROJECT", "_VBA_PROJECT_CUR")):
        raise UploadRefused("文件里带有宏，不能上传，请另存为不含宏的格式（docx、xlsx）。")


_MAIN_PART = {
    "docx": "wordprocessingml.document.main+xml",
    "xlsx": "spreadsheetml.sheet.main+xml",
    "pptx": "presentationml.presentation.main+xml",
}


def check_ooxml(file: BinaryIO, size: int, extension: str) -> None:
    """A zip that declares the right main part, has it, carries no macro and unpacks to a bearable size."""
    with _open_zip(file, size, extension) as archive:
        names = {info.filename for info in archive.infolist()}
        if "[Content_Types].xml" not in names:
            raise _other_content(file, extension)
        types = _read_checked(archive, FORMATS[extension].label).decode("utf-8", "replace")
    lowered = [name.lower() for name in names]
    if "macroenabled" in types.lower() or any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in lowered):
        raise UploadRefused("文件里带有宏，不能上传，请另存为不含宏的格式（docx、xlsx、pptx）。")
    if any(name.endswith(_RUNNABLE) for name in lowered):
        raise UploadRefused("文件里夹带了可执行程序，不能上传。")
    overrides = re.findall(r"<\w*:?Override\b[^>]*>", types)
    main = next((row for row in overrides if _MAIN_PART[extension] in row), "")
    part = re.search(r'PartName\s*=\s*["\']/?([^"\']+)', main)
    if part is None or part.group(1) not in names:
        raise _other_content(file, extension)


def check_ofd(file: BinaryIO, size: int, extension: str) -> None:
    """An OFD document (GB/T 33190): a zip with OFD.xml at its root."""
    with _open_zip(file, size, extension) as archive:
        if "OFD.xml" not in archive.namelist():
            raise _other_content(file, extension)
        _read_checked(archive, "OFD 文件")


def _open_zip(file: BinaryIO, size: int, extension: str) -> zipfile.ZipFile:
    """The archive, after its directory was found bearable: count, declared size, ratio, methods, names."""
    label = FORMATS[extension].label
    if file.read(4) != ZIP:
        raise _other_content(file, extension)
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise _broken(label) from None
    entries = archive.infolist()
    unpacked = sum(info.file_size for info in entries)
    if len(entries) > ENTRY_LIMIT or unpacked > UNPACKED_LIMIT or unpacked > max(size, 100_000) * RATIO_LIMIT:
        raise UploadRefused(f"这个{label}解开后大得不正常，不能上传，请重新另存后再试。")
    for info in entries:
        if info.flag_bits & 0x1:
            raise UploadRefused("文件设了打开密码，请取消密码后再上传。")
        odd_method = info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        if odd_method or info.filename.startswith("/") or ".." in re.split(r"[/\\]", info.filename):
            raise _broken(label)
    return archive


def _read_checked(archive: zipfile.ZipFile, label: str) -> bytes:
    """Unpack every entry without keeping it, so that declared sizes and checksums are proved true.

    Returns the list of content types. Office files never declare a document type, which is how XML bombs start.
    """
    types = b""
    try:
        for info in archive.infolist():
            with archive.open(info) as entry:
                head = entry.read(1 << 16)
                if info.filename == "[Content_Types].xml":
                    types = head
                if info.filename.endswith((".xml", ".rels")) and re.search(rb"<!(DOCTYPE|ENTITY)", head, re.I):
                    raise UploadRefused(f"这个{label}里有不允许的内容，不能上传，请重新另存后再试。")
                while entry.read(1 << 18):
                    pass
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError):
        raise _broken(label) from None
    return types


_OFFICE = "application/vnd.openxmlformats-officedocument."
FORMATS: dict[str, Format] = {
    "pdf": Format("pdf", "application/pdf", " PDF 文件", check_pdf),
    "docx": Format("word", _OFFICE + "wordprocessingml.document", " Word 文档", check_ooxml),
    "doc": Format("word", "application/msword", " Word 文档", check_ole),
    "xlsx": Format("excel", _OFFICE + "spreadsheetml.sheet", " Excel 表格", check_ooxml),
    "xls": Format("excel", "application/vnd.ms-excel", " Excel 表格", check_ole),
    "pptx": Format("slides", _OFFICE + "presentationml.presentation", "演示文稿", check_ooxml),
    "ofd": Format("ofd", "application/ofd", " OFD 文件", check_ofd),
    "jpg": Format("image", "image/jpeg", "图片", check_image),
    "png": Format("image", "image/png", "图片", check_image),
    "txt": Format("text", "text/plain", "文本文件", check_text),
}
