"""The rule book as a person opens it: fill in a page, follow its buttons, read what it says."""

from datetime import date
from types import SimpleNamespace

import pytest

from core.models import Regulation
from core.rulebook import versions
from tests.builders.cast import who
from tests.builders.rule_pages import REPLY, TODAY, opened


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
