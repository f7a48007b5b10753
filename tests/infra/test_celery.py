"""Background work runs over Redis or over this machine's folders, from one function."""

import json
import os
from pathlib import Path

from django.conf import settings
from kombu import Connection

from zhengxie.celery import app, celery_settings

SAME_IN_BOTH = ("task_serializer", "accept_content", "task_default_queue", "task_ignore_result", "task_always_eager")


def test_without_redis_messages_are_files_of_this_machine(tmp_path):
    values = celery_settings("", tmp_path / "var")
    assert values["broker_url"].startswith("filesystem://")
    options = values["broker_transport_options"]
    folders = {
        Path(options[name]) for name in ("data_folder_in", "data_folder_out", "processed_folder", "control_folder")
    }
    assert all(folder.is_dir() and tmp_path in folder.parents for folder in folders)
    assert options["data_folder_in"] == options["data_folder_out"], "what is sent here is read here"


def test_with_redis_nothing_is_written_here_and_cut_off_tasks_come_again(tmp_path):
    values = celery_settings("redis://127.0.0.1:6379/3", tmp_path / "var")
    assert values["broker_url"] == "redis://127.0.0.1:6379/3"
    assert values["task_acks_late"] and values["task_reject_on_worker_lost"]
    assert not (tmp_path / "var" / "queue").exists()


def test_both_modes_agree_on_what_a_task_is(tmp_path):
    files, redis = celery_settings("", tmp_path), celery_settings("redis://127.0.0.1:6379/3", tmp_path)
    assert {name: files[name] for name in SAME_IN_BOTH} == {name: redis[name] for name in SAME_IN_BOTH}
    assert files["task_always_eager"] is False, "eager only in tests"
    assert files["accept_content"] == ["json"]
    assert str(tmp_path) in files["beat_schedule_filename"]


def test_every_scheduled_task_exists():
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled - set(app.tasks) == set()
    assert "core.tasks.resume_jobs" in app.tasks, "asked for whenever a worker starts"


def test_a_message_is_never_seen_before_it_is_whole(tmp_path, monkeypatch):
    """The worker reads whatever bears a message's name: at that moment all of it must be there."""
    options = celery_settings("", tmp_path)["broker_transport_options"]
    seen, replace = [], os.replace

    def look(source, target):
        seen.append(sorted(os.listdir(options["data_folder_in"])))
        assert json.loads(Path(source).read_text())["body"]
        replace(source, target)

    monkeypatch.setattr("zhengxie.message_files.os.replace", look)
    with Connection("filesystem://localhost/", transport_options=options) as connection:
        queue = connection.SimpleQueue("work")
        queue.put({"n": 1})
        assert [name for names in seen for name in names if not name.startswith(".")] == []
        assert queue.get(timeout=1).payload == {"n": 1}


def test_tests_run_tasks_on_the_spot():
    assert app.conf.task_always_eager is True
