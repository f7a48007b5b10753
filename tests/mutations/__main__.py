"""Plant each fault in a copy of the tree and run the tests named for it; they must fail. Two faults at a time.

    python -m tests.mutations [words of a fault's name ...]

Ends with 1 where a fault went unnoticed, where its place is no longer found in the sources, or where tests fail in a
copy without a fault, so that failing says nothing.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutations.faults import FAULTS, Fault

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "node_modules", "var", "__pycache__", ".ruff_cache", ".hypothesis")
AT_ONCE = 2
PATIENCE = 900  # seconds for the tests of one fault


def planted(fault: Fault, folder: Path) -> bool:
    """Put the fault into the copy; False where the place is not there, or not once."""
    path = folder / fault.path
    text = path.read_text(encoding="utf-8")
    if text.count(fault.old) != 1:
        return False
    path.write_text(text.replace(fault.old, fault.new), encoding="utf-8")
    return True


def tests_of(fault: Fault, folder: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--tb=line", *fault.tests.split()]
    if fault.only:
        command += ["-k", fault.only]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(folder)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def tried(fault: Fault) -> tuple[bool, str]:
    """Whether the fault was noticed, and a line that says so."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="zhengxie-fault-") as place:
        folder = Path(place) / "tree"
        shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
        if not planted(fault, folder):
            return False, f"NOT FOUND  {fault.name}: {fault.path} no longer holds the line once"
        done = tests_of(fault, folder)
    seconds = f"{time.monotonic() - began:.0f} s"
    if done.returncode == 1 and " failed" in done.stdout:
        return True, f"noticed    {fault.name} ({seconds})"
    told = "\n".join(done.stdout.splitlines()[-5:])
    return (
        False,
        f"UNNOTICED  {fault.name} ({seconds}), pytest ended with {done.returncode}\n{told}{done.stderr[-1000:]}",
    )


def passes_untouched(fault: Fault) -> bool:
    """Whether the tests of the fault pass in a copy in which nothing is planted."""
    with tempfile.TemporaryDirectory(prefix="zhengxie-fault-") as place:
        folder = Path(place) / "tree"
        shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
        return tests_of(fault, folder).returncode == 0


def main(words: list[str]) -> int:
    chosen = [fault for fault in FAULTS if not words or any(word in fault.name for word in words)]
    if not all(map(passes_untouched, chosen[-1:])):
        sys.stdout.write("the tests fail in a copy without a fault: mend that first\n")
        return 1
    with ThreadPoolExecutor(AT_ONCE) as both:
        outcomes = []
        for noticed, line in both.map(tried, chosen):
            outcomes.append(noticed)
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    sys.stdout.write(f"{sum(outcomes)} of {len(outcomes)} faults noticed\n")
    return 0 if outcomes and all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
