"""The throw-away copy: an SQLite file beside nothing else, made from whatever database the site uses."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db import connection, models

DATABASE = "copy.sqlite3"
SEED = "seed.jsonl"
PATIENCE = 180
#: What grows with the work and is none of what an office sets up.
LEFT_OUT = {
    "core.Event", "core.EventSeal", "core.Notice", "core.Delivery", "core.Clock", "core.OpenTurn", "core.JobRun",
    "core.JobStep", "core.Reminder", "core.ReminderScan", "core.SearchEntry", "core.Attachment", "core.SavedView",
    "core.ListLook",
    "core.CalendarFeed", "core.NumberSeries", "core.NumberGap", "core.TokenCount",
}  # fmt: skip
COPIED_APPS = ("core", "members")


class CopyFailed(Exception):
    """The copy could not be made or used; the text says why, for the log."""


def make(folder: Path, *, by_rows: bool = False) -> None:
    """Make the copy in ``folder``. SQLite is copied as a file; another database row by row, without its matters."""
    if connection.vendor == "sqlite" and not by_rows:
        connection.ensure_connection()
        with closing(sqlite3.connect(folder / DATABASE)) as target:
            connection.connection.backup(target)
        return
    with (folder / SEED).open("w", encoding="utf-8") as seed:
        for model in copied_models():
            rows = model._default_manager.order_by("pk")
            serializers.serialize("jsonl", rows.iterator(chunk_size=500), stream=seed)
    run(folder, "migrate", "--noinput", "--verbosity", "0")
    run(folder, "rehearse", "fill")


def copied_models() -> list[type[models.Model]]:
    """What an office sets up: directory, people, rules, calendar, terms, members."""
    return [
        model
        for app in COPIED_APPS
        for model in apps.get_app_config(app).get_models()
        if model._meta.label not in LEFT_OUT and not model.__name__.startswith("Historical")
    ]


def fill(folder: Path) -> None:
    """In the copy's own process: replace what the migration brought by the rows of the real database."""
    with connection.constraint_checks_disabled():
        for model in reversed(copied_models()):
            model._default_manager.all()._raw_delete(connection.alias)
        with (folder / SEED).open(encoding="utf-8") as seed:
            for row in serializers.deserialize("jsonl", seed):
                row.save()
    connection.check_constraints()


def environment(folder: Path) -> dict[str, str]:
    """What the copy's process is told: its own database and folders, and no way out of the site."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "zhengxie.settings",
        "VAR_DIR": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "REDIS_URL": "",
        "EMAIL_URL": "dummymail://",
        "NOTICE_GATEWAY_URL": "",
        "REHEARSAL": str(folder),
    }


def run(folder: Path, *command: str) -> dict:
    """Run a command of manage.py in the copy; the JSON of its last line. Raises CopyFailed."""
    try:
        done = subprocess.run(  # noqa: S603 - our own command, its words are ours
            [sys.executable, "-W", "ignore", str(settings.BASE_DIR / "manage.py"), *command],
            cwd=settings.BASE_DIR, env=environment(folder), stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CopyFailed(str(error)) from error
    if done.returncode:
        raise CopyFailed(done.stderr[-2000:])
    lines = done.stdout.strip().splitlines()
    return json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
