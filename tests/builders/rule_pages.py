"""The rule book as a person opens it: fill in a page, follow its buttons, read what it says."""

from datetime import date

from django.test import Client
from lxml import html

from core.models import Rule

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
