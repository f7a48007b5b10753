"""Somebody left out of the new term wrongly is put right after the turn, and shown before it is registered."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.matters.lifecycle import Refused
from core.models import Event, Notice, Post, Role
from core.people import closing, leaving
from core.people.actors import Actor
from members.models import Mandate, Seat, Term
from members.services import rejoining
from tests.builders.cast import body, fresh, who
from tests.builders.pages import signed_in
from tests.members.test_change_of_term import AFTER, DAY, autumn, prepare  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def turned(cast, autumn, client):  # noqa: F811 - the fixture
    """The day after the turn; 周正 of the 15th, deputy of the committee, is on no list of the 16th."""
    Seat.objects.filter(mandate__member=cast.zhou_member).update(duty=Seat.Duty.DEPUTY)
    prepare(cast)
    autumn.move_to(AFTER)
    client.force_login(cast.office_clerk)
    return cast


def asked(c, **more) -> dict:
    facts = {
        "basis": "correction", "starts_on": "", "sector": c.farming.pk, "bodies": [c.committee.pk],
        "decided_by": "常委会第一次会议 2027-01-05", "paper": "协发〔2027〕1号", "reason": "名单录入时漏列",
    }  # fmt: skip
    return facts | more


def post(client, c, **more):
    """Both steps; the second as the page of the first said."""
    address = reverse("members:rejoin", args=[c.zhou_member.pk])
    first = client.post(address, asked(c, **more))
    sure = first.context["form"].data.get("sure", "") if first.context else ""
    return first, client.post(address, asked(c, **more) | {"sure": sure})


def test_it_is_told_first_and_then_runs_from_the_first_day_of_the_term_with_the_seats_of_before(turned, client):
    c, page = turned, f"/members/{turned.zhou_member.pk}/"
    assert reverse("members:rejoin", args=[c.zhou_member.pk]) in client.get(page).content.decode()
    form = client.get(reverse("members:rejoin", args=[c.zhou_member.pk])).context["form"]
    assert form.initial == {"sector": c.farming.pk, "bodies": [c.committee.pk]}
    first, second = post(client, c)
    told = first.content.decode()
    assert "还没有登记，请先核对" in told and "换届名单更正（补列）" in told and "2027年1月5日" in told
    assert second.status_code == 302
    new = Mandate.objects.get(member=c.zhou_member, term__number=16)
    assert (new.starts_on, new.gained, new.gained_paper) == (DAY, Mandate.Gained.ORIGINAL, "协发〔2027〕1号")
    seat = new.seats.get()
    assert (seat.organisation, seat.duty, seat.starts_on) == (c.committee, Seat.Duty.DEPUTY, DAY)
    assert Post.objects.valid_on(DAY).filter(user=c.zhou, role=Role.MEMBER).exists()
    event = Event.objects.get(key="give_mandate")
    assert event.reason == "名单录入时漏列" and "换届名单更正（补列）：周正任第十六届委员" in event.text
    assert reverse("members:rejoin", args=[c.zhou_member.pk]) not in client.get(page).content.decode()


def test_seats_given_up_before_the_mandate_was_over_are_not_proposed_and_lend_no_duty(turned, client):
    c, address = turned, reverse("members:rejoin", args=[turned.zhou_member.pk])
    old = Mandate.objects.get(member=c.zhou_member)
    early, gone = body("教科卫体委员会", "special_committee"), body("民宗委员会", "special_committee", is_active=False)
    old.seats.create(organisation=early, duty=Seat.Duty.DEPUTY, ends_on=date(2025, 6, 30))
    old.seats.create(organisation=gone)
    assert client.get(address).context["form"].initial["bodies"] == [c.committee.pk]
    post(client, c, bodies=[early.pk])
    assert Mandate.objects.get(member=c.zhou_member, term__number=16).seats.get().duty == Seat.Duty.MEMBER


def test_seats_that_ended_with_the_mandate_are_proposed_again(turned, client):
    c, last = turned, date(2026, 10, 1)
    Mandate.objects.filter(member=c.zhou_member).update(ends_on=last, ended=Mandate.Ended.RESIGNED)
    Seat.objects.filter(mandate__member=c.zhou_member).update(ends_on=last)
    (seat,) = rejoining.seats_before(Mandate.objects.get(member=c.zhou_member))
    assert seat.organisation == c.committee


def test_nothing_is_written_by_the_first_step_and_it_is_undone_on_the_same_day(turned, client):
    c = turned
    client.post(reverse("members:rejoin", args=[c.zhou_member.pk]), asked(c))
    assert not Mandate.objects.filter(member=c.zhou_member, term__number=16).exists()
    Post.objects.filter(user=c.zhou, role=Role.MEMBER).update(valid_to=date(2027, 1, 4))
    post(client, c)
    assert Post.objects.filter(user=c.zhou, role=Role.MEMBER, valid_from=DAY).exists()
    page = client.get(f"/members/{c.zhou_member.pk}/")
    client.post(f"/members/{c.zhou_member.pk}/", {"undo": page.context["undoable"][0].pk})
    assert not Mandate.objects.filter(member=c.zhou_member, term__number=16).exists()
    assert not Post.objects.filter(user=c.zhou, role=Role.MEMBER, valid_from=DAY).exists()


def test_an_addition_has_a_day_of_its_own_within_the_term(turned, client, autumn):  # noqa: F811
    c = turned
    lacking, _ = post(client, c, basis="added")
    assert "届中增补的，请填写任职日期" in lacking.content.decode()
    early, _ = post(client, c, basis="added", starts_on="2027-01-04")
    assert "任职开始日期早于本届开始日期" in early.content.decode()
    post(client, c, basis="added", starts_on="2027-02-01")
    new = Mandate.objects.get(member=c.zhou_member, term__number=16)
    assert (new.starts_on, new.gained) == (date(2027, 2, 1), Mandate.Gained.ADDED)


def test_who_has_died_is_a_member_already_or_lives_here_only_is_refused(turned, client):
    c, term = turned, Term.objects.get(number=16)
    facts = {"basis": "correction", "sector": c.farming, "bodies": [], "starts_on": None, "reason": "漏列"}

    def give(member) -> None:
        rejoining.give(actor=who(c.office_clerk, DAY), member=fresh(member), term=term, decided_by="常委会", **facts)

    with pytest.raises(Refused, match="已是第十六届委员"):
        give(c.shen_member)
    Mandate.objects.filter(member=c.he_member).update(ended=Mandate.Ended.DIED, ends_on=date(2026, 5, 1))
    with pytest.raises(Refused, match="登记为去世"):
        give(c.he_member)
    address = reverse("members:rejoin", args=[c.he_member.pk])
    assert address not in client.get(f"/members/{c.he_member.pk}/").content.decode()
    assert client.get(address).status_code == 302
    assert signed_in(c.leader).get(reverse("members:rejoin", args=[c.zhou_member.pk])).status_code == 403


def test_an_administrator_is_no_member(turned, client):
    c = turned
    Post.objects.filter(user=c.zhou, role=Role.MEMBER).update(valid_to=date(2027, 1, 4))
    Post.objects.create(user=c.zhou, role=Role.AUDITOR, valid_from=DAY)
    first, _ = post(client, c)
    assert first.status_code == 422 and "同期还任" in first.content.decode()
    assert not Mandate.objects.filter(member=c.zhou_member, term__number=16).exists()


def test_the_addition_of_a_newcomer_leads_there(turned, client):
    c = turned
    answer = client.post("/members/add/", {"name": "周正", "starts_on": "2027-01-05"}).content.decode()
    assert reverse("members:rejoin", args=[c.zhou_member.pk]) in answer and "为周正登记本届任职" in answer
    answer = client.post("/members/add/", {"name": "沈岚", "starts_on": "2027-01-05"}).content.decode()
    assert "登记本届任职" not in answer


def test_what_the_turn_closed_is_told_before_it_is_registered(turned, client):
    c = turned
    change = c.zhou_member.contact_changes.create(asked={"phone": "1"}, asked_at=AFTER, state="closed")
    change.decided_at = AFTER
    change.save()
    first, _ = post(client, c)
    assert "资料变更申请已随离任关闭" in first.content.decode()


def stopped(c) -> None:
    """After the turn the system administrator stops the accounts that nobody needs any more, many at a time."""
    Post.objects.filter(user=c.zhou).exclude(role=Role.MEMBER).delete()
    done, refused = closing.close([c.zhou.pk], actor=Actor.of(c.sysadmin), reason="换届后不再任职")
    assert (done, refused) == (1, [])


@pytest.mark.parametrize("days", [0, 1])
def test_whose_account_was_stopped_is_told_of_and_gets_back_the_post_of_the_mandate(turned, client, autumn, days):  # noqa: F811
    """On the day of the turn itself, or the day after the account is brought back: the post goes on for the term."""
    c = turned
    stopped(c)
    first, _ = post(client, c)
    assert "账号已停用" in first.content.decode() and "系统管理员" in first.content.decode()
    notice = Notice.objects.get(recipient=c.sysadmin, title__contains="请恢复账号", closed_at=None)
    admin = signed_in(c.sysadmin)
    assert (
        "在任委员的账号已停用" in admin.get("/").content.decode() and notice.url == f"/settings/accounts/{c.zhou.pk}/"
    )
    autumn.move_to(AFTER + timedelta(days=days))
    user, admin = fresh(c.zhou), signed_in(c.sysadmin)
    admin.post(notice.url, {"reopen": "1", "reason": "名单已更正", "seen": user.revision})
    assert fresh(c.zhou).is_active
    held = Post.objects.not_over(DAY + timedelta(days=days)).filter(user=c.zhou, role=Role.MEMBER)
    assert [row.valid_to for row in held if row.valid_to != DAY] == [None], "one post, that goes on"
    assert Post.objects.valid_on(date(2030, 1, 1)).filter(user=c.zhou, role=Role.MEMBER).count() == 1
    assert "在任委员的账号已停用" not in admin.get("/").content.decode()
    assert fresh(notice).closed_at and not leaving.to_be_closed(DAY).filter(pk=c.zhou.pk).exists()


def test_undoing_it_asks_nobody_for_the_account_any_more(turned, client):
    c, page = turned, f"/members/{turned.zhou_member.pk}/"
    stopped(c)
    post(client, c)
    client.post(page, {"undo": client.get(page).context["undoable"][0].pk})
    assert not Notice.objects.filter(recipient=c.sysadmin, title__contains="请恢复账号", closed_at=None).exists()
    assert "在任委员的账号已停用" not in signed_in(c.sysadmin).get("/").content.decode()
