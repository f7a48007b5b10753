"""The rule book as a person opens it: fill in a page, follow its buttons, read what it says."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.test import Client
from lxml import html

from core.models import Regulation, Rule
from core.rulebook import versions
from tests.cast import who

REPLY = "proposal.reply_months"
TODAY = date(2026, 3, 2)


def opened(user) -> Client:
    """A browser in which ``user`` has signed in."""
    client = Client()
    client.force_login(user)
    return client


def read(response) -> str:
    """What stands on the page, without the frame."""
    main = html.fromstring(response.content.decode()).get_element_by_id("main")
    return " ".join(" ".join(main.itertext()).split())


def sent(response, step: str) -> dict:
    """The page's own form as a browser would send it by the button ``step``."""
    page = html.fromstring(response.content.decode())
    form = next(form for form in page.forms if form.xpath(f".//button[@value='{step}']"))
    data: dict[str, list[str]] = {}
    for field in form.xpath(".//input[@name]|.//select[@name]|.//textarea[@name]"):
        kind = field.get("type", "") if field.tag == "input" else field.tag
        if kind in ("checkbox", "radio") and not field.checked:
            continue
        value = field.value or ""  # an empty box is sent too
        if kind == "textarea":
            value = value.removeprefix("\n")  # as browsers do
        data.setdefault(field.name, []).append(value)
    return {**data, "step": step}


def entered():
    """Every version that rests on a regulation."""
    return Rule.objects.filter(regulation__is_default=False)


@pytest.fixture
def book(cast):
    """The committee with one regulation, and a shorthand to enter versions of it."""
    regulation = Regulation.objects.create(
        title="青山区政协提案工作条例", adopted_by="第十次常委会议", adopted_on=date(2026, 1, 8)
    )

    def enter(key=REPLY, value=None, day=date(2026, 2, 1), **more):
        return versions.enter_version(
            actor=who(cast.sysadmin, TODAY), key=key, value=value or {"n": 2, "unit": "months"},
            effective_from=day, regulation=regulation, **more,
        )  # fmt: skip

    return SimpleNamespace(cast=cast, regulation=regulation, enter=enter, keeper=opened(cast.sysadmin))
