"""A post that matters wait for and nobody holds is named: before its end, at its confirmation, while it lasts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import GrantRequest, OpenTurn, Post, Role
from core.people import grants, vacancies
from core.people.actors import Actor
from members.models import Mandate
from members.services import carry_over, leaver_posts
from members.services import terms as term_acts
from tests.builders.acts import do, filed_and_assigned
from tests.builders.cast import draft, person
from tests.builders.pages import signed_in
from tests.members.test_change_of_term import DAY, autumn, clerk  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
HOMES = ("office_clerk", "sysadmin", "secadmin")


def waiting_for_the_chair(cast, day=TODAY):
    proposal = draft(cast, day=day)
    do(proposal, "submit", cast.shen, day)
    do(proposal, "recommend", cast.clerk, day, outcome="file", category="city")


def named(day=TODAY) -> list[str]:
    return [f"{one.named} {one.count}" for one in vacancies.vacancies(day)]


def told_at_homes(cast, sentence: str) -> list[bool]:
    return [sentence in signed_in(getattr(cast, name)).get("/").content.decode() for name in HOMES]


def test_a_post_that_nobody_holds_is_named_on_three_homes_while_matters_wait_for_it(cast):
    waiting_for_the_chair(cast)
    assert named() == [] and not any(told_at_homes(cast, "还没有人任"))
    cast.chair.posts.update(valid_to=TODAY - timedelta(days=1))
    assert named() == ["提案委主任 1"]
    assert all(told_at_homes(cast, "还没有人任提案委主任，有 1 件在等"))
    assert "去设置岗位" in signed_in(cast.sysadmin).get("/").content.decode()
    person("next", "新主任", Role.PROPOSAL_CHAIR)
    assert named() == [] and not any(told_at_homes(cast, "还没有人任"))


def test_a_post_of_a_unit_is_held_in_that_unit_and_what_another_post_may_do_does_not_wait_in_vain(cast):
    filed_and_assigned(cast)
    cast.housing_clerk.posts.all().delete()
    person("next", "接办人", Role.UNIT_CLERK, cast.farming)
    assert named() == ["承办单位经办人 · 区住建局 1"]
    row = OpenTurn.objects.get(role=Role.UNIT_CLERK, organisation=cast.housing)
    row.pk, row.role, row.holder = None, Role.UNIT_HEAD, f"unit_head|{cast.housing.pk}|"
    row.save()
    assert cast.housing_head.posts.filter(organisation=cast.housing).exists() and named() == []


def test_the_end_of_a_post_names_that_nobody_is_left_where_it_is_asked_for_and_confirmed(cast):
    waiting_for_the_chair(cast)
    post, asks = cast.chair.posts.get(), Actor.of(cast.sysadmin)
    request = grants.end_or_ask(actor=asks, post=post, reason="届满", handed_on=True)
    sentence = "正等待办理的 1 件没有人接办"
    assert sentence in cast.secadmin.notices.get(title__contains="结束岗位：提案委主任").body
    page = signed_in(cast.secadmin).get("/settings/grants/").content.decode()
    assert "结束后没有人任" in page and sentence in page
    person("next", "新主任", Role.PROPOSAL_CHAIR)
    assert sentence not in signed_in(cast.secadmin).get("/settings/grants/").content.decode()
    grants.confirm(actor=Actor.of(cast.secadmin), request=request)
    assert named() == []


def test_closing_an_account_and_an_exit_name_it_too(cast):
    waiting_for_the_chair(cast)
    sentence = "正等待办理的 1 件没有人接办"
    assert sentence in signed_in(cast.sysadmin).get(f"/settings/accounts/{cast.chair.pk}/leave/").content.decode()
    grants.ask(actor=Actor.of(cast.sysadmin), act="close", user=cast.chair, reason="调离", valid_to=TODAY)
    assert sentence in signed_in(cast.secadmin).get("/settings/grants/").content.decode()
    cast.chair.posts.update(user=cast.shen)
    page = signed_in(cast.office_clerk).get(f"/members/{cast.shen_member.pk}/end/").content.decode()
    assert sentence in page


def test_the_list_of_the_turn_names_the_key_posts_that_go_with_it(cast, autumn):  # noqa: F811 - the fixture
    waiting_for_the_chair(cast, timezone.localdate())
    cast.chair.posts.update(user=cast.zhou)
    other = Post.objects.create(user=cast.he, role=Role.PROPOSAL_CHAIR, organisation=cast.office)
    term = term_acts.start_term(number=16, starts_on=DAY, actor=clerk(cast))
    carry_over.keep(actor=clerk(cast), term=term, members=[cast.shen_member.pk], offices=True, seats=True)
    browser, address = signed_in(cast.office_clerk), f"/members/terms/{term.pk}/carry-over/"
    sentence = "正等待办理的 1 件没有人接办"
    assert Mandate.objects.filter(term=term).count() == 1
    assert browser.get(address).content.decode().count(sentence) == 2, "both leave, and nobody is left"
    stays = {f"post-{other.pk}": "stays", f"reason-{other.pk}": "留任"}
    browser.post(f"{address}posts/", stays)
    assert sentence not in browser.get(address).content.decode()
    browser.post(f"{address}posts/", {f"post-{other.pk}": "until"})
    digest = {"digest": carry_over.comparison(term).digest, "with_doubts": "1"}
    page = browser.post(f"{address}confirm/", digest, follow=True).content.decode()
    assert "请在换届之日以前安排接任的人，由系统管理员设置岗位。" in page
    assert leaver_posts.kept(term, timezone.localdate()) and not GrantRequest.objects.exists()
