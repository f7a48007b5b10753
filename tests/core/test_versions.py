"""What became of a text: kept versions, and what differs from one to the next."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.matters import drafts
from core.matters.versions import Piece, changes, difference, versions_of
from tests.builders.acts import do
from tests.builders.cast import draft, fresh, who

TEXT = st.text(alphabet="一是修管网二公开数据，。；\n", max_size=60)


@given(before=TEXT, after=TEXT)
def test_the_pieces_give_back_both_texts(before, after):
    pieces = difference(before, after)
    assert "".join(p.text for p in pieces if p.kind != "in") == before
    assert "".join(p.text for p in pieces if p.kind != "out") == after
    assert all(one.kind != other.kind for one, other in pairwise(pieces))
    assert all(p.text for p in pieces)


@given(text=TEXT)
def test_a_text_differs_from_itself_in_nothing(text):
    assert difference(text, text) == ([Piece("same", text)] if text else [])


def test_a_changed_sentence_shows_the_changed_words_and_leaves_its_neighbours():
    pieces = difference("一是整合水厂。二是更新管网。", "一是整合水厂。二是分期更新管网。三是公开数据。")
    assert pieces == [
        Piece("same", "一是整合水厂。二是"),
        Piece("in", "分期"),
        Piece("same", "更新管网。"),
        Piece("in", "三是公开数据。"),
    ]


def test_long_passages_are_replaced_as_a_whole():
    before, after = "旧" * 3000, "新" * 3000
    assert difference(before, after) == [Piece("out", before), Piece("in", after)]


@pytest.mark.django_db
def test_versions_are_what_was_kept_and_what_was_handed_in(cast):
    proposal = draft(cast)
    shen = who(cast.shen)
    drafts.save(fresh(proposal), shen, {"analysis": "第一次改。"}, keep=True)
    drafts.save(fresh(proposal), shen, {"analysis": "第一次改。再想一想。"})
    assert [v.texts["分析"] for v in versions_of(fresh(proposal))] == ["第一次改。"]
    drafts.save(fresh(proposal), shen, {"analysis": "第二次改。"}, keep=True)
    do(proposal, "submit", cast.shen)
    do(proposal, "return_to_author", cast.clerk, reason="请补充数字")
    kept = versions_of(fresh(proposal))
    assert [v.texts["分析"] for v in kept] == ["第一次改。", "第二次改。"]
    assert [v.by for v in kept] == ["沈岚", "沈岚"] and kept[0].number < kept[1].number
    assert changes(*kept) == {"分析": difference("第一次改。", "第二次改。")}


@pytest.mark.django_db
def test_a_text_saved_by_itself_is_a_version_once_it_is_handed_in(cast):
    proposal = draft(cast)
    assert versions_of(fresh(proposal)) == []
    do(proposal, "submit", cast.shen)
    (only,) = versions_of(fresh(proposal))
    assert only.texts["案由"] == proposal.title and only.texts["是否同意公开"] == "是"


@pytest.mark.django_db
def test_what_a_review_decides_makes_no_version_of_the_text(cast):
    proposal = draft(cast)
    do(proposal, "submit", cast.shen)
    do(proposal, "recommend", cast.clerk, outcome="file", category="economy")
    do(proposal, "file", cast.chair, category="economy")
    (only,) = versions_of(fresh(proposal))
    assert only.handed_in and versions_of(fresh(proposal), handed_in=True) == [only]
