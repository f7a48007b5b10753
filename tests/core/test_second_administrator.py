"""三员分立 and grants that need a second administrator, by every door."""

import contextlib
from datetime import date, timedelta
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import IntegrityError, connections, transaction

from core.matters.lifecycle import Forbidden, Refused
from core.models import Event, GrantRequest, Notice, Post, Role, User
from core.models.roles import POSTS, may_not_meet, posts_that
from core.people import accounts, directory, first, grants, leaving, separation
from members.models import Member
from tests.builders.acts import filed_and_assigned
from tests.builders.cast import MONDAY, USERS, body, person, who

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ADMINS = posts_that(admin=True)
POWER = posts_that(power=True)


def unit_of(cast, role):
    return {Role.SUPERVISOR: cast.gov, Role.LIAISON: cast.liaison}.get(role, cast.water if POSTS[role].unit else None)


def asked(cast, user, role=Role.LEADER, **more):
    return grants.give_or_ask(
        actor=who(cast.sysadmin), user=user, role=role, organisation=unit_of(cast, role), reason="接任", **more
    )


def confirmed(cast, request, by=None):
    return grants.confirm(actor=who(by or cast.secadmin), request=request)


def test_an_administrators_post_goes_with_no_other():
    for one in Role:
        for other in Role:
            alone = one != other and (one in ADMINS or other in ADMINS)
            assert may_not_meet(one, other) == may_not_meet(other, one) == alone


@pytest.mark.parametrize("held", list(Role))
@pytest.mark.parametrize("wanted", list(Role))
def test_the_service_keeps_every_pair_apart(cast, held, wanted):
    user = person("x", "某人", held, unit_of(cast, held))
    if wanted == Role.MEMBER:  # a member's post is for whoever stands in the register
        Member.objects.create(user=user, name="某人")
    if held == wanted:
        return
    if held not in ADMINS and wanted not in ADMINS:
        made = asked(cast, user, wanted)
        assert isinstance(made, GrantRequest) == (wanted in POWER)
        return
    with pytest.raises(Refused, match="三员分立"):
        asked(cast, user, wanted)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(user=user, role=wanted, organisation=unit_of(cast, wanted))


def test_days_decide_whether_two_posts_meet(cast):
    user = person("x", "某人", Role.UNIT_CLERK, cast.water)
    user.posts.update(valid_to=MONDAY)
    request = asked(cast, user, Role.AUDITOR, valid_from=MONDAY + DAY)
    with pytest.raises(Refused, match="同期还任"):
        asked(cast, user, Role.SECADMIN, valid_from=MONDAY)
    with pytest.raises(Refused, match="同期还任"):  # confirmed on the last day of the old post it would begin that day
        GrantRequest.objects.filter(pk=request.pk).update(valid_from=MONDAY)
        confirmed(cast, GrantRequest.objects.get(pk=request.pk))


def test_what_stands_against_the_rule_already_is_listed_and_can_be_mended(cast, django_db_blocker):
    from django.db import connection

    from core.people import post_guard

    with connection.cursor() as cursor:
        for name in post_guard.NAMES:
            cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else " ON core_post"))
    wrong = Post.objects.create(user=cast.auditor, role=Role.SECADMIN)
    post_guard.install(connection)
    assert [str(one) for one in separation.violations(MONDAY)] == ["审计（auditor）同时任审计员和安全管理员"]
    request = grants.ask(actor=who(cast.sysadmin), act="end", user=cast.auditor, post=wrong, reason="三员分立")
    confirmed(cast, request)
    assert Post.objects.get(pk=wrong.pk).valid_to == MONDAY - DAY


@pytest.mark.parametrize("role", POWER)
def test_power_comes_into_force_only_when_another_has_confirmed_it(cast, role):
    user = person("x", "某人", Role.MEMBER)
    user.posts.all().delete()
    with pytest.raises(Refused, match="安全管理员确认"):
        directory.give_post(actor=who(cast.sysadmin), user=user, role=role, organisation=unit_of(cast, role))
    request = asked(cast, user, role)
    assert not user.posts.exists()
    assert Notice.objects.filter(recipient=cast.secadmin, title__contains="待您确认").exists()
    with pytest.raises(Forbidden, match="安全管理员"):
        grants.confirm(actor=who(cast.sysadmin), request=request)
    confirmed(cast, request)
    assert user.posts.get().role == role and user.posts.get().valid_from == MONDAY
    with pytest.raises(Refused, match="已经处理"):
        confirmed(cast, request)
    assert user.posts.count() == 1


def test_a_refused_grant_leaves_nothing_but_its_record(cast):
    before = User.objects.filter(pk=cast.lu.pk).values("current_post", "is_active", "password").get()
    request = asked(cast, cast.lu)
    with pytest.raises(Refused, match="理由"):
        grants.refuse(actor=who(cast.secadmin), request=request, reason=" ")
    grants.refuse(actor=who(cast.secadmin), request=request, reason="党组会没有定")
    assert not cast.lu.posts.filter(role=Role.LEADER).exists()
    assert User.objects.filter(pk=cast.lu.pk).values("current_post", "is_active", "password").get() == before
    assert Event.objects.get(key="grant_refused").reason == "党组会没有定"
    assert Notice.objects.filter(recipient=cast.sysadmin, title__contains="不予确认").exists()
    with pytest.raises(Refused, match="已经处理"):
        confirmed(cast, request)


def test_nobody_confirms_what_they_asked_for_or_what_is_about_them(cast):
    with pytest.raises(Refused, match="不能为自己提请"):
        asked(cast, cast.sysadmin)
    about_her = grants.ask(actor=who(cast.sysadmin), act="password", user=cast.secadmin, reason="忘记密码")
    with pytest.raises(Forbidden, match="关于自己"):
        confirmed(cast, about_her)
    password = confirmed(cast, about_her, by=cast.auditor)
    assert User.objects.get(pk=cast.secadmin.pk).check_password(password)
    by_her = grants.ask(actor=who(cast.secadmin), act="password", user=cast.sysadmin, reason="忘记密码")
    with pytest.raises(Forbidden, match="自己提请"):
        confirmed(cast, by_her)
    other = asked(cast, cast.lu)
    with pytest.raises(Forbidden, match="由安全管理员确认"):
        confirmed(cast, other, by=cast.auditor)


def test_only_whoever_asked_takes_a_request_back(cast):
    request = asked(cast, cast.lu)
    for user in (person("other", "另一管理", Role.SYSADMIN), cast.secadmin, cast.auditor):
        with pytest.raises(Forbidden, match="只有提请人可以撤回"):
            grants.withdraw(actor=who(user), request=request)
    assert GrantRequest.objects.get(pk=request.pk).state == "waiting"
    grants.withdraw(actor=who(cast.sysadmin), request=request)
    assert GrantRequest.objects.get(pk=request.pk).state == "withdrawn"


def test_neither_who_asks_nor_whom_it_concerns_is_asked_to_confirm(cast):
    other = person("other", "另一安管", Role.SECADMIN)
    grants.ask(actor=who(cast.sysadmin), act="password", user=cast.secadmin, reason="忘记密码")
    grants.ask(actor=who(cast.secadmin), act="password", user=cast.sysadmin, reason="忘记密码")
    told = Notice.objects.filter(title__startswith="待您确认")
    assert told.count() == 2 and {notice.recipient for notice in told} == {other}


def test_a_post_is_held_until_its_end_is_confirmed(cast):
    request = grants.end_or_ask(
        actor=who(cast.sysadmin), post=cast.leader.posts.get(), day=MONDAY, reason="退休", handed_on=True
    )
    grants.confirm(actor=who(cast.secadmin, MONDAY + 3 * DAY), request=request)
    posts = cast.leader.posts
    assert posts.valid_on(MONDAY + 2 * DAY).exists() and not posts.valid_on(MONDAY + 4 * DAY).exists()


def test_a_request_lapses_and_may_then_be_made_again(cast):
    request = asked(cast, cast.lu)
    with pytest.raises(Refused, match="不需要再提"):
        asked(cast, cast.lu)
    late = who(cast.secadmin, MONDAY + 8 * DAY)
    with pytest.raises(Refused, match="逾期"):
        grants.confirm(actor=late, request=request)
    again = grants.give_or_ask(
        actor=who(cast.sysadmin, MONDAY + 8 * DAY), user=cast.lu, role=Role.LEADER, organisation=None, reason="再提"
    )
    assert again.pk != request.pk and GrantRequest.objects.get(pk=request.pk).state == "expired"


@pytest.mark.parametrize("role", POWER)
def test_an_account_with_power_is_touched_by_two_only(cast, role):
    user = getattr(cast, USERS[role])
    person("other", "接任", role, unit_of(cast, role))  # there is a successor
    actor = who(cast.sysadmin if role != Role.SYSADMIN else User.objects.get(username="other"))
    with pytest.raises(Refused, match="安全管理员"):
        accounts.reset_password(user=user, actor=actor)
    with pytest.raises(Refused, match="安全管理员"):
        leaving.close_account(actor=actor, user=user, reason="调离", handed_on=True)
    with pytest.raises(Refused, match="安全管理员"):
        directory.end_post(actor=actor, post=user.posts.get())
    request = grants.ask(actor=actor, act="close", user=user, reason="调离")
    confirmed(cast, request, by=User.objects.get(username="other") if role == Role.SECADMIN else None)
    user.refresh_from_db()
    assert not user.is_active and user.session_key == "ended"


@pytest.mark.parametrize("role", ADMINS)
def test_the_last_administrator_of_a_kind_stays_until_a_successor_is_there(cast, role):
    user = getattr(cast, USERS[role])
    asker = cast.secadmin if role == Role.SYSADMIN else cast.sysadmin
    with pytest.raises(Refused, match="接任"):
        grants.ask(actor=who(asker), act="close", user=user, reason="退休")
    if role != Role.SYSADMIN:
        with pytest.raises(Refused, match="接任"):
            grants.end_or_ask(actor=who(cast.sysadmin), post=user.posts.get(), reason="退休")


def test_two_administrators_at_one_account_do_not_overwrite_unseen(cast, client):
    page = f"/settings/accounts/{cast.lu.pk}/"
    client.force_login(cast.sysadmin, backend="core.backends.PostBackend")
    seen = User.objects.get(pk=cast.lu.pk).revision
    first_one = client.post(page, {"full_name": "陆远航", "phone": "", "seen": seen})
    assert first_one.status_code == 302
    second = client.post(page, {"full_name": "陆远", "phone": "13800000000", "seen": seen})
    assert second.status_code == 409 and "刚被他人修改" in second.content.decode()
    assert User.objects.get(pk=cast.lu.pk).full_name == "陆远航"


def test_the_page_asks_where_there_is_power_and_gives_at_once_where_there_is_none(cast, client):
    client.force_login(cast.sysadmin, backend="core.backends.PostBackend")
    page = f"/settings/accounts/{cast.lu.pk}/"
    fields = {"role": "leader", "organisation": cast.office.pk, "reason": "新任副主席"}
    assert client.post(page, fields).status_code == 302
    assert client.post(page, {"role": "liaison", "organisation": cast.liaison.pk}).status_code == 302
    assert set(cast.lu.posts.values_list("role", flat=True)) == {"member", "liaison"}
    request = GrantRequest.objects.get()
    client.force_login(cast.secadmin, backend="core.backends.PostBackend")
    assert "新任副主席" in client.get("/settings/grants/").content.decode()
    client.post(f"/settings/grants/{request.pk}/", {"confirm": "1"})
    assert cast.lu.posts.filter(role="leader").exists()
    client.force_login(cast.clerk, backend="core.backends.PostBackend")
    assert client.get("/settings/grants/").status_code == 403


def test_a_password_confirmed_is_shown_to_the_one_who_confirms(cast, client):
    client.force_login(cast.sysadmin, backend="core.backends.PostBackend")
    answer = client.post(f"/settings/accounts/{cast.chair.pk}/", {"reset": "1", "reason": "忘记密码"})
    assert answer.status_code == 302 and User.objects.get(pk=cast.chair.pk).check_password("Cast-2026-pass")
    client.force_login(cast.secadmin, backend="core.backends.PostBackend")
    shown = client.post(f"/settings/grants/{GrantRequest.objects.get().pk}/", {"confirm": "1"})
    assert "只显示这一次" in shown.content.decode() and "no-store" in shown["Cache-Control"]


def test_leaving_warns_of_work_that_nobody_is_left_for_and_names_the_unit(cast):
    filed_and_assigned(cast)
    (waits,) = leaving.what_waits(cast.housing_clerk, MONDAY)
    assert waits.alone and waits.post == "承办单位经办人 · 区住建局" and waits.count == 1
    with pytest.raises(Refused, match="区住建局"):
        leaving.close_account(actor=who(cast.sysadmin), user=cast.housing_clerk, reason="调离")
    person("next", "接办人", Role.UNIT_CLERK, cast.housing)
    assert leaving.what_waits(cast.housing_clerk, MONDAY)[0].taken_by == ("接办人",)
    leaving.close_account(actor=who(cast.sysadmin), user=cast.housing_clerk, reason="调离")


def test_leaving_ends_sign_ins_at_once_and_coming_back_needs_new_posts(cast, client):
    unit = body("区林业局", "unit")
    only = person("only", "林一", Role.UNIT_CLERK, unit)
    client.force_login(only, backend="core.backends.PostBackend")
    assert client.get("/").status_code == 200
    leaving.close_account(actor=who(cast.sysadmin), user=only, reason="调离")
    only.refresh_from_db()
    assert not only.is_active and only.posts.get().valid_to == MONDAY
    assert client.get("/").status_code == 302
    leaving.reopen_account(actor=who(cast.sysadmin), user=only, reason="回来")
    assert User.objects.get(pk=only.pk).is_active


def test_a_day_to_come_ends_the_account_the_night_after(cast):
    leaves = MONDAY + 10 * DAY
    leaving.close_account(actor=who(cast.sysadmin), user=cast.lu, day=leaves, reason="退休")
    assert User.objects.get(pk=cast.lu.pk).is_active and leaving.close_left(leaves) == 0
    assert leaving.close_left(leaves + DAY) == 1
    assert not User.objects.get(pk=cast.lu.pk).is_active
    cast.he.posts.update(valid_to=MONDAY)
    assert list(leaving.to_be_closed(MONDAY + DAY)) == [cast.he]


def test_the_first_three_need_nobody_and_only_on_an_empty_database(db):
    made = first.first_administrators(dict(zip(ADMINS, ("admin", "sec", "audit"), strict=True)))
    assert {user.posts.get().role for user, _ in made.values()} == set(ADMINS)
    assert all(user.check_password(password) for user, password in made.values())
    with pytest.raises(Refused, match="已经有账号"):
        first.first_administrators(dict(zip(ADMINS, ("a1", "b1", "c1"), strict=True)))


def test_a_members_sheet_gives_no_password_to_whoever_has_power(cast):
    from members.services import accounts as members_accounts

    cast.lu.must_change_password = True
    cast.lu.save()
    Post.objects.create(user=cast.lu, role=Role.LEADER, valid_from=date(2026, 1, 1))
    with pytest.raises(Refused, match="安全管理员确认"):
        members_accounts.open_accounts(members=[cast.lu_member], actor=who(cast.office_clerk), address="x")


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_one_moment_do_not_end_the_last_two_administrators(cast, monkeypatch):
    other = person("other", "另一管理", Role.SYSADMIN)
    pairs = ((cast.sysadmin, other), (other, cast.sysadmin))
    requests = [grants.end_or_ask(actor=who(asker), post=one.posts.get(), reason="调整") for asker, one in pairs]
    real, both_allowed, heard = directory.close_post, Barrier(2), []

    def close_when_both_are_allowed(*args):
        with contextlib.suppress(BrokenBarrierError):
            both_allowed.wait(timeout=1)
        return real(*args)

    monkeypatch.setattr(directory, "close_post", close_when_both_are_allowed)

    def press(request):
        try:
            confirmed(cast, request)
        except Refused as error:
            heard.append(error.sentence)
        finally:
            connections.close_all()

    threads = [Thread(target=press, args=[request]) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(heard) == 1 and "最后一位系统管理员" in heard[0]
    assert Post.objects.filter(role=Role.SYSADMIN, valid_to=None).count() == 1
