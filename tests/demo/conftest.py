"""One load of the demo serves all tests of a module."""

import pytest
from django.db import transaction

from demo import build


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The loaded demo; whatever the module's tests change goes with it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build.load()
        transaction.set_rollback(True)
