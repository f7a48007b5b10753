"""What a key may hold, type by type, and how it reads."""

import pytest

from core import rulebook

RETURN, STEPS = "proposal.return_days", "reminder.steps"


@pytest.mark.parametrize("key", sorted(rulebook.catalogue()))
def test_every_recommended_value_can_be_held_and_said(key):
    known = rulebook.catalogue()[key]
    for applies_to, value in {"": known.default, **known.variants}.items():
        assert rulebook.check_value(key, value) == [], (key, applies_to)
        words = rulebook.value_words(key, value)
        assert words and not words.startswith(("{", "[")) and "None" not in words, words
    assert known.group != "其他"
    assert set(known.variants) <= set(known.classes)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        (RETURN, {"n": 0, "unit": "working_days"}, "时长n应为不小于1的整数，现为0"),
        (RETURN, {"n": "5", "unit": "working_days"}, "现为“5”"),
        (RETURN, {"n": 2.5, "unit": "months"}, "现为2.5"),
        (RETURN, {"n": True, "unit": "days"}, "现为true"),
        (RETURN, {"n": 999999, "unit": "days"}, "不合常理"),
        (RETURN, {"n": 5}, "计算单位unit应为working_days|计算单位unit应为days"),
        (RETURN, {"n": 5, "unit": "workng_days"}, "是否应为“working_days”"),
        (RETURN, {"n": 5, "unit": "days", "rol": "next"}, "不认识“rol”，是否应为“roll”"),
        (RETURN, {"n": 5, "unit": "days", "roll": "later"}, "顺延方式roll"),
        (RETURN, {"n": 5, "unit": "days", "fixed_date": "09-30"}, "不再写固定日期"),
        (RETURN, {"unit": "fixed_date"}, "固定日期fixed_date应写成"),
        (RETURN, {"unit": "fixed_date", "fixed_date": "2008-09-31"}, "日期“2008-09-31”不存在"),
        (RETURN, {"unit": "fixed_date", "fixed_date": "02-30"}, "不存在"),
        (RETURN, {"unit": "fixed_date", "fixed_date": "九月底"}, "看不懂"),
        (RETURN, 5, "取值应写成 {n: 5"),
        (RETURN, None, "没有写取值"),
        ("proposal.extension_length", {"unit": "fixed_date", "fixed_date": "09-30"}, "只能是months"),
        ("proposal.title_max", 0, "不能小于1"),
        ("proposal.title_max", "50", "应为整数"),
        ("account.idle_minutes", 5000, "不能大于1440"),
        ("proposal.title_form", "yes", "应为 true（是）或 false（否）"),
        ("office.hours_end", " ", "不能空着"),
        ("attendance.min_share", 1.2, "0到1之间"),
        ("attendance.min_share", "2/0", "0到1之间"),
        ("attendance.min_share", True, "0到1之间"),
        ("opinion.bulletin_cycle", "weekly", "monthly（每月）"),
        ("opinion.bulletin_cycle", ["monthly"], "应为下列之一"),
        ("proposal.categories", [], "至少一项"),
        ("proposal.categories", [{"code": "a", "label": "甲"}, {"code": "a", "label": "乙"}], "code “a”重复"),
        ("proposal.categories", [{"code": "经济", "label": "经济"}], "第1项的代号code应为英文字母开头"),
        ("proposal.categories", [{"code": "a"}], "第1项没有写名称label"),
        ("proposal.categories", [{"code": "a", "label": "甲", "lable": "乙"}], "是否应为“label”"),
        ("proposal.result_letters", [{"letter": "AA", "label": "好", "meaning": "solved"}], "一个大写字母"),
        ("proposal.result_letters", [{"letter": "A", "label": "好", "meaning": "fine"}], "含义meaning"),
        ("proposal.follow_meanings", ["planed"], "是否应为“planned”"),
        ("proposal.evaluation_questions", [{"key": "a", "label": "问", "options": ["是", "否"]}], "有且只有一问"),
        ("proposal.evaluation_questions", [{"key": "a", "label": "问", "options": ["是"], "decides": True}],
         "至少两个"),
        ("proposal.evaluation_questions", [{"key": "a", "label": "问", "options": ["是", "否"], "decides": True}],
         "代号应为result"),
        ("calendar.conventions", {"rol": "next"}, "是否应为“roll”"),
        ("calendar.conventions", {"roll": "later"}, "roll应为next、previous、none之一"),
        ("calendar.conventions", {"start_day_counts": "no"}, "true 或 false"),
        (STEPS, [{"day": "-7", "to": ["holder"]}], "第1步的day应为整数"),
        (STEPS, [{"day": -7, "to": ["boss"]}], "第1步的to不认识“boss”"),
        (STEPS, [{"day": -7, "to": []}], "没有写提醒谁"),
        (STEPS, [{"day": 8, "to": ["head"], "every": 0}], "every应为不小于1"),
        (STEPS, [{"day": 0, "to": ["holder"]}, {"day": 0, "to": ["holder"]}], "写了两次"),
        ("reminder.quiet_hours", {"from": "20:00", "to": "25:00"}, "结束时间to应写成"),
        ("reminder.quiet_hours", {"from": "20:00", "to": "20:00"}, "不能相同"),
        ("score.bands", [{"min": 60, "label": "合格"}, {"min": 90, "label": "优秀"}], "从高到低"),
        ("proposal.no_such_key", 5, "没有“proposal.no_such_key”这个项目"),
    ],
)  # fmt: skip
def test_what_cannot_be_held_is_said_in_a_sentence(key, value, said):
    found = rulebook.check_value(key, value)
    assert found and any(part in sentence for part in said.split("|") for sentence in found), found
    assert all(sentence.endswith(("。", "？")) for sentence in found), found


@pytest.mark.django_db
def test_a_class_that_the_key_does_not_know_is_named():
    assert rulebook.check_value(RETURN, {"n": 5, "unit": "days"}, "session") == []
    assert "session（大会提案）" in rulebook.check_value(RETURN, {"n": 5, "unit": "days"}, "sesion")[0]
    assert "不分类别" in rulebook.check_value("proposal.title_max", 50, "session")[0]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        (RETURN, {"n": 5, "unit": "working_days"}, "5个工作日"),
        (RETURN, {"n": 10, "unit": "days", "from": "received"}, "10日"),
        (RETURN, {"n": 10, "unit": "days", "roll": "none"}, "10日（末日遇休息日的不顺延）"),
        ("proposal.reply_months", {"n": 3, "unit": "months"}, "3个月"),
        ("proposal.reply_months", {"unit": "fixed_date", "fixed_date": "09-30"}, "每年9月30日"),
        ("proposal.reply_months", {"unit": "fixed_date", "fixed_date": "2026-09-30"}, "2026年9月30日"),
        ("proposal.joint_opinion_days", {"n": 20, "unit": "days_before", "from": "reply_due"}, "答复期限前20日"),
        ("meeting.notice_days", {"n": 7, "unit": "days_before"}, "会议召开前7日"),
        ("deadline.report", {"n": 1, "unit": "months", "of": "reply", "max_times": 2}, "1个月（最多2次）"),
        ("proposal.title_form", True, "是"),
        ("reminder.quiet_hours", {"from": "20:00", "to": "08:00"}, "20:00至次日08:00"),
        ("reminder.quiet_hours", {"from": "12:00", "to": "14:00"}, "12:00至14:00"),
        ("attendance.min_share", "2/3", "2/3"),
        ("attendance.min_share", 0.6, "60%"),
        ("opinion.bulletin_cycle", "quarterly", "每季度"),
        ("proposal.follow_meanings", ["in_progress", "planned"], "正在解决、列入计划"),
        ("proposal.categories", [{"code": "a", "label": "甲"}, {"code": "b", "label": "乙"}], "甲、乙"),
        ("proposal.result_letters", [{"letter": "A", "label": "已解决", "meaning": "solved"}], "A 已解决"),
        ("calendar.conventions", {"roll": "none"}, "末日遇休息日的不顺延"),
        ("calendar.conventions", {"roll": "next"}, "依民法典和通行做法"),
        ("score.bands", [{"min": 90, "label": "优秀"}, {"min": 60, "label": "合格"}], "90分及以上优秀；60分及以上合格"),
        (STEPS, [], "不提醒"),
        (STEPS, [{"day": 0, "to": ["holder"]}], "当天提醒责任人"),
        (RETURN, "nonsense", "nonsense"),
    ],
)  # fmt: skip
def test_values_read_like_an_office_writes_them(key, value, words):
    assert rulebook.value_words(key, value) == words


def test_reminder_steps_read_as_one_sentence():
    assert rulebook.value_words(STEPS, rulebook.catalogue()[STEPS].default) == (
        "提前15天、7天、3天和当天提醒责任人；逾期1天提醒责任人和单位负责人；"
        "逾期8天起每7天提醒责任人、单位负责人和督查单位；逾期30天提醒分管领导"
    )


STRANGE = [
    True, 0, -1, 2.5, "", "x", [], {}, ["a"], [{}], [[]], {"a": 1}, [{"code": [], "label": {}}], {"from": [], "to": {}},
    {"unit": []}, {"unit": "fixed_date", "fixed_date": 5}, [{"day": [], "to": "x"}], [{"day": 1, "to": [[], {}, {}]}],
    [{"key": "a", "label": "b", "options": [[], {}], "decides": 1}], [{"letter": "A", "label": "x", "meaning": []}],
    {"roll": []}, [{"min": "a", "label": "x"}], [{"min": 1, "label": []}, {"min": "b", "label": "y"}],
]  # fmt: skip


@pytest.mark.parametrize("key", sorted({known.type: name for name, known in rulebook.catalogue().items()}.values()))
def test_strange_shapes_are_refused_and_break_nothing(key):
    for value in STRANGE:
        found = rulebook.check_value(key, value)
        assert isinstance(found, list)
        assert rulebook.value_words(key, value) is not None
