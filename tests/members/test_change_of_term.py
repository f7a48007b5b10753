"""换届: the next term is prepared months ahead, changes nothing before its day, and on its day everything turns."""

import difflib
import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from core.matters.lifecycle import Forbidden, Refused
from core.models import Event, Organisation, Post, Role
from members.models import Mandate, Member, OfficeHeld, Session, Term
from members.services import sessions, suspensions, term_days
from members.services import terms as acts
from members.views.terms import TermForm
from proposals import guards
from proposals.models import Signatory
from tests.builders.acts import do
from tests.builders.cast import at, body, draft, fresh, person, who

pytestmark = pytest.mark.django_db
DAY = date(2027, 1, 5)
BEFORE = timezone.make_aware(datetime(2027, 1, 4, 23, 59))
AFTER = timezone.make_aware(datetime(2027, 1, 5, 0, 1))


def clerk(c, day: date = date(2026, 10, 12)):
    return who(c.office_clerk, day)


def first_session(c, term: Term, day: date = date(2026, 10, 12)) -> Session:
    return sessions.add_session(
        actor=clerk(c, day), term=term, number=1, opens_on=date(2027, 1, 18), closes_on=date(2027, 1, 21),
        proposals_from=None, proposal_cutoff=at(date(2027, 1, 20), 17),
    )  # fmt: skip


def business() -> Organisation:
    return Organisation.objects.filter(name="工商联界").first() or body("工商联界", "sector")


def prepare(c) -> Term:
    """The 16th term: 沈岚 stays in another sector as 常委, 周正 and the others go, 新来 comes."""
    term = acts.start_term(number=16, starts_on=DAY, actor=clerk(c))
    first_session(c, term)
    stays = Mandate.objects.create(member=c.shen_member, term=term, sector=business(), starts_on=DAY)
    stays.seats.create(organisation=c.committee, starts_on=DAY)
    OfficeHeld.objects.create(mandate=stays, office=OfficeHeld.Office.STANDING, starts_on=DAY)
    c.comes = Member.objects.create(name="新来", gender="男", sort_key="xinlai", birth="1985-02")
    Mandate.objects.create(member=c.comes, term=term, sector=c.farming, starts_on=DAY)
    return term


@pytest.fixture
def autumn():
    """Monday 12 October 2026, three months ahead."""
    with time_machine.travel(at(date(2026, 10, 12)), tick=False) as clock:
        yield clock


PAGES = {
    "office_clerk": ["/", "/members/", "/members/?sector={farming}", "/members/?body={committee}",
                     "/members/?serving=1", "/members/{shen}/", "/members/add/", "/members/accounts/",
                     "/proposals/", "/calendar/",
                     "/workbench/search/?q=新来"],
    "leader": ["/", "/proposals/", "/members/"],
    "shen": ["/", "/proposals/", "/members/{zhou}/"],
    "committee_clerk": ["/", "/proposals/"],
    "clerk": ["/", "/proposals/", "/proposals/new/"],
}  # fmt: skip


def seen(c) -> dict[tuple[str, str], str]:
    """Every page as each person sees it, tokens apart."""
    shown = {}
    names = {"farming": c.farming.pk, "committee": c.committee.pk, "shen": c.shen_member.pk, "zhou": c.zhou_member.pk}
    for user, pages in PAGES.items():
        client = Client()
        client.force_login(getattr(c, user))
        for page in pages:
            answer = client.get(page.format(**names))
            assert answer.status_code == 200, (user, page)
            text = re.sub(r'(csrfmiddlewaretoken" value|nonce" value|hx-headers)=\S+', "", answer.content.decode())
            shown[user, page] = re.sub(r'"X-CSRFToken": "\w+"', "", text)
    return shown


def changed(one: str, other: str) -> list[str]:
    return [line for line in difflib.ndiff(one.splitlines(), other.splitlines()) if line[:1] in "+-"]


def test_preparing_a_term_changes_no_page_of_the_running_one(cast, autumn):
    draft(cast)
    business()
    plain = seen(cast)
    prepare(cast)
    again = seen(cast)
    assert [(key, changed(plain[key], again[key])) for key in plain if plain[key] != again[key]] == []
    autumn.move_to(BEFORE)
    late = seen(cast)
    assert "新来" not in late["office_clerk", "/members/"]
    assert "工商联界" not in late["office_clerk", "/members/{shen}/"]
    term = Term.objects.get(number=15)
    assert (term.is_current, term.ended_on, acts.current_session().number) == (True, None, 5)


def test_on_the_day_everything_turns(cast, autumn):
    c = cast
    coming = prepare(c)
    autumn.move_to(BEFORE)
    before = {m.name for m in Member.objects.in_office()}
    autumn.move_to(AFTER)
    assert {m.name for m in Member.objects.in_office()} == {"沈岚", "新来"} and "周正" in before
    old = Term.objects.get(number=15)
    assert (old.is_current, old.ended_on) == (False, date(2027, 1, 4))
    assert (acts.current_term(), str(acts.current_session())) == (coming, "十六届一次会议")
    shown = seen_after(c)
    assert "十六届一次会议" in shown["leader", "/"]
    card = shown["office_clerk", f"/members/{c.zhou_member.pk}/"]
    assert "届满" in card and "至2027年1月4日" in card and "登记离任" not in card.replace("补登记离任", "")
    shen = shown["office_clerk", f"/members/{c.shen_member.pk}/"]
    assert shen.count("在任") == 1 and "届满" in shen and "工商联界" in shen
    assert "新来" in shown["office_clerk", "/members/?serving=1"]
    assert "周正" not in shown["office_clerk", "/members/?serving=1"]
    assert draft(c, c.shen, DAY).session == acts.current_session()


def seen_after(c) -> dict:
    shown = {}
    cards = [f"/members/{m.pk}/" for m in (c.zhou_member, c.shen_member)]
    wanted = {"leader": ["/"], "office_clerk": ["/members/?serving=1", *cards]}
    for user, pages in wanted.items():
        client = Client()
        client.force_login(getattr(c, user))
        for page in pages:
            shown[user, page] = client.get(page).content.decode()
    return shown


def test_nobody_is_in_office_twice_on_any_day(cast, autumn):
    prepare(cast)
    for day in (DAY + timedelta(days=shift) for shift in range(-3, 4)):
        held = list(Mandate.objects.valid_on(day).values_list("member", flat=True))
        assert len(held) == len(set(held)), day
        assert {m.term.number for m in Mandate.objects.valid_on(day)} == {16 if day >= DAY else 15}


def test_the_post_of_who_does_not_stay_ends_with_the_term_and_no_other(cast, autumn):
    c = cast
    prepare(c)
    clerk_too = Post.objects.create(user=c.he, role=Role.COMMITTEE_CLERK, organisation=c.committee)

    def held() -> dict:
        posts = {u.username: type(u).objects.get(pk=u.pk).post_in_use for u in (c.shen, c.zhou, c.he, c.clerk)}
        return {name: post and post.role for name, post in posts.items()}

    autumn.move_to(BEFORE)
    assert held() == {"shen": "member", "zhou": "member", "he": "member", "clerk": "proposal_clerk"}
    client = Client()
    client.force_login(c.zhou)
    assert client.get("/proposals/new/").status_code == 200
    autumn.move_to(AFTER)
    assert held() == {"shen": "member", "zhou": None, "he": clerk_too.role, "clerk": "proposal_clerk"}
    client.force_login(c.zhou)
    assert client.get("/proposals/new/").status_code == 403
    assert not Post.objects.valid_on(DAY).filter(user=c.zhou).exists()
    stranger = person("outsider", "无名册", Role.MEMBER)
    assert Post.objects.valid_on(DAY).filter(user=stranger).exists(), "a post without a mandate is nobody's term"


def test_a_suspension_that_nobody_has_ended_ends_with_its_term(cast, autumn):
    mandate = Mandate.objects.get(member=cast.shen_member)
    suspensions.suspend(
        actor=clerk(cast), mandate=mandate, starts_on=date(2026, 10, 12), ends_on=None, reason="接受审查",
        decided_by="主席会议",
    )  # fmt: skip
    prepare(cast)
    eve = DAY - timedelta(days=1)
    assert suspensions.objection(eve, member=cast.shen_member) and suspensions.is_suspended(cast.shen)
    assert suspensions.objection(DAY, member=cast.shen_member) is None
    assert cast.shen_member in Member.objects.not_suspended(DAY) and not Member.objects.suspended(DAY).exists()


def test_a_draft_of_the_old_term_is_handed_in_to_the_new_one_by_who_stays(cast, autumn):
    prepare(cast)
    proposal = draft(cast, day=date(2026, 12, 30))
    gone = {"member": cast.zhou_member, "position": Signatory.Position.COSIGNER, "state": Signatory.State.AGREED}
    proposal.signatories.create(**gone)
    other = draft(cast, cast.he, date(2026, 12, 30))
    assert guards.session_takes_proposals(proposal, who(cast.shen, date(2027, 1, 4))) is None
    autumn.move_to(AFTER)
    do(proposal, "submit", cast.shen, DAY)
    handed_in = fresh(proposal)
    assert (str(handed_in.session), handed_in.receipt_number) == ("十六届一次会议", 1)
    assert handed_in.proposer_kind == "individual", "who went with the old term has not signed"
    with pytest.raises(Forbidden):
        do(other, "submit", cast.he, DAY)


def test_a_term_without_a_session_says_what_is_missing(cast, autumn):
    acts.start_term(number=16, starts_on=DAY, actor=clerk(cast))
    autumn.move_to(AFTER)
    with pytest.raises(acts.NoSession) as caught:
        acts.current_session()
    assert "第十六届还没有建立会议" in caught.value.sentence


@pytest.mark.parametrize(
    ("number", "starts_on", "said"),
    [
        (17, DAY, "下一届应填16"),
        (16, date(2026, 10, 12), "今天以后"),
        (15, DAY, "已经建立"),
    ],
)
def test_what_cannot_be_prepared(cast, autumn, number, starts_on, said):
    with pytest.raises(Refused, match=said):
        acts.start_term(number=number, starts_on=starts_on, actor=clerk(cast))


def test_one_term_is_prepared_at_a_time_moved_and_given_up(cast, autumn):
    c = cast
    term = acts.start_term(number=16, starts_on=DAY, actor=clerk(c))
    with pytest.raises(Refused, match="同一时间只能准备一届"):
        acts.start_term(number=17, starts_on=date(2032, 1, 5), actor=clerk(c))
    session = first_session(c, term)
    mandate = Mandate.objects.create(member=c.shen_member, term=term, sector=c.farming, starts_on=DAY)
    acts.move_term(reason="改期", actor=clerk(c), term=term, starts_on=date(2027, 1, 12), seen=DAY)
    mandate.refresh_from_db()
    assert mandate.starts_on == date(2027, 1, 12)
    with pytest.raises(Refused, match="刚被改为2027年1月12日"):
        acts.move_term(reason="改期", actor=clerk(c), term=term, starts_on=date(2027, 1, 8), seen=DAY)
    with pytest.raises(Refused, match="1月18日开幕"):
        acts.move_term(reason="改期", actor=clerk(c), term=term, starts_on=date(2027, 1, 19), seen=date(2027, 1, 12))
    with pytest.raises(Refused, match="1名委员在新名单里、1次会议"):
        acts.give_up_term(actor=clerk(c), term=term)
    mandate.delete()
    sessions.remove_session(actor=clerk(c), session=session)
    autumn.move_to(timezone.make_aware(datetime(2027, 1, 12, 0, 1)))
    with pytest.raises(Refused, match="已于2027年1月12日开始"):
        acts.give_up_term(actor=clerk(c, date(2027, 1, 12)), term=term)
    autumn.move_to(BEFORE)
    acts.give_up_term(actor=clerk(c, date(2027, 1, 4)), term=term)
    assert list(Term.objects.values_list("number", flat=True)) == [15]


def test_a_session_lies_in_its_term_and_in_order(cast, autumn):
    c = cast
    term = acts.start_term(number=16, starts_on=DAY, actor=clerk(c))
    facts = {"number": 6, "opens_on": DAY, "closes_on": DAY, "proposals_from": None, "proposal_cutoff": at(DAY, 12)}
    assert "须在此前闭幕" in sessions.objections(c.term, facts)["closes_on"]
    early = facts | {"number": 1, "opens_on": date(2027, 1, 2), "proposals_from": at(date(2027, 1, 3))}
    assert sessions.objections(term, early).keys() == {"opens_on", "proposals_from"}
    assert (
        "请核对次序" in sessions.objections(c.term, facts | {"number": 4, "closes_on": date(2026, 12, 1)})["closes_on"]
    )
    held = c.session
    seen_by_both = sessions.fingerprint(held)
    now = {name: getattr(held, name) for name in sessions.FACTS}
    sessions.change_session(actor=clerk(c), session=held, seen=seen_by_both, **now | {"closes_on": date(2026, 2, 6)})
    with pytest.raises(Refused, match="刚被别人改过"):
        sessions.change_session(
            actor=clerk(c), session=held, seen=seen_by_both, **now | {"closes_on": date(2026, 2, 7)}
        )


def test_the_pages_prepare_move_and_give_up(cast, autumn, client):
    client.force_login(cast.office_clerk)
    refused = client.post("/members/terms/", {"term_number": "16", "starts_on": "2026-10-01"})
    assert refused.status_code == 422 and "今天以后" in refused.content.decode()
    client.post("/members/terms/", {"term_number": "16", "starts_on": "2027-01-05"})
    term = Term.objects.get(number=16)
    page = client.get("/members/terms/").content.decode()
    assert "准备中" in page and "第十六届还没有会议" in page and "准备新一届" not in page
    client.post(
        "/members/terms/",
        {
            "term": term.pk, "number": "1", "opens_on": "2027-01-18", "closes_on": "2027-01-21",
            "proposal_cutoff": "2027-01-20T17:00",
        },
    )  # fmt: skip
    assert term.sessions.get().number == 1
    moved = client.post(f"/members/terms/{term.pk}/day/", {
        "starts_on": "2027-01-20", "seen": "2027-01-05", "reason": "常委会改定", "paper": "常委会决定",
    })  # fmt: skip
    assert moved.status_code == 422 and "开幕" in moved.content.decode()
    client.post(f"/members/terms/{term.sessions.get().pk}/remove/")
    client.post(f"/members/terms/{term.pk}/give-up/")
    assert not Term.objects.filter(number=16).exists()


def test_the_first_day_of_a_term_that_runs_is_corrected_and_what_began_with_it_moves(cast, autumn, client):
    """A committee set up in mid-term enters the sessions of its earlier years."""
    c, term = cast, cast.term
    Term.objects.filter(pk=term.pk).update(starts_on=date(2026, 1, 20))
    Mandate.objects.filter(term=term).update(starts_on=date(2026, 1, 20))
    later = Mandate.objects.filter(term=term).first()
    Mandate.objects.filter(pk=later.pk).update(starts_on=date(2026, 3, 1))
    client.force_login(c.office_clerk)
    page = f"/members/terms/{term.pk}/day/"
    assert page in client.get("/members/terms/").content.decode()
    given = {"starts_on": "2022-01-08", "seen": "2026-01-20"}
    assert client.post(page, given).status_code == 422  # why is asked
    why = {"reason": "开办时误填", "paper": "第十五届第一次会议公告"}
    client.post(page, given | why | {"sure": "1"})
    asked = Event.objects.get(key="ask_term_day")
    client.force_login(c.sysadmin)
    client.post(page, {"event": asked.pk, "confirm": "1"})
    term.refresh_from_db()
    assert term.starts_on == date(2022, 1, 8)
    begun = set(Mandate.objects.filter(term=term).values_list("starts_on", flat=True))
    assert begun == {date(2022, 1, 8), date(2026, 3, 1)}
    event = Event.objects.get(key="correct_term")
    assert event.reason.startswith("开办时误填") and event.facts["changes"][0]["was"] == "2026年1月20日"
    said = client.post(page, given | why | {"reason": "再改"})
    assert "刚被改为2022年1月8日" in said.content.decode()


@pytest.mark.parametrize(
    ("day", "said"), [(date(2026, 12, 1), "不能晚于今天"), (date(2026, 3, 1), "开幕"), (date(2015, 1, 5), "须在此后")]
)
def test_a_first_day_that_something_contradicts_is_refused(cast, autumn, day, said):
    term = cast.term
    Term.objects.create(number=term.number - 1, starts_on=date(2016, 6, 1))
    with pytest.raises(Refused, match=said):
        term_days.correct_first_day(
            actor=clerk(cast), term=term, starts_on=day, seen=Term.objects.get(pk=term.pk).starts_on, reason="更正",
            paper="公告", confirmed=True,
        )  # fmt: skip


def test_the_first_day_of_the_first_term_is_not_guessed(cast, autumn):
    assert TermForm()["starts_on"].value() is None and "第一次会议开幕之日" in TermForm().as_p()


def test_other_systems_read_the_term_of_the_day(cast, autumn):
    from rest_framework.test import APIClient

    prepare(cast)
    client = APIClient()
    client.force_authenticate(cast.office_clerk)

    def told() -> dict:
        rows = client.get("/api/v1/terms/").json()["results"]
        return {row["number"]: (row["is_current"], row["ends_on"]) for row in rows}

    autumn.move_to(BEFORE)
    assert told() == {16: (False, None), 15: (True, None)}
    autumn.move_to(AFTER)
    assert told() == {16: (True, None), 15: (False, "2027-01-04")}
    assert [row["number"] for row in client.get("/api/v1/terms/", {"is_current": "true"}).json()["results"]] == [16]
    zhou = client.get(f"/api/v1/members/{cast.zhou_member.pk}/").json()["mandates"]
    assert [(m["ends_on"], m["ended"]) for m in zhou] == [("2027-01-04", "term_end")]
