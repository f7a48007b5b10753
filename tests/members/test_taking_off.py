"""Somebody carried into the new term by mistake is taken off its list after the turn, and shown before it is done."""

import pytest
from django.urls import reverse

from core.matters.lifecycle import Forbidden, Refused
from core.models import Event, GrantRequest, Notice, Post, Role
from core.people import grants
from members.models import Contact, Mandate, Member, Term
from members.services import carry_over, comparing, left_behind, new_list, rejoining, taking_off, turning
from members.services import terms as acts
from tests.builders.cast import at, fresh, who
from tests.builders.pages import signed_in
from tests.members.test_change_of_term import AFTER, DAY, autumn, clerk  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def turned(cast, autumn):  # noqa: F811 - the fixture
    """The day of the turn; 沈岚 and 周正 were carried over, 周正 by mistake, who is convenor and leads besides."""
    term = acts.start_term(number=16, starts_on=DAY, actor=clerk(cast))
    both = [cast.shen_member.pk, cast.zhou_member.pk]
    carry_over.keep(actor=clerk(cast), term=term, members=both, offices=True, seats=True)
    seen = carry_over.comparison(term).digest
    carry_over.confirm(actor=clerk(cast), term=term, seen=seen, with_doubts=True)
    cast.convenor = Post.objects.create(user=cast.zhou, role=Role.COMMITTEE_CLERK, organisation=cast.farming)
    cast.leads = Post.objects.create(user=cast.zhou, role=Role.LEADER, organisation=cast.office)
    autumn.move_to(AFTER)
    cast.term, cast.travel = Term.objects.get(number=16), autumn
    return cast


def asked(**more) -> dict:
    facts = {"decided_by": "常委会第一次会议 2027-01-05", "paper": "协发〔2027〕2号", "reason": "名单录入时误列"}
    return facts | more


def post(c, **more):
    """Both steps; the second as the page of the first said."""
    client, address = signed_in(c.office_clerk), reverse("members:take_off", args=[c.zhou_member.pk])
    first = client.post(address, asked(**more))
    sure = first.context["form"].data.get("sure", "") if first.context else ""
    return first, client.post(address, asked(**more) | {"sure": sure})


def held(c, number: int):
    return Mandate.objects.filter(member=c.zhou_member, term__number=number).first()


def list_page(c, show: str) -> str:
    return signed_in(c.office_clerk).get(f"/members/terms/{c.term.pk}/carry-over/?show={show}").content.decode()


def test_it_is_told_first_and_then_the_new_mandate_never_was_and_the_old_one_is_over_with_its_term(turned):
    c = turned
    assert reverse("members:take_off", args=[c.zhou_member.pk]) in list_page(c, "stays")
    card = f"/members/{c.zhou_member.pk}/"
    assert "更正换届名单（撤列）" in signed_in(c.office_clerk).get(card).content.decode()
    first, second = post(c)
    told = first.content.decode()
    assert "还没有登记，请先核对" in told and "第十六届的任职取消" in told and "到2027年1月4日为止（届满）" in told
    assert "专委会工作人员" in told and second.status_code == 302
    assert held(c, 16) is None and held(c, 15).how_left == "届满" and held(c, 15).ends_on is None
    assert fresh(c.zhou_member) not in Member.objects.in_office(DAY)
    event = Event.objects.get(key="take_off_list")
    assert event.reason == "名单录入时误列" and "协发〔2027〕2号" in event.text and "撤列" in event.text
    assert Notice.objects.filter(recipient=c.zhou, title="换届名单已更正：您不列入第十六届名单").exists()


def test_posts_follow_as_for_whoever_left_with_the_term(turned):
    c = turned
    post(c)
    c.convenor.refresh_from_db()
    c.leads.refresh_from_db()
    assert c.convenor.valid_to == DAY.replace(day=4) and c.leads.valid_to is None
    assert "周正（领导" in signed_in(c.office_clerk).get("/").content.decode(), "until two administrators ended it"
    assert not GrantRequest.objects.exists()
    assert not Post.objects.valid_on(DAY).filter(user=c.zhou, role=Role.MEMBER).exists()


def test_a_post_that_is_to_stay_stays_and_is_asked_about_no_more(turned):
    c = turned
    _, second = post(c, stays=[c.convenor.pk])
    assert second.status_code == 302
    c.convenor.refresh_from_db()
    assert c.convenor.valid_to is None and "周正（专委会" not in signed_in(c.office_clerk).get("/").content.decode()


def test_it_is_undone_on_the_same_day_and_nothing_was_settled_meanwhile(turned):
    c, page = turned, f"/members/{turned.zhou_member.pk}/"
    before = [(seat.organisation_id, seat.duty) for seat in held(c, 16).seats.all()]
    post(c)
    assert left_behind.settle_left(DAY) == 0 or c.zhou_member.pk in left_behind._left_today(DAY)
    client = signed_in(c.office_clerk)
    client.post(page, {"undo": client.get(page).context["undoable"][0].pk})
    assert [(seat.organisation_id, seat.duty) for seat in held(c, 16).seats.all()] == before
    c.convenor.refresh_from_db()
    assert c.convenor.valid_to is None and comparing.comparison(c.term).corrections == []


def test_the_list_of_the_day_counts_and_marks_what_was_put_right(turned, django_capture_on_commit_callbacks):
    c = turned
    assert "留任2人" in turning._turned(c.term)
    with django_capture_on_commit_callbacks(execute=True):
        post(c)
    assert "留任1人" in turning._turned(c.term)
    found = comparing.comparison(c.term)
    assert found.counts["stays"] == 1
    assert {row.member: row.corrected for row in found.rows if row.corrected} == {c.zhou_member: "更正撤列"}
    page = list_page(c, "goes")
    assert "撤列周正" in page and "名单录入时误列" in page and "更正撤列" in page
    assert reverse("members:rejoin", args=[c.zhou_member.pk]) in page
    assert new_list.workbook(c.term)[1] == len(found.rows)
    c.travel.move_to(at(DAY.replace(day=7)))
    rejoining.give(
        actor=who(c.office_clerk, DAY.replace(day=7)), member=c.zhou_member, term=c.term, basis="correction",
        sector=c.farming, bodies=[], starts_on=None, reason="撤列有误", decided_by="常委会",
    )  # fmt: skip
    marks = {row.member.name: row.corrected for row in comparing.comparison(c.term).rows}
    assert marks["周正"] == "更正补列" and [one.what for one in comparing.comparison(c.term).corrections] == [
        "撤列",
        "补列",
    ]


def test_who_was_never_a_member_before_has_left_or_is_replaced_is_refused(turned):
    c = turned
    facts = {"reason": "误列", "decided_by": "常委会"}
    with pytest.raises(Forbidden):
        taking_off.take_off(actor=who(c.clerk, DAY), mandate=held(c, 16), **facts)
    assert signed_in(c.clerk).get(reverse("members:take_off", args=[c.zhou_member.pk])).status_code == 403
    new = held(c, 16)
    Mandate.objects.filter(pk=new.pk).update(gained=Mandate.Gained.ADDED)
    with pytest.raises(Refused, match="不是换届名单列入的"):
        taking_off.take_off(actor=clerk(c, DAY), mandate=new, **facts)
    Mandate.objects.filter(pk=new.pk).update(gained=Mandate.Gained.ORIGINAL)
    held(c, 15).delete()
    with pytest.raises(Refused, match="误录删除"):
        taking_off.take_off(actor=clerk(c, DAY), mandate=new, **facts)
    assert Contact.objects.count() == 0 and held(c, 16) is not None


def end_asked(c) -> GrantRequest:
    """The system administrator asks to end the post with power of whoever is off the list, as the notice said."""
    sysadmin = who(c.sysadmin, DAY)
    request = grants.end_or_ask(actor=sysadmin, post=c.leads, reason="不列入第十六届", handed_on=True)
    assert request is not None
    return request


def open_notices(c, *users) -> list[str]:
    rows = Notice.objects.filter(recipient__in=users, closed_at=None, title__contains="周正")
    return [one for one in rows.values_list("title", flat=True) if "须由系统管理员提请" in one or "待您确认" in one]


def test_undoing_it_withdraws_what_was_asked_for_because_of_it_and_nobody_is_called_to_do_it(turned):
    c, page = turned, f"/members/{turned.zhou_member.pk}/"
    post(c)
    request = end_asked(c)
    assert len(open_notices(c, c.sysadmin, c.secadmin)) == 3, "to ask, to be asked, and to confirm"
    client = signed_in(c.office_clerk)
    client.post(page, {"undo": client.get(page).context["undoable"][0].pk})
    request.refresh_from_db()
    assert request.state == GrantRequest.State.WITHDRAWN and request.answer == "离任登记已撤销"
    assert not open_notices(c, c.sysadmin, c.secadmin)
    assert Notice.objects.filter(recipient=c.sysadmin, title__startswith="离任登记已撤销，提请随之撤回").exists()
    with pytest.raises(Refused):
        grants.confirm(actor=who(c.secadmin, DAY), request=request)


def test_putting_the_person_back_on_the_list_withdraws_it_as_well(turned):
    c = turned
    earlier = grants.end_or_ask(
        actor=who(c.sysadmin, DAY.replace(day=4)), post=c.leads, reason="另有分工", handed_on=True
    )  # fmt: skip
    post(c)
    c.travel.move_to(at(DAY.replace(day=6)))
    other = grants.ask(
        actor=who(c.sysadmin, DAY.replace(day=6)), act=GrantRequest.Act.CLOSE, user=c.zhou, reason="不再是委员",
        valid_to=DAY.replace(day=6),
    )  # fmt: skip
    rejoining.give(
        actor=who(c.office_clerk, DAY.replace(day=6)), member=c.zhou_member, term=c.term, basis="correction",
        sector=c.farming, bodies=[], starts_on=None, reason="撤列有误", decided_by="常委会",
    )  # fmt: skip
    for one in (earlier, other):
        one.refresh_from_db()
    assert other.state == GrantRequest.State.WITHDRAWN and "仍是委员" in other.answer
    assert earlier.state == GrantRequest.State.WAITING, "asked before the turn, and not by its list"
    assert not [one for one in open_notices(c, c.sysadmin, c.secadmin) if "须由系统管理员提请" in one]


def test_undoing_it_names_the_post_that_two_administrators_have_ended_meanwhile(turned):
    c, page = turned, f"/members/{turned.zhou_member.pk}/"
    post(c)
    grants.confirm(actor=who(c.secadmin, DAY), request=end_asked(c))
    client = signed_in(c.office_clerk)
    told = client.post(page, {"undo": client.get(page).context["undoable"][0].pk}, follow=True).content.decode()
    assert "领导" in told and "已由两位管理员结束，没有恢复" in told
