"""逐件办理: from a matter to the next of the list one came from, with how many are left."""

import html as markup
import re
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.matters import walking
from tests.builders.acts import work
from tests.builders.cast import fresh
from tests.builders.pages import act, answered, drafted, filed, handed, signed_in, submitted

pytestmark = pytest.mark.django_db
TO_DO = "/proposals/?turn=1"
ADVICE = {"outcome": "file", "category": "city", "text": "建议立案"}


def at(thing, list_url=TO_DO, act="", **more) -> str:
    return f"{thing.get_absolute_url()}{f'do/{act}/' if act else ''}?{urlencode({'list': list_url, **more})}"


def bar(page) -> str:
    """The words of the bar that tells of the list."""
    found = re.search(r'<nav class="zx-walk".*?</nav>', page.content.decode(), re.S)
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", found[0])) if found else ""


@pytest.fixture
def three(cast):
    return [submitted(cast, title=f"关于第{number}件事的提案") for number in "一二三"]


def test_a_working_list_goes_along_and_leads_on_after_each_act(cast, three):
    first, second, third = reversed(three)  # the newest stands first
    desk = signed_in(cast.clerk)
    page = desk.get(TO_DO).content.decode()
    for one in three:
        assert f'href="{at(one)}"' in markup.unescape(page)
    detail = desk.get(at(first))
    assert bar(detail) == "待我办：除本件外还有2件跳过，看下一件"
    assert f'href="{at(first, act="recommend")}"' in markup.unescape(detail.content.decode())
    assert detail.context["walk"].next_url == at(second), "skipped, it stays in the list"
    form = desk.get(at(first, act="recommend"))
    assert f'name="list" value="{TO_DO}"' in form.content.decode() and "还有2件" in bar(form)
    done = desk.post(f"{first.get_absolute_url()}do/recommend/", ADVICE | {"seen": first.revision, "list": TO_DO})
    assert done.status_code == 302 and done.url == at(second, done=first.pk)
    told = desk.get(done.url)
    assert f"{first.case_number}：“提出初审意见”已办好" in told.content.decode()
    assert "下面是“待我办”的下一件，连这件还有 2 件" in told.content.decode()
    assert bar(told) == "待我办：除本件外还有1件跳过，看下一件看刚办的那件"
    assert told.context["walk"].done == first.get_absolute_url()
    skipped = desk.get(told.context["walk"].next_url)
    assert skipped.context["thing"] == third and skipped.context["walk"].next_url == at(second), "round to the first"
    assert bar(skipped) == "待我办：除本件外还有1件，这是最后一件从第一件再看"
    desk.post(f"{third.get_absolute_url()}do/recommend/", ADVICE | {"seen": third.revision, "list": TO_DO})
    last = desk.post(f"{second.get_absolute_url()}do/recommend/", ADVICE | {"seen": second.revision, "list": TO_DO})
    assert last.url == at(second) and bar(desk.get(last.url)) == "待我办：没有了"


def test_where_the_act_leaves_it_in_the_list_one_stays_and_is_offered_the_next(cast):
    c = cast
    one, other = filed(c, title="关于口袋公园的提案"), filed(c, title="关于城北公交的提案")
    mine = f"/proposals/?session={c.session.pk}"
    done = signed_in(c.chair).post(
        f"{other.get_absolute_url()}do/mark_key/", {"seen": other.revision, "note": "", "list": mine}
    )  # fmt: skip
    assert done.url == at(other, mine)
    walk = signed_in(c.chair).get(done.url).context["walk"]
    assert walk.here and walk.left == 1 and walk.next_url == at(one, mine)


def test_a_refused_form_keeps_the_list_and_a_form_sent_again_leads_on_as_well(cast, three):
    first, second = three[2], three[1]
    desk = signed_in(cast.clerk)
    sent = {"seen": first.revision, "list": TO_DO, "once": "one-form"}
    refused = desk.post(f"{first.get_absolute_url()}do/recommend/", sent)
    assert refused.status_code == 400 and f'name="list" value="{TO_DO}"' in refused.content.decode()
    for _ in range(2):
        answer = desk.post(f"{first.get_absolute_url()}do/recommend/", sent | ADVICE)
        assert answer.url == at(second, done=first.pk) and fresh(first).state == "recommended"


def test_works_of_units_are_gone_through_likewise(cast):
    c = cast
    works = []
    for title in ("关于口袋公园的提案", "关于城北公交的提案"):
        proposal = handed(c, title=title)
        drafted(c, proposal)
        act(c.housing_clerk, work(proposal, c.housing), "submit_reply")
        act(c.housing_head, work(proposal, c.housing), "sign_off")
        works.append(work(proposal, c.housing))
    listed = "/proposals/assignments/?turn=1"
    office = signed_in(c.gov_office)
    done = office.post(
        f"{works[1].get_absolute_url()}do/pass_check/", {"seen": works[1].revision, "letter": "A", "list": listed}
    )  # fmt: skip
    assert done.url == at(works[0], listed, done=works[1].pk)
    by_matter = office.get(at(works[0].proposal, f"/proposals/?session={c.session.pk}"))
    check = at(works[0], f"/proposals/?session={c.session.pk}", act="pass_check")
    assert f'href="{check}"' in markup.unescape(by_matter.content.decode()), "an act on a part keeps the matters' list"


def test_the_home_of_an_office_leads_along_what_waits(cast, three):
    home = markup.unescape(signed_in(cast.clerk).get("/", follow=True).content.decode())
    assert f'href="{at(three[0], "/proposals/?turn=1&sort=due", act="recommend")}"' in home


NO_LISTS = [
    "", "//elsewhere.example/?turn=1", "https://elsewhere.example/", "/members/?q=1", "/proposals/",
    "/proposals/?nothing=1", "/proposals/assignments/?turn=1", "/proposals/?q=" + "长" * 2001, "\x00",
]  # fmt: skip


@pytest.mark.parametrize("wanted", NO_LISTS)
def test_what_is_no_list_that_goes_along_is_left_out(cast, three, wanted):
    page = signed_in(cast.clerk).get(at(three[0], wanted))
    assert page.status_code == 200 and page.context["walk"] is None and not bar(page)
    assert signed_in(cast.clerk).get(at(three[0], TO_DO, done="x")).context["walk"].done == ""


def test_the_list_holds_what_this_person_may_see_and_no_more(cast, three):
    c = cast
    done = answered(c, handed(c, title="关于水厂整合的提案"), "B")
    assert signed_in(c.shen).get(at(done, "/proposals/?mine=led")).context["walk"].left == 3
    assert signed_in(c.zhou).get(at(three[0])).status_code == 404
    everything = walking.Way.asked(c.housing_clerk, f"/proposals/?session={c.session.pk}")
    assert everything is not None and list(everything.keys) == [done.pk]
    assert walking.Way.asked(c.sysadmin, TO_DO) is None


def test_going_along_costs_two_statements_however_long_the_list_is(cast, three):
    desk = signed_in(cast.clerk)

    def cost(url: str) -> int:
        desk.get(url)
        with CaptureQueriesContext(connection) as caught:
            desk.get(url)
        return len(caught)

    alone, along = cost(three[0].get_absolute_url()), cost(at(three[0]))
    assert along - alone <= 2
    for number in range(5):
        submitted(cast, title=f"关于再加第{number}件事的提案")
    assert cost(at(three[0])) == along


def test_the_ticked_ones_are_gone_through_one_by_one(cast, three):
    first, second, third = three
    act(cast.clerk, third, "recommend", **ADVICE)
    desk = signed_in(cast.clerk)
    table = desk.get("/proposals/").context["table"]
    (one_by_one,) = [action for action in table.batch_actions if action.label == "逐件办理"]
    assert set(one_by_one.fits) == {first.pk, second.pk}, "what the chair is to decide is not the clerk's"
    asked = {"ids": [first.pk, third.pk], "next": "/proposals/"}
    opened = desk.post(one_by_one.url, asked, follow=True)
    assert opened.context["thing"] == first and "2件里有1件等您办理" in opened.content.decode()
    both = desk.post(one_by_one.url, {"ids": [first.pk, second.pk]}, follow=True)
    here = both.context["thing"]
    list_url = both.context["walk"].list_url
    assert both.context["walk"].left == 1
    done = desk.post(f"{here.get_absolute_url()}do/recommend/", ADVICE | {"seen": here.revision, "list": list_url})
    assert f"/{(second if here == first else first).pk}/" in done.url, "and on to the other"
    none = desk.post(one_by_one.url, {"ids": [third.pk]}, follow=True).content.decode()
    assert "都不在等您办理" in none
    for user, url in ((cast.gov_office, "/proposals/"), (cast.housing_clerk, "/proposals/assignments/")):
        assert signed_in(user).post(f"{url}walk/", {"ids": [first.pk]}).status_code == 302
