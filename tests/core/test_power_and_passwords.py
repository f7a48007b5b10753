"""Whoever asks for a post with power never knows the password with which it is used."""

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from rest_framework.authtoken.models import Token

from core import bulk
from core.matters import events
from core.matters.lifecycle import Refused
from core.models import AccountBatch, Event, GrantRequest, Notice, Role, User
from core.people import accounts, directory, grants, leaving
from core.people.actors import Actor
from core.people.batch.applying import print_slips, unused
from core.people.batch.plan import plan_of
from core.people.batch.reading import RawRow
from tests.builders.cast import MONDAY, PASSWORD, at, person, who

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def that_monday():
    with time_machine.travel(at(MONDAY), tick=False):
        yield


def ask(cast, user, role=Role.LEADER):
    organisation = cast.office if role == Role.LEADER else None
    return grants.give_or_ask(actor=who(cast.sysadmin), user=user, role=role, organisation=organisation, reason="接任")


def opened(cast, username="newly"):
    return directory.create_account(actor=who(cast.sysadmin), username=username, full_name="新任")


def now(user) -> User:
    return User.objects.get(pk=user.pk)


def test_an_account_opened_by_whoever_asks_gets_its_password_from_whoever_confirms(cast, client):
    user, known = opened(cast)
    request = ask(cast, user)
    Token.objects.create(user=user)
    client.force_login(cast.secadmin, backend="core.backends.PostBackend")
    shown = client.get("/settings/grants/").content.decode()
    assert "由管理开通，从未登录" in shown and "由管理发放" in shown and "还没有改密" in shown
    told = client.post(f"/settings/grants/{request.pk}/", {"confirm": "1"})
    assert "只显示这一次" in told.content.decode() and "no-store" in told["Cache-Control"]
    assert now(user).check_password(told.context["password"]) and not now(user).check_password(known)
    assert now(user).must_change_password and now(user).session_key == "ended"
    assert now(user).password_given_by == cast.secadmin and not Token.objects.filter(user=user).exists()
    assert told.context["password"] not in str(list(Event.objects.values()))


def test_nobody_gives_a_password_alone_while_a_post_with_power_is_asked_for(cast, client):
    request = ask(cast, cast.editor)
    assert grants.needs_second(cast.editor, MONDAY)
    with pytest.raises(Refused, match="正提请任"):
        accounts.reset_password(user=cast.editor, actor=who(cast.sysadmin))
    client.force_login(cast.sysadmin, backend="core.backends.PostBackend")
    for button in ("reset", "slip"):
        client.post(f"/settings/accounts/{cast.editor.pk}/", {button: "1", "reason": "忘记密码"})
    assert now(cast.editor).check_password(PASSWORD)
    grants.refuse(actor=who(cast.secadmin), request=request, reason="没有定")
    assert not grants.needs_second(cast.editor, MONDAY)
    accounts.reset_password(user=cast.editor, actor=who(cast.sysadmin))


def test_a_request_withdrawn_and_made_again_after_a_reset_voids_that_password(cast):
    grants.withdraw(actor=who(cast.sysadmin), request=ask(cast, cast.editor))
    known = accounts.reset_password(user=cast.editor, actor=who(cast.sysadmin))
    given = grants.confirm(actor=who(cast.secadmin), request=ask(cast, cast.editor))
    assert given and now(cast.editor).check_password(given) and not now(cast.editor).check_password(known)


def changed(user) -> None:
    """The password is changed in the person's name, at whatever machine."""
    User.objects.filter(pk=user.pk).update(must_change_password=False, password_changed_at=at(MONDAY))
    of = Actor(user=user, ip="10.0.0.7", at=at(MONDAY) + timedelta(minutes=5))
    events.record(user, actor=of, key="change_password", label="修改密码")


def given_by(user, giver) -> None:
    User.objects.filter(pk=user.pk).update(password_given_at=at(MONDAY, 8), password_given_by=giver)


@pytest.mark.parametrize(
    ("giver", "then", "stays", "told"),
    [
        ("sysadmin", changed, False, "一次性密码由管理发放，管理可能知道现在的密码"),  # by the one who asks
        ("deputy", changed, False, "一次性密码由副管发放，副管可能知道现在的密码"),  # somebody else, who may be in it
        ("office_clerk", changed, False, "一次性密码由白洁发放，白洁可能知道现在的密码"),
        ("secadmin", changed, True, "一次性密码由您发放，本人已改成自己的密码，确认后继续有效"),
        ("secadmin", None, False, "您发放的一次性密码本人还没有改"),
        (None, None, False, "没有记录说明现在的密码由谁发放"),
    ],
)
def test_a_password_goes_on_only_where_nobody_handed_it_out_alone(cast, client, giver, then, stays, told):
    person("deputy", "副管", Role.SYSADMIN)
    user, _ = opened(cast)
    given_by(user, User.objects.get(username=giver) if giver else None)
    if then:
        then(user)
    request, before = ask(cast, user), now(user).password
    client.force_login(cast.secadmin, backend="core.backends.PostBackend")
    shown = client.get("/settings/grants/").content.decode()
    assert told in shown and ("确认后继续有效" in shown) == stays and ("确认后原密码作废" in shown) != stays
    client.post(f"/settings/grants/{request.pk}/", {"confirm": "1", "own": "1"})
    assert (now(user).password == before) == stays


def test_whoever_holds_power_already_keeps_the_password_that_two_gave(cast, client):
    person("deputy", "副管", Role.SECADMIN)
    user, _ = opened(cast)
    changed(user)
    assert grants.confirm(actor=who(cast.secadmin), request=ask(cast, user))
    changed(user)
    request, before = ask(cast, user, Role.OPINION_SIGNER), now(user).password
    client.force_login(User.objects.get(username="deputy"), backend="core.backends.PostBackend")
    shown = client.get("/settings/grants/").content.decode()
    assert "现在的密码由安管经两位管理员确认后发放，确认后继续有效" in shown
    assert not grants.confirm(actor=who(User.objects.get(username="deputy")), request=request)
    assert now(user).password == before
    ask(cast, cast.chair)
    assert "没有另发过一次性密码，确认后继续有效" in client.get("/settings/grants/").content.decode()


def test_power_held_under_a_password_that_one_gave_alone_does_not_vouch_for_it(cast):
    given_by(cast.chair, cast.sysadmin)
    changed(cast.chair)
    assert grants.confirm(actor=who(cast.secadmin), request=ask(cast, cast.chair))


def test_power_that_has_ended_vouches_for_nothing(cast):
    user, _ = opened(cast)
    assert grants.confirm(actor=who(cast.secadmin), request=ask(cast, user))
    user.posts.update(valid_to=MONDAY - timedelta(days=1), valid_from=None)
    accounts.reset_password(user=now(user), actor=who(cast.sysadmin))
    changed(user)
    assert grants.confirm(actor=who(cast.secadmin), request=ask(cast, user))


def test_the_slips_of_a_batch_leave_out_whom_power_is_asked_for(cast):
    user, _ = opened(cast)
    other, _ = opened(cast, "other")
    batch = AccountBatch.objects.create(name="名单", summary={"users": [user.pk, other.pk]})
    request = ask(cast, user)
    assert unused(batch, who(cast.sysadmin)) == [other]
    before = now(user).password
    print_slips(batch=batch, printed=0, actor=who(cast.sysadmin), address="http://x/")
    assert now(user).password == before and now(other).password_given_by == cast.sysadmin
    late = who(cast.sysadmin, MONDAY + timedelta(days=9))
    assert unused(batch, late) == [user, other] and GrantRequest.objects.get(pk=request.pk).state == "waiting"


def test_the_offices_slips_of_members_leave_them_out_too(cast):
    from members.services import accounts as of_members

    cast.lu.must_change_password = True
    cast.lu.save()
    request = ask(cast, cast.lu)
    with pytest.raises(Refused, match="陆远任有（或正提请任）"):
        of_members.open_accounts(members=[cast.lu_member], actor=who(cast.office_clerk), address="x")
    grants.refuse(actor=who(cast.secadmin), request=request, reason="没有定")
    of_members.open_accounts(members=[cast.lu_member], actor=who(cast.office_clerk), address="x")
    assert now(cast.lu).password_given_by == cast.office_clerk
    assert grants.confirm(actor=who(cast.secadmin), request=ask(cast, cast.lu))


def test_what_the_second_administrator_reads_costs_the_same_for_one_and_for_many(cast, client):
    client.force_login(cast.secadmin, backend="core.backends.PostBackend")
    counts = []
    for number in range(3):
        ask(cast, opened(cast, f"newly{number}")[0])
        with CaptureQueriesContext(connection) as caught:
            client.get("/settings/grants/")
        counts.append(len(caught))
    assert counts[1] == counts[2]


def test_what_waits_for_an_account_ends_with_it_and_who_asked_is_told(cast):
    person("deputy", "副管", Role.SYSADMIN)
    request = ask(cast, cast.editor)
    person("next", "接边", Role.OPINION_EDITOR, cast.office)
    leaving.close_account(
        actor=who(User.objects.get(username="deputy")), user=cast.editor, reason="调离", handed_on=True
    )
    request.refresh_from_db()
    assert (request.state, request.answer) == ("withdrawn", "账号已停用")
    assert Notice.objects.filter(recipient=cast.sysadmin, title__contains="随之撤回：边集").exists()
    with pytest.raises(Refused, match="已经处理"):
        grants.confirm(actor=who(cast.secadmin), request=request)


def test_a_last_day_in_the_past_stands_only_where_nothing_was_done_after_it(cast):
    past = MONDAY - timedelta(days=5)
    directory.create_account(actor=who(cast.sysadmin), username="newly", full_name="新任")
    events.record(cast.editor, actor=who(cast.editor, MONDAY - timedelta(days=2)), key="judge", label="审查")
    events.record(cast.lu, actor=who(cast.lu), key="sign_in", label="登录")
    with pytest.raises(Refused, match=r"2026-02-28“审查”.*请改填2026-02-28"):
        leaving.close_account(actor=who(cast.sysadmin), user=cast.editor, day=past, reason="调离", handed_on=True)
    leaving.close_account(actor=who(cast.sysadmin), user=cast.lu, day=past, reason="调离", handed_on=True)
    assert cast.lu.posts.get().valid_to == past and not now(cast.lu).is_active
    with pytest.raises(Refused, match="还办过事"):
        grants.ask(actor=who(cast.secadmin), act="close", user=cast.sysadmin, reason="调离", valid_to=past)


@pytest.mark.parametrize("name", ["Sysadmin", "ＳＹＳＡＤＭＩＮ", "sysadmin"])
def test_a_name_that_differs_by_case_or_width_only_is_taken(cast, client, name):
    client.force_login(cast.sysadmin, backend="core.backends.PostBackend")
    told = client.post("/settings/accounts/new/", {"username": name, "full_name": "某人", "phone": ""})
    assert told.status_code == 422 and "请换一个" in told.content.decode()
    assert User.objects.filter(full_name="某人").count() == 0
    (line,) = plan_of([RawRow(place="1", name="某人", username=name, role="领导", unit="区政协办公室")], MONDAY).lines
    assert line.kind == "refused"


@pytest.mark.parametrize("name", ["Sysadmin", "ＳＹＳＡＤＭＩＮ"])
def test_the_database_keeps_one_name_for_one_account_whatever_door_it_comes_through(cast, name):
    (made,) = bulk.create(User, [User(username="Ｗang.Wu", full_name="王五")])
    assert now(made).username_key == "wang.wu"
    for write in (lambda: User(username=name).save(), lambda: bulk.create(User, [User(username=name)])):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_a_database_with_names_alike_is_not_brought_up_to_date_and_says_which(cast):
    migration = import_module("core.migrations.0018_one_name_one_account")
    migration.fill_keys(apps, None)
    User.objects.filter(pk=cast.clerk.pk).update(username="SysAdmin")
    with pytest.raises(CommandError, match=r"1 组.*sysadmin"):
        migration.fill_keys(apps, None)


def test_a_sheet_refuses_in_its_preview_what_nobody_could_confirm(cast):
    rows = [
        RawRow(place="1", name="管理", username="sysadmin", role="领导", unit="区政协办公室"),
        RawRow(place="2", name="新人", role="系统管理员、审计员"),
    ]
    lines = plan_of(rows, MONDAY, cast.sysadmin).lines
    assert [line.kind for line in lines] == ["refused", "refused"]
    assert "系统管理员与审计员不能由一人兼任" in lines[1].sentence
    cast.sysadmin.posts.update(role=Role.LIAISON, organisation=cast.liaison)  # asks for no other administrator's post
    (own,) = plan_of(rows[:1], MONDAY, cast.sysadmin).lines
    assert "不能为自己提请领导" in own.sentence
