"""相近的提案: what each person finds, at review, at merging, on the page of a unit's work; two side by side."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders.acts import work
from tests.builders.cast import draft
from tests.builders.pages import act, answered, filed, handed, press, signed_in, submitted, today

pytestmark = pytest.mark.django_db
OTHER = {"situation": "古樟树干空洞。", "analysis": "游客攀爬刻划。", "suggestion": "挂牌设围栏，请专家复壮。"}
BUS, AGAIN = "关于优化城北公交线网和末班车的提案", "关于延长城北公交末班车时间的提案"


def page(user, url, status=200) -> str:
    response = signed_in(user).get(url)
    assert response.status_code == status, (url, response.status_code)
    return response.content.decode()


def part(user, proposal, key="") -> str:
    """The list as a piece of another page."""
    return page(user, f"/proposals/{proposal.pk}/similar/?part=1&for={key}")


def test_at_review_those_alike_are_told_with_number_proposer_and_unit(cast):
    earlier = handed(cast, cast.zhou, title=BUS)
    filed(cast, cast.zhou, title="关于保护古樟树群的提案", **OTHER)
    proposal = submitted(cast, title=AGAIN)
    asked = page(cast.clerk, f"{proposal.get_absolute_url()}do/recommend/")
    assert f'data-alike="/proposals/{proposal.pk}/similar/?part=1&amp;for=recommend"' in asked
    assert f'href="/proposals/{proposal.pk}/similar/?for=recommend"' in asked, "without a script a page leads there"
    found = part(cast.clerk, proposal, "recommend")
    assert earlier.case_number in found and "周正 · " in found and cast.housing.brief in found
    assert "共同的话：" in found and "<mark>" in found and "古樟树" not in found
    assert f"?main={earlier.pk}" in found and f"/proposals/{proposal.pk}/beside/{earlier.pk}/" in found


def test_two_handed_in_in_one_week_find_each_other_before_either_is_filed(cast):
    one, other = submitted(cast, cast.zhou, title=BUS), submitted(cast, title=AGAIN)
    found = part(cast.clerk, other, "recommend")
    assert one.case_number in found and "不能选，供参考" in found and "?main=" not in found


def test_whoever_may_not_do_the_act_is_offered_no_choice(cast):
    filed(cast, cast.zhou, title=BUS)
    proposal = submitted(cast, title=AGAIN)
    assert "?main=" not in part(cast.clerk, proposal, "merge"), "merging is the chair's"
    assert "?main=" not in part(cast.clerk, proposal, "nothing")
    assert "?main=" not in part(cast.shen, proposal, "recommend")


def test_the_one_chosen_stands_in_the_form_and_alike_ones_come_first(cast):
    alike = filed(cast, cast.zhou, title=BUS)
    other = filed(cast, cast.zhou, title="关于保护古樟树群的提案", **OTHER)
    proposal = submitted(cast, title=AGAIN)
    act(cast.clerk, proposal, "recommend", outcome="file", category="city", text="建议立案")
    url = f"{proposal.get_absolute_url()}do/merge/"
    asked = page(cast.chair, url)
    places = [asked.index(f'<option value="{one.pk}"') for one in (alike, other)]
    assert places == sorted(places), "the newer one is not alike"
    assert f'<option value="{other.pk}" selected' in page(cast.chair, f"{url}?main={other.pk}")
    for wrong in (proposal.pk, 999_999, "x", "²"):
        page(cast.chair, f"{url}?main={wrong}")
    press(cast.chair, proposal, "merge", expect=400, main=proposal.pk)
    press(cast.chair, proposal, "merge", main=alike.pk)


def test_two_texts_stand_side_by_side_before_they_are_merged(cast):
    main = filed(cast, cast.zhou, title=BUS, situation="城北末班车九点收车。")
    proposal = submitted(cast, title=AGAIN, situation="城北末班车九点收车，工人回不了家。")
    act(cast.clerk, proposal, "recommend", outcome="file", category="city", text="建议立案")
    pair = page(cast.chair, f"/proposals/{proposal.pk}/beside/{main.pk}/")
    assert "<mark>城北末班车九点收车</mark>" in pair and main.case_number in pair
    assert f'href="{proposal.get_absolute_url()}do/merge/?main={main.pk}"' in pair
    assert "do/merge/" not in page(cast.shen, f"/proposals/{proposal.pk}/beside/{main.pk}/")
    page(cast.chair, f"/proposals/{proposal.pk}/beside/{proposal.pk}/", 404)


def test_nobody_finds_what_may_not_be_seen(cast):
    hidden = filed(cast, cast.zhou, title=BUS, publish_consent=False, publish_reason="不宜公开")
    unfinished = draft(cast, cast.he, day=today(), title="关于城北公交末班车的提案")
    proposal = submitted(cast, title=AGAIN)
    assert hidden.case_number not in part(cast.shen, proposal) and hidden.case_number in part(cast.clerk, proposal)
    assert f"/beside/{unfinished.pk}/" not in part(cast.clerk, proposal)
    page(cast.shen, f"/proposals/{proposal.pk}/beside/{hidden.pk}/", 404)
    page(cast.clerk, f"/proposals/{proposal.pk}/beside/{unfinished.pk}/", 404)
    page(cast.lu, f"/proposals/{proposal.pk}/similar/", 404)


def test_a_unit_finds_what_it_has_answered_itself(cast):
    before = handed(cast, cast.zhou, title=BUS, publish_consent=False, publish_reason="不宜公开")
    answered(cast, before)
    elsewhere = filed(cast, cast.zhou, title="关于城北公交末班车再晚一点的提案")
    proposal = handed(cast, title=AGAIN)
    mine = page(cast.housing_clerk, work(proposal, cast.housing).get_absolute_url())
    assert "本单位办理的相近提案" in mine and f"/proposals/{proposal.pk}/similar/?part=1" in mine
    found = part(cast.housing_clerk, proposal)
    assert before.case_number in found and "今年答复" in found
    assert elsewhere.case_number not in found, "what other units handle stays theirs"


def test_a_draft_is_compared_with_its_text_by_those_who_write_it_alone(cast):
    filed(cast, cast.zhou, title=BUS, situation="柳荫路口没有红绿灯，学生过街危险。")
    mine = draft(cast, cast.shen, day=today(), title="出行", situation="柳荫路口没有红绿灯，学生过街危险。")
    asked = f"/proposals/similar/?title=出行难&of={mine.pk}"
    assert BUS[2:6] in page(cast.shen, asked).replace("<mark>", "").replace("</mark>", "")
    assert "相近" not in page(cast.lu, asked), "the text of others helps nobody"


def test_the_list_costs_the_same_for_one_and_for_many(cast):
    proposal = submitted(cast, title=AGAIN)
    clerk = signed_in(cast.clerk)
    costs = []
    for more in (1, 5):
        for n in range(more):
            handed(cast, cast.zhou, title=f"{BUS[:-3]}{n}的提案")
        clerk.get(f"/proposals/{proposal.pk}/similar/?part=1&for=recommend")  # counts words
        with CaptureQueriesContext(connection) as caught:
            clerk.get("/proposals/similar/", {"title": AGAIN})
        costs.append(len(caught))
    assert costs[0] == costs[1] <= 9, costs
