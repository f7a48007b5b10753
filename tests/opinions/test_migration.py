"""Databases from before: what was passed on becomes a matter of its own, with its clock; old events stay readable."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from core import search
from core.clock import clocks
from core.matters import events, turn_keeping
from core.matters.engine import perform
from core.models import Clock, Event, OpenTurn, SearchEntry
from opinions.models import ForwardedText
from proposals.models import Proposal
from tests.builders.cast import fresh, make_cast, who
from tests.builders.pages import passed_on, signed_in, submitted

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = [("opinions", "0001_initial")]


def migrate(targets) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(targets)


def as_it_was(c, number: int, state: str) -> Proposal:
    """A proposal passed on under the rules of that time, its clock and its events on itself."""
    proposal = submitted(c, title=f"关于第{number}件事的提案")
    Proposal.objects.filter(pk=proposal.pk).update(state=state, passed_on_as="letter")
    clocks.open_clock(
        target=proposal, kind="passed_on", label="处理转送件", started_on=proposal.submitted_at.date(), n=15,
        unit="working_days", holder_role="office_clerk",
    )  # fmt: skip
    events.record(proposal, actor=who(c.chair), key="pass_on", label="转送")
    if state != "passed_on":
        events.record(proposal, actor=who(c.office_clerk), key="take_over", label="接收处理", facts={"handled": "已转"})
    if state == "passed_done":
        events.record(proposal, actor=who(c.signer), key="sign_passed_on", label="签发", facts={"note": "同意"})
        Clock.objects.filter(root_id=proposal.pk, kind="passed_on").update(stopped_at=proposal.submitted_at)
    return proposal


def test_texts_that_came_back_are_left_out_of_a_database_from_before(db):
    c = make_cast()
    first = passed_on(c)
    perform(fresh(first.source), "recall_passed_on", who(c.chair), reason="误选为社情民意")
    perform(fresh(first.source), "pass_on", who(c.chair), passed_on_as="letter", text="按来信办理")
    second = ForwardedText.objects.exclude(pk=first.pk).get()
    taken_back = passed_on(c, title="关于另一件事的提案")
    perform(fresh(taken_back.source), "recall_passed_on", who(c.chair), reason="应予立案")
    migrate([("opinions", "0002_texts_passed_on")])
    assert list(ForwardedText.objects.values_list("pk", flat=True)) == [second.pk]
    assert {(clock.root, clock.stopped_at) for clock in Clock.objects.filter(kind="passed_on")} == {(second, None)}
    with pytest.raises(IntegrityError), transaction.atomic():
        ForwardedText.objects.create(source=second.source, way="letter", title="又一件", received_at=second.received_at)
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    perform(fresh(second.source), "recall_passed_on", who(c.chair), reason="应予立案")
    assert fresh(second).state == "recalled"


def test_rows_clocks_and_turns_move_and_come_back(db):
    c = make_cast()
    migrate(BEFORE)
    old = {state: as_it_was(c, n, state) for n, state in enumerate(("passed_on", "passed_taken", "passed_done"), 1)}
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    turn_keeping.ensure_kept()
    assert set(Proposal.objects.values_list("state", flat=True)) == {"passed_on"}
    texts = {state: ForwardedText.objects.get(source=proposal) for state, proposal in old.items()}
    assert [text.state for text in texts.values()] == ["received", "handled", "signed"]
    done = texts["passed_done"]
    assert (done.handled, done.note, done.handled_by, done.signed_by) == ("已转", "同意", c.office_clerk, c.signer)
    assert texts["passed_taken"].handled == "已转" and texts["passed_on"].handled == ""
    assert {clock.root for clock in Clock.objects.filter(kind="passed_on")} == set(texts.values())
    assert Clock.objects.get(kind="passed_on", root_id=done.pk).stopped_at is not None
    held = {(turn.role, turn.root_id) for turn in OpenTurn.objects.filter(root_type__model="forwardedtext")}
    assert held == {("office_clerk", texts["passed_on"].pk), ("opinion_signer", texts["passed_taken"].pk)}
    assert Event.objects.filter(key="take_over", root_id=old["passed_taken"].pk, root_type__model="proposal").exists()
    page = signed_in(c.clerk).get(old["passed_taken"].get_absolute_url())
    assert "接收处理" in page.content.decode()
    migrate(BEFORE)
    assert sorted(Proposal.objects.values_list("state", flat=True)) == ["passed_done", "passed_on", "passed_taken"]
    assert Clock.objects.filter(kind="passed_on", root_type__model="proposal").count() == 3
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


def test_what_a_migration_made_is_indexed_after_it_and_only_once(db):
    """Every later ``migrate`` of an installation, at each start, costs a look and no more."""
    c = make_cast()
    migrate(BEFORE)
    old = [as_it_was(c, n, "passed_on") for n in (1, 2)]
    written = SearchEntry.objects.get(content_type__model="proposal", object_id=old[0].pk)
    assert not SearchEntry.objects.filter(content_type__model="forwardedtext").exists()
    call_command("migrate", verbosity=0)
    found = search.narrow(ForwardedText.objects.all(), "关于第1件事")
    assert [text.source for text in found] == [old[0]]
    entries = SearchEntry.objects.filter(content_type__model="forwardedtext")
    assert set(entries.values_list("object_id", flat=True)) == set(ForwardedText.objects.values_list("pk", flat=True))
    SearchEntry.objects.filter(pk__in=[written.pk, entries.first().pk]).update(tokens="as it was")
    call_command("migrate", verbosity=0)
    assert SearchEntry.objects.filter(tokens="as it was").count() == 2 and entries.count() == 2


def test_the_line_can_be_migrated_away_and_back(db):
    call_command("migrate", "opinions", "zero", verbosity=0)
    assert "opinions_forwardedtext" not in connection.introspection.table_names()
    call_command("migrate", verbosity=0)
    assert ForwardedText.objects.count() == 0
