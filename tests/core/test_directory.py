"""The system administrator's acts: accounts, posts, days of the calendar."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.chinese import long_date
from core.matters.lifecycle import Forbidden, Refused
from core.models import CalendarDay, Event, GrantRequest, Post, Role, User
from core.people import calendar_days, directory, leaving
from core.people.actors import Actor
from tests.builders.cast import who

pytestmark = pytest.mark.django_db


def test_a_new_account_has_a_one_time_password_and_an_event(cast):
    user, password = directory.create_account(actor=who(cast.sysadmin), username="newcomer", full_name="新来")
    assert user.check_password(password) and user.must_change_password
    assert Event.objects.get(key="create_account").text == "为新来开通账号newcomer"


def test_a_taken_user_name_is_refused(cast):
    with pytest.raises(Refused, match="已有人使用"):
        directory.create_account(actor=who(cast.sysadmin), username="shen", full_name="重名")


@pytest.mark.parametrize("name", ["clerk", "secadmin", "shen"])
def test_only_the_system_administrator_makes_accounts(cast, name):
    with pytest.raises(Forbidden):
        directory.create_account(actor=who(getattr(cast, name)), username="x1", full_name="某")


def test_the_three_administrators_are_three_people(cast):
    with pytest.raises(Refused, match="不同的人"):
        directory.give_post(actor=who(cast.sysadmin), user=cast.auditor, role=Role.SECADMIN, organisation=None)


def test_a_units_post_names_its_unit_and_is_given_once(cast):
    actor = who(cast.sysadmin)
    with pytest.raises(Refused, match="所在单位"):
        directory.give_post(actor=actor, user=cast.lu, role=Role.UNIT_CLERK, organisation=None)
    directory.give_post(actor=actor, user=cast.lu, role=Role.UNIT_CLERK, organisation=cast.water)
    with pytest.raises(Refused, match="已经有这个岗位"):
        directory.give_post(actor=actor, user=cast.lu, role=Role.UNIT_CLERK, organisation=cast.water)


@pytest.mark.parametrize("role, body, told", [
    (Role.UNIT_CLERK, "committee", "只设在承办单位"), (Role.UNIT_HEAD, "gov", "只设在承办单位"),
    (Role.SUPERVISOR, "office", "只设在督查机构"), (Role.LIAISON, "housing", "只设在联络办"),
    (Role.OFFICE_CLERK, "housing", "只设经办人、负责人"), (Role.COMMITTEE_CLERK, "water", "只设经办人、负责人"),
])  # fmt: skip
def test_a_post_is_given_only_where_a_list_of_accounts_would_give_it(cast, role, body, told):
    wanted = directory.new_post(cast.editor, role, getattr(cast, body))
    assert told in directory.objection(wanted)


def test_a_body_that_also_handles_has_clerks_and_an_office_clerk_may_be_without_a_body(cast):
    cast.committee.also_handles = True
    for role, body in ((Role.UNIT_CLERK, cast.committee), (Role.OFFICE_CLERK, None), (Role.OFFICE_CLERK, cast.office)):
        assert directory.objection(directory.new_post(cast.editor, role, body)) == ""


def test_a_members_post_needs_a_member_of_the_register_behind_the_account(cast):
    assert "没有连着名册" in directory.objection(directory.new_post(cast.editor, Role.MEMBER, None))
    Post.objects.filter(user=cast.lu).delete()
    assert directory.objection(directory.new_post(cast.lu, Role.MEMBER, None)) == ""


@pytest.mark.parametrize("phone, kept", [
    ("138", None), ("1380000000", None), ("无", None), ("138-0000 0001", "13800000001"),
    ("0571-88880000", "0571-88880000"),
])  # fmt: skip
def test_a_telephone_is_checked_on_the_page_as_in_a_list(cast, client, phone, kept):
    client.force_login(cast.sysadmin, backend="core.backends.PostBackend")
    page = client.post("/settings/accounts/new/", {"username": "newcomer", "full_name": "新来", "phone": phone})
    assert User.objects.filter(username="newcomer").values_list("phone", flat=True).first() == kept
    assert ("不像电话号码" in page.content.decode()) is (kept is None)


def test_the_last_day_is_not_before_the_post_or_the_account_began(cast):
    today = timezone.localdate()
    actor, facts = who(cast.sysadmin, today), {"user": cast.editor, "reason": "调离", "handed_on": True}
    with pytest.raises(Refused, match=r"账号自.*不能早于那天"):
        leaving.close_account(actor=actor, day=today - timedelta(days=1), **facts)
    User.objects.filter(pk=cast.editor.pk).update(date_joined=timezone.now() - timedelta(days=99))
    cast.editor.refresh_from_db()
    cast.editor.posts.update(valid_from=today - timedelta(days=9))
    with pytest.raises(Refused, match=r"信息编辑.*不能早于那天"):
        leaving.close_account(actor=actor, day=today - timedelta(days=10), **facts)
    leaving.close_account(actor=actor, day=today - timedelta(days=9), **facts)
    assert not User.objects.get(pk=cast.editor.pk).is_active


def test_an_ended_post_is_no_longer_worn(cast):
    post = Post.objects.get(user=cast.editor)
    directory.end_post(actor=who(cast.sysadmin, date.today()), post=post)
    assert User.objects.get(pk=cast.editor.pk).current_post is None
    with pytest.raises(Refused, match="已经结束"):
        directory.end_post(actor=who(cast.sysadmin, date.today()), post=Post.objects.get(pk=post.pk))


def test_a_day_set_and_cleared_leaves_two_events(cast):
    actor = who(cast.sysadmin)
    calendar_days.set_day(actor=actor, day=date(2027, 1, 1), kind="holiday", name="元旦")
    row = CalendarDay.objects.get(date=date(2027, 1, 1))
    calendar_days.clear_day(actor=actor, row=row)
    assert not CalendarDay.objects.filter(date=date(2027, 1, 1)).exists()
    assert Event.objects.filter(key__in=["set_day", "clear_day"]).count() == 2


@pytest.mark.parametrize(
    ("path", "name", "status"),
    [
        ("/settings/accounts/", "sysadmin", 200),
        ("/settings/accounts/", "clerk", 403),
        ("/settings/calendar/", "clerk", 200),
        ("/settings/rules/", "shen", 200),
        ("/settings/organisations/", "housing_clerk", 200),
        ("/members/terms/", "office_clerk", 200),
        ("/members/terms/", "shen", 403),
    ],
)
def test_pages_open_for_whom_they_are(cast, client, path, name, status):
    client.force_login(getattr(cast, name), backend="core.backends.PostBackend")
    assert client.get(path).status_code == status


def test_an_account_made_on_the_page_shows_its_password_once(cast, client):
    client.force_login(cast.sysadmin, backend="core.backends.PostBackend")
    response = client.post("/settings/accounts/new/", {"username": "newcomer", "full_name": "新来", "phone": ""})
    assert "只显示这一次" in response.content.decode()
    user = User.objects.get(username="newcomer")
    page = client.post(f"/settings/accounts/{user.pk}/", {"role": "opinion_editor", "organisation": ""})
    assert page.status_code == 302 and user.posts.get().role == "opinion_editor"


def test_a_password_that_a_confirmation_will_make_void_is_not_to_be_handed_over(cast, client):
    client.force_login(cast.sysadmin, backend="core.backends.PostBackend")
    shown = client.post("/settings/accounts/new/", {"username": "newcomer", "full_name": "新来"}).content.decode()
    assert "到确认时作废，不用交" in shown and "请打印或抄下，交给本人" not in shown
    of_her = f"/settings/accounts/{User.objects.get(username='newcomer').pk}/"
    asked = {"role": "leader", "organisation": "", "reason": "党组会已定"}
    page = client.post(of_her, asked, follow=True).content.decode()
    assert "已提请，由安全管理员确认后生效" in page and "不要交给本人；确认时由安全管理员把新的一次性密码" in page
    User.objects.filter(username="newcomer").update(must_change_password=False)
    GrantRequest.objects.all().delete()
    assert "确认时本人现在的密码作废" in client.post(of_her, asked, follow=True).content.decode()
    more = client.post(f"/settings/accounts/{cast.clerk.pk}/", asked, follow=True)
    assert "密码作废" not in more.content.decode().split("<main")[1].split("row g-3")[0], "who has power keeps theirs"


def test_whoever_has_left_reads_that_and_not_that_the_account_is_unfinished(cast, client):
    client.force_login(cast.sysadmin, backend="core.backends.PostBackend")
    today = timezone.localdate()
    Post.objects.filter(user=cast.lu).update(valid_to=today - timedelta(days=3))
    person = Client()
    person.force_login(cast.lu, backend="core.backends.PostBackend")
    until = f"已离任，岗位到{long_date(today - timedelta(days=3))}为止"
    for page in (person.get("/"), person.get("/accounts/me/"), client.get(f"/settings/accounts/{cast.lu.pk}/")):
        shown = page.content.decode()
        assert until in shown and "还没有岗位" not in shown and "还没有分配" not in shown
    leaving.close_account(actor=Actor.of(cast.sysadmin), user=cast.lu, reason="调离")
    shown = client.get(f"/settings/accounts/{cast.lu.pk}/").content.decode()
    assert f"已于{long_date(today)}离任，账号已停用" in shown and "还没有岗位" not in shown
    User.objects.filter(pk=cast.lu.pk).update(must_change_password=True)
    listed = client.get("/settings/accounts/").content.decode()
    assert "待改初始密码" not in listed
    newly = User.objects.create(username="newly", full_name="新任")
    assert leaving.how_left(newly, today) == ""
    Post.objects.create(user=newly, role=Role.LEADER, valid_from=today + timedelta(days=5))
    assert leaving.how_left(newly, today) == ""


@pytest.mark.parametrize("button", ["reset", "slip"])
def test_a_password_is_given_again_only_after_a_question(cast, client, button):
    client.force_login(cast.sysadmin, backend="core.backends.PostBackend")
    of_him = f"/settings/accounts/{cast.editor.pk}/"
    assert 'name="reset"' in client.get(of_him).content.decode()
    before = User.objects.get(pk=cast.editor.pk)
    asked = client.post(of_him, {button: "1", "seen": before.revision})
    assert "重发一次性密码？" in asked.content.decode() and 'name="sure"' in asked.content.decode()
    assert User.objects.get(pk=cast.editor.pk).password == before.password
    given = client.post(of_him, {button: "1", "seen": before.revision, "sure": "1"})
    assert given.status_code == 200 and User.objects.get(pk=cast.editor.pk).must_change_password
    if button == "reset":
        assert "已交给本人，返回" in given.content.decode() and "设置岗位" not in given.content.decode()
    else:
        assert given["Content-Type"] == "application/pdf"
