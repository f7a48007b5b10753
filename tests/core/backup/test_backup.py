"""A site is backed up and restored into an empty database: every row, every file, numbers and seals go on."""

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copyfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from core.backup import archive, making, restoring, rows
from core.files.attachments import add_attachment
from core.models import Attachment, Event, User
from core.seals import chain
from tests.builders.acts import do
from tests.builders.cast import draft, who
from tests.builders.installation import Site
from tests.builders.uploads import PDF
from tests.core.backup.test_archive import rewritten

pytestmark = pytest.mark.django_db
LOOK = """
from core.models import Attachment, Event, User
from core.seals import chain
print(json.dumps({
    "users": User.objects.count(), "events": Event.objects.count(), "faults": chain.verify(),
    "file": Attachment.objects.get().file.read().hex(), "next": User.objects.create(username="later").pk,
}))
"""


@pytest.fixture
def backup(cast, settings, tmp_path) -> Path:
    """Of a site with a matter, sealed acts and a file; the account made last is deleted again."""
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path / "old", tmp_path / "old" / "media"
    settings.MEDIA_ROOT.mkdir(parents=True)
    (settings.VAR_DIR / "fonts").mkdir()
    (settings.VAR_DIR / "fonts" / "own.ttf").write_bytes(b"font")
    matter = draft(cast)
    add_attachment(target=matter, upload=SimpleUploadedFile("管网.pdf", PDF), actor=who(cast.shen))
    do(matter, "submit", cast.shen)
    chain.seal_batch()
    User.objects.create(username="gone").delete()
    making.make(tmp_path / "site.tar.gz")
    return tmp_path / "site.tar.gz"


def manage(folder: Path, *command: str, **more: str) -> subprocess.CompletedProcess:
    own = {"VAR_DIR": str(folder), "ZHENGXIE_ENV_FILE": os.devnull, "DATABASE_URL": "", "REDIS_URL": ""} | more
    own["DJANGO_SETTINGS_MODULE"] = "zhengxie.settings"
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=Path(__file__).resolve().parents[3], env=os.environ | own,
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip


@pytest.mark.own_installation
def test_an_empty_database_becomes_the_site(backup, migrated, tmp_path):
    """Restored into SQLite, whatever database it came from."""
    new = tmp_path / "new"
    new.mkdir()
    copyfile(migrated, new / "zhengxie.sqlite3")
    bad = tmp_path / "bad.tar.gz"
    copyfile(backup, bad)
    rewritten(bad, lambda name, content: content.replace(b"shen", b"shem") if "core_user" in name else content)
    refused = manage(new, "restore", str(bad))
    assert refused.returncode == 1 and "与清单不符" in refused.stderr
    done = manage(new, "restore", str(backup), "--json")
    assert done.returncode == 0, done.stderr
    told, manifest = json.loads(done.stdout), archive.read(backup).manifest
    assert told["tables"]["core_event"] == Event.objects.count() and told["files"] == 2 and told["verified"]
    assert told["event_faults"] == [] and told["left_out"] == ["django_session"]
    assert (new / "fonts" / "own.ttf").read_bytes() == b"font" and not list(new.rglob(restoring.STAGE))
    found = Site(new, DATABASE_URL="").run(LOOK)
    assert found["users"] == User.objects.count() and found["file"] == PDF.hex() and found["faults"] == []
    assert found["next"] > manifest["sequences"]["core_user"] > User.objects.latest("pk").pk, "numbers are not reused"
    again = manage(new, "restore", str(backup))
    assert again.returncode == 1 and "数据库里已经有数据" in again.stderr
    copied = manage(new, "backup", str(tmp_path / "copy.tar.gz"), "--json")
    assert copied.returncode == 0 and json.loads(copied.stdout)["verified"], copied.stderr
    other = archive.read(tmp_path / "copy.tar.gz").manifest
    changed = {name for name, table in manifest["tables"].items() if other["tables"][name]["sha256"] != table["sha256"]}
    assert changed <= {"core_user", "core_searchentry"}, "but for the account made above"
    assert not list(tmp_path.glob(".backup-*")), "the snapshot is gone"


@pytest.mark.own_installation
def test_postgresql_is_filled_from_any_backup(backup, tmp_path):
    """Where the tests run on PostgreSQL: a database without tables, as an office would make it."""
    if connection.vendor == "sqlite":
        return
    url, name = os.environ["DATABASE_URL"].rpartition("/")[0], f"zx_restored_{os.getpid()}"
    import psycopg2

    server = psycopg2.connect(url.replace("postgres://", "postgresql://") + "/postgres")
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        done = manage(tmp_path / "new", "restore", str(backup), "--json", DATABASE_URL=f"{url}/{name}")
        assert done.returncode == 0, done.stderr
        found = Site(tmp_path / "new", DATABASE_URL=f"{url}/{name}").run(LOOK)
        assert found["faults"] == [] and found["file"] == PDF.hex()
    finally:
        with server.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
        server.close()


def test_the_manifest_counts_every_table_but_sign_ins(backup):
    found = archive.read(backup).manifest
    with connection.cursor() as cursor:
        there = {
            name for name in connection.introspection.table_names(cursor) if not name.startswith("core_search_fts")
        }
    assert there - set(found["tables"]) == {"django_migrations", "django_session"}
    assert found["tables"]["core_attachment"]["rows"] == Attachment.objects.count() == 1
    assert found["files"] == 2


def test_no_key_is_in_it(backup, settings):
    seen = []
    archive.read(backup, lambda member: seen.append(member.name))
    assert {name.split("/")[0] for name in seen} <= {"tables", "media", "fonts"}
    assert settings.SECRET_KEY.encode() not in b"".join(
        content for content in map(Path.read_bytes, backup.parent.rglob("*.gz"))
    )


def test_a_database_in_use_is_refused(backup):
    before = Event.objects.count()
    with pytest.raises(restoring.RestoreRefused, match=r"数据库里已经有数据（.*账号.*没有作任何改动"):
        restoring.restore(backup)
    assert Event.objects.count() == before


def test_a_backup_of_a_newer_program_is_refused(backup):
    def newer(name, content):
        return content.replace(b'"core.0001_initial"', b'"core.0001_initial","core.9999_later"')

    rewritten(backup, lambda name, content: newer(name, content) if name == archive.MANIFEST else content)
    with pytest.raises(restoring.RestoreRefused, match="请先升级程序"):
        restoring.restore(backup)


def test_a_file_that_is_there_is_not_written_over(backup):
    with pytest.raises(making.BackupFailed, match="已经存在"):
        making.make(backup)
    with pytest.raises(making.BackupFailed, match="不存在"):
        making.make(backup.parent / "nowhere" / "x.tar.gz")


def test_rows_come_in_pieces(backup, monkeypatch):
    monkeypatch.setattr(rows, "PIECE", 100)
    pieces = []
    rows.dump(Event, "default", lambda name, content: pieces.append((name, len(content))))
    assert len(pieces) > 1 and all(size < 5000 for _, size in pieces)
