"""What migrations did stays what they did: their SQL and helpers are their own, models they see through ``apps``."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from core.matters import event_guard

FOLDERS = [Path(config.path) for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR]
OURS = {folder.name for folder in FOLDERS}
MIGRATIONS = sorted(path for folder in FOLDERS for path in folder.glob("migrations/*.py"))


def imported(path: Path) -> set[str]:
    """Top names of everything that a file imports, wherever in it; ``.`` for a neighbour."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." if node.level else (node.module or "").split(".")[0])
    return found


def test_the_migrations_are_found():
    assert {path.parent.parent.name for path in MIGRATIONS} >= {"core", "members", "proposals"}


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_a_migration_imports_nothing_of_ours(path):
    assert imported(path) & (OURS | {"zhengxie", "."}) == set()


def triggers() -> dict[str, str]:
    """The guards on event rows as the database has them, blank space apart."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'core_event%'")
        else:
            cursor.execute(
                "SELECT t.tgname, pg_get_triggerdef(t.oid) || pg_get_functiondef(t.tgfoid) FROM pg_trigger t"
                " JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relname LIKE 'core_event%'"
            )
        return {name: " ".join(sql.split()) for name, sql in cursor.fetchall()}


@pytest.mark.django_db
def test_the_guard_that_is_put_back_is_the_one_that_the_migrations_made():
    made = triggers()
    event_guard.remove(connection)
    assert triggers() == {}
    event_guard.install(connection)
    assert len(made) >= 3
    assert triggers() == made
