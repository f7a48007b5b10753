"""Long pages of the rule book: groups folded, one row for a key, nothing confirmed that was not open."""

import pytest
import time_machine
from lxml import html

from core import rulebook
from core.chinese import long_date
from core.models import Rule
from tests.builders.cast import at
from tests.builders.rule_pages import TODAY, opened, read

pytestmark = pytest.mark.django_db
LIST, PENDING = "/settings/rules/", "/settings/rules/pending/"
GROUP = "提案·审查"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(at(TODAY), tick=False):
        yield


def page(response):
    return html.fromstring(response.content.decode())


def waiting() -> int:
    return Rule.objects.filter(regulation__is_default=True, confirmed_at=None).count()


def test_a_key_is_one_row_and_its_exceptions_open_in_it(book):
    shown = page(book.keeper.get(LIST))
    rows = [row for row in shown.xpath("//tbody/tr") if "临期预警（工作日）" in row.xpath("string(td[1])")]
    assert len(rows) == 1
    assert "另有 10 条例外" in rows[0].text_content() and "审查：" in rows[0].xpath("string(.//details)")


def test_groups_are_folded_until_one_looks_for_something_or_opens_them_all(book):
    folded = page(book.keeper.get(LIST)).xpath("//details[contains(@class,'rb-group')]")
    assert folded and not any(group.get("open") is not None for group in folded)
    for asked in ({"open": "all"}, {"q": "答复期限"}):
        groups = page(book.keeper.get(LIST, asked)).xpath("//details[contains(@class,'rb-group')]")
        assert groups and all(group.get("open") is not None for group in groups)


def test_a_group_is_confirmed_by_the_button_inside_it_and_the_others_wait_on(cast):
    chair = opened(cast.leader)
    shown = page(chair.get(PENDING))
    (button,) = shown.xpath(f"//button[@value='group:{GROUP}']")
    inside = button.xpath("ancestor::details[contains(@class,'rb-group')]")[0]
    assert "审定前须有初审意见" in inside.text_content() and inside.get("open") is None
    assert not shown.xpath("//button[@value='all']")  # everything at once only where everything is open
    assert page(chair.get(PENDING, {"open": "all"})).xpath("//button[@value='all']")
    before = waiting()
    chair.post(PENDING, {"which": f"group:{GROUP}", "basis": "第3次主席会议"})
    assert 0 < before - waiting() < before
    again = page(chair.get(PENDING))
    assert not again.xpath(f"//button[@value='group:{GROUP}']")
    assert again.xpath("//input[@name='basis']/@value") == ["第3次主席会议"]  # said once for the next group too


def test_what_was_confirmed_rests_on_that_meeting_wherever_it_is_said(cast):
    key = next(one for one in rulebook.catalogue().values() if one.group == GROUP and one.drives)
    assert "尚未由本委员会制度确定" in read(opened(cast.clerk).get(f"{LIST}{key.key}/"))
    opened(cast.leader).post(PENDING, {"which": f"group:{GROUP}", "basis": "七届一次主席会议"})
    said = f"系统推荐设置，经七届一次主席会议确认（{long_date(TODAY)}）"
    assert rulebook.rule(key.key).source == said  # what every 怎么算的 cites
    for path in (f"{LIST}{key.key}/", f"{LIST}?q={key.key}"):
        shown = read(opened(cast.clerk).get(path))
        assert said in shown and "尚未由本委员会制度确定" not in shown, path
    assert said in read(opened(cast.clerk).get(f"{LIST}sheet/"))


def test_without_a_word_of_who_decided_nothing_is_confirmed_and_the_group_stays_open(cast):
    chair, before = opened(cast.leader), waiting()
    response = chair.post(PENDING, {"which": f"group:{GROUP}"})
    assert response.status_code == 422 and waiting() == before
    opened_groups = page(response).xpath("//details[contains(@class,'rb-group')][@open]")
    assert len(opened_groups) == 1 and "审定前须有初审意见" in opened_groups[0].text_content()


def test_exceptions_are_said_in_full_before_they_are_confirmed(cast):
    said = read(opened(cast.leader).get(PENDING))
    assert "例外，一并确认：" in said and "可申请退办 不提醒" in said
