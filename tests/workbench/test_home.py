"""The home of every post: what waits, figures that agree with their lists, a fixed number of queries."""

import re
from dataclasses import fields
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import rulebook
from core.clock import calendar
from core.clock.reminders.titles import dedupe_key
from core.matters import deadlines, kinds, turn_keeping
from core.matters.figures import Asked, cards
from core.matters.kinds import MatterKind
from core.matters.testing import cost
from core.models import Clock, Notice, Reminder, Role, User
from members.models import Mandate, Session, Suspension, Term
from members.services import mandates
from members.services.terms import current_session
from proposals.kinds import PROPOSALS
from proposals.models import Proposal
from tests.builders import stages
from tests.builders.acts import contact, do, filed_and_assigned, sign, work
from tests.builders.cast import draft, fresh, who
from tests.builders.deadlines import move_due
from tests.builders.pages import JUDGED, act, answered, handed
from tests.builders.stages import given_back, given_up
from workbench import todo as todo_module
from workbench.todo import todo_list

pytestmark = pytest.mark.django_db
#: The little picture before the words of a way in.
SIGN = r"(?:<i [^>]*></i>)?"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="core.backends.PostBackend")
    return client


def warm_up() -> None:
    """Rules and calendar as a process has them that answered a moment ago."""
    rulebook.forget()
    rulebook.value("office.hours_end")
    calendar.forget()
    calendar.current()


def todo(user):
    return todo_list(User.objects.get(pk=user.pk), timezone.localdate())


@pytest.fixture
def today():
    return timezone.localdate()


def test_what_waits_carries_the_verb_of_the_next_step(cast, today):
    proposal = draft(cast, day=today)
    assert [item.turn.verb for item in todo(cast.shen).items] == ["接着写"]
    do(proposal, "invite", cast.shen, today, members=[cast.zhou_member.pk])
    assert [item.turn.verb for item in todo(cast.zhou).items] == ["同意署名"]
    do(proposal, "agree_cosign", cast.zhou, today)
    assert todo(cast.zhou).items == []
    do(proposal, "submit", cast.shen, today)
    assert [item.turn.verb for item in todo(cast.clerk).items] == ["提出初审意见"]
    do(proposal, "recommend", cast.clerk, today, outcome="file", category="city")
    assert [item.turn.verb for item in todo(cast.chair).items] == ["立案"]


def test_a_members_home_words_what_is_asked_and_shows_its_sign(cast, today):
    proposal = draft(cast, day=today)
    do(proposal, "invite", cast.shen, today, members=[cast.zhou_member.pk])
    invited = signed_in(cast.zhou).get("/").content.decode()
    assert "邀您联名" in invited and "bi-pen" in invited
    writing = signed_in(cast.shen).get("/").content.decode()
    assert "看联名" in writing and "bi-file-earmark-text" in writing


def test_a_members_ways_in_and_tabs_are_those_of_the_kinds(cast, today):
    client = signed_in(cast.shen)
    home = client.get("/").content.decode()
    assert re.search(rf'href="/proposals/new/">{SIGN}写提案', home)
    assert re.search(rf'href="/proposals/">{SIGN}看提案', home)
    tab = r'<a href="/proposals/\?mine=any"( aria-current="page")?>'
    assert re.search(tab, home)[1] is None
    assert re.search(tab, client.get("/proposals/").content.decode())[1]


def test_units_see_signing_then_talking_then_drafting(cast, today):
    proposal = filed_and_assigned(cast, today)
    assert [item.turn.verb for item in todo(cast.housing_clerk).items] == ["签收"]
    sign(proposal, cast.housing, cast.housing_clerk, today)
    assert [item.turn.verb for item in todo(cast.housing_clerk).items] == ["登记沟通"]
    contact(proposal, cast.housing, cast.housing_clerk, today)
    assert [item.turn.verb for item in todo(cast.housing_clerk).items] == ["起草答复"]
    sign(proposal, cast.water, cast.water_clerk, today)
    assert [item.turn.verb for item in todo(cast.water_clerk).items] == ["提交会办意见"]


def test_overdue_comes_first(cast, today):
    long_ago = today - timedelta(days=60)
    late = draft(cast, cast.shen, long_ago, title="关于旧事的提案")
    do(late, "submit", cast.shen, long_ago)
    fresh_one = draft(cast, cast.zhou, today, title="关于新事的提案")
    do(fresh_one, "submit", cast.zhou, today)
    found = todo(cast.clerk)
    assert found.groups[0][0] == "late" and [i.turn.root_id for i in found.groups[0][3]] == [late.pk]
    assert found.items[-1].turn.root_id == fresh_one.pk


def test_of_more_than_fit_the_most_pressing_are_shown(cast, today, monkeypatch):
    long_ago = today - timedelta(days=60)
    late = draft(cast, cast.shen, long_ago, title="关于旧事的提案")
    do(late, "submit", cast.shen, long_ago)
    for n in range(3):
        do(draft(cast, cast.zhou, today, title=f"关于第{n}件新事的提案"), "submit", cast.zhou, today)
    monkeypatch.setattr("workbench.todo.MOST", 2)
    found = todo(cast.clerk)
    assert found.items[0].turn.root_id == late.pk and len(found.items) == 2
    assert found.total == 4 and found.more
    page = signed_in(cast.clerk).get("/").content.decode()
    assert "今天等您办的 1 件" in page and "共 4 件，按期限" in page and "只列出最急的 2 件，共 4 件" in page


def test_a_lapsed_right_to_return_makes_nobody_late(cast, today):
    proposal = filed_and_assigned(cast, today - timedelta(days=14))
    sign(proposal, cast.housing, cast.housing_clerk, today - timedelta(days=14))
    contact(proposal, cast.housing, cast.housing_clerk, today - timedelta(days=14))
    assert [key for key, *_ in todo(cast.housing_clerk).groups] == ["later"]


def asked_for_more_time(c, day):
    """The housing bureau at its draft has asked for more time: two dates of two bodies on one work."""
    proposal = filed_and_assigned(c, day)
    sign(proposal, c.housing, c.housing_clerk, day)
    contact(proposal, c.housing, c.housing_clerk, day)
    do(work(proposal, c.housing), "ask_extension", c.housing_clerk, day, reason="需等待省厅批复")


def dates(user) -> list[tuple]:
    """What a person is asked to do, and the kind of date and the day that stand beside it."""
    return [(item.turn.key, item.clock and item.clock.kind, item.clock and item.due) for item in todo(user).items]


def test_a_to_do_shows_the_date_of_the_act_it_asks_for(cast, today):
    late, soon = today + timedelta(days=5), today + timedelta(days=1)
    proposal = filed_and_assigned(cast, today)
    sign(proposal, cast.housing, cast.housing_clerk, today)
    move_due(1, kind="reply")
    move_due(5, kind="first_contact")
    assert dates(cast.housing_clerk) == [("record_contact", "first_contact", late)], "not the sooner own date"
    do(draft(cast, day=today, title="关于夜间照明的提案"), "submit", cast.shen, today)
    sent = Proposal.objects.get(state="submitted")
    do(sent, "recommend", cast.clerk, today, outcome="file", category="city")
    move_due(1, kind="review")
    assert dates(cast.chair) == [("file", "review", soon)], "the time of the act, though the office's"


def test_a_check_stands_under_the_day_of_the_reply_that_it_holds_up(cast, today):
    """The supervision office has days left for its check, and the reply that waits for it is due today."""
    proposal = filed_and_assigned(cast, today)
    for unit, clerk in ((cast.housing, cast.housing_clerk), (cast.water, cast.water_clerk)):
        sign(proposal, unit, clerk, today)
    one = work(proposal, cast.housing)
    type(one).objects.filter(pk=one.pk).update(state="checking")
    turn_keeping.refresh(proposal)
    deadlines.start_on(work(proposal, cast.housing), "check", today)
    move_due(3, kind="check")
    move_due(0, kind="reply")
    move_due(-1, kind="sign")
    found = todo(cast.gov_office)
    (item,) = [item for item in found.items if item.turn.key == "pass_check"]
    assert (item.clock.kind, item.binds.kind) == ("check", "reply")
    assert [key for key, _, _, items in found.groups if item in items] == ["today"]
    assert found.pressing == 1 and "今天等您办的 1 件" in (page := signed_in(cast.gov_office).get("/").content.decode())
    assert "答复：" in page
    move_due(9, kind="reply")
    (item,) = [item for item in todo(cast.gov_office).items if item.turn.key == "pass_check"]
    assert item.binds is None


@pytest.mark.parametrize(("day", "due", "group"), [
    ("2026-11-28", "2026-11-30", "week"),  # on a Saturday, Monday's
    ("2026-11-28", "2026-12-04", "week"),
    ("2026-11-28", "2026-12-07", "later"),
    ("2026-11-26", "2026-12-03", "week"),  # over the weekend, five working days
    ("2026-11-26", "2026-12-04", "later"),
    ("2026-11-26", "2026-11-26", "today"),
    ("2026-11-26", "2026-11-25", "late"),
])  # fmt: skip
def test_groups_count_working_days(db, day, due, group):
    assert todo_module._group(date.fromisoformat(due), date.fromisoformat(day)) == group


def test_an_invitation_whose_day_is_over_makes_nothing_late(cast, today):
    proposal = draft(cast, day=today)
    do(proposal, "invite", cast.shen, today, members=[cast.zhou_member.pk])
    move_due(-2, kind="cosign")
    assert [key for key, *_ in todo(cast.zhou).groups] == ["later"]
    assert "已届满" in signed_in(cast.zhou).get("/").content.decode()


def test_whoever_answers_a_request_sees_the_time_to_answer_not_the_unit_s(cast, today):
    asked_for_more_time(cast, today)
    move_due(1, kind="reply")
    move_due(5, kind="extension_answer")
    assert dates(cast.gov_office) == [("grant_extension", "extension_answer", today + timedelta(days=5))]


def test_a_to_do_shows_no_date_of_somebody_else(cast, today):
    asked_for_more_time(cast, today)
    move_due(5, kind="reply")
    move_due(1, kind="extension_answer")
    assert dates(cast.housing_clerk) == [("draft", "reply", today + timedelta(days=5))]
    Clock.objects.filter(kind="reply").delete()
    assert dates(cast.housing_clerk) == [("draft", None, None)]


@pytest.mark.parametrize(
    ("letter", "result", "key", "words"),
    [
        ("B", "satisfied", "follow", "转入跟踪办理或二次交办"),
        ("A", "satisfied", "close", "办结或二次交办"),
        ("A", "dissatisfied", "rehandle", "二次交办"),
    ],
)
def test_after_the_judgement_stand_the_acts_that_are_open_and_no_date_of_another(cast, letter, result, key, words):
    """The list of filed proposals, still to be published, is no date of the decision after the judgement."""
    proposal = answered(cast, handed(cast), letter)
    act(cast.shen, proposal, "evaluate", result=result, comment="没有时间表", **JUDGED)
    assert Clock.objects.filter(kind="publish_list", stopped_at=None).exists()
    (item,) = todo(cast.clerk).items
    assert (item.turn.key, item.turn.what, item.clock) == (key, words, None)


def test_notices_of_offices_stay_inside(cast, today):
    proposal = filed_and_assigned(cast, today)
    sign(proposal, cast.housing, cast.housing_clerk, today)
    contact(proposal, cast.housing, cast.housing_clerk, today)
    do(work(proposal, cast.housing), "draft", cast.housing_clerk, today, text="稿", letter="A", is_public=True)
    inside = signed_in(cast.clerk).get("/").content.decode()
    outside = signed_in(cast.committee_clerk).get("/").content.decode()
    assert "起草答复（A" in inside and "起草答复（A" not in outside


def test_what_happened_names_its_matter(cast, today, many_kinds):
    proposal = filed_and_assigned(cast, today)
    for user in (cast.clerk, cast.housing_clerk, cast.committee_clerk):
        page = signed_in(user).get("/")
        acts = page.context["happened"]
        assert acts and {(one.matter.number, one.matter.title) for one in acts} == {("第0001号", proposal.title)}
        html = page.content.decode()
        assert f'href="{proposal.get_absolute_url()}">第0001号 {proposal.title}</a>' in html and "交办" in html


@pytest.mark.parametrize("name", ["clerk", "gov_office", "housing_clerk", "leader", "committee_clerk"])
def test_figures_agree_with_the_lists_they_open(cast, name):
    long_ago = timezone.localdate() - timedelta(days=30)
    filed_and_assigned(cast, long_ago)
    given_back(cast)
    late = draft(cast, cast.lu, long_ago, title="关于旧事的提案")
    do(late, "submit", cast.lu, long_ago)
    client = signed_in(getattr(cast, name))
    page = client.get("/")
    tiles = [figure for card in page.context["cards"] for figure in card.tiles]
    assert tiles
    for figure in tiles:
        opened = client.get(figure.url)
        assert opened.status_code == 200
        assert opened.context["table"].page.count == figure.number, f"{name}: {figure.label} {figure.url}"


def test_members_figures_agree_too(cast, today):
    filed_and_assigned(cast, today)
    draft(cast, cast.shen, today, title="关于还没写完的事的提案")
    given_up(cast)
    for user in (cast.zhou, cast.shen):
        client = signed_in(user)
        tiles = [figure for card in client.get("/").context["cards"] for figure in card.tiles]
        assert tiles
        for figure in tiles:
            assert client.get(figure.url).context["table"].page.count == figure.number, figure.label


def test_a_signature_that_was_asked_for_and_not_given_is_no_figure_of_the_member(cast, today):
    proposal = draft(cast, day=today)
    do(proposal, "invite", cast.shen, today, members=[cast.zhou_member.pk, cast.he_member.pk])
    do(proposal, "agree_cosign", cast.zhou, today)
    do(proposal, "submit", cast.shen, today)
    do(proposal, "recommend", cast.clerk, today, outcome="file", category="city", text="建议立案")
    do(proposal, "file", cast.chair, today, category="city")  # published: whoever did not sign may read it, too
    for user, count in ((cast.zhou, 1), (cast.he, 0)):
        tiles = [figure for card in signed_in(user).get("/").context["cards"] for figure in card.tiles]
        (joined,) = [figure for figure in tiles if figure.label == "我联名的"]
        assert joined.number == count
        assert signed_in(user).get(joined.url).context["table"].page.count == count


def test_ten_queries_at_most_and_no_more_for_many(cast, today, django_assert_max_num_queries):
    names = ("shen", "clerk", "chair", "housing_clerk", "housing_head", "gov_office", "leader", "committee_clerk",
             "sysadmin", "secadmin", "auditor", "editor")  # fmt: skip
    counts = []
    for many in (2, 8):
        for n in range(many):
            filed_and_assigned(cast, today)
            waiting = draft(cast, cast.shen, today, title=f"关于第{many}批第{n}件事的提案")
            if n % 2:
                do(waiting, "submit", cast.shen, today)
        counts.append({})
        for name in names:
            client = signed_in(getattr(cast, name))
            client.get("/")
            ContentType.objects.get_for_models(*apps.get_models())  # kept by each process for good
            warm_up()
            with django_assert_max_num_queries(10, info=name) as captured:
                assert client.get("/").status_code == 200
            counts[-1][name] = len(captured)
    assert counts[0] == counts[1]


def test_a_digest_costs_a_home_one_statement_however_long_it_is(cast, today):
    filed_and_assigned(cast, today)
    clock = Clock.objects.first()
    for name in ("shen", "clerk", "chair", "housing_clerk", "housing_head", "gov_office", "leader", "committee_clerk"):
        user = getattr(cast, name)
        client, counted = signed_in(user), []
        for number in (0, 1, 30):
            if number == 1:
                title = {"title": "晨报 1月1日：今天到期1件", "dedupe_key": dedupe_key(today), "kind": "digest"}
                notice = Notice(recipient=user, url="/", root_id=user.pk, object_id=user.pk, **title)
                notice.content_type = notice.root_type = ContentType.objects.get_for_model(User)
                notice.save()
            rows = [
                Reminder(clock=clock, due=today, step=n, person=user, level="holder", day=today) for n in range(number)
            ]
            Reminder.objects.bulk_create(rows, ignore_conflicts=True)
            client.get("/")
            warm_up()
            with CaptureQueriesContext(connection) as seen:
                page = client.get("/")
            counted.append(len(seen))
        assert page.context["digest_words"] == "今天到期1件", "one matter, however many dates"
        assert counted[1] == counted[2] == counted[0] + 1 <= 10, f"{name}: {counted}"


def test_what_waits_in_another_post_is_said_with_the_way_there(cast, today, django_assert_max_num_queries):
    other = cast.editor.posts.create(role=Role.PROPOSAL_CLERK)
    client = signed_in(cast.editor)
    assert "您的另一岗位" not in client.get("/").content.decode()
    do(draft(cast, day=today), "submit", cast.shen, today)
    client.get("/")
    warm_up()
    with django_assert_max_num_queries(10):
        page = client.get("/").content.decode()
    assert "您的另一岗位（提案委工作人员）有 1 件等您办" in page
    client.post("/accounts/hat/", {"post": other.pk})
    assert "今天没有到期的，以后的 1 件" in client.get("/").content.decode()


def test_whose_exit_lies_ahead_has_the_committees_until_the_day(cast, today):
    mandate = Mandate.objects.get(member=cast.shen_member)
    facts = {"ended": "resigned", "reason": "调离", "decided_by": "常委会"}
    mandates.end_mandate(
        actor=who(cast.office_clerk, today), mandate=mandate, ends_on=today + timedelta(days=9), **facts
    )
    assert f"· {cast.committee.brief}" in signed_in(cast.shen).get("/").content.decode()
    assert "沈岚" in signed_in(cast.clerk).get(cast.committee.get_absolute_url()).content.decode()


def test_a_suspended_member_is_told_and_sent_to_no_act(cast, today, django_assert_max_num_queries):
    proposal = draft(cast, cast.zhou, today)
    do(proposal, "invite", cast.zhou, today, members=[cast.shen_member.pk])
    facts = {"reason": "接受调查", "decided_by": "主席会议", "paper": "江政协〔2026〕3号"}
    mandate = Mandate.objects.get(member=cast.shen_member)
    Suspension.objects.create(mandate=mandate, starts_on=today, **facts)
    client = signed_in(cast.shen)
    client.get("/")
    warm_up()
    with django_assert_max_num_queries(10):
        home = client.get("/").content.decode()
    assert "起中止履职，恢复日期另定（主席会议，江政协〔2026〕3号）" in home
    assert 'href="/proposals/new/"' not in home
    assert f'class="m-entry" href="{proposal.get_absolute_url()}"' in home and "do/agree_cosign" not in home
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "中止履职期间（恢复日期另定）" in page and 'disabled aria-describedby="why-not">署名' in page
    other = signed_in(cast.he).get("/").content.decode()
    assert "中止履职" not in other and 'href="/proposals/new/"' in other


def test_no_page_offers_a_suspended_member_to_begin_and_nobody_pays_for_it(cast, today):
    member, other = signed_in(cast.shen), signed_in(cast.he)
    assert 'href="/proposals/new/"' in member.get("/proposals/?mine=any").content.decode()
    other.get("/proposals/?mine=any")
    warm_up()
    with CaptureQueriesContext(connection) as before:
        other.get("/proposals/?mine=any")
    mandate = Mandate.objects.get(member=cast.shen_member)
    Suspension.objects.create(mandate=mandate, starts_on=today, reason="接受调查", decided_by="主席会议")
    with CaptureQueriesContext(connection) as seen:
        shown = member.get("/proposals/?mine=any").content.decode()
    assert 'href="/proposals/new/"' not in shown and "我的提案" in shown
    assert len(seen) == len(before)
    assert 'href="/proposals/new/"' in other.get("/proposals/").content.decode()


@pytest.fixture
def many_kinds():
    """Six more kinds of matter, alike in everything but their names."""
    made = []
    for n in range(6):
        names = {"label": f"pretended.Kind{n}", "model": Proposal, "title": f"第{n}种事项"}
        pretended = type(f"Kind{n}", (MatterKind,), {name: property(lambda _, v=v: v) for name, v in names.items()})
        alike = {one.name: getattr(PROPOSALS, one.name) for one in fields(MatterKind)}
        made.append(pretended(**alike | {"clocks": (), "menu": ""}))
    kinds.register(*made)
    yield made
    for kind in made:
        kinds.unregister(kind)


@pytest.mark.parametrize("name", ["shen", "clerk", "housing_clerk", "gov_office", "leader"])
def test_a_home_costs_the_same_however_many_kinds_there_are(cast, name, today, request, django_assert_num_queries):
    filed_and_assigned(cast, today)
    late = draft(cast, cast.lu, today - timedelta(days=30), title="关于旧事的提案")
    do(late, "submit", cast.lu, today - timedelta(days=30))
    client = signed_in(getattr(cast, name))
    client.get("/")
    warm_up()
    with CaptureQueriesContext(connection) as before:
        alone = client.get("/")
    request.getfixturevalue("many_kinds")
    warm_up()
    with django_assert_num_queries(len(before)):
        page = client.get("/")
    assert len(before) <= 10
    assert len(page.context["cards"]) == 7 * len(alone.context["cards"])
    if name == "leader":
        assert len(page.context["lists"]) == 21 and len(page.context["stages"]) == 7
        assert {late.title} == {line.title for line in page.context["lists"][1].rows}


def test_a_leader_sees_where_everything_stands_and_what_is_late(cast, today):
    filed_and_assigned(cast, today)
    old = draft(cast, cast.lu, today - timedelta(days=30), title="关于旧事的提案")
    do(old, "submit", cast.lu, today - timedelta(days=30))
    client = signed_in(cast.leader)
    page = client.get("/")
    bars = {bar.label: bar for bar in page.context["stages"][0].bars}
    assert (bars["审查"].number, bars["审查"].late, bars["办理"].number, bars["办结"].number) == (1, 1, 1, 0)
    for bar in bars.values():
        assert client.get(bar.url).context["table"].page.count == bar.number, bar.label
    late = page.context["lists"][1]
    assert [(line.title, line.state, line.url) for line in late.rows] == [(old.title, "待审查", old.get_absolute_url())]
    line, told = late.rows[0], page.content.decode()
    assert line.turn == "提案委工作人员 提出初审意见" and line.turn in told
    assert line.light.level == "late" and line.light.words.startswith("审查 逾期") and line.light.words in told
    assert client.get(late.url).context["table"].page.count == 1
    Proposal.objects.filter(pk=old.pk).update(is_key=True)
    key = client.get("/").context["lists"][0]
    assert [line.title for line in key.rows] == [old.title]
    assert client.get(key.url).context["table"].page.count == 1


@pytest.mark.parametrize("with_session", [True, False], ids=["in its first session", "before its first session"])
def test_what_an_earlier_term_left_unfinished_stays_in_sight(cast, today, with_session):
    """换届 hands it on: every figure opens its list, and what is late or key is shown whichever session it came in."""
    old = draft(cast, cast.lu, today - timedelta(days=30), title="关于旧事的提案")
    do(old, "submit", cast.lu, today - timedelta(days=30))
    Proposal.objects.filter(pk=old.pk).update(is_key=True)
    new = Term.objects.create(number=16, starts_on=today, confirmed_at=timezone.now())
    if with_session:
        ends = {"closes_on": today, "proposal_cutoff": timezone.now()}
        Session.objects.create(term=new, number=1, opens_on=today, **ends)
    for name in ("leader", "clerk"):
        client = signed_in(getattr(cast, name))
        page = client.get("/")
        titles = {card.title: card for card in page.context["cards"]}
        assert "以往会议未办结的提案" in titles, f"{name}: {list(titles)}, {page.context['session']}"
        card = titles["以往会议未办结的提案"]
        assert [tile.number for tile in card.tiles] == [1, 1], name
        for tile in card.tiles:
            assert client.get(tile.url).context["table"].page.count == tile.number, f"{name}: {tile.url}"
    page = signed_in(cast.leader).get("/")
    assert [[line.title for line in one.rows] for one in page.context["lists"][:2]] == [[old.title]] * 2
    for bar in page.context["stages"][0].bars:
        opened = signed_in(cast.leader).get(bar.url).context["table"].page.count
        assert bar.number == opened == (0 if with_session else int(bar.label == "审查")), bar.label


def test_a_figure_counts_the_rows_it_names(cast, today):
    filed_and_assigned(cast, today)
    asked = Asked(User.objects.get(pk=cast.clerk.pk), today, current_session(today))
    for one in PROPOSALS.home.figures:
        if cast.clerk.post_in_use.role in one.posts:
            if not one.rows(asked).exists():
                assert one.where_any and not cards([one], asked)
                continue
            (card,) = cards([one], asked)
            shown = [figure.key for figure in one.figures if figure.shown]
            assert [tile.number for tile in card.tiles] == [one.rows_of(key, asked).count() for key in shown]


def test_search_finds_by_number_name_and_words(cast, today):
    filed_and_assigned(cast, today)
    client = signed_in(cast.clerk)
    assert "自来水管网" in client.get("/workbench/search/?q=第1号", follow=True).content.decode()
    assert "自来水管网" in client.get("/workbench/search/?q=小水厂").content.decode()
    assert re.search(r'href="/members/\d+/"', client.get("/workbench/search/?q=沈岚").content.decode())
    assert "没有找到提案" in client.get("/workbench/search/?q=航天").content.decode()


def test_what_was_found_stands_as_on_its_own_page(cast):
    """Everybody has judged: neither the search box nor a home says that somebody is still asked to."""
    proposal = stages.content(cast)
    words = "已评价，待提案委处理"
    for name in ("clerk", "shen", "housing_clerk"):
        client = signed_in(getattr(cast, name))
        assert words in client.get(proposal.get_absolute_url()).content.decode(), name
        found = client.get("/workbench/search/?q=自来水").content.decode()
        assert words in found and "待评价" not in found.replace(words, ""), name
    client = signed_in(cast.clerk)
    one = cost(client, "/workbench/search/?q=自来水")
    again = stages.content(cast)
    assert fresh(again).state == "evaluating" and cost(client, "/workbench/search/?q=自来水") == one


def test_every_kind_has_its_part_of_what_was_found(cast, today, many_kinds):
    filed_and_assigned(cast, today)
    found = dict(signed_in(cast.clerk).get("/workbench/search/?q=第0001号").context["sections"])
    assert next(iter(found)) == "提案" and found.keys() >= {kind.title for kind in many_kinds}
    for title in ("提案", *(kind.title for kind in many_kinds)):
        assert [line.number for line in found[title]] == ["第0001号"], title


def test_whoever_opens_no_matters_is_shown_no_part_of_them(cast, today):
    filed_and_assigned(cast, today)
    page = signed_in(cast.sysadmin).get("/workbench/search/?q=第0001号")
    assert page.context["sections"] == [] and "搜索委员、单位、案号" in page.content.decode()


def test_search_shows_nobody_what_they_may_not_see(cast, today):
    draft(cast, cast.he, today, title="关于夜间照明的提案")
    assert "夜间照明的提案" not in signed_in(cast.lu).get("/workbench/search/?q=夜间照明").content.decode()
