"""Nobody alone brings the end of a term near: a nearer day is looked at first, asked for, and confirmed by another."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.matters.lifecycle import Forbidden, Refused
from core.models import Event, Notice, Role
from core.people.actors import Actor
from members.models import Mandate, Suspension, Term
from members.services import day_moves, term_days
from members.services import terms as acts
from tests.builders.cast import person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
FAR, NEAR = TODAY + timedelta(days=60), TODAY + timedelta(days=1)
WHY = {"reason": "常委会改定", "paper": "常委会第二十三次会议决定"}


def as_(user) -> Client:
    client = Client()
    client.force_login(user, backend="core.backends.PostBackend")
    return client


@pytest.fixture
def coming(cast) -> Term:
    return acts.start_term(number=16, starts_on=FAR, actor=Actor.of(cast.sysadmin))


def starts(term) -> object:
    return Term.objects.get(pk=term.pk).starts_on


def asked(term, by, day=NEAR):
    facts = {"starts_on": day, "seen": FAR, **WHY}
    return day_moves.move_or_ask(actor=Actor.of(by), term=Term.objects.get(pk=term.pk), **facts)


def test_an_administrator_alone_does_not_end_the_term_tomorrow(cast, coming):
    page, admin = f"/members/terms/{coming.pk}/day/", as_(cast.sysadmin)
    given = {"starts_on": NEAR.isoformat(), "seen": FAR.isoformat()}
    assert admin.post(page, given | {"sure": "1"}).status_code == 422, "why and on what paper is asked"
    told = admin.post(page, given | WHY).content.decode()
    ending = Mandate.objects.valid_on(TODAY).count()
    assert f"{ending}名委员的任职在这一天届满" in told and "名单还没有确认" in told and "还没有建立会议" in told
    assert "须由另一人确认" in told and starts(coming) == FAR and not Event.objects.filter(key="ask_term_day").exists()
    said = admin.post(page, given | WHY | {"sure": "1"}, follow=True).content.decode()
    assert "已提请" in said and starts(coming) == FAR
    for user in (cast.office_clerk, cast.secadmin):
        assert Notice.objects.filter(recipient=user, title__contains="换届之日由").exists()
    event = Event.objects.get(key="ask_term_day").pk
    admin.post(page, {"event": event, "confirm": "1"})
    assert starts(coming) == FAR, "nobody confirms the own request"
    office = as_(cast.office_clerk)
    assert (
        "确认改期" in office.get(page).content.decode()
        and "待另一人确认" in office.get("/members/terms/").content.decode()
    )
    office.post(page, {"event": event, "confirm": "1"})
    assert starts(coming) == NEAR
    moved = Event.objects.get(key="move_term")
    assert "提请" in moved.reason and WHY["paper"] in moved.text and moved.actor == cast.office_clerk
    assert Notice.objects.filter(recipient=cast.secadmin, title__startswith="已确认").exists()


def test_two_system_administrators_need_the_office(cast, coming):
    request = asked(coming, cast.sysadmin)
    other = person("second", "又一位", Role.SYSADMIN, cast.office)
    for user, error in ((other, Forbidden), (cast.sysadmin, Forbidden), (cast.clerk, Forbidden)):
        with pytest.raises(error):
            day_moves.confirm(actor=Actor.of(user), term=coming, event_id=request.event.pk)
    day_moves.refuse(actor=Actor.of(cast.office_clerk), term=coming, event_id=request.event.pk, reason="没有这个决定")
    with pytest.raises(Refused, match="已经处理过"):
        day_moves.confirm(actor=Actor.of(cast.office_clerk), term=coming, event_id=request.event.pk)
    assert starts(coming) == FAR
    request = asked(coming, cast.office_clerk)
    day_moves.confirm(actor=Actor.of(other), term=coming, event_id=request.event.pk)
    assert starts(coming) == NEAR


def test_a_request_lapses_and_one_waits_at_a_time(cast, coming):
    request = asked(coming, cast.sysadmin)
    with pytest.raises(Refused, match="正等待确认"):
        asked(coming, cast.office_clerk)
    assert day_moves.waiting(coming, TODAY + timedelta(days=7)) and not day_moves.waiting(
        coming, TODAY + timedelta(days=8)
    )
    day_moves.refuse(actor=Actor.of(cast.sysadmin), term=coming, event_id=request.event.pk, reason="")
    assert Event.objects.get(key="withdraw_term_day") and asked(coming, cast.office_clerk)


def test_a_later_day_and_a_far_one_with_a_confirmed_list_are_moved_by_one_and_told(cast, coming):
    with pytest.raises(Refused, match="另一人确认"):
        acts.move_term(actor=Actor.of(cast.sysadmin), term=coming, starts_on=NEAR, seen=FAR, reason="x")
    assert asked(coming, cast.sysadmin, FAR + timedelta(days=9)) is None
    assert starts(coming) == FAR + timedelta(days=9)
    assert Notice.objects.filter(recipient=cast.office_clerk, title__contains="把第十六届的开始日期由").exists()
    Term.objects.filter(pk=coming.pk).update(confirmed_at=timezone.now(), starts_on=FAR)
    assert asked(coming, cast.sysadmin, FAR - timedelta(days=9)) is None


def test_a_new_term_is_not_prepared_for_a_near_day_by_one(cast):
    with pytest.raises(Refused, match="不能由一人定下"):
        acts.start_term(number=16, starts_on=NEAR, actor=Actor.of(cast.sysadmin))
    assert not Term.objects.filter(number=16).exists()


def test_nobody_alone_moves_the_first_day_of_a_term_that_runs(cast):
    """After the turn as before it: why and on what paper, what hangs on the day, and another person."""
    term = cast.term
    was, right = term.starts_on, term.starts_on - timedelta(days=3)
    Term.objects.create(number=term.number - 1, starts_on=was - timedelta(days=1800))
    running = Mandate.objects.filter(term=term, starts_on=was)
    Suspension.objects.create(mandate=running[0], starts_on=was, reason="审查", decided_by="主席会议")
    page, admin = f"/members/terms/{term.pk}/day/", as_(cast.sysadmin)
    given = {"starts_on": right.isoformat(), "seen": was.isoformat()}
    assert admin.post(page, given | {"reason": "误填", "sure": "1"}).status_code == 422, "on what paper is asked"
    told = admin.post(page, given | WHY).content.decode()
    for said in (f"{running.count()}名委员自", "1人自", "中止履职", "第十四届到", "移交清单", "须由另一人确认"):
        assert said in told, said
    assert starts(term) == was and not Event.objects.filter(key="ask_term_day").exists()
    assert "已提请" in admin.post(page, given | WHY | {"sure": "1"}, follow=True).content.decode()
    event = Event.objects.get(key="ask_term_day").pk
    admin.post(page, {"event": event, "confirm": "1"})
    assert starts(term) == was, "nobody confirms the own request"
    assert Notice.objects.filter(recipient=cast.office_clerk, title__startswith="待您确认").exists()
    office = as_(cast.office_clerk)
    assert "更正为" in office.get("/members/terms/").content.decode()
    office.post(page, {"event": event, "confirm": "1"})
    assert starts(term) == right and set(running.values_list("starts_on", flat=True)) <= {right}
    done = Event.objects.get(key="correct_term")
    assert WHY["paper"] in done.text and "提请" in done.reason and done.actor == cast.office_clerk
    assert Notice.objects.filter(recipient=cast.secadmin, title__startswith="已确认").exists()
    with pytest.raises(Refused, match="另一人确认"):
        term_days.correct_first_day(actor=Actor.of(cast.sysadmin), term=term, starts_on=was, seen=right, **WHY)
