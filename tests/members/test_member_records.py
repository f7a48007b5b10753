"""The register edited by hand: fields with history and undo, seats, exits, suspensions, contacts."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.matters.lifecycle import Forbidden, Refused
from core.models import Event, GrantRequest, Notice, Organisation, Post, Role, User
from core.models.generic import rooted_in
from core.people import grants
from core.people.actors import Actor, system_actor
from members.models import Contact, Mandate, Member, MemberParty, OfficeHeld, PartyOffice, Seat, Suspension
from members.services import account_facts, chains, editing, holding, mandates, removal, steps, suspensions
from tests.builders.cast import draft
from tests.builders.pages import signed_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def clerk(cast, at=None) -> Actor:
    return Actor.of(cast.office_clerk, at=at or timezone.now())


def mandate_of(member: Member) -> Mandate:
    return Mandate.objects.select_related("member").get(member=member)


def typed(member: Member, **changed) -> dict:
    names = ("name", "gender", "ethnicity", "birth", "employer_post", "phone", "email", "address", "postcode", "level")
    given = {name: getattr(member, name) for name in names} | {"note": member.note, "reason": "本人来电更正"}
    return given | {"seen": member.revision, "other_names": "、".join(member.other_names)} | changed


def fresh(obj):
    return type(obj)._base_manager.get(pk=obj.pk)


# ---- fields ----


def test_the_number_of_an_account_with_power_follows_the_register_once_it_is_confirmed(cast):
    Post.objects.create(user=cast.shen, role=Role.LEADER, organisation=cast.office)
    User.objects.filter(pk=cast.shen.pk).update(last_login=timezone.now())
    browser = signed_in(cast.office_clerk)
    was = fresh(cast.shen).phone
    for member, phone in ((cast.shen_member, "13800000001"), (cast.zhou_member, "13800000002")):
        said = browser.post(f"/members/{member.pk}/edit/", typed(member, phone=phone), follow=True).content.decode()
        assert ("账号的手机暂不变，已自动提请，待安全管理员确认" in said) == (member == cast.shen_member)
    assert fresh(cast.zhou).phone == "13800000002" and fresh(cast.shen_member).phone == "13800000001"
    assert fresh(cast.shen).phone == was and not Event.objects.filter(key="correct_account").exists()
    request = GrantRequest.objects.get()
    assert request.changes == {"phone": [was, "13800000001"]} and request.asked_by == cast.office_clerk
    assert Notice.objects.filter(recipient=cast.secadmin, title__contains="改为“13800000001”").exists()
    grants.confirm(actor=Actor.of(cast.secadmin), request=request)
    assert fresh(cast.shen).phone == "13800000001"
    assert [event.root for event in Event.objects.filter(key="correct_account")] == [cast.shen]


def test_of_an_account_with_power_the_last_word_of_the_register_waits(cast):
    """By whatever way it changed; an undone change waits for nobody, and one of an administrator is not replaced."""
    Post.objects.create(user=cast.shen, role=Role.LEADER, organisation=cast.office)
    browser, page = signed_in(cast.office_clerk), f"/members/{cast.shen_member.pk}/edit/"
    browser.post(page, typed(cast.shen_member, phone="13800000001"))
    browser.post(page, typed(fresh(cast.shen_member), phone="13800000003", name="沈澜"))
    assert [one.changes["phone"][1] for one in GrantRequest.objects.waiting(TODAY)] == ["13800000003"]
    event = editing.newest_change(cast.shen_member)
    editing.undo(fresh(cast.shen_member), None, event.pk, actor=clerk(cast))
    assert [one.changes for one in GrantRequest.objects.waiting(TODAY)] == [{"phone": ["", "13800000001"]}]
    event = Event.objects.filter(**rooted_in(cast.shen_member), facts__has_key="changes").order_by("pk").first()
    GrantRequest.objects.waiting(TODAY).update(reason="换号")
    browser.post(page, typed(fresh(cast.shen_member), phone="13800000004"))
    assert GrantRequest.objects.waiting(TODAY).get().reason == "换号"
    told = Notice.objects.get(recipient=cast.sysadmin, title__contains="账号不一致")
    assert "13800000004" in told.title and "138****0004" in told.event.text
    assert not Event.objects.filter(text__contains="1380000000").exists()


def test_a_roster_read_by_command_leaves_the_number_of_power_and_tells_both_administrators(cast):
    Post.objects.create(user=cast.shen, role=Role.LEADER, organisation=cast.office)
    changed = []
    for member in (cast.shen_member, cast.zhou_member):
        Member.objects.filter(pk=member.pk).update(phone="13800000005")
        changed.append((fresh(member), {"phone": ""}))
    account_facts.follow(changed, system_actor())
    assert fresh(cast.zhou).phone == "13800000005" and fresh(cast.shen).phone == ""
    told = Notice.objects.filter(title__contains="账号不一致")
    assert {cast.sysadmin, cast.secadmin} == {one.recipient for one in told} and not GrantRequest.objects.exists()
    account_facts.follow(changed, clerk(cast))
    assert GrantRequest.objects.get().changes == {"phone": ["", "13800000005"]} and fresh(cast.shen).phone == ""


def test_every_field_is_changed_with_reason_and_history(cast):
    member = cast.shen_member
    browser = signed_in(cast.office_clerk)
    fields = typed(
        member, name="沈澜", keep_former="on", gender="男", ethnicity="回族", birth="1975-04", employer_post="新单位",
        phone="＋86 138-0000 0001", email="a@b.cn", address="文汇路1号", postcode="100000", note="在外地",
        first_party="民建", second_party="中共",
    )  # fmt: skip
    answer = browser.post(f"/members/{member.pk}/edit/", fields)
    assert answer.status_code == 302
    member = fresh(member)
    assert (member.name, member.other_names, member.phone) == ("沈澜", ["沈岚"], "13800000001")
    assert [row.party for row in member.parties.all()] == ["民建", "中共"]
    user = User.objects.get(pk=cast.shen.pk)
    assert (user.full_name, user.phone) == ("沈澜", "13800000001")
    page = browser.get(f"/members/{member.pk}/").content.decode()
    assert "本人来电更正" in page and "（空） → 13800000001" in page and "沈岚 → 沈澜" in page
    found = browser.get("/members/", {"q": "沈岚"}).content.decode()
    assert "沈澜" in found


def test_two_clerks_at_one_member_overwrite_nothing(cast):
    member = cast.shen_member
    first, second = typed(member, phone="13800000001"), typed(member, phone="13800000002", employer_post="某局")
    assert signed_in(cast.office_clerk).post(f"/members/{member.pk}/edit/", first).status_code == 302
    answer = signed_in(cast.sysadmin).post(f"/members/{member.pk}/edit/", second)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "现值：13800000001" in page and "13800000002" in page
    assert fresh(member).phone == "13800000001"


def shown(user, address: str) -> dict:
    """What the form of that page holds as it is opened."""
    form = signed_in(user).get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def test_what_one_clerk_changed_is_kept_when_another_changes_something_else(cast):
    address = f"/members/{cast.shen_member.pk}/edit/"
    Member.objects.filter(pk=cast.shen_member.pk).update(employer_post="某局")
    a, b = shown(cast.office_clerk, address), shown(cast.sysadmin, address)
    first = a | {"phone": "13800000001", "first_party": "民盟", "reason": "来电"}
    assert signed_in(cast.office_clerk).post(address, first).status_code == 302
    answer = signed_in(cast.sysadmin).post(address, b | {"address": "文汇路1号", "reason": "来电"}, follow=True)
    page = answer.content.decode()
    assert "改过手机" in page and "改过党派" in page and "一并保留" in page
    member = fresh(cast.shen_member)
    assert (member.phone, member.address) == ("13800000001", "文汇路1号")
    assert [row.party for row in member.parties.all()] == ["民盟"]


@pytest.mark.parametrize("birth", ["2030-10", "1975-13", "1975-00", "1975-02-30", "0975-01"])
def test_a_birth_that_cannot_be_is_refused(cast, birth):
    address = f"/members/{cast.shen_member.pk}/edit/"
    page = signed_in(cast.office_clerk).post(address, typed(cast.shen_member, birth=birth))
    assert page.status_code == 422 and "出生年月" in page.context["form"].errors["birth"][0]
    assert fresh(cast.shen_member).birth == cast.shen_member.birth


def test_a_change_of_fields_is_taken_back_the_same_day(cast):
    member, browser = cast.shen_member, signed_in(cast.office_clerk)
    browser.post(f"/members/{member.pk}/edit/", typed(member, name="沈澜", keep_former="on"))
    event = editing.undoable(fresh(member), None)[0]
    assert browser.post(f"/members/{member.pk}/", {"undo": event.pk}).status_code == 302
    assert (fresh(member).name, fresh(member).other_names) == ("沈岚", [])
    assert User.objects.get(pk=cast.shen.pk).full_name == "沈岚"


def test_parties_are_put_back_in_their_order(cast):
    member = cast.shen_member
    editing.set_parties(member, ["民盟", "中共"], actor=clerk(cast), reason="入党")
    editing.set_parties(fresh(member), ["中共"], actor=clerk(cast), reason="误")
    editing.undo(member, None, steps.last_undoable(member).pk, actor=clerk(cast))
    assert list(MemberParty.objects.filter(member=member).values_list("party", flat=True)) == ["民盟", "中共"]
    editing.undo(member, None, steps.last_undoable(member).pk, actor=clerk(cast))
    assert not member.parties.exists()


def test_sector_and_card_number_of_the_mandate(cast):
    member, browser = cast.shen_member, signed_in(cast.office_clerk)
    Mandate.objects.filter(member=cast.zhou_member).update(card_no="ZX15002")
    sector = Organisation.objects.create(name="教育界", kind="sector")
    mandate = mandate_of(member)
    address = f"/members/{member.pk}/mandates/{mandate.pk}/"
    fields = {
        "sector": sector.pk, "card_no": "ｚｘ 15001", "starts_on": "2022-01-01", "gained": "original", "reason": "更正",
        "seen": 0,
    }  # fmt: skip
    taken = browser.post(address, fields | {"card_no": "zx15002"})
    assert taken.status_code == 422 and "已由周正使用" in taken.content.decode()
    assert browser.post(address, fields).status_code == 302
    mandate = mandate_of(member)
    assert (mandate.sector, mandate.card_no) == (sector, "ZX15001")
    event = Event.objects.get(key="change", **rooted_in(member))
    assert "ZX15001" not in event.text and event.audience == Event.Audience.OFFICE
    assert browser.post(address, fields | {"card_no": "ZX15009"}).status_code == 422  # seen is an older revision
    browser.post(f"/members/{member.pk}/", {"undo": event.pk})
    assert mandate_of(member).sector == cast.farming


# ---- seats and offices ----


def test_seats_end_and_change_and_the_old_ones_stay(cast):
    mandate = mandate_of(cast.shen_member)
    Seat.objects.filter(mandate=mandate).update(starts_on=date(2022, 1, 1))
    old = mandate.seats.get()
    new = holding.change_duty(actor=clerk(cast), seat=old, duty="deputy", starts_on=TODAY, reason="常委会决定")
    assert (fresh(old).ends_on, new.duty, new.is_held) == (TODAY - timedelta(days=1), "deputy", True)
    group = Organisation.objects.create(name="第一小组", kind="member_group")
    ahead = TODAY + timedelta(days=20)
    seat = holding.give_seat(
        actor=clerk(cast), mandate=mandate, body=group, duty="leader", starts_on=ahead, reason="分组"
    )
    assert not Seat.objects.valid_on().filter(pk=seat.pk).exists()
    assert Seat.objects.valid_on(ahead).filter(pk=seat.pk).exists()
    with pytest.raises(Refused, match="已在第一小组"):
        holding.give_seat(actor=clerk(cast), mandate=mandate, body=group, duty="member", starts_on=ahead, reason="x")
    page = signed_in(cast.office_clerk).get(f"/members/{cast.shen_member.pk}/").content.decode()
    assert "已结束" in page and "未开始" in page and "经济委员会 副主任" in page


def test_what_was_registered_wrongly_is_put_right_from_its_first_day_or_taken_back(cast):
    mandate = mandate_of(cast.shen_member)
    first = date(2022, 1, 1)
    Seat.objects.filter(mandate=mandate).update(starts_on=first)
    seat, browser = mandate.seats.get(), signed_in(cast.office_clerk)
    facts = {"duty": "deputy", "reason": "名册漏登副主任"}
    change = f"/members/{cast.shen_member.pk}/posts/{seat.pk}/change/"
    early = browser.post(change, facts | {"starts_on": "2021-12-31"})
    assert early.status_code == 422 and "按更正办理" in early.content.decode()
    assert browser.post(change, facts | {"starts_on": first.isoformat()}).status_code == 302
    assert (mandate.seats.get().duty, mandate.seats.get().starts_on) == ("deputy", first)
    end = f"/members/{cast.shen_member.pk}/posts/seat/{seat.pk}/end/"
    told = {"ends_on": TODAY.isoformat(), "mistaken": "on"}
    assert browser.post(end, told).status_code == 422  # the ground is missing
    assert browser.post(end, told | {"reason": "另一位委员的任职"}).status_code == 302
    assert not mandate.seats.exists()
    event = Event.objects.filter(key="take_back_post").get()
    assert "副主任（自2022年1月1日起）登记有误，撤销" in event.text
    browser.post(f"/members/{cast.shen_member.pk}/", {"undo": event.pk})
    assert mandate.seats.get().duty == "deputy"
    with pytest.raises(Forbidden):
        holding.take_back(actor=Actor.of(cast.shen), post=mandate.seats.get(), reason="x")


def test_no_more_special_committees_than_the_rule_allows(cast):
    mandate = mandate_of(cast.shen_member)
    bodies = [Organisation.objects.create(name=f"{n}委员会", kind="special_committee") for n in "甲乙丙"]
    with pytest.raises(Refused, match="最多参加"):
        for body in bodies:
            holding.give_seat(actor=clerk(cast), mandate=mandate, body=body, duty="member", starts_on=TODAY, reason="x")


def test_a_second_chair_is_asked_about_and_given_where_that_is_meant(cast):
    chair, second = mandate_of(cast.zhou_member), mandate_of(cast.shen_member)
    facts = {"office": "chair", "starts_on": TODAY, "reason": "全会选举"}
    holding.give_office(actor=clerk(cast), mandate=chair, **facts)
    url = f"/members/{cast.shen_member.pk}/give/office/"
    browser = signed_in(cast.office_clerk)
    assert 'type="checkbox" name="second"' not in browser.get(url).content.decode()
    asked = browser.post(url, facts | {"starts_on": TODAY.isoformat()})
    page = asked.content.decode()
    assert asked.status_code == 422 and "周正现任主席" in page and 'type="checkbox" name="second"' in page
    with pytest.raises(Refused, match="应为1位"):
        holding.give_office(actor=clerk(cast), mandate=second, **facts)
    assert browser.post(url, facts | {"starts_on": TODAY.isoformat(), "second": "on"}).status_code == 302
    assert second.offices.filter(office="chair").exists()
    vice = facts | {"office": "vice_chair", "starts_on": TODAY.isoformat()}
    assert browser.post(f"/members/{cast.he_member.pk}/give/office/", vice).status_code == 302


def test_offices_of_the_committee_and_of_a_party(cast):
    mandate, member = mandate_of(cast.shen_member), cast.shen_member
    office = holding.give_office(
        actor=clerk(cast), mandate=mandate, office="standing", starts_on=TODAY, reason="全会选举"
    )
    with pytest.raises(Refused, match="已任常委"):
        holding.give_office(actor=clerk(cast), mandate=mandate, office="standing", starts_on=TODAY, reason="x")
    facts = {"party": "民盟", "title": "民盟区委主委", "starts_on": TODAY, "reason": "换届"}
    with pytest.raises(Refused, match="党派里没有民盟"):
        holding.give_party_office(actor=clerk(cast), member=member, **facts)
    member.parties.create(party="民盟")
    held = holding.give_party_office(actor=clerk(cast), member=member, **facts)
    holding.end_post(actor=clerk(cast), post=office, ends_on=TODAY, reason="辞去")
    with pytest.raises(Refused, match="已登记任至"):
        holding.end_post(actor=clerk(cast), post=office, ends_on=TODAY, reason="辞去")
    assert OfficeHeld.objects.get(pk=office.pk).ends_on == TODAY
    assert PartyOffice.objects.get(pk=held.pk).is_held


# ---- leaving ----


def leave(cast, member, day, ended="resigned"):
    mandates.end_mandate(
        actor=clerk(cast), mandate=mandate_of(member), ends_on=day, ended=ended, reason="调离本区", decided_by="常委会",
        paper="江政协〔2026〕3号",
    )  # fmt: skip


def test_an_exit_ends_all_and_undoing_it_opens_all_again(cast):
    member, mandate = cast.shen_member, mandate_of(cast.shen_member)
    mandate.offices.create(office="standing", starts_on=mandate.starts_on)
    member.contacts.create(kind="standing", contacted=cast.he_member, starts_on=date(2026, 1, 1))
    leave(cast, member, TODAY - timedelta(days=1))
    assert not Member.objects.in_office().filter(pk=member.pk).exists()
    assert not Post.objects.valid_on(TODAY).filter(user=cast.shen, role=Role.MEMBER).exists()
    assert not Contact.objects.valid_on().exists() and not mandate.offices.filter(ends_on=None).exists()
    with pytest.raises(Refused, match="已经终止"):
        leave(cast, member, TODAY)
    editing.undo(member, mandate_of(member), steps.last_undoable(member).pk, actor=clerk(cast))
    mandate = mandate_of(member)
    assert (mandate.ends_on, mandate.ended, mandate.paper) == (None, "", "")
    assert mandate.seats.filter(ends_on=None).count() == 1 and mandate.offices.filter(ends_on=None).count() == 1
    assert Post.objects.valid_on(TODAY).filter(user=cast.shen, role=Role.MEMBER).exists()
    assert Contact.objects.valid_on().count() == 1


def test_what_was_to_begin_after_the_exit_never_begins_and_comes_back_with_an_undo(cast):
    mandate, later = mandate_of(cast.shen_member), TODAY + timedelta(days=30)
    other = Organisation.objects.create(name="科技委员会", kind="special_committee")
    mandate.seats.create(organisation=other, starts_on=later)
    mandate.offices.create(office="standing", starts_on=later)
    leave(cast, cast.shen_member, TODAY)
    assert [seat.organisation for seat in mandate.seats.all()] == [cast.committee] and not mandate.offices.exists()
    steps.undo(cast.shen_member, steps.last_undoable(cast.shen_member).pk, actor=clerk(cast))
    assert mandate.seats.get(organisation=other).ends_on is None and mandate.offices.get().starts_on == later


def test_whoever_has_left_is_of_no_body_any_more(cast):
    assert cast.shen_member in Member.objects.of_body(cast.farming)
    leave(cast, cast.shen_member, TODAY - timedelta(days=1))
    assert cast.shen_member not in Member.objects.of_body(cast.farming)
    assert cast.zhou_member in Member.objects.of_body(cast.farming)


def test_of_several_numbers_the_account_has_the_first(cast):
    member = cast.shen_member
    fields = typed(member, phone="13800000001、13900000002")
    assert signed_in(cast.office_clerk).post(f"/members/{member.pk}/edit/", fields).status_code == 302
    assert fresh(cast.shen).phone == "13800000001"


def test_an_exit_more_than_a_year_ahead_is_taken_for_a_slip_of_the_year(cast):
    with pytest.raises(Refused, match="超过一年，请核对年份"):
        leave(cast, cast.shen_member, TODAY + timedelta(days=367))
    assert mandate_of(cast.shen_member).ends_on is None
    leave(cast, cast.shen_member, TODAY + timedelta(days=366))


def test_an_exit_ahead_is_in_force_from_its_day(cast):
    member, last = cast.shen_member, TODAY + timedelta(days=30)
    leave(cast, member, last)
    assert Member.objects.in_office().filter(pk=member.pk).exists()
    assert not Member.objects.in_office(last + timedelta(days=1)).filter(pk=member.pk).exists()
    assert Post.objects.valid_on(TODAY).filter(user=cast.shen).exists()
    assert "任至" in signed_in(cast.office_clerk).get(f"/members/{member.pk}/").content.decode()
    with pytest.raises(Refused, match="去世日期不能晚于今天"):
        leave(cast, cast.zhou_member, last, ended="died")


def test_undo_is_for_today_and_for_what_nobody_has_touched_since(cast):
    member = cast.shen_member
    leave(cast, member, TODAY)
    event = steps.last_undoable(member)
    assert steps.last_undoable(member, TODAY + timedelta(days=1)) is None
    Mandate.objects.filter(member=member).update(ended_by="另一处")
    with pytest.raises(Refused, match="只能撤销当天"):
        editing.undo(member, mandate_of(member), event.pk, actor=clerk(cast))


def test_who_fills_the_place_is_linked_with_whom_it_was(cast):
    leave(cast, cast.shen_member, TODAY - timedelta(days=3))
    vacancy = mandates.vacancies(cast.term).get()
    facts = {"actor": clerk(cast), "term": cast.term, "sector": cast.farming, "starts_on": TODAY, "replaces": vacancy}
    with pytest.raises(Refused, match="还没有终止"):  # nobody begins on the last day of whose place it is
        mandates.add_member(name="单丽华", **facts | {"starts_on": vacancy.ends_on})
    made = mandates.add_member(name="单丽华", **facts)
    assert (mandate_of(made).gained, mandate_of(made).replaces) == ("substitute", vacancy)
    with pytest.raises(Refused, match="已有人递补"):
        mandates.add_member(name="另一人", **facts)
    browser = signed_in(cast.office_clerk)
    assert "单丽华" in browser.get(f"/members/{cast.shen_member.pk}/").content.decode()
    assert "沈岚" in browser.get(f"/members/{made.pk}/").content.decode()


# ---- suspension and contacts ----


def test_a_suspension_runs_from_a_day_to_a_day(cast):
    mandate, yesterday = mandate_of(cast.shen_member), TODAY - timedelta(days=1)
    facts = {"actor": clerk(cast), "mandate": mandate, "reason": "接受审查", "decided_by": "主席会议"}
    made = suspensions.suspend(starts_on=yesterday, ends_on=None, **facts)
    assert "中止履职期间" in suspensions.objection(TODAY, member__user=cast.shen)
    assert suspensions.objection(TODAY - timedelta(days=2), member__user=cast.shen) is None
    with pytest.raises(Refused, match="这段时间已经登记"):
        suspensions.suspend(starts_on=TODAY, ends_on=TODAY, **facts)
    shown = signed_in(cast.office_clerk).get("/members/", {"serving": "s"}).content.decode()
    assert "沈岚" in shown and "周正" not in shown
    suspensions.resume(actor=clerk(cast), suspension=made, ends_on=yesterday, reason="查清")
    assert suspensions.objection(TODAY, member__user=cast.shen) is None
    editing.undo(cast.shen_member, mandate, steps.last_undoable(cast.shen_member).pk, actor=clerk(cast))
    assert Suspension.objects.get().ends_on is None


def test_a_suspension_does_not_go_on_into_another(cast):
    facts = {"actor": clerk(cast), "mandate": mandate_of(cast.shen_member), "reason": "审查", "decided_by": "主席会议"}
    first = suspensions.suspend(starts_on=TODAY, ends_on=TODAY + timedelta(days=9), **facts)
    suspensions.suspend(starts_on=TODAY + timedelta(days=20), ends_on=None, **facts)
    with pytest.raises(Refused, match="这段时间已经登记"):
        suspensions.resume(actor=clerk(cast), suspension=first, ends_on=TODAY + timedelta(days=25), reason="延长")
    suspensions.resume(actor=clerk(cast), suspension=first, ends_on=TODAY + timedelta(days=19), reason="延长")


def test_contacts_fit_who_they_are(cast):
    facts = {"actor": clerk(cast), "member": cast.shen_member, "contacted": cast.zhou_member, "starts_on": TODAY}
    with pytest.raises(Refused, match="不是常委"):
        chains.connect(kind="standing", **facts)
    with pytest.raises(Refused, match="不含中共"):
        chains.connect(kind="party", **facts)
    cast.shen_member.parties.create(party="中共")
    made = chains.connect(kind="party", **facts)
    with pytest.raises(Refused, match="已经登记"):
        chains.connect(kind="party", **facts)
    reader = signed_in(cast.clerk)
    for page in ("/members/contacts/", f"/members/{cast.shen_member.pk}/", f"/members/{cast.zhou_member.pk}/"):
        assert "党员委员联系党外委员" in reader.get(page).content.decode()
    assert reader.post("/members/contacts/?export=xlsx", {"purpose": "通报联系情况"}).status_code == 200
    chains.disconnect(actor=clerk(cast), contact=made, ends_on=TODAY)
    assert fresh(made).ends_on == TODAY


# ---- the list, and who may act ----


def test_figures_and_filters_count_the_same(cast):
    mandates.add_resident(actor=clerk(cast), name="岑嘉树", level="city", employer_post="某公司", gender="男")
    Member.objects.filter(pk=cast.shen_member.pk).update(birth=f"{TODAY.year - 45}-01")
    reader = signed_in(cast.clerk)

    def names(**asked) -> set[str]:
        page = reader.get("/members/", asked).content.decode()
        return {name for name in ("沈岚", "周正", "何静", "陆远", "岑嘉树") if f">{name}</a>" in page}

    front = reader.get("/members/").content.decode()
    assert "在任 4" in front and "住区市政协委员 1" in front
    assert names(level="city") == {"岑嘉树"} and len(names(level="own")) == 4
    assert names(age="40s") == {"沈岚"} and names(age="u40") == set()
    assert names(serving="0") == set() and len(names(serving="1")) == 4


def test_ages_are_counted_by_year_for_whoever_is_shown_the_year(cast):
    """Else the filter, asked day after day, tells the month."""
    for month in ("01", "12"):
        Member.objects.filter(pk=cast.shen_member.pk).update(birth=f"{TODAY.year - 40}-{month}")
        for user in (cast.zhou, cast.housing_clerk):
            reader = signed_in(user)
            found = {
                age: ">沈岚</a>" in reader.get("/members/", {"age": age}).content.decode() for age in ("u40", "40s")
            }
            assert found == {"u40": False, "40s": True}, (user, month)
    young = signed_in(cast.office_clerk).get("/members/", {"age": "u40"}).content.decode()
    assert (">沈岚</a>" in young) == (TODAY.month < 12)


def test_only_the_office_changes_the_register(cast):
    pk, mandate = cast.shen_member.pk, mandate_of(cast.shen_member)
    event = holding.give_office(actor=clerk(cast), mandate=mandate, office="standing", starts_on=TODAY, reason="x")
    newest = steps.last_undoable(cast.shen_member)
    for user in (cast.shen, cast.clerk, cast.leader):
        browser = signed_in(user)
        for tail in ("edit/", "end/", "suspend/", "give/seat/", "photo/change/", f"mandates/{mandate.pk}/"):
            assert browser.get(f"/members/{pk}/{tail}").status_code == 403, tail
        browser.post(f"/members/{pk}/", {"undo": newest.pk})
    assert fresh(event).ends_on is None


def test_what_belongs_to_another_member_is_not_found(cast):
    other, seat = cast.zhou_member.pk, mandate_of(cast.shen_member).seats.get()
    browser = signed_in(cast.office_clerk)
    for tail in (f"posts/seat/{seat.pk}/end/", f"posts/{seat.pk}/change/", f"mandates/{seat.mandate_id}/"):
        assert browser.get(f"/members/{other}/{tail}").status_code == 404, tail


def entry(cast, **facts):
    given = {"gender": "女", "employer_post": "区农业局科长", "sector": cast.farming.pk, "starts_on": TODAY.isoformat()}
    return given | facts


def test_who_may_be_there_already_is_shown_and_has_to_be_denied(cast):
    Member.objects.filter(pk=cast.shen_member.pk).update(birth="1975-04", phone="13800000001")
    browser = signed_in(cast.office_clerk)
    for facts in ({"name": "沈岚"}, {"name": "沈 岚"}, {"name": "沈澜", "phone": "138 0000 0001"}):
        page = browser.post("/members/add/", entry(cast, **facts))
        shown = page.content.decode()
        assert page.status_code == 422 and "名册里已有" in shown and "区农业局科长" in shown, facts
        assert f'href="/members/{cast.shen_member.pk}/"' in shown and "确是另一人" in shown
    assert not Member.objects.filter(employer_post="区农业局科长").exists()
    assert browser.post("/members/add/", entry(cast, name="沈岚", another="on")).status_code == 302
    assert browser.post("/members/add/", entry(cast, name="周正", birth="1970-01")).status_code == 422
    Member.objects.filter(pk=cast.zhou_member.pk).update(birth="1985-02")
    assert browser.post("/members/add/", entry(cast, name="周正", birth="1970-01")).status_code == 302
    resident = {"level": "city", "name": "何静", "gender": "女", "employer_post": "市一院"}
    assert browser.post("/members/residents/add/", resident).status_code == 422
    assert browser.post("/members/residents/add/", resident | {"another": "on"}).status_code == 302


def test_a_record_entered_by_mistake_is_removed_while_nothing_hangs_on_it(cast):
    browser = signed_in(cast.office_clerk)
    browser.post("/members/add/", entry(cast, name="沈岚", bodies=[cast.committee.pk], parties=["中共"], another="on"))
    wrong = Member.objects.get(employer_post="区农业局科长")
    url = f"/members/{wrong.pk}/remove/"
    assert "误录删除" in browser.get(f"/members/{wrong.pk}/").content.decode()
    assert signed_in(cast.clerk).get(url).status_code == 403
    assert browser.post(url, {"reason": ""}).status_code == 422
    assert browser.post(url, {"reason": "与另一条重复"}).status_code == 302
    assert not Member.objects.filter(pk=wrong.pk).exists()
    event = Event.objects.get(key="remove_member")
    assert event.reason == "与另一条重复" and "沈岚" in event.text and event.facts["employer_post"] == "区农业局科长"


def test_a_record_on_which_something_hangs_is_not_removed(cast):
    draft(cast)
    browser, url = signed_in(cast.office_clerk), f"/members/{cast.shen_member.pk}/remove/"
    assert "现在不能删除" in browser.get(url).content.decode()
    page = browser.post(url, {"reason": "重复"})
    assert page.status_code == 422 and "不能作为误录删除" in page.content.decode()
    idle, seat = cast.lu_member, mandate_of(cast.lu_member).seats.get()
    assert removal.hanging(idle) == []
    holding.end_post(actor=clerk(cast), post=seat, ends_on=TODAY, reason="x")
    assert removal.hanging(idle) == ["已结束的任职"]
