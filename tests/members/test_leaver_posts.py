"""届满人员的其他岗位: who leaves with the term keeps no post of the committee unseen."""

from datetime import date, timedelta

import pytest
from django.test import Client

from core.backends import PostBackend
from core.models import Event, GrantRequest, Post, Role
from core.people import grants, leaving
from members.models import Mandate
from members.services import carry_over, leaver_posts, rejoining
from members.services import terms as acts
from members.services.leaver_posts import STAYS, UNTIL, Choice
from tests.builders.cast import at, fresh, who
from tests.members.test_change_of_term import AFTER, DAY, autumn, clerk  # noqa: F401 - a fixture
from workbench.home import for_user

pytestmark = pytest.mark.django_db
EVE = DAY - timedelta(days=1)


@pytest.fixture
def coming(cast, autumn):  # noqa: F811 - the fixture
    """沈岚 stays; of those who go 周正 is convenor of a sector, 何静 leads as 主席, 陆远 works for a unit."""
    cast.travel = autumn
    term = acts.start_term(number=16, starts_on=DAY, actor=clerk(cast))
    carry_over.keep(actor=clerk(cast), term=term, members=[cast.shen_member.pk], offices=True, seats=True)
    give = Post.objects.create
    cast.convenor = give(user=cast.zhou, role=Role.COMMITTEE_CLERK, organisation=cast.farming)
    cast.former = give(user=cast.he, role=Role.LEADER, organisation=cast.office, title="主席")
    cast.worker = give(user=cast.lu, role=Role.UNIT_HEAD, organisation=cast.water)
    give(user=cast.shen, role=Role.COMMITTEE_CLERK, organisation=cast.committee)
    return term


def confirm(cast, term, post="office_clerk") -> None:
    seen = carry_over.comparison(term).digest
    actor = who(getattr(cast, post), date(2026, 10, 12))
    carry_over.confirm(actor=actor, term=term, seen=seen, with_doubts=True)


def home(cast, post: str) -> str:
    browser = Client()
    browser.force_login(getattr(cast, post))
    return browser.get("/").content.decode()


def page(cast, term, post="office_clerk"):
    browser = Client()
    browser.force_login(getattr(cast, post))
    return browser, f"/members/terms/{term.pk}/carry-over/"


def last_day(post: Post) -> date | None:
    return Post.objects.get(pk=post.pk).valid_to


def test_the_page_names_every_leaver_with_another_post_and_asks_what_becomes_of_it(cast, coming):
    browser, address = page(cast, coming)
    told = browser.get(address).content.decode()
    for person, label in (("周正", "农业界"), ("何静", "领导"), ("陆远", "区水利局")):
        assert f"<b>{person}</b>：" in told and label in told
    assert "<b>沈岚</b>：" not in told
    rows = {row.post.user: row.choice.what for row in leaver_posts.kept(coming, date(2026, 10, 12))}
    assert rows == {cast.zhou: UNTIL, cast.he: UNTIL, cast.lu: ""}


def test_confirming_ends_the_convenors_post_with_the_term_and_names_the_leader_until_it_is_settled(cast, coming):
    confirm(cast, coming)
    assert last_day(cast.convenor) == EVE and last_day(cast.worker) is None and last_day(cast.former) is None
    for post in ("office_clerk", "sysadmin", "secadmin"):
        told = home(cast, post)
        assert "何静（领导" in told and "陆远（承办单位负责人" in told and "周正（" not in told.split("快到期的岗位")[0]
    browser, address = page(cast, coming, "sysadmin")
    browser.post(f"{address}posts/", {f"post-{cast.former.pk}": "until"})
    request = GrantRequest.objects.get(post=cast.former)
    assert (request.valid_to, request.state) == (EVE, "waiting")
    assert "何静（领导" not in home(cast, "office_clerk") and "结束岗位：领导" in home(cast, "secadmin")
    grants.confirm(actor=who(cast.secadmin, date(2026, 10, 12)), request=request)
    assert last_day(cast.former) == EVE
    cast.travel.move_to(AFTER)
    assert fresh(cast.zhou).post_in_use is None and fresh(cast.he).post_in_use is None
    browser.force_login(cast.zhou)
    assert browser.get("/proposals/new/").status_code == 403


def test_an_end_that_an_administrator_writes_meanwhile_stands(cast, coming, monkeypatch):
    earlier, looked_up = EVE - timedelta(days=30), leaver_posts.kept

    def meanwhile(*asked):
        found = looked_up(*asked)
        Post.objects.filter(pk=cast.convenor.pk).update(valid_to=earlier)
        return found

    leaver_posts.choose(actor=clerk(cast), term=coming, choices={cast.worker.pk: Choice(UNTIL)})
    monkeypatch.setattr(leaver_posts, "kept", meanwhile)
    confirm(cast, coming)
    assert last_day(cast.convenor) == earlier and last_day(cast.worker) == EVE
    done = Event.objects.get(key="end_leaver_posts")
    assert "周正（" not in done.text and "陆远（" in done.text
    assert [line["pk"] for line in done.facts["rows"]] == [cast.worker.pk]
    assert not Event.objects.filter(key="end_post", text__contains="周正").exists()


def test_a_list_confirmed_by_the_system_administrator_asks_at_once(cast, coming):
    confirm(cast, coming, "sysadmin")
    assert GrantRequest.objects.get(post=cast.former).valid_to == EVE and last_day(cast.convenor) == EVE


def test_a_refusal_settles_nothing_and_what_is_only_asked_for_has_not_ended(cast, coming):
    confirm(cast, coming, "sysadmin")
    done = Event.objects.get(key="end_leaver_posts")
    assert "随届满结束：周正（" in done.text and "提请结束，待确认：何静（" in done.text
    assert "何静（" not in home(cast, "sysadmin")
    asked = GrantRequest.objects.get(post=cast.former)
    grants.refuse(actor=who(cast.secadmin, date(2026, 10, 12)), request=asked, reason="等主席会议")
    assert all("何静（领导" in home(cast, post) for post in ("office_clerk", "sysadmin", "secadmin"))
    browser, address = page(cast, coming)
    browser.force_login(cast.sysadmin)
    browser.post(f"{address}posts/", {f"post-{cast.former.pk}": "until"})
    assert GrantRequest.objects.filter(post=cast.former, state="waiting").exists()


def test_who_goes_on_does_so_with_a_reason_only(cast, coming):
    browser, address = page(cast, coming)
    chosen = {f"post-{cast.convenor.pk}": "stays", f"post-{cast.worker.pk}": "stays"}
    digest = {"digest": carry_over.comparison(coming).digest, "with_doubts": "1"}
    told = browser.post(f"{address}confirm/", chosen | digest, follow=True).content.decode()
    assert "请写明理由" in told and not type(coming).objects.get(pk=coming.pk).confirmed_at
    reasons = {f"reason-{cast.convenor.pk}": "界别活动组机关干部", f"reason-{cast.worker.pk}": "本职工作"}
    browser.post(f"{address}confirm/", chosen | reasons | digest)
    assert type(coming).objects.get(pk=coming.pk).confirmed_at
    assert last_day(cast.convenor) is None and "继续担任：界别活动组机关干部" in browser.get(address).content.decode()
    told = home(cast, "office_clerk")
    assert "周正（" not in told and "陆远（" not in told and "何静（领导" in told


def test_a_choice_made_with_a_list_that_is_refused_is_not_kept_nor_told_and_stands_on_the_page(cast, coming):
    browser, address = page(cast, coming)
    shown = f"http://testserver{address}?show=goes&sector=&q="
    chosen = {f"post-{cast.former.pk}": "stays", f"reason-{cast.former.pk}": "留任至交接完成"}
    told = browser.post(f"{address}confirm/", chosen | {"digest": "old"}, headers={"Referer": shown}, follow=True)
    assert not type(coming).objects.get(pk=coming.pk).confirmed_at
    assert not Event.objects.filter(key="choose_leaver_posts").exists() and not cast.secadmin.notices.exists()
    rows = {row.post.pk: row.choice for row in told.context["leaver_posts"]}
    assert rows[cast.former.pk] == Choice(STAYS, "留任至交接完成") and rows[cast.convenor.pk].what == UNTIL
    assert 'value="留任至交接完成"' in told.content.decode()
    assert "留任至交接完成" not in browser.get(shown).content.decode(), "given back once"
    lacking = {f"post-{cast.worker.pk}": "stays"}
    told = browser.post(f"{address}posts/", lacking, headers={"Referer": shown}, follow=True)
    assert {row.post.pk: row.choice.what for row in told.context["leaver_posts"]}[cast.worker.pk] == STAYS


def test_a_post_with_power_that_goes_on_is_told_to_the_security_administrator(cast, coming):
    choice = {cast.former.pk: Choice(STAYS, "留任至交接完成")}
    leaver_posts.choose(actor=clerk(cast), term=coming, choices=choice)
    assert cast.secadmin.notices.filter(title__contains="留任至交接完成").exists()


def test_opening_the_list_again_takes_it_back_and_moving_the_day_moves_it(cast, coming):
    confirm(cast, coming, "sysadmin")
    later = DAY + timedelta(days=10)
    acts.move_term(reason="改期", actor=clerk(cast), term=coming, starts_on=later, seen=DAY)
    assert last_day(cast.convenor) == later - timedelta(days=1)
    assert GrantRequest.objects.get(post=cast.former).valid_to == later - timedelta(days=1)
    acts.move_term(reason="改期", actor=clerk(cast), term=coming, starts_on=DAY, seen=later)
    assert last_day(cast.convenor) == EVE
    coming.refresh_from_db()
    carry_over.reopen(actor=clerk(cast), term=coming, reason="增加一人")
    assert last_day(cast.convenor) is None and GrantRequest.objects.get(post=cast.former).state == "withdrawn"
    carry_over.keep(actor=clerk(cast), term=coming, members=[cast.zhou_member.pk], offices=True, seats=True)
    coming.refresh_from_db()
    confirm(cast, coming)
    assert last_day(cast.convenor) is None


def test_a_last_day_of_its_own_comes_back_when_the_list_is_opened_again(cast, coming):
    Post.objects.filter(pk=cast.convenor.pk).update(valid_to=EVE + timedelta(days=5))
    confirm(cast, coming)
    assert last_day(cast.convenor) == EVE
    acts.move_term(reason="改期", actor=clerk(cast), term=coming, starts_on=DAY + timedelta(days=30), seen=DAY)
    assert last_day(cast.convenor) == EVE + timedelta(days=5)
    coming.refresh_from_db()
    carry_over.reopen(actor=clerk(cast), term=coming, reason="增加一人")
    assert last_day(cast.convenor) == EVE + timedelta(days=5)


def test_what_two_administrators_ended_is_shortened_but_not_prolonged_with_the_day(cast, coming):
    confirm(cast, coming, "sysadmin")
    grants.confirm(actor=who(cast.secadmin, date(2026, 10, 12)), request=GrantRequest.objects.get(post=cast.former))
    later = DAY + timedelta(days=10)
    acts.move_term(reason="改期", actor=clerk(cast), term=coming, starts_on=later, seen=DAY)
    assert last_day(cast.former) == EVE
    assert cast.secadmin.notices.filter(title__contains="仍到2027年1月4日为止").exists()
    coming.refresh_from_db()
    assert "领导" in carry_over.reopen(actor=clerk(cast), term=coming, reason="增加一人")


def test_after_the_turn_whoever_is_unsettled_is_named_and_ended_from_the_day_before(cast, coming):
    cast.travel.move_to(at(DAY))  # nobody has confirmed the list
    for post in ("office_clerk", "sysadmin", "secadmin"):
        told = home(cast, post)
        assert "周正（专委会工作人员" in told and "何静（领导" in told
    browser, address = page(cast, coming)
    assert "保存并办理" in browser.get(address).content.decode()
    browser.post(f"{address}posts/", {f"post-{cast.convenor.pk}": "until", f"post-{cast.former.pk}": "until"})
    assert last_day(cast.convenor) == EVE and "周正（" not in home(cast, "office_clerk")
    assert "何静（领导" in home(cast, "office_clerk")
    cast.travel.move_to(at(DAY + timedelta(days=90)))
    told = home(cast, "secadmin")
    assert "何静（领导" in told and "陆远（" not in told.split("一人多岗")[0]


def test_who_comes_into_the_new_term_later_is_named_no_longer(cast, coming):
    cast.travel.move_to(at(DAY))
    Mandate.objects.create(member=cast.he_member, term=coming, sector=cast.farming, starts_on=DAY)
    assert "何静（领导" not in home(cast, "office_clerk")


def test_how_many_the_list_had_when_it_was_confirmed_is_said_beside_how_many_it_has(cast, coming):
    carry_over.keep(actor=clerk(cast), term=coming, members=[cast.zhou_member.pk], offices=True, seats=True)
    confirm(cast, coming)
    Mandate.objects.filter(term=coming, member=cast.zhou_member).delete()
    browser, address = page(cast, coming)
    assert "确认时 2 人，现 1 人" in browser.get(address).content.decode()


def test_the_account_of_who_left_with_the_term_and_holds_no_other_post_is_proposed_to_be_closed(cast, coming):
    confirm(cast, coming)
    members = {"沈岚", "周正", "何静", "陆远"}
    assert not members & {user.full_name for user in leaving.to_be_closed(EVE)}
    assert members & {user.full_name for user in leaving.to_be_closed(DAY)} == {"周正"}
    cast.travel.move_to(at(DAY))
    browser, _ = page(cast, coming, "sysadmin")
    assert "周正" in browser.get("/").content.decode().split("建议停用的账号")[1].split("</section>")[0]
    over = browser.get("/settings/accounts/", {"over": "true"}).content.decode()
    assert "周正" in over and "何静" not in over


def test_staff_of_the_office_who_are_members_too_keep_their_work_unless_it_is_said(cast, coming):
    staff = Post.objects.create(user=cast.lu, role=Role.OFFICE_CLERK, organisation=cast.office)
    kept = leaver_posts.kept(coming, date(2026, 10, 12))
    assert [row.choice.what for row in kept if row.post == staff] == [""]


@pytest.mark.parametrize("post", ["office_clerk", "sysadmin", "secadmin"])
def test_homes_around_the_turn_cost_no_more_than_any_other(cast, coming, post, django_assert_max_num_queries):
    confirm(cast, coming)
    for day in (date(2026, 10, 13), DAY, DAY + timedelta(days=400)):
        cast.travel.move_to(at(day))
        for_user(getattr(cast, post), day)  # rules and calendar are remembered
        user = PostBackend().get_user(getattr(cast, post).pk)
        assert user.post_in_use
        with django_assert_max_num_queries(10):
            for_user(user, day)


def test_who_is_put_back_on_the_list_reads_which_posts_it_had_ended(cast, coming):
    confirm(cast, coming)
    cast.travel.move_to(AFTER)
    told = rejoining.rehearse(
        actor=clerk(cast, DAY), member=cast.zhou_member, term=fresh(coming), basis="correction", sector=cast.farming,
        bodies=[], starts_on=None, reason="漏列", decided_by="常委会",
    )  # fmt: skip
    assert any("农业界" in one and "任至2027年1月4日" in one and "没有恢复" in one for one in told)
