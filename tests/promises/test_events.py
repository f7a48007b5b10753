"""What happened stays as it happened: rows cannot be changed or deleted, and tampering shows."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core import event_marks
from core.matters import event_guard, events
from core.models import Committee, Event, EventSeal, Notice
from core.seals import book, chain
from core.tasks import tell_seal_head
from tests.builders.acts import do
from tests.builders.cast import draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast):
    proposal = draft(cast)
    do(proposal, "submit", cast.shen)
    return Event.objects.order_by("id")


def test_event_rows_cannot_be_deleted_or_changed(story):
    row = story.first()
    for statement in (
        "DELETE FROM core_event",
        "UPDATE core_event SET reason = 'changed'",
        "UPDATE core_event SET label = 'changed'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{statement} WHERE id = %s", [row.pk])


def test_a_sealed_row_cannot_be_moved_to_another_seal(story):
    assert chain.seal_batch() == story.count()
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(pk=story.first().pk).update(seal=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        EventSeal.objects.update(digest="0" * 64)


def test_an_untouched_chain_verifies_and_tampering_shows(story):
    chain.seal_batch(limit=1)
    chain.seal_batch()
    assert EventSeal.objects.count() == 2 and chain.verify() == []
    event_guard.remove(connection)
    Event.objects.filter(pk=story.first().pk).update(reason="改过的理由")
    event_guard.install(connection)
    assert any("不一致" in fault for fault in chain.verify())


def test_sealing_twice_seals_nothing_new(story):
    chain.seal_batch()
    assert chain.seal_batch() == 0


# ---- whoever can write to the database, and has not the key ----


@pytest.fixture
def sealed(story, settings, tmp_path, django_capture_on_commit_callbacks):
    """Two seals, remembered in a book, whose rows are more than a minute old; the guards are away."""
    settings.VAR_DIR, settings.EVENT_SEAL_LOG = tmp_path, str(tmp_path / "seals.log")
    event_guard.remove(connection)
    Event.objects.update(recorded_at=timezone.now() - timedelta(minutes=5))
    # The key of this folder is another one than that of the test before.
    for event in story.all():
        Event.objects.filter(pk=event.pk).update(mark=event_marks.mark_of(event))
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            chain.seal_batch(limit=1)
    with django_capture_on_commit_callbacks(execute=True):
        chain.seal_batch()
    assert chain.verify() == []
    yield story
    event_guard.install(connection)


def a_row(like: Event, **values) -> Event:
    """A row put into the table past the program."""
    kept = {field.attname: getattr(like, field.attname) for field in Event._meta.concrete_fields}
    row = Event(**(kept | {"id": Event.objects.latest("id").pk + 1, "seal_id": None} | values))
    models_save = Event.__mro__[1].save_base
    models_save(row, raw=True, force_insert=True)
    Event.objects.filter(pk=row.pk).update(recorded_at=timezone.now() - timedelta(minutes=5))
    return row


def test_a_tail_that_was_cut_off_is_missed(sealed):
    last = EventSeal.objects.latest("number")
    Notice.objects.all().delete()
    Event.objects.filter(seal=last).delete()
    last.delete()
    (fault,) = chain.verify()
    assert "末尾被删去" in fault and f"第{last.number}号" in fault and f"少了{last.count}条" in fault


def test_a_row_put_in_past_the_program_is_never_sealed_and_is_named(sealed):
    forged = a_row(sealed.first(), mark=None, label="立案")
    assert chain.seal_batch() == 0, "not made true by sealing it"
    (fault,) = chain.verify()
    assert "不是本站程序写入的" in fault and str(forged.pk) in fault
    with pytest.raises(CommandError, match="不是本站程序写入的"):
        call_command("verify_events")


def test_a_row_that_says_it_will_be_recorded_tomorrow_is_named_too(sealed):
    forged = a_row(sealed.first(), mark=None)
    Event.objects.filter(pk=forged.pk).update(recorded_at=timezone.now() + timedelta(days=1))
    (fault,) = chain.verify()
    assert "不是本站程序写入的" in fault and str(forged.pk) in fault


def test_a_free_number_from_before_the_beginning_is_no_way_in(sealed, django_capture_on_commit_callbacks):
    """A beginning takes what stands there at once, whatever the size of a batch, and nothing that comes later."""
    lacking = Event.objects.latest("id").pk + 1
    a_row(sealed.first(), id=lacking + 1, mark=None)
    with django_capture_on_commit_callbacks(execute=True):
        chain.begin_anew("restored")
    assert chain.verify() == [] and not Event.objects.filter(seal=None).exists()
    a_row(sealed.first(), id=lacking, mark=None)
    assert chain.seal_batch() == 0
    assert any("不是本站程序写入的" in fault and str(lacking) in fault for fault in chain.verify())


def test_all_that_is_older_than_marks_is_sealed_at_once(story, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.VAR_DIR, settings.EVENT_SEAL_LOG = tmp_path, str(tmp_path / "seals.log")
    event_guard.remove(connection)
    Event.objects.update(mark=None)
    with django_capture_on_commit_callbacks(execute=True):
        assert chain.seal_batch(limit=1) == story.count() > 1
    assert chain.verify() == []
    event_guard.install(connection)


def test_a_copied_row_is_named(sealed):
    copy = a_row(sealed.first())
    chain.seal_batch()
    assert any("原样复制" in fault and str(copy.pk) in fault for fault in chain.verify())


def test_a_chain_made_anew_in_the_database_does_not_pass(sealed):
    """Row changed, every digest computed again as anybody could who reads the program."""
    Event.objects.filter(pk=sealed.first().pk).update(reason="改过的理由")
    previous = events.GENESIS
    for seal in EventSeal.objects.order_by("number"):
        digest = events.digest_of(previous, list(seal.events.order_by("id")), seal.algorithm)
        EventSeal.objects.filter(pk=seal.pk).update(previous=previous, digest=digest)
        previous = digest
    faults = chain.verify()
    assert any("第1号封签的密钥签名不对" in fault for fault in faults) and any("封签簿所记不同" in f for f in faults)
    EventSeal.objects.update(mac=None, key=None)
    assert any("没有密钥签名" in fault for fault in chain.verify())


def test_rows_that_wait_too_long_are_reported(sealed, cast):
    do(draft(cast), "submit", cast.shen)
    assert chain.verify() == [], "a few seconds are no fault"
    Event.objects.filter(seal=None).update(recorded_at=timezone.now() - timedelta(minutes=2))
    assert any("超过一分钟没有封存" in fault for fault in chain.verify())


def test_a_book_that_is_gone_or_changed_is_a_fault(sealed, tmp_path):
    kept = (tmp_path / "seals.log").read_bytes()
    (tmp_path / "seals.log").write_bytes(kept.replace(b'"total": 2', b'"total": 1'))
    assert any("封签簿第" in fault for fault in chain.verify())
    (tmp_path / "seals.log").unlink()
    assert any("不在了" in fault for fault in chain.verify())
    assert chain.seal_batch() == 0 and not (tmp_path / "seals.log").exists(), "it does not begin anew by itself"


def test_a_book_that_was_emptied_or_lacks_lines_is_a_fault(sealed, tmp_path):
    kept = (tmp_path / "seals.log").read_bytes().splitlines(keepends=True)
    begin, first, *later = kept
    EventSeal.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    for lines, fault in (
        ([], "没有开头的一行"),
        ([first, *later], "没有开头的一行"),
        ([begin, *later], "没有第1号封签的那一行"),
        ([begin, first], "没有第2"),
    ):
        (tmp_path / "seals.log").write_bytes(b"".join(lines))
        assert any(fault in said for said in chain.verify()), (lines, chain.verify())


def test_lines_that_could_not_be_written_are_written_at_the_next_tick(sealed, tmp_path):
    kept = (tmp_path / "seals.log").read_bytes().splitlines(keepends=True)
    assert len(kept) > 2
    (tmp_path / "seals.log").write_bytes(b"".join(kept[:2]))
    assert chain.verify() == [], "right after sealing it may still be on its way"
    chain.seal_batch()
    EventSeal.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    assert chain.verify() == [] and len((tmp_path / "seals.log").read_bytes().splitlines()) == len(kept)


def test_a_head_kept_elsewhere_is_looked_for(sealed, tmp_path, capsys):
    """Database and book put back to an earlier day together agree with each other; what was kept elsewhere does not."""
    last = EventSeal.objects.latest("number")
    call_command("verify_events", "--head", last.digest)
    assert last.digest in capsys.readouterr().out
    kept = (tmp_path / "seals.log").read_bytes().splitlines(keepends=True)
    (tmp_path / "seals.log").write_bytes(b"".join(kept[:-1]))
    Notice.objects.all().delete()
    Event.objects.filter(seal=last).delete()
    last.delete()
    call_command("verify_events")
    with pytest.raises(CommandError, match="不在这条链上"):
        call_command("verify_events", "--head", last.digest)


def test_a_chain_from_before_the_key_goes_on(story, settings, tmp_path, cast, django_capture_on_commit_callbacks):
    settings.VAR_DIR, settings.EVENT_SEAL_LOG = tmp_path, str(tmp_path / "seals.log")
    event_guard.remove(connection)
    Event.objects.update(mark=None)
    rows = list(story)
    digest = events.digest_of(events.GENESIS, rows[:1], "sha256")
    old = EventSeal.objects.create(number=1, previous=events.GENESIS, digest=digest, algorithm="sha256", count=1)
    Event.objects.filter(pk=rows[0].pk).update(seal=old)
    assert not any("签名" in fault for fault in chain.verify()), "before the first keyed seal, too"
    with django_capture_on_commit_callbacks(execute=True):
        assert chain.seal_batch() == len(rows) - 1
    found = chain.examined()
    assert found.faults == [] and "起用密钥封签" in found.notes[0]
    assert book.read().newest.total == len(rows)
    Event.objects.filter(pk=rows[0].pk).update(reason="改过")
    assert any("第1号封签内的记录" in fault for fault in chain.verify())
    event_guard.install(connection)


def test_the_head_is_sent_to_the_auditors_once_a_day_where_anything_leaves(story, cast, settings):
    Committee.objects.get_or_create(pk=Committee.ONLY, defaults={"name": "政协", "full_name": "政协", "region": "区"})
    chain.seal_batch()
    assert tell_seal_head() == 0 and not Event.objects.filter(key="seal_head").exists()
    settings.MAIL_GOES_OUT = True
    assert tell_seal_head() == 1 and tell_seal_head() == 0, "once"
    notice = Notice.objects.get(recipient=cast.auditor)
    assert EventSeal.objects.latest("number").digest in notice.title


def test_the_key_is_a_file_of_the_owner_or_a_setting(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    assert len(event_marks.key()) == 64 and (tmp_path / "seal.key").stat().st_mode & 0o077 == 0
    name = event_marks.key_name()
    settings.EVENT_SEAL_KEY = "x" * 40
    assert event_marks.key() == b"x" * 40 and event_marks.key_name() != name
