"""What all tests share."""

import os
import shutil
import subprocess
from functools import partialmethod
from pathlib import Path

import pytest
from django.db import connection
from django.test import TransactionTestCase
from pytest_django.plugin import blocking_manager_key

from zhengxie import settings_test

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(autouse=True)
def empty_cache():
    """No test sees what an earlier one left in the cache or in the process's memory of rules and calendar."""
    from core import rulebook  # needs the apps to be ready
    from core.clock import calendar
    from core.committee import identity

    settings_test.cache_round[0] = next(settings_test.CACHE_ROUNDS)
    rulebook.forget()
    calendar.forget()
    identity.forget()


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
        database.shared_cast.drop()


def emptied(case, empty) -> None:
    """Tests that commit empty the database afterwards; event rows are then let go, which nothing else may do."""
    from core.matters import event_guard  # needs the apps to be ready

    event_guard.remove(connection)
    try:
        empty(case)
    finally:
        event_guard.install(connection)


# ---- the cast, built once ----


def commits(item) -> bool:
    """Whether a test commits what it writes, so that threads and browsers see it."""
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or not {"transactional_db", "live_server"}.isdisjoint(
        item.fixturenames
    )


def shares_cast(item) -> bool:
    return not {"cast", "stages"}.isdisjoint(item.fixturenames) and not commits(item)


def shares_stages(item) -> bool:
    return "stages" in item.fixturenames


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items) -> None:
    """Tests without the cast, those that share it, those that share its matters, those that commit: each built once."""
    items.sort(key=lambda item: (commits(item), shares_cast(item), shares_stages(item)))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item) -> None:
    """Let shared rows go before anything of a test that does not want them begins.

    A browser's driver keeps an event loop in the thread, in which Django gives out another connection.
    """
    from tests.builders.database import shared_cast, shared_stages  # need the apps to be ready

    with item.config.stash[blocking_manager_key].unblock():
        if not shares_stages(item):
            shared_stages.drop()
        if not shares_cast(item):
            shared_cast.drop()


def pytest_fixture_setup(fixturedef, request) -> None:
    """Before the own transaction of a test that shares rows begins, they stand."""
    if fixturedef.argname != "_django_db_helper":
        return
    from tests.builders.database import shared_cast, shared_stages  # need the apps to be ready

    with request.config.stash[blocking_manager_key].unblock():
        if shares_stages(request.node):
            shared_stages.raise_up()
        elif shares_cast(request.node):
            shared_cast.raise_up()


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
    from tests.builders.cast import make_cast  # needs the apps to be ready
    from tests.builders.database import shared_cast

    return make_cast() if commits(request.node) else shared_cast.copy()


@pytest.fixture
def stages(cast):
    """A matter at every stage, by name (tests/builders/stages.py); for tests that do not commit."""
    from tests.builders.database import shared_stages  # needs the apps to be ready

    return shared_stages.copy()


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
