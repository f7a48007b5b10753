"""A line of business is a few small files and one registration: one is built from docs/adding-a-line.md and tested."""

import os
import subprocess
import sys
from pathlib import Path

from tests.promises.source import PACKAGES, ROOT

LINE = ROOT / "tests" / "pretended_line" / "letters"
FILES, LINES = 13, 700


def sources() -> list[Path]:
    return [path for path in LINE.rglob("*.py") if path.name != "__init__.py" and "migrations" not in path.parts]


def test_it_is_small():
    assert len(sources()) <= FILES
    assert sum(len(path.read_text("utf-8").splitlines()) for path in sources()) <= LINES


def test_nothing_but_its_own_files_and_one_setting_names_it():
    """Outside the line, its settings and its checks, the word of the app stands nowhere in the code."""
    named = []
    for app in PACKAGES:
        for path in (ROOT / app).rglob("*.py"):
            if "pretended_line" in path.read_text("utf-8") or "letters." in path.read_text("utf-8"):
                named.append(str(path.relative_to(ROOT)))
    assert named == []


def test_the_kit_works_for_it_with_every_part():
    """In a process of its own: apps are known when Django starts."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:xdist", "--ds=tests.pretended_line.settings"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    checks = ["tests/pretended_line/checks.py", "tests/promises/test_rulebook.py"]
    done = subprocess.run([*command, *checks], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " passed" in done.stdout and "failed" not in done.stdout
