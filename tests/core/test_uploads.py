"""What may be uploaded: the content decides, and every refusal is a sentence."""

import hashlib
import io
import struct
import zlib

import openpyxl
import pytest
from PIL import Image

from core.files import uploads
from core.files.uploads import UploadRefused, inspect, safe_name
from tests.builders.uploads import DOCX_TYPES, PDF, docx, packed


def xlsx() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def image(form: str, size=(40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form)
    return out.getvalue()


def ole(*streams: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + b"".join(s.encode("utf-16-le") for s in streams)


def huge_png() -> bytes:
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00")) + chunk(b"IEND", b"")


ACCEPTED = [
    ("提案.pdf", PDF, "pdf", "application/pdf"),
    ("提案.DOCX", docx(), "word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("名册.xlsx", xlsx(), "excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("旧稿.doc", ole("WordDocument"), "word", "application/msword"),
    ("旧表.xls", ole("Workbook"), "excel", "application/vnd.ms-excel"),
    ("公文.ofd", packed({"OFD.xml": "<ofd/>"}), "ofd", "application/ofd"),
    ("现场.jpeg", image("JPEG"), "image", "image/jpeg"),
    ("图.png", image("PNG"), "image", "image/png"),
    ("说明.txt", "您好，世界\n".encode(), "text", "text/plain"),
    ("说明.txt", "您好，世界\r\n".encode("gb18030"), "text", "text/plain"),
    ("说明.txt", "您好".encode("utf-16"), "text", "text/plain"),
]


@pytest.mark.parametrize(("name", "content", "kind", "mime"), ACCEPTED)
def test_an_ordinary_file_is_taken(name, content, kind, mime):
    file = io.BytesIO(content)
    found = inspect(file, name)
    assert (found.kind, found.mime, found.size) == (kind, mime, len(content))
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert file.tell() == 0


BOMB = packed({"[Content_Types].xml": DOCX_TYPES, "word/document.xml": b"0" * 60_000_000})
MACRO_TYPES = DOCX_TYPES.replace(
    "openxmlformats-officedocument.wordprocessingml.document.main", "ms-word.document.macroEnabled.main"
)
MACRO = docx(**{"word/vbaProject.bin": b"x"})
XML_BOMB = docx(**{"word/settings.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'})

REFUSED = [
    ("空.pdf", b"", "是空文件"),
    ("程序.pdf", b"MZ\x90\x00" + b"\x00" * 200, "内容却不是 PDF"),
    ("网页.pdf", b"<html><script>1</script></html>", "内容却不是 PDF"),
    ("半截.pdf", b"%PDF-1.7\n1 0 obj", "不完整或已损坏"),
    ("网页.txt", b"<!DOCTYPE html><html></html>", "内容却不是文本文件"),
    ("图.txt", b'<svg xmlns="http://www.w3.org/2000/svg" onload="1"/>', "内容却不是文本文件"),
    ("图.txt", "<svg onload='1'/>".encode("utf-16"), "内容却不是文本文件"),
    ("程序.txt", b"MZ\x90\x00\x03", "内容却不是文本文件"),
    ("脚本.txt", b"#!/bin/sh\nrm", "内容却不是文本文件"),
    ("矢量.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "内容却不是图片"),
    ("换名.png", image("JPEG"), "内容却不是图片"),
    ("半截.png", image("PNG", (400, 300))[:120], "不完整或已损坏"),
    ("巨图.png", huge_png(), "像素"),
    ("旧.xlsx", ole("Workbook"), "旧版格式"),
    ("加密.xlsx", ole("EncryptedPackage"), "打开密码"),
    ("新.doc", docx(), "扩展名改为 .docx"),
    ("表.docx", xlsx(), "内容却不是 Word 文档"),
    ("包.docx", packed({"a.txt": "x"}), "内容却不是 Word 文档"),
    ("缺.docx", packed({"[Content_Types].xml": DOCX_TYPES}), "内容却不是 Word 文档"),
    ("半截.xlsx", xlsx()[:-200], "不完整或已损坏"),
    ("宏.docx", MACRO, "带有宏"),
    ("换名.docx", packed({"[Content_Types].xml": MACRO_TYPES, "word/document.xml": "<w/>"}), "带有宏"),
    ("宏.doc", ole("WordDocument", "_VBA_PROJECT"), "带有宏"),
    ("夹带.docx", docx(**{"word/embeddings/a.exe": b"MZ"}), "可执行程序"),
    ("炸弹.docx", BOMB, "大得不正常"),
    ("实体.docx", XML_BOMB, "不允许的内容"),
    ("越界.docx", docx(**{"../../etc/passwd": b"x"}), "不完整或已损坏"),
    ("随便.ofd", packed({"a.xml": "<a/>"}), "内容却不是 OFD"),
    ("宏.xlsm", xlsx(), "带宏的文件不能上传"),
    ("包.zip", packed({"a.txt": "x"}), "请解压后逐个上传"),
    ("稿.wps", ole("WordDocument"), "另存为 docx"),
    ("页.html", b"<html>", "可上传：pdf、docx"),
    ("图.svg", b"<svg/>", "可上传"),
    ("a.pdf.exe", PDF, "可上传"),
    ("无扩展名", PDF, "没有扩展名"),
]


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED)
def test_a_wrong_file_is_refused_with_a_sentence(name, content, sentence):
    with pytest.raises(UploadRefused, match=sentence):
        inspect(io.BytesIO(content), name)


def test_a_file_over_the_limit_is_refused_before_it_is_read():
    class Big(io.BytesIO):
        def tell(self):
            return 100 * 1024 * 1024

        def read(self, *args):
            raise AssertionError("must not be read")

    with pytest.raises(UploadRefused, match="有 100 MB，超过 20 MB 的上限"):
        inspect(Big(), "大.pdf")


def test_a_file_whose_declared_sizes_lie_is_refused():
    honest = docx(**{"word/a.xml": b"0" * 500_000})
    lying = honest.replace(struct.pack("<I", 500_000), struct.pack("<I", 10))
    with pytest.raises(UploadRefused, match="不完整或已损坏"):
        inspect(io.BytesIO(lying), "谎报.docx")


def test_an_import_takes_only_its_format():
    assert inspect(io.BytesIO(xlsx()), "名册.xlsx", only={"xlsx"}).extension == "xlsx"
    with pytest.raises(UploadRefused, match="只接受 xlsx"):
        inspect(io.BytesIO(PDF), "名册.pdf", only={"xlsx"})


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.TXT", "passwd.txt"),
        ("C:\\桌面\\提案（终稿）.docx", "提案（终稿）.docx"),
        ("报告\u202excod.exe", "报告xcod.exe"),
        ('a<b>:"c|?.pdf', "a_b___c__.pdf"),
        ("  .pdf", "附件.pdf"),
        ("换\n行\x00.pdf", "换行.pdf"),
        ("照片.JPEG", "照片.jpg"),
        ("", "附件"),
    ],
)
def test_names_are_made_safe(given, shown):
    assert safe_name(given) == shown


def test_a_long_name_keeps_its_extension():
    shown = safe_name("长" * 300 + ".pdf")
    assert len(shown) == 160 and shown.endswith("长.pdf")


def test_the_file_field_offers_the_accepted_formats():
    assert uploads.accept_attribute({"jpg", "pdf"}) == ".pdf,.jpg,.jpeg"


def test_a_cut_off_image_is_refused_even_in_a_process_that_has_printed_papers():
    import weasyprint  # noqa: F401 - its import makes the image library forgive missing ends

    with pytest.raises(UploadRefused, match="不完整或已损坏"):
        inspect(io.BytesIO(image("PNG", (400, 300))[:120]), "半截.png")
