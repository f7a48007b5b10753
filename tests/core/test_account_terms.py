"""From when and until when: both days in one cell, months, lengths, and what cannot be understood."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.people.batch.applying import SHEET
from core.people.batch.plan import plan_of
from core.people.batch.reading import COLUMNS, RawRow, read_list
from core.people.batch.terms import Term, term_of
from tests.builders.cast import MONDAY
from tests.builders.pages import signed_in
from tests.builders.rosters import book_of


@pytest.mark.parametrize(
    ("written", "begin", "end"),
    [
        ("2026-12-01至2026-12-31", "2026-12-01", "2026-12-31"),
        ("2026-12-01—2027-06-30", "2026-12-01", "2027-06-30"),
        ("2026-12-01 - 2027-06-30", "2026-12-01", "2027-06-30"),
        ("2026.12.1～2027.6.30", "2026-12-01", "2027-06-30"),
        ("2026/12/1--2027/6/30", "2026-12-01", "2027-06-30"),
        ("自2026年12月1日起至2027年6月30日止", "2026-12-01", "2027-06-30"),
        ("20261201-20270630", "2026-12-01", "2027-06-30"),
        ("2026年12月1日至31日", "2026-12-01", "2026-12-31"),
        ("2026年3月1日到12月31日", "2026-03-01", "2026-12-31"),
        ("20260301-12.31", "2026-03-01", "2026-12-31"),
        ("2026年12月1日起", "2026-12-01", ""),
        ("2026-12-01至", "2026-12-01", ""),
        ("2026-12-01至今", "2026-12-01", ""),
        ("2026-12-01—长期", "2026-12-01", ""),
        ("至2027-06-30", "", "2027-06-30"),
        ("2027年6月30日止", "", "2027-06-30"),
        ("长期", "", ""),
        ("借调（2026-12-01至2026-12-31）", "2026-12-01", "2026-12-31"),
    ],
)
def test_days_are_read_from_one_cell(written, begin, end):
    assert term_of(written) == Term(begin, end)


@pytest.mark.parametrize(
    ("written", "begin", "end"),
    [
        ("2026.12—2027.02", "2026-12-01", "2027-02-28"),
        ("2026年12月至2027年6月", "2026-12-01", "2027-06-30"),
        ("2026—2031年", "2026-01-01", "2031-12-31"),
        ("至2027年6月", "", "2027-06-30"),
        ("2026-12-31", "", "2026-12-31"),
    ],
)
def test_less_than_a_day_is_a_guess(written, begin, end):
    assert term_of(written) == Term(begin, end, guessed=True)


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("借调半年", "2027-05-31"),
        ("6个月", "2027-05-31"),
        ("一年", "2027-11-30"),
        ("任期五年", "2031-11-30"),
        ("一年半", "2028-05-31"),
        ("三个月左右", "2027-02-28"),
        ("十二个月", "2027-11-30"),
        ("30天", "2026-12-30"),
        ("两周", "2026-12-14"),
    ],
)
def test_a_length_counts_from_the_first_day(written, last):
    found = term_of(written)
    assert found.is_length and found.last_day(date(2026, 12, 1)).isoformat() == last


@pytest.mark.parametrize("written", ["本届", "至换届", "另行通知", "2026-13-01至2026-12-31", "半", "甲至乙"])
def test_what_tells_no_term_is_none(written):
    assert term_of(written) is None


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("任职起止", "term"), ("任期", "term"), ("任职期限", "term"), ("起止日期", "term"), ("借调期间", "term"),
        ("有效期", "term"), ("有效期至", "valid_to"), ("有效期起", "valid_from"), ("任期起", "valid_from"),
        ("任期届满", "valid_to"), ("任职时间", "valid_from"),
        ("账号有效期", "term"), ("账号有效期至", "valid_to"), ("岗位任期", "term"),
        ("开始时间", "valid_from"), ("到期日期", "valid_to"),
    ],
)  # fmt: skip
def test_headings_of_terms(label, field):
    assert COLUMNS.field_of(label) == field


def planned(*cells, labels=("任期",)):
    read = read_list(
        book_of([["姓名", "岗位", "单位", *labels], ["常青山", "经办人", "区水利局", *cells]], title="名单")
    )
    (line,) = plan_of(read.rows, MONDAY).lines
    return line


@pytest.mark.django_db
@pytest.mark.parametrize("label", ["任职起止", "任期", "任职期限", "自", "至", "任职时间"])
def test_both_days_of_one_cell_are_the_posts(cast, label):
    line = planned("2027-01-01至2027-06-30", labels=(label,))
    assert (str(line.valid_from), str(line.valid_to)) == ("2027-01-01", "2027-06-30") and line.kind == "new"
    assert not line.doubts


@pytest.mark.django_db
def test_a_length_ends_and_is_asked_about(cast):
    line = planned("借调半年")
    assert line.valid_to == Term(months=6).last_day(MONDAY)
    assert any("借调半年" in told and str(line.valid_to) in told for told in line.doubts)
    line = planned("2027-01-01", "半年", labels=("自", "期限"))
    assert (str(line.valid_from), str(line.valid_to)) == ("2027-01-01", "2027-06-30") and line.doubts


@pytest.mark.django_db
def test_a_month_is_asked_about_and_its_own_column_goes_first(cast):
    line = planned("2027.01—2027.06")
    assert (str(line.valid_from), str(line.valid_to)) == ("2027-01-01", "2027-06-30")
    assert any("2027.01—2027.06" in told for told in line.doubts)
    line = planned("2027-02-01", "2027年1月至2027年6月", labels=("自", "任期"))
    assert str(line.valid_from) == "2027-02-01"
    assert str(planned("2027年1月", labels=("自",)).valid_from) == "2027-01-01"


@pytest.mark.django_db
def test_a_term_that_is_not_understood_is_no_unlimited_post(cast):
    line = planned("至换届")
    assert line.kind == "refused" and "至换届" in line.sentence
    assert "至换届" in RawRow.of(line.row.as_dict()).valid_to


@pytest.mark.django_db
@pytest.mark.usefixtures("media")
def test_the_preview_shows_both_days_and_the_columns_of_no_use(cast):
    head = ["姓名", "岗位", "单位", "任职起止", "政治面貌"]
    data = book_of([head, ["常青山", "经办人", "区水利局", "2027-01-01至2027-06-30", "群众"]], title="名单")
    browser = signed_in(cast.sysadmin)
    sent = browser.post("/settings/accounts/import/", {"file": SimpleUploadedFile("名单.xlsx", data)})
    page = browser.get(sent.url).content.decode()
    assert "2027-01-01 至 2027-06-30" in page and "没有用到的列：政治面貌" in page


@pytest.mark.django_db
def test_columns_of_no_use_are_told_but_for_a_running_number():
    data = book_of([["序号", "姓名", "岗位", "政治面貌"], [1, "常青山", "经办人", "群众"]], title="名单")
    assert SHEET.understand(data, "名单.xlsx")["summary"]["unread_columns"] == ["政治面貌"]


def people(*rows):
    return plan_of(read_list(book_of([["姓名", "岗位", "单位", "任期"], *rows], title="名单")).rows, MONDAY).lines


@pytest.mark.django_db
@pytest.mark.parametrize("same", ["〃", "同上", '"', "″"])
def test_cells_that_say_as_above(cast, same):
    first, second, third = people(
        ["常青山", "经办人", "区水利局", "2027-01-01至2027-06-30"],
        ["白露", same, same, same],
        ["秦观", "负责人", same, ""],
    )
    assert second.organisation == third.organisation == cast.water and second.role == first.role
    assert (second.valid_from, second.valid_to) == (first.valid_from, first.valid_to)
    assert third.valid_to is None
    assert any("同上" in told for told in second.notes) and not second.doubts


@pytest.mark.django_db
def test_an_empty_unit_is_the_one_above_and_asked_about(cast):
    _, second, third, fourth = people(
        ["常青山", "经办人", "区水利局"], ["白露", "负责人", ""], ["秦观", "经办人", None], ["苏轼", "提案委", ""]
    )
    assert second.organisation == third.organisation == cast.water
    assert all(any("按上一行的“区水利局”" in told for told in line.doubts) for line in (second, third))
    assert fourth.organisation is None
    vacant = people(["空缺", "经办人", "区水利局"], ["白露", "负责人", ""])
    assert [line.organisation for line in vacant] == [cast.water]


@pytest.mark.django_db
def test_a_heading_between_begins_anew_and_nothing_above_is_refused(cast):
    *_, last = people(["常青山", "经办人", "区水利局"], ["县政府部门"], ["白露", "负责人", ""])
    assert last.kind == "refused" and "所在单位" in last.sentence
    (alone,) = people(["白露", "负责人", "〃"])
    assert alone.kind == "refused"
