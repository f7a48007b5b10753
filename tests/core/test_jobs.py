"""Long work: what is asked for is done once, says how far it is, can be stopped, and is taken up after a kill."""

from datetime import timedelta

import pytest
from celery import current_app
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from core import jobs
from core.models import JobRun, Post, Role, User
from core.tasks import resume_jobs, seal_events

pytestmark = pytest.mark.django_db
KIND = "tests.core.double"
State = JobRun.State


@jobs.job_task(KIND)
def double(job: JobRun) -> jobs.Result:
    """Doubles a number step by step; what else it does is told by the job's parameters."""
    number = job.params["number"]
    if number < 0:
        raise jobs.JobFailed("请填写不小于零的数。")
    for step in range(number):
        if job.params.get("stopped_at") == step:
            jobs.cancel(JobRun.objects.get(pk=job.pk))
        jobs.progress(job, step, number)
    return jobs.Result(str(2 * number).encode(), "结果.txt", "已算好。")


def ask(user, capture, **params) -> JobRun:
    with capture(execute=True):
        job = jobs.start(KIND, "加倍", params, User.objects.get(pk=user.pk))
    job.refresh_from_db()
    return job


def silent_for(job: JobRun, minutes: int, state: str) -> JobRun:
    long_ago = timezone.now() - timedelta(minutes=minutes)
    JobRun.objects.filter(pk=job.pk).update(state=state, heartbeat_at=long_ago, created_at=long_ago, result="")
    return job


def test_a_job_is_done_after_commit_and_leaves_its_file(cast, django_capture_on_commit_callbacks):
    job = ask(cast.clerk, django_capture_on_commit_callbacks, number=3)
    assert (job.state, job.done, job.total, job.message) == (State.DONE, 3, 3, "已算好。")
    assert job.result.read() == b"6" and job.result_name == "结果.txt"
    assert "结果" not in job.result.name, "the stored name tells nothing"
    assert job.params["post"] == cast.clerk.current_post_id


def test_nothing_is_sent_before_commit(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks():
        job = jobs.start(KIND, "加倍", {"number": 1}, cast.clerk)
    assert JobRun.objects.get(pk=job.pk).state == State.QUEUED


def test_what_cannot_be_done_says_so(cast, django_capture_on_commit_callbacks):
    job = ask(cast.clerk, django_capture_on_commit_callbacks, number=-1)
    assert (job.state, job.message) == (State.FAILED, "请填写不小于零的数。")


def test_an_unforeseen_error_reads_as_a_sentence(cast, django_capture_on_commit_callbacks, caplog):
    job = ask(cast.clerk, django_capture_on_commit_callbacks, number="three")
    assert (job.state, job.message) == (State.FAILED, jobs.runs.BROKEN)
    assert "Traceback" in caplog.text


def test_a_stopped_job_ends_where_it_stands(cast, django_capture_on_commit_callbacks):
    job = ask(cast.clerk, django_capture_on_commit_callbacks, number=5, stopped_at=2)
    assert job.state == State.CANCELLED and job.done == 1 and not job.result


def test_a_job_sent_twice_runs_once(cast, django_capture_on_commit_callbacks):
    job = ask(cast.clerk, django_capture_on_commit_callbacks, number=2)
    first = job.finished_at
    current_app.tasks[KIND].delay(job.pk)
    JobRun.objects.filter(pk=job.pk).update(state=State.RUNNING, heartbeat_at=timezone.now())
    assert jobs.claim(job.pk) is None, "another worker is at it"
    job.refresh_from_db()
    assert job.finished_at == first


@pytest.mark.parametrize("state", [State.RUNNING, State.QUEUED])
def test_a_job_cut_off_by_a_kill_is_taken_up_again(cast, django_capture_on_commit_callbacks, state):
    job = silent_for(ask(cast.clerk, django_capture_on_commit_callbacks, number=2), 3, state)
    assert resume_jobs() == [job.pk]
    job.refresh_from_db()
    assert job.state == State.DONE and job.result.read() == b"4"


@pytest.mark.parametrize("state", [State.RUNNING, State.QUEUED])
def test_a_job_that_still_reports_is_left_alone(cast, django_capture_on_commit_callbacks, state):
    job = silent_for(ask(cast.clerk, django_capture_on_commit_callbacks, number=2), 1, state)
    assert resume_jobs() == []
    job.refresh_from_db()
    assert job.state == state


def test_an_ended_job_and_an_unknown_kind_are_left_alone(cast, django_capture_on_commit_callbacks):
    silent_for(ask(cast.clerk, django_capture_on_commit_callbacks, number=2), 60, State.DONE)
    other = JobRun.objects.create(kind="tests.nowhere", label="x", created_by=cast.clerk)
    silent_for(other, 60, State.RUNNING)
    assert resume_jobs() == []


def test_sealing_by_the_clock_seals_everything(cast):
    from core.matters import events
    from core.models import Event
    from core.people.actors import Actor

    for _ in range(3):
        events.record(cast.shen, actor=Actor.of(cast.shen), key="note", label="记录")
    assert seal_events() == 3 and not Event.objects.filter(seal=None).exists()
    assert seal_events() == 0


# ---- pages ----


@pytest.fixture
def done(cast, django_capture_on_commit_callbacks):
    return ask(cast.clerk, django_capture_on_commit_callbacks, number=2)


def test_only_the_owner_sees_a_job_not_even_the_system_administrator(cast, done):
    pages = [f"/jobs/{done.pk}/", f"/jobs/{done.pk}/file/"]
    for user, status in ((cast.clerk, 200), (cast.sysadmin, 404), (cast.chair, 404), (cast.shen, 404)):
        client = Client()
        client.force_login(user)
        assert {client.get(page).status_code for page in pages} == {status}, user
        assert (f'href="/jobs/{done.pk}/"' in client.get("/jobs/").content.decode()) == (status == 200)


def job_doors(job: JobRun) -> list[str]:
    return [f"{before}/jobs/{job.pk}/{after}" for before in ("", "/api/v1") for after in ("", "file/")]


def answers(client, job: JobRun) -> set[int]:
    return {client.get(door).status_code for door in job_doors(job)}


def listed(client) -> tuple[bool, int]:
    return "加倍" in client.get("/jobs/").content.decode(), client.get("/api/v1/jobs/").json()["count"]


def test_jobs_and_their_files_go_with_the_post_in_which_they_were_asked_for(cast, client, done):
    """Dismissed, or given another post: what the earlier post could see stays with it."""
    client.force_login(cast.clerk)
    assert answers(client, done) == {200} and listed(client) == (True, 1)
    post = cast.clerk.posts.get()
    post.valid_to = timezone.localdate() - timedelta(days=1)
    post.save()
    assert answers(client, done) == {404} and listed(client) == (False, 0)
    Post.objects.create(user=cast.clerk, role=Role.UNIT_CLERK, organisation=cast.housing)
    assert answers(client, done) == {404} and listed(client) == (False, 0)
    assert client.post(f"/jobs/{done.pk}/cancel/").status_code == 404


def test_a_job_of_another_post_of_ones_own_says_which(cast, client, done):
    other = Post.objects.create(user=cast.clerk, role=Role.UNIT_CLERK, organisation=cast.housing)
    client.force_login(cast.clerk)
    client.post("/accounts/hat/", {"post": other.pk})
    assert answers(client, done) == {403} and listed(client) == (False, 0)
    page = client.get(f"/jobs/{done.pk}/").content.decode()
    assert f'name="post" value="{done.params["post"]}"' in page and "切换到提案委工作人员" in page
    assert "提案委工作人员" in client.get(f"/api/v1/jobs/{done.pk}/file/").json()["detail"]
    worn = {"X-Post": str(done.params["post"])}
    assert client.get(f"/api/v1/jobs/{done.pk}/file/", headers=worn).status_code == 200
    client.post("/accounts/hat/", {"post": done.params["post"], "next": f"/jobs/{done.pk}/"})
    assert answers(client, done) == {200} and listed(client) == (True, 1)


def test_the_file_is_saved_under_its_name_and_never_guessed(cast, client, done):
    client.force_login(cast.clerk)
    answer = client.get(f"/jobs/{done.pk}/file/")
    assert b"".join(answer.streaming_content) == b"4"
    assert "attachment" in answer["Content-Disposition"] and "%E7%BB%93%E6%9E%9C" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_is_gone_is_not_found(cast, client, done):
    client.force_login(cast.clerk)
    done.result.storage.delete(done.result.name)
    assert client.get(f"/jobs/{done.pk}/file/").status_code == 404


def test_a_running_job_renews_its_page_with_and_without_scripts(cast, client, done):
    silent_for(done, 0, State.RUNNING)
    client.force_login(cast.clerk)
    page = client.get(f"/jobs/{done.pk}/").content.decode()
    assert 'hx-trigger="every 2s"' in page and '<meta http-equiv="refresh" content="2">' in page
    part = client.get(f"/jobs/{done.pk}/", headers={"HX-Request": "true"})
    assert part.status_code == 200 and b"<html" not in part.content
    JobRun.objects.filter(pk=done.pk).update(state=State.DONE)
    assert client.get(f"/jobs/{done.pk}/", headers={"HX-Request": "true"}).status_code == 286


def test_stopping_a_job(cast, client, done):
    client.force_login(cast.clerk)
    client.post(f"/jobs/{done.pk}/cancel/")
    assert JobRun.objects.get(pk=done.pk).state == State.DONE, "an ended one stays"
    silent_for(done, 0, State.RUNNING)
    stranger = Client()
    stranger.force_login(cast.shen)
    assert stranger.post(f"/jobs/{done.pk}/cancel/").status_code == 404
    client.post(f"/jobs/{done.pk}/cancel/")
    assert JobRun.objects.get(pk=done.pk).state == State.CANCELLED


def test_the_list_costs_the_same_for_one_job_and_for_twenty_five(cast, client, done, django_assert_num_queries):
    client.force_login(cast.clerk)
    client.get("/jobs/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get("/jobs/")
    done.result.save("other.txt", ContentFile(b"4"), save=False)
    JobRun.objects.bulk_create(
        JobRun(kind=KIND, label=f"任务{n}", created_by=cast.clerk, state=State.DONE, params=done.params)
        for n in range(24)
    )
    with CaptureQueriesContext(connection) as many:
        client.get("/jobs/")
    assert len(one) == len(many)
