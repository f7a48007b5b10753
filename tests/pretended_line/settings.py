"""The settings of the tests with the pretended line: one line of INSTALLED_APPS, as for a real one."""

from zhengxie.settings_test import *  # noqa: F403
from zhengxie.settings_test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.pretended_line.letters"]
