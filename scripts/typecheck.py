"""Runs mypy over every package of ours, tests and migrations aside, and judges what it finds.

``core/matters`` and ``core/people`` have no errors. What is left elsewhere is counted: scripts/type_errors.txt holds
the most that may be found, and that number only ever falls.

    python scripts/typecheck.py            # 0: fine; 1: too many errors, which are printed
    python scripts/typecheck.py --lower    # after mending some: write the smaller number down
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST = ROOT / "scripts" / "type_errors.txt"
CLEAN = ("core/matters/", "core/people/")
ERROR = re.compile(r"^(?P<file>[^:\n]+)(?::\d+)*: error: ", re.MULTILINE)
ENDED = re.compile(r"^(Found \d+ errors? in|Success: no issues found in)", re.MULTILINE)


def packages() -> list[str]:
    """The packages at the root of the project; tests are not typed."""
    return sorted({path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"})


def judge(output: str, most: int) -> tuple[int, list[str]]:
    """How many errors of ``output`` lie outside the clean packages, and what is wrong, one line each.

    Nothing is wrong when mypy came to its end, the clean packages are clean and elsewhere there are at most ``most``.
    """
    if not ENDED.search(output):
        return 0, ["mypy did not come to its end:", *output.splitlines()[-20:]]
    lines = [line for line in output.splitlines() if ERROR.match(line)]
    clean = [line for line in lines if line.startswith(CLEAN)]
    left = [line for line in lines if not line.startswith(CLEAN)]
    wrong = [*clean, f"{len(clean)} type errors where there may be none ({', '.join(CLEAN)})"] if clean else []
    if len(left) > most:
        wrong += [*left, f"{len(left)} type errors elsewhere; at most {most} may be left (scripts/type_errors.txt)"]
    return len(left), wrong


def main(arguments: list[str]) -> int:
    asked = [part for name in packages() for part in ("-p", name)]
    command = [sys.executable, "-m", "mypy", *asked]  # names of our own folders
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)  # noqa: S603
    most = int(MOST.read_text())
    left, wrong = judge(run.stdout + run.stderr, most)
    if wrong:
        sys.stdout.write("\n".join(wrong) + "\n")
        return 1
    if left < most and "--lower" in arguments:
        MOST.write_text(f"{left}\n")
    elif left < most:
        sys.stdout.write(f"{left} type errors are left of {most}: python scripts/typecheck.py --lower writes it down\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
