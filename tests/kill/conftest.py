"""A small installation of its own for each test: folder, database, worker, beat, receivers; all end with the test."""

import os
import secrets
import shutil
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.builders.installation import MIGRATE, OPEN, MailBox, Receiver, Redis, Site


@pytest.fixture
def receiver():
    one = Receiver()
    yield one
    one.close()


@pytest.fixture
def mailbox():
    box = MailBox()
    yield box
    box.controller.stop()


@pytest.fixture
def make_site(tmp_path, request, postgresql_url):
    """Makes an installation; its processes are ended with the test."""
    made = []

    def make(**settings: str) -> Site:
        site = Site(tmp_path, **settings)
        if postgresql_url:
            site.environment["DATABASE_URL"] = postgresql_url
            site.run(MIGRATE)
        else:
            shutil.copy(request.getfixturevalue("migrated"), tmp_path / "db.sqlite3")
            site.run(OPEN)
        made.append(site)
        return site

    yield make
    for site in made:
        for name in list(site.processes):
            site.kill(name)


@pytest.fixture
def postgresql_url():
    """The address of an empty database of its own on the server of TEST_DATABASE_URL; empty: SQLite."""
    given = os.environ.get("TEST_DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield ""
        return
    import psycopg2

    name = f"zhengxie_kill_{secrets.token_hex(6)}"
    parts = urlsplit(given)
    server = psycopg2.connect(urlunsplit(parts._replace(scheme="postgresql", path="/postgres")))
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield urlunsplit(parts._replace(path=f"/{name}"))
    with server.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
    server.close()


@pytest.fixture
def own_redis(tmp_path):
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed (sh test.sh installs it)")
    one = Redis(tmp_path)
    one.start()
    yield one
    one.kill()
