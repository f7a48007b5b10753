"""A full disk: a sentence, no fragment, nothing half written; what nobody names goes after a day."""

import errno
import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from core import jobs
from core.backup import condition
from core.files.attachments import UploadRefused, add_attachment
from core.files.storage import NoRoom
from core.models import Attachment, Event, JobRun
from core.tasks import sweep_files
from tests.builders.cast import draft, who
from tests.builders.uploads import PDF
from workbench import views

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def full(monkeypatch, media):
    """Half of a file is written, then there is no room."""

    def save(store, name, content):
        path = media / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read(10))
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", save)


def files(media) -> list[str]:
    return [path.name for path in media.rglob("*") if path.is_file()]


def test_an_upload_is_refused_with_a_sentence_and_leaves_nothing(cast, full, media):
    matter = draft(cast)
    before = Event.objects.count()
    with pytest.raises(UploadRefused, match="磁盘空间不足，没有保存"):
        add_attachment(target=matter, upload=SimpleUploadedFile("a.pdf", PDF), actor=who(cast.shen))
    assert files(media) == [] and not Attachment.objects.exists() and Event.objects.count() == before


def test_a_paper_that_cannot_be_kept_ends_its_job_with_the_sentence(cast, full, media):
    job = JobRun.objects.create(kind="x", label="批量打印", created_by=cast.clerk, state=JobRun.State.RUNNING)
    jobs.runs._do(job, lambda _job: jobs.Result(b"%PDF", "a.pdf"))
    job.refresh_from_db()
    assert job.state == JobRun.State.FAILED and "磁盘空间不足" in job.message and files(media) == []


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "x"), OperationalError("database or disk is full"), NoRoom("满了")]
)
def test_a_page_says_so_in_words(cast, monkeypatch, error):
    def fails(*_):
        raise error

    monkeypatch.setattr(views.homes, "for_user", fails)
    client = Client(raise_request_exception=False)
    client.force_login(cast.clerk)
    page = client.get("/")
    assert page.status_code == 507 and "磁盘空间不足" in page.content.decode() and "后退" in page.content.decode()
    assert "磁盘空间不足" in client.get("/", headers={"Accept": "application/json"}).json()["detail"]


def test_what_no_row_names_goes_after_a_day(cast, media):
    kept = add_attachment(target=draft(cast), upload=SimpleUploadedFile("a.pdf", PDF), actor=who(cast.shen))
    for name, days in (("attachments/ab/lost.pdf", 2), ("attachments/ab/new.pdf", 0), ("seal.png", 30)):
        path = media / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        os.utime(path, (time.time() - days * 86400,) * 2)
    os.utime(kept.file.path, (time.time() - 90 * 86400,) * 2)
    assert sweep_files() == 1
    assert sorted(files(media)) == sorted(["new.pdf", "seal.png", os.path.basename(kept.file.name)])


def test_too_little_room_is_on_the_administrators_home(cast, settings, media):
    settings.VAR_DIR, settings.BACKUP_DIR = media, media / "backups"
    settings.FREE_SPACE_FLOOR_MB = 10**9
    client = Client()
    client.force_login(cast.sysadmin)
    assert "请尽快清理或扩容" in client.get("/").content.decode()
    settings.FREE_SPACE_FLOOR_MB = 0
    assert not any("清理" in one.sentence for one in condition.warnings({}, timezone.now()))


def test_a_file_that_fits_is_kept(media):
    from django.core.files.storage import default_storage

    name = default_storage.save("attachments/ab/a.txt", ContentFile(b"x"))
    assert default_storage.open(name).read() == b"x"
