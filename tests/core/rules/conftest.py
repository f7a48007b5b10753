"""What the tests of the rule book share."""

import pytest

from core.actors import Actor, system_actor
from core.models import User


@pytest.fixture
def actor(db) -> Actor:
    """Somebody who keeps the rule book, today."""
    return Actor(user=User.objects.create_user("keeper", full_name="谢长风"))


@pytest.fixture
def system() -> Actor:
    return system_actor()
