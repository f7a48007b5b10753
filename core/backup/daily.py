"""What the clock does (每日自动备份): one good backup a day, read back, the newest kept; failures told."""

import fcntl
import logging
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.backup import making, rows
from core.delivery.notices import announce
from core.matters import events
from core.models import Backup, Committee, Post, Role, User
from core.people.actors import system_actor

log = logging.getLogger(__name__)
BEGINS = 2  # o'clock
NAME = re.compile(r"zhengxie-\d{8}-\d{6}\.tar\.gz")
CUT_OFF = "备份中途中断（进程被停止或机器断电），会再试。"
BROKEN = "备份没有写成，原因已写入日志，请联系维护人员。"
LEFT_BEHIND = 24 * 3600


def is_on() -> bool:
    """``BACKUP_KEEP=0`` says that the office backs up by other means."""
    return settings.BACKUP_KEEP > 0


def folder() -> Path:
    return Path(settings.BACKUP_DIR)


def due(now: datetime) -> bool:
    """Whether the day still lacks its backup; asked every hour, for machines that are off at two in the morning."""
    local = timezone.localtime(now)
    if not is_on() or local.hour < BEGINS:
        return False
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return not Backup.objects.filter(state=Backup.State.GOOD, begun_at__gte=midnight).exists()


def run(now: datetime) -> Backup | None:
    """Make the day's backup where it is due; None where it is not, or somebody is at it."""
    if not due(now):
        return None
    try:
        with _alone() as free:
            return _made(now) if free else None
    except OSError:  # the folder itself cannot be written
        return _failed(_begun(now), f"备份文件夹“{folder()}”不存在或不能写入，请检查磁盘和 BACKUP_DIR。")


def _made(now: datetime) -> Backup:
    cut_off = {"state": Backup.State.FAILED, "ended_at": now, "message": CUT_OFF}
    Backup.objects.filter(state=Backup.State.RUNNING).update(**cut_off)
    row = _begun(now)
    try:
        made = making.make(folder() / row.name)
    except making.BackupFailed as failure:
        return _failed(row, str(failure))
    except Exception:
        log.exception("the daily backup failed")
        return _failed(row, BROKEN)
    row.state, row.ended_at, row.size, row.sha256 = Backup.State.GOOD, timezone.now(), made.size, made.sha256
    row.rows, row.files = made.rows, made.manifest["files"]
    row.save()
    try:
        prune()
    except OSError:
        log.exception("old backups were not cleared away")
    return row


def _begun(now: datetime) -> Backup:
    return Backup.objects.create(begun_at=now, name=f"zhengxie-{timezone.localtime(now):%Y%m%d-%H%M%S}.tar.gz")


@transaction.atomic
def _failed(row: Backup, message: str) -> Backup:
    """Keep why; the administrators are told at the first failure of a day."""
    row.state, row.ended_at, row.message = Backup.State.FAILED, timezone.now(), message[:400]
    row.save()
    begun = timezone.localtime(row.begun_at).replace(hour=0, minute=0, second=0, microsecond=0)
    earlier = Backup.objects.filter(state=Backup.State.FAILED, begun_at__gte=begun, pk__lt=row.pk).exclude(
        message=CUT_OFF
    )
    committee = Committee.objects.first()
    if committee is not None and not earlier.exists():
        event = events.record(
            committee, actor=system_actor(), key="backup_failed", label="备份未成功", text=row.message
        )
        held = Post.objects.valid_on(timezone.localdate()).filter(role=Role.SYSADMIN)
        people = User.objects.filter(is_active=True, pk__in=held.values("user"))
        url = reverse("setup:backups")
        announce(people, "今天的自动备份没有成功", event=event, target=committee, url=url, body=row.message)
    return row


def prune() -> int:
    """Keep the newest files (``BACKUP_KEEP``) and drop what a killed backup left behind; returns how many went."""
    kept = sorted((path for path in folder().iterdir() if NAME.fullmatch(path.name)), reverse=True)
    old = kept[settings.BACKUP_KEEP :]
    for path in [*old, *(path for path in folder().glob("zhengxie-*.part") if _is_old(path))]:
        path.unlink(missing_ok=True)
    for left in folder().glob(f"{rows.COPY}*"):
        if _is_old(left):
            shutil.rmtree(left, ignore_errors=True)
    for row in Backup.objects.filter(state=Backup.State.GOOD, gone=False):
        if NAME.fullmatch(row.name) and not (folder() / row.name).exists():
            Backup.objects.filter(pk=row.pk).update(gone=True)
    return len(old)


def _is_old(path: Path) -> bool:
    return path.stat().st_mtime < time.time() - LEFT_BEHIND


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else makes a backup into this folder; a killed one lets go by itself.

    Only the default folder is made here: one that was named and is not there may be a disk that is not mounted.
    """
    if folder() == Path(settings.VAR_DIR) / "backups":
        folder().mkdir(mode=0o700, exist_ok=True)
    with (folder() / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
