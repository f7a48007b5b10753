"""A large roster is written by a job: once, as its preview showed it, whatever is clicked or killed."""

import pytest
from celery import current_app

from core.models import Event, JobRun
from members import tasks
from members.models import Member, RosterImport
from tests.builders.rosters import BAD, ROWS, confirm, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture(autouse=True)
def large(monkeypatch):
    """More than one row is large."""
    monkeypatch.setattr(tasks, "ROWS_AT_ONCE", 1)


def confirmed(client, roster, capture, **fields) -> JobRun:
    with capture(execute=True):
        response = confirm(client, roster, **fields)
    assert response.redirect_chain[0][0].startswith("/jobs/")
    return JobRun.objects.latest("id")


def test_it_is_written_once(office, cast, django_capture_on_commit_callbacks):
    roster = waiting(office, *ROWS)
    job = confirmed(office, roster, django_capture_on_commit_callbacks)
    assert (job.state, job.message) == ("done", "已导入：新增 2 人，更新 0 人，未变 0 人，退回 0 行。")
    event = Event.objects.get(key="import_roster")
    assert (event.actor, event.post, event.ip) == (cast.office_clerk, cast.office_clerk.current_post, "127.0.0.1")
    JobRun.objects.filter(pk=job.pk).update(state="queued")
    current_app.tasks[tasks.ROSTER_JOB].delay(job.pk)
    job.refresh_from_db()
    assert job.state == "done" and "没有重复写入" in job.message
    assert Member.objects.filter(name="赵一川").count() == 1
    assert RosterImport.objects.get().state == "applied"


def test_what_cannot_be_written_says_why_and_leads_back(office, django_capture_on_commit_callbacks):
    roster = waiting(office, *ROWS, BAD)
    job = confirmed(office, roster, django_capture_on_commit_callbacks)
    assert job.state == "failed" and "有 1 行被退回" in job.message
    page = office.get(f"/jobs/{job.pk}/").content.decode()
    assert f'href="/members/roster/{roster.pk}/"' in page and not Member.objects.filter(name="赵一川").exists()
    assert confirmed(office, roster, django_capture_on_commit_callbacks, skip_refused="1").state == "done"


def test_a_preview_that_has_changed_is_not_written(office, django_capture_on_commit_callbacks):
    roster = waiting(office, *ROWS)
    job = confirmed(office, roster, django_capture_on_commit_callbacks, digest="another")
    assert job.state == "failed" and "请核对新的预览" in job.message
