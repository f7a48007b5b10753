"""List, page, search and API agree on who sees what."""

from datetime import date

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from core.matters.nearest import with_light
from core.matters.turns import held_by
from core.models import Clock, Post, User
from proposals.models import Assignment, Proposal
from tests.builders.acts import do, filed_and_assigned
from tests.builders.cast import draft
from workbench.todo import todo_list

pytestmark = pytest.mark.django_db
PEOPLE = (
    "shen", "zhou", "lu", "housing_clerk", "water_head", "school_clerk", "clerk", "chair", "office_clerk", "leader",
    "committee_clerk", "liaison_clerk", "gov_office", "party_office", "editor", "signer", "sysadmin", "secadmin",
    "auditor",
)  # fmt: skip


@pytest.fixture
def matters(cast):
    """One private draft, one submitted, one handled, one handled without consent to publication."""
    c = cast
    handled = filed_and_assigned(c)
    private = draft(c, c.he, title="关于夜间照明的提案")
    submitted = draft(c, c.zhou, title="关于口袋公园的提案")
    do(submitted, "submit", c.zhou)
    closed_to_public = draft(c, c.lu, title="关于企业融资的提案", publish_consent=False, publish_reason="涉及商业秘密")
    do(closed_to_public, "submit", c.lu)
    do(closed_to_public, "recommend", c.clerk, outcome="file", category="economy")
    do(closed_to_public, "file", c.chair, category="economy")
    return [handled, private, submitted, closed_to_public]


@pytest.mark.parametrize("name", PEOPLE)
def test_list_page_and_api_agree(cast, matters, name):
    user = User.objects.get(pk=getattr(cast, name).pk)
    seen = set(Proposal.objects.visible_to(user).values_list("pk", flat=True))
    client = Client()
    client.force_login(user)
    listed = client.get("/proposals/")
    if listed.status_code == 200:
        shown = {m.pk for m in matters if f'href="/proposals/{m.pk}/"' in listed.content.decode()}
        assert shown == seen
    else:
        assert listed.status_code in (403, 404) and not seen
    for matter in matters:
        expected = 200 if matter.pk in seen else 404
        page = client.get(f"/proposals/{matter.pk}/").status_code
        assert page == expected or (not seen and page in (403, 404))
        assert client.get(f"/api/v1/proposals/{matter.pk}/").status_code == expected
    rows = client.get("/api/v1/proposals/").json()["results"]
    assert {row["id"] for row in rows} == seen


def test_a_draft_is_its_authors_alone(cast, matters):
    private = matters[1]
    for name in PEOPLE:
        user = User.objects.get(pk=getattr(cast, name).pk)
        assert not Proposal.objects.visible_to(user).filter(pk=private.pk).exists(), name
    assert Proposal.objects.visible_to(User.objects.get(pk=cast.he.pk)).filter(pk=private.pk).exists()


def test_what_is_late_in_the_list_of_works_is_late_at_home(cast, stages):
    """Every date that has passed presses at home too, also that of an answer owed to those behind a merged proposal."""
    Clock.objects.filter(stopped_at=None).update(due=date(2020, 1, 1))
    about, compared = ContentType.objects.get_for_model(Assignment), 0
    for post in Post.objects.filter(role__in=("unit_clerk", "unit_head", "supervisor")).select_related("user"):
        User.objects.filter(pk=post.user_id).update(current_post=post)
        user = User.objects.get(pk=post.user_id)
        held = set(held_by(user).filter(content_type=about).values_list("object_id", flat=True))
        listed = held & set(with_light("late", Assignment, user).values_list("of_row", flat=True))
        groups = {key: items for key, *_, items in todo_list(user, timezone.localdate()).groups}
        home = {item.turn.object_id for item in groups.get("late", []) if item.turn.content_type_id == about.pk}
        assert home == listed, post
        compared += len(listed)
    assert compared > 5
    assert Assignment.objects.exclude(continues=None).filter(owed__answered_at=None).exists()
