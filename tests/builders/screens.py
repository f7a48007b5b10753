"""Screens, and what is wrong with a page on one."""

from axe_playwright_python.sync_playwright import Axe

PHONE = {"width": 360, "height": 760}

DESK = {"width": 1440, "height": 900}


#: What passes is not listed: on a long page that is most of the work.
ONLY_FAULTS = {"resultTypes": ["violations"]}


def faults(page) -> list[str]:
    found = Axe().run(page, options=ONLY_FAULTS).response["violations"]
    return [f"{v['id']}: {v['help']} → {v['nodes'][0]['target']}" for v in found]
