"""Names and people as lists write them: marks, parts of bodies, former names, lines that are no body."""

import pytest

from core.models import Organisation
from core.organisations.sheets.left import FURTHER, HEADING, UNREAD
from core.organisations.sheets.plan import plan_import
from core.organisations.sheets.planned import GONE, NEW, REFUSED
from core.organisations.sheets.reading import read_sheet
from tests.builders.rosters import book_of

pytestmark = pytest.mark.django_db
HEAD = ["单位", "联络员", "电话"]


def planned(*rows, head=HEAD):
    read = read_sheet(book_of([head, *rows]))
    plan = plan_import(read.rows)
    plan.left = read.left
    return plan, read


def test_marks_are_no_part_of_a_name():
    names = ["★县中医院", "▲县妇幼保健院（新增）", "* 县疾控中心", "6.【新】县低空经济发展中心", "● 县残联■"]
    plan, _ = planned(*([name, "李某", ""] for name in names))
    assert [one.row.name for one in plan.rows] == [
        "县中医院", "县妇幼保健院", "县疾控中心", "县低空经济发展中心", "县残联",
    ]  # fmt: skip


def test_parts_of_a_body_are_below_it():
    plan, _ = planned(
        ["县公安局", "何勇", ""], ["其中：交通警察大队", "鲁斌", ""], ["　 其中：县公安局城关派出所", "罗成", ""],
        ["下属：看守所", "武某", ""], ["县交通局（运政大队）", "陆行", ""], ["县交通局", "杜鹃", ""],
        ["县教育局（督导办）", "李某", ""],
    )  # fmt: skip
    told = [(one.row.name, one.links["parent"].row.name if "parent" in one.links else "") for one in plan.rows]
    assert told == [
        ("县公安局", ""), ("交通警察大队", "县公安局"), ("县公安局城关派出所", "县公安局"), ("看守所", "县公安局"),
        ("县交通局运政大队", "县交通局"), ("县交通局", ""), ("县教育局", ""),
    ]  # fmt: skip
    assert all(any("下属机构" in doubt for doubt in one.doubts) == ("parent" in one.links) for one in plan.rows)


def test_what_a_name_says_of_former_ones():
    kept = Organisation.objects.create(name="县供销社", kind="unit")
    plan, _ = planned(
        ["县供销社→县供销合作社联合社", "史册", ""], ["原科工信局(现经信局)", "孙丽", ""], ["原县文广局", "方圆", ""],
        ["原州区教育局", "马某", ""],
        ["县农业农村局", "姚远", "", "乡村振兴局2023年并入"], ["住建局", "程琳", "", ""],
        ["人防办（住建局挂牌）", "", ""],
        head=[*HEAD, "备注"],
    )  # fmt: skip
    rows = {one.row.name: one for one in plan.rows}
    assert rows["县供销合作社联合社"].body == kept, "nobody is registered twice"
    assert ("former", "科工信局") in rows["经信局"].names and any("请核对" in told for told in rows["经信局"].doubts)
    assert rows["县文广局"].kind == REFUSED and "请写现在的名称" in rows["县文广局"].reason
    assert rows["原州区教育局"].kind == NEW
    assert ("alias", "乡村振兴局") in rows["县农业农村局"].names
    assert rows["人防办"].kind == GONE and ("alias", "人防办") in rows["住建局"].names


def test_words_for_many_bodies_and_lines_that_are_none():
    plan, _ = planned(
        ["各镇（街道）", "甲", ""], ["有关单位", "乙", ""], ["其他相关部门", "丙", ""], ["xx镇（填所在镇）", "丁", ""],
        ["—— 以下为国有企业 ——", "", ""], ["县交投公司", "洪流", ""], ["常用电话", "", ""], ["火警", "", "119"],
        ["总机", "", "62310000"], ["各界别联络站", "甲某", ""],
    )  # fmt: skip
    assert [(one.row.name, one.kind) for one in plan.rows if one.kind != REFUSED] == [
        ("县交投公司", NEW), ("各界别联络站", NEW),
    ]  # fmt: skip
    assert len(plan.of_kind(REFUSED)) == 4
    assert [line.text for line in plan.left_of(UNREAD)] == ["常用电话", "火警 · 119", "总机 · 62310000"]
    assert plan.left_of(HEADING)[-1].text == "—— 以下为国有企业 ——"


def test_posts_tell_who_is_meant_and_nobody_has_no_number():
    head = ["单位", "姓名", "职务", "办公电话", "手机"]
    plan, _ = planned(
        ["县体育中心", "冯跃", "主任", "62340001", "13900050003（660003）"],
        [None, "柯南", "副主任（分管提案）", "62340002", "13900050013"], [None, "小安", "联络员", "62340003", ""],
        ["县数据局", "万方", "局长", "62340011", ""], [None, "—", "副局长（缺）", "62340012", ""],
        [None, "屠龙", "提案联络员", "62340013", ""],
        ["县文旅集团", "翁美", "副总经理", "62340041", ""], [None, "传达室", "", "62340040", ""],
        ["县一中", "荀子", "副校长", "62340061", "13900050061（660061）"], [None, "屈原", "校办主任", "62340062", ""],
        head=head,
    )  # fmt: skip
    told = {one.row.name: [one.values.get(name, "") for name in
            ("head_name", "head_phone", "contact_name", "contact_phone")] for one in plan.rows}  # fmt: skip
    assert told == {
        "县体育中心": ["柯南", "62340002、13900050013", "小安", "62340003"],
        "县数据局": ["万方", "62340011", "屠龙", "62340013"],
        "县文旅集团": ["翁美", "62340041", "", "62340040"],
        "县一中": ["荀子", "62340061、13900050061", "屈原", "62340062"],
    }
    assert any("没有登记" in line.why for line in plan.left_of(FURTHER))


def test_who_stands_in_a_cell_of_people():
    head = ["单位", "归口", "分管领导", "电话", "联络员", "电话"]
    plan, read = planned(
        ["县水利局", "农口", "魏东（分管防汛）13900010014；卫青（分管提案）13900010015", "", "丁一", ""],
        ["县教育局", "文口", "吴建国→改为 钟灵", "13911110002", "王强", ""],
        ["县农商行", "文口", "仇富", "62340051", "同左", ""],
        ["县法院", "政法", "包拯", "", "展昭", ""],
        head=head,
    )  # fmt: skip
    told = [(one.values["head_name"], one.values["contact_name"]) for one in plan.rows]
    assert told == [("卫青", "丁一"), ("钟灵", "王强"), ("仇富", "仇富"), ("包拯", "展昭")]
    assert plan.rows[0].values["head_phone"] == "13900010015"
    assert plan.rows[2].values["contact_phone"] == "62340051"
    assert not any("系统" in doubt for one in plan.rows for doubt in one.doubts)
    assert sum("归口" in note for note in read.notes) == 1


def test_the_same_person_at_the_same_number_is_asked_about():
    Organisation.objects.create(name="县粮储中心", kind="unit", contact_name="周敏", contact_phone="62310001")
    plan, _ = planned(["县储备事务部", "周敏", "62310001"], ["县审计局", "周敏", "62310009"])
    assert any("联系人和电话与目录里的“县粮储中心”相同" in told for told in plan.rows[0].doubts)
    assert not any("县粮储中心" in told for told in plan.rows[1].doubts)
