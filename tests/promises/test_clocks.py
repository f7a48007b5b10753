"""One table of clock kinds, one rule of who sees which clock: page, interface, lists, board and calendar agree."""

import ast

import pytest

from core.matters import deadlines, kinds
from core.matters.clock_visibility import clocks_for, duties_for, own_clocks, seen_clocks
from core.matters.deadlines import ClockKind, Whose, clock_kinds
from core.matters.nearest import nearest_date, with_light
from core.models import Clock, User
from core.models.roles import POSTS
from proposals.models import Assignment, Proposal
from tests.builders.deadlines import PEOPLE, between_offices, move_due
from tests.builders.pages import signed_in, today
from tests.promises.source import modules, short

pytestmark = pytest.mark.django_db
FOR_EVERYBODY = {"promised", "reply"}
HANDLING = {"sign", "return_answer", "joint_opinion", "countersign", "extension_answer"} | FOR_EVERYBODY
OFFICE = HANDLING | {"publish_list"}
#: Who reads which running duties of a matter at countersigning, and which of a matter that waits for the judgement.
READ = {
    "clerk": (OFFICE, {"feedback", "publish_list"}),
    "leader": (OFFICE, {"feedback", "publish_list"}),
    "gov_office": (HANDLING, {"feedback"}),
    "housing_clerk": (HANDLING, set()),
    "water_clerk": (HANDLING, set()),
    "shen": (FOR_EVERYBODY, {"feedback"}),
    "lu": (FOR_EVERYBODY, set()),
    "committee_clerk": (FOR_EVERYBODY, set()),
    "editor": (FOR_EVERYBODY, set()),
    "school_clerk": (set(), set()),
    "auditor": (set(), set()),
}


@pytest.fixture
def matters(cast, dated) -> dict[str, Proposal]:
    found = dated | {"busy": between_offices(cast)}
    move_due(-40, kind="reply")
    move_due(-3, kind__in=("sign", "review", "feedback", "publish_list"))
    move_due(1, kind__in=("first_contact", "joint_opinion", "check", "revise"))
    return found


def user_of(cast, name: str) -> User:
    return User.objects.get(pk=getattr(cast, name).pk)


def keys(rows) -> set[int]:
    return {row.pk for row in rows}


def test_each_reads_the_dates_that_the_table_opens_to_the_post(cast, matters):
    for name, expected in READ.items():
        duties = seen_clocks(user_of(cast, name)).filter(stopped_at=None, lapses=False)
        found = (duties.filter(root_id=matters[one].pk) for one in ("busy", "answered"))
        assert tuple(set(rows.values_list("kind", flat=True)) for rows in found) == expected, name


def test_a_signatory_reads_the_own_time_and_no_other_signatorys(cast, matters):
    judged = seen_clocks(user_of(cast, "shen")).filter(kind="feedback")
    assert {row.holder_user_id for row in judged} == {cast.shen.pk}
    assert seen_clocks(user_of(cast, "gov_office")).filter(kind="feedback").count() > 1


def test_page_and_interface_show_the_dates_that_are_read(cast, matters):
    for name in PEOPLE:
        _page_and_interface_agree(cast, matters, name)


def _page_and_interface_agree(cast, matters, name):
    user, client = user_of(cast, name), signed_in(getattr(cast, name))
    seen, looked = seen_clocks(user), 0
    opened = set(Proposal.objects.visible_to(user).values_list("pk", flat=True))
    assert set(seen.filter(root_type=kinds.of(Proposal).content_type).values_list("root_id", flat=True)) <= opened
    for matter in matters.values():
        own = seen.filter(root_id=matter.pk, root_type=kinds.of(Proposal).content_type)
        if matter.pk not in opened:
            assert not own.exists()
            continue
        looked += 1
        page = client.get(matter.get_absolute_url()).context["page"]
        assert keys(page.seen_clocks) == keys(own), matter.title
        for line in page.lines:
            shown = [line.clock, *(one.clock for one in (line.limit, line.promise) if one)]
            assert keys(clock for clock in shown if clock) <= keys(own), (matter.title, line.work)
        answer = client.get(f"/api/v1/proposals/{matter.pk}/").json()["clocks"]
        expected = sorted((row.kind, str(row.due), row.round) for row in own)
        assert sorted((row["kind"], row["due"], row["round"]) for row in answer) == expected
    assert looked == len(opened & {matter.pk for matter in matters.values()})


@pytest.mark.parametrize(("model", "column"), [(Proposal, "root_id"), (Assignment, "object_id")])
def test_the_nearest_date_and_the_lights_of_a_list_are_of_dates_that_are_read(cast, matters, model, column):
    for name in PEOPLE:
        user = user_of(cast, name)
        kind = {f"{column.removesuffix('_id').replace('object', 'content')}_type": kinds.of(model).content_type}
        duties = list(seen_clocks(user).filter(stopped_at=None, lapses=False, **kind).order_by("due", "id"))
        first = {getattr(row, column): row for row in reversed(duties)}
        rows = model.objects.visible_to(user).annotate(**nearest_date(model, user))
        assert {row.pk: (row.next_kind, row.next_due) for row in rows if row.next_due} == {
            row.pk: (first[row.pk].kind, first[row.pk].due) for row in rows if row.pk in first
        }, name
        late = set(rows.filter(pk__in=with_light("late", model, user)).values_list("pk", flat=True))
        assert late == {
            row.pk for row in rows if any(d.due < today() for d in duties if getattr(d, column) == row.pk)
        }, name


def test_what_is_hidden_is_all_that_may_not_be_opened(cast, matters):
    named = set()
    for kind in kinds.every():
        every = kind.model._default_manager.all()
        for name in PEOPLE:
            hidden = every.hidden_from(user_of(cast, name))
            if hidden is not None:
                named.add(name)
                assert keys(hidden) == keys(every) - keys(every.visible_to(user_of(cast, name))), (kind.label, name)
    assert {"clerk", "leader"} <= named and "shen" not in named


def test_what_a_person_follows_is_part_of_what_he_or_she_reads(cast, matters):
    for name in PEOPLE:
        user = user_of(cast, name)
        seen, followed = seen_clocks(user), clocks_for(user)
        assert keys(own_clocks(user)) <= keys(followed) <= keys(seen), name
        assert keys(duties_for(user)) == {row.pk for row in followed if row.stopped_at is None and not row.lapses}
        whole = POSTS[user.post_in_use.role].office
        parts = Proposal.objects.all() if whole else Proposal.objects.party_to(user)
        where = {"root_type": kinds.of(Proposal).content_type, "root_id__in": parts.values("pk")}
        assert keys(followed.filter(**where)) == keys(seen.filter(**where)), name


def test_the_board_counts_and_the_calendar_shows_what_is_followed(cast, matters):
    for name in ("clerk", "gov_office", "housing_head"):
        user, client = user_of(cast, name), signed_in(getattr(cast, name))
        assert client.get("/workbench/board/").context["board"].total == duties_for(user).count() > 0
    for name in ("shen", "housing_clerk", "he"):
        user, client = user_of(cast, name), signed_in(getattr(cast, name))
        late = client.get("/calendar/?view=late").context["days"]
        before = duties_for(user).filter(due__lt=today())
        assert {line.clock.pk for day in late for line in day.lines} == keys(before)


# ---- the tables ----


def test_every_clock_that_an_act_starts_stands_in_a_table(cast, matters):
    known = {kind.key for kind in clock_kinds()}
    assert set(Clock.objects.values_list("kind", flat=True)) <= known
    by_line = {row.key: row for kind in kinds.matters() for row in kind.clocks}
    assert known == set(by_line)


def test_clocks_are_opened_from_the_tables_only():
    """Every other way in would be a clock of a kind that no table knows."""
    allowed = {"core/clock/clocks.py", "core/matters/deadlines.py", "core/rulebook/formats/cases.py"}
    found = set()
    for path in modules().values():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "name", None)
            if name == "open_clock":
                found.add(short(path))
    assert found == allowed


def test_rows_name_acts_rules_and_matters_that_exist(cast):
    for line in kinds.matters():
        acts = {row.key for kind in (line, *kinds.parts_of(line)) for row in kind.lifecycle.rows}
        urged = {key for kind in (line, *kinds.parts_of(line)) for row in kind.lifecycle.rows for key in row.urges}
        assert urged <= {row.key for row in line.clocks}
        for row in line.clocks:
            assert set(row.meets) <= acts, row.key
            assert not row.rule or deadlines.rule_of(row, today(), Proposal()) is not None, row.key


def test_a_name_is_given_once_on_the_whole_site():
    def row(key):
        return ClockKind(key, "期限", "", since="开始", of=lambda _: Whose())

    for table in ((row("review"),), (row("x"), row("x"))):
        with pytest.raises(ValueError, match="two kinds of clock named"):
            deadlines.register("tests.Matter", table)
    deadlines.register("tests.Matter", (row("x"),))
    deadlines.register("tests.Matter", (row("y"),))
    assert {kind.key for kind in clock_kinds()} & {"x", "y"} == {"y"}
    deadlines.unregister("tests.Matter")
    with pytest.raises(KeyError):
        deadlines.clock_kind("y")
