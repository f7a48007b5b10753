"""What migrations did stays what they did: their SQL and helpers are their own, models they see through ``apps``."""

import ast
from datetime import timedelta
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone
from rest_framework.authtoken.models import Token

from core import search
from core.clock import clocks
from core.matters import event_guard
from core.models import Clock, Rule, SearchEntry, User
from core.models.generic import aimed_at
from core.organisations import ending
from core.rulebook import confirming
from members.models import Mandate, Member, Term
from proposals.models import Assignment, Proposal
from tests.builders.acts import filed_and_assigned, work
from tests.builders.cast import MONDAY, draft, fresh, who
from tests.builders.pages import answered, handed

FOLDERS = [Path(config.path) for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR]
OURS = {folder.name for folder in FOLDERS}
MIGRATIONS = sorted(path for folder in FOLDERS for path in folder.glob("migrations/*.py"))


def imported(path: Path) -> set[str]:
    """Top names of everything that a file imports, wherever in it; ``.`` for a neighbour."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." if node.level else (node.module or "").split(".")[0])
    return found


def test_the_migrations_are_found():
    assert {path.parent.parent.name for path in MIGRATIONS} >= {"core", "members", "proposals"}


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_a_migration_imports_nothing_of_ours(path):
    assert imported(path) & (OURS | {"zhengxie", "."}) == set()


def triggers() -> dict[str, str]:
    """The guards on event rows as the database has them, blank space apart."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'core_event%'")
        else:
            cursor.execute(
                "SELECT t.tgname, pg_get_triggerdef(t.oid) || pg_get_functiondef(t.tgfoid) FROM pg_trigger t"
                " JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relname LIKE 'core_event%'"
            )
        return {name: " ".join(sql.split()) for name, sql in cursor.fetchall()}


@pytest.mark.django_db
def test_the_guard_that_is_put_back_is_the_one_that_the_migrations_made():
    made = triggers()
    event_guard.remove(connection)
    assert triggers() == {}
    event_guard.install(connection)
    assert len(made) >= 3
    assert triggers() == made


# ---- what a migration made of the rows of a database from before ----

EDITOR = SimpleNamespace(connection=connection)


def test_the_guards_and_the_index_go_and_come_with_their_migrations(cast):
    made, guard = triggers(), import_module("core.migrations.0002_event_guard")
    guard.remove(apps, EDITOR)
    assert triggers() == {}
    guard.install(apps, EDITOR)
    import_module("core.migrations.0026_keyed_seals").with_mark(apps, EDITOR)
    assert triggers() == made
    index = import_module("core.migrations.0003_search")
    index.remove(apps, EDITOR)
    index.install(apps, EDITOR)
    proposal = draft(cast, title="关于口袋公园的提案")
    assert list(search.narrow(Proposal.objects.all(), "口袋")) == [proposal] and SearchEntry.objects.exists()


def test_numbers_get_their_one_form_and_no_card_becomes_anothers(cast):
    for member, card, phone in (
        (cast.shen_member, "zx－01 ", "+86 138-0000-0001、13800000001"),
        (cast.zhou_member, "ZX-01", "０１０－６６"),
        (cast.he_member, "zx 02", "转 办公室"),
    ):
        Mandate.objects.filter(member=member).update(card_no=card)
        Member.objects.filter(pk=member.pk).update(phone=phone)
    import_module("members.migrations.0002_roster_decisions_and_canonical_numbers").canonical(apps, EDITOR)
    kept = dict(Mandate.objects.exclude(card_no="").values_list("member__name", "card_no"))
    assert kept == {"沈岚": "zx－01 ", "周正": "ZX-01", "何静": "ZX02"}
    phones = dict(Member.objects.exclude(phone="").values_list("name", "phone"))
    assert phones == {"沈岚": "13800000001", "周正": "010-66", "何静": "转办公室"}


def test_an_end_that_only_repeats_the_next_beginning_is_forgotten(cast):
    begins, first = cast.term.starts_on, Term.objects.create(number=13, starts_on=MONDAY - timedelta(days=4000))
    early = Term.objects.create(number=14, starts_on=MONDAY - timedelta(days=2000))
    Term.objects.filter(pk=early.pk).update(ends_on=begins - timedelta(days=1))
    Term.objects.filter(pk=first.pk).update(ends_on=early.starts_on - timedelta(days=30))
    import_module("members.migrations.0004_term_by_the_day").forget_eves(apps, EDITOR)
    ends = dict(Term.objects.values_list("number", "ends_on"))
    assert (ends[14], ends[13]) == (None, early.starts_on - timedelta(days=30))


def test_who_decided_an_exit_moves_beside_the_exit_and_back(cast):
    gone, serving = cast.shen_member.mandates, cast.zhou_member.mandates
    gone.update(ended="resigned", decided_by="常委会第3次会议")
    serving.update(decided_by="全会")
    (sql,) = (
        one for one in import_module("members.migrations.0007_exit_papers").Migration.operations if hasattr(one, "sql")
    )
    for statement, decided, ended in ((sql.sql, "", "常委会第3次会议"), (sql.reverse_sql, *["常委会第3次会议"] * 2)):
        with connection.cursor() as cursor:
            cursor.execute(statement)
        assert (gone.get().decided_by, gone.get().ended_by) == (decided, ended)
        assert (serving.get().decided_by, serving.get().ended_by) == ("全会", "")


def test_what_had_moved_before_rows_remembered_learns_whose_it_was(cast):
    proposal = filed_and_assigned(cast)
    actor = who(cast.office_clerk, timezone.localdate())
    seen = fresh(cast.housing).revision
    ending.merge(fresh(cast.housing), fresh(cast.school), actor=actor, reason="机构改革", seen=seen)
    moved = work(proposal, cast.school)
    Assignment.objects.update(past=[])
    import_module("proposals.migrations.0008_what_moved_remembers").remember_what_moved(apps, EDITOR)
    then, later = moved.assigned_at, timezone.now() + timedelta(days=1)  # whatever the hour of the act
    assert (fresh(moved).body_on("unit", then), fresh(moved).body_on("unit", later)) == (cast.housing, cast.school)


def test_of_a_session_only_a_print_is_kept_and_who_is_signed_out_stays_so(cast):
    for user, key in ((cast.shen, "a" * 32), (cast.zhou, "ended"), (cast.he, "")):
        User.objects.filter(pk=user.pk).update(session_key=key)
    import_module("core.migrations.0013_hashed_session_keys").hash_keys(apps, EDITOR)
    kept = [User.objects.get(pk=user.pk).session_key for user in (cast.shen, cast.zhou, cast.he)]
    assert kept == [sha256(b"a" * 32).hexdigest()[:40], "ended", ""]


def test_sessions_and_tokens_go_on_under_their_digests(cast):
    client = Client()
    client.force_login(cast.shen)
    key, token = client.session.session_key, "b" * 40
    Session.objects.update(session_key=key)
    Token.objects.create(user=cast.zhou, key=token)
    import_module("core.migrations.0027_digests_of_what_signs_in").keep_digests(apps, EDITOR)
    assert client.get("/accounts/me/").status_code == 200
    answer = Client().get("/api/v1/me/", headers={"Authorization": f"Token {token}"})
    assert answer.status_code == 200 and answer.json()["user"]["id"] == cast.zhou.pk


def test_one_date_for_all_to_judge_becomes_one_for_each_and_a_units_date_is_watched_by_its_channel(cast):
    proposal = answered(cast, handed(cast))
    (evaluation,) = proposal.evaluations.all()
    Clock.objects.filter(kind="feedback").delete()
    clocks.open_clock(
        target=proposal,
        kind="feedback",
        label="提案者评价",
        started_on=MONDAY,
        n=15,
        unit="working_days",
        holder_role="",
    )
    busy = work(handed(cast, title="关于另一件事的提案"), cast.housing)
    Clock.objects.filter(**aimed_at(busy)).update(watched_by=None)
    migration = import_module("proposals.migrations.0004_the_clock")
    migration.each_their_own_time(apps, EDITOR)
    migration.who_watches(apps, EDITOR)
    old, new = Clock.objects.filter(kind="feedback").order_by("pk")
    assert old.target == proposal and old.stopped_at and old.stop_reason == "改为各提案者分别计算"
    assert (new.target, new.stopped_at, new.holder_user, new.due) == (evaluation, None, cast.shen, old.due)
    assert {clock.watched_by for clock in Clock.objects.filter(**aimed_at(busy))} == {cast.gov}


def test_who_confirmed_a_recommended_rule_is_taken_from_the_event(cast):
    waiting = [line.rule for line in confirming.lines(MONDAY)][:2]
    confirming.confirm(actor=who(cast.leader), rules=[waiting[0].pk], basis="第3次主席会议")
    Rule.objects.update(confirmed_basis="")
    import_module("core.migrations.0019_who_confirmed").fill_basis(apps, EDITOR)
    assert [Rule.objects.get(pk=rule.pk).confirmed_basis for rule in waiting] == ["第3次主席会议", ""]
