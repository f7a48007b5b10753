"""People at their own screens: members on a phone, everybody else at a desk."""

from contextlib import contextmanager

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.builders.screens import DESK, PHONE

# A click returns as soon as the next page is on its way: what a test reads afterwards it has to wait for.
expect.set_options(timeout=15_000)


@pytest.fixture
def at_screen(browser, live_server, browser_context_args):
    """``with at_screen(user) as page``: a browser of one's own, signed in; ``phone=True`` for 360 px."""

    @contextmanager
    def open_screen(user, phone: bool = False):
        context = browser.new_context(
            **browser_context_args, viewport=PHONE if phone else DESK, base_url=live_server.url
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        if user is not None:
            client = Client()
            client.force_login(user, backend="core.backends.PostBackend")
            value = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
            page.goto("/")
        try:
            yield page
        finally:
            context.close()

    return open_screen
