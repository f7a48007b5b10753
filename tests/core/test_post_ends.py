"""A post ends on the spot; what was announced for a day keeps to its day."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from core.chinese import long_date
from core.matters.lifecycle import Refused
from core.models import Event, GrantRequest, Post, Role, User
from core.organisations import ending
from core.people import directory, grants, leaving
from core.people.actors import Actor
from tests.builders.acts import filed_and_assigned
from tests.builders.cast import body, fresh, person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="core.backends.PostBackend")
    return client


def held(user) -> list[str]:
    return [post.role for post in User.objects.get(pk=user.pk).valid_posts()]


def end_page(post) -> str:
    return f"/settings/accounts/{post.user_id}/posts/{post.pk}/end/"


def test_a_post_ended_on_the_page_is_over_at_once_and_may_be_given_again(cast):
    person("next", "接办人", Role.UNIT_CLERK, cast.housing)
    post, works = cast.housing_clerk.posts.get(), signed_in(cast.housing_clerk)
    proposal = filed_and_assigned(cast)
    work = proposal.assignments.get(unit=cast.housing).get_absolute_url()
    assert works.get(work).status_code == 200
    admin, page = signed_in(cast.sysadmin), f"/settings/accounts/{cast.housing_clerk.pk}/"
    shown = admin.get(end_page(post)).content.decode()
    assert "结束后由 接办人 接办" in shown and ">1</b> 件" in shown and 'name="handed_on"' not in shown
    assert admin.post(end_page(post), {}).status_code == 302
    assert held(cast.housing_clerk) == [] and works.get(work).status_code != 200
    assert "即时结束" in Event.objects.get(key="end_post").text and "即时结束" in admin.get(page).content.decode()
    given = {"role": "unit_clerk", "organisation": cast.housing.pk}
    assert admin.post(page, given).status_code == 302 and held(cast.housing_clerk) == ["unit_clerk"]
    again = cast.housing_clerk.posts.get(valid_to=None)
    assert again.valid_from == TODAY and works.get(work).status_code == 200
    assert admin.post(page, given).status_code != 302, "held already"
    signed_in(cast.housing_clerk).post("/accounts/logout/")
    admin.post(end_page(again), {})
    assert held(cast.housing_clerk) == []


def test_a_post_given_by_mistake_and_never_used_was_never_in_force(cast):
    actor = Actor.of(cast.sysadmin)
    post = directory.give_post(actor=actor, user=cast.editor, role=Role.UNIT_CLERK, organisation=cast.water)
    directory.end_post(actor=actor, post=post)
    assert not Post.objects.filter(pk=post.pk).exists() and held(cast.editor) == ["opinion_editor"]
    used = directory.give_post(actor=actor, user=cast.editor, role=Role.UNIT_CLERK, organisation=cast.water)
    Event.objects.create(actor=cast.editor, actor_name="x", post=used, key="sign_in", label="登录", object_id=1,
                         content_type_id=1, root_id=1, root_type_id=1)  # fmt: skip
    directory.end_post(actor=actor, post=used)
    assert Post.objects.get(pk=used.pk).valid_to == TODAY - DAY and held(cast.editor) == ["opinion_editor"]


def test_a_post_with_power_ends_at_the_moment_of_the_confirmation(cast):
    person("other", "另一位", Role.LEADER, cast.office)
    post = cast.leader.posts.get()
    assert signed_in(cast.sysadmin).post(end_page(post), {"reason": "分工调整", "handed_on": "1"}).status_code == 302
    assert held(cast.leader) == ["leader"]
    grants.confirm(actor=Actor.of(cast.secadmin), request=GrantRequest.objects.get())
    assert held(cast.leader) == [] and "即时结束" in Event.objects.get(key="end_post").text


def test_nobody_left_in_a_post_is_asked_about_once_more(cast):
    filed_and_assigned(cast)
    post, admin = cast.housing_clerk.posts.get(), signed_in(cast.sysadmin)
    refused = admin.post(end_page(post), {})
    assert refused.status_code == 422 and "1 件没有人接办" in refused.content.decode()
    with pytest.raises(Refused, match="没有人任"):
        grants.end_or_ask(actor=Actor.of(cast.sysadmin), post=post)
    assert held(cast.housing_clerk) == ["unit_clerk"]
    assert admin.post(end_page(post), {"handed_on": "on"}).status_code == 302 and held(cast.housing_clerk) == []


def test_posts_end_at_once_with_the_body_and_come_back_with_it(cast):
    actor = Actor.of(cast.office_clerk)
    empty = body("区林业局", "unit")
    clerk = person("wood", "林一", Role.UNIT_CLERK, empty)
    clerk.posts.update(valid_from=TODAY)
    signed_in(clerk).post("/accounts/logout/")  # leaves an event in this post
    event = ending.close(empty, actor=actor, reason="撤销", seen=empty.revision)
    assert held(clerk) == []
    ending.take_back(fresh(empty), event.pk, actor=actor)
    assert held(clerk) == ["unit_clerk"] and clerk.posts.get().valid_from == TODAY
    page = signed_in(cast.sysadmin).get(f"/settings/accounts/{clerk.pk}/").content.decode()
    held_now = page.split("增加岗位")[0].split("岗位</h2>")[1]
    assert "即时结束" not in held_now and "“区林业局”的停用已撤销，林一仍任" in page


def test_a_merge_taken_back_says_in_the_account_which_post_is_taken_back_too(cast):
    old, new = body("区林业局", "unit"), body("区农业局", "unit")
    clerk = person("wood", "林一", Role.UNIT_CLERK, old)
    User.objects.filter(pk=clerk.pk).update(current_post=clerk.posts.get())
    actor = Actor.of(cast.office_clerk)
    event = ending.merge(old, new, actor=actor, reason="机构改革", seen=old.revision)
    assert held(clerk) == ["unit_clerk"] and clerk.posts.filter(organisation=new).exists()
    ending.take_back(fresh(old), event.pk, actor=actor)
    told = Event.objects.get(content_type__model="user", object_id=clerk.pk, key="restore_post")
    assert "“区林业局”的合并已撤销，林一仍任" in told.text and "区农业局收回" in told.text
    assert not clerk.posts.filter(organisation=new).exists() and not directory.ended_at_once(clerk)
    assert User.objects.get(pk=clerk.pk).current_post == clerk.posts.get()


def test_an_account_closed_by_mistake_is_on_the_same_day_as_it_was(cast):
    page, admin = f"/settings/accounts/{cast.editor.pk}/", signed_in(cast.sysadmin)
    admin.post(f"{page}leave/", {"reason": "误办", "handed_on": "on", "day": TODAY.isoformat()})
    assert not User.objects.get(pk=cast.editor.pk).is_active
    assert "当天恢复的，岗位、密码与停用以前一样" in admin.get(page).content.decode()
    said = admin.post(page, {"reopen": "1", "reason": "停错了"}, follow=True).content.decode()
    assert "停用已撤销，岗位、密码与停用以前一样" in said and "岗位照旧：" in said and "已离任" not in said
    assert held(cast.editor) == ["opinion_editor"] and last_days(cast.editor) == [None]


def test_an_account_that_comes_back_later_has_no_posts(cast):
    leaving.close_account(actor=Actor.of(cast.sysadmin), user=cast.editor, reason="调离", handed_on=True)
    later = Actor.of(cast.sysadmin, at=timezone.now() + DAY)
    page = f"/settings/accounts/{cast.editor.pk}/"
    with time_machine.travel(later.at):
        said = signed_in(cast.sysadmin).post(page, {"reopen": "1", "reason": "回来"}, follow=True).content.decode()
    assert "原来的岗位没有恢复" in said and "原密码照旧可用" in said and last_days(cast.editor) == [TODAY]


def test_closed_by_two_and_back_by_two_on_one_day_is_as_before(cast):
    person("other", "另一位", Role.LEADER, cast.office)
    for act in ("close", "reopen"):
        user = User.objects.get(pk=cast.leader.pk)
        request = grants.ask(actor=Actor.of(cast.sysadmin), act=act, user=user, reason="误办")
        grants.confirm(actor=Actor.of(cast.secadmin), request=request)
    assert last_days(cast.leader) == [None] and held(cast.leader) == ["leader"]


def last_days(user) -> list:
    return list(user.posts.order_by("pk").values_list("valid_to", flat=True))


def test_an_announced_leave_is_moved_and_cancelled_with_its_posts(cast):
    early, late, own = TODAY + 11 * DAY, TODAY + 200 * DAY, TODAY + 90 * DAY
    Post.objects.create(user=cast.editor, role=Role.COMMITTEE_CLERK, organisation=cast.committee, valid_to=own)
    Post.objects.create(user=cast.editor, role=Role.LIAISON, organisation=cast.liaison, valid_from=TODAY + 50 * DAY)
    admin, page = signed_in(cast.sysadmin), f"/settings/accounts/{cast.editor.pk}/"
    facts = {"reason": "退休", "handed_on": "on"}
    said = admin.post(f"{page}leave/", facts | {"day": early.isoformat()}, follow=True).content.decode()
    assert "令牌已结束" not in said and f"任至{long_date(early)}" in said and last_days(cast.editor) == [early, early]
    said = admin.post(f"{page}leave/", facts | {"day": late.isoformat()}, follow=True).content.decode()
    assert f"{long_date(late)}离任" in said and last_days(cast.editor) == [late, own, late]
    assert "取消离任" in admin.get(f"{page}leave/").content.decode()
    admin.post(page, {"reopen": "1", "reason": "延退"})
    assert last_days(cast.editor) == [None, own, None] and User.objects.get(pk=cast.editor.pk).leaves_on is None
    assert leaving.close_left(late + DAY) == 0


def test_a_leave_announced_before_its_posts_were_kept_is_cancelled_too(cast):
    day = TODAY + 11 * DAY
    cast.editor.posts.update(valid_to=day)
    User.objects.filter(pk=cast.editor.pk).update(leaves_on=day)
    leaving.reopen_account(actor=Actor.of(cast.sysadmin), user=User.objects.get(pk=cast.editor.pk), reason="延退")
    assert last_days(cast.editor) == [None]


def test_a_leave_of_whoever_has_power_is_cancelled_by_two(cast):
    day = TODAY + 11 * DAY
    person("other", "另一位", Role.LEADER, cast.office)
    for act, more in (("close", {"valid_to": day}), ("reopen", {})):
        user = User.objects.get(pk=cast.leader.pk)
        with pytest.raises(Refused, match="安全管理员确认"):
            leaving.reopen_account(actor=Actor.of(cast.sysadmin), user=user, reason="x") if act == "reopen" else (
                leaving.close_account(actor=Actor.of(cast.sysadmin), user=user, day=day, reason="x", handed_on=True)
            )
        request = grants.ask(actor=Actor.of(cast.sysadmin), act=act, user=user, reason="退休", **more)
        grants.confirm(actor=Actor.of(cast.secadmin), request=request)
        assert last_days(cast.leader) == [day if act == "close" else None]
