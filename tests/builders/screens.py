"""Screens, and what is wrong with a page on one."""

import json
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe

PHONE = {"width": 360, "height": 760}

DESK = {"width": 1440, "height": 900}

SCRIPT = Axe().axe_script

#: What passes is not listed: on a long page that is most of the work. Style sheets are not fetched once more, which
#: only a rule that is still being tried would read.
OPTIONS = json.dumps({"resultTypes": ["violations"], "preload": {"assets": ["media"]}})


def faults(page) -> list[str]:
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(SCRIPT)
    found = page.evaluate(f"axe.run({OPTIONS}).then(found => found.violations)")
    return [f"{v['id']}: {v['help']} → {v['nodes'][0]['target']}" for v in found]


def faults_at(page, path: str, before: Callable = lambda page: None) -> list[str]:
    """Opens the page at ``path`` and tells what is wrong with it on a phone and at a desk."""
    page.set_viewport_size(PHONE)
    response = page.goto(path)
    assert response.status == 200, f"{path}: {response.status}"
    policy = response.headers["content-security-policy"]
    assert "unsafe" not in policy and "default-src" in policy
    return [f"{path} {fault}" for fault in faults_at_both(page, before)]


def faults_at_both(page, before: Callable = lambda page: None) -> list[str]:
    """What is wrong with the page that stands open, on a phone and, the window drawn wider, at a desk.

    No script of ours asks how wide the window is, so that it is one page. ``before`` is done on either first.
    """
    wrong = []
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        before(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > size["width"]:
            wrong.append(f"is {width} px wide")
        wrong += [f"at {size['width']} px: {fault}" for fault in faults(page)]
    return wrong
