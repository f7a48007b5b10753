"""Every installation gets the same versions, from whatever registry its machine is set up to use."""

import json
import re

import pytest

ADDRESS = re.compile(r"https?://|git\+|file:|index-url|find-links|trusted-host", re.IGNORECASE)
PIN = re.compile(r"^[A-Za-z0-9_.-]+==[A-Za-z0-9.!+-]+( ; .+)?$")
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")


def lines(path):
    return [line for line in path.read_text().splitlines() if line and not line.startswith("#")]


def plain(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[=<>; ]", name.strip())[0]).lower()


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_python_package_is_pinned_to_one_version(repository, name):
    assert [line for line in lines(repository / name) if line != "-r requirements.txt" and not PIN.match(line)] == []


@pytest.mark.parametrize("name", [*REQUIREMENTS, "package.json", "package-lock.json"])
def test_no_pin_names_a_host(repository, name):
    assert ADDRESS.findall((repository / name).read_text()) == []


@pytest.mark.parametrize(
    "pair", [("requirements.in", "requirements.txt"), ("requirements-dev.in", "requirements-dev.txt")]
)
def test_what_is_asked_for_is_what_is_pinned(repository, pair):
    asked, pinned = (lines(repository / name) for name in pair)
    assert {plain(line) for line in asked} <= {plain(line) for line in pinned}
    exact = {line.split("[")[0].split("==")[0].lower(): line.split("==")[1] for line in asked if "==" in line}
    found = {line.split("==")[0].lower(): line.split("==")[1] for line in pinned if "==" in line}
    assert {name: found.get(name) for name in exact} == exact


def test_front_end_packages_are_pinned_and_locked_without_addresses(repository):
    asked = json.loads((repository / "package.json").read_text())["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values())
    locked = json.loads((repository / "package-lock.json").read_text())["packages"]
    assert locked[""]["dependencies"] == asked
    for name, package in locked.items():
        if name:
            assert package["integrity"].startswith("sha512-"), name
            assert "resolved" not in package, name
    assert {name: locked[f"node_modules/{name}"]["version"] for name in asked} == asked


def test_what_pages_load_is_here_with_its_licence(repository):
    vendored = repository / "static" / "vendored"
    names = {str(path.relative_to(vendored)) for path in vendored.rglob("*") if path.is_file()}
    assert names >= {
        "bootstrap.min.css",
        "bootstrap.bundle.min.js",
        "bootstrap-icons.min.css",
        "fonts/bootstrap-icons.woff2",
        "htmx.min.js",
        "tom-select.complete.min.js",
        "tom-select.bootstrap5.min.css",
        "licences/bootstrap.txt",
        "licences/bootstrap-icons.txt",
        "licences/django-htmx.txt",
        "licences/tom-select.txt",
    }
    scripts = [path for path in vendored.glob("*") if path.suffix in {".js", ".css"}]
    assert [path.name for path in scripts if b"sourceMappingURL" in path.read_bytes()] == []
    assert b'version:"2.' in (vendored / "htmx.min.js").read_bytes()
