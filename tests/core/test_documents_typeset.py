"""Lines of Chinese text are broken and filled as official papers require."""

import random

import pytest

from core.documents import data, fonts, typeset

TEXT = (
    "近年来，我区老旧小区加装电梯工作有序推进，截至2025年底，全区共有既有多层住宅2,316栋，已完成加装187台，占比8.07%。"
    "但群众反映，“最后一公里”问题仍然突出：一是资金筹措难、二是意见统一难、三是后期维护难——上述问题在桐花街道、清水湾"
    "社区（含老城片区）尤为集中……有的楼栋三年未能动工。"
)


@pytest.mark.parametrize("seed", range(40))
def test_no_line_begins_or_ends_with_the_wrong_sign_and_no_character_is_lost(seed):
    chance = random.Random(seed)  # noqa: S311 - test data
    text = "".join(chance.choice(TEXT) for _ in range(400))
    broken = typeset.lines(text)
    assert "".join(line.text for line in broken) == text
    for line in broken[1:]:
        assert line.text[0] not in "，。、；：？！）》”…％", line.text
    for line in broken[:-1]:
        assert line.text[-1] not in "（《“", line.text


def test_full_lines_are_stretched_to_exactly_28_characters():
    broken = typeset.lines(TEXT * 3)
    assert any(line.stretch for line in broken)
    for line in broken[:-1]:
        assert line.indent + typeset.width(line.text) + line.stretch * len(line.text) == pytest.approx(28)
    assert broken[-1].stretch == 0


def test_no_line_is_ever_longer_than_the_measure():
    for text in (TEXT * 2, "http://" + "a" * 300, "，" * 60, "（" * 60, "1234567890" * 20, "—" * 70, "𬱖" * 60):
        for line in typeset.lines(text):
            assert line.indent + typeset.width(line.text) <= 28 + 1e-6


def test_numbers_words_dashes_and_ellipses_are_not_broken():
    for lead in range(26, 30):
        for piece in ("2,316.5", "zhang@example.cn", "——", "……"):
            broken = typeset.lines("国" * lead + piece + "后文" * 20, indent=0)
            assert any(piece in line.text for line in broken)


def test_a_short_title_stays_on_one_line():
    assert typeset.title_lines("关于修建健身步道的建议") == ["关于修建健身步道的建议"]


@pytest.mark.parametrize(
    "title",
    [
        "关于区政协第十届委员会第三次会议第32号提案的答复",
        "关于进一步完善既有住宅加装电梯“资金、审批、维护”全链条服务机制加快推进老旧小区适老化改造的建议",
        "关于推动我区农村生活污水治理与乡村旅游融合发展的提案",
    ],
)
def test_a_long_title_is_broken_between_words_into_lines_of_different_length(title):
    broken = typeset.title_lines(title)
    assert "".join(broken) == title and len(broken) > 1
    widths = [typeset.title_width(line) for line in broken]
    assert max(widths) <= 20
    if len(widths) == 3:
        assert not (widths[1] < widths[0] and widths[1] < widths[2])
    for line in broken[1:]:
        assert line[0] not in "的，、”》"


@pytest.mark.parametrize(
    ("title", "whole"),
    [
        (
            "关于政协江岭区第十五届委员会第五次会议第0025号提案《关于加快社区养老服务的提案》的答复",
            "第五次会议",
        ),
        ("关于区政协十五届五次全体会议第125号提案的再次答复（第二次交办）", "五次全体会议"),
        ("关于对2026年度江岭区公共停车设施建设项目推进情况进行民主监督的提案", "2026年度"),
        ("关于江岭区人民政府办公室第12345号文件落实情况和第三批试点单位的通报", "第三批"),
    ],
)
def test_what_is_counted_stays_whole_with_its_number(title, whole):
    broken = typeset.title_lines(title)
    assert len(broken) > 1 and any(whole in line for line in broken)
    assert not any(line.endswith(("关于", "对")) for line in broken)


def test_a_title_full_of_digits_fits_in_the_font_of_titles():
    """Its digits are wider than those of the text."""
    title = "关于区政协2026年第1234567890号提案的答复"
    assert typeset.width(title) <= 20 < typeset.title_width(title)
    assert all(typeset.title_width(line) <= 20 for line in typeset.title_lines(title))


def test_a_title_without_words_to_break_at_is_still_broken():
    broken = typeset.title_lines("A" * 200)
    assert len(broken) > 1 and "".join(broken) == "A" * 200


def test_signs_that_no_font_draws_are_written_out_and_names_are_left_alone():
    assert fonts.drawable("3㎡、5㎞，☑同意，⑪项，℃") == "3m²、5km，√同意，11项，℃"
    assert fonts.drawable("喆堃珺玥赟旻彧𬱖") == "喆堃珺玥赟旻彧𬱖"


def test_numbered_lines_become_headings_and_sentences_do_not():
    kinds = [
        block.kind for block in data.blocks("一、总体情况\n（一）资金渠道\n\n一、二、三年级均已覆盖。\n　　正文。")
    ]
    assert kinds == ["heading1", "heading2", "text", "text"]


def test_chinese_quotation_marks_keep_a_whole_character():
    assert typeset.width("“”‘’—…·") == 7
    assert typeset.width("2026") == pytest.approx(2)
