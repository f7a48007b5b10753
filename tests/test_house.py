"""The promises of the whole house by a short path, to be asked before anything is merged."""

from tests.promises.test_house import *  # noqa: F403
