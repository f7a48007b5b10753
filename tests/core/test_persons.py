"""What a cell for a person says: names, titles in front or behind, or that nobody is there."""

import pytest

from core.persons import Persons, is_called, is_phrase, is_vacant, leads, persons_in


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
        ("暂由贺守成代", ["贺守成"], ["暂由代"]),
        ("暂由尚可为代管", ["尚可为"], ["暂由代管"]),
        ("目前由秦观负责提案工作", ["秦观"], ["目前由负责提案工作"]),
        ("由秦观副局长临时代管", ["秦观"], ["副局长", "由临时代管"]),
        ("由副局长秦观兼", ["秦观"], ["副局长", "由兼"]),
        ("由欧阳文静代", ["欧阳文静"], ["由代"]),
        ("由刘代明负责", ["刘代明"], ["由负责"]),
        ("暂由秦观", ["秦观"], ["暂由"]),
        ("待定，暂由秦观负责", ["秦观"], ["暂由负责"]),
        ("秦观临时负责", ["秦观"], ["临时负责"]),
        ("秦观暂代", ["秦观"], ["暂代"]),
        ("贺守成代", ["贺守成"], ["代"]),
        ("临时负责：秦观", ["秦观"], ["临时负责"]),
        ("临时负责人 秦观", ["秦观"], ["临时负责人"]),
        ("对接人:秦观", ["秦观"], ["对接人"]),
        ("暂由办公室代管", [], ["办公室", "暂由代管"]),
        ("由局长兼任", [], ["局长", "由兼任"]),
        ("局长兼", [], ["局长兼"]),
        ("由继华", ["由继华"], []),
        ("代云", ["代云"], []),
        ("张三代", ["张三代"], []),
        ("欧阳文代", ["欧阳文代"], []),
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


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("待新任到岗后另报", True),
        ("暂由值班领导轮流负责", True),
        ("阿不都热合曼", False),
        ("欧阳文静", False),
        ("贺守成调任后待定", True),
    ],
)
def test_a_sentence_is_no_name(text, phrase):
    assert is_phrase(text) is phrase


@pytest.mark.parametrize(
    ("post", "leading"),
    [
        ("分管领导", True), ("副局长", True), ("党组书记、局长", True), ("院领导", True), ("主任", True),
        ("党组成员、办公室主任", True), ("检察长", True), ("办公室主任", False), ("综合科科长", False),
        ("四级主任科员", False), ("政策法规科副科长", False), ("科员", False), ("经办人", False),
        ("局办公室副主任", False), ("局长助理", False), ("", False),
    ],
)  # fmt: skip
def test_posts_that_lead_a_body(post, leading):
    assert leads(post) is leading
