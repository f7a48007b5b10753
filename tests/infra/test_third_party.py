"""The list of what others made: complete, and as the pins say."""

import importlib.util
import json

import pytest


@pytest.fixture(scope="module")
def third_party():
    from django.conf import settings

    spec = importlib.util.spec_from_file_location("third_party", settings.BASE_DIR / "scripts" / "third_party.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_list_is_what_the_script_writes(third_party, repository):
    assert (repository / "THIRD_PARTY.md").read_text(encoding="utf-8") == third_party.render()


def test_every_pin_every_font_and_every_front_end_package_is_named(third_party, repository):
    text = third_party.render()
    pins = [pin for file in ("requirements.txt", "requirements-dev.txt") for pin in third_party.pinned(file)]
    assert len(pins) > 80
    names = [f"| {name} | {version} |" for name, version in pins]
    names += [f"| {name} |" for name in json.loads((repository / "package.json").read_text())["dependencies"]]
    names += [f"| {path.name} |" for path in (repository / "static/fonts").glob("*.[ot]tf")]
    assert [name for name in names if name not in text] == []


def test_every_line_names_a_licence(third_party):
    rows = [line.strip("|").split("|") for line in third_party.render().splitlines() if line.startswith("| ")]
    assert [row for row in rows if not row[-1].strip()] == []


def test_a_package_that_names_no_licence_is_refused(third_party, monkeypatch):
    from email.message import Message

    monkeypatch.setattr(third_party.importlib.metadata, "metadata", lambda name: Message())
    with pytest.raises(LookupError):
        third_party.licence_of("silent")
