"""A job over many rows: each row at most once, stopped and taken up between rows, each receiver told once."""

import os
from datetime import timedelta

import pytest
from celery import current_app
from django.core.files.base import ContentFile
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import jobs, rulebook
from core.delivery import notices
from core.jobs import bulk_jobs
from core.matters import events
from core.matters.lifecycle import Refused
from core.models import Event, JobRun, JobStep, Notice, User
from core.people.actors import Actor
from core.tasks import clean_up_jobs, resume_jobs
from proposals.models import Proposal
from tests.builders.cast import draft

pytestmark = pytest.mark.django_db
KIND = "tests.core.many"
State = JobRun.State
COMES_BACK = "以后再办。"


class Killed(BaseException):
    """What a SIGKILL looks like from inside: nothing more is written."""


@pytest.fixture
def trouble():
    """What happens at a proposal, by key, once."""
    _trouble.clear()
    return _trouble


_trouble: dict[int, BaseException] = {}


@jobs.job_task(KIND)
def many(job: JobRun) -> jobs.Result:
    """Write an event about each proposal and tell its author."""
    user = jobs.acting_owner(job)

    def do(proposal) -> None:
        event = events.record(proposal, actor=Actor.of(user), key="note", label="记录")
        row = type("Row", (), {"key": "note"})
        act = type("A", (), {"obj": proposal, "actor": Actor.of(user), "event": event, "row": row, "at": event.at})
        notices.tell([proposal.author], f"记录了{proposal.title}", act=act, url="/")
        if proposal.pk in _trouble:
            raise _trouble.pop(proposal.pk)
        if job.params.get("stopped_at") == proposal.pk:
            jobs.cancel(JobRun.objects.get(pk=job.pk))

    ids = job.params["ids"]
    bulk_jobs.each(job, ids, find=lambda pk: Proposal.objects.filter(pk=pk).first(), do=do, url="/all/")
    return jobs.Result(message=bulk_jobs.summary(job))


@pytest.fixture
def three(cast):
    return [draft(cast, title=f"关于{name}事的提案") for name in "甲乙丙"]


def begin(cast, rows, capture, **more) -> JobRun:
    with capture(execute=True):
        job = jobs.start(KIND, "记录", {"ids": [row.pk for row in rows], **more}, User.objects.get(pk=cast.clerk.pk))
    job.refresh_from_db()
    return job


def noted() -> list[int]:
    return sorted(Event.objects.filter(key="note").values_list("object_id", flat=True))


def taken_up(job: JobRun, **more) -> JobRun:
    """The job after its worker has been dead for an hour and another has taken it up."""
    long_ago = timezone.now() - timedelta(hours=1)
    JobRun.objects.filter(pk=job.pk).update(state=State.RUNNING, heartbeat_at=long_ago, **more)
    resume_jobs()
    job.refresh_from_db()
    return job


def test_every_row_is_done_and_each_receiver_told_once(cast, three, django_capture_on_commit_callbacks):
    job = begin(cast, three, django_capture_on_commit_callbacks)
    assert (job.state, job.done, job.total, job.message) == (State.DONE, 3, 3, "3件全部办好。")
    assert noted() == sorted(p.pk for p in three)
    assert [step.label for step in job.steps.all()] == [
        "《关于甲事的提案》",
        "《关于乙事的提案》",
        "《关于丙事的提案》",
    ]
    (notice,) = Notice.objects.filter(recipient=cast.shen)
    assert notice.title == "记录了关于甲事的提案等3件" and notice.url == "/all/"


def test_a_refused_row_keeps_its_sentence_and_leaves_nothing(cast, three, trouble, django_capture_on_commit_callbacks):
    trouble[three[1].pk] = Refused(COMES_BACK)
    job = begin(cast, three, django_capture_on_commit_callbacks)
    assert job.message == "办好2件，未办1件。"
    assert noted() == [three[0].pk, three[2].pk]
    assert list(job.steps.exclude(refused="").values_list("key", "refused")) == [(three[1].pk, COMES_BACK)]
    assert Notice.objects.get(recipient=cast.shen).title.endswith("提案等2件")


def test_a_row_that_is_gone_or_breaks_stops_no_other(cast, three, trouble, django_capture_on_commit_callbacks, caplog):
    trouble[three[0].pk] = ZeroDivisionError("x")
    Proposal.objects.filter(pk=three[1].pk).delete()
    job = begin(cast, three, django_capture_on_commit_callbacks)
    assert job.state == State.DONE and noted() == [three[2].pk]
    assert [step.refused for step in job.steps.all()] == [bulk_jobs.BROKEN, bulk_jobs.UNSEEN, ""]
    assert "ZeroDivisionError" in caplog.text


def test_a_killed_job_goes_on_with_the_rest_and_tells_nobody_again(
    cast, three, trouble, django_capture_on_commit_callbacks
):
    trouble[three[1].pk] = Killed()
    with pytest.raises(Killed):
        begin(cast, three, django_capture_on_commit_callbacks)
    job = JobRun.objects.get()
    assert job.state == State.RUNNING and noted() == [three[0].pk]
    assert taken_up(job).message == "3件全部办好。"
    assert noted() == sorted(p.pk for p in three), "each exactly once"
    (notice,) = Notice.objects.filter(recipient=cast.shen)
    assert notice.title == "记录了关于甲事的提案等3件"


def test_two_workers_on_one_job_do_no_row_twice(cast, three, django_capture_on_commit_callbacks):
    """The first was taken for dead while it worked: what it finishes afterwards is refused to the second."""
    job = begin(cast, three[:1], django_capture_on_commit_callbacks)
    before = len(noted())
    with notices.told_once("/", "x") as batch:
        bulk_jobs._one(job, three[0].pk, lambda pk: three[0], lambda obj: pytest.fail("done twice"), batch)
    assert len(noted()) == before and job.steps.count() == 1


def test_stopped_between_rows_it_leaves_the_rest_alone(cast, three, client, django_capture_on_commit_callbacks):
    job = begin(cast, three, django_capture_on_commit_callbacks, stopped_at=three[1].pk)
    assert job.state == State.CANCELLED and noted() == [three[0].pk, three[1].pk]
    client.force_login(cast.clerk)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "办好 2 件，未办 0 件，其余 1 件没有动" in page
    assert resume_jobs() == [], "what was stopped stays stopped"


def test_a_long_job_lets_others_have_their_turn(cast, three, django_capture_on_commit_callbacks, monkeypatch):
    monkeypatch.setattr(bulk_jobs, "TURN", -1)
    sent = []
    monkeypatch.setattr(jobs.runs, "_send", lambda job: sent.append(job.pk))
    job = begin(cast, three, django_capture_on_commit_callbacks)
    current_app.tasks[KIND].delay(job.pk)
    job.refresh_from_db()
    assert job.state == State.QUEUED and sent == [job.pk, job.pk] and job.attempts == 0
    monkeypatch.setattr(bulk_jobs, "TURN", 20)
    current_app.tasks[KIND].delay(job.pk)
    job.refresh_from_db()
    assert job.state == State.DONE and noted() == sorted(p.pk for p in three)


def test_a_database_that_is_away_is_no_rows_fault(cast, three, trouble, django_capture_on_commit_callbacks, caplog):
    trouble[three[1].pk] = OperationalError("gone")
    job = begin(cast, three, django_capture_on_commit_callbacks)
    assert (job.state, job.message) == (State.FAILED, jobs.runs.BROKEN)
    assert job.steps.count() == 1


def test_a_job_that_kills_every_worker_is_given_up(cast, three, django_capture_on_commit_callbacks):
    job = begin(cast, three, django_capture_on_commit_callbacks)
    job = taken_up(job, attempts=jobs.runs.MOST_ATTEMPTS)
    assert (job.state, job.message) == (State.FAILED, jobs.runs.GIVEN_UP)


@pytest.mark.parametrize("change", ["account", "post"])
def test_nothing_is_done_for_somebody_who_may_not_act_any_more(cast, three, django_capture_on_commit_callbacks, change):
    with django_capture_on_commit_callbacks() as waiting:
        job = jobs.start(KIND, "记录", {"ids": [three[0].pk]}, User.objects.get(pk=cast.clerk.pk))
    if change == "account":
        User.objects.filter(pk=cast.clerk.pk).update(is_active=False)
    else:
        cast.clerk.posts.update(valid_to=timezone.localdate() - timedelta(days=1))
    for send in waiting:
        send()
    job.refresh_from_db()
    assert (job.state, job.message) == (State.FAILED, jobs.runs.NOT_YOURS_NOW) and noted() == []


def test_a_second_click_begins_no_second_job(cast):
    user = User.objects.get(pk=cast.clerk.pk)
    first = jobs.start(KIND, "记录", {"ids": [1, 2]}, user)
    assert jobs.start(KIND, "记录", {"ids": [1, 2]}, user) == first
    assert jobs.start(KIND, "记录", {"ids": [1, 3]}, user) != first
    jobs.cancel(first)
    assert jobs.start(KIND, "记录", {"ids": [1, 2]}, user) != first


def test_the_page_lists_what_was_refused_first(cast, three, trouble, client, django_capture_on_commit_callbacks):
    trouble[three[1].pk] = Refused(COMES_BACK)
    job = begin(cast, three, django_capture_on_commit_callbacks, back="/proposals/?state=filed")
    client.force_login(cast.clerk)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert page.index(COMES_BACK) < page.index("关于甲事的提案")
    assert 'href="/proposals/?state=filed"' in page and f'href="/proposals/{three[0].pk}/"' in page


def test_the_page_costs_the_same_for_one_row_and_for_many(cast, client):
    client.force_login(cast.clerk)
    costs, done = [], {"kind": KIND, "label": "记录", "state": State.DONE, "created_by": cast.clerk}
    for rows in (1, 250):
        job = JobRun.objects.create(**done, params={"post": cast.clerk.current_post_id}, total=rows)
        JobStep.objects.bulk_create(JobStep(job=job, key=n, label=f"第{n}件") for n in range(rows))
        client.get(f"/jobs/{job.pk}/")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"/jobs/{job.pk}/?page=2").content.decode()
        costs.append(len(queries))
    assert costs[0] == costs[1] and "第 2 / 3 页" in page


def test_old_jobs_go_with_their_files_and_files_of_no_job(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    days = rulebook.value("jobs.keep_days")

    def ended(days_ago: int, state=State.DONE) -> JobRun:
        job = JobRun(kind=KIND, label="旧", state=state, created_by=cast.clerk)
        job.finished_at = timezone.now() - timedelta(days=days_ago)
        job.result.save("a.txt", ContentFile(b"x"), save=True)
        return job

    old, young, failed = ended(days + 1), ended(days - 1), ended(days + 1, State.FAILED)
    JobStep.objects.create(job=old, key=1, label="甲")
    running = JobRun.objects.create(kind=KIND, label="在办", state=State.RUNNING, created_by=cast.clerk)
    lost, fresh = tmp_path / "jobs/lost.pdf", tmp_path / "jobs/fresh.pdf"
    for path in (lost, fresh):
        path.write_bytes(b"x")
    long_ago = (timezone.now() - timedelta(days=days + 1)).timestamp()
    os.utime(lost, (long_ago, long_ago))
    assert clean_up_jobs() == 2
    assert set(JobRun.objects.all()) == {young, running} and not JobStep.objects.exists()
    assert sorted(p.name for p in (tmp_path / "jobs").iterdir()) == sorted([young.result.name[5:], "fresh.pdf"])
    assert failed.pk is not None
