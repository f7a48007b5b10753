"""A committee that begins in mid-session goes on from the numbers that were given on paper."""

import pytest
from django.utils import timezone

from core.committee import guide, steps
from core.matters.numbering import next_number
from core.models import Event, NumberSeries
from proposals.models import Proposal

pytestmark = pytest.mark.django_db
BACKEND = "core.backends.PostBackend"


def facts(session, **more) -> dict[str, str]:
    local = timezone.localtime
    told = {
        "number": str(session.number), "opens_on": session.opens_on.isoformat(),
        "closes_on": session.closes_on.isoformat(),
        "proposals_from": f"{local(session.proposals_from):%Y-%m-%dT%H:%M}" if session.proposals_from else "",
        "proposal_cutoff": f"{local(session.proposal_cutoff):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    return told | more


def saved(client, session, paper: str):
    url = f"/members/terms/{session.pk}/"
    page = client.get(url)
    seen = page.context["form"].initial["seen"]
    return client.post(url, facts(session, seen=seen, numbered_on_paper=paper))


def test_numbers_go_on_where_paper_left_off_until_one_has_been_given_here(cast, client):
    client.force_login(cast.office_clerk, backend=BACKEND)
    scope = str(cast.session.pk)
    assert saved(client, cast.session, "78").status_code == 302
    assert saved(client, cast.session, "87").status_code == 302  # a slip of the pen is corrected
    told = Event.objects.filter(key="change_session").latest("pk")
    assert told.text == "纸质提案编到第几号：78 → 87，系统从第88号编起"
    assert "纸质提案已编到第87号" in client.get("/members/terms/").content.decode()
    assert next_number(Proposal.NUMBERS, scope) == 88
    refused = saved(client, cast.session, "90")
    assert refused.status_code == 422 and "已经在系统中编号" in refused.content.decode()
    cast.session.refresh_from_db()
    assert cast.session.numbered_on_paper == 87 and NumberSeries.objects.get(key=Proposal.NUMBERS).last == 88
    assert saved(client, cast.session, "87").status_code == 302  # other facts are still changed as before


def test_without_paper_numbers_begin_with_one_and_a_new_session_asks_as_well(cast, client):
    client.force_login(cast.office_clerk, backend=BACKEND)
    assert saved(client, cast.session, "").status_code == 302
    assert next_number(Proposal.NUMBERS, str(cast.session.pk)) == 1
    more = {
        "number": "6", "opens_on": "2027-02-02", "closes_on": "2027-02-05", "proposals_from": "",
        "proposal_cutoff": "2027-02-04T17:00", "numbered_on_paper": "12",
    }  # fmt: skip
    assert client.post("/members/terms/", more).status_code == 302
    made = cast.term.sessions.get(number=6)
    assert made.numbered_on_paper == 12 and next_number(Proposal.NUMBERS, str(made.pk)) == 13
    assert "系统从第13号编起" in Event.objects.get(key="add_session").text


def test_the_guide_asks_about_paper_once_a_session_has_begun_and_no_number_was_given(cast):
    cast.session.opens_on = timezone.localdate()
    cast.session.save(update_fields=["opens_on"])

    def found():
        return next(row.found for row in guide.look(cast.office_clerk).rows if row.step.key == "term")

    assert found().state == steps.DONE and [way.label for way in found().ways] == ["填写纸质编号"]
    next_number(Proposal.NUMBERS, str(cast.session.pk))
    assert not found().ways and not found().lacks
