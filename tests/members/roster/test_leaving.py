"""Words that tell that somebody may be no member any more, in the remarks and behind the name; and harmless ones."""

import pytest

from members.roster.leaving import tells_of_leaving, tells_of_retiring
from tests.builders.rosters import understood
from tests.members.roster.test_repeats import read

GONE = [
    "2026年8月免职", "2026年8月免", "2026.8免去职务", "免去委员职务", "已免", "已被免去", "被免职", "经县委研究免职",
    "停职", "停职检查", "2026年3月停职",
    "调出", "已调走", "已调市直单位", "2026年8月调市局", "2026年8月调任市教育局副局长", "调离本县", "离职",
    "2026-08离职", "已离开本县", "撤职",
    "2026年6月被撤职", "落选", "换届落选", "终止资格", "终止委员资格", "资格终止", "取消委员资格", "被双开", "双开",
    "开除党籍", "接受审查调查", "被留置",
    "立案审查", "8月调出", "2026年7月5日辞", "二〇二六年八月免职", "辞去委员职务", "已故", "已去世", "病逝世", "卸任",
    "病逝", "2022年12月病逝",
    "另有任用", "不再担任委员",
    "已调 走", "移居国外", "免（2026年8月）", "自动离职", "责令辞职",
]  # fmt: skip
HARMLESS = [
    "免费", "任免委员会", "人大常委会任免工委主任", "辞典编辑", "县志（辞书）主编", "免疫科", "调研员",
    "2026年8月任调研员", "已任四级调研员", "调解员",
    "2026年3月调入", "由教育局调入", "已调整到农业界", "2021年8月调任县政协办公室主任", "退役军人", "2019年退役",
    "已退伍", "停车管理", "离异", "已离婚",
    "离石区人", "2020年撤县设区", "撤乡并镇", "致辞", "未辞职", "没有免职", "退休", "退休干部", "离退休干部局",
    "退居二线", "连任", "2026年3月增补", "常委",
    "减免税费", "强调出勤", "提案立案5件", "2025年任免职务", "医疗调度", "被评为优秀委员", "已换证", "2022年1月任",
    "调味品协会",
]  # fmt: skip
HEADER = ["姓名", "界别", "工作单位及职务", "备注"]


def doubts(name="王强", remark=""):
    (row,) = understood([HEADER, [name, "教育", "某校", remark]]).rows
    assert row.name == "王强"
    return [doubt.key for doubt in row.doubts]


@pytest.mark.parametrize("text", GONE)
def test_words_of_leaving(text):
    assert tells_of_leaving(text)
    assert "left_noted" in doubts(remark=text)


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_words(text):
    assert not tells_of_leaving(text)


@pytest.mark.parametrize(
    "name",
    [
        "王强（2026年8月免职）", "王强(已免)", "王强【2026.8免】", "王强 免职", "王强 已调走", "王强已故",
        "王强2026年8月免职", "王强，落选", "王强-已离职",
        "王 强（被双开）", "王强（停职）",
    ],
)  # fmt: skip
def test_words_of_leaving_behind_the_name(name):
    assert "left_noted" in doubts(name=name)


@pytest.mark.parametrize("name", ["王强（免费）", "王强（任免委员会）", "王强（辞典编辑）", "王强（退休）"])
def test_other_words_behind_the_name_are_not_asked_about_as_such(name):
    assert not {"left_noted", "retired_noted"} & set(doubts(name=name))


@pytest.mark.parametrize("text", ["已退休", "2026年8月退休", "2026.8退休", "已办理退休"])
def test_who_has_retired_is_asked_about_in_other_words(text):
    assert tells_of_retiring(text) and not tells_of_leaving(text)
    assert doubts(remark=text) == ["retired_noted"] and doubts(name=f"王强（{text}）") == ["retired_noted"]


def test_who_is_a_retired_person_is_not():
    assert doubts(remark="退休") == [] and doubts(remark="县离退休干部局") == []


@pytest.mark.parametrize(
    ("heading", "value", "remark"),
    [
        ("离任情况", "2026年8月", "离任：2026年8月"), ("离任时间", "2026.8", "离任：2026.8"),
        ("任职状态", "已离任", "离任：已离任"),
        ("任职状态", "不在任", "离任：不在任"), ("离任情况", "退休", "离任：退休"),
        ("是否离任", "是", "是否离任：是（离任）"),
        ("是否在任", "否", "是否在任：否（离任）"), ("任职状态", "在任", ""), ("离任情况", "无", ""),
        ("是否离任", "否", ""),
        ("离任时间", "", ""), ("任职状态", "挂职", "任职状态：挂职"),
    ],
)  # fmt: skip
def test_a_column_about_leaving_is_read_as_a_remark_and_asked_about(heading, value, remark):
    result = understood([["姓名", "界别", "工作单位及职务", heading], ["王强", "教育", "某校", value]])
    (row,) = result.rows
    assert (row.remark or "", result.unread_columns) == (remark, [])
    assert [doubt.key for doubt in row.doubts] == (["left_noted"] if "离任" in remark else [])


def test_a_refused_row_keeps_what_the_column_about_leaving_says():
    result = understood([["姓名", "界别", "工作单位及职务", "离任时间"], ["王强", "没有的界别", "某校", "2026.8"]])
    assert result.rejected[0].cells["remark"] == "离任：2026.8"


@pytest.mark.parametrize(
    ("title", "asked"),
    [("已离任", True), ("离任委员", True), ("已离任委员名单", True), ("委员名单", False), ("在任及离任委员", False)],
)
def test_everybody_on_a_list_of_leavers_is_asked_about(title, asked):
    (row,) = understood([HEADER, ["王强", "教育", "某校", ""]], title=title).rows
    assert [doubt.key for doubt in row.doubts] == ["left_noted"] * asked


def test_who_stands_on_a_list_of_leavers_too_is_asked_about():
    rows = [HEADER, ["王强", "教育", "某校", ""]]
    assert [[doubt.key for doubt in row.doubts] for row in read({"委员": rows, "已离任": rows}).rows] == [
        ["left_noted"]
    ]
