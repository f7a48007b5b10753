"""What the tests of the ground share."""

import pytest

from core import rulebook
from core.clock import calendar


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Rules and calendar are read anew: a rolled-back change of another test must not be remembered."""
    rulebook.forget()
    calendar.forget()


@pytest.fixture
def media(settings, tmp_path):
    """Uploads go into a folder of the test."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
