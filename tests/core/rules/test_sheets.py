"""A regulation in a workbook: cells in words and back, the template, what it would change, which cell is wrong."""

from datetime import date
from fractions import Fraction
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook

from core import rulebook
from core.files.workbook import WorkbookError, open_book
from core.models import Rule
from core.rulebook.sheets.plan import document_of, plan_of
from core.rulebook.sheets.reading import content_of
from core.rulebook.sheets.template import COLUMNS, template
from core.rulebook.sheets.wording import ON_PAGES, UNITS, Unclear, understood, written
from core.rulebook.versions import load_plan, make_regulation, plan_file
from tests.builders.cast import at
from tests.builders.rule_packs import SHARED, needs_shared

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
REPLY, NOTICE, SIGN = "proposal.reply_months", "meeting.notice_days", "proposal.sign_days"
LETTERS = {name: chr(65 + n) for n, name in enumerate(COLUMNS)}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def book():
    """The template as a workbook that is filled in by key (and class), and then read."""
    return Filled()


class Filled:
    def __init__(self):
        self.book = load_workbook(BytesIO(template(TODAY, "江岭区政协")))
        self.sheet = self.book["规则"]
        self.sheet["B2"], self.sheet["B5"] = "提案办理办法", "2026-05-01"

    def row(self, key: str, label: str = "全部") -> int:
        rows = self.sheet.iter_rows(min_row=8)
        return next(r[0].row for r in rows if r[9].value == key and r[1].value == label)

    def fill(self, at: int, **cells) -> int:
        for name, text in cells.items():
            self.sheet[f"{LETTERS[name]}{at}"] = text
        return at

    def spare(self) -> int:
        return next(r[0].row for r in self.sheet.iter_rows(min_row=8) if r[0].value and "另立例外" in r[0].value) + 1

    def content(self):
        out = BytesIO()
        self.book.save(out)
        return content_of(open_book(out.getvalue(), "表.xlsx"))

    def plan(self):
        return plan_of(self.content())


def reason(plan) -> str:
    (one,) = plan.refused
    return one.reason


# ---- cells ----


@pytest.mark.parametrize("name", sorted(rulebook.catalogue()))
def test_every_value_reads_back_from_the_words_of_its_cell(name):
    key = rulebook.catalogue()[name]
    for value in (key.default, *key.variants.values()):
        if key.type in ON_PAGES:
            with pytest.raises(Unclear, match="录入下一版本"):
                understood(key, "x", current=value)
        else:
            begun = value if key.type == "list" else None  # names of a list find their codes there
            again = understood(key, written(key, value) + ("\n" if begun else ""), current=begun)
            assert again == value or (key.type == "share" and Fraction(again) == Fraction(value))


@pytest.mark.parametrize(
    ("name", "text", "unit", "value"),
    [
        (SIGN, "2", "", {"n": 2, "unit": "working_days"}),
        (SIGN, "2", "日", {"n": 2, "unit": "days"}),
        (SIGN, "10个工作日", "工作日", {"n": 10, "unit": "working_days"}),
        (SIGN, "七个工作日", "工作日", {"n": 7, "unit": "working_days"}),
        (REPLY, "两个月", "个月", {"n": 2, "unit": "months"}),
        (SIGN, "三十五", "日", {"n": 35, "unit": "days"}),
        (REPLY, "六月三十日", "写明的日期", {"unit": "fixed_date", "fixed_date": "06-30"}),
        (REPLY, "6月30日", "写明的日期", {"unit": "fixed_date", "fixed_date": "06-30"}),
        (NOTICE, "会议召开前15日", "日之前", {"n": 15, "unit": "days_before"}),
        ("attendance.min_share", "75%", "", "0.75"),
        ("attendance.min_share", "3/4", "", "3/4"),
        ("reminder.quiet_hours", "21:00至7:30", "", {"from": "21:00", "to": "07:30"}),
        ("opinion.bulletin_cycle", "每月", "", "monthly"),
        ("reminder.steps", "提前5天提醒责任人\n逾期3天起每7天提醒单位负责人、督查单位", "",
         [{"day": -5, "to": ["holder"]}, {"day": 3, "to": ["head", "office"], "every": 7}]),
        ("score.bands", "85分及以上优秀\n60分及以上合格", "",
         [{"min": 85, "label": "优秀"}, {"min": 60, "label": "合格"}]),
    ],
)  # fmt: skip
def test_what_people_write_is_understood(name, text, unit, value):
    key = rulebook.catalogue()[name]
    assert understood(key, text, unit, key.default) == value


def test_names_of_a_list_keep_their_codes_and_new_ones_get_a_fresh_code():
    key = rulebook.catalogue()["proposal.return_grounds"]
    used = {row["code"]: row["label"] for row in key.default} | {"item1": "经费不足"}
    value = understood(key, "属上级职权\n其他\n经费不足", "", key.default, used)
    assert value == [
        {"code": "higher_level", "label": "属上级职权"}, {"code": "item2", "label": "其他"},
        {"code": "item1", "label": "经费不足"},
    ]  # fmt: skip


# ---- the template ----


def test_the_untouched_template_changes_nothing(book):
    plan = book.plan()
    assert plan.counts["new"] == plan.counts["refused"] == 0
    assert plan.counts["unchanged"] == len(rulebook.in_force(TODAY))


def test_the_template_speaks_chinese_hides_the_codes_and_offers_few_values(book):
    sheet = book.sheet
    assert sheet.column_dimensions["J"].hidden
    shown = " ".join(str(cell.value or "") for row in sheet.iter_rows(max_col=9) for cell in row)
    assert "答复期限" in shown and "proposal." not in shown
    lists = {cell: rule.formula1 for rule in sheet.data_validations.dataValidation for cell in str(rule.sqref).split()}
    offered = {cell.split(":")[0]: formula for cell, formula in lists.items()}
    flag = book.row("proposal.title_form")
    assert any(formula == '"是,否"' for formula in offered.values())
    assert sheet[f"C{flag}"].value == "是"


# ---- the plan ----


def test_changed_rows_alone_are_entered_from_to_since_when(book, actor):
    book.fill(book.row(REPLY), new="2", article="第十条")
    book.fill(book.row(SIGN), new="5", starts="2026年6月1日", document="《签收规定》")
    spare = book.fill(book.spare(), rule="答复期限", applies_to="大会提案", new="5个月")
    plan = book.plan()
    assert plan.counts["new"] == 3 and not plan.refused
    assert {row.line: (row.before, row.words) for row in plan.new}[spare] == ("3个月", "5个月")
    load_plan(actor=actor, plan=plan.file)
    assert rulebook.value(REPLY, date(2026, 5, 1))["n"] == 2
    assert rulebook.value(REPLY, date(2026, 5, 1), "session")["n"] == 5
    sign = Rule.objects.get(key=SIGN, effective_from=date(2026, 6, 1))
    assert sign.regulation.title == "签收规定"
    assert {rule.regulation.title for rule in Rule.objects.filter(key=REPLY, effective_from=date(2026, 5, 1))} == {
        "提案办理办法"
    }


def test_a_value_copied_from_the_one_in_force_is_taken_up_by_the_document_once(book, actor):
    book.fill(book.row(REPLY), new="3个月")
    plan = book.plan()
    assert plan.counts["new"] == 1
    load_plan(actor=actor, plan=plan.file)
    assert book.plan().counts["new"] == 0


def test_a_document_that_is_there_needs_its_name_alone(book, actor):
    own = make_regulation(actor=actor, title="提案办理办法", adopted_on=date(2026, 2, 20))
    book.fill(book.row(REPLY), new="2")
    load_plan(actor=actor, plan=book.plan().file)
    assert Rule.objects.get(key=REPLY, effective_from=date(2026, 5, 1)).regulation == own


WRONG = {
    "no number": (REPLY, {"new": "尽快"}, "D{at}：“尽快”看不懂"),
    "nothing": (REPLY, {"new": "0"}, "D{at}：时长应为不小于1的整数"),
    "two units": (REPLY, {"new": "10个工作日"}, "D{at}：这里写的是“个工作日”，“单位”一列写的是“个月”"),
    "no unit": (REPLY, {"new": "2", "unit": "周"}, "E{at}：没有“周”这个单位"),
    "unit alone": (REPLY, {"unit": "日"}, "D{at}：单位改成了“日”，新值空着"),
    "date without its unit": (REPLY, {"new": "6月30日"}, "E{at}：“6月30日”是日期"),
    "31 September": (REPLY, {"new": "9月31日", "unit": "写明的日期"}, "D{at}：日期“09-31”不存在"),
    "day that is none": (REPLY, {"new": "2", "starts": "2026-02-30"}, "F{at}：日期“2026-02-30”不存在"),
    "no value": (REPLY, {"article": "第十条"}, "D{at}：没有写新值"),
    "strange class": (REPLY, {"new": "2", "applies_to": "常务委员"},
                      "B{at}：“答复期限”没有“常务委员”这个类别，可写：全部、大会提案"),
    "renamed": (REPLY, {"new": "2", "rule": "办理期限"}, "A{at}：这一行原是“答复期限”"),
    "yes or no": ("proposal.title_form", {"new": "不必"}, "D{at}：请写“是”或“否”"),
    "too much": ("account.idle_minutes", {"new": "2000"}, "D{at}：不能大于1440"),
    "share": ("attendance.min_share", {"new": "120%"}, "D{at}：应在 0 到 100% 之间"),
    "long article": (REPLY, {"new": "2", "article": "条" * 200}, "H{at}：条款不能超过120字"),
    "on pages": ("calendar.conventions", {"new": "顺延"}, "D{at}：这一项在一个格子里写不下"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_refused_row_names_its_cell_and_hinders_no_other(book, name):
    key, cells, sentence = WRONG[name]
    place = book.fill(book.row(key), **cells)
    book.fill(book.row("proposal.body_max"), new="3000")
    plan = book.plan()
    assert sentence.format(at=place) in reason(plan)
    assert plan.counts["new"] == 1


def test_two_values_for_one_day_are_refused_at_the_second(book):
    book.fill(book.row(SIGN), new="5")
    place = book.fill(book.spare(), rule="签收期限", new="6", applies_to="全部")
    assert reason(book.plan()).startswith(f"F{place}：")


@pytest.mark.parametrize(
    ("cell", "text", "sentence"),
    [("B2", None, "B2（依据文件）"), ("B5", None, "B5（施行日期）"), ("B5", "2026-02-30", "B5（施行日期）：日期")],
)
def test_what_is_said_once_above_the_table_is_asked_for_with_its_cell(book, cell, text, sentence):
    book.sheet[cell] = text
    book.fill(book.row(REPLY), new="2")
    with pytest.raises(WorkbookError, match=sentence):
        document_of(book.content())


def test_a_workbook_of_something_else_is_refused_with_what_to_do(book):
    book.sheet["D7"] = "别的"
    with pytest.raises(WorkbookError, match="下载模板"):
        book.content()


# ---- what real places have published ----


@needs_shared
@pytest.mark.parametrize("path", sorted(SHARED.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_published_regulation_goes_through_the_workbook(book, path):
    """Typed into the cells as a clerk would; since when a period runs is left to the page, as the sheet says."""
    published = plan_file(path.read_text("utf-8"), effective_from=date(2026, 5, 1)).new
    typed, spare = {}, book.spare()
    for row in published:
        key = rulebook.catalogue()[row.key]
        if row.applies_to and row.applies_to not in key.classes:
            continue  # of people's deputies, not of the committee
        unit = {"unit": UNITS[row.value["unit"]]} if key.type == "period" else {}
        cells = {"new": written(key, row.value), **unit}
        if row.applies_to and rulebook.rule(row.key, TODAY, row.applies_to).applies_to != row.applies_to:
            book.fill(spare, rule=key.label, applies_to=row.class_label, **cells)
            spare += 1
        else:
            book.fill(book.row(row.key, row.class_label or "全部"), **cells)
        typed[row.key, row.applies_to] = row.words
    plan = book.plan()
    if path.stem == "fengyang":  # counted back from the day of the reply, which the recommended rule is not
        assert "从另一个日子倒推的" in reason(plan)
        return
    assert typed and not plan.refused, [(one.name, one.reason) for one in plan.refused]
    assert {(row.key, row.applies_to): row.words for row in plan.new} == typed


def test_what_stands_in_brackets_behind_a_period_is_read():
    key = rulebook.catalogue()["proposal.extension_length"]
    assert understood(key, "2个月（最多1次）", "", key.default) == {"n": 2, "unit": "months"} | {"max_times": 1}
    sign = rulebook.catalogue()[SIGN]
    assert understood(sign, "5日（末日遇休息日的提前）", "", sign.default)["roll"] == "previous"
    with pytest.raises(Unclear, match="看不懂"):
        understood(sign, "5日（从收到起）", "", sign.default)
