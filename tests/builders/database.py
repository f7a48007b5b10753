"""The database of the tests: migrated once per state of the sources, its cast built once, restored in one stroke.

- On SQLite a migrated file is kept among the temporary files, named by what it is made of; every process copies it.
- Tests with a fixture of ``SHARED`` that do not commit run inside one long transaction in which its rows stand; each
  test rolls back to it. Tests without it, and tests that commit, never see that transaction.
- After a test that committed, SQLite's file is overwritten by the migrated one instead of being emptied and refilled.
- What such tests begin with is kept as a file too (``lay_down``), and copied instead of being written again.
"""

import fcntl
import hashlib
import os
import pickle
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import django
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from tests.builders import replay

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
#: What a migrated database is made of: tables, and the rows that come with them.
SOURCES = (
    "*/migrations/*.py", "*/models/**/*.py", "*/models.py", "*/data/*", "*/rulebook.yaml", "*/apps.py",
    "core/rulebook/*.py", "core/clock/*.py", "core/matters/event_guard.py", "tests/builders/database.py",
    "tests/pretended_line/**/*.py",
)  # fmt: skip
KEPT_DAYS = 2


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def template_path() -> Path:
    """Where the migrated file of this state of the sources lies, whether it is there or not."""
    digest = hashlib.sha256(f"{django.VERSION}{sqlite3.sqlite_version}{settings.INSTALLED_APPS}".encode())
    for path in sorted({path for pattern in SOURCES for path in ROOT.glob(pattern) if path.is_file()}):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    folder = Path(tempfile.gettempdir()) / f"zhengxie-tests-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{digest.hexdigest()[:32]}.sqlite3"


@contextmanager
def prepared() -> Iterator[Path]:
    """The database of this process is a copy of the migrated file, which the first process to come makes."""
    from django.test.utils import setup_databases, teardown_databases

    template = template_path()
    with (template.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            made = setup_databases(verbosity=0, interactive=False)
            _copy(connection.settings_dict["NAME"], _fresh(template))
            teardown_databases(made, verbosity=0)
            os.replace(_fresh(template), template)
            _drop_old(template)
    template.touch()
    before, name = connection.settings_dict["NAME"], connection.creation._get_test_db_name()
    shutil.copyfile(template, name)
    _point_to(name)
    try:
        yield template
    finally:
        _point_to(before)
        for ending in ("", "-wal", "-shm"):
            Path(f"{name}{ending}").unlink(missing_ok=True)


def restore(template: Path) -> None:
    """Overwrite this process's database by the migrated one; other connections see it as one large transaction."""
    connection.close()
    _copy(template, connection.settings_dict["NAME"])


@dataclass
class Standing:
    """What was laid down in the database, the lowest first; ``as_of`` tells whether anything was written since."""

    names: tuple[str, ...] = ()
    as_of: tuple[Any, int, int] | None = None


_stands = Standing()
#: By what stands below and the day: the file, and what the builder gave back.
_laid: dict[tuple[date, tuple[str, ...]], tuple[Path, bytes]] = {}


def nothing_stands() -> None:
    """A test that commits begins, in a migrated database."""
    if is_sqlite():
        _stands.names, _stands.as_of = (), _as_of()


def lay_down(name: str, build: Callable[[], T]) -> T:
    """What ``build`` writes and commits; ``name`` says it all, together with what was laid down before.

    From a migrated database, and on it nothing but what was laid down, the same comes again: on SQLite its file, and
    what ``build`` gave back, are kept. Else, as where something was written meanwhile, it is built anew.
    """
    if not is_sqlite() or _stands.as_of != _as_of():
        return build()
    names = (*_stands.names, name)
    key, database = (timezone.localdate(), names), connection.settings_dict["NAME"]
    if key not in _laid:
        built = build()
        file = Path(database).with_name(f"laid-{len(_laid)}.sqlite3")
        _copy(database, file)
        _laid[key] = file, pickle.dumps(built)
    file, kept = _laid[key]
    connection.close()
    _copy(file, database)
    _stands.names, _stands.as_of = names, _as_of()
    return pickle.loads(kept)  # noqa: S301 - our own, of this process


def _as_of() -> tuple[Any, int, int]:
    """What changes when anybody writes: the connection and the rows it wrote, the commits of others."""
    connection.ensure_connection()
    own = connection.connection
    return own, own.total_changes, own.execute("PRAGMA data_version").fetchone()[0]


def _fresh(template: Path) -> Path:
    return template.with_suffix(".new")


def _copy(source: str | Path, target: str | Path) -> None:
    with closing(sqlite3.connect(source, timeout=20)) as old, closing(sqlite3.connect(target, timeout=20)) as new:
        old.backup(new)


def _point_to(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _drop_old(template: Path) -> None:
    """Migrated files that nobody has used for days."""
    for path in template.parent.glob("*.sqlite3"):
        if path.stat().st_mtime < time.time() - KEPT_DAYS * 86400:
            path.unlink(missing_ok=True)


class SharedRows:
    """Rows that many tests stand on, built at the first test that asks for them, in a transaction that stays open.

    ``on`` are rows that must stand below (the stages of matters stand on the cast); they go last.
    """

    def __init__(self, build: str, on: "SharedRows | None" = None):
        self._build, self._on, self._above = build, on, []
        self._kept: bytes | None = None
        self._open: transaction.Atomic | None = None
        if on is not None:
            on._above.append(self)

    def raise_up(self) -> None:
        """Build the rows unless they stand; to be called outside of a test's own transaction."""
        if self._on is not None:
            self._on.raise_up()
        if self._open is not None:
            return
        self._open = transaction.atomic()
        self._open._from_testcase = True  # as Django marks the transactions of tests: a durable block may stand inside
        self._open.__enter__()
        try:
            built = import_string(self._build)(*([self._on.copy()] if self._on else []))
        except BaseException:
            self.drop()
            raise
        self._kept = pickle.dumps(built)

    def drop(self) -> None:
        """Let the rows go, and those above them."""
        for rows in self._above:
            rows.drop()
        if self._open is None:
            return
        replay.forget()
        transaction.set_rollback(True)
        self._open.__exit__(None, None, None)
        self._open = self._kept = None

    def copy(self) -> Any:
        """What was built, as fresh objects: no test finds what another wrote on them."""
        return pickle.loads(self._kept)  # noqa: S301 - our own, of this process


shared_cast = SharedRows("tests.builders.cast.make_cast")
shared_stages = SharedRows("tests.builders.stages.make_stages", on=shared_cast)
#: By the fixture that asks for them, the lowest first.
SHARED = {
    "demo": SharedRows("demo.build.load"),
    "cast": shared_cast,
    "stages": shared_stages,
    "veiled": SharedRows("tests.promises.asking.asked_world", on=shared_stages),
    "dated": SharedRows("tests.builders.deadlines.at_every_stage", on=shared_cast),
}


def drop_all_but(wanted: set[str] = frozenset()) -> None:
    """Let all shared rows go that the coming test does not stand on."""
    for name, rows in reversed(SHARED.items()):
        if name not in wanted:
            rows.drop()
