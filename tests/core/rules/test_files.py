"""Our own form of a regulation: every fault names line and key; nothing unknown slips through."""

from datetime import date

import pytest

from core.rulebook.versions import plan_file

pytestmark = pytest.mark.django_db
HEAD = "regulation:\n  title: 江岭区政协提案办理办法\n  effective_from: 2026-01-01\nrules:\n"


def faults(text: str, **more) -> list[str]:
    return [str(fault) for fault in plan_file(text, **more).faults]


def one(text: str, **more) -> str:
    found = faults(text, **more)
    assert len(found) == 1, found
    return found[0]


def test_a_fault_names_the_line_of_the_wrong_number():
    text = HEAD + "- key: proposal.reply_months\n  value:\n    unit: months\n    n: 0\n"
    assert one(text) == "第8行 proposal.reply_months：时长n应为不小于1的整数，现为0。"


def test_a_fault_in_a_list_names_the_line_of_its_entry():
    text = HEAD + (
        "- key: reminder.steps\n  value:\n  - {day: -7, to: [holder]}\n  - day: 1\n    to: [boss]\n    every: 7\n"
    )
    assert one(text).startswith("第9行 reminder.steps：第2步的to不认识“boss”")


def test_unknown_words_are_refused_with_the_nearest_one():
    found = faults(
        "regulation: {titel: 办法}\nrule: []\nrules:\n- {key: proposal.retrun_days, vaule: 1}\n"
        "- {key: proposal.sign_days, value: {n: 3, unit: day}, effective_from: 2026-01-01}\n"
    )
    text = "\n".join(found)
    for said in ("第1行 regulation：不认识“titel”，是否应为“title”？", "第2行 rule：不认识“rule”，是否应为“rules”？",
                 "是否应为“proposal.return_days”？", "不认识“vaule”，是否应为“value”？", "是否应为“days”？",
                 "没有写文件名称title"):  # fmt: skip
        assert said in text, text


def test_a_class_or_key_that_does_not_exist_is_refused():
    assert "没有“plenary”这个类别" in one(
        HEAD + "- {key: proposal.sign_days, applies_to: plenary, value: {n: 3, unit: days}}\n"
    )
    assert "没有写项目key" in one(HEAD + "- {value: 3}\n")
    assert "没有写取值value" in one(HEAD + "- {key: proposal.title_max}\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "读不到任何名称"),
        ("- a\n- b\n", "读不到任何名称"),
        ("regulation: {title: 办法\nrules: []\n", "文件格式不对"),
        ("a: 1\n\tb: 2\n", "文件格式不对"),
        ("regulation: {title: 办法}\nregulation: {title: 规定}\nrules: []\n", "第2行 regulation：同一处写了两次"),
        ("a: " + "[" * 60 + "]" * 60, "层次过深"),
        ("a: &a [&b {c: *a}]\n", "层次过深"),
        ("x: \x07\n", "不能识别的字符"),
        ("a: !!python/object:os.system {}\n", "没有写制度文件"),
    ],
)
def test_a_file_that_is_no_rule_file_is_refused_with_a_sentence(text, said):
    assert said in "\n".join(faults(text))


def test_a_bomb_of_references_is_refused():
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{name}: &{name} [{', '.join(['*' + before] * 9)}]" for before, name in zip("abcdefg", "bcdefgh", strict=True)
    ]
    assert "内容过多" in one("\n".join(lines))


def test_days_that_do_not_exist_or_cannot_be_read_are_named():
    text = HEAD + (
        "- {key: proposal.sign_days, value: {n: 3, unit: days}, effective_from: 2026-02-30}\n"
        "- {key: proposal.title_max, value: 60, effective_from: 明年}\n"
        "- {key: proposal.return_days, value: {unit: fixed_date, fixed_date: 2008-09-31}}\n"
    )
    assert faults(text) == [
        "第5行 proposal.sign_days：施行日期“2026-02-30”不存在，请核对制度原文后更正。",
        "第6行 proposal.title_max：施行日期“明年”看不懂，请写成 2026-01-31。",
        "第7行 proposal.return_days：日期“2008-09-31”不存在，请核对制度原文后更正。",
    ]


def test_the_day_comes_from_the_rule_then_the_document_then_the_person():
    text = "regulation: {title: 办法}\nrules:\n- {key: proposal.title_max, value: 60}\n"
    assert "没有写施行日期" in one(text)
    assert plan_file(text, effective_from=date(2026, 5, 1)).rows[0].effective_from == date(2026, 5, 1)
    dated = text.replace("value: 60", "value: 60, effective_from: 2026-06-01")
    assert plan_file(dated, effective_from=date(2026, 5, 1)).rows[0].effective_from == date(2026, 6, 1)


def test_versions_of_one_file_are_held_against_each_other():
    rows = (
        "- {key: proposal.title_max, value: 60, effective_from: 2018-01-01, effective_to: 2019-12-31}\n"
        "- {key: proposal.title_max, value: 70, effective_from: 2020-02-01}\n"
        "- {key: proposal.body_max, value: 3000}\n- {key: proposal.body_max, value: 4000}\n"
        "- {key: proposal.section_max, value: 3000}\n- {key: proposal.section_max, value: 3000}\n"
    )
    plan = plan_file(HEAD + rows)
    assert [(fault.line, fault.key) for fault in plan.faults] == [(6, "proposal.title_max"), (8, "proposal.body_max")]
    assert "2020年1月1日至2020年1月31日没有规定" in plan.faults[0].sentence
    assert [(row.line, row.status) for row in plan.rows] == [(5, "new"), (7, "new"), (9, "new"), (10, "unchanged")]


def test_hours_written_without_quotes_are_hours():
    plan = plan_file(HEAD + "- {key: reminder.quiet_hours, value: {from: 21:00, to: 07:30}}\n")
    assert plan.faults == () and plan.rows[0].words == "21:00至次日07:30"


def test_a_plan_says_what_changes_in_words():
    row = plan_file(HEAD + "- {key: proposal.return_days, value: {n: 7, unit: days}, article: 第十条}\n").rows[0]
    assert (row.label, row.before, row.words, row.article, row.line) == (
        "申请退办期限",
        "5个工作日",
        "7日",
        "第十条",
        5,
    )
