"""What all tests share."""

import gc
import os
import shutil
import subprocess
import sys
from functools import partialmethod
from pathlib import Path

import pytest
from django.db import connection
from django.test import TransactionTestCase
from pytest_django.plugin import blocking_manager_key
from xdist.scheduler import LoadScopeScheduling

from zhengxie import settings_test

#: The shell is the same browser without its windows: half the work for a page.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(autouse=True)
def empty_cache(request):
    """No test sees what an earlier one left in the cache or in the process's memory of rules, calendar and registry."""
    from core import compiled, rulebook  # need the apps to be ready
    from core.clock import calendar
    from core.committee import identity
    from tests.builders import replay

    settings_test.cache_round[0] = next(settings_test.CACHE_ROUNDS)
    rulebook.forget()
    calendar.forget()
    identity.forget()
    changes = not replay.CHANGES_THE_PROGRAM.isdisjoint(asked_for(request.node))
    if changes:
        compiled.forget()
    yield
    if changes:
        compiled.forget()


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker):
    """On SQLite a copy of a migrated file (tests/builders/database.py); elsewhere as pytest-django makes it."""
    from tests.builders import database, state_watch  # need the apps to be ready

    empty = TransactionTestCase._fixture_teardown
    if not database.is_sqlite():
        request.getfixturevalue("django_db_setup")
        TransactionTestCase._fixture_teardown = partialmethod(emptied, empty)
        with django_db_blocker.unblock():
            state_watch.install()
        yield
        TransactionTestCase._fixture_teardown = empty
        return
    request.getfixturevalue("django_test_environment")
    request.getfixturevalue("django_db_modify_db_settings")
    with django_db_blocker.unblock(), database.prepared() as template:
        TransactionTestCase._fixture_teardown = lambda _case: database.restore(template)
        state_watch.install()
        with django_db_blocker.block():
            yield
        TransactionTestCase._fixture_teardown = empty
        database.drop_all_but()


@pytest.fixture(scope="session")
def migrated(django_db_setup, tmp_path_factory, repository) -> Path:
    """A migrated SQLite file with no rows but those of the migrations; an installation of its own begins with a copy.

    Migrating takes as long as most of what is tried on such an installation.
    """
    from tests.builders import database  # needs the apps to be ready

    if database.is_sqlite():
        return database.template_path()
    folder = tmp_path_factory.mktemp("migrated")
    own = {"VAR_DIR": str(folder), "ZHENGXIE_ENV_FILE": os.devnull, "DATABASE_URL": "", "REDIS_URL": ""}
    own["DJANGO_SETTINGS_MODULE"] = "zhengxie.settings"
    command = [sys.executable, "manage.py", "migrate", "-v0"]
    subprocess.run(command, cwd=repository, env=os.environ | own, check=True, timeout=300)
    return folder / "zhengxie.sqlite3"


def emptied(case, empty) -> None:
    """Tests that commit empty the database afterwards; event rows are then let go, which nothing else may do."""
    from core import compiled  # need the apps to be ready
    from core.matters import event_guard

    event_guard.remove(connection)
    try:
        empty(case)
    finally:
        event_guard.install(connection)
        compiled.forget()  # emptying gives the tables' own rows other keys


# ---- rows that many tests stand on, built once ----

#: Fixtures whose rows are built once for all tests that ask for them (tests/builders/database.py).
SHARED = ("demo", "cast", "stages", "veiled", "dated")
#: The files that stand on rows which take long to build: all of one row's to the same process.
TOGETHER = {
    "demo": ("tests/demo/test_demo.py", "tests/demo/test_pages.py"),
    "stages": (
        *(
            f"tests/promises/test_{name}.py"
            for name in (
                "agreement",
                "asking",
                "digest",
                "doors",
                "effects",
                "figures",
                "grid",
                "leaving",
                "states",
                "turns",
            )
        ),
        "tests/core/organisations/test_handing_on.py",
    ),
}

#: Tests that take more than ten seconds, apart from those that share rows.
LONG = (
    "tests/infra/test_run.py", "tests/infra/test_bench.py", "tests/kill/", "tests/core/test_rehearsal.py",
    "tests/core/backup/test_backup.py", "tests/promises/test_pretended_line.py",
    "tests/browser/test_whole_life.py::test_whole_life", "tests/browser/test_board.py::test_pages_fit",
    "tests/browser/test_rulebook.py::test_pages_fit",
)  # fmt: skip


def commits(item) -> bool:
    """Whether a test commits what it writes, so that threads and browsers see it."""
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or not {"transactional_db", "live_server"}.isdisjoint(
        item.fixturenames
    )


def shared_by(item) -> set[str]:
    return set() if commits(item) else {name for name in SHARED if name in item.fixturenames}


def is_long(item) -> bool:
    """What takes long by itself, mostly waiting for other processes, begins first: at the end the others would wait."""
    return item.nodeid.startswith(LONG)


def asked_for(item) -> set[str]:
    """The fixtures that the test and those of our own that it uses ask for; plugins' own needs are none of it."""
    info = item._fixtureinfo
    own = (one for found in info.name2fixturedefs.values() for one in found if one.func.__module__.startswith("tests"))
    return set(info.argnames).union(*(one.argnames for one in own))


def pytest_collection_finish() -> None:
    """What the program consists of lives on: it is not looked through for rubbish again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items) -> None:
    """Side by side stand tests that share the same rows, those that share none, those that commit; long ones first."""
    apart = {item.nodeid for item in items if {"demo", "stages"} & shared_by(item)}
    apart -= {node for node in apart if node.startswith(tuple(name for files in TOGETHER.values() for name in files))}
    if apart:
        raise pytest.UsageError(
            f"stands on rows that take long to build; name its file in TOGETHER: {sorted(apart)[0]}"
        )
    from tests.builders import database  # needs the apps to be ready

    # Elsewhere than on SQLite a test that commits leaves the database without the rows of the migrations.
    first = is_long if database.is_sqlite() else lambda _item: False
    items.sort(key=lambda item: (not first(item), commits(item), [name in shared_by(item) for name in SHARED]))


class SharingTogether(LoadScopeScheduling):
    """Tests go one by one to whichever process is free, but those that stand on the same long build to one.

    A scheduler of our own, as marks of ``xdist_group`` are not seen by pytest-xdist 3.8 under pytest 9.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((name for name, files in TOGETHER.items() if nodeid.startswith(files)), nodeid)

    def mark_test_complete(self, node, item_index: int, duration: float = 0) -> None:
        """What is done is let go: at the end of each test all that is kept is counted."""
        super().mark_test_complete(node, item_index, duration)
        work = self.assigned_work[node]
        if all(work[scope := self._split_scope(self.registered_collections[node][item_index])].values()):
            del work[scope]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log) -> SharingTogether:
    return SharingTogether(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item) -> None:
    """Let shared rows go before anything of a test that does not want them begins.

    A browser's driver keeps an event loop in the thread, in which Django gives out another connection.
    """
    from tests.builders import database, replay  # need the apps to be ready

    replay.end()
    with item.config.stash[blocking_manager_key].unblock():
        database.drop_all_but(shared_by(item))
        if commits(item):
            database.nothing_stands()


def pytest_fixture_setup(fixturedef, request) -> None:
    """Before the own transaction of a test that shares rows begins, they stand."""
    if fixturedef.argname != "_django_db_helper":
        return
    from tests.builders import database  # needs the apps to be ready

    with request.config.stash[blocking_manager_key].unblock():
        for name in sorted(shared_by(request.node), key=SHARED.index):
            database.SHARED[name].raise_up()


def installed_browser() -> str | None:
    """Path of a Chromium that really starts: $CHROMIUM, then the usual names; None leaves Playwright its own.

    On Ubuntu the name may be a shim that only tells how to install a snap, hence the trial.
    """
    for candidate in (os.environ.get("CHROMIUM"), *BROWSERS):
        path = shutil.which(candidate) if candidate else None
        if path and subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0:
            return path
    return None


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Headless Chromium of this machine that calls nobody; the sandbox is dropped only where root forbids it."""
    flags = [
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    if os.getuid() == 0:
        flags.append("--no-sandbox")
    path = installed_browser()
    return browser_type_launch_args | {"args": flags} | ({"executable_path": path} if path else {})


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture(scope="session")
def repository() -> Path:
    """Root of the checkout."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture
def cast(request, db):
    """The committee of tests/builders/cast.py."""
    from tests.builders import database, replay  # need the apps to be ready
    from tests.builders.cast import make_cast

    if commits(request.node):
        return database.lay_down("cast", make_cast)
    replay.begin(shared_by(request.node), asked_for(request.node))
    return database.SHARED["cast"].copy()


@pytest.fixture
def stages(cast):
    """A matter at every stage, by name (tests/builders/stages.py); for tests that do not commit."""
    return shared_copy("stages")


@pytest.fixture
def veiled(stages):
    """The world of tests/promises/asking.py on top of the stages; as they."""
    return shared_copy("veiled")


@pytest.fixture
def dated(cast):
    """A matter at every stage with dates of its own, begun today (tests/builders/deadlines.py); as ``stages``."""
    return shared_copy("dated")


@pytest.fixture
def demo(db):
    """The loaded demo, with its counts; for tests that do not commit."""
    return shared_copy("demo")


def shared_copy(name: str):
    from tests.builders import database  # needs the apps to be ready

    return database.SHARED[name].copy()


@pytest.fixture
def open_hours(db):
    """Messages may leave at any time."""
    from tests.builders.notices import set_rule

    set_rule("reminder.quiet_hours", {"from": "00:00", "to": "00:00"})
    set_rule("reminder.quiet_rest_days", False)


@pytest.fixture
def channels(settings, open_hours):
    """Mail (into Django's outbox) and the gateway are set up."""
    settings.MAIL_GOES_OUT = True
    settings.NOTICE_GATEWAY_URL = "http://127.0.0.1:9/none"
    settings.NOTICE_GATEWAY_SECRET = "a-secret-of-tests"
    settings.SITE_URL = "https://zx.example.gov.cn"
    return settings


@pytest.fixture
def reachable(cast, channels):
    """The cast, in which 沈岚 has both addresses, 周正 a phone, 何静 a mailbox, 陆远 none."""
    from core.models import User

    for user, email, phone in (
        (cast.shen, "shen@example.cn", "13800000001"),
        (cast.zhou, "", "13800000002"),
        (cast.he, "he@example.cn", ""),
    ):
        User.objects.filter(pk=user.pk).update(email=email, phone=phone)
        user.refresh_from_db()
    return cast
