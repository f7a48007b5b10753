"""Loading a regulation: uploaded or pasted, every row looked at, then confirmed."""

from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from core import rulebook
from core.models import Regulation
from core.rulebook import versions
from tests.builders.cast import at, who
from tests.builders.rule_pages import REPLY, TODAY, entered, read, sent

pytestmark = pytest.mark.django_db
LOAD = "/settings/rules/load/"
PACKS = Path(__file__).resolve().parents[4] / "shared" / "rulepacks" / "deadlines"
IMPOSSIBLE = {"city-notice-2008.yaml": "日期“2008-09-31”不存在"}
FILE = """\
regulation:
  title: 提案办理办法
  adopted_on: 2026-02-20
  effective_from: 2026-05-01
rules:
- key: proposal.reply_months
  value: {n: 2, unit: months}
  article: 第二十一条
- key: proposal.sign_days
  value: {n: 2, unit: working_days}
"""
WRONG = FILE.replace("n: 2, unit: working_days", "n: 0, unit: working_days") + "- key: proposal.sing_days\n  value: 1\n"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(at(TODAY), tick=False):
        yield


def yaml_file(text, name="办法.yaml"):
    raw = text if isinstance(text, bytes) else text.encode()
    return SimpleUploadedFile(name, raw, content_type="application/octet-stream")


@pytest.mark.parametrize("way", ["file", "text", "gb18030"])
def test_a_file_or_pasted_text_is_looked_at_then_entered(book, way):
    given = (
        {"text": FILE}
        if way == "text"
        else {"file": yaml_file(FILE.encode("gb18030" if way == "gb18030" else "utf-8"))}
    )
    looked = book.keeper.post(LOAD, {"step": "check", **given})
    said = read(looked)
    assert looked.status_code == 200 and "核对《提案办理办法》" in said
    assert "确认后新录入 2 项" in said and "2 项的施行日期未到" in said
    assert "2个月 原来：3个月" in said and "第 6 行" in said
    assert entered().count() == 0
    done = book.keeper.post(LOAD, sent(looked, "save"), follow=True)
    assert "新录入 2 项" in read(done)
    assert {rule.key for rule in entered()} == {REPLY, "proposal.sign_days"}
    assert rulebook.value(REPLY, date(2026, 5, 1))["n"] == 2
    assert Regulation.objects.get(title="提案办理办法").adopted_on == date(2026, 2, 20)


def test_what_is_there_already_is_unchanged_and_loads_no_second_time(book):
    looked = book.keeper.post(LOAD, {"step": "check", "text": FILE})
    confirmation = sent(looked, "save")
    book.keeper.post(LOAD, confirmation)
    again = book.keeper.post(LOAD, confirmation)
    assert again.status_code == 409 and "请重新核对" in read(again)
    assert "2 项都已在制度库里，没有需要写入的内容" in read(again)
    assert entered().count() == 2


def test_faults_name_line_and_key_and_hold_everything_back(book):
    looked = book.keeper.post(LOAD, {"step": "check", "text": WRONG})
    assert looked.status_code == 422
    said = read(looked)
    assert "第 10 行 proposal.sign_days" in said and "不小于1的整数" in said
    assert "第 11 行 proposal.sing_days" in said and "是否应为“proposal.sign_days”" in said
    refused = book.keeper.post(LOAD, sent(looked, "save"))
    assert refused.status_code == 409 and "没有写入" in read(refused) and entered().count() == 0


def test_the_sound_rows_alone_are_entered_where_that_is_asked_for(book):
    looked = book.keeper.post(LOAD, {"step": "check", "text": WRONG})
    done = book.keeper.post(LOAD, sent(looked, "save") | {"skip_bad": "1"}, follow=True)
    assert "新录入 1 项，跳过 2 项" in read(done)
    assert entered().get().key == REPLY


def test_going_back_keeps_the_text(book):
    looked = book.keeper.post(LOAD, {"step": "check", "text": WRONG, "effective_from": "2026-06-01"})
    back = sent(book.keeper.post(LOAD, sent(looked, "edit")), "check")
    assert back["text"][0].strip() == WRONG.strip() and back["effective_from"] == ["2026-06-01"]


def test_the_day_is_asked_for_where_the_file_names_none(book):
    undated = FILE.replace("  effective_from: 2026-05-01\n", "")
    assert "没有写施行日期" in read(book.keeper.post(LOAD, {"step": "check", "text": undated}))
    dated = book.keeper.post(LOAD, {"step": "check", "text": undated, "effective_from": "2026-06-01"})
    assert dated.status_code == 200
    book.keeper.post(LOAD, sent(dated, "save"))
    assert {rule.effective_from for rule in entered()} == {date(2026, 6, 1)}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "请上传文件，或者粘贴内容，两者选一。"),
        ({"file": b"%PDF-1.7\x00\x01"}, "内容不是文本"),
        ({"file": b"\xff\xfe\x00\x00"}, "内容不是文本"),
        ({"file": b""}, "这是空文件"),
        ({"file": b"# " + b"x" * 300_000}, "文件超过 200 KB"),
        ({"text": "# " + "x" * 300_000}, "内容超过 200 KB"),
        ({"text": FILE, "file": FILE.encode()}, "两者选一"),
        ({"text": FILE, "effective_from": "2026-02-30"}, "日期不存在或看不懂"),
    ],
)
def test_what_cannot_be_a_regulation_is_refused_with_a_sentence(book, given, sentence):
    if "file" in given:
        given = {**given, "file": yaml_file(given["file"], "办法.yaml")}
    response = book.keeper.post(LOAD, {"step": "check", **given})
    assert response.status_code == 422 and sentence in read(response)


@pytest.mark.parametrize(
    "text",
    [
        "rules: [", "- 1", "just words", "a: &a [*a]", "!!python/object/apply:os.system ['true']", 
        "regulation: 5\nrules: 7", "<script>alert(1)</script>",
    ],
)  # fmt: skip
def test_broken_yaml_is_a_fault_and_never_an_error(book, text):
    response = book.keeper.post(LOAD, {"step": "check", "text": text})
    assert response.status_code == 422
    assert "不能接受" in read(response) and "<script>alert" not in response.content.decode()


def test_a_downloaded_book_asks_for_the_name_of_the_new_regulation(book):
    book.enter()
    other = Regulation.objects.create(title="另一份制度")
    versions.enter_version(
        actor=who(book.cast.sysadmin, TODAY), key="proposal.sign_days", value={"n": 2, "unit": "working_days"},
        effective_from=date(2026, 2, 1), regulation=other,
    )  # fmt: skip
    text = book.keeper.get("/settings/rules/download/").content.decode()
    changed = text.replace(
        "{n: 2, unit: working_days}, effective_from: 2026-02-01",
        "{n: 4, unit: working_days}, effective_from: 2026-07-01",
    )
    assert changed != text
    refused = book.keeper.post(LOAD, {"step": "check", "text": changed})
    assert refused.status_code == 422 and "写明依据的制度名称" in read(refused)
    named = changed.replace("请写依据的制度名称", "提案办理办法")
    looked = book.keeper.post(LOAD, {"step": "check", "text": named})
    assert "确认后新录入 1 项，1 项未变" in read(looked)


def test_published_rules_of_real_places_can_be_looked_at(book):
    if not PACKS.is_dir():
        pytest.skip("the shared rule packs are not beside this checkout")
    for path in sorted(PACKS.glob("*.yaml")):
        given = {"step": "check", "file": yaml_file(path.read_bytes(), path.name), "effective_from": "2026-05-01"}
        response = book.keeper.post(LOAD, given)
        said = read(response)
        assert "确认后新录入" in said, (path.name, said)
        assert response.status_code == (422 if path.name in IMPOSSIBLE else 200), (path.name, said)
        assert IMPOSSIBLE.get(path.name, "") in said
