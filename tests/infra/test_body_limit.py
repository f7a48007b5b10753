"""What is too large is refused before it is read: no temporary file, no memory, whoever sends it."""

import pytest
from django.conf import settings
from django.test import Client

from core.people import tokens

pytestmark = pytest.mark.django_db
MB = 1024 * 1024
FILES = "multipart/form-data; boundary=x"


class Untouched:
    """A body that nobody may read."""

    def read(self, *_):
        raise AssertionError("the body was read")

    readline = read


def post(client, path, size, kind=FILES, **headers):
    """A request that says it has so many bytes."""
    return client.generic(
        "POST", path, b"-", kind, headers=headers, CONTENT_LENGTH=str(size), **{"wsgi.input": Untouched()}
    )


@pytest.mark.parametrize("path", ["/accounts/login/", "/", "/nowhere/", "/proposals/", "/api/v1/token/"])
def test_a_stranger_is_refused_unread_with_a_sentence(cast, path):
    client = Client(enforce_csrf_checks=True)
    answer = post(client, path, 150 * MB, Authorization="Token 1234", Cookie="sessionid=made-up")
    assert answer.status_code == 413 and answer["Connection"] == "close"
    told = answer.json()["detail"] if "api" in path else answer.content.decode()
    assert "150 MB" in told and "最多收 2 MB" in told and "减少" in told


def test_whoever_is_signed_in_may_send_files_where_files_are_taken_and_forms_elsewhere(cast):
    client = Client()
    client.force_login(cast.shen)
    for path, size, kind, most in (
        ("/proposals/new/", 201 * MB, FILES, 200),
        ("/proposals/new/", 7 * MB, "application/x-www-form-urlencoded", 6),
        ("/accounts/password/", 7 * MB, FILES, 6),
        ("/notices/", 7 * MB, FILES, 6),
    ):
        answer = post(client, path, size, kind)
        assert answer.status_code == 413 and f"最多收 {most} MB" in answer.content.decode(), path
    with pytest.raises(AssertionError, match="was read"):
        post(client, "/proposals/new/", 150 * MB)


def test_a_token_lets_files_in_and_no_endless_document(cast):
    own = {"Authorization": f"Token {tokens.give(cast.shen)}"}
    answer = post(Client(), "/api/v1/proposals/", 7 * MB, "application/json", **own)
    assert answer.status_code == 413 and answer.json()["detail"].startswith("发来的内容有 7 MB")
    assert post(Client(), "/api/v1/token/", 7 * MB, FILES, **own).status_code == 413
    with pytest.raises(AssertionError, match="was read"):
        post(Client(), "/api/v1/proposals/", 150 * MB, **own)


def test_the_limit_stands_before_whatever_reads_the_form():
    order = list(settings.MIDDLEWARE)
    here = order.index("zhengxie.body_limit.BodyLimit")
    assert order.index("django.contrib.auth.middleware.AuthenticationMiddleware") < here
    assert all(here < order.index(name) for name in order if name.startswith(("core.", "django_htmx", "axes")))
