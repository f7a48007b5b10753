"""Promises of the whole house: imports go down, states move only through the engine, generated pages are fresh."""

import ast
import re
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.template import engines

ROOT = Path(__file__).resolve().parents[2]
BUSINESS = {"proposals", "opinions", "consultations", "supervision"}
MAY_IMPORT = {
    "core": {"core"},
    "members": {"core", "members"},
    **{name: {"core", "members", name} for name in BUSINESS},
    "workbench": {"core", "members", "workbench", *BUSINESS},
}
OURS = set(MAY_IMPORT) | {"zhengxie"}


def python_files(app: str) -> list[Path]:
    return [p for p in (ROOT / app).rglob("*.py") if "__pycache__" not in p.parts]


def imported_apps(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names & OURS


@pytest.mark.parametrize("app", sorted(MAY_IMPORT))
def test_imports_go_down_only(app):
    wrong = {
        str(path.relative_to(ROOT)): sorted(found)
        for path in python_files(app)
        if (found := imported_apps(path) - MAY_IMPORT[app])
    }
    assert wrong == {}


def test_no_state_is_written_outside_the_engine():
    """Assigning ``.state`` of a proposal or of a unit's work, or updating it, is the engine's alone."""
    lifecycles = {"proposals/lifecycle.py", "core/matters/lifecycle.py"}
    suspects = []
    for app in ("proposals", "workbench", "members"):
        for path in python_files(app):
            name = str(path.relative_to(ROOT))
            if name in lifecycles or "/migrations/" in name:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Assign):
                    targets = [t for t in node.targets if isinstance(t, ast.Attribute) and t.attr == "state"]
                    suspects += [f"{name}:{t.lineno} {ast.unparse(t)}" for t in targets]
    allowed = re.compile(r"(job|signatory|countersign|evaluation|record|roster|run|imported|upload)\w*\.state$")
    assert [s for s in suspects if not allowed.search(s)] == []


def test_generated_pages_are_fresh(db):
    call_command("lifecycle_docs", "--check")
    call_command("permissions_docs", "--check")


def test_no_migration_is_missing(db):
    out = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out)
    assert "No changes" in out.getvalue()


def test_every_template_compiles():
    loader = engines["django"]
    for path in sorted((ROOT / "templates").rglob("*.html")):
        loader.get_template(str(path.relative_to(ROOT / "templates")))


def test_templates_hold_no_inline_script_or_style():
    wrong = []
    for path in (ROOT / "templates").rglob("*.html"):
        if "documents" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        for pattern in (r"\sstyle=[\"']", r"\son[a-z]+=[\"']", r"<script(?![^>]*\bsrc=)[^>]*>", r"<style"):
            wrong += [f"{path.name}: {found}" for found in re.findall(pattern, text)]
    assert wrong == []


def test_pages_name_nothing_outside():
    """No template, style or script of our own loads anything from another host."""
    wrong = []
    for folder, endings in (("templates", (".html",)), ("static/css", (".css",)), ("static/js", (".js",))):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in endings:
                found = re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//[^\s\"')]+", path.read_text("utf-8"))
                wrong += [f"{path.name}: {address}" for address in found]
    assert wrong == []


def test_files_stay_readable():
    """A room past about 400 lines becomes a package."""
    long = {
        str(p.relative_to(ROOT)): n
        for app in MAY_IMPORT
        for p in python_files(app)
        if "migrations" not in p.parts and "demo" not in p.parts and (n := len(p.read_text("utf-8").splitlines())) > 450
    }
    assert long == {}


def test_every_model_is_named_in_the_offices_words():
    plain = [
        model.__name__
        for app in MAY_IMPORT
        for model in apps.get_app_config(app).get_models()
        if not re.search(r"[\u4e00-\u9fff]", str(model._meta.verbose_name))
    ]
    assert plain == []
