"""An exit, a seat, an office and a suspension lie within their mandate; a wrong exit is put right after its day."""

from datetime import date, timedelta

import pytest
import time_machine

from core.matters.lifecycle import Refused
from core.models import Event, Post, Role
from members.edit_forms import MemberForm
from members.models import Mandate, Member, OfficeHeld, Seat, Suspension, Term
from members.querysets import left_as
from members.services import editing, exits, holding, left_behind, mandates, steps, suspensions
from members.services import terms as acts
from proposals.models import Signatory
from tests.builders.acts import do
from tests.builders.cast import at, draft, who
from tests.builders.pages import signed_in

pytestmark = pytest.mark.django_db
AUTUMN, LAST, DAY = date(2026, 11, 30), date(2027, 2, 24), date(2027, 2, 25)
ONE = timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(at(AUTUMN), tick=False) as moving:
        yield moving


def clerk(c, day: date = AUTUMN):
    return who(c.office_clerk, day)


def held(member, term=15) -> Mandate:
    return Mandate.objects.get(member=member, term__number=term)


def prepare(c, day: date = DAY) -> Term:
    """The 16th term with 沈岚 on its list."""
    term = acts.start_term(number=16, starts_on=day, actor=clerk(c))
    stays = Mandate.objects.create(member=c.shen_member, term=term, sector=c.farming, starts_on=day)
    stays.seats.create(organisation=c.committee, starts_on=day)
    return term


def leave(c, member, last: date, day: date = AUTUMN, how="resigned"):
    mandates.end_mandate(
        actor=clerk(c, day), mandate=held(member), ends_on=last, ended=how, reason="调离", decided_by="常委会",
    )  # fmt: skip


def post_of(user) -> Post:
    return Post.objects.get(user=user, role=Role.MEMBER)


# ---- within the mandate ----


def test_an_exit_does_not_reach_into_the_next_term(cast, clock):
    prepare(cast)
    with pytest.raises(Refused, match=r"第十五届到2027年2月24日为止.*从2027年2月25日起在新一届的委员资格上"):
        leave(cast, cast.shen_member, date(2027, 3, 5))
    assert post_of(cast.shen).valid_to is None and held(cast.shen_member, 16).ends_on is None
    leave(cast, cast.zhou_member, LAST)
    assert held(cast.zhou_member).ends_on == LAST


def test_exits_follow_the_day_of_the_next_term(cast, clock):
    leave(cast, cast.shen_member, date(2027, 3, 5))
    seat = Seat.objects.get(mandate=held(cast.shen_member))
    term = acts.start_term(number=16, starts_on=DAY, actor=clerk(cast))

    def ends() -> set:
        seat.refresh_from_db()
        return {held(cast.shen_member).ends_on, seat.ends_on, post_of(cast.shen).valid_to}

    assert ends() == {LAST}
    acts.move_term(reason="改期", actor=clerk(cast), term=term, starts_on=date(2027, 3, 2), seen=DAY)
    assert ends() == {date(2027, 3, 1)}
    acts.move_term(reason="改期", actor=clerk(cast), term=term, starts_on=date(2027, 3, 20), seen=date(2027, 3, 2))
    assert ends() == {date(2027, 3, 5)}
    acts.move_term(reason="改期", actor=clerk(cast), term=term, starts_on=DAY, confirmed=True, seen=date(2027, 3, 20))
    acts.give_up_term(actor=clerk(cast), term=term)
    assert ends() == {date(2027, 3, 5)}


def test_taking_back_brings_no_exit_beyond_the_term(cast, clock):
    leave(cast, cast.shen_member, date(2027, 3, 5))
    acts.start_term(number=16, starts_on=DAY, actor=clerk(cast))
    event = steps.last_undoable(cast.shen_member)
    with pytest.raises(Refused, match=r"第十五届现在到2027年2月24日为止.*请直接更正离任"):
        steps.undo(cast.shen_member, event.pk, actor=clerk(cast))
    assert held(cast.shen_member).ends_on == LAST and post_of(cast.shen).valid_to == LAST


def test_an_exit_of_the_old_term_never_ends_the_post_of_the_new(cast, clock):
    prepare(cast)
    clock.move_to(at(DAY))
    leave(cast, cast.shen_member, LAST - ONE, DAY)  # heard of after the change
    assert post_of(cast.shen).valid_to is None and held(cast.shen_member, 16).ends_on is None
    assert Seat.objects.get(mandate=held(cast.shen_member, 16)).ends_on is None


def test_seats_and_offices_are_over_with_their_term(cast, clock):
    mandate = held(cast.zhou_member)
    OfficeHeld.objects.create(mandate=mandate, office="standing", starts_on=mandate.starts_on)
    prepare(cast)
    facts = {"reason": "决定"}
    with pytest.raises(Refused, match="2027年2月24日为止"):
        holding.give_office(
            actor=clerk(cast), mandate=mandate, office="vice_chair", starts_on=date(2027, 4, 1), **facts
        )
    with pytest.raises(Refused, match="2027年2月24日为止"):
        holding.end_post(actor=clerk(cast), post=mandate.seats.get(), ends_on=DAY, **facts)
    clock.move_to(at(DAY))
    page = signed_in(cast.office_clerk).get(f"/members/{cast.zhou_member.pk}/").content.decode()
    assert page.count("至2027年2月24日") == 3 and "/posts/" not in page
    assert not Seat.objects.valid_on().filter(mandate=mandate).exists()
    assert not OfficeHeld.objects.valid_on().filter(mandate=mandate).exists()
    assert OfficeHeld.objects.valid_on(LAST).filter(mandate=mandate).exists()
    listed = signed_in(cast.office_clerk).get("/members/", {"office": "standing"}).content.decode()
    assert "周正" not in listed
    seat, office = mandate.seats.get(), mandate.offices.get()
    today = clerk(cast, DAY)
    for act in (
        lambda: holding.end_post(actor=today, post=office, ends_on=LAST, **facts),
        lambda: holding.change_duty(actor=today, seat=seat, duty="head", starts_on=LAST, **facts),
        lambda: holding.give_office(actor=today, mandate=mandate, office="vice_chair", starts_on=LAST, **facts),
        lambda: holding.give_seat(
            actor=today, mandate=mandate, body=cast.liaison, duty="member", starts_on=LAST, **facts
        ),
    ):
        with pytest.raises(Refused, match="已于2027年2月24日终止（届满）"):
            act()


def test_other_systems_read_that_seats_ended_with_the_term(cast, clock):
    from rest_framework.test import APIClient

    prepare(cast)
    clock.move_to(at(DAY))
    client = APIClient()
    client.force_authenticate(cast.office_clerk)
    mandate = client.get(f"/api/v1/members/{cast.zhou_member.pk}/").json()["mandates"][0]
    assert (mandate["ended"], mandate["seats"][0]["ends_on"]) == ("term_end", "2027-02-24")


def test_who_is_added_begins_within_the_term(cast, clock):
    term = prepare(cast)
    running = Term.objects.get(number=15)
    with pytest.raises(Refused, match="任职开始日期不能晚于那天"):
        mandates.add_member(actor=clerk(cast), term=running, name="新来", sector=cast.farming, starts_on=DAY)
    assert not Mandate.objects.filter(term=term, member__name="新来").exists()


# ---- suspensions ----


def suspend(c, member, last: date | None = None, start: date = AUTUMN) -> Suspension:
    return suspensions.suspend(
        actor=clerk(c), mandate=held(member), starts_on=start, ends_on=last, reason="审查", decided_by="主席会议"
    )


def test_a_suspension_beyond_the_term_says_so_and_ends_with_it(cast, clock):
    prepare(cast)
    browser = signed_in(cast.office_clerk)
    said = "本届到2027年2月24日为止，中止随之结束；沈岚在第十六届名单上，确认名单时选定在新一届继续的，继续中止。"
    assert said in browser.get(f"/members/{cast.shen_member.pk}/suspend/").content.decode()
    made = suspend(cast, cast.shen_member, date(2027, 6, 30))
    assert "到2027年2月24日为止" in signed_in(cast.shen).get("/").content.decode()
    with pytest.raises(Refused, match="2027年2月24日为止"):
        suspensions.resume(actor=clerk(cast), suspension=made, ends_on=date(2027, 3, 1), reason="结案")
    with pytest.raises(Refused, match="2027年2月24日为止"):
        suspend(cast, cast.zhou_member, start=DAY)
    clock.move_to(at(DAY))
    card = browser.get(f"/members/{cast.shen_member.pk}/").content.decode()
    assert "登记恢复" not in card and "2027年6月30日" not in card
    with pytest.raises(Refused, match="届满"):
        suspensions.resume(actor=clerk(cast, DAY), suspension=made, ends_on=LAST, reason="结案")


# ---- put right ----


def test_a_wrong_day_is_corrected_after_it_and_taken_back_the_same_day(cast, clock):
    member, mandate = cast.shen_member, held(cast.shen_member)
    leave(cast, member, AUTUMN)
    later = AUTUMN + 5 * ONE
    clock.move_to(at(later))
    url = f"/members/{member.pk}/end/{mandate.pk}/"
    browser = signed_in(cast.office_clerk)
    assert url in browser.get(f"/members/{member.pk}/").content.decode()
    right = later + 10 * ONE
    facts = {"what": "correct", "ended": "released", "ends_on": right.isoformat(), "reason": "调离", "why": "日期误填"}
    assert browser.post(url, facts).status_code == 422  # who decided is asked
    assert browser.post(url, facts | {"decided_by": "常委会", "paper": "9号"}).status_code == 302
    mandate = held(member)
    assert (mandate.ends_on, mandate.ended, mandate.paper) == (right, "released", "9号")
    assert (mandate.seats.get().ends_on, post_of(cast.shen).valid_to) == (right, right)
    assert Member.objects.in_office(later).filter(pk=member.pk).exists()
    event = Event.objects.get(key="correct_exit")
    assert event.reason == "日期误填" and "任至2026年11月30日 → 免职，任至2026年12月15日" in event.text
    editing.undo(member, mandate, steps.last_undoable(member).pk, actor=clerk(cast, later))
    assert (held(member).ends_on, held(member).seats.get().ends_on) == (AUTUMN, AUTUMN)


def test_an_exit_that_was_none_is_cancelled_and_what_others_did_since_is_told(cast, clock):
    member, mandate = cast.shen_member, held(cast.shen_member)
    OfficeHeld.objects.create(mandate=mandate, office="standing", starts_on=mandate.starts_on)
    Post.objects.create(user=cast.shen, role=Role.COMMITTEE_CLERK, organisation=cast.committee)
    proposal = draft(cast)
    drafted = draft(cast, cast.zhou)
    drafted.signatories.create(
        member=member, position=Signatory.Position.COSIGNER, state=Signatory.State.AGREED, answered_at=at(AUTUMN)
    )
    leave(cast, member, AUTUMN)
    OfficeHeld.objects.filter(mandate=mandate).update(ends_on=AUTUMN + ONE)  # somebody has changed it since
    later = AUTUMN + 3 * ONE
    clock.move_to(at(later))
    assert left_behind.settle_left(later) == 1
    kept = exits.cancel(actor=clerk(cast, later), mandate=mandate, why="登记成了另一位委员")
    mandate = held(member)
    assert (mandate.ends_on, mandate.ended, mandate.ended_by) == (None, "", "")
    assert mandate.seats.get().ends_on is None
    assert set(cast.shen.posts.values_list("valid_to", flat=True)) == {None}
    assert drafted.signatories.get(member=member).state == Signatory.State.AGREED
    told = "".join(kept)
    assert "“常委”已另有变动" in told and "1份署名在未提交的提案上，已恢复" in told and "1件提案" in told
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn" and proposal.title not in told, "a text in the making is its writers' own"


def test_cancelling_waits_for_who_fills_the_place(cast, clock):
    leave(cast, cast.shen_member, AUTUMN - 9 * ONE)
    mandates.add_member(
        actor=clerk(cast), term=cast.term, name="单丽华", sector=cast.farming, starts_on=AUTUMN - 2 * ONE,
        replaces=held(cast.shen_member),
    )  # fmt: skip
    with pytest.raises(Refused, match="单丽华已自2026年11月28日起接替"):
        exits.cancel(actor=clerk(cast), mandate=held(cast.shen_member), why="误记")
    with pytest.raises(Refused, match="单丽华已自"):
        exits.correct(
            actor=clerk(cast), mandate=held(cast.shen_member), ends_on=AUTUMN, ended="resigned", reason="调离",
            decided_by="常委会", paper="", why="误记",
        )  # fmt: skip


def test_an_exit_ahead_is_simply_cancelled_and_the_new_list_has_the_person_again(cast, clock):
    prepare(cast)
    leave(cast, cast.shen_member, date(2027, 1, 31))
    assert not Mandate.objects.filter(member=cast.shen_member, term__number=16).exists()
    assert exits.cancel(actor=clerk(cast), mandate=held(cast.shen_member), why="本人收回") == []
    assert held(cast.shen_member, 16).seats.count() == 1 and held(cast.shen_member).ends_on is None


def test_who_left_this_term_is_not_added_anew_but_the_exit_put_right(cast, clock):
    leave(cast, cast.shen_member, AUTUMN - ONE)
    page = signed_in(cast.office_clerk).post("/members/add/", {"name": "沈岚"}).content.decode()
    assert f"/members/{cast.shen_member.pk}/end/{held(cast.shen_member).pk}/" in page and "更正离任" in page


# ---- words ----


def test_whose_term_is_over_has_not_left(cast, clock):
    leave(cast, cast.he_member, AUTUMN)
    prepare(cast)
    clock.move_to(at(DAY))
    rows = Signatory.objects.annotate(how=left_as("member"))
    proposal = draft(cast)
    for one in (cast.zhou_member, cast.he_member):
        proposal.signatories.create(member=one, position=Signatory.Position.COSIGNER, state="agreed")
    said = dict(rows.filter(proposal=proposal).values_list("member__name", "how"))
    assert said == {"沈岚": "", "周正": "已届满", "何静": "已离任"}


def test_before_a_session_collects_its_proposals_the_pages_say_how_they_count(cast, clock):
    term = prepare(cast)
    term.sessions.create(
        number=1, opens_on=DAY + 20 * ONE, closes_on=DAY + 23 * ONE, proposals_from=at(DAY + 5 * ONE),
        proposal_cutoff=at(DAY + 22 * ONE),
    )  # fmt: skip
    said = "十六届一次会议的大会提案自2027年3月2日起征集，在此以前提交的计为平时提案。"
    browser = signed_in(cast.shen)
    assert said not in browser.get("/proposals/new/").content.decode()
    clock.move_to(at(DAY))
    browser = signed_in(cast.shen)
    assert said in browser.get("/proposals/new/").content.decode()
    proposal = draft(cast, day=DAY)
    assert said in browser.get(f"/proposals/{proposal.pk}/check/").content.decode()
    do(proposal, "submit", cast.shen, DAY)
    proposal.refresh_from_db()
    assert proposal.timing == "interim"
    clock.move_to(at(DAY + 6 * ONE))
    browser = signed_in(cast.shen)
    assert "起征集" not in browser.get("/proposals/new/").content.decode()


@pytest.mark.parametrize("term", [15, 16])
def test_a_member_of_this_committee_is_none_of_a_higher_one(cast, clock, term):
    coming = prepare(cast)
    person = Member.objects.create(name="新来", sort_key="xinlai")
    Mandate.objects.create(member=person, term=coming, sector=cast.farming, starts_on=DAY)
    person = cast.zhou_member if term == 15 else person
    form = MemberForm({"name": person.name, "level": "city", "reason": "住区"}, instance=person)
    assert not form.is_valid() and "已计入本级委员" in "".join(form.errors["level"])


def test_confirming_the_list_asks_whether_a_suspension_goes_on(cast, clock):
    term = prepare(cast)
    for name in ("zhou", "he"):
        member = getattr(cast, f"{name}_member")
        Mandate.objects.create(member=member, term=term, sector=cast.farming, starts_on=DAY)
    goes_on = suspend(cast, cast.shen_member, date(2027, 6, 30))
    suspend(cast, cast.zhou_member)
    suspend(cast, cast.he_member, LAST - ONE)  # over before the change
    browser, url = signed_in(cast.office_clerk), f"/members/terms/{term.pk}/carry-over/"
    page = browser.get(f"{url}?show=stays")
    shown = page.content.decode()
    assert shown.count("正在中止履职</span>") == 2 and "沈岚正在中止履职（2026年11月30日起，至2027年6月30日）" in shown
    facts = {"digest": page.context["found"].digest, "with_doubts": "1", "suspended": [goes_on.pk]}
    browser.post(f"{url}confirm/", facts)

    def carried() -> list:
        rows = Suspension.objects.filter(mandate__term=term)
        return list(rows.values_list("mandate__member__name", "starts_on", "ends_on", "reason"))

    assert carried() == [("沈岚", DAY, date(2027, 6, 30), "审查")]
    acts.move_term(reason="改期", actor=clerk(cast), term=term, starts_on=DAY + ONE, seen=DAY)
    assert carried() == [("沈岚", DAY + ONE, date(2027, 6, 30), "审查")]
    browser.post(f"{url}reopen/", {"reason": "再核对"})
    assert carried() == []
    browser.post(f"{url}confirm/", facts | {"digest": browser.get(url).context["found"].digest})
    clock.move_to(at(DAY + ONE))
    assert "2027年6月30日" in suspensions.objection(DAY + ONE, member=cast.shen_member)
    assert suspensions.objection(DAY + ONE, member=cast.zhou_member) is None


# ---- entered by hand ----


def test_who_is_entered_by_hand_from_the_first_day_was_nominated_with_the_term(cast, clock):
    """The same way holds for a member left out of the first list and for one added later."""
    from members.services.roster_since import how_gained

    add = {"name": "郑重", "gender": "男", "employer_post": "某局局长", "sector": cast.farming.pk}
    for name, day, way in (("郑重", cast.term.starts_on, "换届提名"), ("苗青青", AUTUMN, "届中增补")):
        done = signed_in(cast.office_clerk).post(
            "/members/add/", add | {"name": name, "starts_on": day.isoformat()}, follow=True
        )
        assert f"已登记{name}（{way}）" in done.content.decode()
        mandate = Mandate.objects.get(member__name=name)
        assert mandate.get_gained_display() == way and mandate.gained == how_gained(day, cast.term)
        assert Event.objects.filter(key="add_member").latest("pk").text.startswith(f"{way}{name}为")
    form = signed_in(cast.office_clerk).get("/members/add/").content.decode()
    assert "换届提名；以后的是届中增补，接替谁的是递补" in form and "新增" in form
    assert ">新增委员</a>" in signed_in(cast.office_clerk).get("/members/").content.decode()


def test_residents_are_called_as_the_place_is(cast, settings):
    from core.committee import identity
    from core.models import Committee

    Committee.objects.update_or_create(
        defaults={"name": "云溪县政协", "full_name": "政协云溪县委员会", "region": "云溪县", "level": "county"}
    )
    identity.forget()
    try:
        register = signed_in(cast.office_clerk).get("/members/").content.decode()
        form = signed_in(cast.office_clerk).get("/members/residents/add/").content.decode()
    finally:
        identity.forget()
    assert "登记住县委员" in register and "住区" not in register
    assert "住县市政协委员" in form and "住区" not in form
