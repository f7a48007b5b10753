"""Filling an empty database from an archive: all of it or nothing.

The archive is read twice: once to judge it, before anything is written, and once to write, in one transaction, after
which every table is read again and compared with the manifest. An archive of an earlier version of the program goes
into tables as they were then, and is migrated.
"""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models, transaction
from django.db.migrations.executor import MigrationExecutor

from core import rulebook
from core.backup import archive, making, rows, stored
from core.clock import calendar
from core.committee import identity
from core.people import post_guard

#: What ``migrate`` brings into an empty database; the rows of the backup take its place.
BROUGHT = frozenset(
    {
        *("auth_permission", "core_calendarday", "core_regulation", "core_rule", "core_tokencount"),
        "django_content_type",
    }
)
IN_USE = (
    "数据库里已经有数据（{tables}），没有作任何改动。恢复只写入空的数据库：SQLite 请把原来的数据库文件移到别处，"
    "PostgreSQL 请另建一个空库并改 DATABASE_URL，再运行一次。"
)
NEWER = "这份备份出自更新版本的程序（{names}），没有写入任何数据。请先升级程序，再恢复。"
OTHER_STATE = (
    "这份备份出自较早版本的程序，而这个数据库已经是新的结构，没有写入任何数据。"
    "请换一个还没有建表的空库（不要先运行 migrate），再恢复；恢复时会自动升级。"
)
NOT_TAKEN = "数据库没有接受备份里的数据（{why}），已全部撤回，没有写入任何数据。"
STAGE = ".restoring"
LABELS = {"core_user": "账号", "core_organisation": "单位", "core_event": "经过", "members_member": "委员"}


class RestoreRefused(Exception):
    """Nothing was written; the text is a sentence that says why and what to do."""


@dataclass
class Restored:
    """What stands in the database now."""

    manifest: dict[str, Any] = field(repr=False)
    files: int = 0

    def as_json(self) -> dict[str, Any]:
        counts = {name: table["rows"] for name, table in self.manifest["tables"].items()}
        return {
            "made_at": self.manifest["made_at"], "committee": self.manifest["committee"], "tables": counts,
            "rows": sum(counts.values()), "files": self.files, "left_out": self.manifest["left_out"],
            "verified": True,
        }  # fmt: skip


def restore(path: Path, *, using: str = DEFAULT_DB_ALIAS) -> Restored:
    """Put the archive's rows and files in their places. Raises RestoreRefused or BadArchive with nothing written."""
    manifest = archive.read(path).manifest
    state = _registry(manifest, using)
    loading = _Loading(manifest, rows.models_of(state), using)
    try:
        loading.run(path)
    except (DatabaseError, KeyError, ValueError, TypeError) as error:
        why = f"{loading.at}：{str(error).strip().splitlines()[0][:200]}"
        raise RestoreRefused(NOT_TAKEN.format(why=why)) from error
    except OSError as error:
        raise RestoreRefused(f"附件没有写成（{error.strerror or error}），已全部撤回，没有写入任何数据。") from error
    call_command("migrate", database=using, interactive=False, verbosity=0)
    for forget in (ContentType.objects.clear_cache, rulebook.forget, calendar.forget, identity.forget, cache.clear):
        forget()
    return Restored(manifest, loading.files)


# ---- is there room for it ----


def _registry(manifest: dict[str, Any], using: str) -> Any:
    """The models as they were when the backup was made, with their tables there and empty."""
    executor = MigrationExecutor(connections[using])
    brought = [tuple(name.split(".", 1)) for name in manifest["migrations"]]
    newer = [".".join(node) for node in brought if node not in executor.loader.graph.nodes]
    if newer:
        raise RestoreRefused(NEWER.format(names="、".join(newer[:3])))
    present = making.migrations_of(using)
    if present and present != manifest["migrations"]:
        _refuse_used(rows.models_of(apps), using)
        raise RestoreRefused(OTHER_STATE)
    leaves = _last_of(executor, set(brought))
    if not present:
        if connections[using].introspection.table_names():
            raise RestoreRefused(IN_USE.format(tables="不是本系统的表"))
        executor.migrate(leaves)
    elif not making.missing(using):
        _refuse_used(rows.models_of(apps), using)
        return apps
    state = MigrationExecutor(connections[using]).loader.project_state(leaves).apps
    _refuse_used(rows.models_of(state), using)
    return state


def _last_of(executor: MigrationExecutor, brought: set[tuple[str, ...]]) -> list[Any]:
    """Of the migrations that the backup has gone through, those that no other of them comes after."""
    graph = executor.loader.graph
    return sorted(node for node in brought if not any(child.key in brought for child in graph.node_map[node].children))


def _refuse_used(tables: Iterable[type[models.Model]], using: str) -> None:
    there = set(connections[using].introspection.table_names())
    filled = [
        LABELS.get(model._meta.db_table, model._meta.db_table)
        for model in tables
        if model._meta.db_table in there - BROUGHT and model._base_manager.using(using).order_by().exists()
    ]
    if filled:
        raise RestoreRefused(IN_USE.format(tables="、".join(sorted(filled, key=str.isascii)[:4])))


# ---- writing ----


class _Loading:
    """One restore: rows go into one transaction, files into a folder beside their place until it has ended well."""

    def __init__(self, manifest: dict[str, Any], tables: list[type[models.Model]], using: str):
        self.manifest, self.using, self.connection = manifest, using, connections[using]
        self.tables = {model._meta.db_table: model for model in tables}
        self.loaders: dict[str, rows.Loader] = {}
        self.moves: list[tuple[Path, Path]] = []
        self.files, self.at = 0, "清单"
        if set(self.tables) != set(manifest["tables"]):
            raise RestoreRefused(NOT_TAKEN.format(why="表的清单与程序不符"))

    def run(self, path: Path) -> None:
        try:
            with transaction.atomic(using=self.using):
                self._prepare()
                archive.read(path, self._take)
                self.at = "编号"
                rows.set_sequences(self.using, list(self.tables.values()), self.manifest["sequences"])
                self._compare()
                self._settle()
            for begun, final in self.moves:
                final.parent.mkdir(parents=True, exist_ok=True)
                os.replace(begun, final)
        finally:
            for folder in stored.folders().values():
                shutil.rmtree(folder / STAGE, ignore_errors=True)

    def _prepare(self) -> None:
        post_guard.remove(self.connection)
        if self.connection.vendor == "sqlite":
            with self.connection.cursor() as cursor:
                cursor.execute("PRAGMA defer_foreign_keys = ON")
        quote = self.connection.ops.quote_name
        with self.connection.cursor() as cursor:
            for name in sorted(BROUGHT & set(self.tables), reverse=True):
                cursor.execute(f"DELETE FROM {quote(name)}")  # noqa: S608 - our own tables

    def _take(self, member: archive.Member) -> None:
        self.at = member.name
        if found := archive.TABLE.fullmatch(member.name):
            self._loader(found[1]).load(member.content().splitlines())
            return
        final = stored.place_of(member.name)
        root = stored.folders()[member.name.split("/", 1)[0]]
        begun = root / STAGE / final.relative_to(root)
        begun.parent.mkdir(parents=True, exist_ok=True)
        with begun.open("wb") as out:
            os.fchmod(out.fileno(), 0o640)
            shutil.copyfileobj(member.file, out, 1 << 18)
        self.moves.append((begun, final))
        self.files += 1

    def _loader(self, table: str) -> rows.Loader:
        if table not in self.loaders:
            columns = self.manifest["tables"][table]["columns"]
            self.loaders[table] = rows.Loader(self.tables[table], columns, self.using)
        return self.loaders[table]

    def _compare(self) -> None:
        """Every table read back is what the manifest says. Raises ValueError."""
        for name, model in self.tables.items():
            self.at = name
            found, wanted = rows.dump(model, self.using), self.manifest["tables"][name]
            if found["rows"] != wanted["rows"]:
                raise ValueError(f"应有{wanted['rows']}行，写入后为{found['rows']}行")
            if found["columns"] == wanted["columns"] and found["sha256"] != wanted["sha256"]:
                raise ValueError("写入后读回的内容与备份不同")

    def _settle(self) -> None:
        """What was put off is checked now, while all can still be taken back; the guards stand again."""
        self.at = "关联"
        self.connection.check_constraints()
        post_guard.install(self.connection)
