"""The daily backup: once a day, the newest few kept, a failure told to the administrators and seen on their home."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from core.backup import archive, daily, making
from core.models import Backup, Committee, Event, Notice
from core.tasks import back_up

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(cast, settings, tmp_path):
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    settings.BACKUP_DIR, settings.BACKUP_KEEP, settings.FREE_SPACE_FLOOR_MB = tmp_path / "backups", 3, 0
    Committee.objects.get_or_create(
        pk=Committee.ONLY, defaults={"name": "江岭区政协", "full_name": "江岭区委员会", "region": "江岭区"}
    )
    return settings.BACKUP_DIR


@pytest.fixture
def morning():
    return timezone.localtime().replace(hour=3, minute=0, second=0, microsecond=0)


@pytest.fixture
def quick(monkeypatch):
    """A backup is a small file: what is asked is when, and which are kept."""

    def make(path: Path, **_more):
        path.write_bytes(b"x")
        return making.Made(path, 1, "0" * 64, {"tables": {}, "files": 0})

    monkeypatch.setattr(making, "make", make)


def home(cast) -> str:
    client = Client()
    client.force_login(cast.sysadmin)
    return client.get("/").content.decode()


def page(cast) -> str:
    client = Client()
    client.force_login(cast.sysadmin)
    return client.get("/settings/backups/").content.decode()


def test_the_day_gets_one_that_can_be_read(cast, place, morning):
    assert "还没有备份过" in home(cast)
    row = daily.run(morning)
    assert row.state == Backup.State.GOOD and archive.read(place / row.name).manifest["tables"]["core_user"]["rows"]
    assert row.rows > 100 and row.size == (place / row.name).stat().st_size
    assert daily.run(morning + timedelta(hours=1)) is None, "once a day"
    assert "备份" not in home(cast).split("zx-note", 1)[-1].split("</div>", 1)[0]
    shown = page(cast)
    assert row.name in shown and "已核验" in shown and "同一块磁盘" in shown


def test_it_waits_for_two_in_the_morning_and_can_be_turned_off(settings, morning):
    assert not daily.due(morning.replace(hour=1)) and daily.due(morning) and daily.due(morning.replace(hour=23))
    settings.BACKUP_KEEP = 0
    assert not daily.due(morning)


def test_the_newest_are_kept(place, morning, quick):
    place.mkdir()
    (place / "notes.tar.gz").write_bytes(b"somebody's own")
    for days in range(5, 0, -1):
        daily.run(morning - timedelta(days=days))
    names = sorted(path.name for path in place.iterdir() if daily.NAME.fullmatch(path.name))
    assert names == sorted(Backup.objects.filter(gone=False).values_list("name", flat=True)) and len(names) == 3
    assert (place / "notes.tar.gz").exists() and Backup.objects.count() == 5


def test_a_failure_is_told_once_a_day_and_leaves_what_there_is(cast, settings, place, morning, quick, monkeypatch):
    daily.run(morning - timedelta(days=1))

    def fails(_path):
        raise making.BackupFailed("磁盘空间不足，备份没有写成。")

    monkeypatch.setattr(making, "make", fails)
    assert daily.run(morning).state == Backup.State.FAILED
    daily.run(morning + timedelta(hours=1))
    (notice,) = Notice.objects.filter(recipient=cast.sysadmin, event__key="backup_failed")
    assert "磁盘空间不足" in notice.body and notice.url == "/settings/backups/"
    assert Event.objects.filter(key="backup_failed").count() == 1
    assert "最近一次自动备份没有成功" in home(cast) and "磁盘空间不足" in page(cast)
    assert len(list(place.glob("zhengxie-*.tar.gz"))) == 1


def test_a_disk_that_is_not_mounted_is_a_failure(cast, settings, tmp_path, morning):
    settings.BACKUP_DIR = tmp_path / "not-mounted"
    row = daily.run(morning)
    assert row.state == Backup.State.FAILED and "BACKUP_DIR" in row.message and not settings.BACKUP_DIR.exists()
    assert Notice.objects.filter(recipient=cast.sysadmin, event__key="backup_failed").exists()


def test_two_days_without_one_are_seen_on_the_home(cast, morning, quick):
    daily.run(morning - timedelta(days=1))
    assert "天前，请查明原因" not in home(cast)
    Backup.objects.update(ended_at=timezone.now() - timedelta(days=4))
    assert "最近一次成功的备份是4天前" in home(cast)


def test_one_that_was_killed_is_tried_again(morning, quick, monkeypatch, place):
    Backup.objects.create(begun_at=morning, name="zhengxie-20260101-030000.tar.gz")
    assert daily.run(morning + timedelta(hours=1)).state == Backup.State.GOOD
    assert "中断" in Backup.objects.get(state=Backup.State.FAILED).message


def test_beat_asks_for_it(settings, monkeypatch):
    schedule = settings.CELERY_BEAT_SCHEDULE["back-up"]
    assert schedule["task"] == back_up.name
    monkeypatch.setattr(daily, "due", lambda now: False)
    assert back_up() is None


def test_only_the_administrator_of_the_system_opens_the_page(cast):
    for user, status in ((cast.sysadmin, 200), (cast.clerk, 403), (cast.secadmin, 403), (cast.shen, 403)):
        client = Client()
        client.force_login(user)
        assert client.get("/settings/backups/").status_code == status
