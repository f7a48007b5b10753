"""The read-only window on the data answers no question about a secret, whichever list is asked and by which road."""

from inspect import unwrap

import pytest
from django.contrib import admin
from django.test import Client
from rest_framework.authtoken.models import Token

from core.models import Event, User
from tests.builders.cast import PASSWORD

pytestmark = pytest.mark.django_db
SECRET = ("password", "session_key", "token", "key", "secret")
ENDINGS = ("", "__startswith", "__gte", "__regex", "__in")


def roads(model, depth: int = 2, before: str = ""):
    """The names under which every field can be asked for, directly and over relations."""
    for field in model._meta.get_fields():
        if not hasattr(field, "name") or (field.is_relation and field.related_model is None):
            continue
        yield before + field.name
        if field.is_relation and depth and field.related_model is not model:
            yield from roads(field.related_model, depth - 1, f"{before}{field.name}__")


def is_secret(road: str) -> bool:
    return road.rsplit("__", 1)[-1].endswith(SECRET)


def test_the_roads_lead_to_what_is_to_be_kept():
    assert {"password", "session_key", "auth_token__key"} <= {road for road in roads(User) if is_secret(road)}


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model.__name__)
def test_no_list_can_be_asked_by_a_field_that_it_does_not_offer(model):
    shown = admin.site._registry[model]
    offered = [name if isinstance(name, str) else name[0] for name in shown.list_filter]
    for road in roads(model):
        for ending in ENDINGS:
            if shown.lookup_allowed(road + ending, "a", None):
                assert road in offered and not is_secret(road), road + ending


def test_the_page_itself_refuses_and_offers_what_it_always_did(cast):
    client = Client(raise_request_exception=False)
    client.force_login(cast.sysadmin)
    for path, asked in (
        ("post", "user__session_key__gte=5"),
        ("post", "user__auth_token__key__startswith=5"),
        ("post", "user__password__startswith=md5"),
    ):
        answer = client.get(f"/admin/core/{path}/?{asked}")
        assert answer.status_code == 400 or answer["Location"].endswith("e=1"), asked
    assert client.get("/admin/core/post/?role__exact=member").status_code == 200
    assert client.get("/admin/core/organisation/?q=住建").status_code == 200
    for kept_out in ("core/user", "authtoken/tokenproxy", "core/jobrun", "core/keptform"):
        assert client.get(f"/admin/{kept_out}/").status_code == 404, (
            "accounts, other people's typed text, and what signs in"
        )


def test_no_door_of_the_window_signs_in_or_out_or_changes_a_password_in_its_own_way(cast):
    client = Client()
    client.post("/accounts/login/", {"username": "sysadmin", "password": PASSWORD})
    Token.objects.create(user=cast.sysadmin)
    new = "Second-door-2026"
    typed = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    for path in ("password_change/", "password_change/done/"):
        answers = [client.get(f"/admin/{path}"), client.post(f"/admin/{path}", typed)]
        assert {answer["Location"] for answer in answers} == {"/accounts/password/"}
    assert User.objects.get(pk=cast.sysadmin.pk).check_password(PASSWORD)
    assert client.get("/admin/logout/").status_code == 405
    assert client.post("/admin/logout/")["Location"] == "/accounts/login/"
    assert Event.objects.filter(key="sign_out", actor=cast.sysadmin).count() == 1
    assert client.post("/admin/login/", {"username": "sysadmin", "password": PASSWORD}).status_code == 302
    assert client.get("/accounts/me/").status_code == 302, "nobody is signed in by that door"
    assert client.post(f"/admin/core/user/{cast.shen.pk}/password/", typed).status_code in (302, 404)


def test_every_door_of_the_window_that_is_about_signing_in_is_the_sites_own():
    doors = {pattern.name: pattern.callback for pattern in admin.site.get_urls() if getattr(pattern, "name", None)}
    about = {name for name in doors if "log" in name or "password" in name}
    assert about == {"login", "logout", "password_change", "password_change_done"}
    assert {unwrap(doors[name]).__module__ for name in about} == {"core.admin"}
