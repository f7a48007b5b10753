"""Names, dates, parties and the other cells are read as the committee's policy says."""

from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.roster.births import read_birth
from members.roster.cells import (
    PARTIES,
    folded,
    read_ethnicity,
    read_gender,
    read_line,
    read_parties,
    read_word,
    text_of,
)
from members.roster.names import read_name

# A busy machine is no reason to fail.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = st.dates(date(1930, 1, 1), date(2005, 12, 31))
WIDE = str.maketrans("0123456789./-", "０１２３４５６７８９．／－")
CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")
TENS = ["", "十", "二十", "三十"]


def numeral(n: int) -> str:
    return TENS[n // 10] + ("" if n % 10 == 0 else "一二三四五六七八九"[n % 10 - 1])


@calm
@given(DAYS, st.sampled_from([".", "-", "/", "。", "－", "．", " . ", "、"]), st.booleans(), st.booleans())
def test_a_full_date_is_read_in_every_way_of_writing_it(day, mark, padded, wide):
    text = (
        f"{day.year}{mark}{day.month:02d}{mark}{day.day:02d}"
        if padded
        else mark.join(map(str, [day.year, day.month, day.day]))
    )
    assert read_birth(text.translate(WIDE) if wide else text) == (day.isoformat(), None)


@calm
@given(DAYS)
def test_dates_in_words_packed_digits_serials_and_real_dates_agree(day):
    for value in (
        day,
        datetime(day.year, day.month, day.day),
        float((day - date(1899, 12, 30)).days),
        float(f"{day:%Y%m%d}"),
        f"{day:%Y%m%d}",
        f"{day:%Y-%m-%d} 00:00:00",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year} 年 {day.month} 月 {day.day} 号",
        f"{str(day.year).translate(CHINESE)}年{numeral(day.month)}月{numeral(day.day)}日",
    ):
        assert read_birth(value) == (day.isoformat(), None), value


@calm
@given(DAYS, st.booleans())
def test_a_month_alone_stays_a_month(day, wide):
    month = f"{day:%Y-%m}"
    forms = [
        f"{day:%Y.%m}",
        f"{day:%Y/%m}",
        f"{day.year}年{day.month}月",
        f"{day:%Y%m}",
        f"{day.year}年{day.month:02d}月生",
    ]
    for text in forms:
        assert read_birth(text.translate(WIDE) if wide else text) == (month, None), text
    assert read_birth(f"{str(day.year).translate(CHINESE)}年{numeral(day.month)}月") == (month, None)


@pytest.mark.parametrize(
    ("value", "birth"),
    [
        ("1968.1", "1968-01"),
        ("1968.10", "1968-10"),
        ("86.5", "1986-05"),
        ("86年5月12日", "1986-05-12"),
        ("860512", "1986-05-12"),
        ("25924", "1970-12-22"),
        ("12/28/1991", "1991-12-28"),
        ("一九八六年十一月", "1986-11"),
        ("二○○○年十月三十一日", "2000-10-31"),
        ("1959.10.", "1959-10"),
        ("1970 5", "1970-05"),
    ],
)
def test_rarer_forms_of_dates(value, birth):
    assert read_birth(value) == (birth, None)


@pytest.mark.parametrize(
    "value",
    ["不详", "1986年", 1986.0, "1968.13", "1968.2.30", "2087.5", "五月", "约1968年", "1986512", "99.13", "1968.1.0"],
)
def test_what_is_no_date_is_said_to_be_unreadable(value):
    assert read_birth(value) == (None, "birth_unreadable")


@pytest.mark.parametrize("value", ["", "  ", "\u3000", "—", "/", "无"])
def test_an_empty_date_needs_no_warning(value):
    assert read_birth(value) == (None, None)


def test_a_number_cell_that_could_be_january_or_october_is_not_guessed():
    assert read_birth(1968.1) == (None, "birth_ambiguous")
    assert read_birth(1968.1, "0.00") == ("1968-10", None)
    assert read_birth(1968.12) == ("1968-12", None)
    assert read_birth("3/4/1991") == (None, "birth_ambiguous")


def test_serials_follow_the_workbooks_own_calendar():
    assert read_birth(25924.0) == ("1970-12-22", None)
    assert read_birth(24462.0, since_1904=True) == ("1970-12-22", None)


@calm
@given(st.text(alphabet="一二三李王赵〇䶮𬀩𠮷喆堃·", min_size=1, max_size=6).filter(lambda n: n.strip("·") == n))
def test_blanks_of_any_width_never_change_a_name(name):
    scattered = "\u3000".join(name) + "\n"
    assert read_name(scattered).name == name
    assert read_name("\u200b " + name + "\ufeff\t").name == name


@pytest.mark.parametrize(
    ("cell", "name", "alias", "gender", "ethnicity"),
    [
        ("王玲\n（李崇某）", "王玲", "李崇某", None, None),
        ("韩望（女）", "韩望", "", "女", None),
        ("韩望(女，回族)", "韩望", "", "女", "回族"),
        ("韩望（女 满）", "韩望", "", "女", "满族"),
        ("韩望（女）（回族）", "韩望", "", "女", "回族"),
        ("韩望（女、维吾尔族", "韩望", "", "女", "维吾尔族"),
        ("韩望（曾用名：韩小望）", "韩望", "韩小望", None, None),
        ("韩望（副主席）", "韩望", "", None, None),
        ("韩望（界别召集人）", "韩望", "", None, None),
        ("韩望（民进）", "韩望", "", None, None),
        ("韩望（李方略）", "韩望", "李方略", None, None),
        ("*韩望△", "韩望", "", None, None),
        ("韩望1", "韩望", "", None, None),
        ("古丽娜尔 . 艾合买提", "古丽娜尔·艾合买提", "", None, None),
        ("古丽娜尔•艾合买提", "古丽娜尔·艾合买提", "", None, None),
        ("陈  𬀩", "陈𬀩", "", None, None),
        ("陈\U00031350", "陈\U00031350", "", None, None),
        ("刘\ue000", "刘\ue000", "", None, None),
        ("李〇", "李〇", "", None, None),
        ("⾼⽅", "高方", "", None, None),
        ("（待补）", "", "", None, None),
        ("\u3000\n（女）", "", "", "女", None),
        ("\u3000", "", "", None, None),
        ("空缺", "", "", None, None),
    ],
)
def test_names_with_what_offices_write_around_them(cell, name, alias, gender, ethnicity):
    parts = read_name(cell)
    assert (parts.name, parts.alias, parts.gender, parts.ethnicity) == (name, alias, gender, ethnicity)


@pytest.mark.parametrize(("party", "spelling"), [(p, s) for p, spellings in PARTIES.items() for s in spellings])
def test_every_spelling_of_a_party_gives_its_short_name(party, spelling):
    for written in (spelling, f" {spelling}\u3000", spelling + "\n"):
        assert read_parties(written) == ((party,), None)


@pytest.mark.parametrize(
    ("cell", "parties"),
    [
        ("民建、中共", ("民建", "中共")),
        ("中共民盟", ("中共", "民盟")),
        ("民盟/中共", ("民盟", "中共")),
        ("民建（中共）", ("民建", "中共")),
        ("民建，中共党员", ("民建", "中共")),
        ("中国民主建国会 中国共产党", ("民建", "中共")),
        ("中国农工民主党党员", ("农工党",)),
        ("民盟盟员", ("民盟",)),
        ("中共党员（1998.06）", ("中共",)),
        ("无党派（原民盟）", ("无党派",)),
        ("中共、中共", ("中共",)),
        ("", ()),
        ("—", ()),
    ],
)
def test_parties_come_in_the_order_written(cell, parties):
    assert read_parties(cell) == (parties, None)


@pytest.mark.parametrize("cell", ["共青团员", "非中共", "某党"])
def test_an_unknown_party_is_not_guessed(cell):
    assert read_parties(cell) == ((), "party_unreadable")


def test_gender_and_ethnicity():
    assert read_gender(" 女 ") == ("女", None)
    assert read_gender("") == (None, None)
    assert read_gender("？") == (None, "gender_unreadable")
    assert (read_ethnicity("汉"), read_ethnicity("汉 族"), read_ethnicity("")) == ("汉族", "汉族", None)
    assert read_ethnicity("穿青人") == "穿青人"


def test_unit_and_post_lose_outer_blanks_and_line_breaks_only():
    assert read_line("江岭区教育局 \n副局长   ") == "江岭区教育局 副局长"
    assert read_line("江岭区教育局\n副局长（兼）\u3000") == "江岭区教育局副局长（兼）"
    assert read_line("一级调研员_x000D_\n") == "一级调研员"


def test_short_words_and_plain_text():
    assert read_word(" 提案\n委员会 ") == "提案委员会"
    assert read_word("无") is None
    assert text_of(12.0) == "12"
    assert text_of("#N/A") == ""
    assert folded("ＪＬ　００１") == "JL001"
