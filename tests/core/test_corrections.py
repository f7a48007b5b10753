"""Name and telephone of an account with power are put right by two: people ask by that number whether it is they."""

import pytest
from django.test import Client

from core.matters.lifecycle import Forbidden, Refused
from core.models import Event, GrantRequest, Notice, Role, User
from core.models.roles import posts_that
from core.people import directory, grants
from core.people.actors import Actor
from core.people.batch.plan import plan_of
from core.people.batch.reading import RawRow
from core.people.posts import whom_to_call
from tests.builders.cast import MONDAY, USERS, person

pytestmark = pytest.mark.django_db
NUMBER = "13800000001"


def as_(user) -> Client:
    client = Client()
    client.force_login(user, backend="core.backends.PostBackend")
    return client


def now(user) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("role", posts_that(power=True))
def test_nobody_alone_changes_the_number_of_whoever_has_power(cast, role):
    user, asker = getattr(cast, USERS[role]), Actor.of(cast.sysadmin)
    before = (user.full_name, user.phone)
    changes = directory.corrections(user, full_name="冒名", phone=NUMBER)
    with pytest.raises(Refused, match="安全管理员确认"):
        directory.correct_account(actor=asker, user=user, changes=changes)
    with pytest.raises(Refused, match="理由"):
        grants.correct_or_ask(actor=asker, user=user, full_name="冒名", phone=NUMBER)
    request = grants.correct_or_ask(actor=asker, user=user, full_name="冒名", phone=NUMBER, reason="换号")
    assert (now(user).full_name, now(user).phone) == before and NUMBER not in whom_to_call(role)
    with pytest.raises(Forbidden):
        grants.confirm(actor=asker, request=request)
    grants.confirm(actor=Actor.of(cast.auditor if role == Role.SECADMIN else cast.secadmin), request=request)
    assert (now(user).full_name, now(user).phone) == ("冒名", NUMBER)


def test_the_page_asks_with_old_and_new_and_both_are_told(cast):
    User.objects.filter(pk=cast.chair.pk).update(phone="057188880000", last_login=cast.chair.date_joined)
    page, client = f"/settings/accounts/{cast.chair.pk}/", as_(cast.sysadmin)
    assert "提请更正" in client.get(page).content.decode()
    facts = {"full_name": "严主任", "phone": NUMBER}
    assert client.post(page, facts).status_code == 409 and now(cast.chair).phone == "057188880000"
    told = client.post(page, facts | {"reason": "换了手机号"}, follow=True).content.decode()
    words = f"手机由“057188880000”改为“{NUMBER}”"
    assert "由安全管理员确认后生效" in told and words in told and now(cast.chair).phone == "057188880000"
    assert Notice.objects.filter(recipient=cast.secadmin, title__contains=words).exists()
    security = as_(cast.secadmin)
    assert words in security.get("/settings/grants/").content.decode()
    security.post(f"/settings/grants/{GrantRequest.objects.get().pk}/", {"confirm": "1"})
    assert now(cast.chair).phone == NUMBER
    event = Event.objects.get(key="correct_account")
    assert "严主任（chair）" in event.text and "管理提请，理由：换了手机号" in event.text
    assert "手机由“057****0000”改为“" in event.text
    texts = Event.objects.filter(key__in=("ask_grant", "grant_confirmed", "grant_told", "correct_account"))
    assert texts.count() == 4 and not texts.filter(text__contains=NUMBER).exists(), "the request holds the number"
    for person_ in (cast.chair, cast.sysadmin):
        assert Notice.objects.filter(recipient=person_, title__contains=words).exists()


def test_an_administrator_asks_for_the_own_number_and_another_confirms(cast):
    of = Actor.of(cast.sysadmin)
    request = grants.correct_or_ask(actor=of, user=cast.sysadmin, full_name="管宇", phone=NUMBER, reason="本人姓名")
    with pytest.raises(Forbidden):
        grants.confirm(actor=of, request=request)
    grants.confirm(actor=Actor.of(cast.secadmin), request=request)
    assert (now(cast.sysadmin).full_name, now(cast.sysadmin).phone) == ("管宇", NUMBER)


def test_what_changed_since_it_was_asked_is_not_overwritten(cast):
    asked = {"actor": Actor.of(cast.sysadmin), "user": cast.leader, "reason": "换号"}
    request = grants.correct_or_ask(full_name=cast.leader.full_name, phone=NUMBER, **asked)
    User.objects.filter(pk=cast.leader.pk).update(phone="13900000009")
    with pytest.raises(Refused, match="刚改动过"):
        grants.confirm(actor=Actor.of(cast.secadmin), request=GrantRequest.objects.get(pk=request.pk))
    assert now(cast.leader).phone == "13900000009" and GrantRequest.objects.get(pk=request.pk).state == "waiting"


def test_units_are_put_right_by_one_as_ever(cast):
    page = f"/settings/accounts/{person('x', '某人', Role.UNIT_CLERK, cast.water).pk}/"
    client = as_(cast.sysadmin)
    assert "提请更正" not in client.get(page).content.decode()
    client.post(page, {"full_name": "某某", "phone": NUMBER})
    assert now(User.objects.get(username="x")).phone == NUMBER and not GrantRequest.objects.exists()


@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\u2060", "\u061c", "\ufe0f", "\u3164", "\U000e0041"])
def test_a_name_keeps_nothing_that_is_not_seen(cast, sign):
    """A name of the same looks would pass the question whether it is the same person."""
    client, typed = as_(cast.sysadmin), {"username": "newly", "full_name": f"马{sign}宁", "phone": ""}
    told = client.post("/settings/accounts/new/", typed)
    assert told.status_code == 422 and "账号马宁（housing_clerk）" in told.content.decode()
    client.post("/settings/accounts/new/", typed | {"another": "on"})
    assert User.objects.get(username="newly").full_name == "马宁"
    client.post(f"/settings/accounts/{cast.lu.pk}/", {"full_name": f"陆{sign}遥", "phone": ""})
    assert now(cast.lu).full_name == "陆遥"
    made, _ = directory.create_account(actor=Actor.of(cast.sysadmin), username="other", full_name=f"石{sign}磊")
    (line,) = plan_of([RawRow(place="1", name=f"江{sign}水", role="经办人", unit="区水利局")], MONDAY).lines
    assert made.full_name == "石磊" and line.user == cast.water_clerk


def test_a_first_day_long_before_anybodys_time_is_refused(cast):
    page, role = f"/settings/accounts/{cast.lu.pk}/", {"role": "liaison", "organisation": cast.liaison.pk}
    told = as_(cast.sysadmin).post(page, role | {"valid_from": "1900-01-01"})
    assert told.status_code == 409 and "不像任职日期" in told.content.decode()
    row = RawRow(place="1", name="新人", role="经办人", unit="区水利局", valid_from="1900-01-01")
    assert "不像任职日期" in plan_of([row], MONDAY).lines[0].sentence


def test_two_posts_of_one_row_are_one_persons(cast):
    rows = [RawRow(place=str(n), name="新人", role="专委会工作人员、信息编辑") for n in (1, 2)]
    plan = plan_of(rows, MONDAY)
    assert [line.kind for line in plan.lines[:2]] == ["new", "new"] and len(plan.accounts) == 1
    assert plan.lines[0].user is plan.lines[1].user
    assert {line.kind for line in plan.lines[2:]} == {"refused"}, "another row of the name is asked about as ever"
