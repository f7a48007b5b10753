"""What is asked and refused where the facts of a body are changed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Clock, Organisation, Post
from core.models.generic import about
from core.organisations import handing_on
from tests.builders.acts import filed_and_assigned
from tests.builders.cast import body, fresh, person
from tests.builders.pages import signed_in

pytestmark = pytest.mark.django_db


def facts_of(one: Organisation, **more) -> dict[str, str]:
    one = fresh(one)
    found = {"kind": one.kind, "order": one.order, "supervised_by": one.supervised_by_id or "", "reason": "更正"}
    found |= {"short_name": one.short_name, "document_word": one.document_word, "branch": one.branch}
    return found | {"seen": one.revision} | more


def save(cast, one, **more):
    url = f"/settings/organisations/{one.pk}/edit/"
    return signed_in(cast.office_clerk).post(url, facts_of(one, **more))


def test_a_right_that_ends_by_itself_is_nothing_that_waits(cast):
    proposal, idle = filed_and_assigned(cast), body("区林业局", "unit")
    day = timezone.localdate() - timedelta(days=9)
    facts = about(proposal) | {
        "kind": "x",
        "label": "可申请退办",
        "due": day,
        "nominal": day,
        "started_on": day,
        "holder_org": idle,
    }
    Clock.objects.create(**facts, lapses=True)
    assert handing_on.waiting_of(idle) == []
    url = f"/settings/organisations/{idle.pk}/close/"
    sent = {"people": "end", "reason": "撤并", "seen": idle.revision}
    assert signed_in(cast.office_clerk).post(url, sent).status_code == 302 and not fresh(idle).is_active


def test_no_two_bodies_write_under_the_same_letters(cast):
    Organisation.objects.filter(pk=cast.water.pk).update(document_word="区水函")
    page = save(cast, cast.housing, document_word="区水函")
    assert page.status_code == 422 and f"已由“{cast.water}”使用" in page.content.decode()
    assert save(cast, cast.housing, document_word="区建函").status_code == 302
    Organisation.objects.filter(pk=cast.school.pk).update(document_word="区水函")  # of before this was asked
    assert save(cast, cast.school, document_word="区水函", contact_phone="1").status_code == 302
    new = {"name": "区林业局", "kind": "unit", "document_word": "区水函", "reason": "新设"}
    assert signed_in(cast.office_clerk).post("/settings/organisations/new/", new).status_code == 422


def test_a_channel_is_taken_away_with_open_work_only_when_that_was_seen(cast):
    assert save(cast, cast.school, supervised_by="").status_code == 302
    filed_and_assigned(cast)
    page = save(cast, cast.housing, supervised_by="")
    told = page.content.decode()
    assert page.status_code == 422 and "没有督查室催办" in told and 'type="checkbox" name="without_channel"' in told
    assert save(cast, cast.housing, supervised_by=cast.party.pk).status_code == 302
    assert save(cast, cast.housing, supervised_by="", without_channel="on").status_code == 302
    assert fresh(cast.housing).supervised_by is None


def test_a_body_does_not_become_what_knows_no_such_posts_as_are_held_in_it(cast):
    wood = body("区林业局", "unit")
    person("wood", "林一", "unit_clerk", wood)
    page = save(cast, wood, kind="peoples_organisation")
    assert page.status_code == 422 and "林一（承办单位经办人）在这里任岗" in page.content.decode()
    assert save(cast, wood, kind="peoples_organisation", also_handles="on").status_code == 302
    assert save(cast, wood, also_handles="").status_code == 422
    Post.objects.filter(organisation=wood).update(valid_to=timezone.localdate() - timedelta(days=1))
    assert save(cast, wood, also_handles="").status_code == 302
