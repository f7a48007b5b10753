"""Writing an archive of the whole site, and reading it back."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from core.backup import archive, rows, stored
from core.committee import identity

UNMIGRATED = "数据库的结构还不是当前版本的，请先运行 python manage.py migrate，再备份。"


class BackupFailed(Exception):
    """No backup came about; the text is a sentence that says why and what to do."""


@dataclass(frozen=True)
class Made:
    """What was written: its file, and what its manifest says."""

    path: Path
    size: int
    sha256: str
    manifest: dict[str, Any] = field(repr=False)

    @property
    def rows(self) -> int:
        return sum(table["rows"] for table in self.manifest["tables"].values())

    def as_json(self) -> dict[str, Any]:
        counts = {name: table["rows"] for name, table in self.manifest["tables"].items()}
        return {
            "file": str(self.path), "size": self.size, "sha256": self.sha256, "made_at": self.manifest["made_at"],
            "tables": counts, "rows": self.rows, "files": self.manifest["files"], "verified": True,
        }  # fmt: skip


def make(path: Path, *, using: str = DEFAULT_DB_ALIAS, heard: Callable[[], None] = lambda: None) -> Made:
    """Write the backup and read it back; ``heard`` is called after each table and now and then among the files.

    Raises BackupFailed; there is no file under this name then.
    """
    path = path.absolute()
    if path.exists():
        raise BackupFailed(f"“{path}”已经存在，没有覆盖。请换一个文件名。")
    state = migrations_of(using)
    if missing(using):
        raise BackupFailed(UNMIGRATED)
    try:
        with archive.written(path) as out:
            manifest = _fill(out, path.parent, using, state, heard)
    except OSError as error:
        raise BackupFailed(_in_words(error, path)) from error
    try:
        archive.read(path)
    except archive.BadArchive as error:
        path.unlink(missing_ok=True)
        raise BackupFailed(f"备份写好后读不回来，已删除：{error}") from error
    return Made(path, path.stat().st_size, digest_of(path), manifest)


def _fill(out: archive.Writer, folder: Path, using: str, state: list[str], heard: Callable[[], None]) -> dict[str, Any]:
    made_at = timezone.localtime().isoformat(timespec="seconds")
    out.add(archive.HEAD, archive.as_json({"format": archive.FORMAT, "made_at": made_at}))
    models = rows.models_of(apps)
    tables = {}
    with rows.snapshot(using, folder) as frozen:
        for model in models:
            tables[model._meta.db_table] = rows.dump(model, frozen, out.add)
            heard()
        last = rows.sequences(frozen, models)
    gone = 0
    for number, (name, path) in enumerate(stored.every()):
        try:
            out.add_file(name, path)
        except FileNotFoundError:  # a job's result that was cleaned away a moment ago
            gone += 1
        if number % 200 == 0:
            heard()
    manifest = {
        "format": archive.FORMAT, "made_at": made_at, "committee": identity.current().name,
        "database": connections[using].vendor, "migrations": state, "tables": tables,
        "left_out": sorted(rows.LEFT_OUT), "sequences": last, "files": out.files,
    }  # fmt: skip
    out.close(manifest)
    return manifest


def migrations_of(using: str) -> list[str]:
    """The migrations that this database has gone through, of apps that are installed, as ``app.name``."""
    known = {config.label for config in apps.get_app_configs()}
    applied = MigrationRecorder(connections[using]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied if app in known)


def missing(using: str) -> bool:
    """Whether the program brings migrations that this database has not gone through."""
    executor = MigrationExecutor(connections[using])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _in_words(error: OSError, path: Path) -> str:
    from errno import EACCES, EDQUOT, ENOENT, ENOSPC, EROFS

    if error.errno in (ENOSPC, EDQUOT):
        return f"磁盘空间不足，备份没有写成。请清理“{path.parent}”所在的磁盘，或换一块盘。"
    if error.errno in (EACCES, EROFS):
        return f"没有写入“{path.parent}”的权限，备份没有写成。"
    if error.errno == ENOENT:
        return f"文件夹“{path.parent}”不存在，备份没有写成。请先建好，或换一个位置。"
    return f"备份没有写成：{error}。"
