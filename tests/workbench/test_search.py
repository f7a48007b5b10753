"""The search box: a number leads to its matter, words are marked where they stand, what has ended comes last."""

import pytest

from core.search import excerpt, marked
from proposals.models import Proposal
from tests.builders.cast import fresh
from tests.builders.pages import act, filed, handed, signed_in, submitted

pytestmark = pytest.mark.django_db
BOX = "/workbench/search/"


def asked(user, words: str):
    return signed_in(user).get(BOX, {"q": words})


def test_a_number_with_its_sign_leads_to_the_one_matter_that_it_means(cast):
    c = cast
    first, second = filed(c), submitted(c, c.zhou, title="关于食堂的提案")
    Proposal.objects.filter(pk=first.pk).update(receipt_number=77)
    Proposal.objects.filter(pk=second.pk).update(receipt_number=fresh(first).number)
    number = fresh(first).number
    assert asked(c.clerk, f"第{number:04d}号").url == first.get_absolute_url()
    assert asked(c.clerk, f"收{number:04d}").url == second.get_absolute_url()
    assert asked(c.clerk, "收0077").url == first.get_absolute_url()
    both = asked(c.clerk, str(number)).content.decode()
    assert first.get_absolute_url() in both and second.get_absolute_url() in both
    assert asked(c.clerk, "收0999").status_code == 200
    stranger = asked(c.lu, f"收{number:04d}")
    assert stranger.status_code == 200 and second.get_absolute_url() not in stranger.content.decode()


def test_found_words_are_marked_and_quoted_and_ended_matters_come_last(cast):
    c = cast
    living = submitted(c, title="关于滨河步道的提案")
    ended = submitted(c, c.zhou, title="关于滨河绿化的提案")
    Proposal.objects.filter(pk__in=[living.pk, ended.pk]).update(analysis="近年来滨河一带<b>夜间照明不足。")
    act(c.zhou, ended, "withdraw", reason="另提")
    html = asked(c.clerk, "滨河").content.decode()
    assert "关于<mark>滨河</mark>步道的提案" in html
    assert "近年来<mark>滨河</mark>一带&lt;b&gt;夜间照明不足。" in html
    assert html.index(living.get_absolute_url()) < html.index(ended.get_absolute_url())


def test_a_returned_text_is_not_quoted_while_it_is_changed(cast):
    c = cast
    proposal = submitted(c, title="关于滨河步道的提案")
    act(c.clerk, proposal, "return_to_author", reason="请写具体")
    Proposal.objects.filter(pk=proposal.pk).update(analysis="滨河一带还没有写完")
    html = asked(c.clerk, "滨河").content.decode()
    assert proposal.get_absolute_url() in html and "没有写完" not in html


def test_instructions_are_found_by_whoever_reads_them_and_quoted(cast):
    c = cast
    proposal, other = handed(c, title="关于滨河步道的提案"), handed(c, title="关于食堂的提案")
    act(c.leader, proposal, "instruct", instruction="请住建局月底前报结果")
    own, elsewhere = proposal.get_absolute_url(), other.get_absolute_url()
    for words in ("批示", "月底前", "批示 滨河", "批示 月底前", c.leader.full_name, "领导批示"):
        for user in (c.clerk, c.gov_office, c.leader):
            html = asked(user, words).content.decode()
            assert own in html and elsewhere not in html, (user.username, words)
    assert f"{c.leader.full_name}批示：请住建局<mark>月底前</mark>报结果" in asked(c.clerk, "月底前").content.decode()
    assert own not in asked(c.clerk, "批示 食堂").content.decode()
    for user in (c.shen, c.lu, c.housing_clerk):
        assert own not in asked(user, "月底前").content.decode() and own not in asked(user, "批示").content.decode()
    listed = signed_in(c.clerk).get("/proposals/?q=批示 滨河").context["table"].rows
    assert [row.pk for row in listed] == [proposal.pk]
    act(c.leader, other, "instruct", instruction="请承办单位上门", followers=["unit"])
    assert elsewhere in asked(c.housing_clerk, "上门").content.decode()
    act(c.leader, other, "withdraw_instruction")
    assert elsewhere not in asked(c.clerk, "上门").content.decode(), "which is nobody's any more"


def test_an_excerpt_is_the_place_around_the_first_word():
    text = "甲" * 100 + "路灯" + "乙" * 100
    assert excerpt(text, "路灯") == f"…{'甲' * 40}<mark>路灯</mark>{'乙' * 40}…"
    assert excerpt(text, "食堂") == "" and marked("a<b", " ") == "a&lt;b"


def test_a_bare_number_says_where_it_was_found_as_that_of_the_receipt(cast):
    c = cast
    waiting = submitted(c, title="关于夜间照明的提案")
    first = filed(c, c.zhou, title="关于口袋公园的提案")
    assert (first.number, first.receipt_number) == (1, waiting.receipt_number + 1)
    page = asked(c.clerk, str(first.receipt_number)).content.decode()
    assert "第0001号" in page and f"按收件号找到：收{first.receipt_number:04d}" in page
    assert waiting.case_number == f"收{waiting.receipt_number:04d}", "its own number needs no word"
    assert "按收件号找到" not in asked(c.clerk, str(waiting.receipt_number)).content.decode()
