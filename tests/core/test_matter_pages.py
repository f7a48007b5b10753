"""A small line of business has pages, acts and papers without a view or a template of its own."""

from dataclasses import replace

import pytest
from django.urls import resolve, reverse

from core.frame import nav
from core.matters import addresses, kinds
from core.matters.pages import ActPage, MatterPage, Section
from core.models import Organisation, Role, User
from proposals.kinds import ASSIGNMENTS, PROPOSALS
from proposals.progress import PROGRESS
from tests.builders.pages import filed, fresh, handed, signed_in, submitted, work

pytestmark = pytest.mark.django_db


class SmallPage(MatterPage):
    """All that a small line says of its page."""

    progress = PROGRESS
    acts = {"recommend": ActPage(text_open=True, more=lambda page: {"hint": page.title})}

    @property
    def sections(self) -> list[Section]:
        return [Section("情况", self.matter.situation), Section("附言", "")]

    @property
    def tags(self) -> list[str]:
        return [self.matter.get_timing_display()]


@pytest.fixture(autouse=True)
def small_line():
    """Proposals and works as a line would have them that brings nothing but a page object."""
    kinds.register(replace(PROPOSALS, page=SmallPage), replace(ASSIGNMENTS, page=None))
    yield
    kinds.register(PROPOSALS, ASSIGNMENTS)


def test_the_page_says_how_it_stands_whose_turn_it_is_and_what_may_be_done(cast):
    proposal = submitted(cast)
    html = signed_in(cast.clerk).get(proposal.get_absolute_url()).content.decode()
    assert "轮到您：提出初审意见" in html and f"{proposal.get_absolute_url()}do/recommend/" in html
    assert proposal.case_number in html and proposal.title in html and proposal.situation.splitlines()[0] in html
    assert 'aria-current="step"' in html and proposal.get_timing_display() in html and "还没有写" in html
    assert "期限" in html and "审查" in html and "documents/form.pdf" in html and "经过" in html


def test_a_part_has_a_page_with_what_concerns_it_alone(cast):
    proposal = handed(cast, joints=[cast.water])
    own = work(proposal, cast.housing)
    page = signed_in(cast.housing_clerk).get(own.get_absolute_url())
    html = page.content.decode()
    assert "轮到您：签收" in html and str(own) in html and proposal.get_absolute_url() in html
    others = {work(proposal, cast.water).pk}
    spoken = {e.object_id for e in page.context["page"].events if e.content_type == ASSIGNMENTS.content_type}
    assert not spoken & others


def test_an_act_is_asked_for_done_and_followed_by_what_comes_next(cast):
    proposal, client = submitted(cast), signed_in(cast.clerk)
    url = f"{proposal.get_absolute_url()}do/recommend/"
    page = client.get(url)
    assert page.context["hint"] == proposal.title and page.context["beside_form"]
    missing = client.post(url, {"seen": proposal.revision, "text": "建议立案，理由充分"})
    assert missing.status_code == 400 and "建议立案，理由充分" in missing.content.decode()
    done = client.post(
        url, {"seen": proposal.revision, "outcome": "file", "category": "city", "text": "好"}, follow=True
    )
    assert "“提出初审意见”已办好。接下来轮到提案委主任：审定。" in done.content.decode()
    assert fresh(proposal).state == "recommended"


def test_who_signs_for_a_work_finds_the_own_name_and_telephone_filled_in(cast):
    def offered(client, url, **data):
        form = (client.post(url, data) if data else client.get(url)).context["form"]
        return form["handler_name"].value(), form["handler_phone"].value(), form.fields["handler_phone"].required

    reply, clerk = work(handed(cast), cast.housing), cast.housing_clerk
    url, many = f"{reply.get_absolute_url()}do/sign/", "/proposals/assignments/batch/sign/"
    Organisation.objects.filter(pk=cast.housing.pk).update(contact_name="马宁", contact_phone="010-66")
    assert offered(signed_in(clerk), url) == (clerk.full_name, "010-66", True)
    User.objects.filter(pk=clerk.pk).update(phone="13800000001")
    client = signed_in(clerk)
    assert offered(client, url) == offered(client, many, ids=reply.pk) == (clerk.full_name, "13800000001", True)


def test_a_refusal_of_an_act_on_a_part_keeps_what_was_typed(cast):
    reply = work(handed(cast), cast.housing)
    client = signed_in(cast.housing_clerk)
    typed = {"handler_name": "马宁", "handler_phone": "010-1", "promised_on": ""}
    refused = client.post(f"{reply.get_absolute_url()}do/sign/", {"seen": reply.revision + 1, **typed})
    assert refused.status_code == 409 and 'value="马宁"' in refused.content.decode()
    assert fresh(reply).state == "sent"


def test_the_menu_and_the_addresses_follow_from_the_kind(cast):
    labels = [item.label for _, rows in nav.for_role(Role.PROPOSAL_CLERK) for item, _ in rows]
    assert labels.index("提案") < labels.index("承办件")
    assert "提案" not in [item.label for _, rows in nav.for_role(Role.AUDITOR) for item, _ in rows]
    assert ASSIGNMENTS.list_url == "/proposals/assignments/"
    assert reverse(ASSIGNMENTS.name_of_url("act"), args=[5, "sign"]) == "/proposals/assignments/5/do/sign/"


def test_an_app_without_addresses_of_its_own_is_found_all_the_same(cast, monkeypatch):
    monkeypatch.setattr(addresses, "find_spec", lambda _name: None)
    urlconf = type("Addresses", (), {"urlpatterns": addresses.lines_of_business()})
    for path, name in (
        ("/proposals/", "list"),
        ("/proposals/7/do/file/", "act"),
        ("/proposals/batch/file/", "batch"),
        ("/proposals/7/documents/form.pdf", "paper"),
        ("/proposals/assignments/7/", "assignment"),
    ):
        found = resolve(path, urlconf=urlconf)
        assert (found.app_name, found.url_name) == ("proposals", name)
    assert filed(cast).get_absolute_url() in signed_in(cast.clerk).get("/proposals/").content.decode()
