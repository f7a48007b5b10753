"""A worker killed in the middle of an act on hundreds of matters: started again, it does the rest, and nothing twice.

A real Celery worker runs over the folders of a temporary ``VAR_DIR``, or over Redis where ``TEST_REDIS_URL`` is set.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

from core import jobs
from core.matters import batch
from core.models import Event, JobRun, Notice, NumberGap
from proposals.models import Proposal, ReviewOpinion, Signatory
from tests.builders.cast import fresh
from tests.builders.pages import act, submitted

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 240
SILENT = 3  # seconds after which the job of a dead worker is taken up again
PATIENCE = 300  # seconds; a slow machine under load is still no failure
REDIS_NUMBER = 13  # a database of Redis that no other test uses


def wait_for(what, told: str) -> None:
    """Poll until ``what()``; a test that hangs says what it waited for."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, f"waited {PATIENCE} seconds for: {told}"
        time.sleep(0.05)


def database_url() -> str:
    """The database of this test, as another process names it."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    secret = f":{values['PASSWORD']}" if values["PASSWORD"] else ""
    return f"postgres://{values['USER']}{secret}@{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"


@pytest.fixture
def environment(tmp_path):
    """What a worker of its own needs; nothing of it is shared with another test."""
    redis_url = os.environ.get("TEST_REDIS_URL", "")
    if redis_url:
        import redis

        redis_url = urlsplit(redis_url)._replace(path=f"/{REDIS_NUMBER}").geturl()
        redis.from_url(redis_url).flushdb()
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "zhengxie.settings",
        "ZHENGXIE_ENV_FILE": os.devnull,
        "VAR_DIR": str(tmp_path / "var"),
        "DATABASE_URL": database_url(),
        "REDIS_URL": redis_url,
        "JOB_SILENT_SECONDS": str(SILENT),
    }


class Worker:
    """A Celery worker that can be killed as a power cut kills it."""

    def __init__(self, repository, environment, log):
        self.repository, self.environment, self.log, self.process = repository, environment, log, None

    def start(self) -> None:
        command = [sys.executable, "-W", "ignore", "-m", "celery", "-A", "zhengxie", "--quiet", "worker", "--pool=solo"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.repository, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def worker(repository, environment, tmp_path):
    made = Worker(repository, environment, tmp_path / "worker.log")
    yield made
    made.kill()


def recommended(c) -> list[Proposal]:
    """``ROWS`` proposals that wait for the chair's decision, all by the same member."""
    first = submitted(c, title="关于第0事的提案")
    act(c.clerk, first, "recommend", outcome="file", category="city", text="建议立案")
    first, review = fresh(first), ReviewOpinion.objects.get()
    values = {f.attname: getattr(first, f.attname) for f in Proposal._meta.concrete_fields if f.name != "id"}
    titles = (f"关于第{n}事的提案" for n in range(1, ROWS))
    Proposal.objects.bulk_create(
        Proposal(**values | {"title": title, "receipt_number": n}) for n, title in enumerate(titles, start=2)
    )
    rows = list(Proposal.objects.order_by("pk"))
    Signatory.objects.bulk_create(
        Signatory(proposal=p, member=c.shen_member, position="first", state="agreed") for p in rows[1:]
    )
    ReviewOpinion.objects.bulk_create(
        ReviewOpinion(proposal=p, step=review.step, outcome="file", category="city", by=c.clerk, at=review.at)
        for p in rows[1:]
    )
    return rows


def test_every_matter_is_filed_exactly_once_through_two_kills(cast, worker, repository):
    rows = recommended(cast)
    Notice.objects.all().delete()
    long_ago = timezone.now() - timezone.timedelta(hours=1)
    job = JobRun.objects.create(
        kind=batch.JOB,
        label="批量立案",
        total=ROWS,
        created_by=cast.chair,
        created_at=long_ago,  # its message was lost with the web process, say
        params={
            "post": cast.chair.current_post_id,
            "model": "proposals.Proposal",
            "act": "file",
            "ids": [p.pk for p in rows],
            "seen": {},
            "given": {"category": "", "text": "同意"},
            "back": "/proposals/",
            "ip": None,
        },
    )

    def steps() -> int:
        return job.steps.count()

    for share in (0.2, 0.6):
        worker.start()
        wait_for(
            lambda wanted=share * ROWS: steps() >= wanted, f"{share:.0%} of the rows; see {worker.log.read_text()}"
        )
        worker.kill()
        job.refresh_from_db()
        assert job.state in jobs.UNFINISHED, "killed in the middle"
        time.sleep(SILENT + 0.5)
    worker.start()
    wait_for(lambda: JobRun.objects.get(pk=job.pk).state not in jobs.UNFINISHED, "the end of the job")
    job.refresh_from_db()
    assert (job.state, job.message, job.done) == ("done", f"{ROWS}件全部办好。", ROWS)
    kind = ContentType.objects.get_for_model(Proposal)
    acts = Counter(Event.objects.filter(content_type=kind, key="file").values_list("object_id", flat=True))
    assert acts == {p.pk: 1 for p in rows}, "each exactly once"
    numbers = sorted(Proposal.objects.values_list("number", flat=True))
    assert numbers == list(range(1, ROWS + 1)) and not NumberGap.objects.exists(), "no number lost or given twice"
    assert steps() == ROWS and not job.steps.exclude(refused="").exists()
    (told,) = Notice.objects.filter(recipient=cast.shen)
    assert told.title.endswith(f"等{ROWS}件已立案"), "told once, of all of them"
