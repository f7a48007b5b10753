"""Room on the disks (剩余空间): said early, since a full disk takes no upload and no backup."""

import os
import shutil
from pathlib import Path

from django.conf import settings

MB = 1024 * 1024
FULL = "服务器磁盘空间不足，没有保存。您填写的内容还在，请过一会儿再试，并请系统管理员清理磁盘。"


def free_mb(folder: Path) -> int | None:
    """Free megabytes on the disk of ``folder`` or of what will hold it; None where nobody can tell."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free // MB
    except OSError:
        return None


def short(*more: Path) -> list[str]:
    """A sentence for each disk with less room than the floor (``FREE_SPACE_FLOOR_MB``): data, attachments, ``more``."""
    found: dict[int, str] = {}
    for folder in (Path(settings.VAR_DIR), Path(settings.MEDIA_ROOT), *more):
        free = free_mb(folder)
        if free is not None and free < settings.FREE_SPACE_FLOOR_MB:
            floor = _size(settings.FREE_SPACE_FLOOR_MB)
            sentence = f"“{folder}”所在的磁盘只剩{_size(free)}（低于{floor}），请尽快清理或扩容，满了就不能上传和备份。"
            found.setdefault(_disk_of(folder), sentence)
    return list(found.values())


def same_disk(one: Path, other: Path) -> bool:
    """Whether both stand on the same disk, so that one loss takes both."""
    return _disk_of(one) == _disk_of(other)


def _disk_of(folder: Path) -> int:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.stat(folder).st_dev


def _size(mb: int) -> str:
    return f" {mb / 1024:.1f} GB" if mb >= 1024 else f" {mb} MB"
