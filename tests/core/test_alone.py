"""What one administrator may do alone is said by name, and what was done is shown to the one who confirms the rest."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.matters import events
from core.matters.lifecycle import Refused
from core.models import Event, Role, User
from core.models.roles import POSTS, posts_that
from core.people import accounts, alone, directory, grants
from core.people.actors import Actor

pytestmark = pytest.mark.django_db
SIGN_IN = 2  # the session and its person


def as_(user) -> Client:
    client = Client()
    client.force_login(user, backend="core.backends.PostBackend")
    return client


def test_the_pages_name_the_posts_that_need_two_and_those_that_do_not(cast):
    told = as_(cast.secadmin).get("/settings/grants/").content.decode()
    needed, _, single = told.partition("由一位管理员提请、另一位确认后才生效")
    for role in Role:
        assert (role.label in needed.partition("授权确认</h1>")[2]) == POSTS[role].power
        assert POSTS[role].power or role.label in single
    shown = as_(cast.sysadmin).get(f"/settings/accounts/{cast.clerk.pk}/").content.decode()
    named = "提案委工作人员、提案委主任、办公室工作人员、督查室、签发领导、领导、系统管理员、安全管理员、审计员"
    assert f"{named}须安全管理员确认后生效" in shown


def test_nobody_alone_makes_a_reader_of_every_matter(cast):
    for role in posts_that(office=True):
        with pytest.raises(Refused, match="安全管理员确认"):
            directory.give_post(actor=Actor.of(cast.sysadmin), user=cast.lu, role=role, organisation=cast.office)
    assert not cast.lu.posts.exclude(role=Role.MEMBER).exists()


def test_what_one_did_with_a_units_head_is_named_on_the_security_administrators_home(cast):
    of, client = Actor.of(cast.sysadmin), as_(cast.secadmin)
    accounts.reset_password(user=cast.housing_head, actor=of)
    directory.give_post(actor=of, user=cast.water_clerk, role=Role.UNIT_HEAD, organisation=cast.water)
    accounts.reset_password(user=cast.school_clerk, actor=of)
    home = client.get("/").content.decode()
    for about in (cast.housing_head, cast.water_clerk):
        event = Event.objects.filter(object_id=about.pk, key__in=alone.OF_HEADS).get()
        assert event.text in home and f"?event={event.pk}" in home
        record = client.get(f"/workbench/audit/?event={event.pk}").content.decode()
        assert event.text in record and "共1" in record.replace(" ", "")
    assert "柯学" not in home
    matter = events.record(cast.water, actor=Actor.of(cast.clerk), key="judge", label="审查意见")
    assert "审查意见" not in client.get(f"/workbench/audit/?event={matter.pk}").content.decode()


def test_what_one_did_alone_is_on_the_security_administrators_home(cast):
    of = Actor.of(cast.sysadmin)
    client = as_(cast.secadmin)
    client.get("/")
    for number in range(2):
        user, _ = directory.create_account(actor=of, username=f"newly{number}", full_name=f"新任{number}")
        directory.give_post(actor=of, user=user, role=Role.UNIT_HEAD, organisation=cast.water)
    accounts.reset_password(user=cast.shen, actor=of)
    assert f"（{cast.shen.username}）" in Event.objects.get(key="reset_password").text, "whose password it is"
    grants.confirm(
        actor=Actor.of(cast.secadmin),
        request=grants.give_or_ask(
            actor=of, user=cast.clerk, role=Role.PROPOSAL_CHAIR, organisation=cast.office, reason="接任"
        ),
    )
    long_ago = Actor(cast.sysadmin, cast.sysadmin.post_in_use, at=timezone.now() - timedelta(days=8))
    events.record(cast.he, actor=long_ago, key="reset_password", label="重发一次性密码")
    assert alone.lately(alone.single_handed()) == [("管理", [("开通账号", 2), ("设置岗位", 2), ("重发一次性密码", 1)])]
    client.get("/")
    with CaptureQueriesContext(connection) as caught:
        home = client.get("/").content.decode()
    read = [row["sql"] for row in caught if "reissue_password" in row["sql"]]
    assert len(read) == 1 and "GROUP BY" in read[0] and "LIMIT 12" in read[0], "however much was done"
    assert len(caught) <= 10 + SIGN_IN and "管理：<a href=" in home and "重发一次性密码 1 次" in home


def test_of_much_that_was_done_alone_the_newest_are_named_and_all_are_counted(cast):
    for number in range(alone.SHOWN + 8):
        at = timezone.now() - timedelta(minutes=100 - number)
        of = Actor(cast.sysadmin, cast.sysadmin.post_in_use, at=at)
        events.record(cast.water_clerk, actor=of, key="correct_account", label="更正账号", text=f"第{number}次")
        events.record(cast.water_clerk, actor=of, key="create_account", label="开通账号", text="很长的话")
    done = alone.single_handed()
    assert alone.lately(done) == [("管理", [("开通账号", 20), ("更正账号", 20)])]
    assert [one.text for one in alone.named(done)] == [f"第{number}次" for number in range(19, 7, -1)]
    assert len(done) == alone.SHOWN + 2 and "很长的话" not in {one.text for one in done}


def test_the_security_administrator_reads_the_record_of_accounts_and_no_matters(cast):
    accounts.reset_password(user=cast.shen, actor=Actor.of(cast.sysadmin))
    events.record(cast.water, actor=Actor.of(cast.clerk), key="judge", label="审查意见")
    shown = as_(cast.secadmin).get("/workbench/audit/").context["table"].rows
    assert "重发一次性密码" in {event.label for event in shown}
    assert not {event for event in shown if event.label == "审查意见"}
    assert Event.objects.filter(label="审查意见").exists()


def test_a_head_made_used_and_ended_within_the_week_stays_named_and_so_does_who_was_put_right(cast):
    of = Actor.of(cast.sysadmin)
    post = directory.give_post(actor=of, user=cast.water_clerk, role=Role.UNIT_HEAD, organisation=cast.water)
    events.record(cast.water, actor=Actor(cast.water_clerk, post), key="sign", label="签发")
    directory.end_post(actor=of, post=post)
    assert [event.key for event in alone.single_handed() if event.of_head] == ["give_post"]
    grants.correct_or_ask(actor=of, user=cast.housing_clerk, full_name="马宁", phone="13800000001")
    home = as_(cast.secadmin).get("/").content.decode()
    assert cast.water_clerk.full_name in home
    assert "马宁（housing_clerk）：手机由" in home


@pytest.mark.parametrize(
    ("name", "known"), [("马宁", "账号马宁（housing_clerk）"), ("沈 岚", "委员沈岚"), ("新人", "")]
)
def test_an_account_for_somebody_of_a_known_name_is_asked_about(cast, name, known):
    client = as_(cast.sysadmin)
    typed = {"username": "newly", "full_name": name, "phone": ""}
    told = client.post("/settings/accounts/new/", typed)
    if known:
        assert told.status_code == 422 and known in told.content.decode() and "确是另一人" in told.content.decode()
        assert not User.objects.filter(username="newly").exists()
        told = client.post("/settings/accounts/new/", {**typed, "another": "on"})
    assert told.status_code == 200 and User.objects.filter(username="newly").exists()


def test_the_security_administrators_own_account_names_who_really_confirms(cast):
    client = as_(cast.sysadmin)
    of_her, of_chair = (f"/settings/accounts/{user.pk}/" for user in (cast.secadmin, cast.chair))
    assert "都须由审计员确认" in client.get(of_her).content.decode()
    assert "都须由安全管理员确认" in client.get(of_chair).content.decode()
    told = client.post(of_her, {"reset": "1", "reason": "忘记密码"}, follow=True).content.decode()
    assert "由审计员确认后生效" in told and "由审计员把一次性密码交给本人" in told


def test_a_user_name_of_letters_that_only_look_latin_is_refused(cast):
    told = as_(cast.sysadmin).post("/settings/accounts/new/", {"username": "bаngong1", "full_name": "新人"})
    assert told.status_code == 422 and "英文字母" in told.content.decode()


def test_the_owner_of_an_account_is_told_what_somebody_else_did_to_it(cast):
    of = Actor.of(cast.sysadmin)
    newcomer, _ = directory.create_account(actor=of, username="newly", full_name="新任")
    directory.give_post(actor=of, user=newcomer, role=Role.UNIT_HEAD, organisation=cast.water)
    assert not newcomer.notices.exists(), "who has never signed in learns it with the password"
    as_(cast.water_clerk)
    user = User.objects.get(pk=cast.water_clerk.pk)
    directory.give_post(actor=of, user=user, role=Role.UNIT_HEAD, organisation=cast.water)
    grants.correct_or_ask(actor=of, user=user, full_name=user.full_name, phone="13800000001")
    accounts.reset_password(user=user, actor=of)
    told = list(user.notices.order_by("id").values_list("title", flat=True))
    assert ["设置了岗位" in told[0], "手机由" in told[1], "重发了" in told[2], len(told)] == [True, True, True, 3]
    assert ("管理", 1) in [(name, dict(acts).get("更正账号")) for name, acts in alone.lately(alone.single_handed())]


def test_whoever_asked_reads_on_the_page_who_really_confirms(cast):
    request = grants.ask(actor=Actor.of(cast.sysadmin), act="password", user=cast.secadmin, reason="忘记密码")
    assert grants.objection_to(Actor.of(cast.sysadmin), request) == "这一项由审计员确认。"
    assert "由审计员确认" in grants.objection_to(Actor.of(cast.secadmin), request)
    assert grants.objection_to(Actor.of(cast.auditor), request) == ""
