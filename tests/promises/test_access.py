"""Every address declares who may open it, and answers every role accordingly."""

import re

import pytest
from django.test import Client

from core.matters.generated_docs import access_of, site_views
from tests.builders.cast import USERS

LIBRARY = ("/api/v1/schema/", "/api/v1/docs/")


def test_every_view_declares_who_may():
    undeclared = [path for path, view in site_views() if access_of(view) is None and path not in LIBRARY]
    assert undeclared == []


def filled(path: str) -> str:
    """An address with parameters that point at nothing."""
    path = re.sub(r"<(?:int|drf_format_suffix):?\w*>", "999999", path)
    path = re.sub(r"<uuid:\w+>", "00000000-0000-0000-0000-000000000000", path)
    path = re.sub(r"<(?:\w+:)?\w+>", "x", path)
    path = re.sub(r"\(\?P<pk>[^)]*\)", "999999", path)
    path = re.sub(r"\(\?P<\w+>[^)]*\)", "x", path)
    return re.sub(r"[\^$\\]|\\Z|\?", "", path)


def page_paths() -> list[tuple[str, object]]:
    return [(path, access_of(view)) for path, view in site_views() if not path.startswith("/api/")]


@pytest.mark.django_db
def test_strangers_are_sent_to_sign_in_from_everything_that_is_not_public(cast, client):
    wrong = []
    for path, declared in page_paths():
        if declared == "public":
            continue
        response = client.get(filled(path))
        if response.status_code not in (302, 401, 403, 404, 405):
            wrong.append((path, response.status_code))
        elif response.status_code == 302 and "/accounts/login/" not in response.headers["Location"]:
            wrong.append((path, response.headers["Location"]))
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(USERS))
def test_each_role_opens_what_it_may_and_nothing_else(cast, role):
    client = Client()
    client.force_login(getattr(cast, USERS[role]))
    wrong = []
    for path, declared in page_paths():
        if "logout" in path:
            continue
        status = client.get(filled(path)).status_code
        if isinstance(declared, frozenset | set | tuple | list):
            allowed = role in declared
            if allowed and status in (403,):
                wrong.append((path, "may but is refused"))
            if not allowed and status not in (403, 404, 405):
                wrong.append((path, f"may not but gets {status}"))
        if status >= 500:
            wrong.append((path, status))
    assert wrong == []
