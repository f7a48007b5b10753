"""The supervision board: who sees which dates, figures that equal the lists they open, urging what was chosen."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import rulebook
from core.clock import calendar
from core.matters.clock_rows import named
from core.matters.clock_visibility import clocks_for, duties_for, own_clocks
from core.models import Clock, Event, User
from proposals.models import Assignment, Proposal
from tests.builders.acts import do, sign, work
from tests.builders.cast import draft, fresh
from tests.builders.deadlines import (
    PEOPLE,
    handed_over,
    judged_by_nobody,
    many_like,
    move_due,
)
from tests.builders.pages import answered, handed, signed_in, today
from tests.builders.stages import left_apart

pytestmark = pytest.mark.django_db
BOARD, LIST = "/workbench/board/", "/workbench/board/list/"


@pytest.fixture(autouse=True)
def long_memory(monkeypatch):
    """Rules and calendar are read anew every few seconds; a slow machine must not meet that moment in a measure."""
    rulebook.forget()
    calendar.forget()
    monkeypatch.setattr(rulebook.reading, "FRESH_SECONDS", 3600)
    monkeypatch.setattr(calendar, "FRESH_SECONDS", 3600)


def user_of(cast, name) -> User:
    return User.objects.get(pk=getattr(cast, name).pk)


def kinds(rows) -> set[str]:
    return set(rows.values_list("kind", flat=True))


def statements(client, url) -> list[str]:
    """The statements of one answer of a site that has answered before."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in caught.captured_queries]


# ---- who sees what ----


def test_no_date_names_a_matter_that_the_person_cannot_open(cast, dated):
    wrong, looked = {}, 0
    for name in PEOPLE:
        user = user_of(cast, name)
        client = signed_in(user)
        for url in {row.url for row in named(clocks_for(user), user)}:
            looked += 1
            status = client.get(url).status_code
            if status != 200:
                wrong[name, url] = status
    assert wrong == {} and looked > 60


SEEN_AND_UNSEEN = {
    "clerk": (
        {"review", "revise", "sign", "feedback", "assign", "passed_on", "key_select", "publish_list"},
        {"cosign"},
    ),
    "leader": ({"review", "sign", "reply", "feedback", "key_select"}, {"cosign"}),
    "gov_office": ({"sign", "reply", "joint_opinion", "feedback"}, {"review", "assign", "cosign", "key_select"}),
    "party_office": ({"assign"}, {"sign", "reply", "feedback"}),
    "housing_clerk": ({"sign", "return", "reply"}, {"joint_opinion", "feedback", "review"}),
    "water_clerk": ({"sign", "joint_opinion"}, {"reply", "first_contact"}),
    "school_clerk": (set(), {"sign", "reply"}),
    "shen": ({"cosign", "feedback", "reply"}, {"sign", "return", "joint_opinion", "review", "publish_list"}),
    "he": ({"review", "feedback"}, {"cosign", "sign", "revise"}),
    "lu": ({"revise", "passed_on"}, {"sign", "feedback", "reply"}),
    "editor": ({"passed_on"}, {"review", "sign"}),
    "committee_clerk": (set(), {"sign", "cosign", "feedback"}),
    "sysadmin": (set(), {"review", "sign"}),
    "auditor": (set(), {"review", "sign"}),
}


def test_each_post_sees_the_dates_that_concern_it(cast, dated):
    for name, (seen, unseen) in SEEN_AND_UNSEEN.items():
        found = kinds(clocks_for(user_of(cast, name)).filter(stopped_at=None))
        assert seen <= found and not found & unseen, (name, found)


def test_units_and_supervision_offices_see_their_own_only(cast, dated):
    housing = duties_for(user_of(cast, "housing_head"))
    assert set(housing.values_list("holder_org", flat=True)) == {cast.housing.pk}
    for row in duties_for(user_of(cast, "gov_office")).exclude(kind="feedback"):
        assert cast.gov.pk in (row.watched_by_id, row.holder_org_id)


def test_the_office_that_handed_a_matter_out_sees_whom_it_may_urge_to_judge_and_no_other_office_does(cast, dated):
    assert duties_for(user_of(cast, "gov_office")).filter(kind="feedback").exists()
    assert not duties_for(user_of(cast, "party_office")).filter(kind="feedback").exists()


def test_a_cosigners_own_answer_concerns_that_person_alone(cast, dated):
    asked = clocks_for(user_of(cast, "shen")).get(kind="cosign", stopped_at=None)
    assert asked.holder_user_id == cast.shen.pk
    assert not clocks_for(user_of(cast, "zhou")).filter(kind="cosign", stopped_at=None).exists()
    judged = clocks_for(user_of(cast, "shen")).filter(kind="feedback", stopped_at=None)
    assert {row.holder_user_id for row in judged} == {cast.shen.pk}


def test_a_work_taken_back_from_a_unit_is_closed_to_it_with_its_dates(cast):
    proposal = handed_over(cast)
    revoked = work(proposal, cast.water)
    do(revoked, "revoke", cast.gov_office, today(), reason="不需会办")
    assert not clocks_for(user_of(cast, "water_clerk")).exists()


def test_own_dates_of_an_office_are_those_it_has_to_meet_itself(cast, dated):
    for name, kind in (("clerk", "review"), ("chair", "review"), ("party_office", "assign")):
        assert kind in kinds(own_clocks(user_of(cast, name)).filter(stopped_at=None))
    assert not kinds(own_clocks(user_of(cast, "clerk"))) & {"sign", "reply", "feedback", "cosign"}
    assert not kinds(own_clocks(user_of(cast, "gov_office")).filter(stopped_at=None)) & {"sign", "reply"}
    assert not own_clocks(user_of(cast, "leader")).exists()


def test_leaders_follow_the_key_proposals(cast):
    proposal = handed_over(cast)
    Proposal.objects.filter(pk=proposal.pk).update(is_key=True)
    found = own_clocks(user_of(cast, "leader"))
    assert {row.root_id for row in found} == {proposal.pk} and "reply" in kinds(found)


# ---- the figures ----


@pytest.fixture
def spread_out(cast, dated) -> None:
    """Dates of every card: late for a long time, late, soon, far away."""
    handed_over(cast, today() - timedelta(days=20))
    move_due(-40, kind="joint_opinion")
    move_due(-2, kind="sign", holder_org=cast.housing)
    move_due(0, kind="reply")
    move_due(3, kind="review")
    move_due(200, kind="feedback")


def counted(client, url) -> int:
    """How many rows the list of a figure has; a condition that was not understood would show as an error."""
    table = client.get(url).context["table"]
    assert table.errors == []
    return table.page.count


def test_every_figure_equals_the_list_that_it_opens(cast, spread_out):
    for name in ("gov_office", "clerk", "leader", "housing_head"):
        client = signed_in(getattr(cast, name))
        board = client.get(BOARD).context["board"]
        assert sum(count.number for count in board.cards) == board.total == counted(client, LIST), name
        figures = [(count.url, count.number) for count in board.cards]
        for part in (board.units + board.people, board.stages, board.days):
            assert sum(line.total for line in part) == board.total, name
            for line in part:
                figures += [(line.url, line.total), *((count.url, count.number) for count in line.counts)]
        assert {number for url, number in figures if not url} <= {0}
        assert {url: counted(client, url) for url, number in figures if number} == {
            url: number for url, number in figures if number
        }, name


def test_the_board_says_of_how_many_matters_its_dates_are(cast, spread_out):
    page = signed_in(cast.clerk).get(BOARD)
    duties = duties_for(fresh(cast.clerk))
    found = page.context["board"]
    assert found.matters == len(set(duties.values_list("root_type", "root_id"))) < found.total == duties.count()
    assert f"{found.total} 条，涉及 {found.matters} 件" in page.content.decode()


def test_the_next_due_day_opens_what_is_due_on_it(cast, spread_out):
    client = signed_in(cast.gov_office)
    lines = client.get(BOARD).context["board"].units
    housing = next(line for line in lines if line.key == str(cast.housing.pk))
    rows = client.get(housing.next_url).context["table"].rows
    assert rows and {(row.clock.due, row.clock.holder_org_id) for row in rows} == {(housing.next_due, cast.housing.pk)}
    assert housing.next_due >= today()


def test_units_with_red_cards_come_first(cast, spread_out):
    lines = signed_in(cast.gov_office).get(BOARD).context["board"].units
    reds = [next(count.number for count in line.counts if count.name == "red") for line in lines]
    assert reds == sorted(reds, reverse=True) and reds[0] > 0


def test_what_people_owe_themselves_stands_apart_from_the_units(cast):
    answered(cast, handed(cast))
    move_due(-60, kind="feedback")
    page = signed_in(cast.gov_office).get(BOARD)
    board = page.context["board"]
    assert [line.key for line in board.people] == ["proposers"]
    assert "proposers" not in {line.key for line in board.units}
    red = next(count for count in board.cards if count.name == "red")
    assert red.of_people == board.people[0].total > 0 and f"其中个人 {red.of_people} 条" in page.content.decode()


def test_rights_that_lapse_make_nobody_late_and_are_not_counted(cast):
    handed_over(cast)
    move_due(-30, kind="return")
    board = signed_in(cast.gov_office).get(BOARD).context["board"]
    assert next(count.number for count in board.cards if count.name == "red") == 0
    assert "return" not in {line.key for line in board.stages}


def test_a_head_sees_the_own_unit_and_a_clerk_of_a_unit_has_no_board(cast, spread_out):
    page = signed_in(cast.housing_head).get(BOARD)
    assert [line.key for line in page.context["board"].units] == [str(cast.housing.pk)]
    assert "按单位" not in page.content.decode()
    for name in ("housing_clerk", "shen", "committee_clerk", "editor", "sysadmin", "auditor"):
        assert signed_in(getattr(cast, name)).get(BOARD).status_code == 403


def test_an_empty_board_says_what_will_stand_there(cast):
    page = signed_in(cast.clerk).get(BOARD)
    assert "现在没有正在计算的期限" in page.content.decode()
    assert "现在没有正在计算的期限" in signed_in(cast.clerk).get(LIST).content.decode()


def test_board_and_list_cost_the_same_for_1_and_25_matters(cast):
    clients = {name: signed_in(getattr(cast, name)) for name in ("gov_office", "clerk", "leader", "housing_head")}
    urls = (BOARD, LIST, f"{LIST}?card=warning&q=1")
    first = handed_over(cast)
    few = {(name, url): len(statements(client, url)) for name, client in clients.items() for url in urls}
    many_like(first, 24)
    for (name, url), number in few.items():
        found = statements(clients[name], url)
        assert len(found) == number <= 8, name + "\n".join(found)
    assert clients["clerk"].get(LIST).context["table"].page.count > 100


# ---- the list ----


def test_wrong_conditions_are_named_and_do_not_filter(cast):
    handed_over(cast)
    client = signed_in(cast.clerk)
    everything = counted(client, LIST)
    for query, word in (("due_after=abc", "截止日"), ("card=purple", "亮牌"), ("channel=x", "督查渠道")):
        table = client.get(f"{LIST}?{query}").context["table"]
        assert word in "".join(table.errors) and table.page.count == everything, query
    for query in ("unit=99999999", "unit=' or 1=1", "stage=nothing", "unit=" + "9" * 40, "unit=role-xyz"):
        assert client.get(f"{LIST}?{query}").status_code == 200
        assert client.get(f"{LIST}?{query}").context["table"].page.count in (0, everything)
    assert client.get(f"{LIST}?page=999999&sort=nonsense").status_code == 200


def test_every_row_says_how_its_date_came_about_and_opens_its_matter(cast):
    handed_over(cast)
    page = signed_in(cast.clerk).get(LIST).content.decode()
    row = Clock.objects.get(kind="reply")
    assert row.explanation.rstrip("。") in page and row.rule.source in page
    assert page.count("怎么算的") == duties_for(user_of(cast, "clerk")).count()
    assert f'href="/proposals/assignments/{row.object_id}/"' in page


def test_words_and_numbers_find_the_dates_of_a_proposal(cast):
    first = handed_over(cast)
    second = draft(cast, cast.lu, today(), title="关于社区养老的提案")
    do(second, "submit", cast.lu, today())
    client = signed_in(cast.clerk)
    for words, pk in (("养老", second.pk), (str(first.number), first.pk), (first.case_number, first.pk)):
        rows = client.get(LIST, {"q": words}).context["table"].rows
        assert rows and {row.clock.root_id for row in rows} == {pk}, words


def test_the_list_sorts_exports_and_keeps_views(cast, spread_out):
    client = signed_in(cast.gov_office)
    days = [row.clock.due for row in client.get(LIST).context["table"].rows]
    assert days == sorted(days)
    down = [row.clock.due for row in client.get(f"{LIST}?sort=-due").context["table"].rows]
    assert down == sorted(days, reverse=True)
    assert client.get(f"{LIST}?export=xlsx&card=red")["Content-Type"].endswith("sheet")
    client.post(LIST, {"save_view": "1", "name": "住建红牌", "query": f"card=red&unit={cast.housing.pk}"})
    assert "住建红牌" in [tab.label for tab in client.get(LIST).context["table"].tabs]


# ---- urging ----


def urge(client, key, rows, **more):
    ids = [row.pk for row in rows]
    return client.post(f"{BOARD}urge/{key}/", {"ids": ids, "next": LIST, **more}, follow=True)


def clocks(*kinds_):
    return list(Clock.objects.filter(kind__in=kinds_, stopped_at=None).order_by("id"))


def test_chosen_dates_go_on_to_the_act_and_the_others_are_named(cast):
    proposal = handed_over(cast)
    sign(proposal, cast.water, cast.water_clerk, today())
    client = signed_in(cast.gov_office)
    page = urge(client, "urge_sign", [*clocks("sign"), *clocks("joint_opinion")[:1]])
    text = page.content.decode()
    assert "选了 2 件" in text  # housing and finance have not signed
    assert "会办意见" in text and "不适用“催签收”" in text
    chosen = re.search(r'name="ids" value="([\d,]+)"', text).group(1)
    works = Assignment.objects.filter(pk__in=chosen.split(","))
    assert {row.unit_id for row in works} == {cast.housing.pk, cast.finance.pk}


def press_go(client, page, key):
    """Fill in nothing further and press the button of the act's own page."""
    text = page.content.decode()
    form = page.context["form"]
    values = {name: form[name].value() or "请尽快办理" for name in form.fields}
    hidden = dict(re.findall(r'name="(ids|seen|next)" value="([^"]*)"', text))
    return client.post(f"{BOARD}urge/{key}/", {**values, **hidden, "go": "1"})


def test_urging_happens_is_counted_on_the_row_and_returns_to_the_list(cast):
    handed_over(cast)
    client = signed_in(cast.gov_office)
    page = urge(client, "urge_sign", clocks("sign"))
    done = press_go(client, page, "urge_sign")
    assert done.status_code == 200 and len(done.context["done"]) == 3 and done.context["back"] == LIST
    assert Event.objects.filter(key="urge_sign").count() == 3
    rows = client.get(LIST).context["table"].rows
    assert {(row.urged, row.urged_on) for row in rows if row.clock.kind == "sign"} == {(1, today())}
    assert {row.urged for row in rows if row.clock.kind == "reply"} == {0}


def test_what_is_owed_to_those_left_out_is_urged_on_its_work_and_counted(cast):
    apart = left_apart(cast)
    (owed,) = Clock.objects.filter(stopped_at=None, kind="reply")
    assert owed.object_id == apart.owed.get().pk
    client = signed_in(cast.gov_office)
    press_go(client, urge(client, "urge", [owed]), "urge")
    assert Event.objects.get(key="urge").object_id == apart.pk
    (row,) = [row for row in client.get(LIST).context["table"].rows if row.clock == owed]
    assert (row.urged, row.urged_on) == (1, today())


def test_several_dates_of_one_work_urge_it_once(cast):
    proposal = handed_over(cast)
    sign(proposal, cast.housing, cast.housing_clerk, today())
    mine = Clock.objects.filter(stopped_at=None, holder_org=cast.housing, kind__in=("reply", "first_contact"))
    assert mine.count() == 2
    page = urge(signed_in(cast.gov_office), "urge", list(mine))
    done = press_go(signed_in(cast.gov_office), page, "urge") if "form" in page.context else page
    assert Event.objects.filter(key="urge").count() == 1, done.content.decode()[:500]


def test_proposers_are_urged_once_per_proposal(cast):
    judged_by_nobody(cast)
    client = signed_in(cast.clerk)
    assert len(clocks("feedback")) == 3
    page = urge(client, "urge_evaluation", clocks("feedback"))
    press_go(client, page, "urge_evaluation")
    assert Event.objects.filter(key="urge_evaluation").count() == 1
    rows = client.get(f"{LIST}?stage=feedback").context["table"].rows
    assert {row.urged for row in rows} == {1}


def test_everything_that_the_list_finds_may_be_chosen_at_once(cast):
    handed_over(cast)
    client = signed_in(cast.gov_office)
    here = f"{LIST}?stage=sign"
    page = client.post(f"{BOARD}urge/urge_sign/", {"every": "1", "next": here})
    assert "选了 3 件" in page.content.decode() and page.context["back"] == here


def test_nothing_chosen_nothing_fitting_and_strange_acts_are_answered_in_words(cast):
    handed_over(cast)
    client = signed_in(cast.gov_office)
    assert "请先勾选" in urge(client, "urge_sign", []).content.decode()
    none = urge(client, "urge_sign", clocks("reply")).content.decode()
    assert "不适用“催签收”" in none and "督办清单" in none
    assert client.post(f"{BOARD}urge/file/", {"ids": [1]}).status_code == 404
    assert client.get(f"{BOARD}urge/urge/").url == LIST


def test_dates_of_others_cannot_be_urged_and_readers_have_no_buttons(cast):
    handed_over(cast)
    stranger = signed_in(cast.party_office)
    assert "请先勾选" in urge(stranger, "urge_sign", clocks("sign")).content.decode()
    for name in ("leader", "office_clerk", "housing_head"):
        client = signed_in(getattr(cast, name))
        assert client.get(LIST).context["table"].batch_actions == []
        assert client.post(f"{BOARD}urge/urge_sign/", {"ids": [1]}).status_code == 403
    assert not Event.objects.filter(key="urge_sign").exists()
    assert fresh(work(Proposal.objects.get(), cast.housing)).state == "sent"
