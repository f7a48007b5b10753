"""What every answer tells the browser, and where a caller's address comes from."""

import json
import logging
import sys

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from zhengxie.logs import JsonFormatter
from zhengxie.middleware import ClientAddress


def policy_of(response) -> dict[str, list[str]]:
    parts = (part.split() for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in parts}


def test_the_content_policy_lets_in_our_own_files_and_nothing_inline(client):
    policy = policy_of(client.get("/healthz"))
    assert policy["default-src"] == ["'none'"]
    for name in ("script-src", "style-src", "font-src", "connect-src", "form-action"):
        assert policy[name] == ["'self'"]
    assert policy["img-src"] == ["'self'", "data:"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]


@pytest.mark.django_db  # the page bears the name of the committee
def test_the_api_pages_loosen_styles_alone(client):
    policy = policy_of(client.get("/api/v1/docs/"))
    assert policy["script-src"] == ["'self'"]
    assert policy["style-src"] == ["'self'", "'unsafe-inline'"]


def test_the_other_headers(client):
    headers = client.get("/healthz").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
        (1, "", "10.0.0.1"),
        (2, "203.0.113.9", "10.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    seen = []

    def view(request):
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    ClientAddress(view)(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded, REMOTE_ADDR="10.0.0.1"))
    assert seen == [address]


def test_a_log_line_is_one_line_of_json():
    try:
        raise ValueError("坏\n值")
    except ValueError:
        record = logging.LogRecord("zhengxie", logging.ERROR, __file__, 1, "存不下 %s", ("附件",), sys.exc_info())
    record.facts = {"matter": 7}
    text = JsonFormatter().format(record)
    assert "\n" not in text
    line = json.loads(text)
    assert (line["level"], line["message"], line["facts"]) == ("ERROR", "存不下 附件", {"matter": 7})
    assert "ValueError" in line["trace"]
    assert line["time"].endswith("+00:00")
