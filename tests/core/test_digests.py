"""Whoever reads the database cannot sign in with what stands there: not with a session's row, not with a token's."""

from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from rest_framework.authtoken.models import Token

from core.people import tokens
from core.people.sessions import SessionStore
from tests.builders.cast import PASSWORD


def test_the_row_of_a_session_signs_nobody_in(cast, client):
    client.post("/accounts/login/", {"username": "shen", "password": PASSWORD})
    key, (row,) = client.session.session_key, Session.objects.all()
    assert key not in (row.session_key, row.session_data) and client.get("/accounts/me/").status_code == 200
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = row.session_key
    assert thief.get("/accounts/me/").status_code == 302
    assert SessionStore(key).exists(key) and not SessionStore(key).exists(row.session_key)
    client.post("/accounts/logout/")
    assert not Session.objects.filter(pk=row.pk).exists()


def test_the_row_of_a_token_opens_nothing_and_the_token_is_told_again(cast):
    told, (row,) = tokens.give(cast.shen), Token.objects.all()
    assert told != row.key and tokens.give(cast.shen) == told
    for sent, status in ((told, 200), (row.key, 401)):
        assert Client().get("/api/v1/me/", headers={"Authorization": f"Token {sent}"}).status_code == status


def test_what_is_stored_depends_on_a_secret_that_is_not_in_the_database(cast, settings):
    told = tokens.give(cast.shen)
    settings.SECRET_KEY = "another-secret-of-another-installation-0123456789"
    again = tokens.give(cast.shen)
    assert again != told and Token.objects.count() == 1
