"""What a cell for a person says: names, titles in front or behind, or that nobody is there."""

import pytest

from core.persons import Persons, is_called, is_vacant, persons_in


@pytest.mark.parametrize(
    ("text", "names", "beside"),
    [
        ("陈志明 副部长", ["陈志明"], ["副部长"]),
        ("陈志明副部长", ["陈志明"], ["副部长"]),
        ("史册、副局长", ["史册"], ["副局长"]),
        ("王海波 党组成员、副局长", ["王海波"], ["党组成员", "副局长"]),
        ("党组书记、局长 赵一", ["赵一"], ["党组书记", "局长"]),
        ("王海波党组成员、副局长", ["王海波"], ["党组成员", "副局长"]),
        ("副局长：王海波", ["王海波"], ["副局长"]),
        ("赵一 党组书记、副主任、主持工作", ["赵一"], ["党组书记", "副主任", "主持工作"]),
        ("陈敏主持工作", ["陈敏"], ["主持工作"]),
        ("张明 分管教育", ["张明"], ["分管教育"]),
        ("史册 四级调研员", ["史册"], ["四级调研员"]),
        ("办公室 李敏", ["李敏"], ["办公室"]),
        ("李敏办公室主任", ["李敏"], ["办公室主任"]),
        ("王海波县委办副主任", ["王海波"], ["县委办副主任"]),
        ("欧阳文静副局长", ["欧阳文静"], ["副局长"]),
        ("阿不都·热合曼副主任", ["阿不都·热合曼"], ["副主任"]),
        ("陈志明副部长、李小明科员", ["陈志明", "李小明"], ["副部长", "科员"]),
        ("于建设局长", ["于建设"], ["局长"]),
        ("交通局副局长", ["交通局副局长"], []),
        ("副局长", [], ["副局长"]),
        ("何长工", ["何长工"], []),
        ("王建委", ["王建委"], []),
        ("万部长安", ["万部长安"], []),
        ("李 明", ["李明"], []),
        ("欧阳 文静", ["欧阳文静"], []),
        ("张三 李四", ["张三", "李四"], []),
        ("Wang Li", ["Wang Li"], []),
        ("", [], []),
    ],
)
def test_names_are_told_from_what_stands_beside_them(text, names, beside):
    assert persons_in(text) == Persons(tuple(names), tuple(beside))


@pytest.mark.parametrize(
    "text", ["空缺", "暂缺", "（空缺）", "待定", "暂无", "无", "岗位空缺", "尚未明确", "未配备", "待任命", "无人", "缺"]
)
def test_words_that_nobody_is_there(text):
    assert is_vacant(text) and (persons_in(text) == Persons(vacant=True) or "（" in text)


@pytest.mark.parametrize("text", ["吴缺", "无忌", "代云", "空山", "未来", "待春", "贾无人", "全缺"])
def test_names_that_only_sound_so(text):
    assert not is_vacant(text)


@pytest.mark.parametrize(
    ("text", "only"), [("李局长", True), ("欧阳主任", True), ("李长春", False), ("陈明局长", False)]
)
def test_a_surname_with_a_title_is_no_whole_name(text, only):
    assert is_called(text) is only
