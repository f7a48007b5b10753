"""发文字号: written as it is printed, put right with a reason; a telephone number can be dialled."""

from unittest.mock import ANY

import pytest
from django.utils import timezone

from core.document_numbers import document_number
from core.identifiers import is_number_to_call
from core.models import Event, Notice, Organisation
from tests.builders.cast import fresh
from tests.builders.pages import act, answered, drafted, handed, press, signed_in, work

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("江建提〔2026〕3号", "江建提〔2026〕3号"),
        ("江建提[2026]3号", "江建提〔2026〕3号"),
        ("江建提（2026）第３号", "江建提〔2026〕3号"),
        (" 江政办函 【2026】 12 号 ", "江政办函〔2026〕12号"),
        ("江建提〔2026〕3", "江建提〔2026〕3号"),
        ("江建提[2026]003号", "江建提〔2026〕3号"),
    ],
)
def test_a_number_is_kept_as_it_is_printed(typed, kept):
    assert document_number(typed) == kept


@pytest.mark.parametrize("typed", ["abc", "3号", "江建提3号", "江建提〔26〕3号", "江建提〔2026〕", "〔2026〕3号"])
def test_what_is_no_number_is_refused_with_an_example(typed):
    with pytest.raises(ValueError, match="江建提〔2026〕12号"):
        document_number(typed, "江建提")


@pytest.mark.parametrize(
    ("typed", "may"),
    [("0571-8888 1234", True), ("8881234转12", True), ("8881234 分机 12", True), ("13800000000、8881234", True),
     ("马宁", False), ("abc", False), ("转", False)],
)  # fmt: skip
def test_a_telephone_number_can_be_dialled(typed, may):
    assert is_number_to_call(typed) == may


def checked(c):
    proposal = handed(c)
    drafted(c, proposal)
    act(c.housing_clerk, work(proposal, c.housing), "submit_reply")
    act(c.housing_head, work(proposal, c.housing), "sign_off")
    act(c.gov_office, work(proposal, c.housing), "pass_check", letter="A")
    return work(proposal, c.housing)


def test_delivering_takes_a_number_of_the_right_form_only(cast):
    one = checked(cast)
    refused = press(cast.housing_clerk, one, "deliver", expect=400, document_number="abc").content.decode()
    assert "发文字号请写成“江建提〔2026〕12号”这样" in refused and 'value="abc"' in refused
    press(cast.housing_clerk, one, "deliver", document_number="江建提(2026)7号")
    assert fresh(one).reply.document_number == "江建提〔2026〕7号"


def test_signing_for_takes_a_number_to_call_only(cast):
    one = work(handed(cast), cast.housing)
    refused = press(cast.housing_clerk, one, "sign", expect=400, handler_name="马宁", handler_phone="请问马宁")
    assert "“经办电话”请只写电话号码" in refused.content.decode()
    press(cast.housing_clerk, one, "sign", handler_name="马宁", handler_phone="8881234 转 12")


def test_a_wrong_number_is_put_right_with_a_reason_and_told(cast):
    proposal = handed(cast)
    answered(cast, proposal)
    one = work(proposal, cast.housing)
    was = one.reply.document_number
    form = signed_in(cast.housing_clerk).get(f"{one.get_absolute_url()}do/correct_number/").context["form"]
    assert form["document_number"].value() == was
    same = press(cast.housing_clerk, one, "correct_number", expect=409, document_number=was, reason="笔误")
    assert "没有更正" in same.content.decode()
    Notice.objects.all().delete()
    press(cast.gov_office, one, "correct_number", document_number="江建提〔2026〕9号", reason="编号有误")
    assert work(proposal, cast.housing).reply.document_number == "江建提〔2026〕9号"
    event = Event.objects.get(key="correct_number")
    assert (event.text, event.reason) == (f"区住建局的答复发文字号由{was}更正为江建提〔2026〕9号", "编号有误")
    assert f"由{was}更正为江建提〔2026〕9号" in Notice.objects.get(recipient=cast.shen).body
    html = signed_in(cast.shen).get(proposal.get_absolute_url()).content.decode()
    assert "江建提〔2026〕9号 ·" in html and f"{was} ·" not in html
    assert signed_in(cast.housing_clerk).get(f"{one.get_absolute_url()}documents/reply.pdf").status_code == 200


def test_no_two_letters_bear_one_number_nor_another_bodys_letters_nor_a_strange_year(cast):
    day = timezone.localdate()
    first, second = checked(cast), checked(cast)
    Organisation.objects.filter(pk=cast.water.pk).update(document_word="江水提")
    press(cast.housing_clerk, first, "deliver", document_number=f"江建提〔{day.year}〕2号")
    for number, told in (
        (f"江建提〔{day.year}〕2号", "已用于区住建局对"),
        (f"江水提〔{day.year}〕3号", "的发文代字"),
        ("江建提〔1999〕3号", "年份不对"),
        (f"江建提〔{day.year}〕0号", "发文字号请写成"),
    ):
        page = press(cast.housing_clerk, second, "deliver", expect=ANY, document_number=number).content.decode()
        assert told in page and number in page, number
        assert not fresh(second).reply.document_number
    third = checked(cast)
    press(cast.housing_clerk, second, "deliver", document_number="")
    press(cast.housing_clerk, third, "deliver", document_number="")
    numbers = [fresh(one).reply.document_number for one in (second, third)]
    assert numbers == [f"江建提〔{day.year}〕3号", f"江建提〔{day.year}〕4号"], "the series goes on after the highest"
    same = press(
        cast.gov_office, third, "correct_number", expect=409, document_number=f"江建提〔{day.year}〕2号", reason="x"
    ).content.decode()
    assert "已用于区住建局对" in same and fresh(third).reply.document_number == numbers[1]


def test_a_number_that_can_hardly_be_meant_is_asked_about_once(cast):
    day, one = timezone.localdate(), checked(cast)
    for number, told in (
        (f"江建提〔{day.year - 1}〕3号", f"是{day.year - 1}年的号"),
        (f"江办函〔{day.year}〕3号", "不是本单位的发文代字“江建提”"),
        (f"江建提〔{day.year}〕2026号", "大很多"),
    ):
        page = press(cast.housing_clerk, one, "deliver", expect=409, document_number=number).content.decode()
        assert told in page and "请在“已核对发文字号，照此使用”下勾选" in page and number in page, number
    press(cast.housing_clerk, one, "deliver", document_number=f"江建提〔{day.year - 1}〕3号", number_sure="year")
    assert fresh(one).reply.document_number == f"江建提〔{day.year - 1}〕3号"
    assert Event.objects.get(key="deliver").text == "区住建局送达答复", "the number is for those who read the letter"
    wrong = f"江建提〔{day.year + 1}〕3号"
    press(cast.housing_clerk, one, "correct_number", expect=409, document_number=wrong, reason="x", number_sure="year")


def test_all_doubts_are_told_together_and_a_tick_is_for_one_of_them(cast):
    day, one = timezone.localdate(), checked(cast)
    number = f"江办函〔{day.year - 1}〕21号"
    page = press(cast.housing_clerk, one, "deliver", expect=409, document_number=number).content.decode()
    assert "“年份不是答复当年的”“代字不是本单位的”“号数跳了很多”" in page
    sure = ["year", "word"]
    page = press(cast.housing_clerk, one, "deliver", expect=409, document_number=number, number_sure=sure)
    assert "勾选“号数跳了很多”" in page.content.decode()
    press(cast.housing_clerk, one, "deliver", document_number=number, number_sure=[*sure, "leap"])
    assert fresh(one).reply.document_number == number


@pytest.mark.parametrize(
    ("highest", "typed", "asked"), [(0, 20, 0), (0, 21, 1), (15, 30, 0), (15, 31, 1), (60, 120, 0)]
)
def test_a_leap_is_more_than_twenty_and_than_twice_the_highest(cast, highest, typed, asked):
    one, year = checked(cast), timezone.localdate().year
    if highest:
        number = f"江建提〔{year}〕{highest}号"
        press(cast.housing_clerk, checked(cast), "deliver", document_number=number, number_sure="leap")
    expect = {"expect": 409} if asked else {}
    press(cast.housing_clerk, one, "deliver", document_number=f"江建提〔{year}〕{typed}号", **expect)


def test_what_counts_for_the_next_number_is_the_units_own_letters_of_the_year(cast):
    day, (first, second) = timezone.localdate(), (checked(cast), checked(cast))
    number = f"江办函〔{day.year}〕50号"
    press(cast.housing_clerk, first, "deliver", document_number=number, number_sure=["word", "leap"])
    press(cast.housing_clerk, second, "deliver", document_number="")
    assert fresh(second).reply.document_number == f"江建提〔{day.year}〕1号"
