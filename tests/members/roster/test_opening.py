"""Files that must not be read: a clear sentence, and nothing taken from them."""

import struct
import zipfile
from io import BytesIO

import openpyxl
import pytest

from core.files import workbook as opening
from members.roster import RosterError, read_roster
from tests.builders.rosters import VOCABULARY, as_bytes, book_of

GOOD = book_of([["姓名", "界别"], ["赵甲", "教育"]])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packed(entries: dict[str, bytes], based_on: bytes = GOOD) -> bytes:
    """The good workbook with entries added or replaced."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(based_on)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            if item.filename not in entries:
                new.writestr(item.filename, old.read(item))
        for name, content in entries.items():
            new.writestr(name, content)
    return out.getvalue()


def refused(data, filename="名册.xlsx") -> str:
    with pytest.raises(RosterError) as caught:
        read_roster(data, VOCABULARY, filename)
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), "旧版 Excel"),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "Word"),
        (GOOD[: len(GOOD) // 2], "不完整"),
        (GOOD[:-30], "不完整"),
        (b"PK\x03\x04", "不完整"),
        ("姓名,界别\n赵甲,教育\n".encode("gbk"), "不是 Excel"),
        ("\ufeff姓名,界别\n".encode(), "不是 Excel"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "网页"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "图片"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "图片"),
        (b"%PDF-1.7\n", "PDF"),
        (b"", "空的"),
    ],
)
def test_other_kinds_of_files(data, words):
    assert words in refused(data)


def test_damage_inside_is_noticed():
    place = GOOD.index(b"xl/worksheets/sheet1.xml") + 60
    assert "损坏" in refused(GOOD[:place] + bytes([GOOD[place] ^ 0xFF]) + GOOD[place + 1 :])


def test_macros_by_content_by_type_and_by_name():
    assert "宏" in refused(packed({"xl/vbaProject.bin": b"x"}))
    assert "宏" in refused(packed({"xl/macrosheets/sheet1.xml": b"<x/>"}))
    types = (
        zipfile.ZipFile(BytesIO(GOOD)).read("[Content_Types].xml").replace(b"sheet.main", b"sheet.macroEnabled.main")
    )
    assert "宏" in refused(packed({"[Content_Types].xml": types}))
    assert "宏" in refused(GOOD, "名册.xlsm")


def test_other_packages():
    def package(name):
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as new:
            new.writestr(name, b"<x/>")
        return out.getvalue()

    assert "Word" in refused(package("word/document.xml"))
    assert "xlsb" in refused(package("xl/workbook.bin"))
    assert "不是 Excel" in refused(package("readme.txt"))


def test_a_file_over_the_limit_is_not_even_read(tmp_path, monkeypatch):
    big = tmp_path / "名册.xlsx"
    with big.open("wb") as out:
        out.truncate(100 * 1024 * 1024)
    monkeypatch.setattr("pathlib.Path.read_bytes", lambda path: pytest.fail("the file was read"))
    assert "100 MB" in refused(big)


def test_a_missing_file_is_named(tmp_path):
    assert "没有.xlsx" in refused(tmp_path / "没有.xlsx")


def test_zip_bombs_by_size_by_ratio_and_by_number():
    assert "过大" in refused(packed({"xl/media/image1.bin": b"\0" * (40 * 1024 * 1024)}))
    assert "过大" in refused(packed({f"xl/media/{n}.xml": b"" for n in range(opening.MAX_ENTRIES + 1)}))


def test_a_bomb_that_declares_a_small_size(monkeypatch):
    monkeypatch.setattr(opening, "MAX_INFLATED_BYTES", 5 * 1024 * 1024)
    honest = packed({"xl/media/image1.bin": b"\0" * (6 * 1024 * 1024)})
    size = struct.pack("<L", 6 * 1024 * 1024)
    assert honest.count(size) == 2
    assert "过大" in refused(honest.replace(size, struct.pack("<L", 10)))


def test_a_cell_far_away_cannot_claim_memory():
    book = openpyxl.Workbook()
    book.active.append(["姓名", "界别"])
    book.active.append(["赵甲", "教育"])
    book.active["XFD1048576"] = "x"
    assert "上限" in refused(as_bytes(book))


def test_many_formatted_but_empty_rows_are_read_as_if_they_were_not_there():
    sheet = zipfile.ZipFile(BytesIO(GOOD)).read("xl/worksheets/sheet1.xml")
    rows = b"".join(
        b'<row r="%d" spans="1:2"><c r="A%d" s="0"/><c r="B%d" s="0"/></row>' % (n, n, n) for n in range(3, 60_000)
    )
    rows += b'<row r="1048576"><c r="A1048576" s="0"/></row>'
    result = read_roster(
        packed({"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", rows + b"</sheetData>")}), VOCABULARY
    )
    assert [row.name for row in result.rows] == ["赵甲"]
    assert len(result.ignored) == 1


def test_empty_books_sheets_without_header_and_headers_without_members():
    assert "没有内容" in refused(as_bytes(openpyxl.Workbook()))
    assert "没有找到表头" in refused(book_of([["界别", "人数"], ["教育", 3]]))
    assert "没有委员" in refused(book_of([["名单"], ["姓名", "界别"], [None]]))


def test_only_hidden_sheets_hold_members():
    book = openpyxl.Workbook()
    hidden = book.create_sheet("旧")
    hidden.append(["姓名", "界别"])
    hidden.append(["赵甲", "教育"])
    hidden.sheet_state = "veryHidden"
    assert "没有内容" in refused(as_bytes(book))


def test_entities_in_the_xml_are_not_expanded():
    sheet = zipfile.ZipFile(BytesIO(GOOD)).read("xl/worksheets/sheet1.xml")
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    start = sheet.index(b"<worksheet")
    data = packed({"xl/worksheets/sheet1.xml": sheet[:start] + bomb + sheet[start:].replace("赵甲".encode(), b"&b;")})
    try:
        names = [row.name for row in read_roster(data, VOCABULARY).rows]
    except RosterError:
        names = []
    assert not any("aaaa" in name for name in names)
