"""批示: a card on the page for the offices, quoted in notices, and listed for whoever wrote them."""

import pytest

from core.models import Notice
from tests.builders.acts import work
from tests.builders.pages import act, handed, signed_in

pytestmark = pytest.mark.django_db
WORDS = "请抓紧办理，月底前报结果。"


@pytest.fixture
def instructed(cast):
    proposal = handed(cast)
    act(cast.leader, proposal, "instruct", instruction=WORDS)
    return proposal


def card(user, url):
    html = signed_in(user).get(url).content.decode()
    _, found, rest = html.partition('id="instructions-title"')
    return rest.partition("</section>")[0] if found else ""


def test_the_page_shows_what_was_said_by_whom_and_when(cast, instructed):
    for user in (cast.clerk, cast.gov_office, cast.leader):
        shown = card(user, instructed.get_absolute_url())
        assert WORDS in shown and cast.leader.full_name in shown and "<time" in shown, user
    assert WORDS in card(cast.gov_office, work(instructed, cast.housing).get_absolute_url())
    for user in (cast.shen, cast.lu, cast.housing_clerk):
        assert not card(user, instructed.get_absolute_url()), user


def test_both_notices_quote_it(cast, instructed):
    told = Notice.objects.filter(title__contains="作出批示")
    assert {notice.recipient for notice in told} == {cast.clerk, cast.gov_office}
    assert {notice.body for notice in told} == {WORDS}


def test_a_leader_finds_the_own_ones_on_the_home_and_in_the_list(cast, instructed):
    handed(cast, title="关于另一件事的提案")
    leader = signed_in(cast.leader)
    (own,) = [one for one in leader.get("/").context["lists"] if one.title == "我的批示"]
    assert [line.title for line in own.rows] == [instructed.title]
    opened = leader.get(own.url)
    assert [row.pk for row in opened.context["table"].rows] == [instructed.pk]
    assert "我的批示" in opened.content.decode()
    assert leader.get("/api/v1/proposals/?instructed=true").json()["count"] == 1
    assert leader.get("/api/v1/proposals/?instructed=false").json()["count"] == 1


def test_what_others_said_is_not_found_by_asking_for_it(cast, instructed):
    for user in (cast.clerk, cast.shen, cast.lu):
        client = signed_in(user)
        assert client.get("/api/v1/proposals/?instructed=true").json()["count"] == 0, user
        assert "我的批示" not in client.get("/proposals/").content.decode(), user
