"""Copy the front-end files that the pages use, each with its licence, into ``static/vendored/``.

``vendor_static.py --fresh``          exits 0 when ``static/vendored/`` matches package-lock.json, else 1.
``vendor_static.py NODE_MODULES``     copies from an installed ``node_modules`` folder.

htmx is the file that django-htmx ships, so that the Python helpers and the script are of one make.
"""

import hashlib
import importlib.metadata
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "static" / "vendored"
STAMP = TARGET / ".stamp"

# (file inside node_modules, name inside static/vendored)
FILES = (
    ("bootstrap/dist/css/bootstrap.min.css", "bootstrap.min.css"),
    ("bootstrap/dist/js/bootstrap.bundle.min.js", "bootstrap.bundle.min.js"),
    ("bootstrap-icons/font/bootstrap-icons.min.css", "bootstrap-icons.min.css"),
    ("bootstrap-icons/font/fonts/bootstrap-icons.woff2", "fonts/bootstrap-icons.woff2"),
    ("bootstrap-icons/font/fonts/bootstrap-icons.woff", "fonts/bootstrap-icons.woff"),
    ("tom-select/dist/js/tom-select.complete.min.js", "tom-select.complete.min.js"),
    ("tom-select/dist/css/tom-select.bootstrap5.min.css", "tom-select.bootstrap5.min.css"),
)
# Bundles contain parts of other packages; their licences travel with them.
LICENCES = (
    ("bootstrap/LICENSE", "bootstrap.txt"),
    ("@popperjs/core/LICENSE.md", "popper.txt"),
    ("bootstrap-icons/LICENSE", "bootstrap-icons.txt"),
    ("tom-select/LICENSE", "tom-select.txt"),
    ("@orchidjs/unicode-variants/LICENSE", "orchidjs.txt"),
)
# The maps are not shipped; a pointer to a missing file would stop collectstatic.
SOURCE_MAP = re.compile(rb"\s*(?:/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*\Z")


def wanted_stamp() -> str:
    """Hash of everything that decides the content of ``static/vendored/``."""
    digest = hashlib.sha256()
    for path in (ROOT / "package-lock.json", Path(__file__)):
        digest.update(path.read_bytes())
    digest.update(importlib.metadata.version("django-htmx").encode())
    return digest.hexdigest()


def is_fresh() -> bool:
    return STAMP.is_file() and STAMP.read_text() == wanted_stamp()


def htmx_files() -> tuple[tuple[Path, str], ...]:
    """htmx 2 and the licence, out of the installed django-htmx."""
    distribution = importlib.metadata.distribution("django-htmx")
    found = {
        Path(str(entry)).name: Path(str(distribution.locate_file(entry)))
        for entry in distribution.files or ()
        if Path(str(entry)).name in {"htmx-2.min.js", "LICENSE"}
    }
    return (found["htmx-2.min.js"], "htmx.min.js"), (found["LICENSE"], "licences/django-htmx.txt")


def copy_all(node_modules: Path) -> None:
    """Fill a new folder beside the old one, then swap: a broken run never leaves half a folder.

    Raises FileNotFoundError when a package does not hold a file named above.
    """
    fresh = TARGET.with_name("vendored.new")
    shutil.rmtree(fresh, ignore_errors=True)
    pairs = [(node_modules / source, target) for source, target in FILES]
    pairs += [(node_modules / source, f"licences/{target}") for source, target in LICENCES]
    for source, target in (*pairs, *htmx_files()):
        destination = fresh / target
        destination.parent.mkdir(parents=True, exist_ok=True)
        content = source.read_bytes()
        if destination.suffix in {".js", ".css"}:
            content = SOURCE_MAP.sub(b"\n", content)
        destination.write_bytes(content)
    (fresh / STAMP.name).write_text(wanted_stamp())
    shutil.rmtree(TARGET, ignore_errors=True)
    fresh.rename(TARGET)


def main(arguments: list[str]) -> int:
    if arguments == ["--fresh"]:
        return 0 if is_fresh() else 1
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        sys.stderr.write(f"{__doc__}\n")
        return 2
    copy_all(Path(arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
