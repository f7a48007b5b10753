"""Each act at each door, by one person of each post: page, interface and batch refuse alike."""

import pytest
import time_machine
from django.test import Client
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from core.matters import kinds
from core.matters.clock_visibility import readable
from core.matters.engine import check
from core.matters.lifecycle import LIFECYCLES, Forbidden, Refused
from core.models import Clock, User
from tests.builders.cast import MONDAY, USERS, at, fresh, who
from tests.promises import tables
from tests.promises.tables import sight
from tests.promises.test_grid import traces

pytestmark = pytest.mark.django_db
LABELS = ("proposals.Proposal", "proposals.Assignment")
API = {"proposals.Proposal": "/api/v1/proposals/", "proposals.Assignment": "/api/v1/assignments/"}
#: A thing of which everybody of the table sees that it is over.
OVER = {"proposals.Proposal": "closed", "proposals.Assignment": "delivered"}


def doors(user) -> tuple[Client, APIClient]:
    page, api = Client(), APIClient()
    page.force_login(user)
    api.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.get_or_create(user=user)[0].key}")
    return page, api


def asked(label: str, person: str):
    """``(row, stage, may)``: each act with a button, once from where it may be done."""
    stages = {does.key: does.stage for does in tables.DOES[label]}
    people = {}
    for kind, rows, _ in tables.MAY.values():
        for row in rows if kind == label else ():
            people.setdefault(row.key, set()).update(row.by.split())
    for row in LIFECYCLES[label].rows:
        if not row.system:
            yield row, stages[row.key], person in people[row.key]


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("role", sorted(USERS))
def test_the_wrong_person_the_stranger_and_the_wrong_state_are_refused_at_page_and_interface(cast, stages, role, label):
    person = USERS[role]
    kind, before, wrong = kinds.kind_of(label), traces(), []
    with time_machine.travel(at(MONDAY, 11), tick=False):
        page, api = doors(getattr(cast, person))
        for row, stage, may in asked(label, person):
            thing = stages[OVER[label]] if may else stages[stage]
            if may and fresh(thing).state in row.source:
                continue
            sees = person in sight.SEES.get("" if may else stage, sight.EVERYTHING_ELSE)
            expected = 404 if not sees else 409 if may else 403
            path = thing.get_absolute_url()
            by_api = api.post(f"{API[label]}{thing.pk}/do/{row.key}/", {}, format="json")
            by_page = page.post(f"{path}do/{row.key}/", {})
            if by_api.status_code != expected:
                wrong.append(f"{row.key} at {stage}: interface {by_api.status_code}, not {expected}")
            if by_page.status_code != expected:
                wrong.append(f"{row.key} at {stage}: page {by_page.status_code}, not {expected}")
            if expected != 404:
                sentence = by_api.json()["detail"]
                if role in kind.readers and sentence not in by_page.content.decode():
                    wrong.append(f"{row.key} at {stage}: page and interface say different things")
    assert wrong == []
    assert traces() == before


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("role", sorted(USERS))
def test_in_batch_the_wrong_person_leaves_each_out_with_the_same_sentence(cast, stages, role, label):
    person, before, wrong = USERS[role], traces(), []
    kind = kinds.kind_of(label)
    with time_machine.travel(at(MONDAY, 11), tick=False):
        page, _ = doors(getattr(cast, person))
        actor = who(getattr(cast, person), hour=11)
        for row, stage, may in asked(label, person):
            if not row.batch or may:
                continue
            thing = fresh(stages[stage])
            answer = page.post(f"{kind.list_url}batch/{row.key}/", {"ids": str(thing.pk), "go": "1", **filler(row)})
            if not kind.visible_to(User.objects.get(pk=actor.user.pk)).filter(pk=thing.pk).exists():
                expected = answer.status_code == 302
            else:
                with pytest.raises((Forbidden, Refused)) as refusal:
                    check(thing, row.key, actor)
                expected = answer.status_code in (200, 400) and (
                    answer.status_code == 400 or refusal.value.sentence in answer.content.decode()
                )
            if not expected:
                wrong.append(f"{row.key} at {stage}: {answer.status_code}")
    assert wrong == []
    assert traces() == before


def filler(row) -> dict[str, str]:
    """Something in every field, so that the form itself is no obstacle."""
    asked_for = () if callable(row.fields) else row.fields
    return {field.name: "请抓紧" for field in asked_for if field.kind in ("text", "line")}


def test_strangers_find_no_object_of_any_kind(cast, stages):
    """陆远 has nothing to do with any of these; a member sees what is public, and no more."""
    page, api = doors(cast.lu)
    for name, thing in stages.items():
        if name in sight.SEES and sight.SEES[name] in (sight.PRIVATE, sight.UNDER_REVIEW):
            assert page.get(thing.get_absolute_url()).status_code == 404, name
            assert api.get(f"{API[thing._meta.label]}{thing.pk}/").status_code == 404, name


def test_members_read_the_dates_that_concern_them_and_none_between_offices(cast, stages):
    for person in ("shen", "lu"):
        rows = Clock.objects.filter(readable(who(getattr(cast, person)).user))
        kinds_read = set(rows.values_list("kind", flat=True))
        assert kinds_read - sight.OWN <= sight.MEMBERS_READ
        held = rows.filter(kind__in=sight.OWN).values_list("holder_user", flat=True)
        assert set(held) <= {getattr(cast, person).pk}
    every = set(Clock.objects.values_list("kind", flat=True))
    assert {"sign", "return", "check", "countersign"} <= every
