"""Whose turn it is: tables, stored rows, page, list, home and interface say the same for every stage and person."""

import random
import re

import pytest
from django.test import Client
from rest_framework.test import APIClient

from core.matters import kinds, turn_keeping, turns
from core.matters.engine import available, perform
from core.matters.lifecycle import Forbidden, InvalidFacts, Refused
from core.matters.turns import is_held_by
from core.models import OpenTurn, User
from core.models.generic import matter_of, rooted_in
from core.people import tokens
from core.people.actors import system_actor
from tests.builders.cast import at, fresh, who
from tests.promises import tables
from tests.promises.grid import PEOPLE

pytestmark = pytest.mark.django_db
SAID = ("content_type_id", "object_id", "key", "what", "who", "role", "organisation_id", "user_id", "place")
STEPS = 30


def every_matter():
    for kind in kinds.matters():
        yield from kind.for_turns()


def as_said(rows) -> set[tuple]:
    return {tuple(getattr(row, name) for name in SAID) for row in rows}


def held(actor) -> list[OpenTurn]:
    return [row for row in OpenTurn.objects.all() if is_held_by(row, actor)]


def test_the_stored_turns_are_those_of_the_tables_at_every_stage(cast, stages):
    for matter in every_matter():
        assert as_said(OpenTurn.objects.filter(**rooted_in(matter))) == as_said(turn_keeping.expected(matter)), matter
    assert turn_keeping.rebuild() == 0


def test_each_act_waits_for_just_those_whom_the_table_written_by_hand_names(cast, stages):
    actors = {person: who(getattr(cast, person)) for person in PEOPLE}
    found: dict[str, dict[str, set[str]]] = {label: {} for label in tables.WAITS}
    for row in OpenTurn.objects.all():
        holders = found[type(row.target)._meta.label].setdefault(row.key, set())
        holders |= {person for person, actor in actors.items() if is_held_by(row, actor)}
    wanted = {label: {key: set(people.split()) for key, people in rows.items()} for label, rows in tables.WAITS.items()}
    assert found == wanted


@pytest.mark.parametrize("person", PEOPLE)
def test_whoever_is_waited_for_sees_the_matter_and_is_offered_the_act(cast, stages, person):
    actor = who(getattr(cast, person))
    mine = held(actor)
    assert bool(mine) == any(person in people.split() for rows in tables.WAITS.values() for people in rows.values())
    for row in mine:
        thing = row.target
        kind = kinds.kind_of(thing)
        assert kind.visible_to(actor.user).filter(pk=thing.pk).exists(), row
        offered = {one.key: one.refused for one in available(thing, actor)}
        assert row.key in offered, (row, offered)
        assert offered[row.key] is None or re.search("[一-鿿]", offered[row.key])


@pytest.mark.parametrize("person", PEOPLE)
def test_page_list_home_and_interface_agree_with_the_tables(cast, stages, person):
    user = User.objects.get(pk=getattr(cast, person).pk)
    actor = who(user)
    mine = held(actor)
    client, api = Client(), APIClient()
    client.force_login(user)
    api.credentials(HTTP_AUTHORIZATION=f"Token {tokens.give(user)}")
    home = client.get("/").content.decode()
    links = re.findall(r'href="([^"]+)"', home)
    assert {row.url for row in mine} <= {*links, *(link.partition("?")[0] for link in links)}, "the list may go along"
    for kind in kinds.matters():
        waiting = {row.root_id for row in mine if row.root_type_id == kind.content_type.pk}
        seen = kind.visible_to(user)
        assert set(seen.filter(turns.waiting_for(user, kind.model)).values_list("pk", flat=True)) == waiting
        if user.post_in_use.role not in kind.readers:
            assert not waiting
            continue
        listed = client.get(f"{kind.list_url}?turn=1").content.decode()
        shown = {int(pk) for pk in re.findall(rf'href="{kind.list_url}(\d+)/["?]', listed)}
        assert shown <= waiting and (shown == waiting or len(shown) >= 20)
        for matter in seen.filter(pk__in=waiting)[:3]:
            assert "轮到您" in client.get(matter.get_absolute_url()).content.decode()
            answer = api.get(f"/api/v1/{kind.api.path}/{matter.pk}/").json()
            assert answer["turn"]["is_me"] is True
        other = seen.exclude(pk__in=waiting).first()
        if other is not None:
            assert "轮到您" not in client.get(other.get_absolute_url()).content.decode()
            assert api.get(f"/api/v1/{kind.api.path}/{other.pk}/").json()["turn"]["is_me"] is False


@pytest.mark.parametrize("seed", range(3))
def test_after_every_act_of_a_walk_the_stored_turns_are_those_of_the_tables(cast, stages, seed):
    """Acts of the tables of effects, in any order, on whatever thing of any stage takes them."""
    choose = random.Random(seed)  # noqa: S311 - a walk that can be walked again
    things = sorted(stages.values(), key=lambda thing: (thing._meta.label, thing.pk))
    done = 0
    for _ in range(STEPS * 20):
        if done == STEPS:
            break
        thing = fresh(choose.choice(things))
        does = choose.choice(tables.DOES[thing._meta.label])
        actor = who(getattr(cast, does.by), does.day) if does.by else system_actor(at(does.day))
        if does.key == "feedback_over" and not thing.evaluations.filter(state="waiting").exists():
            continue
        try:
            perform(thing, does.key, actor, **does.facts_for(cast, thing))
        except (Refused, Forbidden, InvalidFacts):
            continue
        done += 1
        matter = matter_of(thing)
        now = kinds.kind_of(matter).for_turns().get(pk=matter.pk)
        assert as_said(OpenTurn.objects.filter(**rooted_in(matter))) == as_said(turn_keeping.expected(now)), does
    assert done == STEPS
    assert turn_keeping.rebuild() == 0


def test_the_stages_wait_for_somebody_or_have_ended(cast, stages):
    """A matter that waits for nobody lies where nobody looks."""
    for name, thing in stages.items():
        matter = fresh(matter_of(thing))
        ended = matter.state in kinds.kind_of(matter).lifecycle.ends or matter.state in ("passed_on",)
        assert ended or OpenTurn.objects.filter(**rooted_in(matter)).exists(), name
