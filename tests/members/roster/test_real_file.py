"""A real committee's messy file, where it is at hand, gives exactly what its key says."""

import cProfile
import csv
import json
from pathlib import Path

import openpyxl
import pytest

from members.roster import Vocabulary, read_roster
from tests.builders.rosters import COMMITTEES, GROUPS, SECTORS, VOCABULARY

ROSTERS = Path(__file__).resolve().parents[4] / "shared" / "data" / "rosters"


@pytest.mark.skipif(not ROSTERS.exists(), reason="the shared roster data is not beside this repository")
def test_the_real_file_is_understood_exactly():
    book = ROSTERS / "roster_messy_a.xlsx"
    want = json.loads(book.with_suffix(".expected.json").read_text(encoding="utf-8"))
    with (ROSTERS / "sectors.csv").open(encoding="utf-8") as lines:
        sectors = [row["sector"] for row in csv.DictReader(lines)]
    got = read_roster(book, Vocabulary.of(sectors, want["sector_aliases"])).as_json()
    for row in got["ignored"]:
        assert row.pop("sheet") == "委员名单"
    for key in ("sheets_read", "sheets_ignored", "header_rows", "rows", "rejected", "ignored"):
        assert got[key] == want[key], key


def test_the_work_on_a_row_does_not_grow_with_the_number_of_rows(tmp_path):
    few, many = _calls(tmp_path, 150), _calls(tmp_path, 1200)
    assert many / 1200 < 1.25 * few / 150


def _calls(folder: Path, count: int) -> int:
    """How many functions are called while a roster of so many rows is read; all of them are read."""
    book = folder / f"{count}.xlsx"
    _write(book, count)
    profile = cProfile.Profile()
    result = profile.runcall(read_roster, book, VOCABULARY)
    assert (len(result.rows), result.rejected) == (count, [])
    return sum(entry.callcount for entry in profile.getstats())


def _write(path: Path, count: int) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("名单")
    labels = "序号 姓名 性别 民族 出生年月 党派 界别 工作单位及职务 专委会 街道小组 委员证号 手机 学历 住址 备注"
    sheet.append(labels.split())
    for n in range(count):
        name = "赵钱孙李周吴郑王"[n % 8] + chr(0x4E00 + n) + chr(0x5E00 + n % 997)
        sheet.append(
            [
                n + 1,
                name,
                "男女"[n % 2],
                "汉族",
                f"{1950 + n % 40}.{1 + n % 12:02d}",
                "民盟",
                SECTORS[n * 10 // count],
                f"江岭区第{n}单位职员  ",
                COMMITTEES[n % 3],
                GROUPS[n % 4],
                f"JL{n:05d}",
                f"138{n:08d}",
                "本科",
                f"住址{n}",
                None,
            ]
        )
    book.save(path)
