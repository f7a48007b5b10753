"""The papers for people who come: each app says what it is, and no paper leads to a file that is not there."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = settings.BASE_DIR
APPS = sorted(Path(config.path) for config in apps.get_app_configs() if Path(config.path).parent == ROOT)
PAPERS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "THIRD_PARTY.md")),
    *(folder / "README.md" for folder in (*APPS, ROOT / "zhengxie")),
    *sorted((ROOT / "docs").glob("*.md")),
]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
NAMED = re.compile(r"`((?:[a-z_0-9]+/)+[a-z_0-9.-]+\.(?:py|html|css|js|yaml|json|txt|sh|md))`")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("folder", APPS, ids=lambda folder: folder.name)
def test_each_app_says_what_it_holds_where_to_start_and_what_it_never_does(folder):
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert 8 <= len(text.splitlines()) <= 25
    assert "Start reading at" in text
    assert "Never:" in text


@pytest.mark.parametrize("paper", PAPERS, ids=name)
def test_links_and_named_files_are_there(paper):
    text = paper.read_text(encoding="utf-8")
    links = {link for link in LINK.findall(text) if "://" not in link}
    missing = {link for link in links if not (paper.parent / link).exists()}
    named = {path for path in NAMED.findall(text) if not path.startswith(("var/", "static/vendored"))}
    places = (ROOT, paper.parent, *APPS, ROOT / "core/matters")
    missing |= {path for path in named if not any((place / path).exists() for place in places)}
    assert missing == set()
