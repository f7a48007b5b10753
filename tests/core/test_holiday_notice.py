"""The year's notice of holidays, pasted as it was published (public facts), is read day by day."""

import csv
from datetime import date
from pathlib import Path

import pytest

from core.clock import notice_text

NOTICES = {
    2026: """国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。""",
    2025: """关于2025年部分节假日安排的通知
一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。""",
    2024: """国务院办公厅关于2024年部分节假日安排的通知
一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。""",
}


def as_seeded(year: int) -> dict[date, str]:
    path = Path(__file__).resolve().parents[2] / "core" / "data" / "calendar.csv"
    with path.open(encoding="utf-8") as rows:
        return {
            date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(rows) if row["date"][:4] == str(year)
        }


@pytest.mark.parametrize("year", sorted(NOTICES))
def test_every_day_of_the_published_years_is_as_the_calendar_has_it(year):
    reading = notice_text.read(NOTICES[year])
    assert reading.year == year and reading.doubts == ()
    assert {one.day: one.kind for one in reading.days} == as_seeded(year)


def kinds(text: str, **more) -> dict[str, str]:
    return {one.day.isoformat(): one.kind for one in notice_text.read(text, **more).days}


def test_a_new_year_that_begins_in_december_and_a_range_over_two_months():
    text = """国务院办公厅关于2019年部分节假日安排的通知
一、元旦：2018年12月30日至2019年1月1日放假调休，共3天。2018年12月29日（星期六）上班。
二、国庆节：9月30日至10月2日放假，共3天。"""
    days = kinds(text)
    assert days["2018-12-29"] == "workday" and days["2018-12-31"] == "holiday" and days["2019-01-01"] == "holiday"
    assert {"2019-09-30", "2019-10-01", "2019-10-02"} <= set(days)


def test_two_verbs_in_one_sentence_and_full_width_digits_and_a_day_of_its_own_name():
    text = """２０１５年放假安排
（一）清明节：4月5日放假，4月6日（星期一）补休。
（二）胜利70周年纪念日：9月3日至5日调休放假，共3天。其中9月3日（星期四）放假，9月4日（星期五）调休，9月6日（星期日）上班。"""
    days = kinds(text)
    assert days["2015-04-06"] == "holiday" and days["2015-09-06"] == "workday" and days["2015-09-05"] == "holiday"


@pytest.mark.parametrize(
    ("sentence", "doubt"),
    [
        ("一、元旦：1月1日（周五）放假。", "原文写作周五"),
        ("一、元旦：1月1日至3日放假，共4天。", "共4天，按日期算是3天"),
        ("一、元旦：1月1日至3日。", "没有看懂"),
        ("一、元旦：2月30日放假。", "不存在"),
        ("一、元旦：1月1日放假。1月5日上班。", "本来就上班"),
        ("一、元旦：1日放假。", "没有写明是几月"),
        ("今年放假请看报纸。", "没有看到任何"),
        ("一、元旦：1月1日放假。", "国庆节"),
    ],
)
def test_what_does_not_fit_is_said(sentence, doubt):
    assert any(doubt in said for said in notice_text.read(sentence, year=2026).doubts)


def test_without_a_year_nothing_is_understood():
    assert notice_text.read("一、元旦：1月1日放假。").year == 0


@pytest.mark.parametrize(
    "below", ["国务院办公厅\n2025年11月4日", "（此件公开发布）\n2025年11月4日印发", "国务院办公厅2025年11月4日"]
)
def test_the_day_of_issue_is_no_doubt(below):
    plain = notice_text.read(NOTICES[2026])
    assert notice_text.read(f"{NOTICES[2026]}\n{below}") == plain
