"""Accounts whose posts are all over: proposed, closed many at a time with one reason, each as singly."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.matters.lifecycle import Forbidden
from core.models import Event, Post, Role, User
from core.people import closing, directory, grants, leaving
from core.people.actors import Actor
from tests.builders.cast import person
from tests.builders.pages import signed_in

pytestmark = pytest.mark.django_db
URL = "/settings/accounts/over/"
DAY = timedelta(days=1)


@pytest.fixture
def gone(cast) -> list[User]:
    """Three whose posts ended yesterday, and one whose only post was given by mistake and taken away."""
    people = [person(f"gone{number}", f"离任{number}", Role.UNIT_CLERK, cast.water) for number in range(3)]
    Post.objects.filter(user__in=people).update(valid_to=timezone.localdate() - DAY)
    actor = Actor.of(cast.sysadmin)
    wrong, _ = directory.create_account(actor=actor, username="wrong", full_name="误录")
    post = directory.give_post(actor=actor, user=wrong, role=Role.UNIT_CLERK, organisation=cast.water)
    directory.end_post(actor=actor, post=post)
    assert not wrong.posts.exists()
    return [*people, wrong]


def listed(actor) -> dict[str, closing.Proposed]:
    return {one.user.username: one for one in closing.proposed(actor)}


def test_who_has_no_post_left_is_proposed_and_who_is_to_get_one_is_not(cast, gone):
    new, _ = directory.create_account(actor=Actor.of(cast.sysadmin), username="newly", full_name="新开")
    found = listed(Actor.of(cast.sysadmin))
    assert {user.username for user in gone} <= found.keys() and new.username not in found
    assert "承办单位经办人" in found["gone0"].why and "又取消" in found["wrong"].why
    assert cast.water_clerk.username not in found


def test_those_that_are_ticked_are_closed_with_one_reason(cast, gone):
    browser = signed_in(cast.sysadmin)
    page = browser.get(URL)
    assert all(user.full_name in page.content.decode() for user in gone)
    refused = browser.post(URL, {"users": [gone[0].pk], "reason": ""})
    assert refused.status_code == 422 and f'value="{gone[0].pk}" checked' in refused.content.decode()
    chosen = [gone[0].pk, gone[3].pk]
    done = browser.post(URL, {"users": chosen, "reason": "换届后不再任职"}, follow=True)
    assert "已停用 2 个账号" in done.content.decode()
    assert set(User.objects.filter(is_active=False).values_list("pk", flat=True)) >= set(chosen)
    assert User.objects.get(pk=gone[1].pk).is_active
    event = Event.objects.filter(label="停用账号").latest("id")
    assert event.reason == "换届后不再任职" and event.actor == cast.sysadmin


def test_who_got_a_post_meanwhile_keeps_account_and_post(cast, gone):
    directory.give_post(
        actor=Actor.of(cast.sysadmin), user=gone[0], role=Role.UNIT_CLERK, organisation=cast.housing
    )  # fmt: skip
    done, refused = closing.close([gone[0].pk, gone[1].pk], actor=Actor.of(cast.sysadmin), reason="换届")
    assert done == 1 and len(refused) == 1 and "刚有了岗位" in refused[0]
    assert User.objects.get(pk=gone[0].pk).is_active and gone[0].posts.filter(valid_to=None).exists()


def test_what_two_administrators_decide_is_left_out_with_the_sentence_why(cast, gone):
    grants.give_or_ask(
        actor=Actor.of(cast.sysadmin), user=gone[0], role=Role.LEADER, organisation=None, reason="接任"
    )  # fmt: skip
    one = listed(Actor.of(cast.sysadmin))["gone0"]
    assert "待另一位管理员确认" in one.left_out
    page = signed_in(cast.sysadmin).get(URL).content.decode()
    assert one.left_out in page and f'name="users" value="{gone[0].pk}"' not in page
    done, refused = closing.close([gone[0].pk], actor=Actor.of(cast.sysadmin), reason="换届")
    assert done == 0 and one.left_out in refused[0] and User.objects.get(pk=gone[0].pk).is_active
    strong = signed_in(cast.sysadmin).post(URL, {"users": [cast.chair.pk], "reason": "换届"})
    assert strong.status_code == 422 and User.objects.get(pk=cast.chair.pk).is_active


def test_the_page_is_the_system_administrators_alone(cast, gone):
    assert signed_in(cast.office_clerk).get(URL).status_code == 403
    with pytest.raises(Forbidden):
        closing.close([gone[0].pk], actor=Actor.of(cast.office_clerk), reason="换届")


def test_the_page_costs_the_same_however_many_there_are(cast, gone):
    browser = signed_in(cast.sysadmin)

    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            browser.get(URL)
        return len(found)

    statements()
    once = statements()
    more = [person(f"more{number}", f"又离任{number}", Role.UNIT_CLERK, cast.housing) for number in range(5)]
    Post.objects.filter(user__in=more).update(valid_to=timezone.localdate() - DAY)
    assert statements() == once


def test_who_ends_the_only_post_is_told_that_the_account_still_lets_in(cast):
    only = person("only", "只任一岗", Role.UNIT_CLERK, cast.housing)
    post = only.posts.get()
    page = signed_in(cast.sysadmin).post(f"/settings/accounts/{only.pk}/posts/{post.pk}/end/", follow=True)
    assert "已没有岗位，却还能登录" in page.content.decode()
    assert only in leaving.to_be_closed(timezone.localdate())
