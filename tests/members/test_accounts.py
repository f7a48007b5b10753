"""Accounts for members: one-time passwords on one sheet, a password of one's own at the first sign-in."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.matters.lifecycle import Forbidden, Refused
from core.models import Event, Post, Role, User
from core.people import grants
from core.people.actors import Actor
from core.people.one_time import one_time_password
from members.models import Mandate, Member, Term
from members.services import accounts, carry_over, known_accounts, terms
from tests.builders.cast import who

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(cast):
    """A member of this term without an account."""
    member = Member.objects.create(
        name="单丽华", sort_key="shan li hua", employer_post="江岭区图书馆馆长", phone="13800000001"
    )
    Mandate.objects.create(member=member, term=cast.term, sector=cast.farming, starts_on=cast.term.starts_on)
    return member


def opened(cast, *members, user=None):
    actor = who(user or cast.office_clerk)
    return accounts.open_accounts(members=members, actor=actor, address="http://testserver/")


def card_of(paper, name):
    return next(card for card in paper.parts["cards"].cards if card.name == name)


def test_an_account_is_opened_with_a_post_and_a_password_that_works(cast, newcomer, rf):
    card = card_of(opened(cast, newcomer), "单丽华")
    user = Member.objects.get(pk=newcomer.pk).user
    assert (user.username, user.full_name, user.must_change_password) == ("shanlihua", "单丽华", True)
    assert user.phone == "13800000001"
    assert [post.role for post in user.posts.all()] == [Role.MEMBER]
    assert card.username == "shanlihua"
    assert user.check_password(card.password)
    assert authenticate(rf.post("/"), username="shanlihua", password=card.password) == user


def test_passwords_are_readable_and_random():
    made = {one_time_password() for _ in range(500)}
    assert len(made) == 500
    assert all(re.fullmatch(r"[a-z0-9]{4}(-[a-z0-9]{4}){3}", password) for password in made)
    assert not set("".join(made)) & set("0Oo1lIi5Ss2ZzB8")


def test_passwords_are_kept_nowhere_in_clear(cast, newcomer):
    card = card_of(opened(cast, newcomer), "单丽华")
    assert card.password not in User.objects.get(username="shanlihua").password
    event = Event.objects.get(key="open_account")
    assert card.password not in f"{event.text}{event.facts}"
    assert event.text == "开通账号：单丽华（shanlihua）"


def test_the_page_says_beforehand_that_earlier_slips_become_void(cast, newcomer):
    client = Client()
    client.force_login(cast.office_clerk, backend="core.backends.PostBackend")
    assert "已发过密码单的，以前那张随之作废" in client.get("/members/accounts/").content.decode()


def test_a_lost_sheet_is_replaced_by_new_passwords(cast, newcomer):
    first = card_of(opened(cast, newcomer), "单丽华")
    second = card_of(opened(cast, accounts.members_to_open(cast.term).get(pk=newcomer.pk)), "单丽华")
    user = User.objects.get(username="shanlihua")
    assert (user.check_password(first.password), user.check_password(second.password)) == (False, True)
    assert Event.objects.filter(key="reissue_password").count() == 1


def test_whoever_has_a_password_of_ones_own_is_left_alone(cast, newcomer):
    assert list(accounts.members_to_open(cast.term)) == [newcomer]
    with pytest.raises(Refused, match="沈岚已在使用自己的密码"):
        opened(cast, newcomer, cast.shen_member)
    assert Member.objects.get(pk=newcomer.pk).user is None


def test_names_that_read_alike_get_numbers(cast, newcomer):
    twin = Member.objects.create(name="单丽华", sort_key="shan li hua")
    odd = Member.objects.create(name="𬀩", sort_key="𬀩")
    paper = opened(cast, newcomer, twin, odd)
    assert {card.username for card in paper.parts["cards"].cards} == {"shanlihua", "shanlihua2", "wei"}


def test_only_the_office_opens_accounts(cast, newcomer):
    with pytest.raises(Forbidden):
        opened(cast, newcomer, user=cast.clerk)
    with pytest.raises(Refused, match="至少选择一位"):
        opened(cast)


@pytest.mark.parametrize("fields", [{"scope": "new"}, {"member": "chosen"}])
def test_the_page_answers_with_the_sheet_as_pdf(cast, client, newcomer, fields):
    client.force_login(cast.office_clerk)
    page = client.get(reverse("members:accounts")).content.decode()
    assert "有 <b>1</b> 位委员还没有账号" in page
    assert "单丽华" in page
    assert "沈岚" not in page
    response = client.post(
        reverse("members:accounts"), {k: newcomer.pk if v == "chosen" else v for k, v in fields.items()}
    )
    assert (response.headers["Content-Type"], response.headers["Cache-Control"]) == ("application/pdf", "no-store")
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert "已发密码，尚未改密" in client.get(reverse("members:accounts")).content.decode()


def test_all_that_are_listed_get_a_slip_with_one_button_and_no_script(cast, client, newcomer):
    second = Member.objects.create(name="单立新", sort_key="shan li xin")
    Mandate.objects.create(member=second, term=cast.term, sector=cast.farming, starts_on=cast.term.starts_on)
    User.objects.filter(pk=cast.lu.pk).update(must_change_password=True)
    facts = {"role": Role.LEADER, "organisation": cast.office, "reason": "接任"}
    grants.give_or_ask(actor=Actor.of(cast.sysadmin), user=cast.lu, **facts)
    client.force_login(cast.office_clerk)
    page = client.get(reverse("members:accounts")).content.decode()
    assert '共 <b class="tabular">3</b> 位，其中 2 位可以在这里生成' in page and "为全部 2 位生成密码单" in page
    few = client.post(reverse("members:accounts") + "?q=立新", {"scope": "all"})
    assert few.headers["Content-Type"] == "application/pdf"
    assert Member.objects.get(pk=second.pk).user and Member.objects.get(pk=newcomer.pk).user is None
    client.post(reverse("members:accounts"), {"scope": "all", "member": cast.lu_member.pk})
    assert Member.objects.get(pk=newcomer.pk).user.must_change_password
    assert User.objects.get(pk=cast.lu.pk).password_given_at is None


def test_no_account_is_opened_if_the_sheet_cannot_be_made(cast, client, newcomer, monkeypatch):
    monkeypatch.setattr("core.documents.answers.paper_pdf", lambda paper: 1 / 0)
    client.force_login(cast.office_clerk)
    with pytest.raises(ZeroDivisionError):
        client.post(reverse("members:accounts"), {"scope": "new"})
    assert Member.objects.get(pk=newcomer.pk).user is None


def test_choosing_nobody_is_answered_in_a_sentence(cast, client, newcomer):
    client.force_login(cast.office_clerk)
    page = client.post(reverse("members:accounts"), {}, follow=True).content.decode()
    assert "请至少选择一位委员" in page


@pytest.mark.parametrize("sent", ["²", "9" * 30, "x"])
def test_what_is_no_key_chooses_nobody(cast, client, newcomer, sent):
    client.force_login(cast.office_clerk)
    page = client.post(reverse("members:accounts"), {"member": sent}, follow=True)
    assert page.status_code == 200 and "请至少选择一位委员" in page.content.decode()


# ---- before the day ----


@pytest.fixture
def coming(cast):
    """A newcomer on the confirmed list of the term that begins in a month, and that term."""
    day = timezone.localdate() + timedelta(days=30)
    term = Term.objects.create(number=16, starts_on=day, confirmed_at=timezone.now(), confirmed_by=cast.office_clerk)
    member = Member.objects.create(name="骆新", sort_key="luo xin", employer_post="江岭区图书馆")
    Mandate.objects.create(member=member, term=term, sector=cast.farming, starts_on=day)
    return member, term


def signs_in(card):
    return Client().post("/accounts/login/", {"username": card.username, "password": card.password})


def test_a_newcomer_has_a_slip_before_the_day_and_signs_in_from_it(cast, coming):
    member, term = coming
    assert list(accounts.members_to_open(term)) == [member]
    actor = who(cast.office_clerk, timezone.localdate())
    card = card_of(accounts.open_accounts(members=[member], actor=actor, address="http://testserver/"), "骆新")
    assert "起可以登录" in card.detail
    early = signs_in(card)
    assert early.status_code == 401 and "请那天再来登录" in early.content.decode()
    assert Client().post("/accounts/login/", {"username": card.username, "password": "wrong"}).status_code == 401
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        assert signs_in(card).status_code == 302


def test_the_post_of_a_newcomer_follows_the_day_of_the_term_and_the_list(cast, coming):
    member, term = coming
    actor = who(cast.office_clerk, timezone.localdate())
    accounts.open_accounts(members=[member], actor=actor, address="http://testserver/")
    moved = term.starts_on + timedelta(days=5)
    terms.move_term(reason="改期", actor=actor, term=term, starts_on=moved, seen=term.starts_on)
    user = Member.objects.get(pk=member.pk).user
    assert user.posts.get().valid_from == moved
    Term.objects.filter(pk=term.pk).update(confirmed_at=None)
    carry_over.withdraw(actor=actor, term=term, members=[member.pk])
    assert not user.posts.exists()


def test_a_newcomer_taken_off_the_list_has_no_live_slip_and_a_new_one_opens_the_account_again(cast, coming):
    member, term = coming
    actor = who(cast.office_clerk, timezone.localdate())
    card = card_of(accounts.open_accounts(members=[member], actor=actor, address="http://testserver/"), "骆新")
    Term.objects.filter(pk=term.pk).update(confirmed_at=None)
    carry_over.withdraw(actor=actor, term=term, members=[member.pk])
    member = Member.objects.get(pk=member.pk)
    assert not member.user.is_active and Event.objects.get(key="close_account").target == member.user
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        assert signs_in(card).status_code == 401
    Mandate.objects.create(member=member, term=term, sector=cast.farming, starts_on=term.starts_on)
    card = card_of(accounts.open_accounts(members=[member], actor=actor, address="http://testserver/"), "骆新")
    Post.objects.create(user=member.user, role=Role.MEMBER, valid_from=term.starts_on)  # as confirming gives it
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        assert signs_in(card).status_code == 302


def test_the_page_offers_the_prepared_list_once_it_is_confirmed(cast, coming, client):
    member, term = coming
    client.force_login(cast.office_clerk)
    page = client.get("/members/accounts/?term=coming").content.decode()
    assert (
        "骆新" in page and "第十六届新名单" in page and "骆新" not in client.get("/members/accounts/").content.decode()
    )
    answer = client.post("/members/accounts/?term=coming", {"member": member.pk})
    assert answer["Content-Type"] == "application/pdf"
    Term.objects.filter(pk=term.pk).update(confirmed_at=None)
    assert "新名单" not in client.get("/members/accounts/?term=coming").content.decode()


def test_whose_exit_lies_ahead_still_gets_a_slip(cast, newcomer):
    Mandate.objects.filter(member=newcomer).update(ends_on=timezone.localdate() + timedelta(days=9), ended="resigned")
    assert newcomer in accounts.members_to_open(cast.term)
    Mandate.objects.filter(member=newcomer).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert newcomer not in accounts.members_to_open(cast.term)


def test_two_clerks_who_read_the_same_list_open_one_account(cast, newcomer):
    also_read = Member.objects.get(pk=newcomer.pk)
    card = card_of(opened(cast, newcomer), "单丽华")
    with pytest.raises(Refused, match="刚由他人开通"):
        opened(cast, also_read, user=cast.sysadmin)
    assert Member.objects.get(pk=newcomer.pk).user.check_password(card.password)
    assert User.objects.filter(username__startswith="shanlihua").count() == 1


def test_a_user_name_taken_at_the_same_moment_is_a_sentence(cast, newcomer, monkeypatch):
    User.objects.create_user("shanlihua", full_name="单力华")
    monkeypatch.setattr(accounts, "_username", lambda name, taken: "shanlihua")  # as read a moment before
    with pytest.raises(Refused, match="请刷新后再看"):
        opened(cast, newcomer)
    assert Member.objects.get(pk=newcomer.pk).user is None


@pytest.mark.parametrize("how", ["signed in", "own password", "given by the administrator"])
def test_the_offices_slip_takes_no_account_from_its_owner(cast, how):
    """Used with the first slip, or given anew by the administrator: the office may not hand out another password."""
    given = {
        "signed in": {"last_login": timezone.now()}, "own password": {"password_changed_at": timezone.now()},
        "given by the administrator": {"password_given_by": cast.sysadmin},
    }[how]  # fmt: skip
    type(cast.lu).objects.filter(pk=cast.lu.pk).update(must_change_password=True, **given)
    with pytest.raises(Refused, match="不能再用密码单覆盖"):
        opened(cast, Member.objects.get(pk=cast.lu_member.pk))
    waiting = accounts.members_to_open(cast.term)
    assert cast.lu_member in waiting and cast.lu_member not in accounts.alone(waiting, who(cast.office_clerk))
    never = {"last_login": None, "password_changed_at": None, "password_given_by": cast.office_clerk}
    type(cast.lu).objects.filter(pk=cast.lu.pk).update(**never)
    assert card_of(opened(cast, Member.objects.get(pk=cast.lu_member.pk)), "陆远")


# ---- who has an account in another post ----


def in_office(cast, name="单丽华", phone="13800000001", role=Role.LEADER):
    """An account in another post, and what it holds."""
    user = User.objects.create_user(f"office{User.objects.count()}", full_name=name, phone=phone)
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    Post.objects.create(user=user, role=role, organisation=cast.office, valid_from=timezone.localdate())
    return User.objects.get(pk=user.pk)


def posts_of(user):
    return sorted(user.posts.values_list("role", flat=True))


def test_who_is_in_office_gets_the_members_post_on_the_account_that_is_there(cast, newcomer, client):
    user, other = in_office(cast), Member.objects.create(name="单立新", sort_key="shan li xin")
    Mandate.objects.create(member=other, term=cast.term, sector=cast.farming, starts_on=cast.term.starts_on)
    client.force_login(cast.office_clerk)
    page = client.get(reverse("members:accounts")).content.decode()
    assert "其中 1 位在别的岗位上已有账号" in page and f"单丽华：{user.username}（领导" in page
    assert "在别的岗位上已有账号，将接上" in page
    answer = client.post(reverse("members:accounts"), {"scope": "new"})
    assert answer.headers["Content-Type"] == "application/pdf"
    now = User.objects.get(pk=user.pk)
    assert Member.objects.get(pk=newcomer.pk).user == now and posts_of(now) == [Role.LEADER, Role.MEMBER]
    assert (now.password, now.must_change_password, now.is_active) == (user.password, False, True)
    assert Member.objects.get(pk=other.pk).user.username == "shanlixin"
    assert not User.objects.filter(username__startswith="shanlihua").exists()
    event = Event.objects.get(key="join_account")
    assert event.target == newcomer and user.username in event.text
    assert Event.objects.filter(key="give_post", object_id=user.pk).count() == 1


def test_where_all_have_an_account_there_is_no_sheet(cast, newcomer, client):
    user = in_office(cast)
    client.force_login(cast.office_clerk)
    page = client.post(reverse("members:accounts"), {"member": newcomer.pk}, follow=True).content.decode()
    assert "都已有账号，已接上" in page and Member.objects.get(pk=newcomer.pk).user == user


@pytest.mark.parametrize("case", ["no number", "closed", "administrator", "two accounts", "two members"])
def test_who_may_have_an_account_is_asked_about(cast, newcomer, case):
    if case == "two accounts":
        in_office(cast, role=Role.OFFICE_CLERK)
    if case == "two members":
        twin = Member.objects.create(name="单丽华", sort_key="shan li hua", phone=newcomer.phone)
        Mandate.objects.create(member=twin, term=cast.term, sector=cast.farming, starts_on=cast.term.starts_on)
    user = in_office(cast, phone="" if case == "no number" else newcomer.phone,
                     role=Role.AUDITOR if case == "administrator" else Role.LEADER)  # fmt: skip
    User.objects.filter(pk=user.pk).update(is_active=case != "closed")
    found = known_accounts.find(accounts.members_to_open(cast.term))
    assert found.same == [] and newcomer.pk in found.in_question
    with pytest.raises(Refused, match="单丽华另有同名的账号"):
        opened(cast, newcomer)
    assert Member.objects.get(pk=newcomer.pk).user is None


def test_another_number_is_another_person_and_a_members_account_is_nobody_elses(cast, newcomer):
    in_office(cast, phone="13900000009")
    assert (known_accounts.find([newcomer]).same, known_accounts.find([newcomer]).asked) == ([], [])
    twin = Member.objects.create(name="沈岚", phone=cast.shen.phone or "13800000002")
    assert known_accounts.find([twin]).asked == []


def test_somebody_says_whose_the_account_is(cast, newcomer, client):
    user, url = in_office(cast, phone=""), reverse("members:accounts")
    client.force_login(cast.office_clerk)
    page = client.get(url).content.decode()
    assert "同名的账号" in page and "姓名相同，账号没有手机号码" in page
    assert "另有同名账号，待核对" in page and "全部开通并下载密码单" not in page
    for scope in ({"scope": "new"}, {"scope": "all"}, {"member": newcomer.pk}):
        client.post(url, scope)
    assert Member.objects.get(pk=newcomer.pk).user is None
    wrong = client.post(url, {"scope": "same", "whose": newcomer.pk, "account": cast.lu.pk}, follow=True)
    assert "请刷新后再看" in wrong.content.decode()
    done = client.post(url, {"scope": "same", "whose": newcomer.pk, "account": user.pk}, follow=True)
    assert "原有的岗位和密码不变" in done.content.decode()
    assert Member.objects.get(pk=newcomer.pk).user == user and posts_of(user) == [Role.LEADER, Role.MEMBER]


def test_somebody_says_that_it_is_another_persons(cast, newcomer, client):
    user = in_office(cast, phone="")
    client.force_login(cast.office_clerk)
    answer = client.post(reverse("members:accounts"), {"scope": "apart", "whose": newcomer.pk})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert Member.objects.get(pk=newcomer.pk).user.username == "shanlihua" and posts_of(user) == [Role.LEADER]


def test_an_administrators_account_gets_no_members_post(cast, newcomer):
    user = in_office(cast, role=Role.AUDITOR)
    with pytest.raises(Refused, match="不兼任"):
        accounts.join_account(member=newcomer, user=user, actor=who(cast.office_clerk))
    assert Member.objects.get(pk=newcomer.pk).user is None and posts_of(user) == [Role.AUDITOR]


def test_looking_for_accounts_takes_four_statements(cast, newcomer, django_assert_num_queries):
    in_office(cast)
    in_office(cast, name="别人")
    members = list(accounts.members_to_open(cast.term))
    with django_assert_num_queries(4):  # accounts, their posts, the bodies of these, namesakes
        known_accounts.find(members)
