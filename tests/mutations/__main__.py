"""Plant each fault in a copy of the tree and run the tests named for it; they must fail. Two copies side by side.

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
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

from tests.mutations.faults import FAULTS, Fault

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "node_modules", "var", "__pycache__", ".ruff_cache", ".hypothesis")
AT_ONCE = 2
PATIENCE = 900  # seconds for the tests of one fault


class Tree:
    """A copy of the sources in which one fault at a time is planted; what Python has compiled of the rest stays."""

    def __init__(self, folder: Path):
        self.folder = folder
        shutil.copytree(ROOT, folder, ignore=LEFT_OUT)

    @contextmanager
    def planted(self, fault: Fault) -> Iterator[bool]:
        """The fault stands in the copy meanwhile; False where its place is not there, or not once."""
        path = self.folder / fault.path
        text = path.read_text(encoding="utf-8")
        if text.count(fault.old) != 1:
            yield False
            return
        path.write_text(text.replace(fault.old, fault.new), encoding="utf-8")
        try:
            yield True
        finally:
            path.write_text(text, encoding="utf-8")

    def tests_of(self, fault: Fault) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "--tb=line", *fault.tests.split()]
        if fault.only:
            command += ["-k", fault.only]
        environment = os.environ | {"PYTHONPATH": str(self.folder)}
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    def tried(self, fault: Fault) -> tuple[bool, str]:
        """Whether the fault was noticed, and a line that says so."""
        began = time.monotonic()
        with self.planted(fault) as stands:
            if not stands:
                return False, f"NOT FOUND  {fault.name}: {fault.path} no longer holds the line once"
            done = self.tests_of(fault)
        seconds = f"{time.monotonic() - began:.0f} s"
        if done.returncode == 1 and " failed" in done.stdout:
            return True, f"noticed    {fault.name} ({seconds})"
        told = "\n".join(done.stdout.splitlines()[-5:])
        words = f"UNNOTICED  {fault.name} ({seconds}), pytest ended with {done.returncode}"
        return False, f"{words}\n{told}{done.stderr[-1000:]}"


def main(words: list[str]) -> int:
    chosen = [fault for fault in FAULTS if not words or any(word in fault.name for word in words)]
    with tempfile.TemporaryDirectory(prefix="zhengxie-faults-") as place, ThreadPoolExecutor(AT_ONCE) as both:
        trees: SimpleQueue[Tree] = SimpleQueue()
        for number in range(AT_ONCE):
            trees.put(Tree(Path(place) / f"tree-{number}"))

        def tried(fault: Fault) -> tuple[bool, str]:
            tree = trees.get()
            try:
                return tree.tried(fault)
            finally:
                trees.put(tree)

        untouched = trees.get()
        if any(untouched.tests_of(fault).returncode for fault in chosen[-1:]):
            sys.stdout.write("the tests fail in a copy without a fault: mend that first\n")
            return 1
        trees.put(untouched)
        outcomes = []
        for noticed, line in both.map(tried, chosen):
            outcomes.append(noticed)
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    sys.stdout.write(f"{sum(outcomes)} of {len(outcomes)} faults noticed\n")
    return 0 if outcomes and all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
