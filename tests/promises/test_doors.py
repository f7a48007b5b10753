"""Each act of every kind at each door, by one person of each post: page, interface and batch refuse alike.

Kinds, acts and addresses come from the registry; who may and who sees is written by hand in ``tests.promises.tables``.
"""

import html
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db.models import TextField
from django.test import Client
from rest_framework.test import APIClient

from core.matters import deadlines, kinds
from core.matters.clock_visibility import readable
from core.matters.engine import check
from core.matters.lifecycle import LIFECYCLES, Forbidden, Refused, Stale, Transition
from core.matters.overtaken import meanwhile
from core.models import Clock, User
from core.people import tokens
from tests.builders.cast import MONDAY, USERS, at, fresh, who
from tests.builders.deadlines import begun_selection
from tests.builders.stages import a_ground
from tests.promises import tables
from tests.promises.tables import sight, targets
from tests.promises.test_grid import traces

pytestmark = pytest.mark.django_db
LABELS = [kind.label for kind in kinds.every()]
IN_BATCH = [label for label in LABELS if any(row.batch for row in LIFECYCLES[label].rows)]
ROLES = sorted(USERS)
EVERYBODY = [*USERS.values(), *sight.STRANGERS]


def doors(user) -> tuple[Client, APIClient]:
    page, api = Client(), APIClient()
    page.force_login(user)
    api.credentials(HTTP_AUTHORIZATION=f"Token {tokens.give(user)}")
    return page, api


def by_interface(label: str) -> str:
    """Where the kind stands in the interface."""
    return f"/api/v1/{kinds.of(label).api.path}/"


# ---- every kind is asked about ----


def missing(label: str, stages) -> list[str]:
    """What the hand-written tables still lack of a kind, in sentences."""
    rows = LIFECYCLES[label].rows
    lacks = {
        "has no stage in tests/builders/stages.py": not stages_of(label, stages),
        "has no end among the stages": not any(ended(thing) for thing in stages_of(label, stages).values()),
        "has no rows in DOES (tests/promises/tables)": not tables.DOES.get(label),
        "says not where its acts lead in TO and who reads them in AUDIENCE (tests/promises/tables/targets.py)": (
            label not in targets.TO or label not in targets.AUDIENCE
        ),
        "has no grid in MAY (tests/promises/tables)": not any(grid.label == label for grid in tables.MAY.values()),
        "is in nobody's sight (tests/promises/tables/sight.py)": label not in sight.SEES,
        "waits for nobody in WAITS (tests/promises/tables/waits.py)": (
            any(row.waits_for for row in rows) and label not in tables.WAITS
        ),
        "is no registered kind": kinds.kind_of(label) is None,
        "does not stand in the interface": kinds.kind_of(label) is None or kinds.of(label).api is None,
    }
    return [f"{label} {lack}" for lack, is_so in lacks.items() if is_so]


def stages_of(label: str, stages) -> dict[str, Any]:
    return {name: thing for name, thing in stages.items() if thing._meta.label == label}


def ended(thing) -> bool:
    return thing.state in LIFECYCLES[thing._meta.label].ends


def test_every_kind_has_its_stages_and_its_hand_written_tables(cast, stages):
    lacks = [lack for label in LIFECYCLES for lack in missing(label, stages)]
    assert not lacks, "\n".join(lacks)
    assert set(sight.SEES) == set(LIFECYCLES), "sight.py speaks of a kind that is not registered"
    for label, named in sight.SEES.items():
        assert set(named) - {sight.OTHERWISE} <= set(stages_of(label, stages)), f"{label}: no such stage"


# ---- acts ----


@dataclass(frozen=True)
class Asked:
    """One act asked for by one person on the thing of one stage; ``may``: the right person, and the wrong state."""

    row: Transition
    stage: str
    may: bool
    sees: bool

    @property
    def status(self) -> int:
        return 404 if not self.sees else 409 if self.may else 403


def asked_by(person: str, label: str, stages) -> list[Asked]:
    """Each act with a button, once on each sort of thing that it is done to.

    Who may not asks where it could be done, who may where it can no longer be done.
    """
    found = []
    for name, grid in tables.MAY.items():
        if grid.label != label:
            continue
        by = {row.key: row.by.split() for row in grid.rows}
        own = {stage: thing for stage, thing in stages_of(label, stages).items() if grid.alike(thing)}
        first = {does.key: does.stage for does in reversed(tables.DOES[label]) if does.stage in own}
        # What one's own earlier act opens (correcting a judgement) is in nobody's grid, but in the table of effects.
        after_own = {(does.key, does.by) for does in tables.DOES[label] if does.stage in own and not by.get(does.key)}
        for row in LIFECYCLES[label].rows:
            if row.system or row.key not in first:
                continue
            may = person in by[row.key] or (row.key, person) in after_own
            stage = too_late(row, person, own) if may else first[row.key]
            if row.key in tables.ON_SOMETHING_OWN:  # of which there is nothing any more where it is too late
                may = may and row.actor_may(who(User.objects.get(username=person), hour=11), fresh(own[stage]))
            assert stage, f"{name}: {person} sees no stage from which {row.key} cannot be done"
            found.append(Asked(row, stage, may, person in sight.seen_by(label, stage)))
    return found


def too_late(row: Transition, person: str, own: dict[str, Any]) -> str:
    """A stage that the person sees and from which the act cannot be done: rather one that is over, and that all see.

    Of what is merged into another matter only that one goes through the offices and units that read both.
    """
    seen = {stage: sight.seen_by(thing._meta.label, stage) for stage, thing in own.items()}
    wrong = [stage for stage, thing in own.items() if thing.state not in row.source and person in seen[stage]]
    wrong.sort(key=lambda stage: (not ended(own[stage]), -len(seen[stage])))
    actor = who(User.objects.get(username=person), hour=11)
    return next((stage for stage in wrong if row.actor_may(actor, fresh(own[stage]))), next(iter(wrong), ""))


@pytest.mark.any_database
@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("role", ROLES)
def test_the_wrong_person_the_stranger_and_the_wrong_state_are_refused_at_page_and_interface(cast, stages, role, label):
    kind, before, wrong, inside = kinds.of(label), traces(), [], written()
    with time_machine.travel(at(MONDAY, 11), tick=False):
        page, api = doors(getattr(cast, USERS[role]))
        for place, one in enumerate(asked_by(USERS[role], label, stages)):
            thing, act = stages[one.stage], f"{one.row.key} at {one.stage}"
            # Who may not comes to both doors with every third act, looks at the form too, and brings a revision that
            # never was, of which the refusal tells nothing; of the rest each second one to either door. Every door of
            # every act is tried by people of many posts, and all that it may be done by come to both.
            turn = (place + ROLES.index(role)) % 3 if one.status in (403, 404) else 0
            looks = one.status == 403 and turn == 0
            answers = []
            if turn != 1:
                by_api = api.post(f"{by_interface(label)}{thing.pk}/do/{one.row.key}/", {}, format="json")
                answers.append(by_api)
                if by_api.status_code != one.status:
                    wrong.append(f"{act}: interface {by_api.status_code}, not {one.status}")
            if turn != 2:
                door = f"{thing.get_absolute_url()}do/{one.row.key}/"
                by_page = page.post(door, {"seen": thing.revision + 999} if looks else {})
                answers += [by_page, page.get(door)] if looks else [by_page]
                if one.status == 403 and b"<form" in by_page.content.partition(b'id="main"')[2]:
                    wrong.append(f"{act}: a form is shown")
                # The own last act, sent once more with the same: the page says so and leads on.
                again = one.sees and one.status == 409 and "您已于" in by_api.json()["detail"]
                if by_page.status_code != one.status and not (again and by_page.status_code == 302):
                    wrong.append(f"{act}: page {by_page.status_code}, not {one.status}")
                both = turn == 0 and one.sees and not again and role in kind.readers
                if both and by_api.json()["detail"] not in by_page.content.decode():
                    wrong.append(f"{act}: page and interface say different things")
            if one.status == 403:
                wrong += [f"{act}: the refusal tells {text}" for text in told(inside, *answers)]
    assert wrong == []
    assert traces() == before


@pytest.mark.parametrize("label", IN_BATCH)
@pytest.mark.parametrize("role", ROLES)
def test_in_batch_the_wrong_person_and_the_wrong_state_are_left_out_with_the_same_sentence(cast, stages, role, label):
    person, kind, before, wrong = USERS[role], kinds.of(label), traces(), []
    with time_machine.travel(at(MONDAY, 11), tick=False):
        page, _ = doors(getattr(cast, person))
        actor = who(getattr(cast, person), hour=11)
        for one in asked_by(person, label, stages):
            thing = fresh(stages[one.stage])
            filled = {"ids": str(thing.pk), "go": "1", **filler(one.row, cast)}
            answer = page.post(f"{kind.list_url}batch/{one.row.key}/", filled)
            if not one.sees:
                expected = answer.status_code == 302
            elif not one.row.batch:
                expected = answer.status_code == 404
            else:
                with pytest.raises((Forbidden, Refused)) as refusal:
                    check(thing, one.row.key, actor)
                # Where somebody else was quicker it is told who, and what was done.
                quicker = meanwhile(thing, one.row, actor) if isinstance(refusal.value, Stale) else ""
                expected = answer.status_code == 200 and (quicker or refusal.value.sentence) in answer.content.decode()
            if not expected:
                wrong.append(f"{one.row.key} at {one.stage}: {answer.status_code}")
            elif one.status == 403 and one.row.batch:
                asked = page.post(f"{kind.list_url}batch/{one.row.key}/", {"ids": str(thing.pk)})
                if 'name="go"' in asked.content.decode():
                    wrong.append(f"{one.row.key} at {one.stage}: the form is shown")
    assert wrong == []
    assert traces() == before


def written() -> set[str]:
    """What was written in any matter of any line: texts, talks, opinions, reasons; none of it belongs to a refusal."""
    found: set[str] = set()
    for app in {apps.get_model(label)._meta.app_config for label in LABELS}:
        for model in app.get_models():
            for column in (one for one in model._meta.concrete_fields if isinstance(one, TextField)):
                found |= set(model._base_manager.values_list(column.name, flat=True).distinct())
    found = {text.splitlines()[0] for text in found if text and len(text) > 3}
    assert {"资金没有着落", "须先勘测", "上门说明办理打算"} <= found
    return found


def told(inside: set[str], *answers: Any) -> list[str]:
    """Which of these texts the answers tell."""
    pages = [html.unescape(answer.content.decode()) for answer in answers]
    return sorted(text for text in inside if any(text in one for one in pages))


def filler(row: Transition, cast) -> dict[str, Any]:
    """Something in every field, so that the form itself is no obstacle."""
    facts = {
        "ground": a_ground(cast), "passed_on_as": "opinion", "category": "city", "channel": cast.gov.pk,
        "lead": cast.housing.pk,
    }  # fmt: skip
    asked_for = () if callable(row.fields) else row.fields
    words = {
        field.name: "0571 8881234" if field.shape else "请抓紧" for field in asked_for if field.kind in ("text", "line")
    }
    return facts | {"reason": "请抓紧", "text": "请抓紧"} | words


# ---- sight ----


@pytest.mark.parametrize("person", EVERYBODY)
def test_everybody_opens_what_the_table_says_and_finds_nothing_else(cast, stages, person):
    """The query at every stage; both doors where it is not seen, and once of each kind where it is."""
    user, wrong, opened = User.objects.get(pk=getattr(cast, person).pk), [], set()
    page, api = doors(user)
    for name, thing in stages.items():
        kind = kinds.of(thing)
        sees, reads = person in sight.seen_by(kind.label, name), user.post_in_use.role in kind.readers
        if kind.visible_to(user).filter(pk=thing.pk).exists() != sees:
            wrong.append(f"{name}: {'not seen' if sees else 'seen'}")
        if sees and kind in opened:
            continue
        opened |= {kind} if sees else set()
        statuses = (
            page.get(thing.get_absolute_url()).status_code,
            api.get(f"{by_interface(kind.label)}{thing.pk}/").status_code,
            api.get(f"{by_interface(kind.label)}{thing.pk}/timeline/").status_code,
        )
        by_api = 200 if sees else 404
        if statuses != (by_api if reads else 403, by_api, by_api):
            wrong.append(f"{name}: page, interface and timeline answer {statuses}")
    assert wrong == []


@pytest.mark.parametrize("label", LABELS)
def test_strangers_find_no_object_of_any_kind(cast, stages, label):
    """What 陆远 does not see stands in no list, of the page or of the interface."""
    hidden = {n: one for n, one in stages_of(label, stages).items() if "lu" not in sight.seen_by(label, n)}
    assert hidden, f"{label}: nothing is hidden from anybody, so that this says nothing"
    page, api = doors(cast.lu)
    listed = page.get(kinds.of(label).list_url)
    assert listed.status_code == (200 if "member" in kinds.of(label).readers else 403)
    shown = {row["id"] for row in api.get(f"{by_interface(label)}?page_size=200").json()["results"]}
    for name, thing in hidden.items():
        assert f'href="{thing.get_absolute_url()}"' not in listed.content.decode(), name
        assert thing.pk not in shown, name


# ---- dates ----

COMMITTEE_READS = sight.COMMITTEE_READS | sight.FOLLOWED


def test_every_kind_of_date_is_in_one_of_the_tables_of_who_reads_it():
    written = [*sight.EVERYBODY_READS, *sight.OFFICES_READ, *sight.COMMITTEE_READS, *sight.FOLLOWED, *sight.OWN]
    known = sorted(row.key for row in deadlines.clock_kinds())
    assert sorted(written) == known, "each kind of clock stands in just one table of tests/promises/tables/sight.py"


@pytest.mark.parametrize(
    ("people", "reads"),
    [
        (("shen", "lu", "committee_clerk", "editor", "auditor"), sight.EVERYBODY_READS),
        (("housing_clerk", "school_clerk"), sight.EVERYBODY_READS | sight.OFFICES_READ),
        (("gov_office",), sight.EVERYBODY_READS | sight.OFFICES_READ | sight.OWN - sight.AT_THE_DESK),
        (
            ("office_clerk", "leader"),
            sight.EVERYBODY_READS | sight.OFFICES_READ | sight.OWN - sight.AT_THE_DESK | COMMITTEE_READS,
        ),
        (("clerk", "chair"), sight.EVERYBODY_READS | sight.OFFICES_READ | sight.OWN | COMMITTEE_READS),
    ],
    ids=["members", "units", "supervision", "committee", "desk"],
)
def test_each_reads_the_dates_that_concern_the_post_and_the_own_ones(cast, stages, people, reads):
    """Members read none between offices."""
    begun_selection(cast)
    running = set(Clock.objects.values_list("kind", flat=True))
    assert {"sign", "return", "check", "countersign", "passed_on", "key_select", "cosign"} <= running
    for person in people:
        user = who(getattr(cast, person)).user
        rows = Clock.objects.filter(readable(user))
        own = (sight.OWN | sight.FOLLOWED) - reads
        assert set(rows.values_list("kind", flat=True)) - own == reads & running, person
        followed = rows.filter(kind__in=sight.FOLLOWED - reads).values_list("holder_org", flat=True)
        assert set(followed) <= {user.post_in_use.organisation_id}, person
        if sight.OWN - reads:
            own = rows.filter(kind__in=sight.OWN - reads).values_list("holder_user", flat=True)
            assert set(own) <= {user.pk}, person


# ---- what stands beside the matters ----


def test_whatever_has_dates_is_a_kind_of_matter_or_written_down():
    assert {label for label in deadlines.roots() if kinds.kind_of(label) is None} == set(sight.BESIDE)


@pytest.mark.parametrize("role", ROLES)
def test_the_selection_of_key_proposals_is_opened_and_finished_by_those_of_the_table(cast, role):
    thing, person = begun_selection(cast), USERS[role]
    opens, acts, refusal = sight.BESIDE[thing._meta.label]
    page, _ = doors(getattr(cast, person))
    before, columns = traces(), type(thing).objects.values().get()
    assert page.get(thing.get_absolute_url()).status_code == (200 if person in opens else 403)
    answer = page.post(thing.get_absolute_url(), {"note": "同意"})
    assert answer.status_code == (409 if person in acts else 403)
    if person in acts:
        assert refusal in answer.content.decode()
    assert traces() == before and type(thing).objects.values().get() == columns
    user = User.objects.get(pk=getattr(cast, person).pk)
    assert apps.get_model(thing._meta.label).objects.visible_to(user).exists() is (person in opens)
