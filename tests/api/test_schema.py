"""The description of the interface: complete, without warnings, readable without the network."""

import io

import pytest
import yaml
from django.core.management import call_command

SELF_SIGNED_OUT = {"/api/v1/token/"}


@pytest.fixture(scope="module")
def schema():
    out = io.StringIO()
    call_command("spectacular", "--fail-on-warn", "--validate", stdout=out)
    return yaml.safe_load(out.getvalue())


def test_it_names_every_address(schema):
    paths = set(schema["paths"])
    for things in ("proposals", "assignments"):
        base = f"/api/v1/{things}/"
        detail = f"{base}{{id}}/"
        wanted = {base, detail, f"{detail}do/{{key}}/", f"{detail}timeline/"}
        assert wanted | {f"{detail}documents/{{kind}}.{{extension}}"} <= paths
    for path in ("token/", "me/", "me/hat/", "members/", "organisations/", "notices/{id}/read/", "rules/", "jobs/"):
        assert f"/api/v1/{path}" in paths


def test_everything_but_signing_in_takes_a_post_header(schema):
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            headers = {p["name"] for p in operation.get("parameters", []) if p["in"] == "header"}
            assert ("X-Post" in headers) is (path not in SELF_SIGNED_OUT), (method, path)


def test_the_detail_describes_acts_and_clocks(schema):
    shapes = schema["components"]["schemas"]
    for name in ("ProposalDetail", "AssignmentDetail"):
        wanted = {"state", "state_label", "revision", "available", "clocks"}
        assert wanted <= set(shapes[name]["properties"])
    assert {"key", "label", "fields", "refused"} <= set(shapes["Available"]["properties"])
    assert {"kind", "due", "explanation", "light", "provisional", "stopped_at"} <= set(shapes["Clock"]["properties"])


def test_refusals_are_described(schema):
    answers = schema["paths"]["/api/v1/proposals/{id}/do/{key}/"]["post"]["responses"]
    assert set(answers) == {"200", "400", "403", "404", "409"}


@pytest.mark.django_db
def test_schema_and_page_answer(client):
    assert client.get("/api/v1/schema/").status_code == 200
    page = client.get("/api/v1/docs/").content.decode()
    assert "http://" not in page and "https://" not in page
