"""What the tests of the rule book share."""

import pytest

from core.models import User
from core.people.actors import Actor, system_actor


@pytest.fixture
def actor(db) -> Actor:
    """Somebody who keeps the rule book, today."""
    return Actor(user=User.objects.create_user("keeper", full_name="谢长风"))


@pytest.fixture
def system() -> Actor:
    return system_actor()
