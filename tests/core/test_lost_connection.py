"""The database goes away under a request: reading goes on by itself, writing gives back what was typed."""

from unittest.mock import Mock

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from tests.builders.notices import is_postgresql
from workbench import views
from zhengxie import middleware

GONE = OperationalError("server closed the connection unexpectedly")


@pytest.fixture
def gone(monkeypatch):
    """The connection that the middleware looks at is broken."""
    broken = Mock(is_usable=Mock(return_value=False))
    monkeypatch.setattr(middleware, "connection", broken)
    return broken


@pytest.fixture
def visitor(cast):
    client = Client(raise_request_exception=False)
    client.force_login(cast.clerk)
    return client


@pytest.fixture
def unwritable(gone, monkeypatch):
    """Handing in at /accounts/kept/ meets it."""
    monkeypatch.setattr("core.people.pages.unsent_input.forget", Mock(side_effect=GONE))


def failing(monkeypatch, error: Exception, times: int) -> list[int]:
    """The home raises ``error`` so many times; says how often it was asked."""
    asked, really = [], views.homes.for_user

    def fails(*args, **kwargs):
        asked.append(1)
        if len(asked) <= times:
            raise error
        return really(*args, **kwargs)

    monkeypatch.setattr(views.homes, "for_user", fails)
    return asked


@pytest.mark.django_db
@pytest.mark.parametrize("error", [GONE, InterfaceError("connection already closed")])
def test_reading_is_done_once_more_on_a_fresh_connection(visitor, gone, monkeypatch, error):
    asked = failing(monkeypatch, error, times=1)
    assert visitor.get("/").status_code == 200
    assert len(asked) == 2 and gone.close.call_count == 1


@pytest.mark.django_db
def test_reading_is_not_tried_for_ever(visitor, gone, monkeypatch):
    asked = failing(monkeypatch, GONE, times=9)
    assert visitor.get("/").status_code == 500
    assert len(asked) == 2


@pytest.mark.django_db
def test_what_the_database_refuses_is_not_tried_again(visitor, monkeypatch):
    monkeypatch.setattr(middleware, "connection", Mock(is_usable=Mock(return_value=True)))
    asked = failing(monkeypatch, OperationalError("canceling statement due to lock timeout"), times=1)
    assert visitor.get("/").status_code == 500
    assert len(asked) == 1


@pytest.mark.django_db
def test_who_is_signed_in_is_asked_anew_too(visitor, gone, monkeypatch):
    asked, really = [], SessionStore._get_session_from_db

    def fails_once(store):
        asked.append(1)
        if len(asked) == 1:
            raise GONE
        return really(store)

    monkeypatch.setattr(SessionStore, "_get_session_from_db", fails_once)
    assert visitor.get("/").status_code == 200


@pytest.mark.django_db
def test_writing_is_not_repeated_unasked_and_what_was_typed_comes_back(visitor, unwritable):
    text = "请把夜间公交的末班车延到二十三点，方便加班的人回家。<b>"
    fields = {"name": "短的", "text": text, "nonce": "n1"}
    page = visitor.post("/accounts/kept/", fields)
    said = page.content.decode()
    assert page.status_code == 503 and "请再提交一次；已经办成的不会重复办理" in said
    assert 'action="/accounts/kept/"' in said and 'name="nonce" value="n1"' in said
    assert "延到二十三点" in said and "<b>" not in said and 'name="csrfmiddlewaretoken"' in said


@pytest.mark.django_db
def test_passwords_and_what_came_from_elsewhere_are_not_given_back(visitor, unwritable):
    for fields, headers in (
        ({"old": "secret-1", "text": "写的话"}, {}),
        ({"text": "别处的话"}, {"Origin": "https://elsewhere.example"}),
    ):
        page = visitor.post("/accounts/kept/", fields, headers=headers)
        said = page.content.decode()
        assert page.status_code == 503 and "后退" in said
        assert "secret-1" not in said and "的话" not in said


@pytest.mark.django_db
def test_scripts_and_programs_get_it_in_their_language(visitor, unwritable):
    answer = visitor.post("/accounts/kept/", {"text": "x"}, headers={"Accept": "application/json"})
    assert answer.status_code == 503 and "请再提交一次" in answer.json()["detail"]


@pytest.mark.django_db(transaction=True)
def test_a_connection_cut_by_the_server_is_not_noticed_by_the_reader(cast):
    if not is_postgresql():
        pytest.skip("needs PostgreSQL: SQLite has no connection that could be cut")
    cut = []

    def cutting(execute, sql, params, many, context):
        if "core_notice" in sql and not cut:
            cut.append(1)
            other = connection.copy()
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
            other.close()
        return execute(sql, params, many, context)

    client = Client(raise_request_exception=False)
    client.force_login(cast.clerk)
    with connection.execute_wrapper(cutting):
        page = client.get("/notices/")
    assert cut and page.status_code == 200
