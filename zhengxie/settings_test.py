"""Settings of the tests: nothing of the machine's own installation is read or written.

``TEST_DATABASE_URL`` and ``TEST_REDIS_URL`` choose PostgreSQL and Redis; without them SQLite in a folder that goes with
the process (a file, not memory: threads of a live server need connections of their own).
"""

import atexit
import itertools
import os
import shutil
import tempfile
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parent.parent / ".env.example"
for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
    name = line.partition("=")[0]
    if not line.startswith("#") and not name.startswith(("TEST_", "CHROMIUM")):
        os.environ.pop(name, None)
folder = Path(tempfile.mkdtemp(prefix="zhengxie-test-"))
atexit.register(shutil.rmtree, folder, ignore_errors=True)
os.environ |= {
    "ZHENGXIE_ENV_FILE": os.devnull,
    "VAR_DIR": str(folder),
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", ""),
    "REDIS_URL": os.environ.get("TEST_REDIS_URL", ""),
    "EMAIL_URL": "memorymail://",
    "API_ANON_RATE": "100000/min",
    "API_USER_RATE": "100000/min",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # the browser's driver keeps an event loop in the thread that asks the ORM
}

from zhengxie.settings import *  # noqa: E402, F403
from zhengxie.settings import CACHES, DATABASES, REDIS_URL  # noqa: E402 - named for the changes below

DATABASES["default"]["CONN_MAX_AGE"] = 0  # a connection kept by a thread would hold up the end of the test database
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(folder / "test.sqlite3")}
    # A power cut during the tests may cost their database.
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"

CACHE_ROUNDS = itertools.count()
cache_round = [next(CACHE_ROUNDS)]


def cache_key(key: str, prefix: str, version: int) -> str:
    """Each test (tests/conftest.py moves ``cache_round``) and each process begins with an empty cache."""
    return f"test-{os.getpid()}-{cache_round[0]}-{prefix}-{version}-{key}"


if not REDIS_URL:
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
CACHES["default"]["KEY_FUNCTION"] = cache_key

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; the real one is slow on purpose
EVENT_SEAL_LOG = ""  # rolled-back seals would be missed; tests of the book name a file of their own
CELERY_TASK_ALWAYS_EAGER = True
#: Of many thousand times, by many people; what it finds is the same on every database, so that one pass says all.
COMPILED_CHECKED = 0 if os.environ["DATABASE_URL"] else 8
WHITENOISE_AUTOREFRESH = True  # looks a file up when it is asked for, instead of reading all of static/ at every start
